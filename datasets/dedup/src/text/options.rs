//! The options of a multiple-choice question, taken out of its text.

/// A question without its options, and the options in the order printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What stands before and after the options.
    pub stem: String,
    /// The options' texts, A first; empty if there are none.
    pub options: Vec<String>,
}

/// Words that announce options and say nothing of their own.
const HEADINGS: [&str; 4] = ["options:", "choices:", "options", "choices"];

/// Finds options marked `(A)`, `A)`, `A.` or `A:`, each on a line of its own or
/// all in one, in order from A on and at least two.
pub fn split_options(text: &str) -> Options {
    let marks = marks(text);
    let Some((first, last)) = marks.first().zip(marks.last()).filter(|_| marks.len() >= 2) else {
        return Options { stem: text.to_owned(), options: Vec::new() };
    };
    let end = text[last.1..].find('\n').map_or(text.len(), |at| last.1 + at);
    let ends = marks.iter().skip(1).map(|mark| mark.0).chain([end]);
    let trim = |text: &str| text.trim().trim_end_matches([',', ';']).trim_end().to_owned();
    let options = marks.iter().zip(ends).map(|(mark, end)| trim(&text[mark.1..end])).collect();
    let mut stem = text[..first.0].trim_end();
    for heading in HEADINGS {
        let start = stem.len().checked_sub(heading.len());
        let tail = start.and_then(|start| stem.get(start..).map(|tail| (start, tail)));
        if let Some((start, tail)) = tail
            && tail.eq_ignore_ascii_case(heading)
        {
            stem = stem[..start].trim_end();
        }
    }
    Options { stem: format!("{stem} {}", text[end..].trim()).trim().to_owned(), options }
}

/// Start and end of every mark, as long as the letters follow each other.
fn marks(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let expected = char::from(b'A' + (found.len() as u8).min(25));
        if before.is_whitespace()
            && let Some(length) = mark(&text[at..], expected)
        {
            found.push((at, at + length));
        }
        before = c;
    }
    found
}

/// The length of the mark of `letter` at the start of `text`.
fn mark(text: &str, letter: char) -> Option<usize> {
    let (open, rest) = text.strip_prefix('(').map_or((false, text), |rest| (true, rest));
    let rest = rest.strip_prefix(letter)?;
    let close = rest.chars().next()?;
    let spaced = rest.chars().nth(1).is_none_or(char::is_whitespace);
    let fits = if open { close == ')' } else { [')', '.', ':'].contains(&close) && spaced };
    fits.then_some(usize::from(open) + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_found_in_lines_and_in_one() {
        let lines = split_options("Which is red?\nChoices:\nA. circle\nB. square\nAnswer briefly.");
        assert_eq!(lines.options, ["circle", "square"]);
        assert_eq!(lines.stem, "Which is red? Answer briefly.");
        let one = split_options("Which is red? (A) a circle (B) a square, (C) none");
        assert_eq!(one.options, ["a circle", "a square", "none"]);
        assert_eq!(one.stem, "Which is red?");
    }

    #[test]
    fn a_point_called_a_is_no_option() {
        for text in ["How far is A from B?", "Plan A. It starts here.", "Is C) before A)?", ""] {
            assert_eq!(split_options(text).options, [""; 0], "{text}");
        }
    }
}
