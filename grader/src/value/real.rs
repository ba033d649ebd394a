//! A number or an expression: exact where it is rational, residues where it is not.

use super::{Rat, field};

/// The value of an expression.
#[derive(Clone, Copy, Debug)]
pub struct Real {
    form: Form,
    approx: f64,
    free: bool,
}

#[derive(Clone, Copy, Debug)]
enum Form {
    Exact(Rat),
    /// The values at the two points of the field.
    Keys([u64; 2]),
}

impl Real {
    /// An exact number.
    pub fn exact(value: Rat) -> Self {
        Self { form: Form::Exact(value), approx: value.to_f64(), free: false }
    }

    /// A whole number.
    pub fn int(value: i128) -> Self {
        Self::exact(Rat::int(value))
    }

    /// A letter.
    pub fn letter(name: &str) -> Self {
        let keys = [field::point(name, 1), field::point(name, 2)];
        Self { form: Form::Keys(keys), approx: f64::NAN, free: true }
    }

    /// A named constant such as π.
    pub fn constant(name: &str, value: f64) -> Self {
        let key = field::point(name, 3);
        Self { form: Form::Keys([key; 2]), approx: value, free: false }
    }

    /// A decimal of any length, `digits · 10^exponent`.
    pub fn long_decimal(digits: &str, exponent: i32) -> Option<Self> {
        let approx = format!("{digits}e{exponent}").parse().ok()?;
        let mantissa = digits.bytes().fold(0, |key, digit| {
            field::add(field::mul(key, 10), u64::from(digit.wrapping_sub(b'0')))
        });
        let power = field::pow(10, u64::from(exponent.unsigned_abs()));
        let power = if exponent < 0 { field::invert(power)? } else { power };
        Some(Self { form: Form::Keys([field::mul(mantissa, power); 2]), approx, free: false })
    }

    /// The value as a fraction, if it is one.
    pub fn as_rat(&self) -> Option<Rat> {
        match self.form {
            Form::Exact(value) => Some(value),
            Form::Keys(_) => None,
        }
    }

    /// About how large it is; not a number if it has letters.
    pub fn approx(&self) -> f64 {
        self.approx
    }

    /// Whether it has letters.
    pub fn is_free(&self) -> bool {
        self.free
    }

    /// The values at the two points of the field; none for a denominator that is
    /// zero there.
    pub fn keys(&self) -> Option<[u64; 2]> {
        match self.form {
            Form::Keys(keys) => Some(keys),
            Form::Exact(value) => {
                let (num, den) = value.parts();
                let num = field::residue(num);
                let key = if den == 1 {
                    num
                } else {
                    field::mul(num, field::invert(field::residue(den))?)
                };
                Some([key; 2])
            }
        }
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Option<Self> {
        let exact = self.both(other).and_then(|(a, b)| a.add(b));
        self.combine(other, exact, self.approx + other.approx, |a, b| Some(field::add(a, b)))
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Option<Self> {
        let exact = self.both(other).and_then(|(a, b)| a.mul(b));
        self.combine(other, exact, self.approx * other.approx, |a, b| Some(field::mul(a, b)))
    }

    /// The quotient; none for a division by zero.
    pub fn div(&self, other: &Self) -> Option<Self> {
        if other.as_rat() == Some(Rat::int(0)) {
            return None;
        }
        let exact = self.both(other).and_then(|(a, b)| a.mul(b.invert()?));
        self.combine(other, exact, self.approx / other.approx, |a, b| {
            Some(field::mul(a, field::invert(b)?))
        })
    }

    /// The negative.
    pub fn negate(&self) -> Self {
        let form = match self.form {
            Form::Exact(value) => Form::Exact(value.negate()),
            Form::Keys(keys) => Form::Keys(keys.map(field::negate)),
        };
        Self { form, approx: -self.approx, free: self.free }
    }

    /// The power; whole and simple fractional exponents obey the laws of powers,
    /// others are taken as they stand.
    pub fn pow(&self, exponent: &Self) -> Option<Self> {
        let Some(power) = exponent.as_rat() else {
            return self.image("pow", &[exponent], libm::pow(self.approx, exponent.approx));
        };
        let (num, den) = power.parts();
        let (Ok(num), Ok(den)) = (i64::try_from(num), u32::try_from(den)) else {
            return self.image("pow", &[exponent], libm::pow(self.approx, exponent.approx));
        };
        let raised = self.whole_pow(num)?;
        if den == 1 { Some(raised) } else { raised.root(den) }
    }

    fn whole_pow(&self, exponent: i64) -> Option<Self> {
        let approx = libm::pow(self.approx, exponent as f64);
        if let Some(exact) = self.as_rat().and_then(|value| value.pow(exponent)) {
            return Some(Self { form: Form::Exact(exact), approx, free: false });
        }
        let mut keys = self.keys()?;
        for key in &mut keys {
            *key = field::pow(*key, exponent.unsigned_abs());
            if exponent < 0 {
                *key = field::invert(*key)?;
            }
        }
        Some(Self { form: Form::Keys(keys), approx, free: self.free })
    }

    /// The `n`-th root, with `n` at least 2; none for an even root of a negative.
    pub fn root(&self, n: u32) -> Option<Self> {
        if n < 2 || (n.is_multiple_of(2) && self.approx < 0.0) {
            return None;
        }
        if let Some(exact) = self.as_rat().and_then(|value| value.root(n)) {
            return Some(Self::exact(exact));
        }
        let size = libm::pow(libm::fabs(self.approx), 1.0 / f64::from(n));
        let [a, b] = self.keys()?;
        let (Some(a), Some(b)) = (field::root(a, n), field::root(b, n)) else {
            return self.image("root", &[&Self::int(i128::from(n))], size);
        };
        let approx = libm::copysign(size, self.approx);
        Some(Self { form: Form::Keys([a, b]), approx, free: self.free })
    }

    /// A function's value, which obeys no law.
    pub fn image(&self, name: &str, more: &[&Self], approx: f64) -> Option<Self> {
        let mut free = self.free;
        let mut columns = [vec![self.keys()?[0]], vec![self.keys()?[1]]];
        for value in more {
            free |= value.free;
            let keys = value.keys()?;
            columns[0].push(keys[0]);
            columns[1].push(keys[1]);
        }
        let keys = columns.map(|column| field::image(name, &column));
        Some(Self { form: Form::Keys(keys), approx, free })
    }

    /// The same value as a fraction where it is a simple one, as √2/√8 is.
    pub fn settled(self) -> Self {
        let Form::Keys([a, b]) = self.form else { return self };
        if self.free || a != b || !self.approx.is_finite() || libm::fabs(self.approx) > 1e9 {
            return self;
        }
        let simple = (1..=24).find_map(|den| {
            let num = libm::round(self.approx * f64::from(den)) as i128;
            let matches = field::mul(a, field::residue(i128::from(den))) == field::residue(num);
            matches.then(|| Rat::new(num, i128::from(den))).flatten()
        });
        simple.map_or(self, Self::exact)
    }

    fn both(&self, other: &Self) -> Option<(Rat, Rat)> {
        self.as_rat().zip(other.as_rat())
    }

    fn combine(
        &self,
        other: &Self,
        exact: Option<Rat>,
        approx: f64,
        keys: impl Fn(u64, u64) -> Option<u64>,
    ) -> Option<Self> {
        if let Some(exact) = exact {
            return Some(Self::exact(exact));
        }
        let (a, b) = (self.keys()?, other.keys()?);
        let form = Form::Keys([keys(a[0], b[0])?, keys(a[1], b[1])?]);
        Some(Self { form, approx, free: self.free || other.free })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_obey_their_laws() {
        let root = |n| Real::int(n).root(2).unwrap();
        let twice = Real::int(2).mul(&root(3)).unwrap();
        assert_eq!(twice.keys(), root(12).keys());
        assert!((twice.approx() - 3.464_101_6).abs() < 1e-6);
        let half = root(2).div(&root(8)).unwrap().settled();
        assert_eq!(half.as_rat(), Rat::new(1, 2));
    }

    #[test]
    fn a_tower_of_powers_is_bounded_work() {
        let nine = Real::int(9);
        let tower = nine.pow(&nine.pow(&nine).unwrap()).unwrap();
        assert!(tower.as_rat().is_none() && tower.keys().is_some());
    }
}
