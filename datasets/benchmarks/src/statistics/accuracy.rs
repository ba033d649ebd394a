//! One model's accuracy, by group.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::bootstrap::{self, ROUNDS};
use super::error::StatisticsError;
use super::table::{self, percent};
use super::{ALL, Outcome};

/// The share of right answers in a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// The category, or [`ALL`].
    pub group: String,
    /// Questions.
    pub count: usize,
    /// Right answers.
    pub right: usize,
    /// `right / count`.
    pub accuracy: f64,
    /// 95 % of the accuracies of resamples are not below.
    pub low: f64,
    /// And not above.
    pub high: f64,
}

/// The accuracy over all questions, then over each category by its name. Displays as a
/// table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accuracies {
    /// The model's name.
    pub model: String,
    /// The seed of the intervals.
    pub seed: u64,
    /// Resamples of an interval.
    pub rounds: usize,
    /// The groups. A group whose answers are all right, or all wrong, has an interval
    /// without width: resamples cannot show what was never seen.
    pub groups: Vec<Accuracy>,
}

impl Accuracies {
    /// Of outcomes in any order.
    ///
    /// # Errors
    ///
    /// [`StatisticsError::Twice`].
    pub fn of(model: &str, outcomes: &[Outcome], seed: u64) -> Result<Self, StatisticsError> {
        let sorted = by_id(model, outcomes)?;
        let mut groups: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for outcome in sorted.values() {
            let value = i64::from(outcome.right);
            groups.entry(&outcome.category).or_default().push(value);
        }
        let all: Vec<i64> = sorted.values().map(|outcome| i64::from(outcome.right)).collect();
        let mut found = vec![accuracy(ALL, &all, seed)];
        // A benchmark without categories has one that is called as the whole.
        found.extend(
            groups.iter().filter(|(n, _)| **n != ALL).map(|(name, v)| accuracy(name, v, seed)),
        );
        Ok(Self { model: model.to_owned(), seed, rounds: ROUNDS, groups: found })
    }
}

fn accuracy(group: &str, values: &[i64], seed: u64) -> Accuracy {
    let right = values.iter().filter(|value| **value == 1).count();
    let (low, high) = bootstrap::interval(values, seed);
    let accuracy = right as f64 / values.len().max(1) as f64;
    Accuracy { group: group.to_owned(), count: values.len(), right, accuracy, low, high }
}

/// Outcomes in one order.
pub(super) fn by_id<'o>(
    model: &str,
    outcomes: &'o [Outcome],
) -> Result<BTreeMap<&'o str, &'o Outcome>, StatisticsError> {
    let mut sorted = BTreeMap::new();
    for outcome in outcomes {
        if sorted.insert(outcome.id.as_str(), outcome).is_some() {
            let (id, model) = (outcome.id.clone(), model.to_owned());
            return Err(StatisticsError::Twice { id, model });
        }
    }
    Ok(sorted)
}

impl fmt::Display for Accuracies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["group", "n", "right", "accuracy", "95 % interval"];
        let row = |a: &Accuracy| {
            let interval = format!("{} to {}", percent(a.low), percent(a.high));
            [
                a.group.clone(),
                a.count.to_string(),
                a.right.to_string(),
                percent(a.accuracy),
                interval,
            ]
        };
        table::write(f, head, self.groups.iter().map(row))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outcomes() -> Vec<Outcome> {
        let outcome = |at: usize| Outcome {
            id: format!("q{at}"),
            category: ["chart", "angle"][at % 2].to_owned(),
            right: at.is_multiple_of(3) || at % 2 == 1,
        };
        (0..60).map(outcome).collect()
    }

    #[test]
    fn groups_are_counted() {
        let found = Accuracies::of("ours", &outcomes(), 1).unwrap();
        let counts: Vec<(&str, usize, usize)> =
            found.groups.iter().map(|a| (a.group.as_str(), a.count, a.right)).collect();
        assert_eq!(counts, [("all", 60, 40), ("angle", 30, 30), ("chart", 30, 10)]);
        let chart = &found.groups[2];
        assert!(chart.low < chart.accuracy && chart.accuracy < chart.high);
    }

    #[test]
    fn json_and_table() {
        let found = Accuracies::of("ours", &outcomes(), 1).unwrap();
        let json = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Accuracies>(&json).unwrap(), found);
        let table = found.to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[0], "group   n  right  accuracy       95 % interval");
        assert_eq!(lines[2], "angle  30     30   100.0 %  100.0 % to 100.0 %");
    }

    #[test]
    fn nothing_and_the_same_question_twice() {
        assert_eq!(Accuracies::of("ours", &[], 1).unwrap().groups[0].count, 0);
        let twice = [outcomes(), outcomes()].concat();
        let fault = Accuracies::of("ours", &twice, 1).unwrap_err().to_string();
        assert!(fault.contains("\"q0\"") && fault.contains("ours"), "{fault}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn the_order_of_outcomes_does_not_matter(order in Just(outcomes()).prop_shuffle()) {
            let expected = Accuracies::of("ours", &outcomes(), 5).unwrap();
            prop_assert_eq!(Accuracies::of("ours", &order, 5).unwrap(), expected);
        }
    }
}
