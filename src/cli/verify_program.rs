//! `synth verify-program`: hold a program against a concept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;
use synth_contracts::{Concept, Language, Score};
use synth_roles::proposer::Proposal;
use synth_sandbox::{Limits, Sandbox, Verdict};
use synth_verify::{Exhibit, check, judge, overall};

use super::say;

/// Hold a program against a concept
///
/// Runs the program in the sandbox and has the verifier look at its picture. The
/// concept is a JSON file with the fields content_type, caption, easy_question,
/// easy_answer, hard_question and hard_answer, or a concept as `synth show --json`
/// prints it. Exits with 0 if every check reaches its threshold, with 1 if not.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth verify-program chart.svg --concept chart.json
  synth verify-program plot.py --concept plot.json --json | jq .overall")]
pub struct Args {
    /// The program: a file that ends in .svg or .py
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The concept
    #[arg(long, value_name = "JSON")]
    concept: PathBuf,

    /// Longest side of the picture in pixels
    #[arg(long, value_name = "P", default_value_t = Limits::default().max_side)]
    max_side: u32,

    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
}

/// Draws the program and judges the picture.
pub fn run(args: &Args) -> Result<ExitCode> {
    let concept = read_concept(&args.concept)?;
    let extension = args.file.extension().unwrap_or_default().to_string_lossy();
    let Some(language) = Language::from_extension(&extension) else {
        bail!("{} ends in neither .svg nor .py", args.file.display());
    };
    let source =
        fs::read(&args.file).with_context(|| format!("{} cannot be read", args.file.display()))?;
    let limits = Limits { max_side: args.max_side, ..Limits::default() };
    let rendering = match Sandbox::new(1)?.run_bytes(language, &source, &limits) {
        Ok(rendering) => rendering,
        Err(Verdict::Host(fault)) => return Err(fault.into()),
        Err(Verdict::Rejected(rejection)) => {
            match args.json {
                true => say::json(&json!({ "overall": 0.0, "executed": rejection }))?,
                false => say::line(format_args!("not executed: {rejection}"))?,
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let scores = judge(&Exhibit {
        width: rendering.width,
        height: rendering.height,
        rgba: &rendering.rgba,
        facts: &rendering.facts,
        concept: &concept,
        claims: &[],
    });
    report(args, &scores)?;
    let passes = scores.iter().all(|score| score.value >= threshold(score));
    Ok(ExitCode::from(u8::from(!passes)))
}

fn threshold(score: &Score) -> f64 {
    check(&score.name).map_or(0.0, |check| check.threshold)
}

fn report(args: &Args, scores: &[Score]) -> Result<()> {
    if args.json {
        let row = |score: &Score| {
            json!({
                "name": score.name,
                "value": score.value,
                "threshold": threshold(score),
                "weight": check(&score.name).map_or(0.0, |check| check.weight),
                "evidence": score.evidence,
            })
        };
        let rows: Vec<_> = scores.iter().map(row).collect();
        return say::json(&json!({ "overall": overall(scores), "executed": null, "scores": rows }));
    }
    for score in scores {
        let mark = if score.value < threshold(score) { "fails" } else { "" };
        let (name, value) = (&score.name, score.value);
        say::line(format_args!("{name:<11}{value:.2}  {mark:<6} {}", score.evidence))?;
    }
    say::line(format_args!("{:<11}{:.2}", "overall", overall(scores)))
}

/// Reads either form of a concept.
fn read_concept(path: &Path) -> Result<Concept> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    if let Ok(concept) = serde_json::from_str::<Concept>(&text) {
        return Ok(concept);
    }
    let six: Proposal = serde_json::from_str(&text).with_context(|| {
        format!("{} is not a concept; see --help for its fields", path.display())
    })?;
    Ok(six.concept())
}
