//! The gates that a candidate passes, in order, and what one of them says.

use synth_contracts::{Level, Part, Tier};
use synth_roles::ReadError;

/// The Proposer's response is a concept whose answers can be graded.
pub const PROPOSE: &str = "propose";
/// The Coder's response holds a program.
pub const CODE: &str = "code";
/// The program runs to its end within its limits.
pub const EXECUTE: &str = "execute";
/// What it drew is a picture.
pub const RENDER: &str = "render";
/// The picture shows what it should.
pub const VERIFY: &str = "verify";
/// With the picture, the Solver finds the author's answers.
pub const AGREE: &str = "agree";
/// Without the picture, it does not.
pub const BLIND: &str = "blind";

/// All gates that look at the candidate alone, in order.
pub const ALL: [&str; 7] = [PROPOSE, CODE, EXECUTE, RENDER, VERIFY, AGREE, BLIND];

/// Why a candidate is no task: whoever wrote it is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The gate.
    pub gate: &'static str,
    /// One of a few names, fit for counting.
    pub reason: &'static str,
    /// What happened, in a sentence.
    pub message: String,
    /// Where in the program, if it has a place.
    pub place: Option<String>,
    /// How hard the candidate was found to be, as far as it was asked.
    pub level: Level,
}

impl Refusal {
    /// The same, with where the reply lies that it is about.
    pub(crate) fn after(self, part: &Option<Part>) -> Self {
        let Some(part) = part else { return self };
        let reply = part.request.to_hex();
        let shown = reply.get(..12).unwrap_or(&reply);
        Self { message: format!("{} (reply {shown})", self.message), ..self }
    }
}

/// A response that cannot be read, as a reason. `cut` says that it ended at its most
/// tokens, which then is the better reason.
pub(crate) fn unread(error: &ReadError, cut: bool) -> &'static str {
    match error {
        _ if cut => "cut-off",
        ReadError::Missing(_) => "missing-field",
        ReadError::Empty(_) => "empty-field",
        ReadError::TooLong { .. } => "field-too-long",
        ReadError::Answer { .. } => "answer-not-gradable",
        // Only of roles that this pipeline does not ask.
        ReadError::Tagged(_) => "field-with-tags",
        ReadError::Behind(_) => "more-than-asked",
        ReadError::NoProgram => "no-program",
        ReadError::Cut(_) => "cut-off",
    }
}

/// What the Solver made of a question that it should have answered otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    Silent,
    OtherAnswer,
    Below,
    Above,
    Blind,
}

impl Doubt {
    /// As a reason, by question.
    pub fn name(self, tier: Tier) -> &'static str {
        match (self, tier) {
            (Self::Silent, Tier::Easy) => "easy-no-answer",
            (Self::Silent, Tier::Hard) => "hard-no-answer",
            (Self::OtherAnswer, Tier::Easy) => "easy-other-answer",
            (Self::OtherAnswer, Tier::Hard) => "hard-other-answer",
            (Self::Below, Tier::Easy) => "easy-too-seldom",
            (Self::Below, Tier::Hard) => "hard-too-seldom",
            (Self::Above, Tier::Easy) => "easy-too-often",
            (Self::Above, Tier::Hard) => "hard-too-often",
            (Self::Blind, Tier::Easy) => "easy-without-picture",
            (Self::Blind, Tier::Hard) => "hard-without-picture",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_names_every_gate_and_reason() {
        let told = include_str!("../../docs/authored.md");
        for gate in ALL {
            assert!(told.contains(&format!("`{gate}`")), "{gate}");
        }
        let errors = [
            ReadError::Missing("a"),
            ReadError::Empty("a"),
            ReadError::TooLong { name: "a", found: 2, most: 1 },
            ReadError::Answer { name: "a", why: String::new() },
            ReadError::NoProgram,
            ReadError::Cut("a"),
        ];
        for error in errors {
            assert!(told.contains(unread(&error, false)), "{error}");
        }
        let doubts = [Doubt::Silent, Doubt::OtherAnswer, Doubt::Below, Doubt::Above, Doubt::Blind];
        for (doubt, tier) in doubts.iter().flat_map(|doubt| Tier::ALL.map(|tier| (doubt, tier))) {
            let (name, prefix) = (doubt.name(tier), format!("{}-", tier.name()));
            let bare = name.strip_prefix(&prefix).unwrap();
            assert!(told.contains(name) || told.contains(&format!("`{bare}`")), "{name}");
        }
    }

    #[test]
    fn a_response_that_ended_at_its_most_tokens_was_cut_off() {
        assert_eq!(unread(&ReadError::Missing("caption"), true), "cut-off");
    }
}
