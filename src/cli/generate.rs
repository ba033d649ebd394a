//! `synth generate`: make a corpus.

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use anyhow::Result;
use serde_json::json;
use synth_contracts::Level;
use synth_datasets::{RunConfig, Store};
use synth_sandbox::{Limits, Sandbox};
use synth_templates::{FAMILIES, Registered, find};

use super::progress::Watch;
use super::say;
use crate::pipeline::{Funnel, Plan, Tick, generate};

/// Make a corpus of tasks
///
/// Families take turns proposing scenes; every program runs in the sandbox, every
/// picture is checked, and duplicates are dropped. The same seed gives the same
/// tasks, whatever the number of threads. Run the same command again to go on
/// after an interruption, or with a larger --n to make more.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth generate --n 100 --seed 1 --out corpus
  synth generate --n 50 --families bar-chart,maze --level 3 --out hard")]
pub struct Args {
    /// Tasks the corpus shall hold
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    n: u64,

    /// Seed of all randomness
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// Folder of the corpus; made if it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Families, separated by commas; all of them if left out
    #[arg(long, value_delimiter = ',', value_name = "NAMES", value_parser = family)]
    families: Vec<&'static Registered>,

    /// Difficulty from 1 to 5; all five in turn if left out
    #[arg(long, value_parser = level)]
    level: Option<Level>,

    /// Threads; one a core if left out
    #[arg(long, value_parser = at_least_one)]
    jobs: Option<u64>,

    /// Longest side of a picture in pixels
    #[arg(long, value_name = "P", default_value_t = Limits::default().max_side, value_parser = side)]
    max_side: u32,

    /// Print the closing table as JSON
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// Makes tasks until the corpus holds as many as were asked for.
pub fn run(args: &Args) -> Result<ExitCode> {
    let plan = plan(args);
    let mut store = Store::create_or_open(&args.out, &RunConfig::new(&plan.describe())?)?;
    let jobs = jobs(args);
    let sandbox = Sandbox::new(jobs)?;
    let progress = store.progress()?;
    let before = Tick { tried: progress.next_candidate, accepted: progress.accepted };
    let mut watch = Watch::new(args.n, before, args.quiet);
    let mut last = before;
    let ended = generate(&sandbox, &plan, &mut store, args.n, jobs, &mut |tick| {
        last = tick;
        watch.tick(tick);
    });
    let (seconds, rate) = watch.finish(last);
    let funnel = Funnel::read(&store)?;
    report(args, &funnel, seconds, rate)?;
    ended?;
    Ok(ExitCode::SUCCESS)
}

fn plan(args: &Args) -> Plan {
    let families = match args.families.is_empty() {
        true => FAMILIES.iter().collect(),
        false => args.families.clone(),
    };
    let limits = Limits { max_side: args.max_side, ..Limits::default() };
    Plan { seed: args.seed, families, level: args.level, limits }
}

fn jobs(args: &Args) -> usize {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or_else(cores, |jobs| usize::try_from(jobs).unwrap_or(1))
}

/// The closing table.
fn report(args: &Args, funnel: &Funnel, seconds: f64, rate: f64) -> Result<()> {
    if args.json {
        return say::json(&json!({
            "out": args.out,
            "wanted": args.n,
            "funnel": funnel,
            "seconds": seconds,
            "tasks_per_second": rate,
        }));
    }
    for (stage, count) in funnel.stages() {
        let percent = count as f64 * 100.0 / funnel.proposed.max(1) as f64;
        say::line(format_args!("{stage:<10}{count:>9}  {percent:>5.1} %"))?;
    }
    if !funnel.rejections.is_empty() {
        say::line("\nrejected")?;
    }
    for row in &funnel.rejections {
        say::line(format_args!("{:>9}  {}: {}", row.count, row.gate, row.reason))?;
    }
    say::line(format_args!(
        "\n{} tasks in {}; {rate:.0} a second over {seconds:.1} s",
        funnel.accepted,
        args.out.display()
    ))
}

fn at_least_one(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) => Err("it must be at least 1".to_owned()),
        Ok(value) => Ok(value),
        Err(_) => Err("it must be a whole number".to_owned()),
    }
}

fn side(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(value @ 16..=4096) => Ok(value),
        _ => Err("it must be a whole number of pixels from 16 to 4096".to_owned()),
    }
}

fn level(text: &str) -> Result<Level, String> {
    let value = text.parse().map_err(|_| "levels go from 1 (easiest) to 5".to_owned())?;
    Level::new(value).map_err(|error| error.to_string())
}

fn family(text: &str) -> Result<&'static Registered, String> {
    find(text.trim()).ok_or_else(|| {
        let names: Vec<&str> = FAMILIES.iter().map(|family| family.card.name).collect();
        format!("there is no such family; there are {}", names.join(", "))
    })
}
