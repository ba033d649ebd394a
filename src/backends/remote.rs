//! A server for callers that wait: [`Server`] with the threads that it needs.

use tokio::runtime::{Builder, Runtime};

use crate::fault::BackendError;
use crate::meter::Meter;
use crate::player::{Player, Who};
use crate::protocol::{Reply, Request};
use crate::server::{Server, Settings};

/// A server that any number of threads ask. Together they have no more calls in flight
/// than its settings allow.
pub struct Remote {
    server: Server,
    who: Who,
    runtime: Runtime,
}

impl Remote {
    /// Makes ready to ask; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`BackendError::Address`] or [`BackendError::Client`].
    pub fn new(settings: Settings) -> Result<Self, BackendError> {
        let who = Who { backend: settings.url.clone(), model: settings.model.clone() };
        let server = Server::new(settings)?;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| BackendError::Client(error.to_string()))?;
        Ok(Self { server, who, runtime })
    }

    /// As [`Remote::new`], but where `settings.model` is empty the server is asked which
    /// model it has.
    ///
    /// # Errors
    ///
    /// As [`Remote::new`], what [`Server::models`] says, and
    /// [`BackendError::Unnamed`] if it has not just one.
    pub fn with_its_model(settings: Settings) -> Result<Self, BackendError> {
        if !settings.model.is_empty() {
            return Self::new(settings);
        }
        let asked = Self::new(settings.clone())?;
        let mut models = asked.runtime.block_on(asked.server.models())?;
        match (models.pop(), models.is_empty()) {
            (Some(model), true) => Self::new(Settings { model, ..settings }),
            (last, _) => {
                models.extend(last);
                Err(BackendError::Unnamed { url: settings.url, models })
            }
        }
    }
}

impl Player for Remote {
    fn who(&self) -> &Who {
        &self.who
    }

    fn respond(
        &self,
        requests: &mut dyn Iterator<Item = Request>,
        each: &mut dyn FnMut(usize, Result<Reply, BackendError>),
    ) {
        self.runtime.block_on(self.server.ask_all(requests, each));
    }

    fn meter(&self) -> Meter {
        self.server.meter()
    }
}
