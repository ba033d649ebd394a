//! What can go wrong with a repository.

use std::io;
use std::path::PathBuf;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is no index.
    #[error("{path} holds no index of pictures: make one with `synth index PATHS --out {path}`")]
    NoIndex {
        /// The folder that was given.
        path: PathBuf,
    },
    /// Indexing was not finished, so there is nothing to search yet.
    #[error("the index in {path} is not finished: run the same `synth index` again, it goes on")]
    Unfinished {
        /// The folder of the index.
        path: PathBuf,
    },
    /// Somebody else writes to it.
    #[error("another process is indexing into {path}: wait for it, or name another folder")]
    InUse {
        /// The folder of the index.
        path: PathBuf,
    },
    /// The index was begun with other settings.
    #[error(
        "the index in {path} was begun with {what} {before}, now it is {now}: name the same, or \
         another folder"
    )]
    Settings {
        /// The folder of the index.
        path: PathBuf,
        /// Which setting.
        what: &'static str,
        /// What it was.
        before: String,
        /// What it is.
        now: String,
    },
    /// Another version wrote the index.
    #[error("the index in {path} has version {found}, this program reads {known}: index again")]
    Version {
        /// The folder of the index.
        path: PathBuf,
        /// What was found.
        found: i64,
        /// What is known.
        known: i64,
    },
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        error: io::Error,
    },
    /// The table of pictures.
    #[error("the table of pictures: {0}")]
    Table(#[from] rusqlite::Error),
    /// The file of the pictures is shorter than the table says.
    #[error("{path} holds {held} bytes of the {told} that the index tells of; index again")]
    Cut {
        /// The file.
        path: PathBuf,
        /// Its length.
        held: u64,
        /// What it should be, at least.
        told: u64,
    },
    /// A row of the table says what cannot be.
    #[error("picture {id} of the index is damaged: {detail}; index again")]
    Damaged {
        /// The picture.
        id: u64,
        /// What is wrong.
        detail: String,
    },
    /// The index of words.
    #[error("the index of words: {0}")]
    Words(#[from] tantivy::TantivyError),
    /// The sources.
    #[error(transparent)]
    Source(#[from] synth_audit::AuditError),
    /// Telling pictures apart.
    #[error(transparent)]
    Likeness(#[from] synth_dedup::IndexError),
    /// The checkpoint cannot be used.
    #[error("the checkpoint in {path}: {detail}")]
    Checkpoint {
        /// Its folder.
        path: PathBuf,
        /// What is wrong, and what would be right.
        detail: String,
    },
    /// The index holds no embeddings.
    #[error("the index in {path} has no embeddings: index with --embed CHECKPOINT")]
    NoEmbeddings {
        /// The folder of the index.
        path: PathBuf,
    },
    /// The query or the picture cannot be embedded.
    #[error("embedding: {0}")]
    Model(#[from] candle_core::Error),
    /// The sheet cannot be drawn.
    #[error("the sheet cannot be drawn: {0}")]
    Sheet(String),
}

impl SearchError {
    /// With the file at which it happened.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io { path, error }
    }
}
