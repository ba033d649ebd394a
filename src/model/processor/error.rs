//! What can be wrong with a processor's files, or with what it is given.

use std::path::PathBuf;

/// A processor's result.
pub type Result<T> = std::result::Result<T, ProcessorError>;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum ProcessorError {
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file does not say what it must.
    #[error("{path} is not what it should be: {why}")]
    BadFile {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// None of these files is there.
    #[error("{folder} holds no {what}: none of {files} is there")]
    Missing {
        /// Where.
        folder: PathBuf,
        /// What is looked for.
        what: &'static str,
        /// In which files.
        files: &'static str,
    },
    /// The tokenizer lacks a token that the model needs.
    #[error(
        "the tokenizer has no token {token:?}, which {why}; this folder's tokenizer does not belong to a vision-language model"
    )]
    NoToken {
        /// Which.
        token: String,
        /// What it is for.
        why: &'static str,
    },
    /// The tokenizer failed.
    #[error("the tokenizer failed: {0}")]
    Tokenizer(String),
    /// The chat template failed.
    #[error("the chat template failed: {0}")]
    Template(String),
    /// A picture that cannot be decoded.
    #[error("the picture cannot be decoded: {0}")]
    Undecodable(String),
    /// A picture whose shape no model reads.
    #[error("a picture of {width} × {height} pixels: {why}")]
    Shape {
        /// Its width.
        width: usize,
        /// Its height.
        height: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// Messages and pictures do not fit.
    #[error("the messages show {marks} pictures, and {pictures} were given")]
    Pictures {
        /// Marks in the text.
        marks: usize,
        /// Pictures.
        pictures: usize,
    },
}
