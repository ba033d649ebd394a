//! `synth merge`: unite shards.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use synth_datasets::{Store, StoreError};
use synth_sandbox::Sandbox;

use super::code::Refused;
use super::generate::{Closing, at_least_one, jobs};
use super::progress::Watch;
use super::{signals, unlike};
use crate::pipeline::merge::Replay;
use crate::pipeline::shards::Shards;
use crate::pipeline::{Funnel, Goal, Maker, Plan, Tick, fill};

/// Unite the shards of a run
///
/// The result is, byte for byte, the corpus that one run of the same seed would have
/// made: duplicates and the balance of answers are judged anew across all shards, and
/// what a shard lacks for that is made again. Run the same command again to go on after
/// an interruption.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth merge corpus --out whole
  synth merge a/shard-00000-of-00002 b/shard-00001-of-00002 --out whole

Exit codes: 0 done; 2 never retry (shards of different runs, a damaged shard, another
corpus in the way); 75 retry (shards that are not complete yet, disk full, stopped by
a signal); 1 anything else.")]
pub struct Args {
    /// Folders that hold shards, or shards themselves
    #[arg(required = true, value_name = "SHARDS")]
    shards: Vec<PathBuf>,

    /// Folder of the united corpus; made if it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    #[command(flatten)]
    unlike: unlike::Unlike,

    /// Threads; one a core if left out
    #[arg(long, value_parser = at_least_one)]
    jobs: Option<u64>,

    /// Print the closing table as JSON
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// Fills a corpus with what the shards hold.
pub fn run(args: &Args) -> Result<ExitCode> {
    let shards = Shards::open(&args.shards)?;
    let plan = Plan::read(shards.config.value())
        .map_err(|why| Refused(format!("these shards cannot be merged here: {why}")))?;
    let (wanted, jobs) = (shards.wanted, jobs(args.jobs));
    let config = shards.config.clone();
    let sandbox = Sandbox::new(jobs)?;
    let others = args.unlike.read(args.quiet)?;
    unlike::agree(plan.unlike_digest(), others.as_ref())?;
    let maker = Maker { sandbox: &sandbox, plan: &plan, others: others.as_ref() };
    let source = Replay::of(shards, wanted, maker)?;
    let mut store = Store::create_or_open(&args.out, &config)?;
    let stop = signals::watch()?;
    let stopped = || stop.is_set();
    let goal = Goal { wanted, most: None, jobs, stopped: &stopped };
    let mut last = start(&store)?;
    let mut watch = Watch::new(wanted, last, args.quiet);
    let ended = fill(&source, &mut store, &goal, &mut |tick| {
        last = tick;
        watch.tick(tick);
    });
    let (seconds, rate) = watch.finish(last);
    let funnel = Funnel::read(&store)?;
    drop(store);
    let closing =
        Closing { out: &args.out, wanted, shard: None, funnel, seconds, rate, costs: None };
    closing.print(args.json)?;
    ended?;
    Ok(ExitCode::SUCCESS)
}

fn start(store: &Store) -> Result<Tick, StoreError> {
    let progress = store.progress()?;
    Ok(Tick { tried: progress.next_candidate, accepted: progress.accepted })
}
