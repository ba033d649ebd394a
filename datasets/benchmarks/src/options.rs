//! Options: how they are written out, and which of them an answer names.

use synth_grader::{Draft, Truth, TruthError};

/// There are letters for no more options than this.
pub(crate) const MOST: usize = 26;

/// How a benchmark publishes the right option.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Published {
    /// By its letter.
    Letter,
    /// By its text.
    Text,
}

/// The letter of the option at `index`, which is below [`MOST`].
pub(crate) fn letter(index: usize) -> char {
    u8::try_from(index).map_or('?', |index| char::from(b'A' + index))
}

/// The question with its options below, one a line.
///
/// Options that are only their own letters stand in the picture, so one line names
/// them all.
pub(crate) fn ask(question: &str, options: &[String]) -> String {
    let question = question.trim();
    if options.is_empty() {
        return question.to_owned();
    }
    let own = |(index, option): (usize, &String)| option.trim() == letter(index).to_string();
    if options.iter().enumerate().all(own) {
        return format!("{question}\nOptions: {}", options.join(", "));
    }
    let lines = options.iter().enumerate();
    let lines = lines.map(|(index, option)| format!("\n{}. {}", letter(index), option.trim()));
    format!("{question}{}", lines.collect::<String>())
}

/// The place of the option that a published answer names, read as `published` first
/// and the other way where that names none.
pub(crate) fn named(answer: &str, options: &[String], published: Published) -> Option<usize> {
    let letter = || lettered(answer).filter(|index| *index < options.len());
    let text = || options.iter().position(|option| option.trim() == answer.trim());
    match published {
        Published::Letter => letter().or_else(text),
        Published::Text => text().or_else(letter),
    }
}

/// The place that `B`, `b`, `(B)` or `B.` stands for.
fn lettered(answer: &str) -> Option<usize> {
    let bare = answer.trim().trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let &[byte] = bare.as_bytes() else { return None };
    byte.is_ascii_alphabetic().then(|| usize::from(byte.to_ascii_uppercase() - b'A'))
}

/// The truth of a choice.
pub(crate) fn truth(index: usize, options: &[String]) -> Result<Truth, TruthError> {
    Truth::new(Draft {
        truth: letter(index).to_string(),
        kind: Some("choice".to_owned()),
        options: options.to_vec(),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(options: &[&str]) -> Vec<String> {
        options.iter().map(|&option| option.to_owned()).collect()
    }

    #[test]
    fn options_stand_below_the_question() {
        assert_eq!(ask(" How many? ", &[]), "How many?");
        assert_eq!(ask("Which?", &of(&["red", " blue "])), "Which?\nA. red\nB. blue");
        assert_eq!(ask("Which?", &of(&["A", "B", "C"])), "Which?\nOptions: A, B, C");
        assert_eq!(ask("Which?", &of(&["B", "A"])), "Which?\nA. B\nB. A");
    }

    #[test]
    fn an_answer_names_an_option_by_letter_or_text() {
        let crossed = of(&["B", "A", "red"]);
        assert_eq!(named("A", &crossed, Published::Letter), Some(0));
        assert_eq!(named("A", &crossed, Published::Text), Some(1));
        assert_eq!(named(" red", &crossed, Published::Letter), Some(2));
        assert_eq!(named("(c)", &crossed, Published::Text), Some(2));
        assert_eq!(named("D", &crossed, Published::Letter), None);
        assert_eq!(named("green", &crossed, Published::Text), None);
    }
}
