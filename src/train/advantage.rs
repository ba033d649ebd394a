//! Advantages: how much better a completion is than its group.
//!
//! With `r` the rewards, a group's completions side by side, and `s` the standard
//! deviation with `n - 1` in the divisor (TRL 1.16, `sum_then_normalize`):
//!
//! - `none`: `A = r - mean_group(r)` (Dr. GRPO, arXiv 2503.20783)
//! - `group`: the same over `s_group + 1e-4` (GRPO, arXiv 2402.03300, section 4.1.2)
//! - `batch`: the same over `s_batch + 1e-4` (Lite PPO, arXiv 2508.08221)
//!
//! A reward that is NaN could not be given: it takes no part in means and deviations and
//! its advantage is zero.

use serde::{Deserialize, Serialize};

use crate::error::{Result, TrainError};

/// What differences of rewards are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// The standard deviation of the group.
    #[default]
    Group,
    /// The standard deviation of all rewards.
    Batch,
    /// Nothing.
    None,
}

/// Keeps a group of nearly equal rewards from dividing by nearly zero.
const FLOOR: f64 = 1e-4;

/// Advantages of `rewards`, `group` of them at a time.
///
/// # Errors
///
/// [`TrainError::Setting`] where the rewards are not whole groups.
pub fn advantages(rewards: &[f64], group: usize, scaling: Scaling) -> Result<Vec<f64>> {
    if group == 0 || !rewards.len().is_multiple_of(group) {
        let what = format!("{} rewards are not whole groups of {group}", rewards.len());
        return Err(TrainError::Setting { name: "group", what });
    }
    let over_all = deviation(rewards);
    let of_group = |members: &[f64]| {
        let mean = mean(members);
        let scale = match scaling {
            Scaling::Group => deviation(members) + FLOOR,
            Scaling::Batch => over_all + FLOOR,
            Scaling::None => 1.0,
        };
        let one = move |r: &f64| if r.is_nan() { 0.0 } else { (r - mean) / scale };
        members.iter().map(one).collect::<Vec<_>>()
    };
    Ok(rewards.chunks(group).flat_map(of_group).collect())
}

fn given(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    values.iter().copied().filter(|v| !v.is_nan())
}

/// Mean of the values that are not NaN; zero of none.
pub(crate) fn mean(values: &[f64]) -> f64 {
    given(values).sum::<f64>() / given(values).count().max(1) as f64
}

/// Standard deviation of the values that are not NaN; zero of fewer than two.
pub(crate) fn deviation(values: &[f64]) -> f64 {
    let (count, mean) = (given(values).count(), mean(values));
    let squares: f64 = given(values).map(|v| (v - mean) * (v - mean)).sum();
    if count < 2 { 0.0 } else { libm::sqrt(squares / (count - 1) as f64) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_group_sums_to_zero_and_keeps_its_order(
            rewards in prop::collection::vec(-5.0f64..5.0, 8),
            scaling in prop::sample::select(vec![Scaling::Group, Scaling::Batch, Scaling::None]),
        ) {
            let found = advantages(&rewards, 4, scaling).unwrap();
            for (r, a) in rewards.chunks(4).zip(found.chunks(4)) {
                prop_assert!(a.iter().sum::<f64>().abs() < 1e-6 * (1.0 + a[0].abs()));
                for (i, j) in [(0, 1), (1, 2), (2, 3)] {
                    prop_assert!((r[i] < r[j]) == (a[i] < a[j]));
                }
            }
        }

        #[test]
        fn a_constant_added_to_a_group_changes_nothing(
            rewards in prop::collection::vec(0.0f64..1.0, 4), shift in -3.0f64..3.0,
        ) {
            let moved: Vec<f64> = rewards.iter().map(|r| r + shift).collect();
            let before = advantages(&rewards, 4, Scaling::Group).unwrap();
            for (a, b) in before.iter().zip(advantages(&moved, 4, Scaling::Group).unwrap()) {
                prop_assert!((a - b).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn equal_rewards_teach_nothing() {
        assert_eq!(advantages(&[1.0; 6], 3, Scaling::Group).unwrap(), [0.0; 6]);
    }

    #[test]
    fn a_reward_that_could_not_be_given_is_left_out() {
        let found = advantages(&[1.0, f64::NAN, 0.0, 1.0], 4, Scaling::None).unwrap();
        assert_eq!(found[1], 0.0);
        assert!((found[0] - 1.0 / 3.0).abs() < 1e-12);
        let none = advantages(&[f64::NAN; 2], 2, Scaling::Group).unwrap();
        assert_eq!(none, [0.0; 2]);
    }

    #[test]
    fn half_a_group_is_refused() {
        let error = advantages(&[1.0; 5], 2, Scaling::Group).unwrap_err().to_string();
        assert!(error.contains("5 rewards") && error.contains("groups of 2"), "{error}");
        assert!(advantages(&[], 0, Scaling::Group).is_err());
    }
}
