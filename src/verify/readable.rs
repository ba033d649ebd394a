//! The easy answer can be read off the picture: it is printed, or it is a number within
//! the range of an axis, or a count of marks.

use synth_contracts::Answer;
use synth_grader::{Truth, score as grade};

use crate::words::numbers;
use crate::{Exhibit, Finding, quote};

/// Score of an answer that is not printed but lies between two printed numbers.
const BETWEEN: f64 = 0.7;

/// Score of an answer of which nothing can be told.
const UNKNOWN: f64 = 0.5;

/// Score of a number that nothing in the picture leads to.
const NOWHERE: f64 = 0.2;

/// How surely the easy answer can be read.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let answer = &exhibit.concept.easy.answer;
    let Ok(truth) = Truth::try_from(answer) else {
        return Finding::new(UNKNOWN, "the answer cannot be graded");
    };
    let right = |text: &str| grade(text, &truth).is_right();
    let says = |text: &&str| right(text) || numbers(text).iter().any(|number| right(number));
    let texts = || exhibit.facts.texts.iter().map(|text| text.content.as_str());
    if let Some(text) = texts().find(says) {
        return Finding::new(1.0, format!("{} says {answer}", quote(text)));
    }
    let printed: Vec<f64> =
        texts().flat_map(numbers).filter_map(|number| number.parse().ok()).collect();
    let number: Option<f64> = match answer {
        Answer::Integer { value } => Some(*value as f64),
        Answer::Number { value, .. } => Some(*value),
        Answer::Text { value } => numbers(value).first().and_then(|number| number.parse().ok()),
        _ => None,
    };
    let Some(number) = number else {
        return Finding::new(UNKNOWN, format!("{answer} is not printed"));
    };
    let between = printed.iter().any(|p| *p <= number) && printed.iter().any(|p| *p >= number);
    let shapes = exhibit.facts.shapes.len() as f64;
    match between || (number.fract() == 0.0 && number <= shapes) {
        true => Finding::new(BETWEEN, format!("{answer} can be measured or counted")),
        false => Finding::new(NOWHERE, format!("nothing in the picture leads to {answer}")),
    }
}
