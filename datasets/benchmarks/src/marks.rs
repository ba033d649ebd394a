//! Marks that say where in a question a picture goes: `<image>`, `<image1>`, `<image 2>`.

/// The question without marks that only say that a picture comes first or last.
///
/// A mark inside a sentence is part of it and stays.
pub(crate) fn without(question: &str) -> String {
    let lines = question.lines().map(str::trim_end);
    let lines = lines.filter(|line| line.trim().is_empty() || !trimmed(line).is_empty());
    trimmed(&lines.collect::<Vec<_>>().join("\n")).to_owned()
}

/// The highest number of a mark; none without a numbered one.
pub(crate) fn highest(text: &str) -> Option<usize> {
    text.match_indices("<image").filter_map(|(at, _)| mark(&text[at..])?.1).max()
}

/// Without marks and space at both ends.
fn trimmed(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some((length, _)) = mark(rest) {
        rest = rest[length..].trim_start();
    }
    while rest.ends_with('>') {
        let Some(at) = rest.rfind("<image") else { break };
        match mark(&rest[at..]) {
            Some((length, _)) if at + length == rest.len() => rest = rest[..at].trim_end(),
            _ => break,
        }
    }
    rest
}

/// How long the mark is that the text starts with, and its number.
fn mark(text: &str) -> Option<(usize, Option<usize>)> {
    let inner = text.strip_prefix("<image")?;
    let end = inner.find('>')?;
    let number = inner[..end].trim_start_matches([' ', '_']);
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| ("<image".len() + end + 1, number.parse().ok()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{highest, without};

    #[test]
    fn marks_at_the_ends_and_on_their_own_lines_go() {
        for (question, bare) in [
            ("<image>How many?", "How many?"),
            ("<image><image>\nHow many?", "How many?"),
            ("Which one?\n<image1>", "Which one?"),
            ("Look.\n<image1>\nWhich one?", "Look.\nWhich one?"),
            ("Is <image 1> the mirror of <image 2>?", "Is <image 1> the mirror of <image 2>?"),
            ("a <imagery>", "a <imagery>"),
            ("one\n\ntwo", "one\n\ntwo"),
            ("<image>", ""),
        ] {
            assert_eq!(without(question), bare, "{question}");
        }
    }

    #[test]
    fn the_highest_number_counts() {
        assert_eq!(highest("Is <image 2> in <image 10>?"), Some(10));
        assert_eq!(highest("<image> and <image x>"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "(<image|>|1| |é|\n|<)*") {
            let once = without(&text);
            prop_assert!(!once.starts_with("<image>"));
            let _ = highest(&text);
        }
    }
}
