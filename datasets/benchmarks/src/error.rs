//! Why a benchmark cannot be read.

use std::path::PathBuf;

/// A benchmark's result.
pub type Result<T> = std::result::Result<T, BenchmarkError>;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum BenchmarkError {
    /// There is no such file or folder, or it cannot be read.
    #[error("{path}: {error}")]
    Io {
        /// What was given.
        path: PathBuf,
        /// What went wrong.
        error: std::io::Error,
    },
    /// No Parquet file.
    #[error(
        "{path} holds no Parquet file: give a benchmark's .parquet file or a folder with such files"
    )]
    NoFiles {
        /// What was given.
        path: PathBuf,
    },
    /// A file is no Parquet file, or a damaged one.
    #[error("{path} cannot be read as Parquet: {error}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: String,
    },
    /// The columns are of no layout that is known.
    #[error(
        "{path} is of no known layout; it has the columns {columns}, and these layouts are known: {known}"
    )]
    Layout {
        /// The file.
        path: PathBuf,
        /// Its columns.
        columns: String,
        /// The layouts with their columns.
        known: String,
    },
    /// The files of a folder are not of one benchmark.
    #[error("{path} is laid out as {found}, and the files before it as {before}: give one of them")]
    Mixed {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: &'static str,
        /// The layout of the others.
        before: &'static str,
    },
    /// A row does not say what it must.
    #[error("{path}, row {row}: {fault}")]
    Row {
        /// The file.
        path: PathBuf,
        /// The row, from 1.
        row: u64,
        /// What is wrong.
        fault: String,
    },
}
