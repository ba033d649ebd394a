//! `synth verify`: whether a corpus is what it claims to be.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};
use synth_datasets::{FILE_NAME, Flaw, Store, StoreError};
use synth_sandbox::Sandbox;

use super::generate::jobs;
use super::progress::Steps;
use super::{code, say};
use crate::pipeline::inspect::{Depth, Report, inspect};
use crate::pipeline::shards::{ShardError, folders};

/// Check that a corpus is what it claims to be
///
/// Makes every seal and every hash again, decodes every picture, and makes a sample of
/// the tasks again from nothing: families propose, both solvers solve, programs run in
/// the sandbox; all of it must come out byte for byte as it is stored. Prints what does
/// not hold.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth verify corpus
  synth verify corpus --all --json

Exit codes: 0 everything holds; 1 something does not; 2 there is no corpus; 75 the
machine is at fault.")]
pub struct Args {
    /// Folder of a corpus, or of shards
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// How many tasks to make again, chosen by hash
    #[arg(long, value_name = "K", default_value_t = 100, conflicts_with = "all")]
    sample: u64,

    /// Make every task again
    #[arg(long)]
    all: bool,

    /// Threads; one a core if left out
    #[arg(long, value_parser = super::generate::at_least_one)]
    jobs: Option<u64>,

    /// Print what was found as JSON, one object a corpus
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// Looks at the corpus, or at every shard.
pub fn run(args: &Args) -> Result<ExitCode> {
    let jobs = jobs(args.jobs);
    let depth = Depth { sample: (!args.all).then_some(args.sample), jobs };
    let sandbox = Sandbox::new(jobs)?;
    let mut holds = true;
    for path in corpora(&args.dir)? {
        let report = look(&path, &sandbox, depth, args.quiet)?;
        holds &= report.flaws.is_empty();
        if args.json { say::json(&object(&path, &report))? } else { print(&path, &report)? }
    }
    Ok(ExitCode::from(if holds { 0 } else { code::FAILED }))
}

fn corpora(dir: &Path) -> Result<Vec<PathBuf>, ShardError> {
    let shards = if dir.join(FILE_NAME).exists() { Vec::new() } else { folders(dir)? };
    match shards.is_empty() {
        true => Ok(vec![dir.to_owned()]),
        false => Ok(shards.into_iter().map(|(_, path)| path).collect()),
    }
}

fn look(path: &Path, sandbox: &Sandbox, depth: Depth, quiet: bool) -> Result<Report> {
    match Store::open_read(path) {
        Ok(reader) => {
            let mut steps = Steps::new(reader.len()?, quiet);
            let report = inspect(reader, sandbox, depth, &mut |seen| steps.at(seen))?;
            steps.finish();
            Ok(report)
        }
        // Too broken to be opened: that is an answer, too.
        Err(StoreError::Damaged { detail, .. }) => {
            Ok(Report { flaws: vec![Flaw { slot: None, detail }], ..Report::default() })
        }
        Err(error) => Err(error.into()),
    }
}

fn object(path: &Path, report: &Report) -> Value {
    let flaws: Vec<Value> =
        report.flaws.iter().map(|flaw| json!({"slot": flaw.slot, "detail": flaw.detail})).collect();
    json!({
        "corpus": path,
        "holds": report.flaws.is_empty(),
        "seals": report.sealed,
        "read": report.read,
        "made_again": report.remade,
        "not_made_again": report.skipped,
        "flaws": flaws,
        "more_flaws": report.more,
    })
}

fn print(path: &Path, report: &Report) -> Result<()> {
    say::line(format_args!(
        "{}: {} seals and {} tasks checked, {} made again",
        path.display(),
        report.sealed,
        report.read,
        report.remade
    ))?;
    if let Some(why) = &report.skipped {
        say::line(format_args!("  none was made again: {why}"))?;
    }
    for flaw in &report.flaws {
        say::line(format_args!("  {flaw}"))?;
    }
    if report.more > 0 {
        say::line(format_args!("  and {} more", report.more))?;
    }
    say::line(if report.flaws.is_empty() { "  everything holds" } else { "  it does not hold" })
}
