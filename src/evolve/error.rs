//! What can end the loop.

use std::path::{Path, PathBuf};

/// The loop's result.
pub type Result<T, E = EvolveError> = std::result::Result<T, E>;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum EvolveError {
    /// It was told to stop. All is saved, and the same call goes on.
    #[error("stopped on request")]
    Stopped,
    /// A setting has no meaning.
    #[error("setting `{name}`: {what}")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What is wrong and what is allowed.
        what: String,
    },
    /// The folder holds a run with other settings.
    #[error("the run in this folder was begun with other settings: {}; give them again, or another --out", .differences.join("; "))]
    Different {
        /// Each setting with both values.
        differences: Vec<String>,
    },
    /// A file of the run cannot be read.
    #[error("cannot read {path}: {reason}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file of the run cannot be written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A picture or a text cannot be read as the model reads it.
    #[error("{name}: {fault}")]
    Processor {
        /// What was read.
        name: String,
        /// Why it cannot be.
        fault: synth_processor::ProcessorError,
    },
    /// The machine, or whoever plays a role, failed where nothing can do without.
    #[error("{what} failed: {why}; nothing is lost, and the same command goes on")]
    Host {
        /// What was under way.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// Who plays a role from outside could not be asked. Replies that came are kept.
    #[error(
        "the {role} could not be asked: {fault}; nothing is lost, and the same command goes on \
         once it can be"
    )]
    Guest {
        /// The role.
        role: &'static str,
        /// What went wrong.
        fault: synth_backends::BackendError,
    },
    /// A picture of our own lessons is not drawn.
    #[error("the picture of lesson {name} is not drawn: {fault}; this is a fault of synth's")]
    Lesson {
        /// Which lesson.
        name: String,
        /// Why.
        fault: String,
    },
    /// A prompt cannot be written.
    #[error(transparent)]
    Prompt(#[from] synth_roles::PromptError),
    /// The model fails, or its files are not right.
    #[error(transparent)]
    Model(#[from] synth_model::ModelError),
    /// The repository of pictures is not there, not whole, or not what it was.
    #[error(transparent)]
    Images(Box<synth_search::SearchError>),
    /// Training fails.
    #[error(transparent)]
    Train(Box<synth_train::TrainError>),
    /// The Solver's course fails.
    #[error(transparent)]
    Course(Box<synth_course::CourseError>),
}

impl From<synth_train::TrainError> for EvolveError {
    fn from(error: synth_train::TrainError) -> Self {
        match error {
            synth_train::TrainError::Stopped => Self::Stopped,
            other => Self::Train(Box::new(other)),
        }
    }
}

impl From<synth_course::CourseError> for EvolveError {
    fn from(error: synth_course::CourseError) -> Self {
        Self::Course(Box::new(error))
    }
}

impl From<synth_search::SearchError> for EvolveError {
    fn from(error: synth_search::SearchError) -> Self {
        Self::Images(Box::new(error))
    }
}

/// For `map_err` where a file is written.
pub(crate) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> EvolveError + use<> {
    let path = path.to_owned();
    move |source| EvolveError::Write { path, source }
}

/// For `map_err` where a file is read.
pub(crate) fn read<E: std::fmt::Display>(path: &Path) -> impl FnOnce(E) -> EvolveError + use<E> {
    let path = path.to_owned();
    move |error| EvolveError::Read { path, reason: error.to_string() }
}
