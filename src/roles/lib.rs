//! The roles of the loop: what each is asked, and how its response is read.
//!
//! A role is a file: its input, its output, and a reader from a response to the output.
//! There is one prompt and one reader a role, used wherever it is asked: while it is
//! trained, while it makes data, and while it is examined. Prompts are text files in
//! `prompts/`, and their hash ([`Card::digest`]) goes into provenance.
//!
//! A reader is strict and says what is missing; a response that it refuses is the role's
//! own fault. What a role thinks between `<think>` tags is never read.

pub mod boards;
pub mod brief;
mod card;
pub mod coder;
pub mod proposer;
pub mod questioner;
pub mod searcher;
pub mod solver;
mod tags;

pub use card::{Card, PromptError, Sampling};
pub use tags::ReadError;

/// All roles, in the order in which a task comes about.
pub static ROLES: [&Card; 5] =
    [&proposer::CARD, &coder::CARD, &searcher::CARD, &questioner::CARD, &solver::CARD];

/// The role of this name.
pub fn find(name: &str) -> Option<&'static Card> {
    ROLES.into_iter().find(|card| card.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_prompts_are_the_roles_own() {
        for (at, card) in ROLES.iter().enumerate() {
            assert_eq!(find(card.name).map(Card::digest), Some(card.digest()));
            assert!(ROLES[at + 1..].iter().all(|other| other.digest() != card.digest()));
        }
        assert!(find("judge").is_none());
    }
}
