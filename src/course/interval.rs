//! How sure a mean is: percentile bootstrap, the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::{Deserialize, Serialize};

/// Samples that are drawn with replacement.
const ROUNDS: usize = 2_000;

/// A mean with its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// 2.5 % of the means of resamples are below.
    pub low: f64,
    /// 2.5 % are above.
    pub high: f64,
    /// How many values.
    pub count: usize,
}

impl Interval {
    /// Of values; of none it is 0 to 1.
    pub fn of(values: &[f64]) -> Self {
        let count = values.len();
        if count == 0 {
            return Self { mean: 0.0, low: 0.0, high: 1.0, count };
        }
        let mut rng = ChaCha8Rng::seed_from_u64(count as u64);
        let mut means: Vec<f64> = (0..ROUNDS)
            .map(|_| (0..count).map(|_| values[below(&mut rng, count)]).sum::<f64>() / count as f64)
            .collect();
        means.sort_by(f64::total_cmp);
        let at = |share: f64| means[((ROUNDS - 1) as f64 * share) as usize];
        let mean = values.iter().sum::<f64>() / count as f64;
        Self { mean, low: at(0.025), high: at(0.975), count }
    }

    /// Of the differences `after - before`, pair by pair.
    pub fn of_differences(before: &[f64], after: &[f64]) -> Self {
        let differences: Vec<f64> = before.iter().zip(after).map(|(b, a)| a - b).collect();
        Self::of(&differences)
    }
}

/// A number below `end`; the bias of the product is below 2⁻³² of it.
fn below(rng: &mut ChaCha8Rng, end: usize) -> usize {
    ((u64::from(rng.next_u32()) * end as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_coin_is_that_of_the_normal_law() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let found = Interval::of(&values);
        assert_eq!(found.mean, 0.5);
        // 1.96 * 0.5 / sqrt(400) = 0.049.
        assert!((found.low - 0.451).abs() < 0.006 && (found.high - 0.549).abs() < 0.006);
        assert_eq!(found, Interval::of(&values));
    }

    #[test]
    fn pairs_are_surer_than_two_samples() {
        let before: Vec<f64> = (0..200).map(|i| f64::from(u8::from(i % 2 == 0))).collect();
        let mut after = before.clone();
        (0..40).for_each(|i| after[2 * i + 1] = 1.0);
        let found = Interval::of_differences(&before, &after);
        assert!((found.mean - 0.2).abs() < 1e-12 && found.low > 0.1);
    }

    #[test]
    fn nothing_known_is_anything() {
        assert_eq!(Interval::of(&[]), Interval { mean: 0.0, low: 0.0, high: 1.0, count: 0 });
    }
}
