//! What a search looks through: for every task the set of its words.
//!
//! A page cannot hold the text of a hundred thousand programs, but it can hold which
//! words stand in each. A query finds the words that contain it, then the tasks that
//! have one of those; that takes a few milliseconds and little memory. Numbers of a
//! program are left out unless they are words of its picture: coordinates are many,
//! and nobody searches for them.

use std::collections::{BTreeSet, HashMap};

/// Longest word that is kept, in bytes.
const LONGEST: usize = 48;
/// Most words of one text.
const MOST: usize = 1000;

/// The words of a text, in lower case, sorted, each once.
pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    collect(texts, |_| true)
}

/// As [`of`], for a program.
pub(crate) fn of_program(source: &str) -> Vec<String> {
    collect([source], |word| !word.bytes().all(|byte| byte.is_ascii_digit()))
}

fn collect<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    keep: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut words = BTreeSet::new();
    for text in texts {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        for word in parts.filter(|word| !word.is_empty() && word.len() <= LONGEST && keep(word)) {
            if words.len() >= MOST {
                return words.into_iter().collect();
            }
            words.insert(word.to_lowercase());
        }
    }
    words.into_iter().collect()
}

/// Words by number, and which of them every item has.
#[derive(Default)]
pub(crate) struct Index {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
    ends: Vec<u32>,
    held: Vec<u32>,
}

impl Index {
    /// Adds the next item.
    pub fn push(&mut self, words: Vec<String>) {
        for word in words {
            let number = self.number(&word);
            self.held.push(number);
        }
        self.ends.push(self.held.len() as u32);
    }

    /// Adds the items of another index.
    pub fn append(&mut self, other: &Self) {
        let numbers: Vec<u32> = other.words.iter().map(|word| self.number(word)).collect();
        let before = self.held.len() as u32;
        self.held.extend(other.held.iter().map(|word| numbers[*word as usize]));
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let next = self.words.len() as u32;
        self.numbers.insert(word.to_owned(), next);
        self.words.push(word.to_owned());
        next
    }

    /// The words, where each item's end, and the items' words.
    pub fn parts(&self) -> (&[String], &[u32], &[u32]) {
        (&self.words, &self.ends, &self.held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_people_type() {
        assert_eq!(
            of(["How many red-ish Bars?", "12 cm"]),
            ["12", "bars", "cm", "how", "ish", "many", "red"]
        );
        let svg = "<rect x=\"12\" fill=\"#1f5fbf\"/><text>Zürich</text>";
        assert_eq!(of_program(svg), ["1f5fbf", "fill", "rect", "text", "x", "zürich"]);
    }

    #[test]
    fn an_item_has_the_numbers_of_its_words() {
        let mut index = Index::default();
        index.push(of(["a b"]));
        index.push(of(["b c"]));
        let (words, ends, held) = index.parts();
        assert_eq!((words.len(), ends, held), (3, &[2, 4][..], &[0, 1, 1, 2][..]));
        let mut more = Index::default();
        more.push(of(["d"]));
        more.append(&index);
        let (words, ends, held) = more.parts();
        assert_eq!((words.len(), ends, held), (4, &[1, 3, 5][..], &[0, 1, 2, 2, 3][..]));
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let long: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        assert_eq!(of([long.as_str()]).len(), MOST);
        assert!(of(["x".repeat(99).as_str()]).is_empty());
    }
}
