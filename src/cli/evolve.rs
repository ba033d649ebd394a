//! `synth train` with all roles: Proposer, Coder and Solver against each other.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::ProgressBar;
use serde_json::json;
use synth_backends::Player;
use synth_course::exam::ALL;
use synth_course::examples::Choice;
use synth_course::{Device, Interval, LoraConfig};
use synth_evolve::{
    Enrolment, Event, EvolveError, Gain, Guests, Preset, Regression, Role, Row, Site, Stop, Table,
    evolve,
};
use synth_train::run::Metrics;

use super::code::{RETRY, Refused};
use super::costs::Costs;
use super::door::{Door, Service};
use super::generate::jobs;
use super::{progress, say, signals};

/// A batch has no more pieces than this.
const MOST_THREADS: u64 = 256;

/// What only the loop knows.
#[derive(clap::Args)]
pub struct Loop {
    /// Iterations; 3 if left out
    #[arg(long, value_name = "N", help_heading = "The loop")]
    iterations: Option<u64>,

    /// Rewards: sound (the default) or mm-zero
    #[arg(long, value_name = "PRESET", help_heading = "The loop")]
    rewards: Option<Preset>,

    /// Terms of the rewards that are switched off, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "TERMS", help_heading = "The loop")]
    without: Vec<String>,

    /// Steps of Proposer, Coder and Solver in an iteration, such as 24,32,120
    #[arg(long, value_name = "P,C,S", value_parser = role_steps, help_heading = "The loop")]
    role_steps: Option<[u64; 3]>,

    /// Learning rates of Proposer, Coder and Solver, such as 1e-3,5e-4,3e-4
    #[arg(long, value_name = "P,C,S", value_parser = role_rates, help_heading = "The loop")]
    role_rates: Option<[f64; 3]>,

    /// A repository of pictures, made by synth index: a Searcher looks in it, a Questioner
    /// asks about what is found, both are trained, and the Solver on their tasks as well
    #[arg(long, value_name = "DIR", help_heading = "The loop")]
    images: Option<PathBuf>,

    /// Steps of Searcher and Questioner in an iteration, such as 16,24
    #[arg(long, value_name = "S,Q", value_parser = search_steps, requires = "images",
          help_heading = "The loop")]
    search_steps: Option<[u64; 2]>,

    /// Queries that pictures are taken with in an iteration
    #[arg(long, value_name = "N", requires = "images", help_heading = "The loop")]
    queries: Option<usize>,

    /// Prompts of a step
    #[arg(long, value_name = "N", help_heading = "The loop")]
    batch: Option<usize>,

    /// Proposals that are made into tasks in an iteration
    #[arg(long, value_name = "N", help_heading = "The loop")]
    tasks: Option<usize>,

    /// Candidates by which a role's reward is measured before and after its training
    #[arg(long, value_name = "N", help_heading = "The loop")]
    measured: Option<usize>,

    /// When an exam, or a role after its training, is certainly worse: roll-back (the
    /// default), stop or go-on
    #[arg(long, value_name = "WHAT", value_parser = regression, help_heading = "The loop")]
    on_regression: Option<Regression>,

    /// Train the Solver alone, too, on as many proved questions, for comparison
    #[arg(long, help_heading = "The loop")]
    control: bool,

    /// Threads of a loop from nothing, each with a piece of every batch; one a core if left
    /// out. It changes nothing of what is learnt
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_THREADS),
          help_heading = "The loop")]
    threads: Option<u64>,

    /// Who plays the Proposer, in place of a model that is trained: an OpenAI-compatible
    /// server, http://HOST:PORT/v1#MODEL, or a model of your own, local:FOLDER or
    /// local:FOLDER#ADAPTER
    #[arg(long, value_name = "BACKEND", help_heading = "Models")]
    proposer: Option<Played>,

    /// Who plays the Coder, likewise
    #[arg(long, value_name = "BACKEND", help_heading = "Models")]
    coder: Option<Played>,

    /// Who plays the Solver, likewise; it is examined once, before the first iteration
    #[arg(long, value_name = "BACKEND", help_heading = "Models")]
    solver: Option<Played>,

    #[command(flatten)]
    service: Service,
}

/// Who plays a role of the loop that is not trained.
type Played = synth_backends::Choice;

impl Loop {
    fn has_guests(&self) -> bool {
        self.proposer.is_some() || self.coder.is_some() || self.solver.is_some()
    }

    /// Pieces of a batch that are computed at a time: one, where all threads share in it.
    fn hands(&self) -> usize {
        self.threads.map_or(1, |threads| usize::try_from(threads).unwrap_or(1))
    }

    /// The first flag that was given, for whoever cannot use it.
    pub fn given(&self) -> Option<&'static str> {
        let all = [
            ("--iterations", self.iterations.is_some()),
            ("--rewards", self.rewards.is_some()),
            ("--without", !self.without.is_empty()),
            ("--role-steps", self.role_steps.is_some()),
            ("--role-rates", self.role_rates.is_some()),
            ("--images", self.images.is_some()),
            ("--batch", self.batch.is_some()),
            ("--tasks", self.tasks.is_some()),
            ("--measured", self.measured.is_some()),
            ("--on-regression", self.on_regression.is_some()),
            ("--control", self.control),
            ("--threads", self.threads.is_some()),
            ("--proposer", self.proposer.is_some()),
            ("--coder", self.coder.is_some()),
            ("--solver", self.solver.is_some()),
        ];
        all.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }

    /// Who plays a role from outside.
    fn played(&self) -> impl Iterator<Item = (Role, &Played)> {
        let choices = [&self.proposer, &self.coder, &self.solver];
        Role::DRAWING
            .into_iter()
            .zip(choices)
            .filter_map(|(role, choice)| Some((role, choice.as_ref()?)))
    }

    /// Everyone from outside, ready to be asked.
    fn players(&self, common: &Common<'_>, device: &Device) -> Result<Vec<Seat>> {
        let door = Door::new(&self.service, common.site, common.quiet);
        let mut door = door.on(device.clone());
        let mut players = Vec::new();
        for (role, choice) in self.played() {
            let player = door.open(role.card(), choice)?.ok_or_else(|| {
                let name = role.name();
                Refused(format!(
                    "the families play nothing in the loop; leave --{name} out, and the {name} \
                     is trained"
                ))
            })?;
            players.push((role, player));
        }
        Ok(players)
    }
}

/// A role, and who plays it from outside.
type Seat = (Role, Box<dyn Player>);

/// What the loop shares with a course.
pub struct Common<'a> {
    /// Folder of the run.
    pub out: &'a Path,
    /// Folder of a model that was trained before.
    pub base: Option<&'a PathBuf>,
    /// A corpus that examines it, and which of its questions.
    pub store: Option<(PathBuf, Choice)>,
    /// The device.
    pub site: &'a super::site::Site,
    /// Adapters, if other than the usual ones.
    pub adapters: Option<LoraConfig>,
    /// Seed.
    pub seed: u64,
    /// Steps of the warm-up.
    pub warm_up: Option<u64>,
    /// Responses to a prompt.
    pub group: Option<usize>,
    /// Questions of an exam.
    pub exam: Option<usize>,
    /// Steps between checkpoints.
    pub save_every: Option<u64>,
    /// Seconds after which it stops.
    pub limit_time: Option<u64>,
    /// Whether the closing table is JSON.
    pub json: bool,
    /// Whether nothing is told on the way.
    pub quiet: bool,
}

/// Runs the loop until it is over, or somebody says stop.
pub fn run(args: &Loop, common: &Common<'_>) -> Result<ExitCode> {
    let begun = Instant::now();
    if common.base.is_none() && !args.has_guests() {
        on_one_thread_each(args.threads)?;
    }
    let stop = signals::watch()?;
    let limit = common.limit_time.map(Duration::from_secs);
    let stopped = || stop.is_set() || limit.is_some_and(|limit| begun.elapsed() >= limit);
    if common.base.is_some() && args.threads.is_some() {
        let what = "--threads is for a loop from nothing; a model of your own computes on all \
                    cores, or on as many as RAYON_NUM_THREADS says";
        return Err(Refused(what.to_owned()).into());
    }
    let device = common.site.open(common.quiet)?;
    let players = args.players(common, &device)?;
    let guests = players
        .iter()
        .fold(Guests::default(), |guests, (role, player)| guests.with(*role, player.as_ref()));
    let site = Site { device, slots: jobs(None), hands: args.hands() };
    let mut watch = Watch::new(common.quiet);
    let asked = enrolment(args, common);
    let ended = evolve(common.out, &asked, &site, &guests, &stopped, &mut |event| {
        watch.tell(&event);
    });
    watch.bar.finish_and_clear();
    let (ended, table) = ended.map_err(explain)?;
    closing(&table, &watch.costs, common, ended)?;
    Ok(match ended {
        Stop::Done => ExitCode::SUCCESS,
        Stop::Asked => ExitCode::from(RETRY),
    })
}

/// How many threads candle and rayon use for a product.
const THREADS: &str = "RAYON_NUM_THREADS";

/// Starts the program anew with one thread a product, unless somebody has said how many there
/// shall be, or the system cannot; whole pieces of a batch are shared out instead. Products
/// of a model from nothing are so small that a second thread costs more than it brings: on
/// two cores a warm-up takes twice the time with both. candle reads the number from the
/// environment alone. It decides nothing of what is learnt.
fn on_one_thread_each(asked: Option<u64>) -> Result<()> {
    #[cfg(unix)]
    if std::env::var_os(THREADS).is_none() {
        use std::os::unix::process::CommandExt;
        let mut again = std::process::Command::new(std::env::current_exe()?);
        again.args(std::env::args_os().skip(1)).env(THREADS, "1");
        if asked.is_none() {
            again.args(["--threads", &(jobs(None) as u64).min(MOST_THREADS).to_string()]);
        }
        return Err(again.exec())
            .with_context(|| format!("the program could not start itself; set {THREADS}=1"));
    }
    Ok(())
}

fn enrolment(args: &Loop, common: &Common<'_>) -> Enrolment {
    Enrolment {
        base: common.base.cloned(),
        images: args.images.clone(),
        store: common.store.clone(),
        adapters: common.adapters.clone(),
        precision: common.site.dtype,
        seed: common.seed,
        iterations: args.iterations,
        warm_up: common.warm_up,
        steps: args.role_steps,
        rates: args.role_rates,
        search_steps: args.search_steps,
        queries: args.queries,
        batch: args.batch,
        group: common.group,
        tasks: args.tasks,
        measured: args.measured,
        exam: common.exam,
        rewards: args.rewards.unwrap_or_default(),
        without: args.without.clone(),
        regression: args.on_regression.unwrap_or_default(),
        control: args.control,
        save_every: common.save_every,
    }
}

/// What asks for the impossible exits as such; what the machine failed at may be tried
/// again.
fn explain(error: EvolveError) -> anyhow::Error {
    match error {
        EvolveError::Setting { .. } | EvolveError::Different { .. } => {
            Refused(error.to_string()).into()
        }
        EvolveError::Images(inner) => anyhow::Error::from(*inner).context("--images"),
        EvolveError::Course(inner) => super::code::explain(*inner),
        other => other.into(),
    }
}

fn role_steps(text: &str) -> Result<[u64; 3], String> {
    numbers(text).ok_or_else(|| "it must be three whole numbers, such as 24,32,120".to_owned())
}

fn role_rates(text: &str) -> Result<[f64; 3], String> {
    let positive = |rates: &[f64; 3]| rates.iter().all(|rate| rate.is_finite() && *rate > 0.0);
    let rates = numbers(text).filter(positive);
    rates.ok_or_else(|| "it must be three positive numbers, such as 1e-3,5e-4,3e-4".to_owned())
}

fn search_steps(text: &str) -> Result<[u64; 2], String> {
    numbers(text).ok_or_else(|| "it must be two whole numbers, such as 16,24".to_owned())
}

fn numbers<T: FromStr, const N: usize>(text: &str) -> Option<[T; N]> {
    let all: Option<Vec<T>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    all?.try_into().ok()
}

fn regression(text: &str) -> Result<Regression, String> {
    match text {
        "roll-back" => Ok(Regression::RollBack),
        "stop" => Ok(Regression::Stop),
        "go-on" => Ok(Regression::GoOn),
        _ => Err("it must be roll-back, stop or go-on".to_owned()),
    }
}

/// Tells how the loop goes: a bar on a terminal, a line now and then elsewhere.
struct Watch {
    bar: ProgressBar,
    quiet: bool,
    last: Instant,
    costs: Costs,
}

impl Watch {
    fn new(quiet: bool) -> Self {
        Self { bar: progress::spinner(quiet), quiet, last: Instant::now(), costs: Costs::none() }
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| say::note(text));
        }
    }

    fn tell(&mut self, event: &Event<'_>) {
        match event {
            Event::WarmUp { step, turn, metrics } => {
                self.step(format!("warm-up, {turn}"), *step, metrics);
            }
            Event::Step { iteration, role, step, metrics } => {
                let stage = match iteration {
                    0 => "Solver alone".to_owned(),
                    _ => format!("iteration {iteration}, {}", role.name()),
                };
                self.step(stage, *step, metrics);
            }
            Event::Stage { iteration, stage } => {
                self.note(&format!("iteration {iteration}: {}", stage.name()));
            }
            Event::Gain { iteration, role, gain } => self.note(&format!(
                "iteration {iteration}, reward of the {}: {} before, {} after{}",
                role.name(),
                number(&gain.before.reward),
                number(&gain.after.reward),
                if gain.undone { "; it goes on as it was" } else { "" }
            )),
            Event::Nothing { iteration, role } => self.note(&format!(
                "iteration {iteration}: the {} has nothing to learn on and stays as it is; a \
                 longer warm-up, more --tasks or a better base may help",
                role.name()
            )),
            Event::Played { iteration, role, model } => self.note(&format!(
                "iteration {iteration}: the {} is played by {model}, and is not trained",
                role.name()
            )),
            Event::Cost { role, who, meter, spent } => {
                self.costs.add(role.name(), who, meter, spent);
            }
            Event::Tasks { iteration, made, refused } => {
                self.note(&format!("iteration {iteration}: {made} tasks; {refused} refused"));
            }
            Event::Exam { iteration, exam, verdict } => {
                let table = exam.table().unwrap_or_default();
                let found = table.get(ALL).copied().unwrap_or_default();
                let back = verdict.is_some_and(|verdict| !verdict.kept);
                let back = if back { "; certainly worse, rolled back" } else { "" };
                let when = match iteration {
                    0 => "before the first iteration".to_owned(),
                    _ => format!("after iteration {iteration}"),
                };
                self.note(&format!("exam {when}: {}{back}", percent(&found)));
            }
        }
    }

    fn step(&mut self, stage: String, step: u64, metrics: &Metrics) {
        let figure = |name: &str| {
            metrics.get(name).map_or(String::new(), |value| format!(", {name} {value:.3}"))
        };
        let shown = ["loss", "reward", "rendered", "right"].map(figure).concat();
        let text = format!("{stage}, step {step}{shown}");
        self.bar.set_message(text.clone());
        self.bar.tick();
        if self.bar.is_hidden() && self.last.elapsed() >= Duration::from_secs(10) {
            self.last = Instant::now();
            self.note(&text);
        }
    }
}

fn closing(table: &Table, costs: &Costs, common: &Common<'_>, ended: Stop) -> Result<()> {
    let done = ended == Stop::Done;
    if common.json {
        let mut closing = json!({ "out": common.out, "done": done, "table": table });
        if !costs.is_none() {
            closing["cost"] = costs.json();
        }
        return say::json(&closing);
    }
    let head =
        ["", "Proposer's reward", "Coder's reward", "rendered", "tasks", "held-out accuracy"];
    say::line(columns(&head.map(str::to_owned)))?;
    let cell = |interval: Option<&Interval>| interval.map_or(String::new(), percent);
    let blank = String::new;
    let plain = |name: &str, accuracy: String| {
        columns(&[name.to_owned(), blank(), blank(), blank(), blank(), accuracy])
    };
    say::line(plain("before", cell(table.first.as_ref())))?;
    for row in &table.rows {
        say::line(columns(&cells(row)))?;
    }
    for row in &table.rows {
        searched(row)?;
    }
    if let Some(control) = &table.control {
        say::line(plain("Solver alone", percent(control)))?;
    }
    if let Some(gain) = &table.gain {
        say::line(format_args!("gain of the loop: {}", percent(gain)))?;
    }
    if let Some(over) = &table.over_control {
        say::line(format_args!("over the Solver alone: {}", percent(over)))?;
    }
    if !costs.is_none() {
        costs.print()?;
    }
    if !done {
        say::line("stopped and saved; the same command goes on")?;
    }
    Ok(())
}

/// What Searcher and Questioner came to, where there is a repository of pictures.
fn searched(row: &Row) -> Result<()> {
    let reward = |name: &str, gain: &Option<Gain>| {
        gain.as_ref().map(|gain| format!("{name}'s reward {}", rewards(Some(gain))))
    };
    let parts = [
        reward("Searcher", &row.searcher),
        reward("Questioner", &row.questioner),
        row.retrieved.map(|count| format!("{count} tasks out of retrieved pictures")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return Ok(());
    }
    say::line(format_args!("iteration {}: {}", row.iteration, parts.join(", ")))
}

fn rewards(gain: Option<&Gain>) -> String {
    gain.map_or(String::new(), |gain| {
        let undone = if gain.undone { ", undone" } else { "" };
        format!("{} to {}{undone}", number(&gain.before.reward), number(&gain.after.reward))
    })
}

fn cells(row: &Row) -> [String; 6] {
    let share = |shares: &Metrics| {
        shares.get("rendered").map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share))
    };
    let rendered = row.coder.as_ref().map_or(String::new(), |gain| {
        format!("{} to {}", share(&gain.before.shares), share(&gain.after.shares))
    });
    let back = row.verdict.as_ref().is_some_and(|verdict| !verdict.kept);
    let accuracy = row.accuracy.as_ref().map_or(String::new(), percent);
    [
        format!("iteration {}", row.iteration),
        rewards(row.proposer.as_ref()),
        rewards(row.coder.as_ref()),
        rendered,
        row.tasks.map_or(String::new(), |[made, _]| made.to_string()),
        if back { format!("{accuracy} (rolled back)") } else { accuracy },
    ]
}

fn columns(cells: &[String; 6]) -> String {
    let [name, proposer, coder, rendered, tasks, accuracy] = cells;
    let line = format!("{name:<13}{proposer:>37}{coder:>37}{rendered:>16}{tasks:>7}  {accuracy}");
    line.trim_end().to_owned()
}

/// A mean reward; its interval lies evenly around it.
fn number(interval: &Interval) -> String {
    let Interval { mean, low, high, .. } = interval;
    format!("{mean:.2} ± {:.2}", (high - low) / 2.0)
}

fn percent(interval: &Interval) -> String {
    let Interval { mean, low, high, .. } = interval;
    format!("{:.1} % [{:.1}, {:.1}]", 100.0 * mean, 100.0 * low, 100.0 * high)
}
