//! The Solver: what it is asked, and how its response is graded.

use synth_export::Instruction;
use synth_grader::{Truth, extract, score};

/// What follows every question. It is the sentence that exports carry, so that a model
/// trained elsewhere is asked the same.
pub const INSTRUCTION: Instruction = Instruction::Boxed;

/// The question as the Solver sees it, behind the picture.
pub fn prompt(question: &str) -> String {
    INSTRUCTION.after(question)
}

/// The shortest response that is right: what a warm-up teaches.
pub fn response(answer: &str) -> String {
    format!("\\boxed{{{answer}}}")
}

/// Whether a whole response gives the right answer.
pub fn is_right(response: &str, truth: &Truth) -> bool {
    score(extract(response), truth).is_right()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_warm_up_teaches_is_graded_right() {
        for answer in ["7", "Paris", "2.5", "red, blue"] {
            let truth = Truth::from_text(answer).unwrap();
            assert!(is_right(&response(answer), &truth), "{answer}");
            assert!(!is_right(&response("none of it"), &truth), "{answer}");
        }
        assert!(!is_right("", &Truth::from_text("7").unwrap()));
    }

    #[test]
    fn a_question_is_asked_as_in_an_export() {
        assert!(prompt("How many?").starts_with("How many?\n") && prompt("").contains("boxed"));
    }
}
