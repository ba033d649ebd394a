//! Majority votes: answers to one question, clustered by their form.

use std::collections::BTreeMap;

use crate::canon::{self, Form, Magnitude, Reading};
use crate::read::quantity::Quantity;
use crate::read::unit::Unit;
use crate::value::{Rat, Real};

/// Answers to one question, clustered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The clusters as places in the list of answers: the largest first, of equally
    /// large ones the one that was answered first.
    pub clusters: Vec<Vec<usize>>,
    /// The places of answers that say nothing.
    pub blank: Vec<usize>,
}

impl Vote {
    /// The place of an answer that most agree with; none if nobody answered.
    pub fn winner(&self) -> Option<usize> {
        self.clusters.first().and_then(|cluster| cluster.first()).copied()
    }

    /// The winner's share of all answers, blank ones among them; 0 without any.
    pub fn share(&self) -> f64 {
        let all: usize = self.clusters.iter().map(Vec::len).sum::<usize>() + self.blank.len();
        self.clusters.first().map_or(0.0, |first| first.len() as f64 / all as f64)
    }
}

/// Clusters the answers to one question.
///
/// Equality is that of [`Canonical`](crate::Canonical), with what the answers tell
/// together: where some name a unit, bare numbers are in the one that most name;
/// where some are in percent and none has a unit, bare numbers above 1 are percent;
/// where one fraction rounds to a decimal, the decimal is that fraction. All three
/// change an answer's form by itself, so clusters are classes, whatever the order.
pub fn vote<S: AsRef<str>>(answers: &[S]) -> Vote {
    let readings: Vec<Reading> = answers.iter().map(|a| canon::read(a.as_ref())).collect();
    let context = Context::of(&readings);
    let mut classes: BTreeMap<Form, Vec<usize>> = BTreeMap::new();
    for (at, reading) in readings.iter().enumerate() {
        classes.entry(context.form(reading)).or_default().push(at);
    }
    let blank = classes.remove(&Form::Blank).unwrap_or_default();
    let mut clusters: Vec<Vec<usize>> = classes.into_values().collect();
    clusters.sort_by_key(|cluster| (usize::MAX - cluster.len(), cluster[0]));
    Vote { clusters, blank }
}

/// What the answers tell about the question.
struct Context {
    unit: Option<(Option<Unit>, Option<String>)>,
    percent: bool,
    fractions: Vec<Rat>,
}

impl Context {
    fn of(readings: &[Reading]) -> Self {
        let quantities = || readings.iter().filter_map(|reading| reading.quantity.as_ref());
        let mut units: Vec<(usize, Option<Unit>, Option<String>)> = Vec::new();
        for q in quantities().filter(|q| q.unit.is_some() || q.noun.is_some()) {
            match units.iter_mut().find(|(_, unit, noun)| *unit == q.unit && *noun == q.noun) {
                Some(known) => known.0 += 1,
                None => units.push((1, q.unit, q.noun.clone())),
            }
        }
        let most = units.iter().map(|(count, ..)| *count).max();
        let unit = units.into_iter().find(|(count, ..)| Some(*count) == most);
        let endless = |q: &Quantity| q.value.as_rat().filter(|value| !value.terminates());
        let mut fractions: Vec<Rat> = quantities().filter_map(endless).collect();
        fractions.sort_unstable();
        fractions.dedup();
        Self {
            percent: unit.is_none() && quantities().any(|q| q.percent),
            unit: unit.map(|(_, unit, noun)| (unit, noun)),
            fractions,
        }
    }

    fn form(&self, reading: &Reading) -> Form {
        let Some(quantity) = &reading.quantity else { return reading.form.clone() };
        let mut quantity = quantity.clone();
        if let Some(fraction) = self.fraction(&quantity) {
            quantity.value = Real::exact(fraction);
        }
        let bare = quantity.unit.is_none() && quantity.noun.is_none() && !quantity.percent;
        if let (true, Some((unit, noun))) = (bare, &self.unit) {
            quantity.unit = *unit;
            quantity.noun.clone_from(noun);
        } else if bare && self.percent && quantity.value.approx().abs() > 1.0 {
            quantity.percent = true;
        }
        canon::magnitude(&quantity).unwrap_or_else(|| reading.form.clone())
    }

    /// The one fraction among the answers that this decimal rounds.
    fn fraction(&self, quantity: &Quantity) -> Option<Rat> {
        let decimals = quantity.decimals.filter(|decimals| *decimals >= 2)?;
        let half = 0.5 * libm::pow(10.0, -f64::from(decimals));
        let value = quantity.value.approx();
        let near = |fraction: &&Rat| libm::fabs(fraction.to_f64() - value) <= half * (1.0 + 1e-9);
        let mut found = self.fractions.iter().filter(near);
        found.next().filter(|_| found.next().is_none()).copied()
    }
}

impl Magnitude {
    #[cfg(test)]
    pub(crate) fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_class_wins_and_the_first_answer_breaks_ties() {
        let votes = vote(&["4", "four", "5", "", "4.0", "five", "N/A"]);
        assert_eq!(votes.clusters, [vec![0, 1, 4], vec![2, 5]]);
        assert_eq!(votes.blank, [3, 6]);
        assert_eq!(votes.winner(), Some(0));
        assert!((votes.share() - 3.0 / 7.0).abs() < 1e-12);
        assert_eq!(vote(&["b", "a"]).winner(), Some(0));
        assert_eq!(vote::<&str>(&[]).winner(), None);
    }

    #[test]
    fn the_answers_tell_the_unit_together() {
        assert_eq!(vote(&["12", "12 cm", "120 mm", "12 kg"]).clusters.len(), 2);
        assert_eq!(vote(&["12", "12 cm", "12 cm", "12 kg"]).clusters[0], [0, 1, 2]);
        assert_eq!(vote(&["85", "85%", "0.85"]).clusters.len(), 1);
        assert_eq!(vote(&["1/3", "0.33", "0.333", "0.34"]).clusters[0], [0, 1, 2]);
        assert_eq!(vote(&["3 apples", "3", "three apples"]).clusters.len(), 1);
    }

    #[test]
    fn answers_that_share_a_syllable_are_apart() {
        assert_eq!(vote(&["piano key", "casino chip"]).clusters.len(), 2);
        assert_eq!(vote(&["Casino 5", "Mono 1"]).clusters.len(), 2);
        assert!(matches!(canon::read("5").form, Form::Number(m, ..) if m.is_exact()));
    }
}
