//! Roles asked in a line: for models made from nothing, which have never
//! read an instruction. What they answer has the same form, and the same reader.

use crate::card::{Card, PromptError};
use crate::coder::{self, Brief};
use crate::proposer::{self, Assignment};
use crate::questioner::{self, Wish};
use crate::searcher::{self, Condition};

/// The Proposer.
pub static PROPOSER: Card = proposer::CARD.asked_by(include_str!("prompts/brief/proposer.txt"));

/// The Coder.
pub static CODER: Card = coder::CARD.asked_by(include_str!("prompts/brief/coder.txt"));

/// The Searcher. It is not told of queries that led to nothing: those would not fit a line.
pub static SEARCHER: Card = searcher::CARD.asked_by(include_str!("prompts/brief/searcher.txt"));

/// The Questioner.
pub static QUESTIONER: Card =
    questioner::CARD.asked_by(include_str!("prompts/brief/questioner.txt"));

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

/// The Searcher's prompt for a condition.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn search(condition: &Condition<'_>) -> Result<String, PromptError> {
    SEARCHER.prompt(condition)
}

/// The Questioner's prompt for a wish.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn ask(wish: &Wish<'_>) -> Result<String, PromptError> {
    QUESTIONER.prompt(wish)
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
        let mut condition =
            Condition { domain: "maps", skill: "counting", solved: None, used: vec!["map"] };
        assert_eq!(search(&condition).unwrap(), "Look for maps, counting.");
        condition.solved = Some(0.66);
        assert_eq!(search(&condition).unwrap(), "Look for maps, counting, 7/10 solved.");
        assert_eq!(ask(&Wish { skill: "counting" }).unwrap(), "Ask about counting.");
    }
}
