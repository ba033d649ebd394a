//! Benchmarks as they are published: Parquet files with pictures, questions and answers.
//!
//! # Steps
//!
//! 1. [`Items::open`] takes a file or a folder of them and finds the [`Layout`] by the
//!    columns: every layout is one reader in one file, named on one line of
//!    [`LAYOUTS`].
//! 2. Rows are read in small batches, and of a row only the columns that its reader
//!    asks for are copied.
//! 3. A row becomes an [`Item`]: picture files as they are stored, the question with
//!    its options written out, and the truth with the tolerance of the benchmark.
//! 4. [`statistics`] turns outcomes into accuracies with intervals, and the outcomes of
//!    two models into a paired difference.
//!
//! Nothing here decodes a picture or asks a model. A row that cannot be read costs one
//! [`BenchmarkError`] that names file, row and column; the rows behind it can still be
//! read.
//!
//! ```no_run
//! use std::path::Path;
//!
//! let items = synth_benchmarks::Items::open(Path::new("testmini.parquet"))?;
//! println!("{}, {} rows", items.layout().name, items.rows());
//! for item in items {
//!     let item = item?;
//!     println!("{}: {} ({})", item.id, item.question, item.answer);
//! }
//! # Ok::<(), synth_benchmarks::BenchmarkError>(())
//! ```

mod asked;
mod cell;
mod error;
mod item;
mod items;
#[cfg(test)]
mod items_tests;
mod marks;
mod options;
mod python;
mod readers;
mod row;
#[cfg(test)]
mod samples;
pub mod statistics;

pub use error::BenchmarkError;
pub use item::Item;
pub use items::Items;
pub use readers::{LAYOUTS, Layout};
