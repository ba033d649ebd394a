//! `synth generate` where models write.

use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use synth_audit::Others;
use synth_authored::{Author, Cast};
use synth_backends::{Journal, Kept, Player};
use synth_datasets::{RunConfig, Store};
use synth_sandbox::Sandbox;

use super::code::Refused;
use super::costs::Costs;
use super::generate::Closing;
use super::players::Models;
use super::progress::Watch;
use super::signals;
use crate::pipeline::authored::{Authors, Recipe, cast};
use crate::pipeline::{Funnel, Goal, Tick, VERSION, fill};

/// Where replies are kept, beside the corpus.
const REPLIES: &str = "replies.sqlite";

/// What a run is asked for, beside who plays.
pub struct Order<'a> {
    /// Which candidates.
    pub recipe: Recipe,
    /// Corpora that they must not repeat.
    pub others: Option<&'a Others>,
    /// Folder of the corpus.
    pub out: &'a Path,
    /// Tasks.
    pub wanted: u64,
    /// Candidates at most.
    pub most: Option<u64>,
    /// Programs that run at once.
    pub cores: usize,
    /// Whether the closing table is JSON.
    pub json: bool,
    /// Whether to be quiet.
    pub quiet: bool,
}

/// Makes tasks until the corpus holds as many as were asked for.
pub fn run(flags: &Models, order: &Order<'_>) -> Result<ExitCode> {
    let players = flags.players(order.quiet)?;
    let config = RunConfig::new(&order.recipe.describe(&cast(&players.cast())))?;
    let mut store = Store::create_or_open(order.out, &config)?;
    let journal = Journal::open(&order.out.join(REPLIES))?;
    let kept = players.kept(&journal);
    let stop = signals::watch()?;
    let halted = AtomicBool::new(false);
    let ended = || stop.is_set() || halted.load(Ordering::Relaxed);
    let sandbox = Sandbox::new(order.cores)?;
    let [(_, proposer), (_, coder), (_, solver)] = &kept;
    let coder = player(coder).ok_or_else(|| Refused("nobody plays the coder".to_owned()))?;
    let source = Authors {
        author: Author {
            cast: Cast { proposer: player(proposer), coder, solver: player(solver) },
            rules: &order.recipe.rules,
            sandbox: &sandbox,
            version: VERSION,
            stopped: &ended,
        },
        recipe: &order.recipe,
        others: order.others,
        halted: &halted,
        fault: OnceLock::new(),
    };
    let stopped = || stop.is_set();
    let jobs = flags.jobs();
    let goal = Goal { wanted: order.wanted, most: order.most, jobs, stopped: &stopped };
    let progress = store.progress()?;
    let mut last = Tick { tried: progress.next_candidate, accepted: progress.accepted };
    let mut watch = Watch::new(order.wanted, last, order.quiet);
    let ended = fill(&source, &mut store, &goal, &mut |tick| {
        last = tick;
        watch.tick(tick);
    });
    let (seconds, rate) = watch.finish(last);
    let funnel = Funnel::read(&store)?;
    drop(store);
    let costs = Some(Costs::of(&kept, &journal)?);
    let (out, wanted, shard) = (order.out, order.wanted, None);
    Closing { out, wanted, shard, funnel, seconds, rate, costs }.print(order.json)?;
    ended?;
    Ok(ExitCode::SUCCESS)
}

fn player<'k>(kept: &'k Option<Kept<'_>>) -> Option<&'k dyn Player> {
    kept.as_ref().map(|kept| kept as &dyn Player)
}
