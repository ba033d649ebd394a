//! What a caption names, as far as it can be told by reading: quoted words, proper names,
//! colours, and numbers of marks.

use crate::words::{plain, small_number, words};

/// What stands between quotation marks, an apostrophe within a word not being one.
pub fn quoted(caption: &str) -> Vec<String> {
    let text: Vec<char> = caption.chars().collect();
    let mut found = Vec::new();
    let mut start: Option<(usize, char)> = None;
    for (i, c) in text.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| text.get(i)).copied().unwrap_or(' ');
        let after = text.get(i + 1).copied().unwrap_or(' ');
        match start {
            None => {
                let opens = !before.is_alphanumeric() && !after.is_whitespace();
                start = closing(*c).filter(|_| opens).map(|end| (i + 1, end));
            }
            Some((from, end)) if *c == end && !after.is_alphanumeric() => {
                found.push(text[from..i].iter().collect());
                start = None;
            }
            Some(_) => {}
        }
    }
    found
}

/// The mark that closes a quotation which this one opens.
fn closing(open: char) -> Option<char> {
    match open {
        '\'' => Some('\''),
        '"' => Some('"'),
        '\u{2018}' => Some('\u{2019}'),
        '\u{201C}' => Some('\u{201D}'),
        _ => None,
    }
}

/// Words with a capital that do not begin a sentence: names of things in the picture.
/// Words with digits are codes and values, not names.
pub fn names(caption: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut begins = true;
    for token in caption.split_whitespace() {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        if capital
            && !begins
            && word.chars().count() >= 3
            && word.chars().all(char::is_alphanumeric)
        {
            found.push(word.to_owned());
        }
        begins = token.ends_with(['.', '!', '?', ':', ';']);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Colours by their codes: `#RRGGBB`.
pub fn hex_colours(caption: &str) -> Vec<String> {
    let code = |part: &str| {
        let digits: String = part.chars().take_while(char::is_ascii_hexdigit).collect();
        (digits.len() == 6).then(|| format!("#{}", digits.to_lowercase()))
    };
    caption.split('#').skip(1).filter_map(code).collect()
}

/// Kinds of marks that captions count.
const MARKS: [&str; 22] = [
    "bars",
    "points",
    "dots",
    "circles",
    "squares",
    "triangles",
    "rectangles",
    "boxes",
    "nodes",
    "stars",
    "diamonds",
    "slices",
    "segments",
    "markers",
    "bubbles",
    "hexagons",
    "cells",
    "tiles",
    "icons",
    "stations",
    "columns",
    "lines",
];

/// How many marks of which kind a caption says there are: a number, at most two words,
/// and a kind of mark.
pub fn counts(caption: &str) -> Vec<(usize, String)> {
    let text = plain(caption);
    let all: Vec<&str> = words(&text).collect();
    let mut found = Vec::new();
    for (i, word) in all.iter().enumerate() {
        let Some(count) = small_number(word).filter(|count| *count >= 2) else { continue };
        let near = all.iter().skip(i + 1).take(3);
        if let Some(mark) =
            near.take_while(|w| small_number(w).is_none()).find(|w| MARKS.contains(w))
        {
            found.push((count, (*mark).to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_told_from_apostrophes() {
        let caption = "A chart titled 'Heron M's Tide' with \"Day 1\" and the donor's gift";
        assert_eq!(quoted(caption), ["Heron M's Tide", "Day 1"]);
    }

    #[test]
    fn names_have_capitals_within_a_sentence() {
        let found = names("Six bars: Clover Hill 185, Mill Lane 142. The tallest is Orchard.");
        assert_eq!(found, ["Hill", "Lane", "Mill", "Orchard"]);
    }

    #[test]
    fn marks_are_counted_in_words_and_digits() {
        let found = counts("Six pale bars stand left of 12 dots; 3 of 4 large red circles.");
        assert_eq!(found[..2], [(6, "bars".to_owned()), (12, "dots".to_owned())]);
    }

    #[test]
    fn colour_codes_are_found() {
        assert_eq!(hex_colours("navy (#2F4B7C), and #12"), ["#2f4b7c"]);
    }
}
