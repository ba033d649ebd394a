//! Unites shards into the corpus that a single run would have made.
//!
//! Slots are gone through in order, and every attempt at them is looked at again. The
//! task that its shard accepted, and what the sandbox or the verifier refused there, is
//! taken from the shard. But whether an answer is too common, and whether a task is
//! new, is decided anew: a shard knew only its own tasks. What its shard refused for
//! such a reason, or never came to, is made again; that yields the same, since a
//! candidate depends on nothing but the plan.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use synth_datasets::{Prepared, Reader, Rejection, StoreError, StoredTask};

use super::candidate::{Essence, gate, propose};
use super::generate::{Attempt, GenerateError, Guess, Hint, Maker, Source};
use super::shards::{ShardError, Shards};

/// Attempts as the shards of a run tell them.
pub struct Replay<'a> {
    maker: Maker<'a>,
    count: u64,
    readers: BTreeMap<u64, Mutex<Reader>>,
}

impl<'a> Replay<'a> {
    /// Shards that are complete and sound.
    ///
    /// # Errors
    ///
    /// [`ShardError::Incomplete`] when a slot below `wanted` is not filled, and
    /// [`StoreError::Damaged`] when a shard does not hold what was written.
    pub fn of(shards: Shards, wanted: u64, maker: Maker<'a>) -> Result<Self, ShardError> {
        let missing = shards.missing(wanted)?;
        if !missing.is_empty() {
            return Err(ShardError::Incomplete { missing });
        }
        for reader in shards.readers.values() {
            let checked = reader.check(&mut |_| {})?;
            if !checked.holds() {
                let (path, detail) = (reader.path().to_owned(), checked.to_string());
                return Err(StoreError::Damaged { path, detail }.into());
            }
        }
        let readers = shards.readers.into_iter().map(|(at, reader)| (at, Mutex::new(reader)));
        Ok(Self { maker, count: shards.count, readers: readers.collect() })
    }

    fn stored(&self, slot: u64) -> Result<Option<(StoredTask, Vec<Rejection>)>, StoreError> {
        let Some(reader) = self.readers.get(&(slot % self.count)) else { return Ok(None) };
        let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(task) = reader.task_at(slot)? else { return Ok(None) };
        let rejections = reader.rejections(slot)?;
        Ok(Some((task, rejections)))
    }
}

impl Source for Replay<'_> {
    fn attempts(
        &self,
        slot: u64,
        hint: Hint,
        refused: &Guess<'_>,
    ) -> Result<Vec<Attempt>, GenerateError> {
        let stored = self.stored(slot)?.filter(|(task, _)| hint.from <= task.attempt);
        let Some((stored, rejections)) = stored.filter(|_| !hint.run) else {
            return self.maker.attempts(slot, hint, refused);
        };
        let mut attempts = Vec::new();
        for (number, rejection) in (0..).zip(rejections).skip(hint.from as usize) {
            let candidate = self.maker.plan.candidate(slot, number);
            attempts.push(match propose(&candidate) {
                Err(rejection) => Attempt::Void(rejection),
                Ok(draft) => {
                    let alone = [gate::EXECUTE, gate::RENDER, gate::VERIFY, gate::UNLIKE];
                    let drawn = alone.contains(&rejection.gate.as_str());
                    let drawn = drawn.then(|| Err(Box::new(rejection)));
                    Attempt::Drafted { essence: Essence::of(&candidate, &draft), drawn }
                }
            });
        }
        let essence = Essence::of_task(&stored.task);
        let drawn = Some(Ok(Box::new(Prepared::of(stored.task)?)));
        attempts.push(Attempt::Drafted { essence, drawn });
        Ok(attempts)
    }
}
