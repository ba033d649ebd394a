//! `synth eval`: examine a model.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use synth_benchmarks::statistics::{Accuracies, Comparison, Outcome};
use synth_course::evaluate::{Answered, Candidate, Examinee, benchmark};
use synth_course::examples::{self, Choice};
use synth_export::{Split, Tiers};

use super::code::{Refused, explain};
use super::export::tiers;
use super::say;
use super::site::Site;

/// Examine a model on held-out tasks or on benchmarks
///
/// The model answers by its likeliest tokens; answers are graded as in training, and
/// benchmarks with their own tolerance. Accuracies come with 95 % bootstrap intervals,
/// over everything and by category; with --compare, the difference of two models over the
/// same questions, in pairs, with McNemar's exact test.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth eval --model run/model --store run/corpus
  synth eval --model run/model --compare run/warm-up --store run/corpus --json
  synth eval --model Qwen3-VL-4B-Instruct --benchmark mathvista/testmini.parquet
  synth eval --model Qwen3-VL-8B-Instruct --adapter run/adapters/grpo --store run/corpus
  synth eval --model run/model --store corpus --answers answers.jsonl")]
pub struct Args {
    /// Folder of a Qwen2.5-VL or Qwen3-VL model
    #[arg(long, value_name = "PATH")]
    model: PathBuf,

    /// Folder of an adapter over the model, as training with --lora or PEFT writes it
    #[arg(long, value_name = "PATH")]
    adapter: Option<PathBuf>,

    /// Folder of a second model, to be compared with the first
    #[arg(long, value_name = "PATH")]
    compare: Option<PathBuf>,

    #[command(flatten)]
    site: Site,

    /// Corpus whose tasks are asked
    #[arg(long, value_name = "DIR", required_unless_present = "benchmark")]
    store: Option<PathBuf>,

    /// Which part of the corpus: test, validation, train, held-out (test and validation)
    /// or all
    #[arg(long, value_name = "SPLIT", default_value = "held-out", value_parser = part)]
    split: Part,

    /// Which of a task's questions: easy, hard or both
    #[arg(long, value_name = "TIER", default_value = "both", value_parser = tiers)]
    tier: Tiers,

    /// Parquet files of a benchmark: MathVista, MathVerse, MathVision, ChartQA, MMMU,
    /// HallusionBench, or any table with image, question and answer
    #[arg(long, value_name = "PATH", conflicts_with = "store")]
    benchmark: Option<PathBuf>,

    /// Questions at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Longest response, in tokens
    #[arg(long, value_name = "N", default_value_t = 512)]
    max_tokens: usize,

    /// Write every response, with its mark, as JSON lines
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,

    /// Seed of the intervals
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// A part of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Only(Split),
    HeldOut,
    All,
}

/// Asks everything, and prints how it went.
pub fn run(args: &Args) -> Result<ExitCode> {
    let device = args.site.open(args.quiet)?;
    let candidates = candidates(args)?;
    let load = |model: &Path, adapter: Option<&Path>| {
        Examinee::load(model, adapter, args.site.dtype, &device).map_err(explain)
    };
    let first = examined(args, &load(&args.model, args.adapter.as_deref())?, &candidates)?;
    if let Some(path) = &args.answers {
        write(path, &first)?;
    }
    let name = |path: &Path| path.display().to_string();
    let outcomes = |answered: &[Answered]| -> Vec<Outcome> {
        answered.iter().map(Answered::outcome).collect()
    };
    let own = outcomes(&first);
    let ours = match &args.adapter {
        None => name(&args.model),
        Some(adapter) => format!("{} with {}", name(&args.model), name(adapter)),
    };
    let Some(other) = &args.compare else {
        let table = Accuracies::of(&ours, &own, args.seed)?;
        return print(args, &table);
    };
    let theirs = outcomes(&examined(args, &load(other, None)?, &candidates)?);
    print(args, &Comparison::of((&name(other), &theirs), (&ours, &own), args.seed)?)
}

fn print(args: &Args, table: &(impl serde::Serialize + std::fmt::Display)) -> Result<ExitCode> {
    match args.json {
        true => say::json(&json!(table))?,
        false => say::line(table)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn candidates(args: &Args) -> Result<Vec<Candidate>> {
    if let Some(path) = &args.benchmark {
        return benchmark(path, args.limit).map_err(explain);
    }
    let Some(store) = &args.store else {
        return Err(Refused("give --store or --benchmark".to_owned()).into());
    };
    let (families, levels) = (Vec::new(), Vec::new());
    let choice = Choice { tiers: args.tier, families, levels, limit: None };
    let all = examples::read(store, &choice).map_err(|error| explain(error.into()))?;
    let wanted = |split: Split| match args.split {
        Part::Only(only) => split == only,
        Part::HeldOut => split != Split::Train,
        Part::All => true,
    };
    let chosen = all.into_iter().filter(|example| wanted(example.split));
    let chosen: Vec<Candidate> =
        chosen.take(args.limit.unwrap_or(usize::MAX)).map(Candidate::from).collect();
    if chosen.is_empty() {
        let path = store.display();
        return Err(Refused(format!("{path} holds no task of this split; try --split all")).into());
    }
    Ok(chosen)
}

fn examined(args: &Args, examinee: &Examinee, candidates: &[Candidate]) -> Result<Vec<Answered>> {
    let bar =
        if args.quiet { ProgressBar::hidden() } else { ProgressBar::new(candidates.len() as u64) };
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} answered, {eta} left") {
        bar.set_style(style);
    }
    let answered = examinee.answer(candidates, args.max_tokens, &mut |done| {
        bar.set_position(done as u64);
        true
    });
    bar.finish_and_clear();
    answered.map_err(explain)
}

fn write(path: &Path, answered: &[Answered]) -> Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    let mut file = std::io::BufWriter::new(fs::File::create(path).with_context(cannot)?);
    for answer in answered {
        writeln!(file, "{}", serde_json::to_string(answer)?).with_context(cannot)?;
    }
    file.flush().with_context(cannot)
}

fn part(text: &str) -> Result<Part, String> {
    match text {
        "all" => Ok(Part::All),
        "held-out" => Ok(Part::HeldOut),
        name => Split::ALL
            .into_iter()
            .find(|split| split.name() == name)
            .map(Part::Only)
            .ok_or_else(|| "it must be test, validation, train, held-out or all".to_owned()),
    }
}
