//! Reads units of measurement and converts between those of one dimension.
//!
//! A unit is a product of powers of base quantities ([`Base`]) times an exact
//! factor, so `1.8 km` is `1800 m`, and `km/h` is `km per hour`.

use crate::value::Rat;

/// The base quantities; a currency is one each, for there is no exchange rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Length,
    Mass,
    Time,
    Month,
    Angle,
    Celsius,
    Fahrenheit,
    Kelvin,
    Current,
    Voltage,
    Resistance,
    Power,
    Energy,
    Force,
    Pressure,
    Frequency,
    Data,
    Pixel,
    Substance,
    Loudness,
    Ordinal,
    Dollar,
    Euro,
    Pound,
    Yen,
    Yuan,
    Rupee,
    Won,
}

const BASES: usize = Base::Won as usize + 1;

/// A unit: exponents of the base quantities and the factor to their standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The exponent of each base quantity.
    pub dimension: [i8; BASES],
    /// How many standard units it is.
    pub factor: Rat,
}

impl Unit {
    /// A unit of one base quantity.
    pub fn of(base: Base) -> Self {
        let mut dimension = [0; BASES];
        dimension[base as usize] = 1;
        Self { dimension, factor: Rat::ONE }
    }

    /// Whether it measures temperature or bare degrees, which readers mix.
    pub fn is_degree(&self) -> bool {
        [Base::Angle, Base::Celsius, Base::Fahrenheit]
            .iter()
            .any(|base| self.dimension == Self::of(*base).dimension)
    }

    /// Whether the word "pounds" means both: a weight and the currency.
    pub fn both_pounds(&self, other: &Self) -> bool {
        let weight = |unit: &Self| Some(*unit) == super::unit_table::unit("pound");
        let money = |unit: &Self| *unit == Self::of(Base::Pound);
        (weight(self) && money(other)) || (money(self) && weight(other))
    }

    /// Whether it is bare degrees.
    pub fn is_angle(&self) -> bool {
        self.dimension == Self::of(Base::Angle).dimension
    }

    fn scaled(mut self, num: i128, den: i128) -> Option<Self> {
        self.factor = self.factor.mul(Rat::new(num, den)?)?;
        Some(self)
    }

    fn times(mut self, other: &Self, exponent: i8) -> Option<Self> {
        for (mine, theirs) in self.dimension.iter_mut().zip(other.dimension) {
            *mine = mine.checked_add(theirs.checked_mul(exponent)?)?;
        }
        self.factor = self.factor.mul(other.factor.pow(i64::from(exponent))?)?;
        Some(self)
    }
}

/// More letters than this are no unit.
const MAX_LEN: usize = 60;

/// Reads the whole text as a unit.
pub fn parse(text: &str) -> Option<Unit> {
    let mut rest = text.trim().trim_end_matches('.');
    if rest.is_empty() || rest.len() > MAX_LEN {
        return None;
    }
    let mut unit = Unit { dimension: [0; BASES], factor: Rat::ONE };
    let mut any = false;
    let mut sign = 1;
    let mut next_power = 1;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(['*', ' ', '.']) {
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix('/').or_else(|| word(rest, &["per"])) {
            sign = -1;
            rest = after;
            continue;
        }
        if let Some(after) = word(rest, &["square", "sq.", "sq"]) {
            (next_power, rest) = (2, after);
            continue;
        }
        if let Some(after) = word(rest, &["cubic", "cu.", "cu"]) {
            (next_power, rest) = (3, after);
            continue;
        }
        let (factor, after) = named(rest)?;
        let (power, after) = power(after);
        unit = unit.times(&factor, sign * next_power * power)?;
        (sign, next_power, rest, any) = (1, 1, after, true);
    }
    any.then_some(unit)
}

fn word<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        let head = text.get(..word.len())?;
        let rest = &text[word.len()..];
        (head.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
    })
}

/// `^2`, `2`, `^(-1)`, ` squared`.
fn power(text: &str) -> (i8, &str) {
    for (word, power) in [(" squared", 2), (" cubed", 3)] {
        if let Some(rest) = text.strip_prefix(word) {
            return (power, rest);
        }
    }
    let after = text.strip_prefix('^').unwrap_or(text);
    let open = after.strip_prefix('(').unwrap_or(after);
    let minus = open.strip_prefix('-').unwrap_or(open);
    let mut chars = minus.chars();
    let Some(digit) = chars.next().and_then(|c| c.to_digit(10)).filter(|d| *d < 5) else {
        return (1, text);
    };
    let rest = chars.as_str();
    let rest = if open.len() < after.len() { rest.strip_prefix(')').unwrap_or(rest) } else { rest };
    let size = digit as i8;
    (if minus.len() < open.len() { -size } else { size }, rest)
}

/// The unit whose name starts the text.
fn named(text: &str) -> Option<(Unit, &str)> {
    let len = text
        .char_indices()
        .find(|(_, c)| {
            !(c.is_alphabetic()
                || matches!(c, '°' | '$' | '€' | '£' | '¥' | '₹' | '₩' | '¢' | '\'' | '"'))
        })
        .map_or(text.len(), |(at, _)| at);
    let (name, rest) = text.split_at(len);
    let unit = lookup(name)?;
    // "degrees Celsius" is one unit.
    if unit.is_angle() {
        let after = rest.trim_start();
        let len = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        if let Some(scale) = temperature(&after[..len]) {
            return Some((Unit::of(scale), &after[len..]));
        }
    }
    Some((unit, rest))
}

fn temperature(name: &str) -> Option<Base> {
    match name {
        "C" | "c" | "celsius" | "Celsius" | "centigrade" => Some(Base::Celsius),
        "F" | "f" | "fahrenheit" | "Fahrenheit" => Some(Base::Fahrenheit),
        _ => None,
    }
}

/// A unit by its name: as written, in lower case, in the singular, with a prefix.
fn lookup(name: &str) -> Option<Unit> {
    if name.is_empty() || name.len() > 16 {
        return None;
    }
    if let Some(unit) = super::unit_table::unit(name).or_else(|| prefixed(name)) {
        return Some(unit);
    }
    if name.len() < 2 {
        return None;
    }
    let lower = name.to_lowercase();
    let find = |name: &str| super::unit_table::unit(name).or_else(|| prefixed(name));
    find(&lower).or_else(|| lower.strip_suffix('s').filter(|stem| stem.len() > 1).and_then(find))
}

fn prefixed(name: &str) -> Option<Unit> {
    const PREFIXES: [(&str, i32); 18] = [
        ("kilo", 3),
        ("mega", 6),
        ("giga", 9),
        ("tera", 12),
        ("milli", -3),
        ("centi", -2),
        ("deci", -1),
        ("micro", -6),
        ("nano", -9),
        ("k", 3),
        ("M", 6),
        ("G", 9),
        ("T", 12),
        ("m", -3),
        ("c", -2),
        ("d", -1),
        ("μ", -6),
        ("n", -9),
    ];
    PREFIXES.iter().find_map(|(prefix, exponent)| {
        let base = name.strip_prefix(prefix)?;
        let long = prefix.len() > 2 && prefix.is_ascii();
        let unit = super::unit_table::prefixable(base, long)?;
        let size = Rat::decimal(1, *exponent)?.parts();
        unit.scaled(size.0, size.1)
    })
}

/// A unit made of one base quantity, for the table.
pub fn scaled(base: Base, power: i8, num: i128, den: i128) -> Option<Unit> {
    let mut unit = Unit::of(base);
    unit.dimension[base as usize] = power;
    unit.scaled(num, den)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_unit_by_other_names() {
        for (a, b) in [
            ("km/h", "kilometers per hour"),
            ("km/h", "kph"),
            ("cm^2", "square centimeters"),
            ("cm2", "sq cm"),
            ("°C", "degrees Celsius"),
            ("°", "degrees"),
            ("$", "dollars"),
            ("€", "EUR"),
            ("min", "minutes"),
            ("kg/m^3", "kg m^(-3)"),
            ("L", "dm^3"),
            ("Ω", "ohms"),
            ("lbs", "pounds"),
        ] {
            assert!(parse(a).is_some(), "{a}");
            assert_eq!(parse(a), parse(b), "{a} and {b}");
        }
    }

    #[test]
    fn factors_convert() {
        let ratio = |a, b| {
            let (a, b) = (parse(a).unwrap(), parse(b).unwrap());
            assert_eq!(a.dimension, b.dimension);
            a.factor.mul(b.factor.invert().unwrap()).unwrap()
        };
        assert_eq!(ratio("km", "m"), Rat::int(1000));
        assert_eq!(ratio("m^2", "cm^2"), Rat::int(10_000));
        assert_eq!(ratio("h", "min"), Rat::int(60));
        assert_eq!(ratio("kWh", "J"), Rat::int(3_600_000));
        assert_ne!(parse("cm").unwrap().dimension, parse("kg").unwrap().dimension);
        assert!(parse("apples").is_none() && parse("").is_none() && parse("bars").is_none());
    }
}
