//! `synth index`: make a repository of pictures to search in.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use synth_search::{Bounds, Embedder, Settings, Summary, Unlike, index};

use super::{code, say, signals};

/// Make a repository of pictures to search in
///
/// PATHS are folders of pictures, Parquet files, shards of WebDataset (.tar), lists of
/// pictures in .jsonl or .json, synth corpora, or folders with any of these.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth index ~/pictures --out repository --licence CC0-1.0
  synth index shards/ table.parquet --out repository --unlike benchmarks/
  synth index pool --out repository --embed siglip-base-patch16-224

Stopped at any time, the same command goes on, and comes to the same repository.
More paths may be added later. A picture is left out, and counted, if it is
missing, corrupt, small, huge or blank, if it repeats another, or if it shows
what --unlike names.")]
pub struct Args {
    /// Where pictures are
    #[arg(required = true, value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// The repository's folder
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Pictures that are to be kept out, separated by commas: benchmarks, held-out sets
    #[arg(long, value_delimiter = ',', value_name = "PATHS")]
    unlike: Vec<PathBuf>,

    /// Terms of use of pictures whose source names none
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,

    /// Folder of a SigLIP or CLIP checkpoint: pictures can then be found by what they show
    #[arg(long, value_name = "FOLDER")]
    embed: Option<PathBuf>,

    /// Shortest side of a picture in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = Bounds::default().min_side)]
    min_side: u32,

    /// Most pixels of a picture
    #[arg(long, value_name = "PIXELS", default_value_t = Bounds::default().max_pixels)]
    max_pixels: u64,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// No progress and no notes
    #[arg(short, long)]
    quiet: bool,
}

/// Fills the repository.
pub fn run(args: &Args) -> Result<ExitCode> {
    let stop = signals::watch()?;
    let bar = bar(args.quiet);
    let unlike = match args.unlike.as_slice() {
        [] => None,
        paths => Some(Unlike::read(paths, || bar.inc(1)).map_err(super::audit::fault)?),
    };
    let embedder = args.embed.as_deref().map(Embedder::load).transpose()?;
    let bounds =
        Bounds { min_side: args.min_side, max_pixels: args.max_pixels, ..Bounds::default() };
    let settings = Settings { bounds, licence: args.licence.clone() };
    let (unlike, embedder, started) = (unlike.as_ref(), embedder.as_ref(), Instant::now());
    let made = index(&args.paths, &args.out, &settings, unlike, embedder, &mut |standing| {
        bar.set_position(standing.seen);
        !stop.is_set()
    });
    bar.finish_and_clear();
    let Some(summary) = made? else {
        say::note("stopped; the same command goes on");
        return Ok(ExitCode::from(code::RETRY));
    };
    if args.json {
        say::json(&summary)?
    } else {
        told(&summary)?
    }
    if !args.quiet {
        let seconds = started.elapsed().as_secs_f64();
        say::note(format_args!("{:.0} pictures a second", summary.seen as f64 / seconds.max(1e-9)));
        if embedder.is_none() && summary.embedded < summary.pictures {
            say::note("without --embed CHECKPOINT, pictures are found by words about them only");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn bar(quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    match ProgressStyle::with_template("{spinner} {pos} pictures, {per_sec}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn told(summary: &Summary) -> Result<()> {
    say::line(format_args!("{} pictures, {} with a vector", summary.pictures, summary.embedded))?;
    for (reason, count) in summary.refused.iter().filter(|refused| refused.1 > 0) {
        say::line(format_args!("{count} refused: {}", reason.name()))?;
    }
    Ok(())
}
