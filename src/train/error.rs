//! What can stop a training run, each with where it happened and what to do.

use std::path::PathBuf;

use synth_model::ModelError;

/// Why a step, a checkpoint or a run failed.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A setting has no meaning.
    #[error("setting `{name}`: {what}")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What is wrong and what is allowed.
        what: String,
    },
    /// Tensors that should fit together do not.
    #[error("{what}: {name} has shape {found:?}, {expected:?} is needed")]
    Shape {
        /// The operation.
        what: &'static str,
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// The shape that is needed.
        expected: Vec<usize>,
    },
    /// A loss or a gradient is no longer a number; the weights have not been touched.
    #[error(
        "step {step}: {what} is {value} for {}; the weights are those of step {}: lower the \
         learning rate or look at that task",
        tasks.join(", "), step.saturating_sub(1)
    )]
    NotFinite {
        /// The step that was being taken, from one.
        step: u64,
        /// The loss, or the parameter whose gradient it is.
        what: String,
        /// The value that was found.
        value: f64,
        /// The tasks in the batch that gave it.
        tasks: Vec<String>,
    },
    /// A file of the run could not be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A checkpoint could not be written; nothing of it was left behind.
    #[error("the checkpoint of step {step} was not saved: {reason}{}", kept(last_good.as_ref()))]
    Checkpoint {
        /// The step.
        step: u64,
        /// Why.
        reason: Box<TrainError>,
        /// The checkpoint that can still be resumed from.
        last_good: Option<PathBuf>,
    },
    /// A file of the run could not be read.
    #[error("cannot read {path}: {reason}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A saved state belongs to another model.
    #[error("{path} does not belong to this model: {reason}")]
    Mismatch {
        /// The file.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// A model's logits cannot be drawn from.
    #[error(
        "the logits of prompt {prompt} before token {token} of its completion are not finite \
         or leave no token to draw; the weights are broken"
    )]
    NoDistribution {
        /// The prompt's key.
        prompt: u64,
        /// The token that was to be drawn, from zero.
        token: usize,
    },
    /// The run was asked to stop; nothing of the step under way was kept.
    #[error("stopped on request")]
    Stopped,
    /// The run cannot fit into memory.
    #[error(transparent)]
    Memory(#[from] crate::memory::DoesNotFit),
    /// The model's own error.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// An error of the tensor library.
    #[error(transparent)]
    Tensor(#[from] candle_core::Error),
}

fn kept(last_good: Option<&PathBuf>) -> String {
    match last_good {
        Some(path) => format!("; {} is whole and can be resumed from", path.display()),
        None => String::new(),
    }
}

/// A result with [`TrainError`].
pub type Result<T, E = TrainError> = std::result::Result<T, E>;
