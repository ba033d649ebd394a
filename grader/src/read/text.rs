//! Words as a reader compares them: no case, articles, punctuation or plural.

use super::{plural, words};

/// The text's words, each in its comparable form.
pub fn words(text: &str) -> Vec<String> {
    let raw = tokens(text);
    let mut out: Vec<String> = Vec::with_capacity(raw.len());
    for (at, token) in raw.iter().enumerate() {
        let end = token.as_ptr() as usize - text.as_ptr() as usize + token.len();
        let spaced = text.get(end..).is_some_and(|rest| rest.starts_with(' '));
        if raw.len() > 1 && is_article(token, raw.get(at + 1).copied().filter(|_| spaced), at) {
            continue;
        }
        push(&mut out, token);
    }
    out
}

/// The whole text as one comparable key: `Light-blue bars` and `the lightblue bar`
/// have the same. Spaces between words do not count, except beside a number or a
/// negation.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in words(text) {
        let digit = |c: char| c.is_ascii_digit();
        let apart = key.ends_with(digit) && word.starts_with(digit);
        if apart || is_negation(&word) {
            key.push(' ');
        }
        key.push_str(&word);
        if is_negation(&word) {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// Whether the word says that the rest is not so.
pub fn is_negation(word: &str) -> bool {
    matches!(
        word,
        "no" | "not"
            | "never"
            | "neither"
            | "nor"
            | "none"
            | "without"
            | "non"
            | "cannot"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "doesn't"
            | "don't"
            | "can't"
            | "won't"
            | "except"
            | "isnt"
            | "arent"
            | "wasnt"
            | "doesnt"
            | "dont"
            | "cant"
            | "wont"
            | "hardly"
    )
}

fn push(out: &mut Vec<String>, token: &str) {
    let lower: String = token.chars().flat_map(char::to_lowercase).filter(|c| *c != '\'').collect();
    let lower =
        if token.ends_with("'s") && lower.len() > 1 { &lower[..lower.len() - 1] } else { &lower };
    let Some(n) = words::small(lower) else {
        let behind = out.last().is_some_and(|word| word.ends_with(|c: char| c.is_ascii_digit()));
        return out.push(match lower {
            "&" => "and".to_owned(),
            "x" | "by" | "*" if behind => "*".to_owned(),
            "to" if behind => "-".to_owned(),
            _ => plural::singular(lower).into_owned(),
        });
    };
    // "twenty one" is 21.
    if (1..10).contains(&n)
        && let Some(last) = out.last_mut()
        && matches!(last.as_str(), "20" | "30" | "40" | "50" | "60" | "70" | "80" | "90")
    {
        last.pop();
        last.push_str(&n.to_string());
        return;
    }
    out.push(n.to_string());
}

/// "the" always, "a" and "an" before a noun; a label A is no article.
fn is_article(token: &str, next: Option<&str>, at: usize) -> bool {
    if token.eq_ignore_ascii_case("the") {
        return true;
    }
    let lower = token == "a" || token == "an" || (at == 0 && (token == "A" || token == "An"));
    lower && next.is_some_and(|word| word.len() > 1 && !NO_NOUN.contains(&word))
}

const NO_NOUN: [&str; 13] =
    ["and", "or", "to", "is", "in", "on", "of", "then", "with", "at", "than", "has", "are"];

/// Words, numbers with their point, and the signs that carry meaning.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = token_len(rest, c);
        let (token, after) = rest.split_at(len.max(c.len_utf8()));
        if len > 0 && (!matches!(c, '-' | ':') || is_sign(text, rest)) {
            out.push(token);
        }
        rest = after;
    }
    out
}

/// How long the token is that starts here; zero for what separates.
fn token_len(rest: &str, c: char) -> usize {
    if c.is_ascii_digit() {
        let bytes = rest.as_bytes();
        let goes_on = |at: usize| {
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            digit(at) || (matches!(bytes[at], b'.' | b',') && digit(at - 1) && digit(at + 1))
        };
        return (1..bytes.len()).find(|at| !goes_on(*at)).unwrap_or(bytes.len());
    }
    if c.is_alphabetic() {
        let letter =
            |c: char| c.is_alphabetic() || c == '\'' || ('\u{337}'..'\u{370}').contains(&c);
        return rest.find(|c: char| !letter(c)).unwrap_or(rest.len());
    }
    if c.is_ascii() {
        let sign = "+#%&@/=<>*^$-|:".contains(c);
        return usize::from(sign);
    }
    // Other scripts and symbols count as they are.
    if c.is_whitespace() || matches!(c, '…' | '。' | '、' | '“' | '”') {
        0
    } else {
        c.len_utf8()
    }
}

/// Whether the hyphen or colon here means something: a minus before a number, a range
/// or ratio between two, a difference between single letters.
fn is_sign(text: &str, rest: &str) -> bool {
    let at = text.len() - rest.len();
    let (before, after) = (text[..at].trim_end(), rest[1..].trim_start());
    let digit = |c: char| c.is_ascii_digit();
    if before.ends_with(digit) && after.starts_with(digit) {
        return true;
    }
    let minus = rest.starts_with('-');
    // A mark: A-.
    if rest == "-" && text[..at].ends_with(char::is_alphanumeric) {
        return true;
    }
    let starts = text[..at].chars().next_back().is_none_or(|c| " (,".contains(c));
    let number = rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let letter = |a: Option<char>, b: Option<char>| {
        a.is_some_and(|c| c.is_ascii_alphabetic()) && !b.is_some_and(char::is_alphanumeric)
    };
    let (mut back, mut forth) = (before.chars().rev(), after.chars());
    minus
        && ((starts && number)
            || (letter(back.next(), back.next()) && letter(forth.next(), forth.next())))
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn what_does_not_matter_does_not_count() {
        for (a, b) in [
            ("the red car", "Red cars"),
            ("Light-blue bar", "lightblue bars"),
            ("Tom's house", "toms house"),
            ("two cats", "2 cat"),
            ("salt & pepper", "Salt and Pepper."),
            ("twenty-one days", "21 day"),
            ("grey", "Gray"),
            ("3 by 4", "3 x 4"),
            ("S 2", "s2"),
        ] {
            assert_eq!(key(a), key(b), "{a} and {b}");
        }
    }

    #[test]
    fn what_matters_counts() {
        for (a, b) in [
            ("point A", "point"),
            ("A B", "B"),
            ("not red", "red"),
            ("notable", "not able"),
            ("C++", "C"),
            ("A+", "A"),
            ("1 23", "12 3"),
            ("-5", "5"),
            ("3.5", "35"),
            ("piano key", "casino chip"),
            ("Casino 5", "Mono 1"),
            ("1:2", "12"),
        ] {
            assert_ne!(key(a), key(b), "{a} and {b}");
        }
    }
}
