//! Says whether a picture shows what it should, from its pixels and facts.
//!
//! Each check scores the picture from 0 to 1 and says on what the score rests.
//! A picture passes when every check reaches its threshold; the first that does
//! not names the rejection. A new check is one file here and one line in
//! [`CHECKS`].

mod evidence;
mod inside;
mod legible;
mod overlap;
mod present;
mod visible;

use synth_contracts::{Concept, Score};
use synth_sandbox::Rendering;

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit<'a> {
    /// The picture with its facts.
    pub rendering: &'a Rendering,
    /// What it should show; evidence boxes in pixels.
    pub concept: &'a Concept,
}

/// A score with its evidence, before it has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// From 0 (fails) to 1 (holds everywhere).
    pub value: f64,
    /// What the score rests on, in a sentence.
    pub evidence: String,
}

impl Finding {
    /// A share of `all` things that are right, with the first wrong one as
    /// evidence. Nothing to look at is right.
    fn share(all: usize, wrong: &[String], what: &str) -> Self {
        let right = all.saturating_sub(wrong.len());
        let value = if all == 0 { 1.0 } else { right as f64 / all as f64 };
        let evidence = match wrong.first() {
            None => format!("{right} of {all} {what}"),
            Some(first) => format!("{right} of {all} {what}; {first}"),
        };
        Self { value, evidence }
    }
}

/// One thing that is checked.
struct Check {
    name: &'static str,
    threshold: f64,
    score: fn(&Exhibit<'_>) -> Finding,
}

/// Every check, cheapest first.
const CHECKS: &[Check] = &[
    Check { name: "present", threshold: 1.0, score: present::score },
    Check { name: "inside", threshold: 1.0, score: inside::score },
    Check { name: "legible", threshold: 1.0, score: legible::score },
    Check { name: "visible", threshold: 1.0, score: visible::score },
    Check { name: "overlap", threshold: 1.0, score: overlap::score },
    Check { name: "evidence", threshold: 1.0, score: evidence::score },
];

/// Names of the checks, in the order in which they are made.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|check| check.name)
}

/// Why a picture does not pass.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{check}: {evidence}")]
pub struct Failed {
    /// The check that it fails.
    pub check: &'static str,
    /// What the score rests on.
    pub evidence: String,
}

/// Scores a picture.
///
/// # Errors
///
/// [`Failed`] with the first check whose threshold it does not reach.
pub fn verify(exhibit: &Exhibit<'_>) -> Result<Vec<Score>, Failed> {
    CHECKS
        .iter()
        .map(|check| {
            let Finding { value, evidence } = (check.score)(exhibit);
            if value < check.threshold {
                return Err(Failed { check: check.name, evidence });
            }
            Ok(Score { name: check.name.to_owned(), value, evidence })
        })
        .collect()
}

/// Text short enough to be quoted in a sentence.
fn quote(text: &str) -> String {
    let short: String = text.chars().take(32).collect();
    format!("\"{short}\"")
}
