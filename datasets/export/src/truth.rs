//! The true answer as the grader reads it: one compact text, the same in every
//! format.

use synth_contracts::Answer;
use synth_grader::Truth;

/// The text that stands for `answer`: plain where that says all, JSON where there
/// is a tolerance, a unit or options. `None` if nothing could ever equal it, as an
/// empty text.
pub(crate) fn of(answer: &Answer) -> Option<String> {
    Truth::try_from(answer).ok().map(|truth| truth.to_text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use synth_grader::score;

    #[test]
    fn a_truth_is_plain_where_that_says_all() {
        assert_eq!(of(&Answer::integer(7)).as_deref(), Some("7"));
        assert_eq!(of(&Answer::text(" ")), None);
    }

    #[test]
    fn the_text_keeps_tolerance_and_options() {
        let number = Truth::from_text(&of(&Answer::number(2.5, 1, 0.2)).unwrap()).unwrap();
        assert!(score("2.6", &number).is_right() && !score("2.8", &number).is_right());
        let options = vec!["red".to_owned(), "blue".to_owned()];
        let choice = of(&Answer::Choice { index: 1, options }).unwrap();
        let choice = Truth::from_text(&choice).unwrap();
        assert!(score("B", &choice).is_right() && score("blue", &choice).is_right());
        assert!(!score("A", &choice).is_right());
    }
}
