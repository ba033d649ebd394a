//! Proposer and Coder asked in full about plain boards: for models that follow
//! instructions, and play with one that was made from nothing and knows no other world.
//! What they answer has the same form, and the same reader.

use crate::card::{Card, PromptError};
use crate::coder::{self, Brief};
use crate::proposer::{self, Assignment};

/// The Proposer.
pub static PROPOSER: Card = proposer::CARD.asked_by(include_str!("prompts/boards/proposer.txt"));

/// The Coder.
pub static CODER: Card = coder::CARD.asked_by(include_str!("prompts/boards/coder.txt"));

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
    fn prompts_hold_what_was_asked_for_and_an_example_that_is_read() {
        let topic = "three shapes, how many circles";
        let asked = propose(&Assignment { topic, content_type: "diagram" }).unwrap();
        assert!(asked.contains(topic) && asked.contains("<content_type>diagram"), "{asked}");
        let caption = "top left red circle.";
        let asked = draw(&Brief { caption, language: Language::Svg, answers: Vec::new() }).unwrap();
        assert!(asked.contains(caption), "{asked}");
        assert_ne!(PROPOSER.digest(), proposer::CARD.digest());
        assert_ne!(CODER.digest(), crate::brief::CODER.digest());
    }
}
