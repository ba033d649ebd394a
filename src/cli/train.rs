//! `synth train`: train all roles against each other, or a Solver alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::ProgressBar;
use serde_json::json;
use synth_contracts::Level;
use synth_course::exam::ALL;
use synth_course::examples::Choice;
use synth_course::{
    Base, CourseError, Device, Enrolment, Event, Exam, Interval, LoraConfig, PRESETS, Preset, Stop,
    Training, enrol, find,
};
use synth_datasets::{RunConfig, Store};
use synth_evolve::presets::TINY;
use synth_export::Tiers;
use synth_sandbox::{Limits, Sandbox};
use synth_templates::FAMILIES;
use synth_train::trainer::Report;

use super::code::{RETRY, Refused, explain};
use super::evolve;
use super::export::tiers;
use super::generate::{at_least_one, jobs};
use super::site::Site;
use super::{progress, say, signals};
use crate::pipeline::{Goal, Plan, generate};

/// Train Proposer, Coder and Solver against each other, or a Solver alone
///
/// Without flags everything is made from nothing: a tokenizer, a small Qwen3-VL with
/// random weights, a warm-up in all three roles, then iterations in which each role is
/// trained by GRPO against the others as they are. With --base a Qwen2.5-VL or Qwen3-VL
/// folder is the base of all roles, each an adapter. A role that --proposer, --coder or
/// --solver gives to a server or another model is not trained; the others are trained
/// against it.
/// With --images a Searcher and a Questioner take part, too, over a repository that synth
/// index has made.
///
/// With --preset or --store a Solver alone is trained on a corpus, unless --roles says
/// otherwise: warm-up on answers, then GRPO on our own grader. Exams on held-out questions tell what was learnt. Run the same
/// command again to go on after an interruption: the result is the same.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth train
  synth train --out run --iterations 5 --control --limit-time 1800
  synth train --out run --images repository
  synth train --out paper --rewards mm-zero
  synth train --out ablation --without frontier,copy
  synth train --roles all --out run --base models/Qwen3-VL-8B-Instruct --store corpus --dtype bf16
  synth train --out against --coder http://gpu:8000/v1#coder
  synth train --out next --solver local:run/warm-up#run/iterations/3/solver/adapter
  synth train --preset tiny --out solver
  synth train --out solver --store corpus --base models/Qwen3-VL-4B-Instruct --steps 100
  synth train --preset tiny --out control --shuffle-grades

Keys of servers are read from the environment: SYNTH_PROPOSER_KEY, SYNTH_CODER_KEY and
SYNTH_SOLVER_KEY, or SYNTH_API_KEY for all of them.

Exit codes: 0 the run is over; 75 stopped by a signal or by --limit-time, or the machine or
a server failed, the same command goes on; 2 never retry (wrong flags, another run in the
folder, a server that refuses); 1 anything else.")]
pub struct Args {
    /// Folder of the run; made if it is missing
    #[arg(long, value_name = "RUN", default_value = "run")]
    out: PathBuf,

    /// Who is trained: all, or the solver alone on a corpus; if left out the solver where
    /// --preset or --store says on what, else all
    #[arg(long, value_name = "ROLES")]
    roles: Option<Roles>,

    #[command(flatten)]
    evolve: evolve::Loop,

    /// Model and settings made from nothing: tiny (two cores, the default) or small (one
    /// GPU)
    #[arg(long, value_name = "NAME", value_parser = preset, conflicts_with = "base")]
    preset: Option<&'static Preset>,

    /// Folder of a Qwen2.5-VL or Qwen3-VL model
    #[arg(long, value_name = "PATH", requires = "store")]
    base: Option<PathBuf>,

    #[command(flatten)]
    site: Site,

    #[command(flatten)]
    lora: Lora,

    /// Corpus to train on; a preset makes its own if this is left out
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    /// Questions to train on: easy, hard or both; a preset's are easy
    #[arg(long, value_name = "TIER", value_parser = tiers)]
    tier: Option<Tiers>,

    /// Families to train on, separated by commas; all of the corpus if left out
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    families: Vec<String>,

    /// Seed of weights, order and sampling
    #[arg(long, default_value_t = 0)]
    seed: u64,

    /// Steps of the warm-up
    #[arg(long, value_name = "STEPS")]
    warm_up: Option<u64>,

    /// Steps of GRPO
    #[arg(long, value_name = "STEPS")]
    steps: Option<u64>,

    /// Loss of GRPO: grpo, bnpo, dr_grpo, dapo, cispo, sapo, luspo or vespo
    #[arg(long, value_name = "NAME")]
    loss: Option<String>,

    /// Weight of the divergence from the model after the warm-up
    #[arg(long, value_name = "BETA")]
    beta: Option<f64>,

    /// Answers to each question
    #[arg(long, value_name = "N")]
    group: Option<usize>,

    /// Learning rate of GRPO
    #[arg(long, value_name = "RATE")]
    rate: Option<f64>,

    /// A control: deal the grades of a step out to its answers at random
    #[arg(long)]
    shuffle_grades: bool,

    /// Questions of an exam, at most; 600 of a corpus, more of a preset's own; 600 of the
    /// loop
    #[arg(long, value_name = "N")]
    exam: Option<usize>,

    /// Steps between checkpoints; 100 of the Solver alone, 10 of a role in the loop
    #[arg(long, value_name = "STEPS", value_parser = at_least_one)]
    save_every: Option<u64>,

    /// Stop after so many seconds, saved; the same command goes on
    #[arg(long, value_name = "SECONDS")]
    limit_time: Option<u64>,

    /// Print the closing table as JSON
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// Low-rank adapters.
#[derive(clap::Args)]
struct Lora {
    /// Train low-rank adapters of this rank over a base, in place of all weights
    #[arg(long = "lora", value_name = "RANK", value_parser = rank)]
    rank: Option<usize>,

    /// Scale of the adapters, over their rank; twice the rank if left out
    #[arg(long = "lora-alpha", value_name = "ALPHA", requires = "rank")]
    alpha: Option<f64>,

    /// Layers that get one, by the last part of their names, separated by commas; all
    /// linear layers of the decoder if left out
    #[arg(long = "lora-targets", value_delimiter = ',', value_name = "NAMES", requires = "rank")]
    targets: Vec<String>,

    /// Write the model with its adapter merged into it, too
    #[arg(long, requires = "rank")]
    merge: bool,
}

impl Lora {
    fn config(&self, seed: u64) -> Option<LoraConfig> {
        let rank = self.rank?;
        let mut config = LoraConfig { rank, seed, ..LoraConfig::default() };
        config.alpha = self.alpha.unwrap_or(2.0 * rank as f64);
        if !self.targets.is_empty() {
            config.targets.clone_from(&self.targets);
        }
        Some(config)
    }
}

/// Who is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Roles {
    /// Proposer, Coder and Solver.
    All,
    /// The Solver alone.
    Solver,
}

/// Trains until the run is over, or somebody says stop.
pub fn run(args: &Args) -> Result<ExitCode> {
    let corpus = args.preset.is_some() || args.store.is_some();
    match args.roles.unwrap_or(if corpus { Roles::Solver } else { Roles::All }) {
        Roles::All => together(args),
        Roles::Solver => alone(args),
    }
}

/// All roles against each other.
fn together(args: &Args) -> Result<ExitCode> {
    let alone = [
        ("--steps", args.steps.is_some()),
        ("--loss", args.loss.is_some()),
        ("--beta", args.beta.is_some()),
        ("--rate", args.rate.is_some()),
        ("--shuffle-grades", args.shuffle_grades),
        ("--merge", args.lora.merge),
        ("--preset small", args.preset.is_some_and(|preset| preset.name != TINY)),
        ("--store without --base", args.store.is_some() && args.base.is_none()),
    ];
    if let Some((flag, _)) = alone.into_iter().find(|(_, given)| *given) {
        return Err(Refused(format!("{flag} is for a Solver alone: --roles solver")).into());
    }
    without_base(args)?;
    let levels = Vec::new();
    let choice = Choice {
        tiers: args.tier.unwrap_or(Tiers::Hard),
        families: args.families.clone(),
        levels,
        limit: None,
    };
    let common = evolve::Common {
        out: &args.out,
        base: args.base.as_ref(),
        store: args.store.clone().map(|store| (store, choice)),
        site: &args.site,
        adapters: args.lora.config(args.seed),
        seed: args.seed,
        warm_up: args.warm_up,
        group: args.group,
        exam: args.exam,
        save_every: args.save_every,
        limit_time: args.limit_time,
        json: args.json,
        quiet: args.quiet,
    };
    evolve::run(&args.evolve, &common)
}

fn without_base(args: &Args) -> Result<()> {
    if args.lora.rank.is_some() && args.base.is_none() {
        let what = "--lora needs --base: adapters change a model that was trained before";
        return Err(Refused(what.to_owned()).into());
    }
    Ok(())
}

/// The Solver on a corpus.
fn alone(args: &Args) -> Result<ExitCode> {
    if let Some(flag) = args.evolve.given() {
        return Err(Refused(format!("{flag} is for all roles, not for --roles solver")).into());
    }
    let begun = Instant::now();
    let stop = signals::watch()?;
    without_base(args)?;
    let device = args.site.open(args.quiet)?;
    let limit = args.limit_time.map(Duration::from_secs);
    let stopped = || stop.is_set() || limit.is_some_and(|limit| begun.elapsed() >= limit);
    let store = match (&args.store, made(args)) {
        (Some(store), _) => store.clone(),
        (None, Some(preset)) => {
            let store = args.out.join("corpus");
            corpus(&store, preset, args, &stopped)?;
            store
        }
        (None, None) => {
            return Err(Refused("--base needs --store: the corpus to train on".into()).into());
        }
    };
    let course = enrol(&args.out, &enrolment(args, store, device)).map_err(explain)?;
    let mut watch = Watch::new(args.quiet);
    let ended = course.run(&stopped, &mut |event| watch.tell(&event));
    watch.bar.finish_and_clear();
    let ended = ended.map_err(explain)?;
    closing(&course, args, ended)?;
    Ok(match ended {
        Stop::Done => ExitCode::SUCCESS,
        Stop::Asked => ExitCode::from(RETRY),
    })
}

/// The preset that was asked for; the smallest, if nothing was.
fn made(args: &Args) -> Option<&'static Preset> {
    match args.base {
        Some(_) => None,
        None => args.preset.or_else(|| PRESETS.first()),
    }
}

/// The preset's own corpus, made or gone on with.
fn corpus(
    out: &Path,
    preset: &Preset,
    args: &Args,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    let named = |name: &&str| FAMILIES.iter().find(|family| family.card.name == *name);
    let families: Vec<_> = match preset.families.is_empty() {
        true => FAMILIES.iter().map(|family| (family, 1)).collect(),
        false => preset.families.iter().filter_map(named).map(|family| (family, 1)).collect(),
    };
    let levels = match preset.levels.is_empty() {
        true => Plan::all_levels(),
        false => {
            let level = |level: &u8| Ok((Level::new(*level)?, 1));
            preset.levels.iter().map(level).collect::<Result<_>>()?
        }
    };
    let plan = Plan::new(args.seed, &families, &levels, Limits::default())?;
    std::fs::create_dir_all(&args.out)?;
    let mut store = Store::create_or_open(out, &RunConfig::new(&plan.describe())?)?;
    if store.progress()?.accepted >= preset.tasks {
        return Ok(());
    }
    if !args.quiet {
        say::note(format_args!("making {} tasks in {}", preset.tasks, out.display()));
    }
    let jobs = jobs(None);
    let goal = Goal { wanted: preset.tasks, most: None, jobs, stopped };
    Ok(generate(&Sandbox::new(jobs)?, &plan, &mut store, &goal, &mut |_| {})?)
}

fn enrolment(args: &Args, store: PathBuf, device: Device) -> Enrolment {
    let base = match (&args.base, made(args)) {
        (Some(path), _) => Base::Path(path.clone()),
        (None, preset) => Base::Preset(preset.map_or_else(String::new, |p| p.name.to_owned())),
    };
    let tiers = args.tier.unwrap_or(match base {
        Base::Preset(_) => Tiers::Easy,
        Base::Path(_) => Tiers::Hard,
    });
    let families = args.families.clone();
    Enrolment {
        store,
        choice: Choice { tiers, families, levels: Vec::new(), limit: None },
        base,
        training: Training { precision: args.site.dtype, adapters: args.lora.config(args.seed) },
        site: synth_course::Site { device, merge: args.lora.merge },
        seed: args.seed,
        warm_up: args.warm_up,
        steps: args.steps,
        loss: args.loss.clone(),
        beta: args.beta,
        group: args.group,
        rate: args.rate,
        shuffle_grades: args.shuffle_grades,
        exam: args.exam,
        save_every: args.save_every.unwrap_or(100),
    }
}

/// Tells how a course goes: a bar on a terminal, a line now and then elsewhere.
struct Watch {
    bar: ProgressBar,
    quiet: bool,
    stage: &'static str,
    last: Instant,
}

impl Watch {
    fn new(quiet: bool) -> Self {
        Self { bar: progress::spinner(quiet), quiet, stage: "", last: Instant::now() }
    }

    fn tell(&mut self, event: &Event<'_>) {
        match event {
            Event::Plan(plan) if !self.quiet => {
                self.bar.suspend(|| say::note(format_args!("memory planned:\n{plan}")));
            }
            Event::Exam { stage, exam } if !self.quiet => {
                let table = exam.table().unwrap_or_default();
                let found = table.get(ALL).copied().unwrap_or_default();
                self.bar.suspend(|| {
                    say::note(format_args!("exam, {stage}: {}", percent(&found)));
                });
            }
            Event::Step { stage, step, report } => self.step(stage, *step, report),
            Event::Plan(_) | Event::Exam { .. } | Event::Saved(_) => {}
        }
    }

    fn step(&mut self, stage: &'static str, step: u64, report: &Report) {
        let seconds: f64 = report.seconds.values().sum();
        let figure = |name: &str| report.metrics.get(name).copied().unwrap_or(f64::NAN);
        let (loss, tokens) = (figure("loss"), figure("tokens"));
        let accuracy = report.metrics.get("accuracy");
        let accuracy = accuracy.map_or(String::new(), |share| format!(", accuracy {share:.3}"));
        let rate = tokens / seconds.max(1e-9);
        let text = format!(
            "{stage}, step {step}: loss {loss:.4}{accuracy}, {seconds:.2} s, {rate:.0} answer tokens a second"
        );
        self.bar.set_message(text.clone());
        self.bar.tick();
        let fresh = stage != self.stage || self.last.elapsed() >= Duration::from_secs(10);
        if self.bar.is_hidden() && !self.quiet && fresh {
            (self.stage, self.last) = (stage, Instant::now());
            say::note(text);
        }
    }
}

/// Accuracies by family.
type Table = BTreeMap<String, Interval>;

/// Exams side by side, by family.
fn closing(course: &synth_course::Course, args: &Args, ended: Stop) -> Result<()> {
    let exams: Vec<(&str, Exam)> = ["most-frequent", "warm-up", "grpo"]
        .into_iter()
        .filter_map(|stage| course.exam(stage).transpose().map(|exam| exam.map(|e| (stage, e))))
        .collect::<Result<_, CourseError>>()?;
    let find = |name: &str| exams.iter().find(|(stage, _)| *stage == name).map(|(_, exam)| exam);
    let gain = find("warm-up").zip(find("grpo"));
    let gain = gain.map(|(before, after)| before.gain(after)).transpose()?;
    let tables: Vec<(&str, Table)> = exams
        .iter()
        .map(|(stage, exam)| Ok((*stage, exam.table()?)))
        .collect::<Result<_, CourseError>>()?;
    if args.json {
        let tables: serde_json::Map<_, _> =
            tables.iter().map(|(stage, table)| ((*stage).to_owned(), json!(table))).collect();
        let done = ended == Stop::Done;
        return say::json(&json!({ "out": args.out, "done": done, "exams": tables, "gain": gain }));
    }
    let head: Vec<String> = tables.iter().map(|(stage, _)| format!("{stage:>24}")).collect();
    say::line(format_args!("{:<18}{}{:>26}", "family", head.concat(), "gain of GRPO"))?;
    for name in tables.first().into_iter().flat_map(|(_, table)| table.keys()) {
        let cell = |table: &Table| {
            format!("{:>24}", percent(&table.get(name).copied().unwrap_or_default()))
        };
        let cells: Vec<String> = tables.iter().map(|(_, table)| cell(table)).collect();
        let gain = gain.as_ref().and_then(|gain| gain.get(name)).map_or(String::new(), percent);
        say::line(format_args!("{name:<18}{}{gain:>26}", cells.concat()))?;
    }
    if ended == Stop::Asked {
        say::line("stopped and saved; the same command goes on")?;
    }
    Ok(())
}

fn percent(interval: &Interval) -> String {
    let Interval { mean, low, high, .. } = interval;
    format!("{:.1} % [{:.1}, {:.1}]", 100.0 * mean, 100.0 * low, 100.0 * high)
}

fn preset(name: &str) -> Result<&'static Preset, String> {
    find(name).ok_or_else(|| {
        let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        format!("there is no such preset; there are {}", names.join(" and "))
    })
}

fn rank(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(rank) if rank > 0 => Ok(rank),
        _ => Err("it must be a whole number above zero".to_owned()),
    }
}
