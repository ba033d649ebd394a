//! What goes wrong between us and a server.

use std::time::Duration;

/// What may pass: the request is tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection, or one that broke.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// No whole reply in time.
    #[error("no reply within {0:?}")]
    Timeout(Duration),
    /// The server is full or not well.
    #[error("the server replied {status}{}", wait.map(|w| format!(" and asked to wait {w:?}")).unwrap_or_default())]
    Busy {
        /// The HTTP status.
        status: u16,
        /// How long it asked to wait.
        wait: Option<Duration>,
    },
    /// A reply that is not one of the protocol.
    #[error("the reply makes no sense: {0}")]
    Malformed(String),
}

impl Fault {
    /// A name fit for counting.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Connection(_) => "connection",
            Self::Timeout(_) => "timeout",
            Self::Busy { status: 429, .. } => "full",
            Self::Busy { .. } => "server",
            Self::Malformed(_) => "malformed",
        }
    }
}

/// Why a request has no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// The server will not, however often it is asked.
    #[error("{url} refused the request with {status}: {message}")]
    Refused {
        /// Where.
        url: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        message: String,
    },
    /// It was asked often enough.
    #[error("{url} gave no reply in {attempts} attempts; the last: {last}")]
    Exhausted {
        /// Where.
        url: String,
        /// How often.
        attempts: u32,
        /// The last fault.
        last: Fault,
    },
    /// The address is none.
    #[error("{url} is no address of a server: {why}; give one such as http://localhost:8000/v1")]
    Address {
        /// What was given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// Nobody said which model, and the server has not just one.
    #[error(
        "{url} has {} models{}; name one behind the address: {url}#NAME",
        models.len(), list(models)
    )]
    Unnamed {
        /// Where.
        url: String,
        /// The models' names.
        models: Vec<String>,
    },
    /// The client cannot be made.
    #[error("the HTTP client cannot start: {0}")]
    Client(String),
    /// Replies cannot be kept.
    #[error("replies cannot be kept in {path}: {why}")]
    Journal {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// A model in this process cannot be asked this, however often.
    #[error("{model} cannot be asked this: {why}")]
    Unfit {
        /// Which model.
        model: String,
        /// Why.
        why: String,
    },
    /// A model in this process failed.
    #[error("{model} failed: {why}")]
    Model {
        /// Which model.
        model: String,
        /// Why.
        why: String,
    },
}

/// The first few names.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if names.len() > SHOWN { ", …" } else { "" };
    if names.is_empty() { String::new() } else { format!(" ({shown}{more})") }
}
