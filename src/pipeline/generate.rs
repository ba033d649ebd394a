//! Fills a store until it holds as many tasks as were asked for.

use std::ops::ControlFlow;

use synth_datasets::{Rejection, Store, StoreError};
use synth_sandbox::{HostFault, Sandbox};

use super::candidate::{Made, gate, make};
use super::ordered::ordered;
use super::plan::Plan;

/// Candidates written in one transaction.
const BATCH: usize = 64;

/// Candidates in a row without a new task after which a run gives up: the
/// families have nothing new to say.
const BARREN: u64 = 5_000;

/// Why a run ends before it has what was asked for. What was stored stays.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox failed.
    #[error("candidate {candidate} could not be run: {fault}")]
    Host {
        /// Which candidate.
        candidate: u64,
        /// What failed.
        fault: HostFault,
    },
    /// No family was named.
    #[error("the plan names no family; give at least one")]
    NoFamily,
    /// The families have no new task to offer.
    #[error(
        "no new task in the last {BARREN} candidates, with {accepted} of {wanted} stored: the \
         families have nothing new at this level; name more families, drop --level, or ask for \
         fewer tasks"
    )]
    Exhausted {
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

/// Goes on from where the store stands until it holds `wanted` tasks.
///
/// # Errors
///
/// [`GenerateError`]; what was stored before stays, and the same call goes on.
pub fn generate(
    sandbox: &Sandbox,
    plan: &Plan,
    store: &mut Store,
    wanted: u64,
    jobs: usize,
    watch: &mut dyn FnMut(Tick),
) -> Result<(), GenerateError> {
    if plan.families.is_empty() {
        return Err(GenerateError::NoFamily);
    }
    let progress = store.progress()?;
    if progress.accepted >= wanted {
        return Ok(());
    }
    let tick = Tick { tried: progress.next_candidate, accepted: progress.accepted };
    let mut writer = Writer { store, wanted, tick, barren: 0, waiting: Vec::new(), watch };
    let make = |number: u64| match plan.candidate(number) {
        Some(candidate) => make(sandbox, plan, &candidate)
            .map_err(|fault| GenerateError::Host { candidate: number, fault }),
        None => Err(GenerateError::NoFamily),
    };
    ordered(jobs, progress.next_candidate, make, |number, made| writer.take(number, made))
        .unwrap_or(Ok(()))
}

/// Collects outcomes and writes them a batch at a time.
struct Writer<'a> {
    store: &'a mut Store,
    wanted: u64,
    tick: Tick,
    barren: u64,
    waiting: Vec<(u64, Made)>,
    watch: &'a mut dyn FnMut(Tick),
}

impl Writer<'_> {
    fn take(
        &mut self,
        number: u64,
        made: Result<Made, GenerateError>,
    ) -> ControlFlow<Result<(), GenerateError>> {
        match made {
            Ok(made) => self.waiting.push((number, made)),
            // What was made before the fault is kept.
            Err(error) => return ControlFlow::Break(self.write().and(Err(error))),
        }
        // The batch that could be the last is written at once, so that the run
        // ends on the very candidate that completes it.
        let missing = self.wanted.saturating_sub(self.tick.accepted);
        if self.waiting.len() < BATCH && (self.waiting.len() as u64) < missing {
            return ControlFlow::Continue(());
        }
        match self.write() {
            Err(error) => ControlFlow::Break(Err(error)),
            Ok(()) if self.tick.accepted >= self.wanted => ControlFlow::Break(Ok(())),
            Ok(()) if self.barren >= BARREN => {
                let (accepted, wanted) = (self.tick.accepted, self.wanted);
                ControlFlow::Break(Err(GenerateError::Exhausted { accepted, wanted }))
            }
            Ok(()) => ControlFlow::Continue(()),
        }
    }

    /// Writes what waits, in one transaction.
    fn write(&mut self) -> Result<(), GenerateError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mut tick = self.tick;
        let mut barren = self.barren;
        let mut batch = self.store.batch()?;
        for (number, made) in self.waiting.drain(..) {
            let stored = match made {
                Err(rejection) => Err(rejection),
                Ok(task) => match batch.duplicate_of(&task)? {
                    None => Ok(task),
                    Some(duplicate) => Err(Rejection {
                        family: task.family.clone(),
                        level: task.level,
                        gate: gate::DEDUP.to_owned(),
                        reason: duplicate.kind.name().to_owned(),
                        message: duplicate.to_string(),
                        place: None,
                    }),
                },
            };
            tick.tried = number + 1;
            match stored {
                Ok(task) => {
                    batch.accept(number, &task)?;
                    tick.accepted += 1;
                    barren = 0;
                }
                Err(rejection) => {
                    batch.reject(number, &rejection)?;
                    barren += 1;
                }
            }
        }
        batch.commit(tick.tried)?;
        (self.tick, self.barren) = (tick, barren);
        (self.watch)(tick);
        Ok(())
    }
}
