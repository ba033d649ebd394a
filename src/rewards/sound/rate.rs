//! What votes say of a rate.

use crate::votes::share;

/// Right answers among so many. The posterior of the rate behind them, from a uniform
/// prior, is Beta(1 + right, 1 + wrong).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    right: u32,
    asked: u32,
}

impl Rate {
    /// Of counts; no more are right than were asked for.
    pub fn new(right: u32, asked: u32) -> Self {
        Self { right: right.min(asked), asked }
    }

    /// How many were asked for.
    pub fn asked(self) -> u32 {
        self.asked
    }

    /// The raw share; 0 without any.
    pub fn share(self) -> f64 {
        share(self.right, self.asked)
    }

    fn beta(self) -> (f64, f64) {
        (f64::from(self.right) + 1.0, f64::from(self.asked - self.right) + 1.0)
    }

    /// The rate's expectation.
    pub fn mean(self) -> f64 {
        let (a, b) = self.beta();
        a / (a + b)
    }

    /// The rate's standard deviation.
    pub fn deviation(self) -> f64 {
        let (a, b) = self.beta();
        libm::sqrt(a * b / ((a + b) * (a + b) * (a + b + 1.0)))
    }

    /// The expectation of `4 p (1 - p)`: 0 to 1, largest where half is right. This is the
    /// variance of a reward of 0 or 1, hence what a group of rollouts can teach.
    pub fn frontier(self) -> f64 {
        let (a, b) = self.beta();
        4.0 * a * b / ((a + b) * (a + b + 1.0))
    }

    /// The probability that this rate is above the other: for whole `a`, with
    /// `X ~ Beta(a, b)` and `Y ~ Beta(c, d)`,
    /// `P(X > Y) = Σ_{i<a} B(c + i, b + d) / ((b + i) B(1 + i, b) B(c, d))`.
    pub fn above(self, other: Self) -> f64 {
        let ((a, b), (c, d)) = (self.beta(), other.beta());
        let mut sum = 0.0;
        let mut i = 0.0;
        while i < a {
            let log = ln_beta(c + i, b + d) - libm::log(b + i) - ln_beta(1.0 + i, b);
            sum += libm::exp(log - ln_beta(c, d));
            i += 1.0;
        }
        sum.clamp(0.0, 1.0)
    }
}

fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// How many further votes to ask for; `None` once the rate is known to within
/// `deviation`, or `most` were asked for.
pub fn more_votes(so_far: Rate, deviation: f64, most: u32) -> Option<u32> {
    const ROUND: u32 = 4;
    let known = so_far.asked > 0 && so_far.deviation() <= deviation;
    let left = most.saturating_sub(so_far.asked);
    (!known && left > 0).then(|| ROUND.min(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uniform_prior_has_its_known_moments() {
        let none = Rate::new(0, 0);
        assert_eq!(none.mean(), 0.5);
        assert!((none.frontier() - 4.0 / 6.0).abs() < 1e-12);
        assert!((none.deviation() - libm::sqrt(1.0 / 12.0)).abs() < 1e-12);
    }

    #[test]
    fn comparisons_add_up_to_one() {
        for (x, y) in [((3, 10), (3, 10)), ((9, 10), (1, 10)), ((0, 5), (4, 7))] {
            let (x, y) = (Rate::new(x.0, x.1), Rate::new(y.0, y.1));
            assert!((x.above(y) + y.above(x) - 1.0).abs() < 1e-9);
        }
        assert!((Rate::new(3, 10).above(Rate::new(3, 10)) - 0.5).abs() < 1e-9);
        assert!(Rate::new(9, 10).above(Rate::new(1, 10)) > 0.999);
        // Beta(2, 1) above Beta(1, 1): the mean of the first, 2/3.
        assert!((Rate::new(1, 1).above(Rate::new(0, 0)) - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn clear_cases_need_fewer_votes_than_close_ones() {
        let needed = |every: u32| {
            let (mut right, mut asked) = (0, 0);
            while let Some(more) = more_votes(Rate::new(right, asked), 0.1, 64) {
                right += more.checked_div(every).unwrap_or(0);
                asked += more;
            }
            asked
        };
        assert!(needed(0) <= 8 && needed(2) > 16, "{} {}", needed(0), needed(2));
        assert_eq!(more_votes(Rate::new(5, 10), 0.0, 10), None);
        assert_eq!(more_votes(Rate::new(5, 10), 0.0, 11), Some(1));
    }
}
