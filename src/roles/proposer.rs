//! The Proposer: from a topic to a concept, in six tagged fields.

use serde::{Deserialize, Serialize};
use synth_contracts::{Answer, Concept, ContentType, Question};

use crate::card::{Card, PromptError, Sampling};
use crate::tags::{ReadError, answer, field, spoken};

/// The role.
pub static CARD: Card = Card {
    name: "proposer",
    summary: "Invents a picture, a question that can be read off it, and a harder one.",
    sees: false,
    sampling: Sampling { temperature: 1.0, top_p: 0.99, max_tokens: 2048 },
    template: include_str!("prompts/proposer.txt"),
};

/// What it is given.
#[derive(Clone, Debug, Serialize)]
pub struct Assignment<'a> {
    /// What the picture shall be about.
    pub topic: &'a str,
    /// The kind of picture it shall be.
    pub content_type: &'a str,
}

/// What it answers, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The kind of picture; `other` if none was named.
    pub content_type: ContentType,
    /// What the picture shows.
    pub caption: String,
    /// Can be read off the picture.
    pub easy_question: String,
    /// Its answer.
    pub easy_answer: String,
    /// Takes several steps.
    pub hard_question: String,
    /// Its answer, as far as the Proposer knows.
    pub hard_answer: String,
}

/// The prompt for an assignment.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn prompt(assignment: &Assignment<'_>) -> Result<String, PromptError> {
    CARD.prompt(assignment)
}

/// Reads a response.
///
/// # Errors
///
/// [`ReadError`], which names the field.
pub fn read(response: &str) -> Result<Proposal, ReadError> {
    let text = spoken(response);
    let content_type = match field(text, "content_type", 40) {
        Ok(name) => content_type(name),
        Err(_) => ContentType::Other,
    };
    Ok(Proposal {
        content_type,
        caption: field(text, "caption", 6_000)?.to_owned(),
        easy_question: field(text, "easy_question", 1_000)?.to_owned(),
        easy_answer: answer(text, "easy_answer")?,
        hard_question: field(text, "hard_question", 1_000)?.to_owned(),
        hard_answer: answer(text, "hard_answer")?,
    })
}

/// The type of this name, however it is spelt; `Other` for one that is not known.
fn content_type(name: &str) -> ContentType {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let known = [
        ContentType::DataChart,
        ContentType::Diagram,
        ContentType::Geometry,
        ContentType::Timeline,
        ContentType::Map,
        ContentType::Table,
    ];
    known.into_iter().find(|kind| kind.name() == name).unwrap_or(ContentType::Other)
}

impl Proposal {
    /// The concept it describes, which nobody has proved.
    pub fn concept(self) -> Concept {
        let question = |text: String, answer: &str| {
            let answer = match answer.trim().parse() {
                Ok(value) => Answer::integer(value),
                Err(_) => Answer::text(answer.trim()),
            };
            Question { text, answer, evidence: Vec::new() }
        };
        Concept {
            content_type: self.content_type,
            caption: self.caption,
            easy: question(self.easy_question, &self.easy_answer),
            hard: question(self.hard_question, &self.hard_answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "<think>a chart</think>
<content_type>Data chart</content_type><caption>Bars, 3 km / h; A < B</caption>
<easy_question>How high is A?</easy_question><easy_answer>3</easy_answer>
<hard_question>How much do A and B differ?</hard_question><hard_answer>4.5 kg</hard_answer>";

    #[test]
    fn six_fields_are_read_as_they_stand() {
        let proposal = read(GOOD).unwrap();
        assert_eq!(proposal.content_type, ContentType::DataChart);
        assert_eq!(proposal.caption, "Bars, 3 km / h; A < B");
        let concept = proposal.concept();
        assert_eq!(concept.easy.answer, Answer::integer(3));
        assert_eq!(concept.hard.answer, Answer::text("4.5 kg"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let without = |tag: &str| read(&GOOD.replace(&format!("</{tag}>"), "")).unwrap_err();
        for tag in ["caption", "easy_question", "easy_answer", "hard_question", "hard_answer"] {
            assert!(without(tag).to_string().contains(tag), "{tag}");
        }
        let untyped = read(&GOOD.replace("content_type", "kind")).unwrap();
        assert_eq!(untyped.content_type, ContentType::Other);
    }

    #[test]
    fn the_prompt_names_topic_and_every_field() {
        let assignment = Assignment { topic: "tides", content_type: "timeline" };
        let prompt = prompt(&assignment).unwrap();
        assert!(prompt.contains("tides") && prompt.contains("timeline"));
        for tag in ["content_type", "caption", "easy_question", "easy_answer", "hard_question"] {
            assert!(prompt.contains(&format!("<{tag}>")), "{tag}");
        }
    }
}
