//! Reads benchmarks as they are published, and says how sure an accuracy is.
//!
//! # Steps
//!
//! 1. [`Benchmark::open`] finds the Parquet files of a benchmark and tells its layout by
//!    the names of the columns: one of [`LAYOUTS`], each a file of its own.
//! 2. [`Benchmark::rows`] yields one [`Row`] after another: pictures, question, options,
//!    answer and how it is scored. [`Row::prompt`] is what a model is asked,
//!    [`Row::is_right`] grades what it says.
//! 3. [`statistics`] turns the outcomes into accuracies with intervals, and two models'
//!    outcomes into a paired difference.

mod cells;
mod error;
mod files;
mod layouts;
mod literal;
mod metric;
mod row;
pub mod statistics;

pub use error::{BenchmarkError, Result};
pub use files::{Benchmark, Rows};
pub use layouts::{LAYOUTS, Layout};
pub use metric::Metric;
pub use row::Row;
