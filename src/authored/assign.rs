//! What a Proposer is asked for: a topic and a kind of picture, drawn by chance from two
//! lists, so that a corpus is as varied as the lists and not as the model's first idea.

use serde_json::{Value, json};
use synth_contracts::{Commission, Digest, Stream};
use synth_roles::proposer;

const TOPICS: &str = include_str!("topics.txt");
const KINDS: &str = include_str!("kinds.txt");

/// A topic and a kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// What the picture shall be about.
    pub topic: &'static str,
    /// The kind of picture it shall be.
    pub kind: &'static str,
}

impl Assignment {
    /// The assignment of the candidate that `stream` names.
    pub fn draw(stream: &Stream) -> Self {
        let mut rng = stream.child("assignment").rng();
        let mut of = |list: &'static str| {
            let all: Vec<&str> = list.lines().collect();
            *rng.choose(&all)
        };
        Self { topic: of(TOPICS), kind: of(KINDS) }
    }

    /// What the Proposer's prompt is about.
    pub fn input(&self) -> proposer::Assignment<'static> {
        proposer::Assignment { topic: self.topic, content_type: self.kind }
    }

    /// As it stands in provenance.
    pub fn commission(&self) -> Commission {
        Commission::Topic { topic: self.topic.to_owned(), kind: self.kind.to_owned() }
    }
}

/// What stands for both lists in a run's configuration.
pub fn lists() -> Value {
    let digest = Digest::of_parts("assignments", [TOPICS.as_bytes(), KINDS.as_bytes()]);
    json!(digest)
}

/// How many topics and kinds there are.
pub fn counts() -> (usize, usize) {
    (TOPICS.lines().count(), KINDS.lines().count())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lists_are_clean_and_every_entry_comes_up() {
        for list in [TOPICS, KINDS] {
            let all: BTreeSet<&str> = list.lines().collect();
            assert_eq!(all.len(), list.lines().count());
            assert!(all.iter().all(|entry| !entry.is_empty() && entry.trim() == *entry));
        }
        let drawn: Vec<_> =
            (0..4_000).map(|index| Assignment::draw(&Stream::root(1).index(index))).collect();
        let topics: BTreeSet<_> = drawn.iter().map(|drawn| drawn.topic).collect();
        let kinds: BTreeSet<_> = drawn.iter().map(|drawn| drawn.kind).collect();
        assert_eq!((topics.len(), kinds.len()), counts());
    }
}
