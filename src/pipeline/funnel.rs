//! How many candidates came how far, read from the store.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_authored::gate as written;
use synth_datasets::{DuplicateKind, Reader, StoreError};

use super::authored::AUTHORED;
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
    /// What only candidates of models pass; for them, answers and repeats are looked at
    /// last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authored: Option<Authored>,
    /// Tasks stored.
    pub accepted: u64,
    /// Every reason of rejection with its count, commonest first.
    pub rejections: Vec<Reason>,
}

/// Counts at the gates that only candidates of models pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Authored {
    /// Concepts that could be read.
    pub conceived: u64,
    /// Programs that could be read.
    pub coded: u64,
    /// Candidates whose answers the Solver finds from the picture.
    pub agreed: u64,
    /// Candidates whose answers it does not find without.
    pub sighted: u64,
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
        let mut authored = false;
        for store in stores {
            authored |= store.config()?.value().get(AUTHORED).is_some();
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
        Ok(match authored {
            true => Self::of_models(proposed, accepted, rejections),
            false => Self::of_families(proposed, accepted, rejections),
        })
    }

    fn of_models(proposed: u64, accepted: u64, rejections: Vec<Reason>) -> Self {
        let mut left = proposed;
        let mut behind = |gate: &str| {
            left = left.saturating_sub(refused(&rejections, gate));
            left
        };
        let (conceived, coded) = (behind(written::PROPOSE), behind(written::CODE));
        let (executed, rendered) = (behind(written::EXECUTE), behind(written::RENDER));
        let verified = behind(written::VERIFY);
        let (agreed, sighted) = (behind(written::AGREE), behind(written::BLIND));
        behind(gate::UNLIKE);
        let (balanced, unique) = (behind(gate::BALANCE), behind(gate::DEDUP));
        let authored = Some(Authored { conceived, coded, agreed, sighted });
        Self {
            proposed,
            balanced,
            unique,
            executed,
            rendered,
            verified,
            authored,
            accepted,
            rejections,
        }
    }

    fn of_families(proposed: u64, accepted: u64, rejections: Vec<Reason>) -> Self {
        let at = |gate: &str| refused(&rejections, gate);
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
        let authored = None;
        Self {
            proposed,
            balanced,
            unique,
            executed,
            rendered,
            verified,
            authored,
            accepted,
            rejections,
        }
    }

    /// The gates with their counts, first to last.
    pub fn stages(&self) -> Vec<(&'static str, u64)> {
        if let Some(models) = self.authored {
            return vec![
                ("proposed", self.proposed),
                ("conceived", models.conceived),
                ("coded", models.coded),
                ("executed", self.executed),
                ("rendered", self.rendered),
                ("verified", self.verified),
                ("agreed", models.agreed),
                ("sighted", models.sighted),
                ("balanced", self.balanced),
                ("unique", self.unique),
                ("accepted", self.accepted),
            ];
        }
        vec![
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

fn refused(rejections: &[Reason], gate: &str) -> u64 {
    rejections.iter().filter(|row| row.gate == gate).map(|row| row.count).sum()
}
