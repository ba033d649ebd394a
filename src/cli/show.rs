//! `synth show`: look at one task.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use synth_contracts::{Commission, Drawn, Origin, Part, Provenance, Task, Tier};
use synth_datasets::{Store, StoredTask};

use super::{overlay, say};

/// Print one task of a corpus and write its picture
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth show 079a --dir corpus --out picture.png
  synth show 079a --dir corpus --evidence")]
pub struct Args {
    /// The task's id, or as much of its beginning as is unique
    id: String,

    /// Folder of the corpus
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    dir: PathBuf,

    /// Where to write the picture; ID.png in the current folder if left out
    #[arg(long, value_name = "PNG")]
    out: Option<PathBuf>,

    /// Frame what the questions ask to look at: blue the easy one, red the hard one
    #[arg(long)]
    evidence: bool,

    /// Print the record as JSON
    #[arg(long)]
    json: bool,
}

/// Writes the picture and prints the record.
pub fn run(args: &Args) -> Result<ExitCode> {
    let stored = Store::open_read(&args.dir)?.task(&args.id)?;
    let name = stored.id.to_hex();
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.png", &name[..12])));
    let png = match args.evidence {
        true => overlay::evidence(&stored.task)?,
        false => stored.task.picture.png.clone(),
    };
    fs::write(&path, png)
        .with_context(|| format!("the picture cannot be written to {}", path.display()))?;
    if args.json {
        say::json(&record(&stored))?;
    } else {
        say::line(page(&stored))?;
        say::line(format_args!("picture    {}", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn record(stored: &StoredTask) -> Value {
    let task = &stored.task;
    json!({
        "id": stored.id,
        "slot": stored.slot,
        "attempt": stored.attempt,
        "candidate": stored.candidate,
        "family": task.family,
        "level": task.level,
        "concept": task.concept,
        "second": task.second,
        "scene": task.scene,
        "program": task.program,
        "picture": {
            "width": task.picture.width,
            "height": task.picture.height,
            "pixels": task.picture.pixels,
        },
        "scores": task.scores,
        "usage": task.usage,
        "provenance": task.provenance,
    })
}

/// The record for people.
fn page(stored: &StoredTask) -> String {
    let task = &stored.task;
    let mut lines = vec![
        format!("id         {}", stored.id),
        format!("family     {}, level {}, slot {}", task.family, task.level, stored.slot),
        format!("caption    {}", task.concept.caption),
    ];
    for (tier, second) in Tier::ALL.into_iter().zip(&task.second) {
        let question = task.concept.question(tier);
        lines.push(format!("{:<11}{}", tier.name(), question.text));
        lines.push(format!(
            "           {} ({}; second solver: {second})",
            question.answer,
            question.answer.kind()
        ));
    }
    for score in &task.scores {
        lines.push(format!("{:<11}{:.2}  {}", score.name, score.value, score.evidence));
    }
    lines.extend(authors(&task.provenance.origin));
    lines.push(match task.provenance.drawn {
        Drawn::Sandbox => format!("used       {}", task.usage),
        Drawn::InProcess => "drawn      in process; synth verify runs it in the sandbox".to_owned(),
    });
    lines.push(format!("replay     {}", replay(task)));
    lines.push(format!("program    {}\n\n{}", task.program.language, task.program.source));
    lines.join("\n")
}

/// Where the task came from, in words that lead to it again.
fn replay(task: &Task) -> String {
    let Provenance { origin, version, max_side, .. } = &task.provenance;
    let behind = format!("synth {version}, {max_side} px");
    match origin {
        Origin::Template { family, seed, index, attempt } => {
            format!("{family} #{index}.{attempt} of seed {seed}, {behind}")
        }
        Origin::Models { seed, index, attempt, .. } => {
            format!("the program below; candidate #{index}.{attempt} of seed {seed}, {behind}")
        }
    }
}

/// Who wrote a task, if models did: a line for each, and for the concept.
fn authors(origin: &Origin) -> Vec<String> {
    let Origin::Models { concept, parts, .. } = origin else { return Vec::new() };
    let mut lines = vec![match concept {
        Commission::Topic { topic, kind } => format!("assigned   {kind} about {topic}"),
        Commission::Family { family, index } => format!("concept    {family} #{index}"),
    }];
    lines.extend(parts.iter().map(|part| {
        let Part { role, model, backend, responses, .. } = part;
        format!("{role:<11}{model} at {backend}, {responses} responses")
    }));
    if parts.iter().all(|part| part.role != "solver") {
        lines.push("solver     nobody: the answers were not held against the picture".to_owned());
    }
    lines
}
