//! What keeps a folder from being a player.

use std::path::{Path, PathBuf};

/// This crate's result.
pub type Result<T, E = LocalError> = std::result::Result<T, E>;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// There is nothing there.
    #[error(
        "there is no folder {path}; give local:FOLDER with a model as transformers saves it, \
         and an adapter's folder behind a #: local:FOLDER#ADAPTER"
    )]
    NoFolder {
        /// What was given.
        path: PathBuf,
    },
    /// What was given as an adapter is none.
    #[error(
        "{path} holds no adapter_config.json; behind the # stands the folder of an adapter, as \
         training or PEFT writes it"
    )]
    NoAdapter {
        /// What was given.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The model's files are not right.
    #[error("{path} holds no model that can be played: {fault}")]
    Model {
        /// The folder.
        path: PathBuf,
        /// Why.
        fault: synth_model::ModelError,
    },
    /// The processor's files are not right.
    #[error("{path} holds no processor that can be read: {fault}")]
    Processor {
        /// The folder.
        path: PathBuf,
        /// Why.
        fault: synth_processor::ProcessorError,
    },
    /// The adapter does not fit.
    #[error("the adapter in {path} cannot be put over its base: {fault}")]
    Adapter {
        /// The folder.
        path: PathBuf,
        /// Why.
        fault: Box<synth_course::CourseError>,
    },
    /// No thread for the model.
    #[error("no thread can be started for the model: {0}")]
    Thread(std::io::Error),
}

/// For `map_err` where a file is read.
pub(crate) fn read(path: &Path) -> impl FnOnce(std::io::Error) -> LocalError + use<> {
    let path = path.to_owned();
    move |source| LocalError::Read { path, source }
}
