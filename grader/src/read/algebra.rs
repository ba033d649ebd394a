//! Reads expressions: sums, products, powers, roots, π, common functions, letters.
//!
//! One pass of recursive descent that computes the value on the way. Depth and steps
//! are bounded, and a power is one exponentiation in the field, so that no
//! expression costs more than its length.

use crate::value::{Rat, Real};

const MAX_DEPTH: usize = 48;
const MAX_STEPS: usize = 2000;

/// An expression's value.
#[derive(Clone, Copy, Debug)]
pub struct Expression {
    /// The value.
    pub value: Real,
    /// Whether a sum or product of plain numbers was left to the reader: `3 + 4`.
    pub undone: bool,
}

/// Reads the whole text as an expression, letters included.
pub fn expression(text: &str) -> Option<Expression> {
    let mut parser = Parser::new(text.trim().trim_end_matches('°'), true);
    let value = parser.sum()?.value.settled();
    parser.space();
    (parser.at == parser.text.len()).then_some(Expression { value, undone: parser.undone })
}

/// Reads a number without letters at the start of `text`, with the rest.
pub fn number(text: &str) -> Option<(Expression, &str)> {
    let mut parser = Parser::new(text, false);
    let value = parser.sum()?.value.settled();
    Some((Expression { value, undone: parser.undone }, &text[parser.at..]))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    letters: bool,
    depth: usize,
    steps: usize,
    undone: bool,
}

/// A value and whether it was written as a power.
struct Part {
    value: Real,
    power: bool,
}

impl From<Real> for Part {
    fn from(value: Real) -> Self {
        Self { value, power: false }
    }
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, letters: bool) -> Self {
        Self { text, at: 0, letters, depth: 0, steps: 0, undone: false }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(' ').len();
    }

    /// Consumes `token` behind spaces, or nothing.
    fn eat(&mut self, token: &str) -> bool {
        let rest = self.rest().trim_start_matches(' ');
        let found = rest.starts_with(token);
        if found {
            self.at = self.text.len() - rest.len() + token.len();
        }
        found
    }

    fn peek(&self) -> Option<char> {
        self.rest().trim_start_matches(' ').chars().next()
    }

    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        self.steps += 1;
        (self.depth <= MAX_DEPTH && self.steps <= MAX_STEPS).then_some(())
    }

    fn sum(&mut self) -> Option<Part> {
        self.enter()?;
        let mut left = self.product()?;
        loop {
            let mark = self.at;
            let minus = if self.eat("+") {
                false
            } else if self.eat("-") {
                true
            } else {
                break;
            };
            let Some(right) = self.product() else {
                self.at = mark;
                break;
            };
            self.undone |= left.value.as_rat().is_some() && right.value.as_rat().is_some();
            let right = if minus { right.value.negate() } else { right.value };
            left = left.value.add(&right)?.into();
        }
        self.depth -= 1;
        Some(left)
    }

    fn product(&mut self) -> Option<Part> {
        let mut left = self.signed()?;
        loop {
            let mark = self.at;
            if self.eat("/") {
                let right = self.signed()?;
                left = left.value.div(&right.value)?.into();
                continue;
            }
            let times = self.times();
            let Some(right) = times.then(|| self.signed()).flatten() else {
                self.at = mark;
                break;
            };
            let plain = left.value.as_rat().is_some() && right.value.as_rat().is_some();
            self.undone |= plain && !right.power;
            left = left.value.mul(&right.value)?.into();
        }
        Some(left)
    }

    /// Whether a factor follows: behind a sign of multiplication or side by side.
    fn times(&mut self) -> bool {
        let rest = self.rest().trim_start_matches(' ');
        if rest.starts_with('*') && !rest.starts_with("**") {
            return self.eat("*");
        }
        if !self.letters && rest.starts_with(['x', 'X']) {
            let after = rest[1..].trim_start();
            return after.starts_with(|c: char| c.is_ascii_digit() || c == '(')
                && self.eat(&rest[..1]);
        }
        match rest.chars().next() {
            Some('(' | '√' | 'π') => true,
            Some(c) if c.is_alphabetic() => self.letters || named(rest).is_some(),
            _ => false,
        }
    }

    fn signed(&mut self) -> Option<Part> {
        self.enter()?;
        let part = if self.eat("-") {
            self.signed()?.value.negate().into()
        } else if self.eat("+") {
            self.signed()?
        } else {
            self.power()?
        };
        self.depth -= 1;
        Some(part)
    }

    fn power(&mut self) -> Option<Part> {
        let mut base = self.atom()?;
        while self.rest().starts_with('!') && !self.rest().starts_with("!=") {
            self.at += 1;
            base = factorial(&base)?;
        }
        if self.eat("^") || self.eat("**") {
            let exponent = self.signed()?;
            let value = base.pow(&exponent.value)?;
            return Some(Part { value, power: true });
        }
        Some(base.into())
    }

    fn atom(&mut self) -> Option<Real> {
        self.enter()?;
        let value = match self.peek()? {
            '(' => self.bracket("(", ")")?,
            '[' => self.bracket("[", "]")?,
            '|' => {
                let inner = self.bracket("|", "|")?;
                absolute(&inner)?
            }
            '√' => {
                self.eat("√");
                self.atom()?.root(2)?
            }
            c if c.is_ascii_digit() || c == '.' => self.digits()?,
            c if c.is_alphabetic() => self.name()?,
            _ => return None,
        };
        self.depth -= 1;
        Some(value)
    }

    fn bracket(&mut self, open: &str, close: &str) -> Option<Real> {
        self.eat(open);
        let inner = self.sum()?;
        self.eat(close).then_some(inner.value)
    }

    fn digits(&mut self) -> Option<Real> {
        self.space();
        let (numeral, rest) = super::numeral::scan(self.rest(), false)?;
        self.at = self.text.len() - rest.len();
        Some(numeral.value)
    }

    /// A constant, a function of what follows, or a letter.
    fn name(&mut self) -> Option<Real> {
        self.space();
        if let Some(name) = named(self.rest()) {
            self.at += name.len();
            return match name {
                "π" | "pi" => Some(Real::constant("pi", core::f64::consts::PI)),
                "sqrt" => self.atom()?.root(2),
                "abs" => absolute(&self.atom()?),
                _ => {
                    let argument = self.power()?.value;
                    argument.image(canonical(name), &[], function(name, argument.approx()))
                }
            };
        }
        if !self.letters {
            return None;
        }
        self.letter()
    }

    /// A letter with its index. A longer word is no product of letters.
    fn letter(&mut self) -> Option<Real> {
        let rest = self.rest();
        let run = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let known = matches!(rest.get(..run), Some("xyz" | "abc" | "XYZ" | "ABC"));
        if run > 2 && !known {
            return None;
        }
        let first = rest.chars().next()?;
        let mut name = first.to_lowercase().to_string();
        self.at += first.len_utf8();
        if name == "e" && self.text.len() > 1 {
            return Some(Real::constant("e", core::f64::consts::E));
        }
        let rest = self.rest();
        let index = rest.strip_prefix('_').unwrap_or(rest);
        let digits = index.bytes().take_while(u8::is_ascii_digit).count();
        let letter =
            digits == 0 && index.len() < rest.len() && index.starts_with(char::is_alphanumeric);
        let one = index.chars().next().map_or(0, char::len_utf8);
        let len = if letter { one } else { digits };
        if len > 0 {
            name.push_str(&index[..len]);
            self.at = self.text.len() - index.len() + len;
        }
        Some(Real::letter(&name))
    }
}

/// The function or constant whose name starts the text.
fn named(text: &str) -> Option<&'static str> {
    const NAMES: [&str; 18] = [
        "π", "pi", "sqrt", "abs", "arcsin", "arccos", "arctan", "sin", "cos", "tan", "cot", "sec",
        "csc", "ln", "log", "exp", "asin", "acos",
    ];
    let name = NAMES.iter().find(|name| text.starts_with(**name))?;
    let next = text[name.len()..].chars().next();
    // "pint" and "single" are no functions.
    let ends = *name == "π" || !next.is_some_and(|c| c.is_ascii_alphabetic());
    let applied = matches!(*name, "sin" | "cos" | "tan" | "ln" | "log" | "pi")
        && text[name.len()..].len() == 1;
    (ends || applied).then_some(name)
}

fn canonical(name: &str) -> &str {
    match name {
        "asin" => "arcsin",
        "acos" => "arccos",
        _ => name,
    }
}

fn function(name: &str, x: f64) -> f64 {
    match name {
        "sin" => libm::sin(x),
        "cos" => libm::cos(x),
        "tan" => libm::tan(x),
        "cot" => 1.0 / libm::tan(x),
        "sec" => 1.0 / libm::cos(x),
        "csc" => 1.0 / libm::sin(x),
        "ln" => libm::log(x),
        "log" => libm::log10(x),
        "exp" => libm::exp(x),
        "arcsin" | "asin" => libm::asin(x),
        "arccos" | "acos" => libm::acos(x),
        "arctan" => libm::atan(x),
        _ => f64::NAN,
    }
}

fn absolute(value: &Real) -> Option<Real> {
    if value.is_free() {
        value.image("abs", &[], f64::NAN)
    } else {
        Some(if value.approx() < 0.0 { value.negate() } else { *value })
    }
}

fn factorial(value: &Real) -> Option<Real> {
    let n = value.as_rat().and_then(Rat::as_int).filter(|n| (0..=33).contains(n))?;
    Some(Real::int((1..=n).product()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let keys = |text| expression(text).and_then(|e| e.value.keys());
        keys(a).is_some() && keys(a) == keys(b)
    }

    #[test]
    fn equal_functions_have_equal_keys() {
        assert!(same("(x+1)^2", "x^2+2x+1"));
        assert!(same("x**2 - y**2", "(x - y)(x + y)"));
        assert!(same("2√3", "√12"));
        assert!(same("√(8)/2", "√2"));
        assert!(same("1/√2", "√2/2"));
        assert!(same("(x^2-1)/(x-1)", "x + 1"));
        assert!(same("pi/2", "0.5π"));
        assert!(same("2ab", "2ba") && same("x^(1/2)", "sqrt(x)"));
        assert!(same("(3x + 10)°", "10+3x"));
        assert!(same("sin(2x)", "sin(x+x)") && same("a_1+a_2", "a2 + a1"));
        assert!(!same("x+1", "x-1") && !same("x^2", "2x") && !same("2√3", "3√2"));
        assert!(!same("9**9**9", "9**9**8"));
    }

    #[test]
    fn words_are_no_products() {
        assert!(expression("cat").is_none() && expression("to-read").is_none());
        assert!(expression("x +").is_none() && expression("").is_none());
    }

    #[test]
    fn sums_left_to_the_reader_are_noticed() {
        assert!(expression("3+4").unwrap().undone && expression("2*3").unwrap().undone);
        assert!(!expression("1.5*10^3").unwrap().undone);
        assert!(!expression("1+√2").unwrap().undone && !expression("6/2").unwrap().undone);
    }

    #[test]
    fn hostile_nesting_ends() {
        assert!(expression(&"(".repeat(100_000)).is_none());
        assert!(expression(&"-".repeat(100_000)).is_none());
        assert!(expression(&"1+".repeat(100_000)).is_none());
        assert!(expression("9**9**9**9**9").is_some());
    }
}
