//! The Searcher: from a condition to a query for pictures.

use serde::{Deserialize, Serialize};

use crate::card::{Card, PromptError, Sampling};
use crate::tags::{ReadError, ends_with, plain, spoken};

/// The role.
pub static CARD: Card = Card {
    name: "searcher",
    summary: "Writes a query for pictures on which the Solver would learn most.",
    sees: false,
    sampling: Sampling { temperature: 1.0, top_p: 0.95, max_tokens: 512 },
    template: include_str!("prompts/searcher.txt"),
};

/// What it is given.
#[derive(Clone, Debug, Serialize)]
pub struct Condition<'a> {
    /// The domain to search in.
    pub domain: &'a str,
    /// The skill that the question will ask for.
    pub skill: &'a str,
    /// What the Solver solves in this domain, 0 to 1; `None` if nothing is known.
    pub solved: Option<f64>,
    /// Queries of late that led to nothing new.
    pub used: Vec<&'a str>,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What to look for.
    pub text: String,
}

/// The prompt for a condition.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn prompt(condition: &Condition<'_>) -> Result<String, PromptError> {
    CARD.prompt(condition)
}

/// Reads a response.
///
/// # Errors
///
/// [`ReadError`], which names the field.
pub fn read(response: &str) -> Result<Query, ReadError> {
    let spoken = spoken(response);
    let text = plain(spoken, "query", 300)?.to_owned();
    ends_with(spoken, "query")?;
    Ok(Query { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_tells_what_the_solver_can_do() {
        let known = Condition {
            domain: "maps",
            skill: "counting",
            solved: Some(0.25),
            used: vec!["city map"],
        };
        let text = prompt(&known).unwrap();
        for part in ["maps", "counting", "25 %", "city map"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let new = Condition { solved: None, used: Vec::new(), ..known };
        assert!(!prompt(&new).unwrap().contains('%'));
    }

    #[test]
    fn a_query_is_read() {
        let read = read("<think>maps</think><query> tide tables of a harbour </query>");
        assert_eq!(read.unwrap().text, "tide tables of a harbour");
        let twice = super::read("<query>maps</query> and</query>");
        assert_eq!(twice, Err(ReadError::Tagged("query")));
        assert_eq!(super::read("<query>maps</query> 0 0"), Err(ReadError::Behind("query")));
    }
}
