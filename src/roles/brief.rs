//! Proposer and Coder asked in a line: for models made from nothing, which have never
//! read an instruction. What they answer has the same form, and the same reader.

use crate::card::{Card, PromptError};
use crate::coder::{self, Brief};
use crate::proposer::{self, Assignment};

/// The Proposer.
pub static PROPOSER: Card = Card {
    name: proposer::CARD.name,
    summary: proposer::CARD.summary,
    sees: false,
    sampling: proposer::CARD.sampling,
    template: include_str!("prompts/brief/proposer.txt"),
};

/// The Coder.
pub static CODER: Card = Card {
    name: coder::CARD.name,
    summary: coder::CARD.summary,
    sees: false,
    sampling: coder::CARD.sampling,
    template: include_str!("prompts/brief/coder.txt"),
};

/// The Proposer's prompt for an assignment.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn propose(assignment: &Assignment<'_>) -> Result<String, PromptError> {
    PROPOSER.prompt(assignment)
}

/// The Coder's prompt for a brief.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn draw(brief: &Brief<'_>) -> Result<String, PromptError> {
    CODER.prompt(brief)
}

#[cfg(test)]
mod tests {
    use synth_contracts::Language;

    use super::*;

    #[test]
    fn a_line_says_what_is_wanted_and_no_more() {
        let assignment = Assignment { topic: "tides", content_type: "timeline" };
        assert_eq!(propose(&assignment).unwrap(), "Invent a timeline: tides.");
        let brief = Brief { caption: "A dot.", language: Language::Svg, answers: Vec::new() };
        assert_eq!(draw(&brief).unwrap(), "Draw as svg: A dot.");
        assert_ne!(PROPOSER.digest(), proposer::CARD.digest());
    }
}
