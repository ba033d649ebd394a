//! `synth generate`: make a corpus.

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use anyhow::Result;
use serde_json::json;
use synth_contracts::Level;
use synth_datasets::{Lane, RunConfig, Store};
use synth_sandbox::{Limits, Sandbox};
use synth_templates::{FAMILIES, Registered, find};

use super::code::Refused;
use super::costs::Costs;
use super::players::Models;
use super::progress::{Watch, decimals};
use super::{author, say, shards, signals, unlike};
use crate::pipeline::authored::{Concepts, Recipe};
use crate::pipeline::shards::{folder_of, refuse_others};
use crate::pipeline::{Funnel, Goal, Maker, Plan, Tick, fill};

/// Make a corpus of tasks
///
/// Families take turns proposing scenes; every program runs in the sandbox, every
/// picture is checked, duplicates are dropped, and no answer may dominate a family.
/// The same seed gives the same tasks, whatever the number of threads or shards. Run
/// the same command again to go on after an interruption, or with a larger --n to
/// make more: the finished file is the same, byte for byte.
///
/// Models write where --proposer or --coder names one. Then the Solver must find the
/// author's answers from the picture, and must not find them without. Every reply is kept
/// beside the corpus, in replies.sqlite, so that a run that goes on asks for none twice.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth generate --n 100 --seed 1 --out corpus
  synth generate --n 50 --families bar-chart:2,maze --level 3,4 --out hard
  synth generate --n 100000 --shards 16 --shard 3 --out corpus
  synth generate --n 1000 --seed 2 --unlike corpus,benchmarks/test.parquet --out held-out
  synth generate --n 500 --coder http://gpu:8000/v1 --solver http://gpu:8001/v1 --out drawn
  synth generate --n 500 --proposer http://gpu:8000/v1#Qwen3-VL-8B \\
      --coder http://gpu:8000/v1#coder-lora --solver http://gpu:8000/v1#Qwen3-VL-8B --out authored
  synth generate --n 500 --coder http://gpu:8000/v1 --out ours \\
      --solver local:models/Qwen3-VL-4B#run/adapters/grpo

Keys of servers are read from the environment: SYNTH_PROPOSER_KEY, SYNTH_CODER_KEY and
SYNTH_SOLVER_KEY, or SYNTH_API_KEY for all of them.

Shards are also read from the environment: SYNTH_SHARDS with SYNTH_SHARD,
SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, or a whole Slurm array by itself. A
shard writes to OUT/shard-00003-of-00016; synth merge unites them.

Exit codes: 0 done; 2 never retry (wrong flags, another configuration, a damaged
corpus, nothing new to say, --max-candidates reached, a server that refuses); 75 retry
(disk full, corpus in use, machine or server at fault, stopped by a signal); 1 anything
else.")]
pub struct Args {
    /// Tasks the corpus shall hold, all its shards together
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    n: u64,

    /// Seed of all randomness
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// Folder of the corpus; made if it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Families, separated by commas, with a weight behind a colon if they shall not
    /// have equal shares; all of them if left out
    #[arg(long, value_delimiter = ',', value_name = "NAMES", value_parser = family)]
    families: Vec<(&'static Registered, u64)>,

    /// Difficulties from 1 to 5, separated by commas, with weights as families; all
    /// five in turn if left out
    #[arg(long, value_delimiter = ',', value_name = "LEVELS", value_parser = level)]
    level: Vec<(Level, u64)>,

    /// Candidates to try at most, in all sittings together; then the run stops with
    /// what it has and exits with 2
    #[arg(long, value_name = "M", value_parser = at_least_one)]
    max_candidates: Option<u64>,

    #[command(flatten)]
    unlike: unlike::Unlike,

    #[command(flatten)]
    shards: shards::Flags,

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

    #[command(flatten)]
    models: Models,
}

/// Makes tasks until the corpus holds as many as were asked for.
pub fn run(args: &Args) -> Result<ExitCode> {
    let shard = args.shards.lane()?;
    let others = args.unlike.read(args.quiet)?;
    let digest = others.as_ref().map(synth_audit::Others::digest);
    if args.models.write()? {
        return run_author(args, shard, others.as_ref());
    }
    let plan = plan(args)?.unlike(digest).sharded(shard);
    let out = folder(args, shard)?;
    let mut store = Store::create_or_open(&out, &RunConfig::new(&plan.describe())?)?;
    let jobs = jobs(args.jobs);
    let sandbox = Sandbox::new(jobs)?;
    let progress = store.progress()?;
    let before = Tick { tried: progress.next_candidate, accepted: progress.accepted };
    let mut watch = Watch::new(plan.lane().below(args.n), before, args.quiet);
    let mut last = before;
    let stop = signals::watch()?;
    let stopped = || stop.is_set();
    let goal = Goal { wanted: args.n, most: args.max_candidates, jobs, stopped: &stopped };
    let maker = Maker { sandbox: &sandbox, plan: &plan, others: others.as_ref() };
    let ended = fill(&maker, &mut store, &goal, &mut |tick| {
        last = tick;
        watch.tick(tick);
    });
    let (seconds, rate) = watch.finish(last);
    let funnel = Funnel::read(&store)?;
    drop(store);
    let closing = Closing { out: &out, wanted: args.n, shard, funnel, seconds, rate, costs: None };
    closing.print(args.json)?;
    ended?;
    Ok(ExitCode::SUCCESS)
}

/// Has models write.
fn run_author(
    args: &Args,
    shard: Option<Lane>,
    others: Option<&synth_audit::Others>,
) -> Result<ExitCode> {
    if shard.is_some() {
        let why = "a corpus that models write has no shards, since nobody could make again what \
                   they said; run it with several seeds instead, each into a folder of its own";
        return Err(Refused(why.to_owned()).into());
    }
    if args.models.invents() && !(args.families.is_empty() && args.level.is_empty()) {
        let why = "--families and --level choose what the families propose; with a model as \
                   --proposer leave them out";
        return Err(Refused(why.to_owned()).into());
    }
    let limits = limits(args);
    let concepts = match args.models.invents() {
        true => Concepts::Proposer(args.seed),
        false => Concepts::Families(Box::new(plan(args)?)),
    };
    let unlike = others.map(synth_audit::Others::digest);
    let order = author::Order {
        recipe: Recipe { concepts, rules: args.models.rules(limits), unlike },
        others,
        out: &args.out,
        wanted: args.n,
        most: args.max_candidates,
        cores: jobs(args.jobs),
        json: args.json,
        quiet: args.quiet,
    };
    author::run(&args.models, &order)
}

fn limits(args: &Args) -> Limits {
    Limits { max_side: args.max_side, ..Limits::default() }
}

fn plan(args: &Args) -> Result<Plan> {
    let families = match args.families.is_empty() {
        true => FAMILIES.iter().map(|family| (family, 1)).collect(),
        false => args.families.clone(),
    };
    let levels = match args.level.is_empty() {
        true => Plan::all_levels(),
        false => args.level.clone(),
    };
    Ok(Plan::new(args.seed, &families, &levels, limits(args))?)
}

/// Where this run writes. A shard has a folder of its own, and says so.
fn folder(args: &Args, shard: Option<Lane>) -> Result<PathBuf> {
    let Some(lane) = shard else { return Ok(args.out.clone()) };
    refuse_others(&args.out, lane)?;
    let out = folder_of(&args.out, lane);
    if !args.quiet {
        let (shard, shards) = (lane.first, lane.step);
        say::note(format_args!("shard {shard} of {shards}, in {}", out.display()));
    }
    Ok(out)
}

/// As many threads as were asked for, or one a core.
pub fn jobs(asked: Option<u64>) -> usize {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    asked.map_or_else(cores, |jobs| usize::try_from(jobs).unwrap_or(1))
}

/// The closing table of a run.
pub struct Closing<'a> {
    /// Where the corpus is.
    pub out: &'a std::path::Path,
    /// Tasks asked for.
    pub wanted: u64,
    /// Which shard it was.
    pub shard: Option<Lane>,
    /// How far the candidates came.
    pub funnel: Funnel,
    /// How long it took.
    pub seconds: f64,
    /// Tasks a second.
    pub rate: f64,
    /// What models cost, if any wrote.
    pub costs: Option<Costs>,
}

impl Closing<'_> {
    /// Prints it.
    ///
    /// # Errors
    ///
    /// As [`say::line`].
    pub fn print(&self, json: bool) -> Result<()> {
        if json {
            let mut closing = json!({
                "out": self.out,
                "wanted": self.wanted,
                "shard": self.shard.map(|lane| lane.first),
                "shards": self.shard.map(|lane| lane.step),
                "funnel": self.funnel,
                "seconds": self.seconds,
                "tasks_per_second": self.rate,
            });
            if let Some(costs) = &self.costs {
                closing["cost"] = costs.json();
            }
            return say::json(&closing);
        }
        funnel(&self.funnel)?;
        if let Some(costs) = &self.costs {
            costs.print()?;
        }
        let (tasks, out, rate) = (self.funnel.accepted, self.out.display(), self.rate);
        let (decimals, seconds) = (decimals(rate), self.seconds);
        say::line(format_args!(
            "\n{tasks} tasks in {out}; {rate:.decimals$} a second over {seconds:.1} s"
        ))
    }
}

/// The gates with their counts, and the reasons of rejection.
pub fn funnel(funnel: &Funnel) -> Result<()> {
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
    Ok(())
}

/// Reads a number that is at least 1.
pub fn at_least_one(text: &str) -> Result<u64, String> {
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

/// A name and the weight behind its colon.
fn weighted(text: &str) -> Result<(&str, u64), String> {
    match text.trim().split_once(':') {
        None => Ok((text.trim(), 1)),
        Some((name, weight)) => {
            let weight = at_least_one(weight.trim()).map_err(|why| format!("its weight: {why}"))?;
            Ok((name.trim(), weight))
        }
    }
}

fn level(text: &str) -> Result<(Level, u64), String> {
    let (level, weight) = weighted(text)?;
    let value = level.parse().map_err(|_| "levels go from 1 (easiest) to 5".to_owned())?;
    Ok((Level::new(value).map_err(|error| error.to_string())?, weight))
}

fn family(text: &str) -> Result<(&'static Registered, u64), String> {
    let (name, weight) = weighted(text)?;
    find(name).map(|family| (family, weight)).ok_or_else(|| {
        let names: Vec<&str> = FAMILIES.iter().map(|family| family.card.name).collect();
        format!("there is no such family; there are {}", names.join(", "))
    })
}
