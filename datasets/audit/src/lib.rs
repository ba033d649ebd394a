//! Looks a corpus over, ours or anyone's: what repeats, which answers can be
//! guessed without looking, which pictures show nothing.
//!
//! # Steps
//!
//! 1. [`source`] reads a `synth` corpus, a folder of pictures with questions in
//!    JSON, Parquet files or shards of WebDataset, row by row; also pictures by
//!    themselves, for whoever asks nothing about them.
//! 2. Every row goes through an index of duplicates (`synth-dedup`), a count of
//!    answers ([`priors`]) and a look at its pixels ([`sight`]).
//! 3. What was found is a [`Report`], as text or JSON.

mod audit;
mod error;
mod others;
mod pictures;
mod priors;
mod repeats;
mod report;
mod sight;
pub mod source;

pub use audit::{Limits, audit};
pub use error::AuditError;
pub use others::{Others, OthersError, Repeat};
pub use pictures::Kept;
pub use priors::{Prior, Share};
pub use repeats::{Cluster, Member};
pub use report::{Named, Report};
pub use sight::Sight;
