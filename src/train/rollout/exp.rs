//! An exponential that a compiler turns into vector instructions and that gives the same
//! bits on any machine: additions, products and shifts alone, in one order.
//!
//! `e^x = 2^n e^r` with `n = round(x / ln 2)` and a polynomial of degree six for `e^r`,
//! `|r| <= ln 2 / 2`. (Cephes, `expf`.) The relative error is below 2e-7.

/// Smaller results are subnormal; they are taken as zero.
const LOWEST: f32 = -87.0;

/// Adding it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f32 = 12_582_912.0;

/// `ln 2` in two parts, the first of few bits, so that `n` times it is exact.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

const POLYNOMIAL: [f32; 6] =
    [1.987_569_2e-4, 1.398_2e-3, 8.333_452e-3, 4.166_58e-2, 0.166_666_65, 0.5];

/// `e^x` for `x` of at most zero; zero far below, NaN for NaN.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    let bounded = if x > LOWEST { x } else { LOWEST };
    let shifted = bounded * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = bounded - n * LN_2[0] - n * LN_2[1];
    let mut sum = POLYNOMIAL[0];
    for coefficient in &POLYNOMIAL[1..] {
        sum = sum * r + coefficient;
    }
    let of_r = sum * r * r + r + 1.0;
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    let found = of_r * f32::from_bits(power);
    if x > LOWEST {
        found
    } else if x.is_nan() {
        x
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_close_to_a_librarys(x in -86.9f32..=0.0) {
            let exact = libm::exp(f64::from(x));
            prop_assert!((f64::from(exp(x)) / exact - 1.0).abs() < 2e-7, "{x}");
        }
    }

    #[test]
    fn ends_are_right() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!((exp(-90.0), exp(f32::NEG_INFINITY)), (0.0, 0.0));
        assert!(exp(f32::NAN).is_nan());
    }
}
