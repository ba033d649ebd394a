//! What each role earns.

use super::Constants;
use super::evidence::Evidence;
use super::rate::Rate;
use crate::breakdown::{Breakdown, Term};

/// What one attempt of a role led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// Its output could not be read: its own fault.
    Malformed,
    /// Another role or the host failed before it could be judged.
    Unjudged,
    /// It was judged.
    Judged(T),
}

/// What the picture of a program is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drawing {
    /// Whether the program drew a picture at all, within its limits.
    pub rendered: bool,
    /// The verifier's score, 0 to 1; `None` for a picture that fails a check of it.
    pub verified: Option<f64>,
    /// Whether the easy question has its answer in the picture.
    pub read: Read,
}

/// How it is known that a picture shows what it should: by its caption, which is all that
/// a Coder is told, or else by the answer to the easy question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read {
    /// It follows from what is drawn how far the caption is shown, 0 to 1.
    Shown(f64),
    /// It follows from what is drawn: the answer is what it should be, or is not.
    Proved(bool),
    /// Right answers, by a Solver other than the Coder.
    Voted(Rate),
}

impl Default for Read {
    fn default() -> Self {
        Self::Voted(Rate::default())
    }
}

impl Read {
    /// The share that is paid, 0 to 1; without a single vote there is nothing to average.
    /// Of a caption half is paid by the mark, half for all of them: by the mark alone, it
    /// would pay to leave out those that might be misplaced.
    fn share(self) -> f64 {
        match self {
            Self::Shown(share) => (share.clamp(0.0, 1.0) + share_of(share >= 1.0)) / 2.0,
            Self::Proved(right) => share_of(right),
            Self::Voted(rate) if rate.asked() == 0 => 0.0,
            Self::Voted(rate) => rate.mean(),
        }
    }
}

fn share_of(whole: bool) -> f64 {
    f64::from(u8::from(whole))
}

/// The Proposer and the Questioner: whoever writes questions. `questions` are the
/// outcomes over its pictures or repetitions, and `copy` is its term of
/// [`penalties`](super::penalties). `None` if nothing could be judged.
///
/// `R = form + (1 - form) mean[ validity (base + (1 - base) frontier) ] + copy`
///
/// A copy costs at most what was earned: who is read never earns less than who is not, or
/// the way out of a crowded archive would be to write nonsense.
pub fn author(
    questions: &Outcome<Vec<Evidence>>,
    copy: f64,
    constants: &Constants,
) -> Option<Breakdown> {
    Some(less_copy(asked(questions, constants)?, copy))
}

/// Without what a copy costs.
fn asked(questions: &Outcome<Vec<Evidence>>, constants: &Constants) -> Option<Breakdown> {
    let judged = match questions {
        Outcome::Malformed => return Some(Breakdown::of([("form", 0.0)])),
        Outcome::Unjudged => return None,
        Outcome::Judged(judged) if judged.is_empty() => return None,
        Outcome::Judged(judged) => judged,
    };
    let scale = (1.0 - constants.form) / judged.len() as f64;
    let validity: f64 = judged.iter().map(Evidence::validity).sum();
    let frontier: f64 = judged.iter().map(|e| e.validity() * e.sighted.frontier()).sum();
    Some(Breakdown::of([
        ("form", constants.form),
        ("validity", scale * constants.base * validity),
        ("frontier", scale * (1.0 - constants.base) * frontier),
    ]))
}

/// With what a copy costs, which is no more than was earned.
fn less_copy(mut reward: Breakdown, copy: f64) -> Breakdown {
    let value = copy.max(-reward.total());
    reward.terms.push(Term { name: "copy", value });
    reward
}

/// The Coder: a picture, that the verifier accepts, that says what it should. Nothing is paid for a
/// picture on which the Solver disagrees with itself.
pub fn coder(drawing: &Outcome<Drawing>, constants: &Constants) -> Option<Breakdown> {
    let drawing = match drawing {
        Outcome::Malformed => return Some(Breakdown::of([("rendered", 0.0)])),
        Outcome::Unjudged => return None,
        Outcome::Judged(drawing) => drawing,
    };
    let [rendered, verified, read] = constants.drawing;
    let pay = |weight: f64, share: f64| if drawing.rendered { weight * share } else { 0.0 };
    // A picture that the verifier refuses is of no use, whatever can be read in it.
    let read_share = drawing.verified.map_or(0.0, |_| drawing.read.share());
    Some(Breakdown::of([
        ("rendered", pay(rendered, 1.0)),
        ("verified", pay(verified, drawing.verified.unwrap_or(0.0).clamp(0.0, 1.0))),
        ("read", pay(read, read_share)),
    ]))
}

/// The Searcher: for pictures that show what was asked for (`relevance`, 0 to 1, one for
/// each) and lead to valid questions at the frontier. A picture about which the
/// Questioner wrote nothing that can be read is left out.
pub fn searcher(
    pictures: &Outcome<Vec<(f64, Option<Evidence>)>>,
    copy: f64,
    constants: &Constants,
) -> Option<Breakdown> {
    let found = match pictures {
        Outcome::Malformed => return Some(Breakdown::of([("form", 0.0)])),
        Outcome::Unjudged => return None,
        Outcome::Judged(found) => found,
    };
    let evidence: Vec<Evidence> = found.iter().filter_map(|(_, evidence)| *evidence).collect();
    let share = constants.relevance;
    let mut reward = asked(&Outcome::Judged(evidence), constants)?;
    for term in &mut reward.terms {
        if ["validity", "frontier"].contains(&term.name) {
            term.value *= 1.0 - share;
        }
    }
    let mean = found.iter().map(|(relevance, _)| relevance.clamp(0.0, 1.0)).sum::<f64>()
        / found.len() as f64;
    let value = (1.0 - constants.form) * share * mean;
    reward.terms.push(Term { name: "relevance", value });
    Some(less_copy(reward, copy))
}

/// The Solver: for the right answer, by the confidence in its label, and a little for
/// giving it in the form that was asked for.
pub fn solver(right: bool, in_form: bool, label: &Evidence, constants: &Constants) -> Breakdown {
    let pay = |weight: f64, earned: bool| if earned { weight } else { 0.0 };
    Breakdown::of([
        ("accuracy", pay((1.0 - constants.form) * label.confidence(), right)),
        ("form", pay(constants.form, in_form)),
    ])
}

#[cfg(test)]
#[path = "properties.rs"]
mod properties;
