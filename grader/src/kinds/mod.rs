//! The kinds of answers: one file each, one line in [`KINDS`].

mod choice;
mod date;
mod expression;
mod list;
mod number;
mod text;
mod time;
mod yes_no;

use std::sync::Arc;

use crate::truth::{Draft, Verdict};

/// A kind of answer.
#[derive(Debug)]
pub struct Kind {
    /// Its name in records.
    pub name: &'static str,
    /// Other names that people give it.
    pub aliases: &'static [&'static str],
    /// Whether a cleaned text without a kind is of this one.
    pub(crate) infer: fn(&str, &Draft) -> bool,
    /// Makes the grader for a truth, from its cleaned text; or says what is missing.
    pub(crate) build: fn(&str, &Draft) -> Built,
}

/// A grader, or what the truth lacks.
pub(crate) type Built = Result<Arc<dyn Grade>, String>;

/// Grades cleaned answers against one truth.
pub(crate) trait Grade: Send + Sync {
    /// Whether the answer is right.
    fn grade(&self, answer: &str) -> Verdict;
}

/// Every kind. A text without a kind is of the first that it can be read as.
pub static KINDS: [Kind; 10] = [
    choice::KIND,
    yes_no::KIND,
    time::KIND,
    date::KIND,
    number::INTEGER,
    number::NUMBER,
    list::SET,
    list::SEQUENCE,
    expression::KIND,
    text::KIND,
];

/// The kind of this name.
pub(crate) fn find(name: &str) -> Option<&'static Kind> {
    let name = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    KINDS.iter().find(|kind| kind.name == name || kind.aliases.contains(&name.as_str()))
}

/// The kind that a cleaned text is of.
pub(crate) fn infer(text: &str, draft: &Draft) -> &'static Kind {
    KINDS.iter().find(|kind| (kind.infer)(text, draft)).unwrap_or(&KINDS[KINDS.len() - 1])
}

/// All names, for messages.
pub(crate) fn names() -> String {
    KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}

/// The grader of a text by the kind that it seems to be of, lists of options aside.
pub(crate) fn by_inference(text: &str) -> Built {
    let draft = Draft { truth: text.to_owned(), ..Draft::default() };
    (infer(text, &draft).build)(text, &draft)
}
