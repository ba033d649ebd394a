//! The reward file of an export: synth's own grader, with the trainer's way in.

use crate::Format;

/// What every reward file begins with: it loads the grader and runs it.
const SHARED: &str = include_str!("python/shared.py");

/// `reward.py` and what it needs, by name.
pub(crate) fn files(format: &Format) -> Vec<(&'static str, Vec<u8>)> {
    vec![("reward.py", format!("{SHARED}\n\n{}", format.reward).into_bytes())]
}
