//! An answer with its kind, so that whoever grades it knows what "equal" means.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The true answer to a question.
///
/// [`Display`](fmt::Display) writes it the way a person would answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Answer {
    /// A whole number: exact.
    Integer {
        /// The number.
        value: i64,
    },
    /// A measured or computed number.
    Number {
        /// The number, in `unit`.
        value: f64,
        /// The largest absolute difference that still counts as right.
        tolerance: f64,
        /// Digits after the point when written.
        decimals: u8,
        /// The unit, if it has one (`cm`, `°`); not part of the written answer.
        unit: Option<String>,
    },
    /// A word or a short phrase.
    Text {
        /// The text; case does not matter.
        value: String,
    },
    /// One of the options printed in the question.
    Choice {
        /// Which option is true: 0 is A.
        index: usize,
        /// The options in the order in which they are printed.
        options: Vec<String>,
    },
    /// Yes or no.
    YesNo {
        /// True for yes.
        value: bool,
    },
    /// Several things in a fixed order.
    Sequence {
        /// The things, first to last.
        values: Vec<String>,
    },
}

impl Answer {
    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Self::Integer { value }
    }

    /// A word or a short phrase.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text { value: value.into() }
    }

    /// A number without a unit, see [`Answer::Number`].
    pub fn number(value: f64, decimals: u8, tolerance: f64) -> Self {
        Self::Number { value, tolerance, decimals, unit: None }
    }

    /// The kind's name as it stands in records.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Integer { .. } => "integer",
            Self::Number { .. } => "number",
            Self::Text { .. } => "text",
            Self::Choice { .. } => "choice",
            Self::YesNo { .. } => "yes-no",
            Self::Sequence { .. } => "sequence",
        }
    }

    /// Whether two solvers found the same. Both must name the same kind; numbers
    /// may differ by a millionth of their size, since two methods round apart.
    /// This is stricter than grading: a tolerance is for readers of a picture,
    /// not for proofs.
    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number { value: a, .. }, Self::Number { value: b, .. }) => {
                (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
            }
            (Self::Text { value: a }, Self::Text { value: b }) => a.eq_ignore_ascii_case(b),
            _ => self == other,
        }
    }
}

/// The letter of the option with this index: A, B, C …
fn letter(index: usize) -> char {
    u8::try_from(index).ok().filter(|i| *i < 26).map_or('?', |i| char::from(b'A' + i))
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer { value } => value.fmt(f),
            Self::Number { value, decimals, .. } => {
                write!(f, "{value:.*}", usize::from(*decimals))
            }
            Self::Text { value } => f.write_str(value),
            Self::Choice { index, .. } => letter(*index).fmt(f),
            Self::YesNo { value } => f.write_str(if *value { "yes" } else { "no" }),
            Self::Sequence { values } => f.write_str(&values.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_read_as_a_person_would_write_them() {
        assert_eq!(Answer::integer(-4).to_string(), "-4");
        assert_eq!(Answer::number(2.5, 1, 0.1).to_string(), "2.5");
        let choice = Answer::Choice { index: 2, options: vec![] };
        assert_eq!(choice.to_string(), "C");
        assert_eq!(Answer::YesNo { value: false }.to_string(), "no");
        let path = Answer::Sequence { values: vec!["P".into(), "Q".into()] };
        assert_eq!(path.to_string(), "P, Q");
    }

    #[test]
    fn agreement_is_strict_on_kind_and_lenient_on_rounding() {
        assert!(Answer::number(1.0, 1, 0.5).agrees(&Answer::number(1.0 + 1e-9, 1, 0.5)));
        assert!(!Answer::number(1.0, 1, 0.5).agrees(&Answer::number(1.2, 1, 0.5)));
        assert!(!Answer::integer(1).agrees(&Answer::number(1.0, 0, 0.0)));
        assert!(Answer::text("Red").agrees(&Answer::text("red")));
    }

    #[test]
    fn the_kind_is_written_into_json() {
        let json = serde_json::to_string(&Answer::integer(3)).unwrap();
        assert_eq!(json, r#"{"kind":"integer","value":3}"#);
    }
}
