//! Whether a corpus is what it claims to be.
//!
//! # Steps
//!
//! 1. Every seal is made again, and SQLite checks its pages ([`Reader::check`]).
//! 2. Every task is read; its id is made again, its picture decoded and its pixels
//!    hashed; its slot, level, answers, boxes and scores must make sense.
//! 3. Some slots, chosen by hash, are made again from nothing: the family proposes,
//!    both solvers solve, the program runs in the sandbox, wherever it was drawn before,
//!    the verifier looks. All of it must equal what is stored. What models said cannot be
//!    made again; of a task that they wrote the stored program is run, and its picture
//!    and the verifier's scores must equal what is stored.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use synth_authored::look;
use synth_contracts::{Answer, Digest, Origin, Picture, Question, Task, Tier};
use synth_datasets::{DuplicateKind, Flaw, Reader, Rejection, StoreError, StoredTask};
use synth_grader::{Truth, score};
use synth_sandbox::{HostFault, Limits, Sandbox};

use super::authored;
use super::candidate::{draw, gate, propose};
use super::drawing::Trust;
use super::ordered::{Crew, Job, ordered};
use super::plan::Plan;

/// How much to do.
#[derive(Clone, Copy)]
pub struct Depth {
    /// How many slots to make again; `None` for all.
    pub sample: Option<u64>,
    /// Threads.
    pub jobs: usize,
}

/// What was looked at, and what does not hold.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Slots whose seals were made again.
    pub sealed: u64,
    /// Tasks that were read and whose pictures were decoded.
    pub read: u64,
    /// Slots that were made again from nothing.
    pub remade: u64,
    /// Why none was made again, if so.
    pub skipped: Option<String>,
    /// What does not hold.
    pub flaws: Vec<Flaw>,
    /// Flaws beyond those listed.
    pub more: u64,
}

/// Why a corpus could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox failed.
    #[error("slot {slot} could not be made again: {fault}")]
    Host {
        /// Which slot.
        slot: u64,
        /// What failed.
        fault: HostFault,
    },
}

/// Looks at a corpus. `seen` is told how many slots were looked at.
///
/// # Errors
///
/// [`InspectError`]. What does not hold is no error; it is in the report.
pub fn inspect(
    reader: Reader,
    sandbox: &Sandbox,
    depth: Depth,
    seen: &mut dyn FnMut(u64),
) -> Result<Report, InspectError> {
    let checked = reader.check(seen)?;
    let mut report = Report { sealed: checked.slots, more: checked.more, ..Report::default() };
    report.flaws = checked.flaws;
    // What a seal says is broken would only be said again, and less well.
    if !report.flaws.is_empty() {
        return Ok(report);
    }
    let config = reader.config()?;
    let again = Again::of(config.value());
    if let Err(why) = &again {
        report.skipped = Some(why.clone());
    }
    let (lane, count) = (reader.lane(), reader.len()?);
    let chosen = sample(reader.seal()?, count, depth.sample);
    let look = Look { reader: Mutex::new(reader), again: again.ok(), sandbox, chosen };
    let one = |place: u64| look.slot(lane.slot(place), place);
    ordered(
        Crew::of(depth.jobs),
        0,
        count,
        |job: Job<()>| one(job.place),
        |results| {
            while let Some(result) = results.next(|| false) {
                let (remade, flaws) = result?;
                report.read += 1;
                report.remade += u64::from(remade);
                report.flaws.extend(flaws);
                results.done();
                seen(report.read);
            }
            Ok(report)
        },
    )
}

/// The places whose hashes are smallest: for equal corpora the same ones.
fn sample(seal: Digest, count: u64, size: Option<u64>) -> Option<Vec<u64>> {
    let size = usize::try_from(size?).unwrap_or(usize::MAX);
    let rank = |place: &u64| {
        Digest::of_parts("sample", [seal.as_bytes().as_slice(), &place.to_le_bytes()])
    };
    let mut places: Vec<u64> = (0..count).collect();
    places.sort_by_cached_key(rank);
    places.truncate(size);
    places.sort_unstable();
    Some(places)
}

/// How tasks are made again.
enum Again {
    /// From nothing.
    Plan(Box<Plan>),
    /// From their programs, since models wrote them.
    Program(Limits),
}

impl Again {
    fn of(config: &Value) -> Result<Self, String> {
        match authored::limits(config) {
            Some(limits) => Ok(Self::Program(limits?)),
            None => Ok(Self::Plan(Box::new(Plan::read(config)?))),
        }
    }
}

/// What the threads share.
struct Look<'a> {
    reader: Mutex<Reader>,
    again: Option<Again>,
    sandbox: &'a Sandbox,
    /// Places to make again; `None` for all.
    chosen: Option<Vec<u64>>,
}

impl Look<'_> {
    /// Looks at one slot: whether it was made again, and what does not hold.
    fn slot(&self, slot: u64, place: u64) -> Result<(bool, Vec<Flaw>), InspectError> {
        let read = {
            let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
            reader.task_at(slot)
        };
        let flaw = |detail: String| Flaw { slot: Some(slot), detail };
        let stored = match read {
            Ok(Some(stored)) => stored,
            Ok(None) => return Ok((false, vec![flaw("it is not filled".to_owned())])),
            Err(StoreError::Damaged { detail, .. }) => return Ok((false, vec![flaw(detail)])),
            Err(error) => return Err(error.into()),
        };
        let mut flaws: Vec<Flaw> = sense(&stored.task).into_iter().map(flaw).collect();
        let Some(again) = &self.again else { return Ok((false, flaws)) };
        if let Again::Plan(plan) = again {
            let (owner, task) = (plan.slot(slot), &stored.task);
            if (owner.family.card.name, owner.level) != (task.family.as_str(), task.level) {
                flaws.push(flaw("the plan gives this slot to another family or level".to_owned()));
            }
        }
        let chosen = self.chosen.as_ref().is_none_or(|all| all.binary_search(&place).is_ok());
        if chosen {
            let found = match again {
                Again::Plan(plan) => self.again(plan, &stored),
                Again::Program(limits) => run_again(self.sandbox, limits, &stored.task)
                    .map_err(|fault| InspectError::Host { slot, fault }),
            };
            flaws.extend(found?.into_iter().map(flaw));
        }
        Ok((chosen, flaws))
    }

    /// Makes a slot again from nothing: what came out otherwise.
    fn again(&self, plan: &Plan, stored: &StoredTask) -> Result<Vec<String>, InspectError> {
        let slot = stored.slot;
        let rejections = {
            let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
            reader.rejections(slot)?
        };
        let mut flaws = Vec::new();
        for attempt in 0..=stored.attempt {
            let candidate = plan.candidate(slot, attempt);
            let known = rejections.get(attempt as usize);
            let made = match (propose(&candidate), known) {
                (Err(rejection), _) => Err(*rejection),
                // It was not run; that the family proposes it is all there is.
                (Ok(_), Some(known)) if was_not_run(known) => continue,
                (Ok(draft), _) => draw(self.sandbox, plan, &candidate, draft, Trust::Compared)
                    .map_err(|fault| InspectError::Host { slot, fault })?,
            };
            match (made, known) {
                (Ok(task), None) => flaws.extend(differences(&task, &stored.task)),
                (Ok(_), Some(known)) if [gate::DEDUP, gate::UNLIKE].contains(&&*known.gate) => {}
                (Err(rejection), Some(known)) if rejection == *known => {}
                (Ok(_), Some(_)) => {
                    flaws.push(format!("attempt {attempt} was refused and now passes"));
                }
                (Err(rejection), _) => flaws.push(format!(
                    "attempt {attempt}, made again, is refused: {}: {}",
                    rejection.gate, rejection.message
                )),
            }
        }
        Ok(flaws)
    }
}

/// Whether an attempt was refused for what is stored, before its program was run.
fn was_not_run(known: &Rejection) -> bool {
    let late = known.reason == DuplicateKind::Picture.name();
    known.gate == gate::BALANCE || (known.gate == gate::DEDUP && !late)
}

/// Runs the stored program of a task that models wrote: what came out otherwise.
fn run_again(sandbox: &Sandbox, limits: &Limits, task: &Task) -> Result<Vec<String>, HostFault> {
    let (rendering, scores) = match look(sandbox, limits, &task.program, &task.concept)? {
        Ok(seen) => seen,
        Err(refusal) => {
            let (gate, message) = (refusal.gate, refusal.message);
            return Ok(vec![format!("its program, run again, is refused: {gate}: {message}")]);
        }
    };
    let picture = rendering.picture()?;
    let parts = [
        ("pixels", picture.pixels == task.picture.pixels),
        ("PNG file", picture == task.picture),
        // The Solver's come behind the verifier's.
        ("scores", task.scores.starts_with(&scores)),
        ("use of limits", json!(rendering.usage) == task.usage),
    ];
    let differ = parts.iter().filter(|(_, equal)| !equal);
    Ok(differ
        .map(|(part, _)| format!("its program run again, its {part} came out otherwise"))
        .collect())
}

/// The parts in which a task that was made again differs.
fn differences(again: &Task, stored: &Task) -> Vec<String> {
    let parts = [
        ("scene", again.scene == stored.scene),
        ("program", again.program == stored.program),
        ("pixels", again.picture.pixels == stored.picture.pixels),
        ("PNG file", again.picture == stored.picture),
        ("caption, questions or answers", again.concept == stored.concept),
        ("second solver's answers", again.second == stored.second),
        ("scores", again.scores == stored.scores),
        ("use of limits", again.usage == stored.usage),
        ("provenance", again.provenance == stored.provenance),
    ];
    let differ = parts.iter().filter(|(_, equal)| !equal);
    differ.map(|(part, _)| format!("made again, its {part} came out otherwise")).collect()
}

/// What makes no sense in a task, whoever made it.
fn sense(task: &Task) -> Vec<String> {
    let mut flaws = Vec::new();
    match pixels(&task.picture) {
        Ok(digest) if digest == task.picture.pixels => {}
        Ok(_) => flaws.push("the pixels of its picture do not hash to what is stored".to_owned()),
        Err(why) => flaws.push(format!("its picture cannot be decoded: {why}")),
    }
    let (width, height) = (f64::from(task.picture.width), f64::from(task.picture.height));
    for (tier, second) in Tier::ALL.into_iter().zip(&task.second) {
        let question = task.concept.question(tier);
        let agree = match &task.provenance.origin {
            Origin::Template { .. } => question.answer.agrees(second),
            Origin::Models { .. } => says_the_same(question, second),
        };
        if !agree {
            flaws.push(format!("the two answers to its {} question differ", tier.name()));
        }
        if question.evidence.iter().any(|area| !area.fits(width, height)) {
            flaws.push(format!("a box of its {} question leaves the picture", tier.name()));
        }
    }
    if task.scores.iter().any(|score| !(0.0..=1.0).contains(&score.value)) {
        flaws.push("a score is not between 0 and 1".to_owned());
    }
    flaws
}

/// Whether the Solver's answer is the author's, by our grader; also where there is none.
fn says_the_same(question: &Question, second: &Answer) -> bool {
    let second = second.to_string();
    second.is_empty()
        || Truth::try_from(&question.answer).is_ok_and(|truth| score(&second, &truth).is_right())
}

/// The hash of a picture's size and pixels, out of its PNG file.
fn pixels(picture: &Picture) -> Result<Digest, String> {
    let mut reader =
        png::Decoder::new(Cursor::new(&picture.png)).read_info().map_err(|e| e.to_string())?;
    let size = reader.output_buffer_size().ok_or("it is too large")?;
    let mut rgb = vec![0; size];
    let info = reader.next_frame(&mut rgb).map_err(|e| e.to_string())?;
    if (info.width, info.height) != (picture.width, picture.height) {
        return Err(format!("it has {} × {} pixels", info.width, info.height));
    }
    if info.color_type != png::ColorType::Rgb || info.bit_depth != png::BitDepth::Eight {
        return Err("it is not in RGB with 8 bits".to_owned());
    }
    let rgba: Vec<u8> = rgb.chunks_exact(3).flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255]).collect();
    let size = [info.width.to_le_bytes(), info.height.to_le_bytes()].concat();
    Ok(Digest::of_parts("pixels", [size.as_slice(), rgba.as_slice()]))
}
