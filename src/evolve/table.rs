//! What a run has come to: rewards before and after, render rates, exams.
//!
//! Written anew after every stage, from what stands in the stages' folders:
//!
//! ```text
//! RUN/table.json       the closing table
//! RUN/metrics.jsonl    the figures of all steps of all roles, in order
//! RUN/exams.jsonl      all exams
//! RUN/tasks.jsonl      all tasks, for the report
//! ```

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use synth_course::exam::ALL;
use synth_course::{Exam, Interval};
use synth_train::run::write_whole;

use crate::error::Result;
use crate::folder::{Layout, Stage, json as write_json, read_json, read_lines};
use crate::role::Role;
use crate::settings::Settings;
use crate::stages::{Gain, Verdict};

/// An iteration's row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The iteration, counted from one.
    pub iteration: u64,
    /// The Proposer's reward, against the Coder and the Solver of before.
    pub proposer: Option<Gain>,
    /// The Coder's.
    pub coder: Option<Gain>,
    /// The Searcher's, with a repository of pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searcher: Option<Gain>,
    /// The Questioner's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questioner: Option<Gain>,
    /// Of the tasks, those out of retrieved pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<usize>,
    /// Tasks made, and candidates refused.
    pub tasks: Option<[usize; 2]>,
    /// Share of the Solver's answers in training that equal the label: in the first and
    /// in the last tenth of the steps.
    pub solver: Option<[Interval; 2]>,
    /// Held-out accuracy after it.
    pub accuracy: Option<Interval>,
    /// What followed.
    pub verdict: Option<Verdict>,
}

/// The closing table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Held-out accuracy before the first iteration.
    pub first: Option<Interval>,
    /// Each iteration.
    pub rows: Vec<Row>,
    /// Held-out accuracy of a Solver trained on proved questions alone.
    pub control: Option<Interval>,
    /// By how much the last iteration that counts is better than before the first.
    pub gain: Option<Interval>,
    /// By how much it is better than the control.
    pub over_control: Option<Interval>,
}

/// Reads an exam.
pub(crate) fn marks(layout: &Layout, iteration: Option<u64>) -> Result<Exam> {
    let folder = match iteration {
        None => layout.first_exam(),
        Some(iteration) => layout.stage(iteration, Stage::Exam),
    };
    read_json(&folder.join("marks.json"))
}

/// Makes the table of what is there, and writes it beside figures, exams and tasks.
pub(crate) fn summarise(layout: &Layout, settings: &Settings) -> Result<Table> {
    let table = table(layout, settings)?;
    write_json(&layout.root().join("table.json"), &table)?;
    let mut figures = Vec::new();
    let mut tasks = Vec::new();
    for iteration in 1..=settings.iterations {
        for role in Role::ALL {
            figures.extend(lines(&layout.stage(iteration, role.into()).join("metrics.jsonl"))?);
        }
        tasks.extend(lines(&layout.stage(iteration, Stage::Tasks).join("tasks.jsonl"))?);
    }
    // Steps are counted through the stages, so that curves have one axis.
    for (step, line) in (1u64..).zip(&mut figures) {
        let within = line["step"].clone();
        if let Some(fields) = line.as_object_mut() {
            let stage = format!("{}", fields.get("iteration").cloned().unwrap_or_default());
            fields.insert("step".to_owned(), json!(step));
            fields.insert("within".to_owned(), within);
            fields.insert("stage".to_owned(), json!(format!("iteration {stage}")));
        }
    }
    write_lines(&layout.root().join("metrics.jsonl"), &figures)?;
    write_lines(&layout.root().join("exams.jsonl"), &exams(layout, settings, figures.len())?)?;
    let brief = |task: &Value| {
        json!({
            "id": task["id"],
            "iteration": task["iteration"],
            "pass_rate": task["pass_rate"],
            "votes": task["votes"],
            "split": "train",
        })
    };
    write_lines(&layout.root().join("tasks.jsonl"), &tasks.iter().map(brief).collect::<Vec<_>>())?;
    Ok(table)
}

fn table(layout: &Layout, settings: &Settings) -> Result<Table> {
    let Some(first) = found(&layout.first_exam().join("marks.json"))? else {
        return Ok(Table::default());
    };
    let mut table = Table { first: overall(&first)?, ..Table::default() };
    let mut last = None;
    for iteration in 1..=settings.iterations {
        if !layout.iteration(iteration).exists() {
            break;
        }
        let row = row(layout, iteration)?;
        let examined = row.accuracy.is_some();
        if examined && row.verdict.as_ref().is_some_and(|verdict| verdict.kept) {
            last = Some(marks(layout, Some(iteration))?);
        }
        table.rows.push(row);
    }
    let control: Option<Exam> = found(&layout.root().join("control/marks.json"))?;
    table.control = control.as_ref().map(overall).transpose()?.flatten();
    let last = last.unwrap_or(first.clone());
    if settings.trains(Role::Solver) {
        table.gain = difference(&first, &last)?;
    }
    table.over_control = control.map(|control| difference(&control, &last)).transpose()?.flatten();
    Ok(table)
}

fn row(layout: &Layout, iteration: u64) -> Result<Row> {
    let stage = |stage: Stage| layout.stage(iteration, stage);
    let tasks = stage(Stage::Tasks);
    let count = |name: &str| -> Result<usize> { Ok(lines(&tasks.join(name))?.len()) };
    let exam: Option<Exam> = found(&stage(Stage::Exam).join("marks.json"))?;
    Ok(Row {
        iteration,
        proposer: found(&stage(Stage::Proposer).join("gain.json"))?,
        coder: found(&stage(Stage::Coder).join("gain.json"))?,
        searcher: found(&stage(Stage::Searcher).join("gain.json"))?,
        questioner: found(&stage(Stage::Questioner).join("gain.json"))?,
        retrieved: match tasks.join("map.json").exists() {
            true => Some(retrieved(&lines(&tasks.join("tasks.jsonl"))?)),
            false => None,
        },
        tasks: match tasks.exists() {
            true => Some([count("tasks.jsonl")?, count("refused.jsonl")?]),
            false => None,
        },
        solver: learnt(&lines(&stage(Stage::Solver).join("metrics.jsonl"))?),
        accuracy: exam.as_ref().map(overall).transpose()?.flatten(),
        verdict: found(&stage(Stage::Exam).join("verdict.json"))?,
    })
}

fn retrieved(tasks: &[Value]) -> usize {
    tasks.iter().filter(|task| task["retrieved"].is_object()).count()
}

/// The Solver's accuracy in the first and the last tenth of its steps.
fn learnt(steps: &[Value]) -> Option<[Interval; 2]> {
    let right: Vec<f64> = steps.iter().filter_map(|line| line["right"].as_f64()).collect();
    let tenth = right.len().div_ceil(10);
    let (first, last) = (right.get(..tenth)?, right.get(right.len() - tenth..)?);
    (tenth > 0).then(|| [crate::stages::interval(first), crate::stages::interval(last)])
}

fn overall(exam: &Exam) -> Result<Option<Interval>> {
    Ok(exam.table()?.get(ALL).copied())
}

fn difference(before: &Exam, after: &Exam) -> Result<Option<Interval>> {
    Ok(before.gain(after)?.get(ALL).copied())
}

fn exams(layout: &Layout, settings: &Settings, steps: usize) -> Result<Vec<Value>> {
    let each = |iteration: u64| (format!("iteration {iteration}"), Some(iteration));
    let names =
        std::iter::once(("warm-up".to_owned(), None)).chain((1..=settings.iterations).map(each));
    let mut lines = Vec::new();
    for (stage, iteration) in names {
        let path = match iteration {
            None => layout.first_exam(),
            Some(iteration) => layout.stage(iteration, Stage::Exam),
        };
        let Some(exam) = found::<Exam>(&path.join("marks.json"))? else { continue };
        let share = iteration.unwrap_or(0) as f64 / settings.iterations.max(1) as f64;
        let step = (steps as f64 * share) as u64;
        lines.push(json!({ "stage": stage, "step": step, "table": exam.table()? }));
    }
    Ok(lines)
}

fn found<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    if path.exists() { read_json(path).map(Some) } else { Ok(None) }
}

fn lines(path: &Path) -> Result<Vec<Value>> {
    if path.exists() { read_lines(path) } else { Ok(Vec::new()) }
}

fn write_lines(path: &Path, values: &[Value]) -> Result<()> {
    let text: String = values.iter().map(|value| format!("{value}\n")).collect();
    Ok(write_whole(path, text.as_bytes())?)
}
