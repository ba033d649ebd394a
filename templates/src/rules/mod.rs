//! The rules that every family keeps, as far as they can be told without drawing.
//!
//! [`Survey::of`] drafts a family at one level over many seeds and holds each draft, and
//! all of them together, against every [`Rule`]. What the picture must show is the
//! verifier's to judge, on rendered facts; whether an option looks like the true one, says
//! [`look_alike`].
//!
//! # Words alone
//!
//! The hardest rule is that no question can be answered unseen. [`guess`] plays a solver
//! that knows the questions and answers of half the seeds and answers the other half
//! from the words alone, in several ways; the best of them must stay near chance.

mod draft;
pub mod guess;
mod hidden;
mod options;
mod positions;
mod survey;

pub use options::look_alike;
pub use survey::{Broken, Record, Survey, stream};

/// What must hold of every family at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Scenes are found for nearly every seed.
    Found,
    /// Both solvers find the same answers, on the scene and on its counterfactual.
    Agreement,
    /// Questions and captions are whole sentences without gaps.
    Words,
    /// A few boxes on the canvas say where to look.
    Evidence,
    /// The program is what the card says.
    Program,
    /// Options are different from each other, and one is true.
    Options,
    /// The true option comes in every place as often.
    Positions,
    /// Words alone do not tell the answer.
    Unseen,
    /// Nothing hidden in the program tells the answer.
    Hidden,
    /// Another style changes how the task looks, and neither scene nor answers.
    Restyled,
    /// One changed fact gives the hard question, word for word, another answer.
    Counterfactual,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 11] = [
        Self::Found,
        Self::Agreement,
        Self::Words,
        Self::Evidence,
        Self::Program,
        Self::Options,
        Self::Positions,
        Self::Unseen,
        Self::Hidden,
        Self::Restyled,
        Self::Counterfactual,
    ];

    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Agreement => "agreement",
            Self::Words => "words",
            Self::Evidence => "evidence",
            Self::Program => "program",
            Self::Options => "options",
            Self::Positions => "positions",
            Self::Unseen => "unseen",
            Self::Hidden => "hidden",
            Self::Restyled => "restyled",
            Self::Counterfactual => "counterfactual",
        }
    }
}
