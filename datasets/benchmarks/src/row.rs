//! A question of a benchmark.

use serde::Serialize;
use synth_grader::{TruthError, extract, score};

use crate::metric::Metric;

/// See the [module](self).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The benchmark's own name for it, or file and row.
    pub id: String,
    /// The pictures' files, in the order of the question; none for a question without.
    #[serde(skip)]
    pub images: Vec<Vec<u8>>,
    /// The question without its options.
    pub question: String,
    /// The options, A first; empty for a free answer.
    pub options: Vec<String>,
    /// The right answer: for a choice its letter.
    pub answer: String,
    /// Other answers that are right too.
    pub also: Vec<String>,
    /// What the benchmark counts apart.
    pub category: String,
    /// How an answer is scored.
    pub metric: Metric,
}

impl Row {
    /// The question with its options below it, a letter before each. Options that only
    /// name what stands in the picture are not repeated.
    pub fn prompt(&self) -> String {
        let mut text = self.question.clone();
        let named = self.options.iter().zip('A'..).all(|(option, letter)| *option == letter.to_string());
        for (option, letter) in self.options.iter().zip('A'..).take_while(|_| !named) {
            text += &format!("\n{letter}. {option}");
        }
        text
    }

    /// Whether a whole response gives a right answer.
    ///
    /// # Errors
    ///
    /// [`TruthError`], if no answer could be right: the benchmark keeps it secret, or it
    /// is not of its metric's kind.
    pub fn is_right(&self, response: &str) -> Result<bool, TruthError> {
        let said = extract(response);
        if score(said, &self.metric.truth(&self.answer, &self.options)?).is_right() {
            return Ok(true);
        }
        // An answer beside the first that cannot be read is one that nobody can give.
        let truths = self.also.iter().filter_map(|a| self.metric.truth(a, &self.options).ok());
        Ok(truths.into_iter().any(|truth| score(said, &truth).is_right()))
    }
}

/// The letter of the option at an index: A for 0.
pub(crate) fn letter(index: usize) -> Option<String> {
    ('A'..='Z').nth(index).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(options: &[&str], answer: &str, metric: Metric) -> Row {
        Row {
            id: "1".to_owned(),
            images: Vec::new(),
            question: "Which?".to_owned(),
            options: options.iter().map(|o| (*o).to_owned()).collect(),
            answer: answer.to_owned(),
            also: vec!["3.429".to_owned()],
            category: "all".to_owned(),
            metric,
        }
    }

    #[test]
    fn options_are_lettered_unless_they_are_letters() {
        assert_eq!(row(&["red", "blue"], "B", Metric::Choice).prompt(), "Which?\nA. red\nB. blue");
        assert_eq!(row(&["A", "B"], "B", Metric::Choice).prompt(), "Which?");
    }

    #[test]
    fn a_choice_is_right_by_letter_and_by_text() {
        let row = row(&["red", "blue"], "B", Metric::Choice);
        let right = |response: &str| row.is_right(response).unwrap();
        assert!(right("I see blue. \\boxed{B}") && right("\\boxed{blue}") && right("(B) blue"));
        assert!(!right("\\boxed{A}") && !right(""));
    }

    #[test]
    fn each_of_several_answers_is_right() {
        let row = row(&[], "24/7", Metric::Exact);
        assert!(row.is_right("\\boxed{24/7}").unwrap() && row.is_right("\\boxed{3.429}").unwrap());
        assert!(!row.is_right("\\boxed{3}").unwrap());
    }

    #[test]
    fn a_secret_answer_is_an_error() {
        assert!(row(&[], "", Metric::Exact).is_right("\\boxed{3}").is_err());
    }
}
