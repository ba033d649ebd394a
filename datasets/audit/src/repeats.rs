//! Duplicates and near-duplicates of a corpus, in clusters.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_dedup::mih::MultiIndex;
use synth_dedup::perceptual::hamming;
use synth_dedup::{Config, Index, IndexError, Pictures, Signature, Verdict};

/// Bits of 256 within which pictures are near.
const RADIUS: u32 = 10;
/// The same for the gradient hash.
const GRADIENT: u32 = 10;
/// Levels within which colours are near.
const COLOUR: u8 = 10;

/// A task of a cluster and why it is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// The row's name.
    pub name: String,
    /// `scene`, `program`, `pixels` or `picture`; `near` for a near-duplicate.
    pub reason: &'static str,
    /// The reason in a sentence.
    pub because: String,
}

/// Tasks that are the same, or near.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// The row that came first.
    pub first: String,
    /// The others.
    pub others: Vec<Member>,
}

/// What was found so far; rows are known by their number.
#[derive(Default)]
pub(crate) struct Repeats {
    index: Index,
    near: MultiIndex,
    signatures: Vec<Signature>,
    /// By the number among `signatures`, the row and the cluster it is near to.
    rows: Vec<(u64, u32)>,
    duplicates: BTreeMap<u64, Vec<(u64, &'static str, String)>>,
    pub(crate) reasons: BTreeMap<&'static str, u64>,
    nears: BTreeMap<u64, Vec<u64>>,
}

impl Repeats {
    pub(crate) fn new() -> Self {
        Self { index: Index::new(Config::default()), ..Self::default() }
    }

    /// Takes in the next row.
    pub(crate) fn add(
        &mut self,
        row: u64,
        task: Signature,
        pictures: &impl Pictures,
    ) -> Result<(), IndexError> {
        match self.index.admit(&task, row, pictures)? {
            Verdict::Duplicate(merge) => {
                let member = (row, merge.reason.name(), merge.reason.to_string());
                self.duplicates.entry(merge.cluster).or_default().push(member);
                *self.reasons.entry(merge.reason.name()).or_default() += 1;
            }
            Verdict::Unique | Verdict::Full { .. } => self.add_unique(row, task),
        }
        Ok(())
    }

    /// Near is: a picture that is alike and a question that is alike, but not the
    /// same task.
    fn add_unique(&mut self, row: u64, task: Signature) {
        let number = self.signatures.len() as u32;
        let near = self.near.within(&task.look().frequency, RADIUS).into_iter().find(|other| {
            let other = &self.signatures[*other as usize];
            hamming(&other.look().gradient, &task.look().gradient) <= GRADIENT
                && other.look().colour_distance(task.look()) <= COLOUR
                && other.asks_alike(&task)
        });
        let cluster = near.map_or(number, |other| self.rows[other as usize].1);
        if cluster != number {
            self.nears.entry(self.rows[cluster as usize].0).or_default().push(row);
        }
        self.near.insert(&task.look().frequency, number);
        self.signatures.push(task);
        self.rows.push((row, cluster));
    }

    pub(crate) fn duplicates(&self, name: impl Fn(u64) -> String) -> Vec<Cluster> {
        let clusters = self.duplicates.iter().map(|(first, others)| Cluster {
            first: name(*first),
            others: others
                .iter()
                .map(|(row, reason, because)| Member {
                    name: name(*row),
                    reason,
                    because: because.clone(),
                })
                .collect(),
        });
        clusters.collect()
    }

    pub(crate) fn near_duplicates(&self, name: impl Fn(u64) -> String) -> Vec<Cluster> {
        let because = "picture and question are alike, but something differs";
        let clusters = self.nears.iter().map(|(first, others)| Cluster {
            first: name(*first),
            others: others
                .iter()
                .map(|row| Member { name: name(*row), reason: "near", because: because.to_owned() })
                .collect(),
        });
        clusters.collect()
    }
}
