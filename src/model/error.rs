//! What can go wrong, each with what was found, where, and what to do.

use std::path::PathBuf;

/// Why a model could not be read, run or written.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file could not be written; what stood there before still stands.
    #[error("cannot write {path}: {source}; the earlier file, if any, is untouched")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A configuration lacks a value or holds one of the wrong kind.
    #[error("config.json: {0}")]
    Config(String),
    /// The folder holds a model of another architecture.
    #[error(
        "unknown architecture `{found}`: this program reads qwen2_5_vl and qwen3_vl \
         (dense) checkpoints"
    )]
    Architecture {
        /// The `model_type` that was found.
        found: String,
    },
    /// A folder holds no weights.
    #[error(
        "{folder} holds neither model.safetensors nor model.safetensors.index.json; \
         give the folder of a Hugging Face checkpoint"
    )]
    NoWeights {
        /// The folder that was searched.
        folder: PathBuf,
    },
    /// A weight file ends before the tensors that its header lists.
    #[error(
        "{path} is truncated: its header lists {promised} bytes, the file has {found}; copy it again"
    )]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Bytes that the header lists, header included.
        promised: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// A weight file has no readable header.
    #[error("{path} is not a safetensors file: {reason}")]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A tensor that the architecture needs is absent.
    #[error("the checkpoint lacks tensor `{name}` {shape:?}; does config.json belong to it?")]
    Missing {
        /// The tensor's name.
        name: String,
        /// The shape that it should have.
        shape: Vec<usize>,
    },
    /// A tensor has another shape than the configuration says.
    #[error("tensor `{name}` has shape {found:?}; config.json asks for {expected:?}")]
    Shape {
        /// The tensor's name.
        name: String,
        /// The shape that the configuration asks for.
        expected: Vec<usize>,
        /// The shape that was found.
        found: Vec<usize>,
    },
    /// A tensor holds numbers of a kind that a model is not made of.
    #[error("tensor `{name}` is of type {found}; weights are F32, F16 or BF16")]
    Dtype {
        /// The tensor's name.
        name: String,
        /// The type that was found.
        found: String,
    },
    /// A device that was asked for is not there.
    #[error("cannot use {place}: {reason}")]
    Device {
        /// What was asked for.
        place: crate::Place,
        /// Why it cannot be had.
        reason: String,
    },
    /// Rows that cannot be put together into a batch.
    #[error("inputs: {0}")]
    Inputs(String),
    /// An adapter that does not exist or does not fit.
    #[error("adapter: {0}")]
    Adapter(String),
    /// A loss function's own error, passed through.
    #[error("loss: {0}")]
    Loss(String),
    /// Something that the format allows and this crate does not do.
    #[error("not supported: {0}")]
    Unsupported(String),
    /// An error of the tensor library.
    #[error(transparent)]
    Tensor(#[from] candle_core::Error),
}

/// A result with [`ModelError`].
pub type Result<T, E = ModelError> = std::result::Result<T, E>;
