//! Two models over the same questions: the difference of their accuracies.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::accuracy::by_id;
use super::bootstrap::{self, ROUNDS};
use super::error::StatisticsError;
use super::mcnemar::mcnemar;
use super::table::{self, percent, points};
use super::{ALL, Outcome};

/// Two models in one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// The category, or [`ALL`].
    pub group: String,
    /// Questions.
    pub count: usize,
    /// The first model's accuracy.
    pub first: f64,
    /// The second's.
    pub second: f64,
    /// `second - first`.
    pub difference: f64,
    /// 95 % of the differences of resampled questions are not below.
    pub low: f64,
    /// And not above.
    pub high: f64,
    /// Questions that only the first got right.
    pub only_first: u64,
    /// Questions that only the second got right.
    pub only_second: u64,
    /// The p-value of [`mcnemar`]. No correction for several groups.
    pub p: f64,
}

/// Two models over all questions, then over each category by its name. Displays as a
/// table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first model's name.
    pub first: String,
    /// The second's.
    pub second: String,
    /// The seed of the intervals.
    pub seed: u64,
    /// Resamples of an interval.
    pub rounds: usize,
    /// The groups.
    pub groups: Vec<Paired>,
}

/// A model's name and its outcomes.
pub type Answered<'a> = (&'a str, &'a [Outcome]);

impl Comparison {
    /// Of outcomes in any order. Categories are the first model's.
    ///
    /// # Errors
    ///
    /// [`StatisticsError`], if the two did not answer the same questions, each once.
    pub fn of(first: Answered, second: Answered, seed: u64) -> Result<Self, StatisticsError> {
        let pairs = pairs(first, second)?;
        let mut groups: BTreeMap<&str, Vec<[bool; 2]>> = BTreeMap::new();
        for (category, pair) in &pairs {
            groups.entry(category).or_default().push(*pair);
        }
        let all: Vec<[bool; 2]> = pairs.iter().map(|(_, pair)| *pair).collect();
        let mut found = vec![paired(ALL, &all, seed)];
        found.extend(
            groups.iter().filter(|(n, _)| **n != ALL).map(|(name, p)| paired(name, p, seed)),
        );
        let (first, second) = (first.0.to_owned(), second.0.to_owned());
        Ok(Self { first, second, seed, rounds: ROUNDS, groups: found })
    }
}

/// The category of each question and whether each model was right.
fn pairs<'a>(
    first: Answered<'a>,
    second: Answered<'_>,
) -> Result<Vec<(&'a str, [bool; 2])>, StatisticsError> {
    let (ours, theirs) = (by_id(first.0, first.1)?, by_id(second.0, second.1)?);
    let unpaired = |id: &str, by: &str, not: &str| StatisticsError::Unpaired {
        id: id.to_owned(),
        by: by.to_owned(),
        not: not.to_owned(),
    };
    if let Some(id) = theirs.keys().find(|id| !ours.contains_key(*id)) {
        return Err(unpaired(id, second.0, first.0));
    }
    let pair = |(id, outcome): (&&str, &&'a Outcome)| {
        let other = theirs.get(*id).ok_or_else(|| unpaired(id, first.0, second.0))?;
        Ok((outcome.category.as_str(), [outcome.right, other.right]))
    };
    ours.iter().map(pair).collect()
}

fn paired(group: &str, pairs: &[[bool; 2]], seed: u64) -> Paired {
    let count = |wanted: [bool; 2]| pairs.iter().filter(|pair| **pair == wanted).count() as u64;
    let (both, only_first, only_second) =
        (count([true, true]), count([true, false]), count([false, true]));
    let differences: Vec<i64> = pairs.iter().map(|[a, b]| i64::from(*b) - i64::from(*a)).collect();
    let (low, high) = bootstrap::interval(&differences, seed);
    let share = |count: i64| count as f64 / pairs.len().max(1) as f64;
    Paired {
        group: group.to_owned(),
        count: pairs.len(),
        first: share((both + only_first) as i64),
        second: share((both + only_second) as i64),
        difference: share(only_second as i64 - only_first as i64),
        low,
        high,
        only_first,
        only_second,
        p: mcnemar(only_first, only_second),
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["group", "n", &self.first, &self.second, "difference", "95 % interval", "p"];
        let row = |p: &Paired| {
            [
                p.group.clone(),
                p.count.to_string(),
                percent(p.first),
                percent(p.second),
                points(p.difference),
                format!("{} to {}", points(p.low), points(p.high)),
                format!("{:.4}", p.p),
            ]
        };
        table::write(f, head, self.groups.iter().map(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(right: impl Fn(usize) -> bool) -> Vec<Outcome> {
        let outcome = |at: usize| Outcome {
            id: format!("q{at}"),
            category: ["chart", "angle"][at % 2].to_owned(),
            right: right(at),
        };
        (0..200).map(outcome).collect()
    }

    #[test]
    fn a_gain_is_found_and_its_pairs_are_counted() {
        let before = outcomes(|at| at % 4 == 0);
        let after = outcomes(|at| at % 4 == 0 || at % 10 == 1);
        let found = Comparison::of(("old", &before), ("new", &after), 1).unwrap();
        let all = &found.groups[0];
        assert_eq!((all.count, all.only_first, all.only_second), (200, 0, 20));
        assert!((all.difference - 0.1).abs() < 1e-12 && all.low > 0.05 && all.high < 0.15);
        assert!(all.p < 1e-5);
        let chart = found.groups.iter().find(|group| group.group == "chart").unwrap();
        assert_eq!((chart.difference, chart.low, chart.high, chart.p), (0.0, 0.0, 0.0, 1.0));
    }

    #[test]
    fn the_other_way_round_it_is_a_loss() {
        let (a, b) = (outcomes(|at| at % 3 == 0), outcomes(|at| at % 2 == 0));
        let there = Comparison::of(("a", &a), ("b", &b), 1).unwrap().groups.remove(0);
        let back = Comparison::of(("b", &b), ("a", &a), 1).unwrap().groups.remove(0);
        assert_eq!((there.difference, there.p), (-back.difference, back.p));
        assert_eq!(there.low, -back.high);
    }

    #[test]
    fn other_questions_are_refused_in_words() {
        let (a, mut b) = (outcomes(|_| true), outcomes(|_| false));
        b.reverse();
        assert!(Comparison::of(("a", &a), ("b", &b), 1).is_ok());
        b.pop();
        let fault = Comparison::of(("a", &a), ("b", &b), 1).unwrap_err().to_string();
        assert!(fault.contains("\"q0\" was answered by a and not by b"), "{fault}");
        let fault = Comparison::of(("b", &b), ("a", &a), 1).unwrap_err().to_string();
        assert!(fault.contains("answered by a and not by b"), "{fault}");
    }

    #[test]
    fn json_and_table() {
        let (a, b) = (outcomes(|at| at % 3 == 0), outcomes(|at| at % 2 == 0));
        let found = Comparison::of(("base", &a), ("trained", &b), 1).unwrap();
        let json = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Comparison>(&json).unwrap(), found);
        let table = found.to_string();
        assert!(table.lines().next().unwrap().contains("base  trained  difference"), "{table}");
        assert!(table.contains("+16.5"), "{table}");
    }
}
