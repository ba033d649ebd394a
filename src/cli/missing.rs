//! `synth missing`: which shards are to be run again.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;

use super::code::Refused;
use super::generate::at_least_one;
use super::say;
use crate::pipeline::shards::{Missing, ShardError, Shards};

/// For whom the list is.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One line a shard, for people
    List,
    /// Ranges for sbatch --array
    Slurm,
    /// A patch for the Job of contrib/k8s-indexed-job.yaml
    K8s,
}

/// Print the shards that are to be run again
///
/// Prints nothing when no shard is missing. Exits with 0 either way.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth missing corpus
  SYNTH_SHARDS=16 sbatch --array=\"$(synth missing corpus --format slurm)\" contrib/slurm.sh
  kubectl patch --local -f contrib/k8s-indexed-job.yaml -o yaml \\
    --patch \"$(synth missing corpus --format k8s)\" | kubectl create -f -")]
pub struct Args {
    /// Folder that holds the shards
    #[arg(value_name = "DIR")]
    dir: PathBuf,

    /// For whom to print
    #[arg(long, value_enum, default_value = "list")]
    format: Format,

    /// Tasks that the whole run shall hold; what it was last asked for if left out
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    n: Option<u64>,

    /// Shards of the run, for a folder that holds none yet
    #[arg(long, value_name = "S", value_parser = at_least_one)]
    shards: Option<u64>,
}

/// Prints the shards that are not complete.
pub fn run(args: &Args) -> Result<ExitCode> {
    let missing = match Shards::open(std::slice::from_ref(&args.dir)) {
        Ok(shards) => {
            if let Some(asked) = args.shards.filter(|asked| *asked != shards.count) {
                let (path, found) = (args.dir.clone(), shards.count);
                return Err(ShardError::Count { path, found, asked }.into());
            }
            shards.missing(wanted(args.n, shards.wanted)?)?
        }
        Err(ShardError::None { .. }) if args.shards.is_some() => {
            none_yet(args.shards.unwrap_or(1), wanted(args.n, 0)?)
        }
        Err(error) => return Err(error.into()),
    };
    let numbers: Vec<u64> = missing.iter().map(|shard| shard.shard).collect();
    let Some(count) = missing.first().map(|shard| shard.shards) else {
        return Ok(ExitCode::SUCCESS);
    };
    match args.format {
        Format::List => missing.iter().try_for_each(say::line)?,
        Format::Slurm => say::line(ranges(&numbers))?,
        Format::K8s => say::line(patch(&numbers, count))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn wanted(asked: Option<u64>, known: u64) -> Result<u64, Refused> {
    match asked.unwrap_or(known) {
        0 => Err(Refused("no shard says how many tasks the run shall hold; give --n".to_owned())),
        wanted => Ok(wanted),
    }
}

fn none_yet(shards: u64, wanted: u64) -> Vec<Missing> {
    (0..shards.min(wanted))
        .map(|shard| {
            let wanted = wanted.saturating_sub(shard).div_ceil(shards);
            Missing { shard, shards, accepted: 0, wanted, trouble: None }
        })
        .collect()
}

/// `3,7-9`: numbers in order, neighbours drawn together.
fn ranges(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let shown = runs.into_iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    shown.collect::<Vec<_>>().join(",")
}

/// A strategic merge patch: as many pods as shards are missing, each of which looks
/// its shard up in a list.
fn patch(numbers: &[u64], count: u64) -> String {
    let list: Vec<String> = numbers.iter().map(u64::to_string).collect();
    format!(
        "metadata:
  name: synth-again
spec:
  completions: {pods}
  parallelism: {pods}
  template:
    spec:
      containers:
        - name: synth
          env:
            - name: SYNTH_SHARDS
              value: \"{count}\"
            - name: SYNTH_SHARD_LIST
              value: \"{list}\"",
        pods = numbers.len(),
        list = list.join(",")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_drawn_together() {
        assert_eq!(ranges(&[3, 7, 8, 9]), "3,7-9");
        assert_eq!(ranges(&[0, 1, 3]), "0-1,3");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn a_run_that_has_not_begun_misses_every_shard() {
        let wanted: Vec<u64> = none_yet(3, 10).iter().map(|shard| shard.wanted).collect();
        assert_eq!(wanted, [4, 3, 3]);
        assert_eq!(none_yet(5, 2).len(), 2);
    }
}
