//! McNemar's exact test (McNemar 1947): of the questions that only one of two models got
//! right, is one's share more than chance?

/// The two-sided p-value: how likely a fair coin, thrown once for each question that only
/// one model got right, falls at least as unevenly. With `n` such questions and `k` the
/// smaller count it is `min(1, 2 Σ_{i≤k} C(n, i) / 2ⁿ)`; without any it is 1.
pub fn mcnemar(only_first: u64, only_second: u64) -> f64 {
    let (n, k) = (only_first + only_second, only_first.min(only_second));
    let ways = |of: u64| {
        let factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
        factorial(n) - factorial(of) - factorial(n - of) - n as f64 * core::f64::consts::LN_2
    };
    // Small terms first, so that none is lost.
    let tail: f64 = (0..=k).map(|of| libm::exp(ways(of))).sum();
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn p_values_are_those_of_the_binomial_law() {
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-12;
        // Sums of binomial coefficients over powers of two.
        assert!(close(mcnemar(0, 5), 2.0 / 32.0));
        assert!(close(mcnemar(1, 9), 22.0 / 1024.0));
        assert!(close(mcnemar(12, 4), 2.0 * 2517.0 / 65536.0));
        assert_eq!((mcnemar(0, 0), mcnemar(3, 3)), (1.0, 1.0));
    }

    proptest! {
        #[test]
        fn it_is_symmetric_and_falls_with_the_difference(a in 0_u64..3000, b in 0_u64..3000) {
            let p = mcnemar(a, b);
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert_eq!(p, mcnemar(b, a));
            let (low, high) = (a.min(b), a.max(b));
            if low > 0 {
                prop_assert!(mcnemar(low - 1, high + 1) <= p + 1e-12);
            }
        }
    }
}
