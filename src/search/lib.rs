//! A repository of pictures for the Searcher: indexed once, searched by words and by
//! likeness, with a memory of what was used and a map of what the learner can do.
//!
//! # Steps
//!
//! 1. [`index`] reads folders, tables and shards, by the readers of `synth-audit`, and
//!    admits each picture that can be used and shows nothing that is there already or is
//!    to be kept [out](Unlike).
//! 2. [`Repository::search`] finds pictures by BM25 over captions, names and whatever else
//!    their source says, and, with an [`Embedder`], by the vectors of a SigLIP or CLIP.
//! 3. [`Repository::take`] never gives the same picture twice.
//! 4. A [`Map`] turns right and wrong answers into what to ask for next.

mod admission;
mod batch;
mod embed;
mod entry;
mod error;
mod gather;
mod identity;
mod ledger;
mod look;
mod map;
mod query;
mod repository;
mod sheet;
mod shown;
mod table;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;
mod unlike;
mod words;

pub use embed::Embedder;
pub use entry::Entry;
pub use error::SearchError;
pub use gather::{Settings, Standing, Tick};
pub use look::{Bounds, Refusal};
pub use map::{Cell, Choice, Map, Record};
pub use query::{By, Hit, Query};
pub use repository::{Repository, Summary, index};
pub use shown::shown;
pub use table::Stored;
pub use unlike::Unlike;
pub use words::{stem, words};
