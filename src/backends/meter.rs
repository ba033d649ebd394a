//! What a server was asked for, what it cost, and what went wrong.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fault::Fault;
use crate::protocol::Usage;

/// Counts since a server was first asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Meter {
    /// Requests that ended with a reply.
    pub replied: u64,
    /// Requests that ended without one.
    pub failed: u64,
    /// Replies that were known already, and cost nothing.
    pub recalled: u64,
    /// Calls over the wire, repeats included.
    pub calls: u64,
    /// Milliseconds that all calls together took, waits between them left out.
    pub milliseconds: u64,
    /// Responses that came back.
    pub responses: u64,
    /// Tokens, as far as the server counts them.
    pub usage: Usage,
    /// Faults that were met, by name.
    pub faults: BTreeMap<&'static str, u64>,
}

impl Meter {
    pub(crate) fn fault(&mut self, fault: &Fault) {
        *self.faults.entry(fault.name()).or_insert(0) += 1;
    }

    pub(crate) fn reply(&mut self, responses: usize, usage: Usage) {
        self.responses += responses as u64;
        self.usage.prompt_tokens += usage.prompt_tokens;
        self.usage.completion_tokens += usage.completion_tokens;
    }
}
