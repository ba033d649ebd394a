//! `synth report`: a corpus and a training run as HTML.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use synth_contracts::Program;
use synth_datasets::Store;
use synth_report::{Again, Drawn, Options, Proposed, ReportError, Summary, TextBox, write};
use synth_sandbox::{Limits, Sandbox};

use super::code::Refused;
use super::generate::jobs;
use super::say;
use crate::pipeline::Plan;
use crate::pipeline::candidate::propose;

/// Write a corpus and a training run as HTML that a person looks through
///
/// DIR is the folder of a corpus, of a training run, or of both. The report opens from
/// disk, without a server or a network. It is a folder, whose index.html is to be opened
/// where the rest of it lies, or with --inline one file.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth report corpus --out report
  synth report corpus --out report --rejected --replace
  synth report corpus --out report.html --inline --sample 300
  synth report --compare before after --out comparison")]
pub struct Args {
    /// Folder of a corpus or of a training run
    #[arg(value_name = "DIR", required_unless_present = "compare", conflicts_with = "compare")]
    dir: Option<PathBuf>,

    /// Show two of them side by side
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    compare: Option<Vec<PathBuf>>,

    /// Folder of the report, or its file with --inline; made if it is missing
    #[arg(long, value_name = "OUT")]
    out: PathBuf,

    /// Write one file, for up to 1,000 tasks
    #[arg(long)]
    inline: bool,

    /// Show at most so many tasks, a fair share of every family and level
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,

    /// Show refused candidates too; they are proposed and drawn again
    #[arg(long)]
    rejected: bool,

    /// Draw every program again to frame its texts, at some milliseconds a task; done
    /// without being asked for up to 2,000 tasks
    #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
    texts: Option<bool>,

    /// Replace a report that is in OUT already
    #[arg(long)]
    replace: bool,

    /// Print the summary as JSON
    #[arg(long)]
    json: bool,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// Writes the report and says where it is.
pub fn run(args: &Args) -> Result<ExitCode> {
    let folders: Vec<PathBuf> = match &args.compare {
        Some(both) => both.clone(),
        None => args.dir.iter().cloned().collect(),
    };
    let options = Options {
        inline: args.inline,
        sample: args.sample.map(|most| most as usize),
        rejected: args.rejected,
        texts: args.texts,
        replace: args.replace,
    };
    let bench = Bench::open(&folders)?;
    let bar = bar(args.quiet);
    let written = write(&folders, &args.out, &options, Some(&bench), &|done, of| {
        bar.set_length(of as u64);
        bar.set_position(bar.position().max(done as u64));
    });
    bar.finish_and_clear();
    report(args, &written.map_err(fault)?)?;
    Ok(ExitCode::SUCCESS)
}

fn fault(error: ReportError) -> anyhow::Error {
    match error {
        ReportError::Store(error) => error.into(),
        error if error.is_refusal() => anyhow::Error::new(Refused(error.to_string())),
        error => error.into(),
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

fn report(args: &Args, summary: &Summary) -> Result<()> {
    if args.json {
        return say::json(summary);
    }
    say::line(format_args!(
        "{} tasks in {} files, {:.1} MB; open {}",
        summary.items,
        summary.files,
        summary.bytes as f64 / 1e6,
        summary.page.display()
    ))
}

/// Where candidates are made again: the sandbox, and the plan of each corpus.
struct Bench {
    sandbox: Sandbox,
    plans: Vec<Option<Plan>>,
    limits: Limits,
}

impl Bench {
    /// A folder without a corpus, or with one whose plan this version cannot follow, has
    /// no plan: its refused candidates are shown as they are stored.
    fn open(folders: &[PathBuf]) -> Result<Self> {
        let plan = |folder: &PathBuf| {
            let config = Store::open_read(folder).ok()?.config().ok()?;
            Plan::read(config.value()).ok()
        };
        let plans: Vec<Option<Plan>> = folders.iter().map(plan).collect();
        let limits = plans.iter().flatten().next().map(|plan| *plan.limits());
        let sandbox = Sandbox::new(jobs(None))?;
        Ok(Self { sandbox, plans, limits: limits.unwrap_or_default() })
    }
}

impl Again for Bench {
    fn draw(&self, program: &Program) -> Option<Drawn> {
        let rendering = self.sandbox.run(program, &self.limits).ok()?;
        let png = rendering.picture().ok()?.png;
        let texts = rendering.facts.texts.iter();
        let texts = texts.map(|run| TextBox {
            text: run.content.clone(),
            bbox: run.bbox.map(|edge| (f64::from(edge) * 100.0).round() / 100.0),
        });
        let (width, height) = (rendering.width, rendering.height);
        Some(Drawn { png, width, height, texts: texts.collect() })
    }

    fn propose(&self, corpus: usize, slot: u64, attempt: u64) -> Option<Proposed> {
        let candidate = self.plans.get(corpus)?.as_ref()?.candidate(slot, attempt);
        let draft = propose(&candidate).ok()?;
        Some(Proposed { concept: draft.concept, program: draft.program })
    }
}
