//! Why a corpus cannot be looked over.

use std::io;
use std::path::PathBuf;

use synth_datasets::StoreError;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// There is nothing of that name.
    #[error("{path} does not exist")]
    Missing {
        /// What was given.
        path: PathBuf,
    },
    /// Nothing there that is known.
    #[error(
        "{path} is no corpus that can be audited: give the folder of a synth corpus, a folder with \
         pictures and questions in .jsonl or .json, Parquet files, or shards of WebDataset (.tar)"
    )]
    Unknown {
        /// What was given.
        path: PathBuf,
    },
    /// There are rows, but none with a picture and a question.
    #[error(
        "none of the {rows} rows in {path} has a picture and a question: fields such as `image` or \
         `file_name`, `question` or `problem`, `answer` or `solution` are looked for; the first row \
         has {fields}"
    )]
    NoTasks {
        /// What was given.
        path: PathBuf,
        /// How many rows there are.
        rows: u64,
        /// The fields of the first row.
        fields: String,
    },
    /// A file cannot be read or, for copies of pictures, written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
    /// A file does not hold what its name says.
    #[error("{path}, {place}: {detail}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line or row.
        place: String,
        /// What went wrong.
        detail: String,
    },
    /// The corpus of `synth` cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A picture that was read once cannot be read again.
    #[error(transparent)]
    Index(#[from] synth_dedup::IndexError),
}
