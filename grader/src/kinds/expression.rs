//! An expression, an equation or an inequality.

use std::sync::Arc;

use super::{Grade, Kind, number, text};
use crate::canon::{self, Form};
use crate::read::relation::{self, Relation};
use crate::read::{algebra, quantity};
use crate::truth::Verdict;

/// The kind.
pub(super) const KIND: Kind = Kind {
    name: "expression",
    aliases: &["algebra", "latex", "math", "formula", "equation", "inequality"],
    infer: |text, _| {
        canon::is_symbolic(text)
            && matches!(canon::form(text, 0), Form::Expression(_) | Form::Relation(_))
    },
    build: |text, draft| {
        if let Some(relation) = relation::read(text) {
            let defined = text.split_once('=').filter(|(name, _)| name.trim().len() == 1);
            let value = defined.and_then(|(_, value)| keys(value));
            return Ok(Arc::new(Sides { relation, value }));
        }
        if quantity::read(text).is_some() {
            return (number::NUMBER.build)(text, draft);
        }
        match keys(text) {
            Some(keys) => Ok(Arc::new(Value(keys))),
            // What is no expression that we read is compared as a text.
            None => (text::KIND.build)(text, draft),
        }
    },
};

fn keys(text: &str) -> Option<[u64; 2]> {
    algebra::expression(text)?.value.keys()
}

struct Value([u64; 2]);

impl Grade for Value {
    fn grade(&self, answer: &str) -> Verdict {
        // "y = 2x + 1" answers what "2x + 1" answers.
        let defined = answer.split_once('=').filter(|(name, _)| name.trim().len() <= 4);
        let own = |(name, value): &(&str, &str)| value.contains(name.trim());
        if defined.as_ref().is_some_and(own) {
            return Verdict::wrong("an equation that is not solved");
        }
        let value = defined.map_or(answer, |(_, value)| value);
        match keys(value) {
            Some(keys) if keys == self.0 => Verdict::right("the same expression"),
            Some(_) => Verdict::wrong("another expression"),
            None => Verdict::wrong("no expression"),
        }
    }
}

struct Sides {
    relation: Relation,
    value: Option<[u64; 2]>,
}

impl Grade for Sides {
    fn grade(&self, answer: &str) -> Verdict {
        let same = relation::read(answer).is_some_and(|relation| relation == self.relation);
        if same {
            return Verdict::right("the same relation");
        }
        if self.value.is_some() && keys(answer) == self.value {
            return Verdict::right("the same right side");
        }
        Verdict::wrong("another relation")
    }
}
