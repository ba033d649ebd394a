//! Exact rational numbers with checked arithmetic.

/// A fraction in lowest terms; the denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rat {
    num: i128,
    den: i128,
}

impl Rat {
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// A whole number.
    pub const fn int(value: i128) -> Self {
        Self { num: value, den: 1 }
    }

    /// `num / den` in lowest terms; none for a zero denominator.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 || num == i128::MIN || den == i128::MIN {
            return None;
        }
        if den == 1 {
            return Some(Self { num, den });
        }
        let common = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128;
        let sign = if den < 0 { -1 } else { 1 };
        Some(Self { num: sign * num / common, den: sign * den / common })
    }

    /// `mantissa · 10^exponent`.
    pub fn decimal(mantissa: i128, exponent: i32) -> Option<Self> {
        let power = 10_i128.checked_pow(exponent.unsigned_abs())?;
        if exponent < 0 {
            Self::new(mantissa, power)
        } else {
            Self::new(mantissa.checked_mul(power)?, 1)
        }
    }

    /// Numerator and denominator.
    pub fn parts(self) -> (i128, i128) {
        (self.num, self.den)
    }

    /// The numerator, if the number is whole.
    pub fn as_int(self) -> Option<i128> {
        (self.den == 1).then_some(self.num)
    }

    /// Whether a decimal text can write it exactly.
    pub fn terminates(self) -> bool {
        let mut den = self.den;
        for prime in [2, 5] {
            while den % prime == 0 {
                den /= prime;
            }
        }
        den == 1
    }

    /// The nearest binary number, give or take one unit in the last place.
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// The sum, if it fits.
    pub fn add(self, other: Self) -> Option<Self> {
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Self::new(left.checked_add(right)?, self.den.checked_mul(other.den)?)
    }

    /// The product, if it fits.
    pub fn mul(self, other: Self) -> Option<Self> {
        if other == Self::ONE {
            return Some(self);
        }
        Self::new(self.num.checked_mul(other.num)?, self.den.checked_mul(other.den)?)
    }

    /// One over it.
    pub fn invert(self) -> Option<Self> {
        Self::new(self.den, self.num)
    }

    /// The negative.
    pub fn negate(self) -> Self {
        Self { num: -self.num, den: self.den }
    }

    /// A whole power, if it fits.
    pub fn pow(self, exponent: i64) -> Option<Self> {
        let base = if exponent < 0 { self.invert()? } else { self };
        let exponent = u32::try_from(exponent.unsigned_abs()).ok()?;
        if base.num.abs() > 1 || base.den > 1 {
            // i128 holds no higher power than 2^126.
            if exponent > 127 {
                return None;
            }
        }
        Self::new(base.num.checked_pow(exponent)?, base.den.checked_pow(exponent)?)
    }

    /// The exact `n`-th root, if it is rational.
    pub fn root(self, n: u32) -> Option<Self> {
        Self::new(int_root(self.num, n)?, int_root(self.den, n)?)
    }
}

fn int_root(value: i128, n: u32) -> Option<i128> {
    if value < 0 {
        return (n % 2 == 1).then(|| int_root(-value, n).map(|root| -root))?;
    }
    let near = libm::round(libm::pow(value as f64, 1.0 / f64::from(n))) as i128;
    (near.max(1) - 1..=near + 1).find(|root| root.checked_pow(n) == Some(value))
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd64(x, y));
        }
        (a, b) = (b, a % b);
    }
    a
}

fn gcd64(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_kept_in_lowest_terms() {
        assert_eq!(Rat::new(2, -4), Rat::new(-1, 2));
        assert_eq!(Rat::decimal(250, -2), Rat::new(5, 2));
        assert_eq!(Rat::new(1, 0), None);
        assert!(Rat::decimal(1, -3).unwrap().terminates());
        assert!(!Rat::new(1, 3).unwrap().terminates());
    }

    #[test]
    fn what_does_not_fit_is_none_and_never_wraps() {
        assert_eq!(Rat::int(9).pow(9 * 9 * 9), None);
        assert_eq!(Rat::int(i128::MAX).add(Rat::ONE), None);
        assert_eq!(Rat::int(1).pow(i64::from(u32::MAX)), Some(Rat::ONE));
    }

    #[test]
    fn roots_are_exact_or_none() {
        assert_eq!(Rat::new(9, 4).unwrap().root(2), Rat::new(3, 2));
        assert_eq!(Rat::int(-27).root(3), Some(Rat::int(-3)));
        assert_eq!(Rat::int(2).root(2), None);
        assert_eq!(Rat::int(0).root(2), Some(Rat::int(0)));
    }
}
