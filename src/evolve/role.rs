//! The roles that are trained against each other.

use serde::{Deserialize, Serialize};
use synth_roles::{Card, coder, proposer, questioner, searcher, solver};

/// A role of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Invents pictures and questions.
    Proposer,
    /// Writes the programs that draw them.
    Coder,
    /// Writes queries for pictures, where there is a repository of them.
    Searcher,
    /// Asks about the pictures that were found.
    Questioner,
    /// Answers the questions.
    Solver,
}

impl Role {
    /// All, in the order in which a task comes about.
    pub const ALL: [Self; 5] =
        [Self::Proposer, Self::Coder, Self::Searcher, Self::Questioner, Self::Solver];
    /// Those of a loop without a repository of pictures.
    pub const DRAWING: [Self; 3] = [Self::Proposer, Self::Coder, Self::Solver];

    /// What is fixed about it.
    pub fn card(self) -> &'static Card {
        match self {
            Self::Proposer => &proposer::CARD,
            Self::Coder => &coder::CARD,
            Self::Searcher => &searcher::CARD,
            Self::Questioner => &questioner::CARD,
            Self::Solver => &solver::CARD,
        }
    }

    /// Its name, as in folders and records.
    pub fn name(self) -> &'static str {
        self.card().name
    }
}
