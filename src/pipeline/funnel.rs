//! How many candidates came how far, read from the store.

use serde::Serialize;
use synth_datasets::{Reader, StoreError};

use super::candidate::gate;

/// Counts at every gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Funnel {
    /// Candidates tried.
    pub proposed: u64,
    /// Programs that ran to their end.
    pub executed: u64,
    /// Programs that drew a picture.
    pub rendered: u64,
    /// Pictures that show what they should.
    pub verified: u64,
    /// Tasks that were not there before.
    pub unique: u64,
    /// Tasks whose answers do not come too often.
    pub balanced: u64,
    /// Tasks stored.
    pub accepted: u64,
    /// Every reason of rejection with its count, commonest first.
    pub rejections: Vec<Reason>,
}

/// A reason of rejection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The gate.
    pub gate: String,
    /// The reason's name.
    pub reason: String,
    /// How many candidates.
    pub count: u64,
}

impl Funnel {
    /// Reads the funnel of a store.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    pub fn read(store: &Reader) -> Result<Self, StoreError> {
        let rejections: Vec<Reason> = store
            .funnel()?
            .into_iter()
            .map(|row| Reason { gate: row.gate, reason: row.reason, count: row.count })
            .collect();
        let at = |gate: &str| -> u64 {
            rejections.iter().filter(|row| row.gate == gate).map(|row| row.count).sum()
        };
        let progress = store.progress()?;
        let proposed = progress.next_candidate;
        let executed = proposed.saturating_sub(at(gate::PROPOSE) + at(gate::EXECUTE));
        let rendered = executed.saturating_sub(at(gate::RENDER));
        let verified = rendered.saturating_sub(at(gate::VERIFY));
        let unique = verified.saturating_sub(at(gate::DEDUP));
        let balanced = unique.saturating_sub(at(gate::BALANCE));
        let accepted = progress.accepted;
        Ok(Self { proposed, executed, rendered, verified, unique, balanced, accepted, rejections })
    }

    /// The gates with their counts, first to last.
    pub fn stages(&self) -> [(&'static str, u64); 7] {
        [
            ("proposed", self.proposed),
            ("executed", self.executed),
            ("rendered", self.rendered),
            ("verified", self.verified),
            ("unique", self.unique),
            ("balanced", self.balanced),
            ("accepted", self.accepted),
        ]
    }
}
