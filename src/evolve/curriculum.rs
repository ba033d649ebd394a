//! What there is to talk about, and proved questions beside the loop.

use serde::{Deserialize, Serialize};
use synth_grader::Truth;
use synth_processor::Picture;
use synth_roles::proposer::Proposal;

use crate::error::Result;
use crate::images::Outlook;

/// What a proposal shall be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The subject.
    pub topic: String,
    /// The kind of picture.
    pub content_type: String,
}

/// A question whose answer is proved.
#[derive(Clone, Debug)]
pub struct Proved {
    /// Names it among all.
    pub name: String,
    /// What results are reported by.
    pub family: String,
    /// What is asked.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// What answers are held against.
    pub truth: Truth,
    /// What it is about.
    pub picture: Picture,
}

/// The world in which a loop runs.
pub trait Curriculum {
    /// What proposals are about; at least one.
    fn topics(&self) -> &[Topic];

    /// Whether a proposal is about what it shall be about, as far as this world can tell.
    fn follows(&self, topic: &Topic, proposal: &Proposal) -> bool;

    /// What pictures that are looked for show, and what is asked about them.
    fn outlook(&self) -> Outlook;

    /// Questions that are held out.
    fn held(&self) -> &[Proved];

    /// A question to practise on, by its number: for the comparison with a Solver that
    /// is trained on proved questions alone.
    ///
    /// # Errors
    ///
    /// What keeps its picture from being drawn.
    fn practice(&self, number: u64) -> Result<Proved>;
}
