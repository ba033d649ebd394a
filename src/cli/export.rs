//! `synth export`: a corpus in the form that a trainer reads.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use synth_contracts::Level;
use synth_datasets::Store;
use synth_export::{
    ExportError, FORMATS, Format, Instruction, MinScore, Options, Splits, Summary, Tick, Tiers,
    export, find,
};

use super::{code, say};

/// Write a corpus in the form that a trainer reads
///
/// The folder holds the data, a README that says how to load it, and a reward.py that
/// scores an answer exactly as synth does. Tasks are spread over train, validation and
/// test by their scene, so none is in two. The same corpus and flags give the same bytes.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth export corpus --to verl --out corpus-verl
  synth export corpus --to trl --out small --max-side 384 --level 1-3 --limit 1000
  synth export corpus --to hf --out all --tier both --splits 1")]
pub struct Args {
    /// Folder of the corpus
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// Who shall read it: hf, easyr1, verl, trl, ms-swift, vlm-r1, webdataset, imagefolder, jsonl
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    to: &'static Format,

    /// Folder of the export; made if it is missing
    #[arg(long, value_name = "OUT")]
    out: PathBuf,

    /// Which of a task's questions: easy, hard or both
    #[arg(long, value_name = "TIER", default_value = "hard", value_parser = tiers)]
    tier: Tiers,

    /// Shares of train, validation and test
    #[arg(long, value_name = "SHARES", default_value = "0.9,0.05,0.05")]
    splits: Splits,

    /// Families, separated by commas; all of them if left out
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    families: Vec<String>,

    /// Levels, such as 3 or 1-3 or 1,5; all of them if left out
    #[arg(long, value_name = "LEVELS", value_parser = levels)]
    level: Option<Levels>,

    /// Least value of a score, such as 'legible>=0.5'; may be given several times
    #[arg(long, value_name = "SCORE>=VALUE")]
    min_score: Vec<MinScore>,

    /// At most so many tasks, the first that pass
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,

    /// Make pictures smaller whose longer side has more pixels
    #[arg(long, value_name = "P", value_parser = clap::value_parser!(u32).range(16..=4096))]
    max_side: Option<u32>,

    /// What follows each question: boxed, tags, none, or a sentence; what suits the format if left
    /// out
    #[arg(long, value_name = "TEXT")]
    instruction: Option<Instruction>,

    /// Replace an export that is in OUT already
    #[arg(long)]
    replace: bool,

    /// Print the summary as JSON
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Debug)]
struct Levels(Vec<Level>);

/// Writes the export and prints what it came to.
pub fn run(args: &Args) -> Result<ExitCode> {
    let reader = Store::open_read(&args.dir)?;
    let bar = bar(args.quiet);
    let mut watch = |tick: Tick| {
        bar.set_length(tick.of);
        bar.set_position(tick.read);
    };
    let written = export(&reader, args.to, &args.out, args.replace, &options(args), &mut watch);
    bar.finish_and_clear();
    match written {
        Ok(summary) => report(args, &summary),
        Err(ExportError::Store(error)) => Err(error.into()),
        Err(error) => {
            let code = exit_code(&error);
            say::error(&error.into());
            Ok(ExitCode::from(code))
        }
    }
}

fn exit_code(error: &ExportError) -> u8 {
    match error {
        error if error.is_refusal() => code::NEVER,
        ExportError::DiskFull { .. } | ExportError::InUse { .. } => code::RETRY,
        _ => code::FAILED,
    }
}

fn options(args: &Args) -> Options {
    Options {
        tiers: args.tier,
        splits: args.splits,
        families: args.families.iter().map(|name| name.trim().to_owned()).collect(),
        levels: args.level.clone().map_or_else(Vec::new, |levels| levels.0),
        min_scores: args.min_score.clone(),
        limit: args.limit,
        max_side: args.max_side,
        instruction: args.instruction.clone(),
    }
}

fn bar(quiet: bool) -> ProgressBar {
    let target =
        if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(8) };
    let template = "{bar:30} {human_pos}/{human_len} tasks  {per_sec}  {eta} left";
    let style = ProgressStyle::with_template(template);
    ProgressBar::with_draw_target(Some(0), target)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn report(args: &Args, summary: &Summary) -> Result<ExitCode> {
    if args.json {
        say::json(summary)?;
        return Ok(ExitCode::SUCCESS);
    }
    for file in &summary.files {
        let megabytes = file.bytes as f64 / 1e6;
        say::line(format_args!("{:>9} questions  {megabytes:>9.1} MB  {}", file.rows, file.path))?;
    }
    if summary.left_out > 0 {
        say::note(format_args!(
            "{} questions were left out: they hold a mark such as <image>, or cannot be graded",
            summary.left_out
        ));
    }
    say::line(format_args!(
        "\n{} questions about {} tasks in {}; its README.md says how to load them",
        summary.rows,
        summary.tasks,
        args.out.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn format(text: &str) -> Result<&'static Format, String> {
    find(text).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        format!("there is no such format; there are {}", names.join(", "))
    })
}

/// Reads which of a task's two questions are meant.
pub fn tiers(text: &str) -> Result<Tiers, String> {
    match text {
        "easy" => Ok(Tiers::Easy),
        "hard" => Ok(Tiers::Hard),
        "both" => Ok(Tiers::Both),
        _ => Err("it must be easy, hard or both".to_owned()),
    }
}

fn levels(text: &str) -> Result<Levels, String> {
    let one = |text: &str| -> Result<u8, String> {
        let value = text.trim().parse().map_err(|_| format!("{text:?} is no level"))?;
        Level::new(value).map(Level::get).map_err(|error| error.to_string())
    };
    let mut found = Vec::new();
    for part in text.split(',') {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        let (low, high) = (one(low)?, one(high)?);
        if low > high {
            return Err(format!("{part:?} goes down; write the lower level first"));
        }
        found.extend(Level::ALL.into_iter().filter(|level| (low..=high).contains(&level.get())));
    }
    found.sort_unstable();
    found.dedup();
    Ok(Levels(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_numbers_and_ranges() {
        let read = |text| levels(text).map(|levels| levels.0.iter().map(|l| l.get()).collect());
        assert_eq!(read("3"), Ok(vec![3]));
        assert_eq!(read("4-5, 1"), Ok(vec![1, 4, 5]));
        for bad in ["", "0", "6", "3-1", "x"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
