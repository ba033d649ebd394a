//! What a sentence says of its subject: in "The total is 45 cm", `45 cm`.

use super::text;

/// More bytes than this are a paragraph.
const MAX_LEN: usize = 400;

/// Words that make a sentence doubt, deny or ask what follows.
const DOUBTS: [&str; 16] = [
    "if",
    "unless",
    "whether",
    "unclear",
    "maybe",
    "perhaps",
    "might",
    "could",
    "may",
    "doubt",
    "or",
    "possibly",
    "unlikely",
    "wrong",
    "incorrect",
    "false",
];

/// What stands behind the one verb, equals sign or colon; none where the sentence
/// denies, doubts or says several things.
pub fn read(sentence: &str) -> Option<&str> {
    if sentence.len() > MAX_LEN {
        return None;
    }
    let (at, len) = last_joint(sentence)?;
    let (subject, said) = (&sentence[..at], sentence[at + len..].trim());
    let words = text::words(subject);
    let doubtful = |word: &String| DOUBTS.contains(&word.as_str()) || text::is_negation(word);
    let sum =
        sentence[at..].starts_with([' ', '=']) && sentence[at..].trim_start().starts_with('=');
    let several = subject.contains([',', ';']) || (!sum && last_joint(subject).is_some());
    (!said.is_empty() && !words.is_empty() && !several && !words.iter().any(doubtful))
        .then_some(said)
}

/// The subject of a sentence that says something good of it: in "Old Orchard is the
/// tallest bar", `Old Orchard`.
pub fn subject(sentence: &str) -> Option<&str> {
    if sentence.len() > MAX_LEN || !sentence.contains(' ') {
        return None;
    }
    let (at, verb) = [" is ", " has ", " was ", " are "]
        .iter()
        .filter_map(|verb| sentence.find(verb).map(|at| (at, verb.len())))
        .min()?;
    let words = text::words(&sentence[at + verb..]);
    let doubtful = |word: &String| DOUBTS.contains(&word.as_str()) || text::is_negation(word);
    let several = sentence[at..].contains([',', ';']) || words.iter().any(|word| word == "and");
    (!several && !words.iter().any(doubtful)).then(|| sentence[..at].trim())
}

/// The last verb, equals sign or colon: where it starts and how long it is.
fn last_joint(text: &str) -> Option<(usize, usize)> {
    const JOINTS: [&str; 15] = [
        " is ",
        " are ",
        " was ",
        " were ",
        " equals ",
        " has ",
        " have ",
        " contains ",
        " shows ",
        ": ",
        "= ",
        "=",
        " totals ",
        " at ",
        "∈",
    ];
    let bytes = text.as_bytes();
    let starts = |at: &usize| matches!(bytes[*at], b' ' | b':' | b'=' | 0xe2);
    (1..bytes.len()).rev().filter(starts).find_map(|at| {
        let relation = bytes[at] == b'=' && matches!(bytes[at - 1], b'<' | b'>' | b'!');
        let here = |joint: &&&str| bytes[at..].starts_with(joint.as_bytes());
        let longest = JOINTS.iter().filter(here).map(|joint| joint.len()).max();
        longest.filter(|_| !relation).map(|len| (at, len))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_one_thing() {
        for (sentence, said) in [
            ("The total is 45 cm", "45 cm"),
            ("45 + 30 = 75", "75"),
            ("a = b = c", "c"),
            ("Total: 45", "45"),
            ("The tallest bar is Old Orchard", "Old Orchard"),
            ("The answer is not 5", "not 5"),
            ("The hexagon has 6 sides", "6 sides"),
        ] {
            assert_eq!(read(sentence), Some(said), "{sentence}");
        }
        for sentence in [
            "It is unclear whether the answer is 5",
            "A: 5, B: 6",
            "x is 5 and y is 6",
            "It isn't true that it is 5",
            "red",
            "x <= 5",
        ] {
            assert_eq!(read(sentence), None, "{sentence}");
        }
        assert_eq!(subject("Old Orchard is the tallest bar"), Some("Old Orchard"));
        assert_eq!(subject("Old Orchard is not the tallest"), None);
    }
}
