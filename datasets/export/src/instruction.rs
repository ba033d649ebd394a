//! What a prompt says about the form of the answer, in one place for all
//! exporters.
//!
//! The grader finds the answer in `\boxed{}` as well as between `<answer>` tags,
//! so either may be asked for. Trainers that add such a sentence of their own get
//! none from us.

use std::str::FromStr;

/// Asks for `\boxed{}`, as most trainers' own graders expect it.
const BOXED: &str = synth_grader::INSTRUCTION;

/// Asks for tags.
const TAGS: &str = "Think step by step and give the final answer between <answer> and </answer>.";

/// Marks that a trainer replaces by a picture or film.
pub(crate) const PLACEHOLDERS: [&str; 3] = ["<image>", "<video>", "<audio>"];

/// The sentence that follows a question in a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// Asks for `\boxed{}`.
    Boxed,
    /// Asks for `<answer>` tags.
    Tags,
    /// Nothing follows the question.
    None,
    /// A sentence of the user's own.
    Own(String),
}

/// A sentence that would be taken for a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the instruction must not hold {0}: trainers put a picture there")]
pub struct InstructionError(&'static str);

impl Instruction {
    /// The sentence; `None` if there is none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Boxed => Some(BOXED),
            Self::Tags => Some(TAGS),
            Self::None => None,
            Self::Own(text) => Some(text),
        }
    }

    /// The question as a model sees it.
    pub fn after(&self, question: &str) -> String {
        match self.text() {
            Some(text) => format!("{question}\n{text}"),
            None => question.to_owned(),
        }
    }
}

impl FromStr for Instruction {
    type Err = InstructionError;

    /// `boxed`, `tags`, `none`, or the sentence itself.
    fn from_str(text: &str) -> Result<Self, InstructionError> {
        match text.trim() {
            "boxed" => Ok(Self::Boxed),
            "tags" => Ok(Self::Tags),
            "none" | "" => Ok(Self::None),
            own => match PLACEHOLDERS.into_iter().find(|mark| own.contains(mark)) {
                Some(mark) => Err(InstructionError(mark)),
                None => Ok(Self::Own(own.to_owned())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_sentences_are_read() {
        assert_eq!("boxed".parse(), Ok(Instruction::Boxed));
        assert_eq!("none".parse(), Ok(Instruction::None));
        assert_eq!("Say A.".parse(), Ok(Instruction::Own("Say A.".into())));
        assert_eq!("Look: <image>".parse::<Instruction>(), Err(InstructionError("<image>")));
    }

    #[test]
    fn the_sentence_follows_the_question() {
        assert_eq!(Instruction::None.after("How many?"), "How many?");
        assert_eq!(
            Instruction::Boxed.after("How many?"),
            "How many?\nThink step by step and give the final answer in \\boxed{}."
        );
    }
}
