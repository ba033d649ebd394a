//! Answers that one can guess: how often each family's commonest is right.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_datasets::AnswerCount;

/// Answers that are listed of a family.
const ANSWERS: usize = 5;

#[derive(Serialize)]
pub(super) struct Prior {
    pub questions: u64,
    answers: usize,
    pub blind: f64,
    commonest: Vec<(String, u64, f64)>,
}

pub(super) fn priors(answers: &[AnswerCount]) -> BTreeMap<String, Prior> {
    let mut families: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for row in answers {
        *families.entry(&row.family).or_default().entry(&row.answer).or_default() += row.count;
    }
    let prior = |(family, answers): (&str, BTreeMap<&str, u64>)| {
        let questions: u64 = answers.values().sum();
        let share = |count: u64| count as f64 / questions.max(1) as f64;
        let mut order: Vec<(&str, u64)> = answers.iter().map(|(a, n)| (*a, *n)).collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let first = order.first().map_or(0, |(_, count)| *count);
        let listed = order.iter().take(ANSWERS);
        let prior = Prior {
            questions,
            answers: order.len(),
            blind: share(first),
            commonest: listed.map(|(a, n)| ((*a).to_owned(), *n, share(*n))).collect(),
        };
        (family.to_owned(), prior)
    };
    families.into_iter().map(prior).collect()
}
