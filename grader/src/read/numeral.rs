//! Reads numbers in digits, with the separators of every habit.
//!
//! `1,200`, `1 200`, `1'200` and `1.200.000` group thousands; `1.234,56` and `1,5`
//! have a decimal comma; `0.333…` and `0.(3)` go on for ever.

use crate::value::{Rat, Real};

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Numeral {
    /// Its value.
    pub value: Real,
    /// Digits after the decimal point; none for a whole number.
    pub decimals: Option<u8>,
}

/// More digits than this are no answer.
const MAX_DIGITS: usize = 400;

/// Reads the number at the start of `text` and returns it with the rest. `money`
/// says that three digits after a single point are thousands, since no price has
/// three decimals.
pub fn scan(text: &str, money: bool) -> Option<(Numeral, &str)> {
    let run = run(text);
    if run.is_empty() || run.len() > MAX_DIGITS {
        return None;
    }
    let (whole, fraction) = interpret(run, money)?;
    let rest = &text[run.len()..];
    if let Some((value, rest)) = endless(whole, fraction, rest) {
        return Some((Numeral { value, decimals: None }, rest));
    }
    let (exponent, rest) = exponent(rest);
    let decimals = (!fraction.is_empty()).then(|| u8::try_from(fraction.len()).unwrap_or(u8::MAX));
    let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let value = value(&digits(whole), fraction, exponent)?;
    Some((Numeral { value, decimals }, rest))
}

/// The digits and the separators between them.
fn run(text: &str) -> &str {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    let mut spaced = false;
    let mut other = false;
    if bytes.first() == Some(&b'.') && digit(1) {
        at = 1;
    }
    while at < bytes.len() {
        match bytes[at] {
            b'0'..=b'9' => at += 1,
            b',' | b'.' | b'\'' | b'_' if at > 0 && digit(at - 1) && digit(at + 1) => {
                // After groups by spaces only a decimal separator can follow.
                other = true;
                at += 1;
            }
            b' ' if !other && groups_by_space(bytes, at, spaced) => {
                spaced = true;
                at += 4;
            }
            _ => break,
        }
    }
    &text[..at]
}

/// Whether the space at `at` groups thousands: up to three digits before it, three
/// after it.
fn groups_by_space(bytes: &[u8], at: usize, spaced: bool) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let first = spaced || (at <= 3 && bytes[0] != b'0');
    // "2 125/4" is a mixed number.
    let after = bytes.get(at + 4) != Some(&b'/');
    first && after && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4)
}

/// The digits before and after the decimal point, the former with separators.
fn interpret(run: &str, money: bool) -> Option<(&str, &str)> {
    let Some(last) = run.rfind([',', '.', '\'', '_']) else { return Some((run, "")) };
    let (whole, fraction) = (&run[..last], &run[last + 1..]);
    let separator = run.as_bytes()[last];
    let inner = whole.find([',', '.', '\'', '_', ' ']);
    let Some(inner) = inner else {
        let thousands = fraction.len() == 3 && (1..=3).contains(&last) && !whole.starts_with('0');
        return match separator {
            b'.' if !(money && thousands) => Some((whole, fraction)),
            b',' if !thousands => Some((whole, fraction)),
            _ if thousands => Some((run, "")),
            _ => None,
        };
    };
    if whole.as_bytes()[inner] == separator {
        return grouped(run, char::from(separator)).then_some((run, ""));
    }
    let mark = char::from(whole.as_bytes()[inner]);
    let decimal = matches!(separator, b'.' | b',');
    (decimal && grouped(whole, mark)).then_some((whole, fraction))
}

/// Whether `mark` groups the digits by three, or by two before the last three as in
/// India.
fn grouped(text: &str, mark: char) -> bool {
    let groups = text.split(mark).count();
    text.split(mark).enumerate().all(|(at, group)| {
        let digits = group.bytes().all(|b| b.is_ascii_digit());
        digits
            && match at {
                0 => (1..=3).contains(&group.len()) && group != "0",
                _ if at + 1 == groups => group.len() == 3,
                _ => group.len() == 3 || (mark == ',' && group.len() == 2),
            }
    })
}

fn digits(grouped: &str) -> String {
    grouped.chars().filter(char::is_ascii_digit).collect()
}

fn value(whole: &str, fraction: &str, exponent: i32) -> Option<Real> {
    let all = format!("{whole}{fraction}");
    let exact = all.parse().ok().and_then(|mantissa| Rat::decimal(mantissa, exponent));
    exact.map(Real::exact).or_else(|| Real::long_decimal(&all, exponent))
}

/// `e3`, `E-5`; zero if there is none.
fn exponent(rest: &str) -> (i32, &str) {
    let read = || {
        let after = rest.strip_prefix(['e', 'E'])?;
        let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
        let len = unsigned.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &unsigned[len..];
        if len == 0 || len > 4 || rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return None;
        }
        let size: i32 = unsigned[..len].parse().ok()?;
        Some((if after.starts_with('-') { -size } else { size }, rest))
    };
    read().unwrap_or((0, rest))
}

/// A decimal that repeats for ever: `0.(3)`, `0.333...`.
fn endless<'a>(whole: &str, fraction: &str, rest: &'a str) -> Option<(Real, &'a str)> {
    let whole = digits(whole);
    if let Some(inner) = rest.strip_prefix('(') {
        let (block, after) = inner.split_once(')')?;
        let fraction = fraction.trim_end_matches('.');
        let digit = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let point = !fraction.is_empty();
        return (point && !block.is_empty() && digit(block))
            .then(|| repeating(&whole, fraction, block))?
            .map(|value| (value, after));
    }
    if let Some(after) = rest.strip_prefix(".(") {
        let (block, after) = after.split_once(')')?;
        return repeating(&whole, "", block).map(|value| (value, after));
    }
    let after = rest.strip_prefix("...")?;
    let block = fraction.get(fraction.len().checked_sub(1)?..)?;
    let twice = fraction.len() >= 2 && fraction.ends_with(&format!("{block}{block}"));
    twice.then(|| repeating(&whole, fraction, block))?.map(|value| (value, after))
}

/// `whole.fraction` followed by `block` for ever.
fn repeating(whole: &str, fraction: &str, block: &str) -> Option<Real> {
    let shift = |text: &str| 10_i128.checked_pow(u32::try_from(text.len()).ok()?);
    let head: i128 = format!("{whole}{fraction}").parse().ok()?;
    let head = Rat::new(head, shift(fraction)?)?;
    let period = shift(block)?.checked_sub(1)?.checked_mul(shift(fraction)?)?;
    Some(Real::exact(head.add(Rat::new(block.parse().ok()?, period)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, &str)> {
        scan(text, false).map(|(numeral, rest)| (numeral.value.approx(), rest))
    }

    #[test]
    fn separators_of_every_habit() {
        for (text, value) in [
            ("1200", 1200.0),
            ("1,200", 1200.0),
            ("1 200", 1200.0),
            ("1'200", 1200.0),
            ("1_000_000", 1e6),
            ("1,00,000", 1e5),
            ("1.200.000", 1.2e6),
            ("1.234,56", 1234.56),
            ("1,234.56", 1234.56),
            ("1 234,56", 1234.56),
            ("1,5", 1.5),
            ("0,333", 0.333),
            ("1.200", 1.2),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("2.5E-2", 0.025),
            ("0.(3)", 1.0 / 3.0),
            ("0.333...", 1.0 / 3.0),
            ("0.1666...", 1.0 / 6.0),
        ] {
            let (found, rest) = read(text).unwrap();
            assert!((found - value).abs() < 1e-12 * value && rest.is_empty(), "{text}: {found}");
        }
        assert!(read("1,2,3").is_none() && read("1.2.3").is_none());
        assert_eq!(read("1, 2"), Some((1.0, ", 2")));
        assert_eq!(read("5e"), Some((5.0, "e")));
        assert_eq!(read("2 125/4"), Some((2.0, " 125/4")));
        assert_eq!(scan("1.200", true).unwrap().0.value.approx(), 1200.0);
    }

    #[test]
    fn long_numbers_keep_their_value() {
        let long = "3.14159265358979323846264338327950288419716939937510";
        assert!((read(long).unwrap().0 - core::f64::consts::PI).abs() < 1e-15);
        assert!(read(&"9".repeat(10_000)).is_none());
    }
}
