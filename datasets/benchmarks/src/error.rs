//! Why a benchmark cannot be read.

use std::io;
use std::path::PathBuf;

use synth_grader::TruthError;

use crate::readers;

/// Why a benchmark, a file of it or a row cannot be read. Rows are counted from 1 in
/// each file.
#[derive(Debug, thiserror::Error)]
pub enum BenchmarkError {
    /// A file or folder cannot be opened.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
    /// A folder without tables.
    #[error("{path} has no .parquet file in it or up to three folders below")]
    NoTables {
        /// The folder.
        path: PathBuf,
    },
    /// The file is no Parquet file, or a damaged one.
    #[error("{path} cannot be read as Parquet: {detail}")]
    Table {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        detail: String,
    },
    /// The columns fit no layout.
    #[error(
        "{path} has the columns {columns}, which are no layout that is known. {nearest}\nKnown are:\n{known}",
        known = readers::described()
    )]
    UnknownLayout {
        /// The file.
        path: PathBuf,
        /// Its columns.
        columns: String,
        /// What the layout that fits best still needs.
        nearest: String,
    },
    /// No layout has this name.
    #[error("there is no layout {0:?}; the layouts are {names}", names = readers::names())]
    UnknownName(String),
    /// The columns are not those of the layout that was asked for.
    #[error("{path} is not in the layout of {layout}: it lacks {missing}; it has {columns}")]
    OtherLayout {
        /// The file.
        path: PathBuf,
        /// The layout's name.
        layout: &'static str,
        /// The columns that are not there.
        missing: String,
        /// Its columns.
        columns: String,
    },
    /// A folder holds more than one benchmark.
    #[error(
        "{path} has the layout of {layout}, the files before it that of {before}: give one benchmark at a time"
    )]
    Mixed {
        /// The first file that differs.
        path: PathBuf,
        /// Its layout.
        layout: &'static str,
        /// The layout of those before.
        before: &'static str,
    },
    /// A cell does not hold what it should.
    #[error("{path}, row {row}, column `{column}`: {detail}")]
    Cell {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A row without a published answer.
    #[error(
        "{path}, row {row}, column `{column}`: there is no answer; answers of test splits are \
         often withheld, so give the split that has them (such as testmini or validation)"
    )]
    NoAnswer {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
    },
    /// An answer that no truth can be made of.
    #[error("{path}, row {row}, column `{column}`: {error}")]
    Truth {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// What is wrong with it.
        error: TruthError,
    },
}
