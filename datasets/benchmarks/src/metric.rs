//! How an answer is scored.

use serde::{Deserialize, Serialize};
use synth_grader::{Draft, Truth, TruthError};

/// A way to score. The names follow the benchmarks' own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Metric {
    /// The same by meaning, whatever kind the answer is of.
    Exact,
    /// The right option, by its letter or its text.
    Choice,
    /// Yes or no.
    YesNo,
    /// A number.
    Number {
        /// The largest absolute difference that counts as right.
        tolerance: f64,
    },
    /// Numbers in their order.
    Sequence,
    /// A number that may be off by a share of its size, or else the same text: the
    /// relaxed accuracy of ChartQA (arXiv 2203.10244), whose share is 0.05.
    Relaxed {
        /// Largest difference over the true value.
        share: f64,
    },
}

impl Metric {
    /// The truth to grade against.
    ///
    /// # Errors
    ///
    /// [`TruthError`], if the answer is not of the metric's kind.
    pub fn truth(self, answer: &str, options: &[String]) -> Result<Truth, TruthError> {
        let draft = |kind: Option<&str>, tolerance| Draft {
            truth: answer.to_owned(),
            kind: kind.map(str::to_owned),
            tolerance,
            ..Draft::default()
        };
        match self {
            Self::Exact => Truth::new(draft(None, None)),
            Self::Choice => {
                let options = options.to_vec();
                Truth::new(Draft { options, ..draft(Some("choice"), None) })
            }
            Self::YesNo => Truth::new(draft(Some("yes-no"), None)),
            Self::Number { tolerance } => Truth::new(draft(Some("number"), Some(tolerance))),
            Self::Sequence => Truth::new(draft(Some("sequence"), None)),
            Self::Relaxed { share } => match number(answer) {
                Some(size) => Truth::new(draft(Some("number"), Some(size.abs() * share))),
                None => Truth::new(draft(None, None)),
            },
        }
    }
}

/// A plain number, perhaps with separators of thousands or a percent sign. The tolerance
/// of a percentage is counted in percent, as the grader counts it.
fn number(text: &str) -> Option<f64> {
    let plain = text.trim().trim_end_matches('%').replace(',', "");
    plain.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use synth_grader::score;

    use super::*;

    fn right(metric: Metric, truth: &str, answer: &str) -> bool {
        score(answer, &metric.truth(truth, &[]).unwrap()).is_right()
    }

    #[test]
    fn relaxed_numbers_may_be_off_by_a_twentieth() {
        let relaxed = Metric::Relaxed { share: 0.05 };
        assert!(right(relaxed, "200", "210") && !right(relaxed, "200", "211"));
        assert!(right(relaxed, "1,000", "960") && right(relaxed, "-4", "-4.1"));
        assert!(right(relaxed, "40%", "41%") && !right(relaxed, "40%", "43%"));
        assert!(right(relaxed, "0", "0") && !right(relaxed, "0", "0.01"));
        assert!(right(relaxed, "Brazil", "brazil") && !right(relaxed, "Brazil", "Chile"));
    }

    #[test]
    fn numbers_are_within_their_tolerance() {
        let number = Metric::Number { tolerance: 0.005 };
        assert!(right(number, "1.45", "1.453") && !right(number, "1.45", "1.46"));
        assert!(right(Metric::Number { tolerance: 0.0 }, "5", "5 cm"));
    }

    #[test]
    fn yes_and_no_and_letters() {
        assert!(right(Metric::YesNo, "yes", "Yes.") && !right(Metric::YesNo, "yes", "No"));
        assert!(right(Metric::Choice, "B", "(B)") && !right(Metric::Choice, "B", "C"));
        assert!(right(Metric::Sequence, "[2, 3]", "2, 3") && !right(Metric::Sequence, "[2, 3]", "3, 2"));
    }

    #[test]
    fn what_cannot_be_scored_is_told() {
        assert!(Metric::Exact.truth("", &[]).is_err());
        assert!(Metric::Number { tolerance: 0.0 }.truth("red", &[]).is_err());
    }
}
