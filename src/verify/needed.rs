//! The picture is needed: the hard question does not hold the values that it should be
//! read for. A question that lists the data can be answered blind, and teaches nothing
//! about looking.

use std::collections::BTreeSet;

use synth_contracts::Claim;

use crate::words::{numbers, plain, words};
use crate::{Exhibit, Finding};

/// Fewest values of the picture that make a list of data.
const FEWEST: usize = 3;

/// Share of the picture's values in the question from which on it holds them all.
const MOST: f64 = 0.75;

/// Share of the caption's words in the question from which on it repeats it.
const REPEATS: f64 = 0.8;

/// 0 when the question gives away the data, else 1.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let question = &exhibit.concept.hard.text;
    let asked: BTreeSet<String> = numbers(question).into_iter().collect();
    let data = data(exhibit);
    let given = data.iter().filter(|value| asked.contains(*value)).count();
    if given >= FEWEST && given as f64 >= MOST * data.len() as f64 {
        let all = data.len();
        return Finding::new(0.0, format!("the question holds {given} of the {all} values"));
    }
    if repeats(question, &exhibit.concept.caption) {
        return Finding::new(0.0, "the question repeats the caption");
    }
    let all = data.len();
    Finding::new(1.0, format!("the question holds {given} of {all} values that the picture shows"))
}

/// The values that are to be read off the picture: those of a family's bars, or the
/// numbers of a model's caption. What other families draw is no list of numbers.
fn data(exhibit: &Exhibit<'_>) -> BTreeSet<String> {
    if exhibit.claims.is_empty() {
        return numbers(&exhibit.concept.caption).into_iter().collect();
    }
    let bars = exhibit.claims.iter().filter_map(|claim| match claim {
        Claim::Bars { values, .. } => Some(values.iter().map(f64::to_string)),
        _ => None,
    });
    bars.flatten().collect()
}

/// Whether a long question holds nearly all the words of the caption.
fn repeats(question: &str, caption: &str) -> bool {
    let (question, caption) = (plain(question), plain(caption));
    let asked: BTreeSet<&str> = words(&question).collect();
    let told: BTreeSet<&str> = words(&caption).collect();
    let shared = told.iter().filter(|word| asked.contains(*word)).count();
    told.len() >= 8 && shared as f64 >= REPEATS * told.len() as f64
}
