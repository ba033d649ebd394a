//! Which shard this process makes: from flags, or from what a scheduler sets.

use anyhow::Result;
use synth_datasets::Lane;

use super::code::Refused;
use super::generate::at_least_one;

/// The flags that choose a shard.
#[derive(clap::Args)]
pub struct Flags {
    /// Shards the run is split into; this process makes one of them
    #[arg(long, value_name = "S", value_parser = at_least_one)]
    shards: Option<u64>,

    /// The shard that this process makes, counted from 0
    #[arg(long, value_name = "I")]
    shard: Option<u64>,
}

impl Flags {
    /// The shard to make; `None` for the whole run.
    ///
    /// # Errors
    ///
    /// [`Refused`] for what names no shard.
    pub fn lane(&self) -> Result<Option<Lane>> {
        Ok(choose(self.shard, self.shards, |name| std::env::var(name).ok()).map_err(Refused)?)
    }
}

/// Who said which shard.
enum Index {
    /// A number counted from 0.
    Plain(u64, &'static str),
    /// A Slurm array without a word on how many shards there are.
    Slurm(u64),
}

fn choose(
    shard: Option<u64>,
    shards: Option<u64>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<Lane>, String> {
    let number = |name: &str| match variable(name).filter(|text| !text.trim().is_empty()) {
        None => Ok(None),
        Some(text) => text
            .trim()
            .parse::<u64>()
            .map(Some)
            .map_err(|_| format!("{name} is {text:?}; it must be a whole number")),
    };
    let count = shards.map_or_else(|| number("SYNTH_SHARDS"), |count| Ok(Some(count)))?;
    let index = match (shard, number("SYNTH_SHARD")?, number("SLURM_ARRAY_TASK_ID")?) {
        (Some(shard), ..) => Some(Index::Plain(shard, "--shard")),
        (_, Some(shard), _) => Some(Index::Plain(shard, "SYNTH_SHARD")),
        (.., Some(task)) if count.is_some() => Some(Index::Plain(task, "SLURM_ARRAY_TASK_ID")),
        (.., Some(task)) => Some(Index::Slurm(task)),
        _ => number("JOB_COMPLETION_INDEX")?
            .map(|at| listed(at, variable("SYNTH_SHARD_LIST")))
            .transpose()?
            .map(|at| Index::Plain(at, "JOB_COMPLETION_INDEX")),
    };
    match (index, count) {
        (None, None) => Ok(None),
        (None, Some(count)) => Err(format!(
            "the run has {count} shards, but nothing says which of them to make; give --shard, \
             or set SYNTH_SHARD, SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX"
        )),
        (Some(Index::Plain(_, name)), None) => Err(format!(
            "{name} says which shard to make, but nothing says of how many; give --shards, or \
             set SYNTH_SHARDS"
        )),
        (Some(Index::Plain(index, name)), Some(count)) => Lane::new(index, count)
            .map(Some)
            .map_err(|_| format!("{name} is {index}, but {count} shards count from 0")),
        (Some(Index::Slurm(task)), _) => slurm(task, number),
    }
}

/// The shard at a place of a list, for a job that makes only some of them again.
fn listed(place: u64, list: Option<String>) -> Result<u64, String> {
    let Some(list) = list else { return Ok(place) };
    let entry = usize::try_from(place).ok().and_then(|place| list.split(',').nth(place));
    entry.and_then(|entry| entry.trim().parse().ok()).ok_or_else(|| {
        format!("SYNTH_SHARD_LIST is {list:?}; it has no shard at place {place}, counted from 0")
    })
}

/// The shard of a Slurm array that counts from wherever it likes, without gaps.
fn slurm(
    task: u64,
    number: impl Fn(&str) -> Result<Option<u64>, String>,
) -> Result<Option<Lane>, String> {
    let Some(count) = number("SLURM_ARRAY_TASK_COUNT")? else {
        return Err("SLURM_ARRAY_TASK_ID is set, but SLURM_ARRAY_TASK_COUNT is not; set \
                    SYNTH_SHARDS to the number of shards"
            .to_owned());
    };
    let first = number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
    let last = number("SLURM_ARRAY_TASK_MAX")?.unwrap_or(first + count.saturating_sub(1));
    if last.checked_sub(first).is_none_or(|span| span + 1 != count) {
        return Err(format!(
            "the Slurm array has {count} tasks from {first} to {last}, so some are missing and \
             their number says nothing about the number of shards; set SYNTH_SHARDS"
        ));
    }
    let place = task.checked_sub(first).ok_or_else(|| {
        format!("SLURM_ARRAY_TASK_ID is {task}, below SLURM_ARRAY_TASK_MIN, {first}")
    })?;
    Lane::new(place, count).map(Some).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(
        shard: Option<u64>,
        shards: Option<u64>,
        set: &[(&str, &str)],
    ) -> Result<Option<(u64, u64)>, String> {
        let variable = |name: &str| {
            set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        choose(shard, shards, variable).map(|lane| lane.map(|lane| (lane.first, lane.step)))
    }

    #[test]
    fn every_scheduler_names_a_shard() {
        assert_eq!(with(None, None, &[]), Ok(None));
        assert_eq!(with(Some(3), Some(16), &[]), Ok(Some((3, 16))));
        assert_eq!(
            with(None, None, &[("SYNTH_SHARD", "3"), ("SYNTH_SHARDS", "16")]),
            Ok(Some((3, 16)))
        );
        let kubernetes = [("JOB_COMPLETION_INDEX", "3"), ("SYNTH_SHARDS", "16")];
        assert_eq!(with(None, None, &kubernetes), Ok(Some((3, 16))));
        let some = [kubernetes[0], kubernetes[1], ("SYNTH_SHARD_LIST", "2,5,7,11")];
        assert_eq!(with(None, None, &some), Ok(Some((11, 16))));
        let slurm = [
            ("SLURM_ARRAY_TASK_ID", "4"),
            ("SLURM_ARRAY_TASK_COUNT", "16"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_MAX", "16"),
        ];
        assert_eq!(with(None, None, &slurm), Ok(Some((3, 16))));
        assert_eq!(with(None, None, &slurm[..2]), Ok(Some((4, 16))));
        assert_eq!(with(Some(0), Some(2), &slurm), Ok(Some((0, 2))), "flags win");
        let rerun = [
            ("SLURM_ARRAY_TASK_ID", "7"),
            ("SLURM_ARRAY_TASK_COUNT", "3"),
            ("SLURM_ARRAY_TASK_MIN", "3"),
            ("SLURM_ARRAY_TASK_MAX", "9"),
            ("SYNTH_SHARDS", "16"),
        ];
        assert_eq!(with(None, None, &rerun), Ok(Some((7, 16))));
        let gaps = with(None, None, &rerun[..4]).unwrap_err();
        assert!(gaps.contains("some are missing") && gaps.contains("SYNTH_SHARDS"), "{gaps}");
    }

    #[test]
    fn half_a_word_is_refused() {
        for (shard, shards, set, says) in [
            (Some(3), None, vec![], "of how many"),
            (None, Some(3), vec![], "which of them"),
            (Some(3), Some(3), vec![], "--shard is 3, but 3 shards count from 0"),
            (None, None, vec![("JOB_COMPLETION_INDEX", "0")], "SYNTH_SHARDS"),
            (None, None, vec![("SLURM_ARRAY_TASK_ID", "0")], "SLURM_ARRAY_TASK_COUNT"),
            (None, None, vec![("SYNTH_SHARDS", "x")], "whole number"),
            (
                None,
                Some(9),
                vec![("JOB_COMPLETION_INDEX", "2"), ("SYNTH_SHARD_LIST", "3,4")],
                "no shard at place 2",
            ),
        ] {
            let error = with(shard, shards, &set).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }
}
