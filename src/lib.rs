//! Visual reasoning tasks: picture, question, proved answer.
//!
//! # Steps
//!
//! 1. [`pipeline`] takes candidates one by one: a family proposes a scene and
//!    writes a program, the sandbox draws it.
//! 2. [`verify`] looks at the drawing and says whether it shows what it should.
//! 3. What passes and is no duplicate is stored, in candidate order.
//!
//! [`cli`] is the command line over all of it, one file a subcommand; [`gallery`] shows
//! what the families make.

pub mod cli;
pub mod gallery;
pub mod pipeline;
pub use synth_verify as verify;
