//! The Solver: from a picture and a question to an answer.

use serde::Serialize;
use synth_grader::{Truth, extract, score};

use crate::card::{Card, PromptError, Sampling};

/// The role.
pub static CARD: Card = Card {
    name: "solver",
    summary: "Looks at a picture and answers a question about it.",
    sees: true,
    sampling: Sampling { temperature: 1.0, top_p: 1.0, max_tokens: 4096 },
    template: include_str!("prompts/solver.txt"),
};

/// What it is given beside the picture.
#[derive(Serialize)]
struct Input<'a> {
    question: &'a str,
    instruction: &'a str,
}

/// The prompt for a question: what exports carry, so that a model trained elsewhere is
/// asked the same.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn prompt(question: &str) -> Result<String, PromptError> {
    CARD.prompt(&Input { question, instruction: synth_grader::INSTRUCTION })
}

/// The shortest response with this answer: what a warm-up teaches.
pub fn response(answer: &str) -> String {
    format!("\\boxed{{{answer}}}")
}

/// Whether a whole response gives the right answer.
pub fn is_right(response: &str, truth: &Truth) -> bool {
    score(extract(response), truth).is_right()
}

/// Whether a response gives its answer in the form that was asked for.
pub fn in_form(response: &str) -> bool {
    let spoken = crate::tags::spoken(response);
    spoken.rfind("\\boxed{").is_some_and(|at| spoken[at..].contains('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_warm_up_teaches_is_graded_right() {
        for answer in ["7", "Paris", "2.5", "red, blue"] {
            let truth = Truth::from_text(answer).unwrap();
            assert!(is_right(&response(answer), &truth), "{answer}");
            assert!(!is_right(&response("none of it"), &truth), "{answer}");
            assert!(in_form(&response(answer)));
        }
        assert!(!is_right("", &Truth::from_text("7").unwrap()));
        assert!(!in_form("7") && !in_form("<think>\\boxed{7}</think> 7"));
    }

    #[test]
    fn a_question_is_asked_with_the_instruction_behind_it() {
        let expected = format!("How many?\n{}", synth_grader::INSTRUCTION);
        assert_eq!(prompt("How many?").unwrap(), expected);
    }
}
