//! The percentile bootstrap of a mean (Efron 1979): means of samples drawn with
//! replacement, the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Samples that are drawn.
pub const ROUNDS: usize = 4_000;
/// Left out on either side: what stays is 95 %.
const TAIL: f64 = 0.025;

/// Bounds between which 95 % of the resampled means lie. Values are whole, so that their
/// sum does not depend on their order; of no values it is 0 and 0.
pub(super) fn interval(values: &[i64], seed: u64) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut sums: Vec<i64> = (0..ROUNDS)
        .map(|_| values.iter().map(|_| values[below(&mut rng, values.len())]).sum())
        .collect();
    sums.sort_unstable();
    let mean = |share: f64| {
        let at = libm::round((ROUNDS - 1) as f64 * share) as usize;
        sums[at] as f64 / values.len() as f64
    };
    (mean(TAIL), mean(1.0 - TAIL))
}

/// A number below `end`; more likely than another by at most `end` in 2⁶⁴.
fn below(rng: &mut ChaCha8Rng, end: usize) -> usize {
    ((u128::from(rng.next_u64()) * end as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_coin_is_that_of_the_normal_law() {
        let values: Vec<i64> = (0..400).map(|at| at % 2).collect();
        let (low, high) = interval(&values, 7);
        // 1.96 * 0.5 / sqrt(400) = 0.049.
        assert!((low - 0.451).abs() < 0.006 && (high - 0.549).abs() < 0.006, "{low} {high}");
        assert_eq!((low, high), interval(&values, 7));
        assert_ne!((low, high), interval(&values[1..], 8));
    }

    #[test]
    fn what_never_varies_has_no_width() {
        assert_eq!(interval(&[1; 20], 1), (1.0, 1.0));
        assert_eq!(interval(&[], 1), (0.0, 0.0));
    }

    /// Of many samples of 50 from a coin that falls 7 times in 10, the share whose interval
    /// holds 0.7: a little below 95 %, as is known of small samples.
    #[test]
    fn the_truth_lies_within_about_as_often_as_promised() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let held = (0..100).filter(|round| {
            let sample: Vec<i64> = (0..50).map(|_| i64::from(below(&mut rng, 10) < 7)).collect();
            let (low, high) = interval(&sample, *round);
            low <= 0.7 && 0.7 <= high
        });
        let share = held.count() as f64 / 100.0;
        assert!((0.90..=0.98).contains(&share), "{share}");
    }
}
