//! Whoever answers prompts: a server, a model of our own, a journal before either.

use serde::{Deserialize, Serialize};

use crate::fault::BackendError;
use crate::meter::Meter;
use crate::protocol::{Reply, Request};

/// Who answers, as it stands in records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Where: the address of a server, or `local`.
    pub backend: String,
    /// Which model.
    pub model: String,
}

/// Somebody who answers prompts. Many threads may ask at once.
pub trait Player: Sync {
    /// Who it is.
    fn who(&self) -> &Who;

    /// Answers all requests and hands over each outcome once, with the request's place,
    /// in the order in which they end. Returns when all have ended.
    fn respond(
        &self,
        requests: &mut dyn Iterator<Item = Request>,
        each: &mut dyn FnMut(usize, Result<Reply, BackendError>),
    );

    /// What it cost so far.
    fn meter(&self) -> Meter;
}

/// Asks for one reply.
///
/// # Errors
///
/// [`BackendError`].
pub fn ask_one(player: &dyn Player, request: Request) -> Result<Reply, BackendError> {
    let mut outcome = None;
    player.respond(&mut std::iter::once(request), &mut |_, reply| outcome = Some(reply));
    let silent = || BackendError::Model {
        model: player.who().model.clone(),
        why: "it was asked and did not answer".to_owned(),
    };
    outcome.unwrap_or_else(|| Err(silent()))
}
