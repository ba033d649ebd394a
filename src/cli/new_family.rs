//! `synth new-family`: a skeleton to write a family from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use synth_templates::start::Start;

use super::code::Refused;
use super::say;

/// Start a task family of your own
///
/// Writes a small family under a new name into the sources of synth and registers it. It
/// compiles and keeps every rule from the start; change it into what you want, one part
/// after the other. docs/families.md shows how.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth new-family dot-grid
  synth new-family dot-grid --source ~/synth
  SYNTH_FAMILY=dot-grid cargo test -p synth-templates")]
pub struct Args {
    /// Its name: lower-case words with hyphens between
    name: String,

    /// Folder of synth's sources
    #[arg(long, value_name = "DIR", default_value = ".")]
    source: PathBuf,
}

/// Writes the family's file, its module and its line in the registry.
pub fn run(args: &Args) -> Result<ExitCode> {
    let start = Start::new(&args.name).map_err(|error| Refused(error.to_string()))?;
    let folder = args.source.join("templates/src");
    let [modules, registry] = ["families/mod.rs", "registry.rs"].map(|name| folder.join(name));
    let file = folder.join(format!("families/{}.rs", start.module()));
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|_| {
            Refused(format!(
                "{} cannot be read; name the folder of synth's sources with --source",
                path.display()
            ))
        })
    };
    let listed = start.with_module(&read(&modules)?);
    let no_list = || Refused(format!("{} has no list of families", registry.display()));
    let registered = start.registered(&read(&registry)?).ok_or_else(no_list)?;
    if file.exists() {
        return Err(Refused(format!("{} is there already", file.display())).into());
    }
    for (path, text) in [(&file, start.source()), (&modules, listed), (&registry, registered)] {
        fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    say::line(format_args!("wrote      {}", file.display()))?;
    say::line(format_args!("registered {} and {}", modules.display(), registry.display()))?;
    say::line(format_args!("next       SYNTH_FAMILY={} cargo test -p synth-templates", args.name))?;
    Ok(ExitCode::SUCCESS)
}
