//! `--unlike`: corpora that a new one must not repeat.

use std::path::PathBuf;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use synth_audit::Others;
use synth_contracts::Digest;

use super::code::Refused;
use super::{audit, say};

/// The flag.
#[derive(clap::Args)]
pub struct Unlike {
    /// Corpora of which no task and no picture may be repeated, separated by commas:
    /// whatever synth audit reads, such as a training set or benchmarks
    #[arg(long, value_delimiter = ',', value_name = "PATHS")]
    unlike: Vec<PathBuf>,
}

impl Unlike {
    /// Reads what was named; `None` if nothing was.
    ///
    /// # Errors
    ///
    /// What cannot be read, with its path.
    pub fn read(&self, quiet: bool) -> Result<Option<Others>> {
        if self.unlike.is_empty() {
            return Ok(None);
        }
        let bar = ProgressBar::with_draw_target(
            None,
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() },
        );
        let template = "{spinner} reading what is not to be repeated: {pos} tasks, {per_sec}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let others = Others::read(&self.unlike, || bar.inc(1));
        bar.finish_and_clear();
        let others = others.map_err(audit::fault)?;
        if !quiet {
            say::note(format_args!("no task may repeat one of {} others", others.len()));
        }
        Ok(Some(others))
    }
}

/// Sees to it that what is to be avoided is what the shards avoided.
///
/// # Errors
///
/// [`Refused`], with what to do.
pub fn agree(plan: Option<Digest>, others: Option<&Others>) -> Result<(), Refused> {
    match (plan, others.map(Others::digest)) {
        (plan, given) if plan == given => Ok(()),
        (Some(_), None) => Err(Refused(
            "these shards were made with --unlike: name the same corpora here".to_owned(),
        )),
        (None, _) => Err(Refused(
            "these shards were made without --unlike: leave it out here, too".to_owned(),
        )),
        (Some(_), Some(_)) => Err(Refused(
            "the corpora behind --unlike are not those that the shards were made with".to_owned(),
        )),
    }
}
