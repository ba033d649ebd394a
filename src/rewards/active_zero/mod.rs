//! The rewards of Active-Zero (arXiv 2602.11241), as its released code computes them.
//!
//! `u = min(s, 1 - s)` for the share `s` of the commonest of ten answers, all of them
//! counted, and -1 where another role's output could not be read.

mod questioner;
mod searcher;
mod solver;

pub use questioner::{Question, questioner};
pub use searcher::{Query, searcher};
pub use solver::{solver, worth_solving};

use crate::votes::{Votes, disagreement};

/// Every constant, as released.
#[derive(Clone, Debug, PartialEq)]
pub struct Constants {
    /// Weights of the frontier and of the form.
    pub parts: [f64; 2],
    /// What stands for the frontier where an output could not be read.
    pub unread: f64,
    /// Distance 1 - BLEU below which texts are similar.
    pub similar_text: f64,
    /// Distance 1 - cosine below which pictures are similar.
    pub similar_picture: f64,
    /// Agreements between which a question trains the Solver.
    pub band: [f64; 2],
}

impl Default for Constants {
    fn default() -> Self {
        Self {
            parts: [0.9, 0.1],
            unread: -1.0,
            similar_text: 0.5,
            similar_picture: 0.1,
            band: [0.3, 0.8],
        }
    }
}

impl Constants {
    /// The frontier's value: `None` for an output that could not be read.
    fn frontier(&self, votes: Option<Votes>) -> f64 {
        self.parts[0] * votes.map_or(self.unread, |votes| disagreement(votes.share_of_asked()))
    }

    fn form(&self, holds: bool) -> f64 {
        if holds { self.parts[1] } else { 0.0 }
    }
}
