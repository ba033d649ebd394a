//! The words in a name: `blue-jay_02` and `BlueJay02` both say `blue jay 02`.

/// What a character is to a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_uppercase() => Kind::Upper,
        c if c.is_alphabetic() => Kind::Lower,
        c if c.is_numeric() => Kind::Digit,
        _ => Kind::Other,
    }
}

/// The words of a name, split at whatever is no letter or digit, between letters and
/// digits, and before a capital that follows a small letter.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = Kind::Other;
    for c in name.chars() {
        let now = kind(c);
        let joined = now == before || (before, now) == (Kind::Upper, Kind::Lower);
        if !joined && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if now != Kind::Other {
            word.push(c);
        }
        before = now;
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// A name without its ending: what is behind a dot, if it is short and has no blank.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty()
                && (1..=5).contains(&ending.len())
                && ending.chars().all(char::is_alphanumeric) =>
        {
            stem
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_say_words() {
        for name in ["blue-jay_02", "BlueJay02", "blue jay.02", "__blue__jay02-"] {
            assert_eq!(words(name).join(" ").to_lowercase(), "blue jay 02", "{name}");
        }
        assert_eq!(words("HTMLPage"), ["HTMLPage"]);
        assert_eq!(words("Ölfaß3"), ["Ölfaß", "3"]);
        assert_eq!(stem("a.b.png"), "a.b");
        assert_eq!(stem("v1.0 of it"), "v1.0 of it");
        assert_eq!(stem(".png"), ".png");
    }

    proptest! {
        #[test]
        fn nothing_that_can_be_read_is_lost(name in ".{0,40}") {
            let all: String = name.chars().filter(|c| kind(*c) != Kind::Other).collect();
            prop_assert_eq!(words(&name).concat(), all);
        }
    }
}
