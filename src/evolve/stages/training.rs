//! A role's training within a stage: steps, figures, candidates, checkpoints.
//!
//! ```text
//! candidates.jsonl   every response with its reward, term by term
//! metrics.jsonl      one line a step
//! adapter/           what the role has become
//! ```
//!
//! While it lasts, the last two checkpoints lie beside them; a stage that is broken off goes
//! on from the newest.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use synth_rewards::Breakdown;
use synth_train::grpo::Grade;
use synth_train::run::{Keep, Metrics, RunFolder};

use super::Context;
use crate::error::{EvolveError, Result};
use crate::event::Event;
use crate::folder::{Draft, Lines, Stage};
use crate::pay::total;
use crate::player::{Ask, Pupil};
use crate::role::Role;
use crate::settings::Lesson;

/// A candidate, judged.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// As it is logged.
    pub line: Value,
    /// Its reward, unless nobody could judge.
    pub reward: Option<Breakdown>,
    /// Shares that are reported beside it, such as whether it rendered.
    pub shares: Vec<(&'static str, f64)>,
}

impl Judged {
    /// The line with the reward in it.
    pub fn logged(&self) -> Value {
        let mut line = self.line.clone();
        if let Some(fields) = line.as_object_mut() {
            let reward = self.reward.as_ref();
            fields.insert("reward".to_owned(), json!(reward.map(Breakdown::total)));
            fields.insert("terms".to_owned(), json!(reward.map(|reward| &reward.terms)));
        }
        line
    }

    fn grade(&self) -> Grade {
        let reward = total(self.reward.as_ref());
        Grade { reward, accuracy: if reward.is_nan() { 0.0 } else { reward } }
    }
}

/// A class: what is asked in a step, and how the responses are judged.
pub trait Class {
    /// Whether there is nothing to learn on: then the role stays as it is.
    fn is_empty(&self) -> bool {
        false
    }

    /// After how many steps it has been gone through often enough, if that is known.
    fn enough(&self) -> Option<u64> {
        None
    }

    /// The prompts of a step, counted from one.
    ///
    /// # Errors
    ///
    /// What keeps a prompt from being written.
    fn asks(&mut self, step: u64) -> Result<Vec<Ask>>;

    /// Responses of a step that are shown, by the places of their prompts: right ones that
    /// the role would never give.
    fn shown(&self, _step: u64) -> Vec<Option<String>> {
        Vec::new()
    }

    /// Judges all responses of a step, in order.
    ///
    /// # Errors
    ///
    /// What ends the run; what fails for one response leaves it without a reward.
    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>>;

    /// Takes up what was logged of earlier steps, when a stage goes on.
    fn remember(&mut self, line: &Value);
}

/// Steps in which each of `count` things comes `passes` times, `batch` of them in a step: few
/// things, gone through again and again, would be learnt by heart.
pub fn enough(count: usize, passes: u64, batch: usize) -> u64 {
    (count as u64 * passes).div_ceil(batch as u64)
}

/// Trains a role as its lesson says, into the draft of its stage.
///
/// # Errors
///
/// [`EvolveError::Stopped`] with all saved, and whatever ends the run.
pub fn train(
    context: &Context<'_>,
    draft: &Draft,
    role: Role,
    class: &mut dyn Class,
) -> Result<()> {
    let lesson = context.settings.lesson(role)?;
    let enough = class.enough().unwrap_or(lesson.steps);
    let steps = if class.is_empty() { 0 } else { lesson.steps.min(enough) };
    let rate = lesson.rate * context.settings.cooled(context.iteration);
    if steps == 0 {
        context.tell(Event::Nothing { iteration: context.iteration, role });
    }
    let lesson = Lesson { steps, rate, ..lesson.clone() };
    practise(context, draft, (role, &lesson), &mut *pupil(context, role, &lesson)?, class)
}

/// Takes all steps of a lesson that were not taken yet, and keeps what came of them.
///
/// # Errors
///
/// Those of [`train`].
pub fn practise(
    context: &Context<'_>,
    draft: &Draft,
    (role, lesson): (Role, &Lesson),
    pupil: &mut dyn Pupil,
    class: &mut dyn Class,
) -> Result<()> {
    let saves = draft.saves(lesson)?;
    let latest = saves.latest()?;
    if let Some((_, path)) = &latest {
        pupil.resume(path)?;
    }
    let done = latest.map_or(0, |(step, _)| step);
    let mut logs = Logs::open(draft, done)?;
    recall(draft, class)?;
    while pupil.steps() < lesson.steps {
        if (context.stopped)() {
            save(&saves, pupil, &logs)?;
            return Err(EvolveError::Stopped);
        }
        let metrics = match step(context, role, pupil, class, &mut logs) {
            Err(EvolveError::Stopped) => {
                save(&saves, pupil, &logs)?;
                return Err(EvolveError::Stopped);
            }
            other => other?,
        };
        let (iteration, step) = (context.iteration, pupil.steps());
        context.tell(Event::Step { iteration, role, step, metrics: &metrics });
        if step.is_multiple_of(context.settings.save_every) || step == lesson.steps {
            save(&saves, pupil, &logs)?;
        }
    }
    pupil.keep(&draft.folder().join("adapter"))
}

fn pupil<'c>(context: &'c Context<'_>, role: Role, lesson: &Lesson) -> Result<Box<dyn Pupil + 'c>> {
    let seed = context.round(Stage::from(role), 0, "training");
    context.cast.pupil(role, context.before(role).as_deref(), lesson, seed)
}

/// Makes a role what it was before its training.
///
/// # Errors
///
/// What keeps it from being written.
pub fn undo(context: &Context<'_>, draft: &Draft, role: Role) -> Result<()> {
    let lesson = Lesson { steps: 0, ..context.settings.lesson(role)?.clone() };
    pupil(context, role, &lesson)?.keep(&draft.folder().join("adapter"))
}

struct Logs {
    candidates: Lines,
    metrics: Lines,
}

impl Logs {
    fn open(draft: &Draft, done: u64) -> Result<Self> {
        let open = |name: &str| Lines::open(draft.folder().join(name), done);
        Ok(Self { candidates: open("candidates.jsonl")?, metrics: open("metrics.jsonl")? })
    }
}

fn recall(draft: &Draft, class: &mut dyn Class) -> Result<()> {
    let lines: Vec<Value> = crate::folder::read_lines(&draft.folder().join("candidates.jsonl"))?;
    lines.iter().for_each(|line| class.remember(line));
    Ok(())
}

/// One step: its candidates and figures are logged.
fn step(
    context: &Context<'_>,
    role: Role,
    pupil: &mut dyn Pupil,
    class: &mut dyn Class,
    logs: &mut Logs,
) -> Result<Metrics> {
    let step = pupil.steps() + 1;
    let asks = class.asks(step)?;
    let mut judged = Vec::new();
    let mut metrics = pupil.step(&asks, &class.shown(step), &mut |responses| {
        judged = class.judge(step, responses)?;
        Ok(judged.iter().map(Judged::grade).collect())
    })?;
    // What a grade of a reward calls accuracy is the reward itself.
    if role != Role::Solver {
        metrics.remove("accuracy");
    }
    metrics.extend(shares(&judged));
    let iteration = context.iteration;
    let number = |candidate: &Judged| {
        let mut line = json!({ "step": step });
        if let (Some(line), Value::Object(fields)) = (line.as_object_mut(), candidate.logged()) {
            line.extend(fields);
        }
        line
    };
    logs.candidates.add(&judged.iter().map(number).collect::<Vec<_>>())?;
    let mut line = json!({ "step": step, "iteration": iteration, "role": role });
    if let Some(fields) = line.as_object_mut() {
        fields.extend(metrics.iter().map(|(name, value)| (name.clone(), json!(value))));
    }
    logs.metrics.add(&[line])?;
    Ok(metrics)
}

/// Means over candidates: the share that was judged, each term, and further shares.
pub fn shares(judged: &[Judged]) -> Metrics {
    let mut sums: BTreeMap<String, (f64, u32)> = BTreeMap::new();
    let mut add = |name: String, value: f64| {
        let entry = sums.entry(name).or_default();
        *entry = (entry.0 + value, entry.1 + 1);
    };
    for candidate in judged {
        add("judged".to_owned(), f64::from(u8::from(candidate.reward.is_some())));
        for term in candidate.reward.iter().flat_map(|reward| &reward.terms) {
            add(format!("terms/{}", term.name), term.value);
        }
        candidate.shares.iter().for_each(|(name, value)| add((*name).to_owned(), *value));
    }
    sums.into_iter().map(|(name, (sum, count))| (name, sum / f64::from(count))).collect()
}

fn save(saves: &RunFolder, pupil: &dyn Pupil, logs: &Logs) -> Result<()> {
    if pupil.steps() == 0 {
        return Ok(());
    }
    // Lines first: a checkpoint without them would have lost them.
    logs.candidates.sync()?;
    logs.metrics.sync()?;
    saves.save(pupil.steps(), |folder| pupil.save(folder))?;
    Ok(saves.prune(&Keep::default())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_things_are_gone_through_in_few_steps() {
        assert_eq!(enough(0, 4, 16), 0);
        assert_eq!(enough(1, 4, 16), 1);
        assert_eq!(enough(40, 4, 16), 10);
        assert_eq!(enough(41, 4, 16), 11);
    }
}
