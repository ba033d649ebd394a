//! Says whether a picture shows what it should, from its pixels and facts.
//!
//! Each check scores the picture from 0 to 1 and says on what the score rests.
//! [`judge`] makes them all; [`verify`] stops at the first that does not reach its
//! threshold, and that one names the rejection. Checks that cost least come first. A
//! new check is one file here and one line in [`CHECKS`].
//!
//! # Two kinds of evidence
//!
//! A family's claims are exact: texts, marks and their places are held against the
//! picture one by one. A concept from a model has a caption and two questions; of
//! these, what can be found by reading is looked for: names, colours, numbers of
//! marks.
//!
//! # Proofs
//!
//! A question of a model that is of a simple form has an answer that follows from what is
//! drawn: [`prove`] works it out.

mod caption;
mod coloured;
mod counted;
mod evidence;
mod inside;
mod labels;
mod legible;
mod marks;
mod named;
mod needed;
mod overlap;
mod place;
mod present;
mod proof;
mod readable;
mod scene;
mod unprinted;
mod visible;
mod words;

pub use proof::{Proof, Seen, prove};
use serde::Serialize;
use synth_contracts::{Claim, Concept, Score};
use synth_renderers::Facts;

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit<'a> {
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// Four bytes a pixel, rows from the top.
    pub rgba: &'a [u8],
    /// What is in the picture.
    pub facts: &'a Facts,
    /// What it should show; evidence boxes in pixels.
    pub concept: &'a Concept,
    /// What it must show, if a family knows; empty for concepts from models.
    pub claims: &'a [Claim],
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

    /// A score with its evidence.
    fn new(value: f64, evidence: impl Into<String>) -> Self {
        Self { value, evidence: evidence.into() }
    }
}

/// One thing that is checked.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Check {
    /// Its name, which is that of its score and of the rejection.
    pub name: &'static str,
    /// Least score with which a picture passes.
    pub threshold: f64,
    /// Its part in [`overall`].
    pub weight: f64,
    /// What it asks of a picture.
    pub asks: &'static str,
    #[serde(skip)]
    score: fn(&Exhibit<'_>) -> Finding,
}

macro_rules! check {
    ($module:ident, $threshold:literal, $weight:literal, $asks:literal) => {
        Check {
            name: stringify!($module),
            threshold: $threshold,
            weight: $weight,
            asks: $asks,
            score: $module::score,
        }
    };
}

/// Every check, cheapest first: name, threshold, weight, and what it asks.
pub const CHECKS: &[Check] = &[
    check!(present, 1.0, 2.0, "something is drawn"),
    check!(inside, 1.0, 2.0, "every text lies on the canvas"),
    check!(legible, 1.0, 2.0, "every text is large enough and stands out"),
    check!(visible, 1.0, 2.0, "nothing is painted over"),
    check!(overlap, 1.0, 1.0, "texts keep clear of each other"),
    check!(needed, 1.0, 2.0, "the question does not hold all its values"),
    check!(unprinted, 1.0, 2.0, "the hard answer is not printed"),
    check!(labels, 1.0, 2.0, "what should be printed is, and nothing else"),
    check!(marks, 1.0, 2.0, "there are as many marks of each colour as there should be"),
    check!(evidence, 1.0, 1.0, "where a question says to look, something is drawn"),
    check!(scene, 1.0, 3.0, "marks lie where the scene has them, within a pixel"),
    check!(named, 0.6, 2.0, "what the caption names is printed"),
    check!(coloured, 0.5, 1.0, "the colours that the caption names are used"),
    check!(counted, 0.5, 1.0, "there are as many marks as the caption counts"),
    check!(readable, 0.0, 1.0, "the easy answer can be read off"),
];

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

/// Makes every check, whatever comes of those before it.
pub fn judge(exhibit: &Exhibit<'_>) -> Vec<Score> {
    let score = |check: &Check| {
        let Finding { value, evidence } = (check.score)(exhibit);
        Score { name: check.name.to_owned(), value, evidence }
    };
    CHECKS.iter().map(score).collect()
}

/// The check of that name.
pub fn check(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.name == name)
}

/// Weighted mean of scores, from 0 to 1; 1 for none.
pub fn overall(scores: &[Score]) -> f64 {
    let weighed = scores.iter().filter_map(|score| Some((score, check(&score.name)?.weight)));
    let (sum, weights) = weighed
        .fold((0.0, 0.0), |(sum, all), (score, weight)| (sum + score.value * weight, all + weight));
    if weights == 0.0 { 1.0 } else { sum / weights }
}

/// Text short enough to be quoted in a sentence.
fn quote(text: &str) -> String {
    let short: String = text.chars().take(32).collect();
    format!("\"{short}\"")
}
