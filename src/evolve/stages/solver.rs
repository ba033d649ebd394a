//! The Solver's training, on the tasks of this iteration.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use synth_contracts::Digest;
use synth_grader::Truth;
use synth_processor::Picture;
use synth_roles::solver;
use synth_train::order::Order;

use super::Context;
use super::tasks::Task;
use super::training::{Class, Judged, train};
use crate::error::{EvolveError, Result, read};
use crate::folder::{Draft, Stage, read_lines};
use crate::images::Shown;
use crate::judge;
use crate::player::Ask;
use crate::role::Role;

/// Trains it.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    let folder = context.layout.stage(context.iteration, Stage::Tasks);
    let path = folder.join("tasks.jsonl");
    let tasks: Vec<Task> = read_lines(&path)?;
    let mut labelled = Vec::with_capacity(tasks.len());
    for task in tasks {
        let truth = Truth::from_text(&task.answer).map_err(read(&path))?;
        labelled.push((task, truth));
    }
    let seed = context.round(Stage::Solver, 0, "tasks");
    let mut class = Exercises { context, folder, tasks: labelled, seed };
    train(context, draft, Role::Solver, &mut class)
}

struct Exercises<'c> {
    context: &'c Context<'c>,
    folder: PathBuf,
    tasks: Vec<(Task, Truth)>,
    seed: u64,
}

impl Exercises<'_> {
    fn chosen(&self, step: u64) -> Vec<&(Task, Truth)> {
        let batch = self.context.settings.solver.batch;
        let mut order = Order::new(self.seed, self.tasks.len());
        let places = order.take((step - 1) * batch as u64, batch);
        places.into_iter().map(|at| &self.tasks[at]).collect()
    }
}

impl Class for Exercises<'_> {
    fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Few tasks, gone through again and again, would be learnt by heart.
    fn enough(&self) -> Option<u64> {
        let settings = self.context.settings;
        let all = self.tasks.len() as u64 * settings.passes;
        Some(all.div_ceil(settings.solver.batch as u64))
    }

    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        let samples = self.context.settings.solver.group;
        let ask = |(key, (task, _)): (u64, &&(Task, Truth))| {
            let picture = picture(&self.folder.join(&task.picture), task)?;
            let prompt = solver::prompt(&task.question)?;
            Ok(Ask { key, prompt, pictures: vec![picture], samples })
        };
        (0..).zip(&self.chosen(step)).map(ask).collect()
    }

    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let mut judged = Vec::new();
        for ((task, truth), responses) in self.chosen(step).into_iter().zip(responses) {
            for response in responses {
                let right = solver::is_right(response, truth);
                let reward = judge::solver(self.context.settings, response, right, &task.witness);
                judged.push(Judged {
                    line: line(self.context.iteration, task, response, right),
                    reward: Some(reward),
                    shares: vec![("right", f64::from(u8::from(right)))],
                });
            }
        }
        Ok(judged)
    }

    fn remember(&mut self, _: &Value) {}
}

/// With the sample's whole lineage; the checkpoints stand in the task's own line.
fn line(iteration: u64, task: &Task, response: &str, right: bool) -> Value {
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
