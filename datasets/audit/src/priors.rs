//! How well one does without looking.

use std::collections::BTreeMap;

use serde::Serialize;

/// Most answers that are listed of a group.
const LISTED: usize = 5;

/// An answer and how often it is the right one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The answer, normalised.
    pub answer: String,
    /// How many questions have it.
    pub count: u64,
    /// As a share of the group's questions.
    pub share: f64,
}

/// The answers of a group of questions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prior {
    /// Family and tier, or whatever the corpus calls its groups.
    pub group: String,
    /// How many questions it has.
    pub questions: u64,
    /// How many different answers.
    pub answers: u64,
    /// The share right of whoever always gives the commonest answer.
    pub blind: f64,
    /// The commonest answers, the most common first.
    pub commonest: Vec<Share>,
}

/// Answers as they are counted.
#[derive(Default)]
pub(crate) struct Counts(BTreeMap<String, BTreeMap<String, u64>>);

impl Counts {
    pub(crate) fn add(&mut self, group: &str, answer: &str) {
        let answers = self.0.entry(group.to_owned()).or_default();
        *answers.entry(answer.to_owned()).or_default() += 1;
    }

    /// By group, those where guessing pays most first.
    pub(crate) fn priors(&self) -> Vec<Prior> {
        let mut all: Vec<Prior> =
            self.0.iter().map(|(group, answers)| Prior::of(group, answers)).collect();
        all.sort_by(|a, b| b.blind.total_cmp(&a.blind).then_with(|| a.group.cmp(&b.group)));
        all
    }
}

impl Prior {
    fn of(group: &str, counts: &BTreeMap<String, u64>) -> Self {
        let questions: u64 = counts.values().sum();
        let mut order: Vec<(&String, &u64)> = counts.iter().collect();
        order.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        let share = |count: u64| count as f64 / questions.max(1) as f64;
        let commonest = order.iter().take(LISTED).map(|(answer, count)| Share {
            answer: (*answer).clone(),
            count: **count,
            share: share(**count),
        });
        Self {
            group: group.to_owned(),
            questions,
            answers: counts.len() as u64,
            blind: order.first().map_or(0.0, |(_, count)| share(**count)),
            commonest: commonest.collect(),
        }
    }
}

/// The share right of whoever knows each group's commonest answer.
pub(crate) fn blind(priors: &[Prior]) -> f64 {
    let all: u64 = priors.iter().map(|prior| prior.questions).sum();
    let right: u64 =
        priors.iter().filter_map(|prior| prior.commonest.first()).map(|s| s.count).sum();
    right as f64 / all.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_answer_is_the_blind_guess() {
        let mut counts = Counts::default();
        for (group, answer) in [("a", "1"), ("a", "1"), ("a", "2"), ("a", "3"), ("b", "yes")] {
            counts.add(group, answer);
        }
        let priors = counts.priors();
        let found: Vec<_> = priors.iter().map(|p| (p.group.as_str(), p.blind)).collect();
        assert_eq!(found, [("b", 1.0), ("a", 0.5)]);
        assert_eq!(blind(&priors), 0.6);
        assert_eq!(priors[1].commonest[0].answer, "1");
    }
}
