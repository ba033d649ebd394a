//! `synth audit`: look a corpus over, ours or anyone's.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use synth_audit::{AuditError, Limits, audit};

use super::code::Refused;
use super::say;

/// Look a corpus over: duplicates, answers one can guess, unclear pictures
///
/// PATH is the folder of a synth corpus, a folder with pictures and questions in
/// .jsonl or .json, or a Parquet file or a folder of them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth audit corpus
  synth audit downloads/some-dataset/data --json | jq .blind
  synth audit train.parquet --list 5

A duplicate is the same picture with the same question and answer; two tasks that
differ in one value are none. The blind guess is the share of answers one gets
right, without looking, by giving each family's commonest answer.")]
pub struct Args {
    /// What to look over
    #[arg(value_name = "PATH")]
    path: PathBuf,

    /// Most clusters, and most unclear pictures of a kind, that are listed
    #[arg(long, value_name = "N", default_value_t = 20)]
    list: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints what was found.
pub fn run(args: &Args) -> Result<ExitCode> {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} tasks, {per_sec}") {
        bar.set_style(style);
    }
    let report = audit(&args.path, Limits { listed: args.list }, || bar.inc(1));
    bar.finish_and_clear();
    let report = report.map_err(fault)?;
    if args.json {
        say::json(&report)?
    } else {
        say::line(report)?
    }
    Ok(ExitCode::SUCCESS)
}

/// The error of a command that reads such a corpus.
pub fn fault(error: AuditError) -> anyhow::Error {
    match error {
        AuditError::Missing { .. }
        | AuditError::Unknown { .. }
        | AuditError::NoTasks { .. }
        | AuditError::Malformed { .. } => anyhow::Error::new(Refused(error.to_string())),
        error => error.into(),
    }
}
