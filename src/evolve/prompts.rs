//! How text roles are asked: in full, or in a line. A model that was made from nothing
//! has never read an instruction; it is asked what its warm-up asked.

use synth_contracts::{Digest, Language};
use synth_roles::coder::Brief;
use synth_roles::proposer::{Assignment, Proposal};
use synth_roles::{PromptError, brief, coder, proposer, solver};

use crate::curriculum::Topic;
use crate::settings::Settings;

/// Asks the Proposer about a topic.
///
/// # Errors
///
/// [`PromptError`].
pub fn propose(topic: &Topic, in_a_line: bool) -> Result<String, PromptError> {
    let Topic { topic, content_type } = topic;
    let assignment = Assignment { topic, content_type };
    if in_a_line { brief::propose(&assignment) } else { proposer::prompt(&assignment) }
}

/// Asks the Coder to draw a caption.
///
/// # Errors
///
/// [`PromptError`].
pub fn draw(caption: &str, language: Language, in_a_line: bool) -> Result<String, PromptError> {
    let brief = Brief { caption, language, answers: Vec::new() };
    if in_a_line { brief::draw(&brief) } else { coder::prompt(&brief) }
}

/// Asks the Coder to draw a proposal, as the settings say.
///
/// # Errors
///
/// [`PromptError`].
pub fn draw_proposal(proposal: &Proposal, settings: &Settings) -> Result<String, PromptError> {
    draw(&proposal.caption, settings.language, settings.brief)
}

/// Stands for all prompts that a run uses.
pub fn digest(in_a_line: bool) -> String {
    let cards = match in_a_line {
        true => [&brief::PROPOSER, &brief::CODER, &solver::CARD],
        false => [&proposer::CARD, &coder::CARD, &solver::CARD],
    };
    let digests = cards.map(|card| card.digest());
    Digest::of_parts("prompts", digests.iter().map(|digest| digest.as_bytes().as_slice())).to_hex()
}
