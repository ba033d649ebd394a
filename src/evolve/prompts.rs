//! How text roles are asked: in full, or in a line. A model that was made from nothing
//! has never read an instruction; it is asked what its warm-up asked. Whoever else plays
//! with it is told the rules of its world.

use serde::{Deserialize, Serialize};
use synth_contracts::{Digest, Language};
use synth_roles::coder::Brief;
use synth_roles::proposer::{Assignment, Proposal};
use synth_roles::questioner::Wish;
use synth_roles::searcher::Condition;
use synth_roles::{
    Card, PromptError, boards, brief, coder, proposer, questioner, searcher, solver,
};

use crate::curriculum::Topic;
use crate::role::Role;
use crate::settings::Settings;

/// How a text role is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// In a line, as a warm-up teaches it.
    Line,
    /// In full, about plain boards alone.
    Boards,
    /// In full, about anything.
    Full,
}

impl Manner {
    /// What is fixed about a role that is asked so. A Solver is asked in one way only.
    pub fn card(self, role: Role) -> &'static Card {
        match (role, self) {
            (Role::Proposer, Self::Line) => &brief::PROPOSER,
            (Role::Proposer, Self::Boards) => &boards::PROPOSER,
            (Role::Coder, Self::Line) => &brief::CODER,
            (Role::Coder, Self::Boards) => &boards::CODER,
            (role, _) => role.card(),
        }
    }
}

/// Asks the Proposer about a topic.
///
/// # Errors
///
/// [`PromptError`].
pub fn propose(topic: &Topic, manner: Manner) -> Result<String, PromptError> {
    let Topic { topic, content_type } = topic;
    let assignment = Assignment { topic, content_type };
    match manner {
        Manner::Line => brief::propose(&assignment),
        Manner::Boards => boards::propose(&assignment),
        Manner::Full => proposer::prompt(&assignment),
    }
}

/// Asks the Coder to draw a caption.
///
/// # Errors
///
/// [`PromptError`].
pub fn draw(caption: &str, language: Language, manner: Manner) -> Result<String, PromptError> {
    let brief = Brief { caption, language, answers: Vec::new() };
    match manner {
        Manner::Line => brief::draw(&brief),
        Manner::Boards => boards::draw(&brief),
        Manner::Full => coder::prompt(&brief),
    }
}

/// Asks the Coder to draw a proposal, as the settings say.
///
/// # Errors
///
/// [`PromptError`].
pub fn draw_proposal(proposal: &Proposal, settings: &Settings) -> Result<String, PromptError> {
    draw(&proposal.caption, settings.language, settings.manner(Role::Coder))
}

/// Asks the Searcher under a condition.
///
/// # Errors
///
/// [`PromptError`].
pub fn search(condition: &Condition<'_>, in_a_line: bool) -> Result<String, PromptError> {
    if in_a_line { brief::search(condition) } else { searcher::prompt(condition) }
}

/// Asks the Questioner about the picture before the prompt.
///
/// # Errors
///
/// [`PromptError`].
pub fn question(skill: &str, in_a_line: bool) -> Result<String, PromptError> {
    let wish = Wish { skill };
    if in_a_line { brief::ask(&wish) } else { questioner::prompt(&wish) }
}

/// Stands for the prompts of Searcher and Questioner.
pub fn digest_of_images(in_a_line: bool) -> String {
    digest_of(match in_a_line {
        true => [&brief::SEARCHER, &brief::QUESTIONER],
        false => [&searcher::CARD, &questioner::CARD],
    })
}

/// Stands for the prompts by which a run asks its own Proposer, Coder and Solver.
pub fn digest(in_a_line: bool) -> String {
    digest_of(match in_a_line {
        true => [&brief::PROPOSER, &brief::CODER, &solver::CARD],
        false => [&proposer::CARD, &coder::CARD, &solver::CARD],
    })
}

fn digest_of<const N: usize>(cards: [&Card; N]) -> String {
    let digests = cards.map(|card| card.digest());
    Digest::of_parts("prompts", digests.iter().map(|digest| digest.as_bytes().as_slice())).to_hex()
}
