//! What a role earns before and after its training, by the same candidates' prompts.

use serde::{Deserialize, Serialize};
use synth_course::Interval;
use synth_train::run::Metrics;

use super::training::{Judged, shares};
use crate::error::Result;
use crate::folder::Draft;

/// What a role earned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Mean reward of the candidates that could be judged, with its 95 % interval.
    pub reward: Interval,
    /// Shares of all candidates, and the means of the terms.
    pub shares: Metrics,
}

/// A role's rewards before and after its training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Before.
    pub before: Measure,
    /// After.
    pub after: Measure,
}

impl Measure {
    /// Of judged candidates, whose rewards are taken as independent.
    pub fn of(judged: &[Judged]) -> Self {
        let rewards: Vec<f64> =
            judged.iter().filter_map(|one| Some(one.reward.as_ref()?.total())).collect();
        Self { reward: interval(&rewards), shares: shares(judged) }
    }
}

impl Gain {
    /// Measures both, and writes the candidates beside the stage's.
    pub fn of(draft: &Draft, before: &[Judged], after: &[Judged]) -> Result<Self> {
        for (name, judged) in [("before.jsonl", before), ("after.jsonl", after)] {
            draft.lines(name, &judged.iter().map(Judged::logged).collect::<Vec<_>>())?;
        }
        let gain = Self { before: Measure::of(before), after: Measure::of(after) };
        draft.json("gain.json", &gain)?;
        Ok(gain)
    }
}

/// The mean and its normal interval; all noughts without values.
pub fn interval(values: &[f64]) -> Interval {
    let count = values.len();
    if count == 0 {
        return Interval::default();
    }
    let mean = values.iter().sum::<f64>() / count as f64;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let variance = if count < 2 { 0.0 } else { squares / (count - 1) as f64 };
    let reach = 1.96 * libm::sqrt(variance / count as f64);
    Interval { mean, low: mean - reach, high: mean + reach, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_lies_around_the_mean_of_what_was_judged() {
        let found = interval(&[1.0, 0.0, 1.0, 0.0]);
        let reach = 1.96 * libm::sqrt(1.0 / 3.0 / 4.0);
        assert_eq!((found.mean, found.count), (0.5, 4));
        assert!((found.high - 0.5 - reach).abs() < 1e-12);
        assert_eq!(interval(&[]), Interval::default());
        let mute = Judged { shares: vec![("rendered", 1.0)], ..Judged::default() };
        let measure = Measure::of(&[mute]);
        assert_eq!(measure.reward.count, 0);
        assert_eq!((measure.shares["judged"], measure.shares["rendered"]), (0.0, 1.0));
    }
}
