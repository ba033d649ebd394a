//! A word or a phrase.

use std::sync::Arc;

use super::{Grade, Kind};
use crate::canon::{self, Form};
use crate::read::{alias, label, predicate, quantity, text};
use crate::truth::{Draft, Verdict};

/// The kind. What a text is of its own accord (a number, a date) counts too.
pub(super) const KIND: Kind = Kind {
    name: "text",
    aliases: &["string", "word", "phrase", "short-answer", "open"],
    infer: |_, _| true,
    build: |text, draft| {
        // Where no kind is named, inference came here because nothing else fits.
        if draft.kind.is_none() {
            return Ok(Arc::new(Text::new(text, None)));
        }
        let inferred =
            super::infer(text, &Draft { truth: draft.truth.clone(), ..Draft::default() });
        let other =
            if inferred.name == KIND.name { None } else { Some(super::by_inference(text)?) };
        Ok(Arc::new(Text::new(text, other)))
    },
};

/// A phrase by its form and by its words.
pub(super) struct Text {
    form: Form,
    key: String,
    other: Option<Arc<dyn Grade>>,
}

impl Text {
    pub(super) fn new(text: &str, other: Option<Arc<dyn Grade>>) -> Self {
        Self { form: canon::form(text, 0), key: key(text), other }
    }

    /// Whether the answer has the same words or the same form.
    pub(super) fn is(&self, answer: &str) -> bool {
        (!self.key.is_empty() && key(answer) == self.key) || canon::form(answer, 0) == self.form
    }
}

fn key(text: &str) -> String {
    alias::settle(text::key(text))
}

impl Grade for Text {
    fn grade(&self, answer: &str) -> Verdict {
        let ratio = || self.key.contains(':') && key(&answer.replace(" to ", ":")) == self.key;
        if self.is(answer) || ratio() {
            return Verdict::right("the same words");
        }
        if let Some(verdict) = self.other.as_ref().map(|other| other.grade(answer))
            && verdict.is_right()
        {
            return verdict;
        }
        let subject = predicate::subject(answer).filter(|subject| key(subject) == self.key);
        if subject.is_some() || without_aside(answer).is_some_and(|head| key(head) == self.key) {
            return Verdict::right("the same words, with more said of them");
        }
        // "point C" names C.
        let letter = label::behind_noun(answer).map(|c| c.to_ascii_lowercase().to_string());
        if letter.is_some_and(|letter| letter == self.key) {
            return Verdict::right("the same letter");
        }
        Verdict::wrong("other words")
    }
}

/// The answer without a number in parentheses behind it: `Mill Lane (142 kg)`.
fn without_aside(answer: &str) -> Option<&str> {
    let (head, aside) = answer.strip_suffix(')')?.rsplit_once('(')?;
    let number = quantity::read(aside.trim_start_matches(['=', '~', '≈', ' '])).is_some();
    (number && head.len() > 2).then(|| head.trim())
}
