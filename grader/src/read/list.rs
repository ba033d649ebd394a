//! Splits an answer that names several things.

/// What stands around the things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bracket {
    /// Nothing.
    Open,
    /// `( )`.
    Round,
    /// `[ ]`, or a mix as intervals have.
    Square,
    /// `{ }`: a set.
    Curly,
    /// `[ )` and `( ]`.
    HalfOpen(bool),
}

/// What stands between the things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Commas, semicolons or line ends.
    Comma,
    /// A last "and".
    And,
    /// An "or": not all of them are meant.
    Or,
    /// Arrows or "then".
    Arrow,
}

/// Several things, not cleaned.
#[derive(Clone, Debug)]
pub struct List<'a> {
    /// The things.
    pub items: Vec<&'a str>,
    /// What stands around them.
    pub bracket: Bracket,
    /// What stands between them.
    pub joint: Joint,
}

/// More things than this are no answer.
const MAX_ITEMS: usize = 256;

/// Deeper lists are no answer; readers of things within things recurse.
const MAX_NESTING: usize = 6;

/// How deep the text's brackets nest.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Splits the cleaned text, if it names several things or is in brackets.
pub fn split(text: &str) -> Option<List<'_>> {
    if nesting(text) > MAX_NESTING {
        return None;
    }
    let (bracket, inner) = unbracket(text);
    let lone = inner.bytes().filter(|b| *b == b',').count() == 1 && !inner.contains(' ');
    let decimal = lone && bracket == Bracket::Open;
    let mut cutter = Cutter { text: inner, decimal, joint: Joint::Comma };
    let items = cutter.cut()?;
    let several = items.len() > 1 || matches!(bracket, Bracket::Curly | Bracket::Square);
    several.then_some(List { items, bracket, joint: cutter.joint })
}

/// Splits at every comma, dash, space or letter, whichever gives `count` things.
pub fn split_into(text: &str, count: usize) -> Option<Vec<&str>> {
    let (_, inner) = unbracket(text);
    let inner = inner.strip_prefix("from ").unwrap_or(inner);
    let fits = |items: Vec<&'_ str>| (items.len() == count).then_some(());
    let pieces = |separator: &str| -> Vec<&str> { inner.split(separator).map(str::trim).collect() };
    for separator in [",", " - ", "-", " to ", "/", " > ", ">", " < ", "<", "|", ";"] {
        if fits(pieces(separator)).is_some() {
            return Some(inner.split(separator).map(str::trim).collect());
        }
    }
    let words: Vec<&str> = inner.split_whitespace().collect();
    if words.len() == count {
        return Some(words);
    }
    let letters = inner.bytes().all(|b| b.is_ascii_alphabetic());
    (letters && inner.len() == count).then(|| (0..count).map(|at| &inner[at..=at]).collect())
}

/// The kind of bracket around the whole text and what is inside.
pub fn unbracket(text: &str) -> (Bracket, &str) {
    let text = text.trim();
    let bracket = match (text.chars().next(), text.chars().next_back()) {
        (Some('('), Some(')')) => Bracket::Round,
        (Some('['), Some(']')) => Bracket::Square,
        (Some('{'), Some('}')) => Bracket::Curly,
        (Some('('), Some(']')) => Bracket::HalfOpen(true),
        (Some('['), Some(')')) => Bracket::HalfOpen(false),
        _ => return (Bracket::Open, text),
    };
    if text.len() < 2 || !encloses(text) {
        return (Bracket::Open, text);
    }
    (bracket, text[1..text.len() - 1].trim())
}

/// Whether the first bracket closes with the last.
fn encloses(text: &str) -> bool {
    let mut depth = 0_i32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    false
}

struct Cutter<'a> {
    text: &'a str,
    /// Whether a lone comma between digits is a decimal one: `1,5`.
    decimal: bool,
    joint: Joint,
}

impl<'a> Cutter<'a> {
    fn cut(&mut self) -> Option<Vec<&'a str>> {
        let mut items = Vec::new();
        let mut depth = 0_i32;
        let (mut start, mut at) = (0, 0);
        let bytes = self.text.as_bytes();
        while at < bytes.len() {
            match bytes[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
            let skip = if depth == 0 { self.joint_at(at) } else { 0 };
            if skip > 0 {
                items.push(self.text[start..at].trim());
                if items.len() > MAX_ITEMS {
                    return None;
                }
                start = at + skip;
                at = start;
            } else {
                at += 1;
            }
        }
        items.push(self.text[start..].trim());
        // "A, B, and C" has an empty place between the comma and the "and".
        let trailing = items.len() > 1 && items.last().is_some_and(|item| item.is_empty());
        if trailing {
            items.pop();
        }
        let joined = self.joint != Joint::Comma;
        items = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !(joined && item.is_empty()))
            .map(|(_, item)| *item)
            .collect();
        (!items.iter().any(|item| item.is_empty())).then_some(items)
    }

    /// How many bytes the joint takes that starts here; zero if none does.
    fn joint_at(&mut self, at: usize) -> usize {
        let rest = &self.text.as_bytes()[at..];
        let word = |word: &str| {
            rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
        };
        match rest[0] {
            b',' if self.is_separator(at) => 1,
            b';' | b'\n' => 1,
            b'-' | b'=' if word("->") || word("=>") => self.set(Joint::Arrow, 2),
            0xe2 if rest.starts_with("→".as_bytes()) => self.set(Joint::Arrow, 3),
            b' ' if word(" and ") => self.set(Joint::And, 4),
            b' ' if word(" & ") => self.set(Joint::And, 2),
            b' ' if word(" then ") => self.set(Joint::Arrow, 5),
            b' ' if word(" or ") => self.set(Joint::Or, 3),
            _ => 0,
        }
    }

    fn set(&mut self, joint: Joint, len: usize) -> usize {
        if self.joint != Joint::Or {
            self.joint = joint;
        }
        len
    }

    /// Whether the comma at `at` is none within a number.
    fn is_separator(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        if at == 0 || !digit(at - 1) || !digit(at + 1) {
            return true;
        }
        let after = (at + 1..).take_while(|at| digit(*at)).count();
        let before = (0..at).rev().take_while(|at| digit(*at)).count();
        let grouped = after == 3 && (1..=3).contains(&before);
        !(grouped || self.decimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<&str> {
        split(text).map_or(vec![], |list| list.items)
    }

    #[test]
    fn things_are_split_where_a_reader_would() {
        assert_eq!(items("A, B, and C"), ["A", "B", "C"]);
        assert_eq!(items("A, B and C"), ["A", "B", "C"]);
        assert_eq!(items("(8, 6)"), ["8", "6"]);
        assert_eq!(items("(1,5)"), ["1", "5"]);
        assert_eq!(items("1,2,3"), ["1", "2", "3"]);
        assert_eq!(items("1,200, 3,400"), ["1,200", "3,400"]);
        assert_eq!(items("P → Q → R"), ["P", "Q", "R"]);
        assert_eq!(items("P -> Q"), ["P", "Q"]);
        assert_eq!(items("{1, 2}"), ["1", "2"]);
        assert_eq!(items("(1, 2), (3, 4)"), ["(1, 2)", "(3, 4)"]);
        assert_eq!(split("5 or 6").unwrap().joint, Joint::Or);
        assert!(split("1,200").is_none() && split("1,5").is_none() && split("(x+1)").is_none());
        assert!(split("red").is_none() && split("sand or").is_none() && split("a,,b").is_none());
    }

    #[test]
    fn a_known_count_splits_the_rest() {
        assert_eq!(split_into("A-B-C", 3).unwrap(), ["A", "B", "C"]);
        assert_eq!(split_into("PQR", 3).unwrap(), ["P", "Q", "R"]);
        assert_eq!(split_into("P Q R", 3).unwrap(), ["P", "Q", "R"]);
        assert_eq!(split_into("1,200", 2).unwrap(), ["1", "200"]);
        assert!(split_into("red", 2).is_none());
    }
}
