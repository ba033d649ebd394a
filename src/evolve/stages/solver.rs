//! The Solver's training, on the tasks of this iteration, and on what it knew before, lest
//! it unlearn that.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use synth_contracts::Digest;
use synth_grader::Truth;
use synth_processor::Picture;
use synth_roles::solver;
use synth_train::order::Order;

use super::Context;
use super::tasks::Task;
use super::training::{Class, Judged, enough, train};
use crate::error::{EvolveError, Result, read};
use crate::folder::{Draft, Stage, read_lines};
use crate::images::Shown;
use crate::judge;
use crate::player::Ask;
use crate::role::Role;
use crate::settings::Settings;

/// Trains it.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    let folder = context.layout.stage(context.iteration, Stage::Tasks);
    let [tasks, known] = ["tasks.jsonl", "known.jsonl"].map(|name| labelled(&folder.join(name)));
    let seed = context.round(Stage::Solver, 0, "tasks");
    let mut class = Exercises { context, folder, tasks: tasks?, known: known?, seed };
    train(context, draft, Role::Solver, &mut class)
}

type Labelled = (Task, Truth);

fn labelled(path: &Path) -> Result<Vec<Labelled>> {
    let tasks: Vec<Task> = read_lines(path)?;
    let label = |task: Task| {
        let truth = Truth::from_text(&task.answer).map_err(read(path))?;
        Ok((task, truth))
    };
    tasks.into_iter().map(label).collect()
}

struct Exercises<'c> {
    context: &'c Context<'c>,
    folder: PathBuf,
    tasks: Vec<Labelled>,
    known: Vec<Labelled>,
    seed: u64,
}

impl Exercises<'_> {
    /// How much of a batch is at the frontier, and how much is known.
    fn parts(&self) -> [usize; 2] {
        let Settings { solver, rehearsal, .. } = self.context.settings;
        let known = (solver.batch as f64 * rehearsal).round() as usize;
        let known = if self.known.is_empty() { 0 } else { known.min(solver.batch - 1) };
        [solver.batch - known, known]
    }

    fn chosen(&self, step: u64) -> Vec<&Labelled> {
        let [frontier, known] = self.parts();
        let of = |tasks: &'_ [Labelled], count: usize| -> Vec<usize> {
            Order::new(self.seed, tasks.len()).take((step - 1) * count as u64, count)
        };
        let frontier = of(&self.tasks, frontier).into_iter().map(|at| &self.tasks[at]);
        frontier.chain(of(&self.known, known).into_iter().map(|at| &self.known[at])).collect()
    }
}

impl Class for Exercises<'_> {
    fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    fn enough(&self) -> Option<u64> {
        Some(enough(self.tasks.len(), self.context.settings.passes, self.parts()[0]))
    }

    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        let samples = self.context.settings.solver.group;
        let ask = |(key, (task, _)): (u64, &&Labelled)| {
            let picture = picture(&self.folder.join(&task.picture), task)?;
            let prompt = solver::prompt(&task.question)?;
            Ok(Ask { key, prompt, pictures: vec![picture], samples })
        };
        (0..).zip(&self.chosen(step)).map(ask).collect()
    }

    fn shown(&self, step: u64) -> Vec<Option<String>> {
        let label = |task: &Task| is_shown(task).then(|| solver::response(&task.answer));
        self.chosen(step).into_iter().map(|(task, _)| label(task)).collect()
    }

    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let mut judged = Vec::new();
        let [frontier, _] = self.parts();
        for (at, (task, truth)) in self.chosen(step).into_iter().enumerate() {
            let share = if at < frontier { "right" } else { "known-right" };
            let drawn = responses[at].len() - usize::from(is_shown(task));
            for (number, response) in responses[at].iter().enumerate() {
                let (right, shown) = (solver::is_right(response, truth), number >= drawn);
                let reward = judge::solver(self.context.settings, response, right, &task.witness);
                let own = (share, f64::from(u8::from(right)));
                judged.push(Judged {
                    line: line(self.context.iteration, task, response, [right, shown]),
                    reward: Some(reward),
                    shares: if shown { Vec::new() } else { vec![own] },
                });
            }
        }
        Ok(judged)
    }

    fn remember(&mut self, _: &Value) {}
}

/// Whether the label is shown among the responses: it is sure, and no vote has found it.
fn is_shown(task: &Task) -> bool {
    task.witness.proved && task.witness.sighted[0] == 0
}

/// With the sample's whole lineage; the checkpoints stand in the task's own line.
fn line(iteration: u64, task: &Task, response: &str, [right, shown]: [bool; 2]) -> Value {
    let by = serde_json::to_vec(&task.by).unwrap_or_default();
    let mut line = json!({
        "iteration": iteration,
        "stage": Stage::Solver.name(),
        "task": task.id,
        "concept": task.concept,
        "program": task.program_id,
        "checkpoints": Digest::of_parts("by", [by.as_slice()]).to_hex(),
        "response": response,
        "right": right,
    });
    if let (Some(fields), true) = (line.as_object_mut(), shown) {
        fields.insert("shown".to_owned(), json!(true));
    }
    if let (Some(fields), Some(retrieved)) = (line.as_object_mut(), &task.retrieved) {
        fields.insert("image".to_owned(), json!(retrieved.image));
        fields.insert("query".to_owned(), json!(retrieved.query));
    }
    line
}

/// A task's picture, as those who voted on it saw it.
fn picture(path: &Path, task: &Task) -> Result<Picture> {
    let (file, name) = (std::fs::read(path).map_err(read(path))?, path.display().to_string());
    if task.retrieved.is_some() {
        return Ok(Shown::of(file, &name)?.picture);
    }
    Picture::decode(&file).map_err(|fault| EvolveError::Processor { name, fault })
}
