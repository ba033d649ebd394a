//! How many candidates came how far, read from the store.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_datasets::{DuplicateKind, Reader, StoreError};

use super::candidate::gate;

/// Counts at every gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Funnel {
    /// Candidates tried.
    pub proposed: u64,
    /// Candidates whose answers do not come too often.
    pub balanced: u64,
    /// Candidates whose scene and program were not there before.
    pub unique: u64,
    /// Programs that ran to their end.
    pub executed: u64,
    /// Programs that drew a picture.
    pub rendered: u64,
    /// Pictures that show what they should.
    pub verified: u64,
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
    /// Reads what is in the store.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    pub fn read(store: &Reader) -> Result<Self, StoreError> {
        Self::sum([store])
    }

    /// Reads what is in several stores together.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when one cannot be read.
    pub fn sum<'r>(stores: impl IntoIterator<Item = &'r Reader>) -> Result<Self, StoreError> {
        let (mut proposed, mut accepted, mut counts) = (0, 0, BTreeMap::new());
        for store in stores {
            let progress = store.progress()?;
            proposed += progress.next_candidate;
            accepted += progress.accepted;
            for row in store.funnel()? {
                *counts.entry((row.gate, row.reason)).or_insert(0) += row.count;
            }
        }
        let mut rejections: Vec<Reason> = counts
            .into_iter()
            .map(|((gate, reason), count)| Reason { gate, reason, count })
            .collect();
        rejections.sort_by_key(|row| std::cmp::Reverse(row.count));
        let at = |gate: &str| -> u64 {
            rejections.iter().filter(|row| row.gate == gate).map(|row| row.count).sum()
        };
        let balanced = proposed.saturating_sub(at(gate::PROPOSE) + at(gate::BALANCE));
        let late = |row: &&Reason| row.reason == DuplicateKind::Picture.name();
        let pictures: u64 = rejections
            .iter()
            .filter(|row| row.gate == gate::DEDUP)
            .filter(late)
            .map(|row| row.count)
            .sum();
        let unique = balanced.saturating_sub(at(gate::DEDUP) - pictures);
        let executed = unique.saturating_sub(at(gate::EXECUTE));
        let rendered = executed.saturating_sub(at(gate::RENDER));
        let verified = rendered.saturating_sub(at(gate::VERIFY));
        Ok(Self { proposed, balanced, unique, executed, rendered, verified, accepted, rejections })
    }

    /// The gates with their counts, first to last.
    pub fn stages(&self) -> [(&'static str, u64); 7] {
        [
            ("proposed", self.proposed),
            ("balanced", self.balanced),
            ("unique", self.unique),
            ("executed", self.executed),
            ("rendered", self.rendered),
            ("verified", self.verified),
            ("accepted", self.accepted),
        ]
    }
}
