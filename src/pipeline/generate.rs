//! Fills a store until it holds as many tasks as were asked for.
//!
//! # Steps
//!
//! 1. Threads take a slot each and look for the first attempt at it that passes
//!    every gate which looks at the candidate alone ([`Source::attempts`]).
//! 2. One thread, in the order of slots, holds what they found against what is
//!    stored: is it new, is its answer not too common? If not, it asks for the next
//!    attempts at that slot.
//! 3. Filled slots are stored in batches. A run that ends, for whatever reason, first
//!    stores the slots that it has filled.

use std::collections::BTreeMap;

use synth_datasets::{Batch, Prepared, Rejection, Store, StoreError};
use synth_sandbox::{HostFault, Sandbox};

use super::balance::Balance;
use super::candidate::{gate, make};
use super::ordered::{Job, Results, ordered};
use super::plan::Plan;

/// Slots written in one transaction.
const BATCH: usize = 64;

/// Attempts at one slot after which a run gives up: the family has nothing new to
/// say at this level.
pub const ATTEMPTS: u64 = 1_000;

/// Why a run ends before it has what was asked for. What was stored stays.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox failed.
    #[error("slot {slot} could not be filled: {fault}; the same command goes on from there")]
    Host {
        /// Which slot.
        slot: u64,
        /// What failed.
        fault: HostFault,
    },
    /// A family has no new task to offer.
    #[error(
        "{family} has nothing new at level {level}: {ATTEMPTS} attempts at slot {slot} were \
         refused ({reasons}), with {accepted} of {wanted} tasks stored; leave the family or the \
         level out, give it less weight, or ask for fewer tasks"
    )]
    Exhausted {
        /// The family.
        family: String,
        /// The level.
        level: u8,
        /// The slot that cannot be filled.
        slot: u64,
        /// What refused the attempts, the commonest first.
        reasons: String,
        /// Tasks stored.
        accepted: u64,
        /// Tasks asked for.
        wanted: u64,
    },
    /// The bound on candidates is reached.
    #[error(
        "{accepted} of {wanted} tasks are stored, and --max-candidates {most} allows no further \
         candidate; a larger bound goes on from there"
    )]
    Bounded {
        /// The bound.
        most: u64,
        /// Tasks stored.
        accepted: u64,
        /// Tasks asked for.
        wanted: u64,
    },
    /// The run was told to stop.
    #[error(
        "stopped with {accepted} of {wanted} tasks stored; the same command goes on from there"
    )]
    Stopped {
        /// Tasks stored.
        accepted: u64,
        /// Tasks asked for.
        wanted: u64,
    },
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Candidates tried, in this run and before.
    pub tried: u64,
    /// Tasks stored, in this run and before.
    pub accepted: u64,
}

/// What was found at a slot, from some attempt on.
pub struct Found {
    /// The attempts that a gate refused which looks at the candidate alone.
    pub refused: Vec<Rejection>,
    /// The attempt after them, if it passes; otherwise there is none up to
    /// [`ATTEMPTS`].
    pub ready: Option<Prepared>,
}

/// Where attempts come from. Whatever it is, it must yield what the plan's
/// candidates are.
pub trait Source: Sync {
    /// Attempts at `slot` from attempt `from` on, up to the first that passes every
    /// gate which looks at the candidate alone.
    ///
    /// # Errors
    ///
    /// [`GenerateError::Host`] or [`GenerateError::Store`].
    fn attempts(&self, slot: u64, from: u64) -> Result<Found, GenerateError>;
}

/// Makes candidates in the sandbox.
pub struct Maker<'a> {
    /// Where programs run.
    pub sandbox: &'a Sandbox,
    /// What the candidates are.
    pub plan: &'a Plan,
}

impl Source for Maker<'_> {
    fn attempts(&self, slot: u64, from: u64) -> Result<Found, GenerateError> {
        let mut refused = Vec::new();
        for attempt in from..ATTEMPTS {
            let candidate = self.plan.candidate(slot, attempt);
            let made = make(self.sandbox, self.plan, &candidate)
                .map_err(|fault| GenerateError::Host { slot, fault })?;
            match made {
                Ok(task) => {
                    return Ok(Found { refused, ready: Some(Prepared::of(task)?) });
                }
                Err(rejection) => refused.push(rejection),
            }
        }
        Ok(Found { refused, ready: None })
    }
}

/// What a run is asked for.
#[derive(Clone, Copy)]
pub struct Goal<'a> {
    /// Slots of the whole run: all its shards together hold as many tasks.
    pub wanted: u64,
    /// Candidates that this store's run may try in all.
    pub most: Option<u64>,
    /// Threads.
    pub jobs: usize,
    /// Whether to stop now.
    pub stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Goal<'_> {
    /// As many tasks, whatever it takes.
    pub fn tasks(wanted: u64, jobs: usize) -> Self {
        Self { wanted, most: None, jobs, stopped: &|| false }
    }
}

/// Goes on from where the store stands until every slot below `goal.wanted` that
/// belongs to it is filled.
///
/// # Errors
///
/// [`GenerateError`]; what was stored before stays, and the same call goes on.
pub fn generate(
    sandbox: &Sandbox,
    plan: &Plan,
    store: &mut Store,
    goal: &Goal<'_>,
    watch: &mut dyn FnMut(Tick),
) -> Result<(), GenerateError> {
    fill(&Maker { sandbox, plan }, plan, store, goal, watch)
}

/// As [`generate`], with candidates from elsewhere.
///
/// # Errors
///
/// As for [`generate`].
pub fn fill(
    source: &impl Source,
    plan: &Plan,
    store: &mut Store,
    goal: &Goal<'_>,
    watch: &mut dyn FnMut(Tick),
) -> Result<(), GenerateError> {
    let (lane, begun) = (store.lane(), store.progress()?.accepted);
    let end = lane.below(goal.wanted);
    if begun >= end {
        return Ok(());
    }
    store.set_wanted(goal.wanted)?;
    let balance = Balance::of(&store.answers()?);
    let find = |job: Job| source.attempts(lane.slot(job.place), job.from);
    ordered(goal.jobs, begun, end, find, |results| {
        let mut writer = Writer { plan, goal, end, results, balance };
        writer.run(store, watch)
    })
}

/// Takes what was found in the order of slots, and stores it.
struct Writer<'a, 'r> {
    plan: &'a Plan,
    goal: &'a Goal<'a>,
    /// Tasks that the store shall hold.
    end: u64,
    results: &'a mut Results<'r, Result<Found, GenerateError>>,
    balance: Balance,
}

impl Writer<'_, '_> {
    fn run(&mut self, store: &mut Store, watch: &mut dyn FnMut(Tick)) -> Result<(), GenerateError> {
        let mut accepted = store.progress()?.accepted;
        while accepted < self.end {
            let mut batch = store.batch()?;
            let ended = self.fill_batch(&mut batch);
            let progress = batch.progress();
            // Nothing of a batch that the disk refused is kept.
            if !matches!(ended, Err(GenerateError::Store(_))) {
                batch.commit(progress.next_slot)?;
                accepted = progress.accepted;
                watch(Tick { tried: progress.next_candidate, accepted });
            }
            ended?;
        }
        Ok(())
    }

    fn fill_batch(&mut self, batch: &mut Batch<'_>) -> Result<(), GenerateError> {
        for _ in 0..BATCH {
            if batch.progress().accepted >= self.end {
                break;
            }
            self.fill_slot(batch)?;
            self.results.done();
        }
        Ok(())
    }

    fn fill_slot(&mut self, batch: &mut Batch<'_>) -> Result<(), GenerateError> {
        let (slot, before) = (batch.progress().next_slot, batch.progress().next_candidate);
        let most = self.goal.most.unwrap_or(u64::MAX);
        let (mut attempt, mut unbalanced, mut reasons) = (0, 0, BTreeMap::new());
        loop {
            let Some(found) = self.results.next(self.goal.stopped) else {
                let accepted = batch.progress().accepted;
                return Err(GenerateError::Stopped { accepted, wanted: self.end });
            };
            let Found { mut refused, ready } = found?;
            let passed =
                ready.as_ref().map(|task| self.judge(batch, task, unbalanced)).transpose()?;
            let taken = matches!(passed, Some(None));
            refused.extend(passed.flatten());
            attempt += refused.len() as u64;
            if before + attempt + u64::from(taken) > most {
                let accepted = batch.progress().accepted;
                return Err(GenerateError::Bounded { most, accepted, wanted: self.end });
            }
            for rejection in refused {
                unbalanced += u64::from(rejection.gate == gate::BALANCE);
                *reasons.entry(format!("{}: {}", rejection.gate, rejection.reason)).or_insert(0) +=
                    1;
                batch.reject(slot, rejection)?;
            }
            if let (true, Some(task)) = (taken, &ready) {
                self.balance.admit(task.task());
                return Ok(batch.fill(slot, task)?);
            }
            if attempt >= ATTEMPTS {
                return Err(self.exhausted(slot, &reasons, batch.progress().accepted));
            }
            self.results.more(attempt);
        }
    }

    /// The gates that look at what is stored.
    fn judge(
        &self,
        batch: &mut Batch<'_>,
        task: &Prepared,
        before: u64,
    ) -> Result<Option<Rejection>, GenerateError> {
        let duplicate = batch.duplicate_of(task)?.map(|duplicate| Rejection {
            family: task.task().family.clone(),
            level: task.task().level,
            gate: gate::DEDUP.to_owned(),
            reason: duplicate.kind.name().to_owned(),
            message: duplicate.to_string(),
            place: None,
        });
        Ok(duplicate.or_else(|| self.balance.refuses(task.task(), before)))
    }

    fn exhausted(
        &self,
        slot: u64,
        reasons: &BTreeMap<String, u64>,
        accepted: u64,
    ) -> GenerateError {
        let owner = self.plan.slot(slot);
        let mut reasons: Vec<_> = reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let reasons: Vec<String> = reasons
            .iter()
            .take(3)
            .map(|(reason, count)| format!("{reason} {count} times"))
            .collect();
        GenerateError::Exhausted {
            family: owner.family.card.name.to_owned(),
            level: owner.level.get(),
            slot,
            reasons: reasons.join(", "),
            accepted,
            wanted: self.end,
        }
    }
}
