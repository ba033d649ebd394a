//! The Questioner: from a picture to a question with its answer.

use serde::{Deserialize, Serialize};

use crate::card::{Card, PromptError, Sampling};
use crate::tags::{ReadError, answer, ends_with, plain, spoken};

/// The role.
pub static CARD: Card = Card {
    name: "questioner",
    summary: "Asks about a picture what takes several steps to answer, and answers it.",
    sees: true,
    sampling: Sampling { temperature: 1.0, top_p: 0.95, max_tokens: 2048 },
    template: include_str!("prompts/questioner.txt"),
};

/// What it is given beside the picture.
#[derive(Clone, Debug, Serialize)]
pub struct Wish<'a> {
    /// The skill that the question shall ask for.
    pub skill: &'a str,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The question.
    pub question: String,
    /// Its own answer: a second opinion beside the Solver's.
    pub answer: String,
}

/// The prompt for a wish.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn prompt(wish: &Wish<'_>) -> Result<String, PromptError> {
    CARD.prompt(wish)
}

/// Reads a response.
///
/// # Errors
///
/// [`ReadError`], which names the field.
pub fn read(response: &str) -> Result<Asked, ReadError> {
    let text = spoken(response);
    let question = plain(text, "question", 1_000)?.to_owned();
    plain(text, "answer", 200)?;
    let answer = answer(text, "answer")?;
    ends_with(text, "answer")?;
    Ok(Asked { question, answer })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_and_answer_are_read_and_an_empty_answer_is_not() {
        let good =
            "<think>…</think><question>Which box plot is widest?</question><answer>B</answer>";
        assert_eq!(read(good).unwrap().question, "Which box plot is widest?");
        let empty = good.replace(">B<", "> <");
        assert_eq!(read(&empty), Err(ReadError::Empty("answer")));
        let more = format!("{good} 7");
        assert_eq!(read(&more), Err(ReadError::Behind("answer")));
        assert!(prompt(&Wish { skill: "comparison" }).unwrap().contains("comparison"));
    }
}
