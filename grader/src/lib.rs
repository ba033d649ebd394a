//! Compares an answer with the truth as a person would.
//!
//! Three questions, three entries. Is this answer right? [`score`], against a
//! [`Truth`] that knows its kind, its tolerance and its unit. Do these two answers
//! say the same? [`equal`], through one form for each ([`Canonical`]), hence
//! symmetric and transitive. What do most say? [`vote`]. [`extract`] finds the answer
//! in a whole response first, and [`score_line`] does all of it on a line of JSON.
//!
//! Case, articles, punctuation, plural and writing do not matter; meaning does. No
//! reader looks for a part of a text: each takes an answer whole or leaves it.
//! Nothing here reads a clock: work is bounded by length, depth and steps, so a
//! result does not depend on the machine.

mod canon;
mod extract;
mod kinds;
mod read;
mod record;
mod truth;
mod value;
mod vote;

pub use canon::Canonical;
pub use extract::{INSTRUCTION, extract};
pub use kinds::{KINDS, Kind};
pub use record::{RecordError, score_line, score_or_error};
pub use truth::{Draft, Truth, TruthError, Verdict, score};
pub use vote::{Vote, vote};

/// Whether two answers say the same: whether their [`Canonical`] forms are equal.
///
/// A unit is part of an answer here: `12 cm` is `120 mm`, and neither is `12`. Only
/// a truth or the other voters can tell that a bare number was in centimetres.
pub fn equal(a: &str, b: &str) -> bool {
    Canonical::of(a) == Canonical::of(b)
}
