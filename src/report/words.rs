//! What a search looks through: for every task the set of its words.
//!
//! A page cannot hold the text of a hundred thousand programs, but it can hold which
//! words stand in each. A query finds the words that contain it, then the tasks that
//! have one of those; that takes a few milliseconds and little memory. Numbers of a
//! program are left out unless they are words of its picture: coordinates are many,
//! and nobody searches for them.

use std::collections::HashMap;

/// Longest word that is kept, in bytes.
const LONGEST: usize = 48;
/// Most words of one text.
const MOST: usize = 1000;

/// Which words of a text count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// All of them.
    Prose,
    /// All but numbers.
    Program,
}

/// The words of a text in lower case, in order.
fn split(lower: &str, kind: Kind) -> impl Iterator<Item = &str> {
    let counts = move |word: &&str| {
        (1..=LONGEST).contains(&word.len())
            && (kind == Kind::Prose || !word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    lower.split(|c: char| !c.is_alphanumeric() && c != '_').filter(counts)
}

/// Words by number, and which of them every item has.
#[derive(Default)]
pub(crate) struct Index {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
    /// By word, one more than the last item that holds it.
    holders: Vec<usize>,
    ends: Vec<u32>,
    held: Vec<u32>,
}

impl Index {
    /// Adds the next item: each word of its text once.
    pub fn push(&mut self, text: &str, kind: Kind) {
        let (begin, item) = (self.held.len(), self.ends.len() + 1);
        for word in split(&text.to_lowercase(), kind) {
            let number = self.number(word);
            let holder = &mut self.holders[number as usize];
            if *holder == item {
                continue;
            }
            if self.held.len() - begin >= MOST {
                break;
            }
            *holder = item;
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
        self.holders.push(0);
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

    fn words(text: &str, kind: Kind) -> Vec<String> {
        let mut index = Index::default();
        index.push(text, kind);
        assert_eq!(index.held.len(), index.words.len());
        index.words
    }

    #[test]
    fn words_are_what_people_type() {
        assert_eq!(
            words("How many red-ish Bars?\n12 cm, 12 Red", Kind::Prose),
            ["how", "many", "red", "ish", "bars", "12", "cm"]
        );
        let svg = "<rect x=\"12\" fill=\"#1f5fbf\"/><text>Zürich</text>";
        let found = words(svg, Kind::Program);
        assert_eq!(found, ["rect", "x", "fill", "1f5fbf", "text", "zürich"]);
    }

    #[test]
    fn an_item_has_the_numbers_of_its_words() {
        let mut index = Index::default();
        index.push("a b a", Kind::Prose);
        index.push("b c", Kind::Prose);
        let (words, ends, held) = index.parts();
        assert_eq!((words.len(), ends, held), (3, &[2, 4][..], &[0, 1, 1, 2][..]));
        let mut more = Index::default();
        more.push("d", Kind::Prose);
        more.append(&index);
        let (words, ends, held) = more.parts();
        assert_eq!((words.len(), ends, held), (4, &[1, 3, 5][..], &[0, 1, 2, 2, 3][..]));
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let long: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        let mut index = Index::default();
        index.push(&long, Kind::Prose);
        assert_eq!((index.ends.as_slice(), index.held.len()), (&[MOST as u32][..], MOST));
        assert!(words("x".repeat(99).as_str(), Kind::Prose).is_empty());
    }
}
