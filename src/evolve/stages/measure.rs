//! What a role earns before and after its training, by the same candidates' prompts.
//!
//! A role that earns certainly less afterwards goes on as it was: what is learnt from a few
//! hard prompts can cost more than it brings, and all that comes after would pay for it.

use std::path::Path;

use serde::{Deserialize, Serialize};
use synth_course::Interval;
use synth_train::run::Metrics;

use super::Context;
use super::training::{Judged, shares, undo};
use crate::error::Result;
use crate::event::Event;
use crate::folder::Draft;
use crate::role::Role;
use crate::settings::Regression;

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
    /// Whether it was undone, since the role earned certainly less afterwards.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
}

impl Measure {
    /// Of judged candidates, whose rewards are taken as independent.
    pub fn of(judged: &[Judged]) -> Self {
        let rewards: Vec<f64> =
            judged.iter().filter_map(|one| Some(one.reward.as_ref()?.total())).collect();
        Self { reward: interval(&rewards), shares: shares(judged) }
    }
}

/// Measures a role before and after its training, writes both beside the stage's candidates,
/// and undoes what was certainly for the worse, unless a run goes on all the same.
/// `earned` is what a version of the role earns, on the same prompts in the same order.
pub fn settle(
    context: &Context<'_>,
    draft: &Draft,
    role: Role,
    earned: impl Fn(Option<&Path>) -> Result<Vec<Judged>>,
) -> Result<()> {
    let before = earned(context.before(role).as_deref())?;
    let after = earned(Some(&draft.folder().join("adapter")))?;
    for (name, judged) in [("before.jsonl", &before), ("after.jsonl", &after)] {
        draft.lines(name, &judged.iter().map(Judged::logged).collect::<Vec<_>>())?;
    }
    let undone =
        context.settings.regression != Regression::GoOn && is_certainly_worse(&before, &after);
    if undone {
        undo(context, draft, role)?;
    }
    let gain = Gain { before: Measure::of(&before), after: Measure::of(&after), undone };
    draft.json("gain.json", &gain)?;
    context.tell(Event::Gain { iteration: context.iteration, role, gain: &gain });
    Ok(())
}

/// Whether the whole 95 % interval of the paired difference lies below nought.
fn is_certainly_worse(before: &[Judged], after: &[Judged]) -> bool {
    let total = |one: &Judged| Some(one.reward.as_ref()?.total());
    let pairs = before.iter().zip(after);
    let differences: Vec<f64> =
        pairs.filter_map(|(before, after)| Some(total(after)? - total(before)?)).collect();
    differences.len() > 1 && interval(&differences).high < 0.0
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
    use synth_rewards::Breakdown;

    use super::*;

    #[test]
    fn only_what_is_certainly_worse_is_undone() {
        let earned = |values: &[f64]| -> Vec<Judged> {
            let judged = |value: &f64| Judged {
                reward: (!value.is_nan()).then(|| Breakdown::of([("read", *value)])),
                ..Judged::default()
            };
            values.iter().map(judged).collect()
        };
        let worse =
            |before: &[f64], after: &[f64]| is_certainly_worse(&earned(before), &earned(after));
        assert!(worse(&[1.0, 0.9, 1.0, 0.8], &[0.5, 0.4, 0.6, 0.2]));
        assert!(!worse(&[0.5, 0.4, 0.6, 0.2], &[1.0, 0.9, 1.0, 0.8]));
        assert!(!worse(&[1.0, 0.0, 1.0, 0.0], &[0.0, 1.0, 1.0, 0.0]));
        // Who could not be judged before or after says nothing, and one alone little.
        assert!(!worse(&[1.0, f64::NAN, 1.0], &[f64::NAN, 0.0, 0.0]));
        assert!(!worse(&[], &[]));
    }

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
