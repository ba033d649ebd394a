//! Unites shards into the corpus that a single run would have made.
//!
//! Slots are gone through in order, and every attempt at them is looked at again. One
//! that its shard refused for what it is, is refused again without being made. One
//! that its shard accepted is taken from there. But whether a task is new, and whether
//! its answer is too common, is decided anew: a shard knew only its own tasks. So an
//! attempt that its shard refused for that reason, or never came to, is made again in
//! the sandbox; that yields the same, since a candidate depends on nothing but the plan.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use synth_datasets::{Prepared, Reader, Rejection, StoreError, StoredTask};

use super::candidate::gate;
use super::generate::{Found, GenerateError, Maker, Source};
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

/// Whether a gate looks at what is stored, and not at the candidate alone.
fn looks_at_others(rejection: &Rejection) -> bool {
    [gate::DEDUP, gate::BALANCE].contains(&rejection.gate.as_str())
}

impl Source for Replay<'_> {
    fn attempts(&self, slot: u64, from: u64) -> Result<Found, GenerateError> {
        let Some((stored, rejections)) = self.stored(slot)? else {
            return self.maker.attempts(slot, from);
        };
        if from > stored.attempt {
            return self.maker.attempts(slot, from);
        }
        let mut refused = Vec::new();
        for (attempt, rejection) in (0..).zip(rejections).skip(from as usize) {
            if !looks_at_others(&rejection) {
                refused.push(rejection);
                continue;
            }
            let mut made = self.maker.attempts(slot, attempt)?;
            refused.append(&mut made.refused);
            return Ok(Found { refused, ready: made.ready });
        }
        let ready = Prepared::of(stored.task)?;
        Ok(Found { refused, ready: Some(ready) })
    }
}
