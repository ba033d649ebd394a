//! `synth gallery`: what the families make, with pictures.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use synth_sandbox::Sandbox;
use synth_templates::{FAMILIES, Registered, find};

use super::code::Refused;
use super::say;
use crate::gallery;

/// Write a page for every family, with pictures
///
/// The pages are Markdown: what a family asks, why its answers are certain, what the
/// levels change, a task of every level, and the twins of one: with one fact changed,
/// with what decides hidden, and in another style. sheet.png shows all families at once.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth gallery --out gallery
  synth gallery --out gallery --family bar-chart --family maze --seed 7")]
pub struct Args {
    /// Folder of the pages; made if it is missing, files in it are written over
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Show this family; may be given several times; all if left out
    #[arg(long = "family", value_name = "NAME")]
    families: Vec<String>,

    /// Seed of the tasks
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// No progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// Writes the pages and says where they are.
pub fn run(args: &Args) -> Result<ExitCode> {
    let families = chosen(&args.families)?;
    let sandbox = Sandbox::new(1)?;
    let bar = ProgressBar::new(families.len() as u64)
        .with_style(ProgressStyle::with_template("{pos}/{len} families {msg}")?);
    if args.quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let mut told = |name: &'static str| {
        bar.set_message(name);
        bar.inc(1);
    };
    gallery::write(&args.out, &families, args.seed, &sandbox, &mut told)?;
    bar.finish_and_clear();
    let index = args.out.join("index.md");
    say::line(format_args!("{} families in {}", families.len(), index.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// The families of these names, or all.
fn chosen(names: &[String]) -> Result<Vec<&'static Registered>> {
    if names.is_empty() {
        return Ok(FAMILIES.iter().collect());
    }
    let named = |name: &String| {
        find(name).ok_or_else(|| {
            Refused(format!("there is no family {name:?}; `synth families` lists them")).into()
        })
    };
    names.iter().map(named).collect()
}
