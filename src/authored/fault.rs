//! What ends a run and costs no candidate.

use synth_backends::BackendError;
use synth_roles::PromptError;
use synth_sandbox::HostFault;

/// Not the fault of whoever wrote the candidate: it is made again when the run goes on.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// Whoever plays a role could not be asked.
    #[error("the {role} could not be asked: {fault}")]
    Player {
        /// The role.
        role: &'static str,
        /// What failed.
        fault: BackendError,
    },
    /// The sandbox failed.
    #[error(transparent)]
    Host(#[from] HostFault),
    /// A prompt cannot be written.
    #[error("{0}")]
    Prompt(String),
    /// We were told to stop.
    #[error("stopped")]
    Stopped,
}

impl From<PromptError> for Fault {
    fn from(error: PromptError) -> Self {
        Self::Prompt(error.to_string())
    }
}
