//! Answers as they are compared.

use super::options::Options;
use super::question::plain;

/// What an answer says, whatever its notation: a letter stands for the option it
/// names, numbers lose trailing zeros and thousands' commas, the rest is compared
/// in lower case without punctuation.
pub fn normalised_answer(answer: &str, options: &Options) -> String {
    let chosen = letter(answer).and_then(|at| options.options.get(at));
    let text = chosen.map_or(answer, String::as_str).trim().trim_end_matches('.');
    number(text).unwrap_or_else(|| {
        let plain = plain(text);
        // An answer of signs alone still says something.
        if plain.is_empty() { text.to_lowercase() } else { plain }
    })
}

/// Which option `B`, `b)`, `(B)` or `B.` names.
fn letter(answer: &str) -> Option<usize> {
    let bare = answer.trim().trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let mut chars = bare.chars();
    let first = chars.next().filter(char::is_ascii_alphabetic)?;
    chars.next().is_none().then(|| usize::from(first.to_ascii_uppercase() as u8 - b'A'))
}

/// A plain decimal number in its shortest form.
fn number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    let (sign, digits) = match digits.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", digits.strip_prefix('+').unwrap_or(&digits)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !all(whole) || !all(part) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && part.is_empty() { "" } else { sign };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::split_options;

    #[test]
    fn notation_does_not_matter_and_value_does() {
        let none = split_options("");
        let same = |a: &str, b: &str| normalised_answer(a, &none) == normalised_answer(b, &none);
        for (a, b) in
            [("3.0", "3"), ("1,000", "1000."), ("-0", "0"), (" Red ", "red."), ("+5", "5")]
        {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [("3", "3.1"), ("-3", "3"), ("5 cm", "5 m"), ("<", ">"), ("P, Q", "Q, P")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_letter_is_the_option_it_names() {
        let one = split_options("Which?\n(A) red\n(B) blue");
        let two = split_options("Which?\n(A) blue\n(B) red");
        assert_eq!(normalised_answer("(B)", &one), normalised_answer("A", &two));
        assert_eq!(normalised_answer("Z", &one), "z");
    }
}
