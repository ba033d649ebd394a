//! `synth search`: search a repository of pictures.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use synth_search::{By, Embedder, Hit, Query, Repository};

use super::say;

/// Search a repository of pictures
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth search 'a fox in snow' --index repository
  synth search 'bar chart' --index repository --k 50 --sheet sheet.png
  synth search 'city map' --index repository --take --json | jq -r .path

By words alone, a picture is found if its caption, name, folders or fields have
one of them, in any form. With --embed it is also found by what it shows.")]
pub struct Args {
    /// What to look for
    query: String,

    /// The repository's folder
    #[arg(long, value_name = "DIR")]
    index: PathBuf,

    /// Most results
    #[arg(long, value_name = "N", default_value_t = 20)]
    k: usize,

    /// Folder of the checkpoint that the repository was indexed with
    #[arg(long, value_name = "FOLDER")]
    embed: Option<PathBuf>,

    /// With --embed: by what pictures show alone, not by words as well
    #[arg(long, requires = "embed")]
    likeness: bool,

    /// Leave out pictures that were taken before
    #[arg(long)]
    fresh: bool,

    /// As --fresh, and note these as taken: they do not come back
    #[arg(long)]
    take: bool,

    /// Write a contact sheet of the results, a PNG
    #[arg(long, value_name = "FILE")]
    sheet: Option<PathBuf>,

    /// Print JSON, a line a result
    #[arg(long)]
    json: bool,
}

/// Prints what was found.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut repository = Repository::open(&args.index)?;
    let embedder = args.embed.as_deref().map(Embedder::load).transpose()?;
    let by = match &embedder {
        None => By::Words,
        Some(embedder) if args.likeness => By::Likeness(embedder),
        Some(embedder) => By::Both(embedder),
    };
    let query = Query { text: &args.query, k: args.k, by, fresh: args.fresh };
    let hits = if args.take { repository.take(&query)? } else { repository.search(&query)? };
    for hit in &hits {
        if args.json { say::json(hit)? } else { say::line(told(hit))? }
    }
    if let Some(path) = &args.sheet {
        let sheet = repository.sheet(&hits)?;
        std::fs::write(path, sheet).with_context(|| path.display().to_string())?;
    }
    if embedder.is_none() {
        say::note(if repository.has_vectors() {
            "found by words only: --embed CHECKPOINT also looks at what pictures show"
        } else {
            "found by words only: the repository has no embeddings (synth index --embed)"
        });
    }
    Ok(ExitCode::SUCCESS)
}

fn told(hit: &Hit) -> String {
    let licence = hit.entry.licence.as_deref().unwrap_or("licence unknown");
    format!("{:8.3}  {}  {}  [{licence}]", hit.score, hit.entry.path, hit.shows)
}
