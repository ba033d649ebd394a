//! Fills a store until it holds as many tasks as were asked for.
//!
//! # Steps
//!
//! 1. Threads take a slot each and make attempts at it, up to the first that passes
//!    every gate which looks at the candidate alone ([`Source::attempts`]).
//! 2. One thread takes what they made in the order of slots, and lets it through the
//!    gates which look at what is stored: is the answer not too common, is the task
//!    new? If nothing passes, it asks for further attempts at that slot.
//! 3. Filled slots are stored in batches. A run that ends, for whatever reason, first
//!    stores the slots that it has filled.
//!
//! The balance of answers, and whether a scene or a program is new, is judged before a
//! program is run. The threads guess how that will go from what is stored just then, and
//! do not run what will be refused; a wrong guess costs time, and nothing else.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::{PoisonError, RwLock, RwLockWriteGuard};

use synth_audit::{Others, OthersError};
use synth_authored::Fault;
use synth_contracts::{Digest, Level, Task};
use synth_datasets::{Batch, DuplicateReason, Prepared, Rejection, Store, StoreError};
use synth_sandbox::{HostFault, Sandbox};

use super::balance::Balance;
use super::candidate::{Essence, draw, elsewhere, gate, propose};
use super::drawing::Trust;
use super::ordered::{AHEAD, Crew, Job, Results, ordered};
use super::plan::Plan;

/// Slots of families that are written in one transaction.
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
    /// A model could not be asked, or what it wrote could not be run.
    #[error(
        "slot {slot} could not be filled: {fault}; what was said so far is kept, and the same \
         command goes on from there"
    )]
    Author {
        /// Which slot.
        slot: u64,
        /// What failed.
        fault: Fault,
    },
    /// It could not be told whether a task is elsewhere.
    #[error("slot {slot} could not be compared with the corpora it must be unlike: {fault}")]
    Others {
        /// Which slot.
        slot: u64,
        /// What failed.
        fault: OthersError,
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
    /// Models wrote nothing that passes.
    #[error(
        "of {attempts} candidates for slot {slot} none passed ({reasons}), with {accepted} of \
         {wanted} tasks stored; read what the models said, try others, or ask for less \
         agreement"
    )]
    Barren {
        /// The slot that cannot be filled.
        slot: u64,
        /// Candidates that were tried.
        attempts: u64,
        /// What refused them, the commonest first.
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

/// Where to go on in a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The first attempt to make.
    pub from: u64,
    /// How many before it were refused for a common answer.
    pub unbalanced: u64,
    /// Whether the first is to be run whatever one guesses.
    pub run: bool,
}

/// One attempt at a slot.
pub enum Attempt {
    /// The family proposed nothing that holds.
    Void(Box<Rejection>),
    /// What the family proposed.
    Drafted {
        /// What can be told of it before it is run.
        essence: Essence,
        /// What became of it, if it was run.
        drawn: Option<Result<Box<Prepared>, Box<Rejection>>>,
    },
}

/// Guesses whether a draft will be refused for what is stored, after so many that were
/// for a common answer: the gate, if so.
pub type Guess<'g> = dyn Fn(&Essence, u64) -> Option<&'static str> + 'g;

/// How candidates of a source come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Attempts at one slot after which a run gives up.
    pub attempts: u64,
    /// Slots that may be begun ahead of the one that is stored next, per thread.
    pub ahead: u64,
    /// Slots written in one transaction.
    pub batch: usize,
    /// Whether models write them.
    pub models: bool,
}

impl Pace {
    /// Of the task families.
    pub const FAMILIES: Self =
        Self { attempts: ATTEMPTS, ahead: AHEAD, batch: BATCH, models: false };
}

/// Where attempts come from. Whatever it is, it must yield what the plan's
/// candidates are.
pub trait Source: Sync {
    /// Attempts at `slot` from `hint.from` on, up to the first that passes every gate
    /// which looks at the candidate alone. Those that `refused` guesses to be refused
    /// are not run.
    ///
    /// # Errors
    ///
    /// [`GenerateError::Host`] or [`GenerateError::Store`].
    fn attempts(
        &self,
        slot: u64,
        hint: Hint,
        refused: &Guess<'_>,
    ) -> Result<Vec<Attempt>, GenerateError>;

    /// How they come.
    fn pace(&self) -> Pace {
        Pace::FAMILIES
    }

    /// Nothing more will be taken: whoever still makes an attempt may as well stop.
    fn halt(&self) {}
}

/// Makes candidates in the sandbox.
pub struct Maker<'a> {
    /// Where programs run.
    pub sandbox: &'a Sandbox,
    /// What the candidates are.
    pub plan: &'a Plan,
    /// Corpora that they must not repeat, for which [`Plan::unlike_digest`] stands.
    pub others: Option<&'a Others>,
}

impl Maker<'_> {
    /// The task, ready to be stored, or its rejection if it is elsewhere.
    fn compared(&self, slot: u64, task: Box<Task>) -> Compared {
        compared(self.others, slot, task)
    }
}

/// A task, ready to be stored, or its rejection if it is elsewhere.
pub type Compared = Result<Result<Box<Prepared>, Box<Rejection>>, GenerateError>;

/// Holds a task against the corpora that it must not repeat.
///
/// # Errors
///
/// [`GenerateError::Others`] or [`GenerateError::Store`].
pub fn compared(others: Option<&Others>, slot: u64, task: Box<Task>) -> Compared {
    let repeat = match others {
        Some(others) => others.repeated_by(&task),
        None => Ok(None),
    };
    Ok(match repeat.map_err(|fault| GenerateError::Others { slot, fault })? {
        None => Ok(Box::new(Prepared::of(task)?)),
        Some(repeat) => Err(Box::new(elsewhere(&task, repeat))),
    })
}

impl Source for Maker<'_> {
    fn attempts(
        &self,
        slot: u64,
        hint: Hint,
        refused: &Guess<'_>,
    ) -> Result<Vec<Attempt>, GenerateError> {
        let (mut attempts, mut unbalanced) = (Vec::new(), hint.unbalanced);
        for number in hint.from..ATTEMPTS {
            let candidate = self.plan.candidate(slot, number);
            let draft = match propose(&candidate) {
                Ok(draft) => draft,
                Err(rejection) => {
                    attempts.push(Attempt::Void(rejection));
                    continue;
                }
            };
            let essence = Essence::of(&candidate, &draft);
            let sure = hint.run && number == hint.from;
            if let Some(gate) = refused(&essence, unbalanced).filter(|_| !sure) {
                unbalanced += u64::from(gate == gate::BALANCE);
                attempts.push(Attempt::Drafted { essence, drawn: None });
                continue;
            }
            let made = draw(self.sandbox, self.plan, &candidate, draft, Trust::Sampled)
                .map_err(|fault| GenerateError::Host { slot, fault })?;
            let drawn = match made {
                Err(rejection) => Err(Box::new(rejection)),
                Ok(task) => self.compared(slot, task)?,
            };
            let passed = drawn.is_ok();
            attempts.push(Attempt::Drafted { essence, drawn: Some(drawn) });
            if passed {
                break;
            }
        }
        Ok(attempts)
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
    fill(&Maker { sandbox, plan, others: None }, store, goal, watch)
}

/// As [`generate`], with candidates from elsewhere.
///
/// # Errors
///
/// As for [`generate`].
pub fn fill(
    source: &impl Source,
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
    let known = RwLock::new(Known { balance, scenes: store.scenes()?.into_iter().collect() });
    let make = |job: Job<Hint>| {
        let guess = |essence: &Essence, before: u64| {
            let known = known.read().unwrap_or_else(PoisonError::into_inner);
            known.refuses(essence, before)
        };
        source.attempts(lane.slot(job.place), job.hint, &guess)
    };
    let pace = source.pace();
    ordered(Crew { jobs: goal.jobs, ahead: pace.ahead }, begun, end, make, |results| {
        let mut writer = Writer { pace, goal, end, results, known: &known };
        let ended = writer.run(store, watch);
        source.halt();
        ended
    })
}

/// What the threads know of what is stored.
struct Known {
    balance: Balance,
    scenes: HashSet<Digest>,
}

impl Known {
    fn refuses(&self, essence: &Essence, before: u64) -> Option<&'static str> {
        let Essence { family, level, answer, .. } = essence;
        let common = self.balance.refuses(family, *level, answer, before).is_some();
        let old = self.scenes.contains(&essence.scene);
        common.then_some(gate::BALANCE).or(old.then_some(gate::DEDUP))
    }

    fn admit(&mut self, essence: &Essence) {
        self.balance.admit(&essence.family, essence.level, &essence.answer);
        self.scenes.insert(essence.scene);
    }
}

/// What the threads hand over.
type Made = Result<Vec<Attempt>, GenerateError>;

/// Takes what was made in the order of slots, and stores it.
struct Writer<'a, 'r> {
    pace: Pace,
    goal: &'a Goal<'a>,
    /// Tasks that the store shall hold.
    end: u64,
    results: &'a mut Results<'r, Hint, Made>,
    known: &'a RwLock<Known>,
}

/// A slot while it is being filled.
struct Open {
    slot: u64,
    /// Attempts refused, and how many of them for a common answer.
    refused: u64,
    unbalanced: u64,
    reasons: BTreeMap<String, u64>,
    /// Family and level of the last one.
    last: Option<(String, Level)>,
}

/// What became of an attempt.
enum Judged {
    Refused(Rejection),
    /// It passes so far, but was not run.
    Unknown,
    Fills(Box<Prepared>, Box<Essence>),
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
        for _ in 0..self.pace.batch {
            if batch.progress().accepted >= self.end {
                break;
            }
            self.fill_slot(batch)?;
            self.results.done();
        }
        Ok(())
    }

    fn fill_slot(&mut self, batch: &mut Batch<'_>) -> Result<(), GenerateError> {
        let slot = batch.progress().next_slot;
        let mut open =
            Open { slot, refused: 0, unbalanced: 0, reasons: BTreeMap::new(), last: None };
        loop {
            let Some(made) = self.results.next(self.goal.stopped) else {
                let accepted = batch.progress().accepted;
                return Err(GenerateError::Stopped { accepted, wanted: self.end });
            };
            let mut run = false;
            for attempt in made? {
                self.bound(batch, &open)?;
                match self.judge(batch, &open, attempt)? {
                    Judged::Fills(task, essence) => {
                        self.write_known().admit(&essence);
                        return Ok(batch.fill(slot, &task)?);
                    }
                    Judged::Refused(rejection) => {
                        open.refuse(&rejection);
                        batch.reject(slot, rejection)?;
                    }
                    Judged::Unknown => {
                        run = true;
                        break;
                    }
                }
            }
            if open.refused >= self.pace.attempts {
                return Err(open.exhausted(self.pace, batch.progress().accepted, self.end));
            }
            self.results.more(Hint { from: open.refused, unbalanced: open.unbalanced, run });
        }
    }

    /// Stops a run that may not try one more candidate.
    fn bound(&self, batch: &Batch<'_>, open: &Open) -> Result<(), GenerateError> {
        let most = self.goal.most.unwrap_or(u64::MAX);
        if batch.progress().next_candidate + open.refused < most {
            return Ok(());
        }
        let accepted = batch.progress().accepted;
        Err(GenerateError::Bounded { most, accepted, wanted: self.end })
    }

    fn write_known(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets an attempt through the gates, in their order.
    fn judge(
        &self,
        batch: &mut Batch<'_>,
        open: &Open,
        attempt: Attempt,
    ) -> Result<Judged, GenerateError> {
        let (essence, drawn) = match attempt {
            Attempt::Void(rejection) => return Ok(Judged::Refused(*rejection)),
            Attempt::Drafted { essence, drawn } => (essence, drawn),
        };
        let common = {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            let Essence { family, level, answer, .. } = &essence;
            known.balance.refuses(family, *level, answer, open.unbalanced)
        };
        if let Some(rejection) = common {
            return Ok(Judged::Refused(rejection));
        }
        if let Some(duplicate) = batch.repeats(&essence.scene, &essence.program)? {
            return Ok(Judged::Refused(repeats(&essence, &duplicate)));
        }
        let task = match drawn {
            None => return Ok(Judged::Unknown),
            Some(Err(rejection)) => return Ok(Judged::Refused(*rejection)),
            Some(Ok(task)) => task,
        };
        Ok(match batch.duplicate_of(&task)? {
            None => Judged::Fills(task, Box::new(essence)),
            Some(duplicate) => Judged::Refused(repeats(&essence, &duplicate)),
        })
    }
}

fn repeats(essence: &Essence, duplicate: &DuplicateReason) -> Rejection {
    Rejection {
        family: essence.family.clone(),
        level: essence.level,
        gate: gate::DEDUP.to_owned(),
        reason: duplicate.kind.name().to_owned(),
        message: duplicate.to_string(),
        place: None,
        cluster: Some(duplicate.of.to_hex()),
    }
}

impl Open {
    fn refuse(&mut self, rejection: &Rejection) {
        self.refused += 1;
        self.unbalanced += u64::from(rejection.gate == gate::BALANCE);
        let reason = format!("{}: {}", rejection.gate, rejection.reason);
        *self.reasons.entry(reason).or_insert(0) += 1;
        self.last = Some((rejection.family.clone(), rejection.level));
    }

    fn exhausted(&self, pace: Pace, accepted: u64, wanted: u64) -> GenerateError {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(**count));
        let shown = reasons.iter().take(3).map(|(reason, count)| format!("{reason} {count} times"));
        let (slot, reasons) = (self.slot, shown.collect::<Vec<_>>().join(", "));
        if pace.models {
            let attempts = self.refused;
            return GenerateError::Barren { slot, attempts, reasons, accepted, wanted };
        }
        let (family, level) = self.last.clone().unwrap_or((String::new(), Level::ALL[0]));
        let level = level.get();
        GenerateError::Exhausted { family, level, slot, reasons, accepted, wanted }
    }
}
