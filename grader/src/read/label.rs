//! Reads the letter of an option or a label: `C`, `(C)`, `Option C`, `C) blue`.

use super::text;

/// A letter and the text that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// The letter, in upper case.
    pub letter: char,
    /// What is said about it; empty if nothing is.
    pub about: &'a str,
}

/// Reads the whole cleaned text as a label.
pub fn read(answer: &str) -> Option<Label<'_>> {
    let mut rest = without_reason(answer.trim());
    for word in ["option", "choice", "letter", "answer"] {
        let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word));
        let after =
            head.map(|_| &rest[word.len()..]).filter(|after| after.starts_with([' ', ':', '(']));
        rest = after.map_or(rest, |after| after.trim_start_matches([' ', ':']));
    }
    let open = rest.strip_prefix(['(', '[']).unwrap_or(rest);
    let letter = open.chars().next().filter(char::is_ascii_alphabetic)?;
    let tail = &open[1..];
    let opened = open.len() < rest.len();
    let (closed, about) = match tail.strip_prefix([')', ']']) {
        Some(about) => (true, about),
        None => (false, tail),
    };
    if opened && !closed {
        // "(C. blue)" and the like.
        return None;
    }
    let marked = about.trim_start().strip_prefix(['.', ':', '-', ')']).map(str::trim);
    let spaced = about.starts_with(' ');
    let aside = about.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    if let Some(about) = aside.filter(|about| spaced && about.len() > 1) {
        return Some(Label { letter: letter.to_ascii_uppercase(), about });
    }
    let about = match marked {
        // "A-B" is a path, "A - blue" a letter with its text.
        Some(text) if closed || spaced || !about.starts_with('-') => text,
        _ if about.is_empty() || closed => about.trim(),
        _ => return None,
    };
    Some(Label { letter: letter.to_ascii_uppercase(), about })
}

/// "C is correct" and "C, because it is larger" without what is said for it.
fn without_reason(answer: &str) -> &str {
    if !answer.contains(' ') {
        return answer;
    }
    let praise =
        [" is correct", " is right", " is the answer", " is the correct answer", " is true"];
    if let Some(head) = praise.iter().find_map(|praise| answer.strip_suffix(praise)) {
        return head;
    }
    let reason = ["because ", "since ", "as "].iter().find_map(|word| answer.split_once(*word));
    match reason {
        Some((head, _)) if head.len() < 6 => head.trim_end_matches([',', ' ']),
        _ => answer,
    }
}

/// Whether what follows a letter names another one, so that two are named.
pub fn hedges(about: &str) -> bool {
    let other = |word: &str| {
        let letters = word.trim_matches(['(', ')', '[', ']', '.', ':', ',']);
        letters.len() == 1
            && letters.len() < word.len()
            && letters.as_bytes()[0].is_ascii_uppercase()
    };
    let words = text::words(about);
    words.iter().any(|word| word == "or" || text::is_negation(word))
        || about.split_whitespace().any(other)
}

/// The letter behind a word that says what it labels: `point C`, `bar B`.
pub fn behind_noun(answer: &str) -> Option<char> {
    const NOUNS: [&str; 38] = [
        "point",
        "node",
        "vertex",
        "city",
        "town",
        "station",
        "region",
        "area",
        "bar",
        "line",
        "series",
        "group",
        "cell",
        "box",
        "label",
        "figure",
        "shape",
        "circle",
        "triangle",
        "square",
        "path",
        "route",
        "angle",
        "team",
        "class",
        "player",
        "person",
        "container",
        "room",
        "section",
        "letter",
        "column",
        "row",
        "piece",
        "object",
        "picture",
        "image",
        "graph",
    ];
    let answer =
        answer.strip_prefix("the ").or_else(|| answer.strip_prefix("The ")).unwrap_or(answer);
    let (noun, letter) = answer.split_once(' ')?;
    let known = NOUNS.iter().any(|known| known.eq_ignore_ascii_case(noun));
    let mut letters = letter.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    (known && letters.next().is_none()).then(|| letter.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_many_writings() {
        for (text, about) in [
            ("C", ""),
            ("c", ""),
            ("(C)", ""),
            ("C)", ""),
            ("Option C", ""),
            ("option (c)", ""),
            ("C) blue", "blue"),
            ("(C) blue", "blue"),
            ("C. blue", "blue"),
            ("C: blue", "blue"),
            ("C - blue", "blue"),
        ] {
            assert_eq!(read(text), Some(Label { letter: 'C', about }), "{text}");
        }
        for text in ["cat", "C or D", "C blue", "A-B", "AB", "5", "", "C, D", "C and D"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(hedges("blue or D) red") && hedges("blue (D)") && !hedges("blue"));
        assert_eq!(behind_noun("point B"), Some('B'));
        assert_eq!(behind_noun("vitamin B"), None);
    }
}
