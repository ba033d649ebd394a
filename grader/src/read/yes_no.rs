//! Reads yes and no.

use super::text;

/// Whether the cleaned text says yes or no. `asked` also takes words that mean it
/// only as an answer to such a question: `correct`, `n`.
pub fn read(answer: &str, asked: bool) -> Option<bool> {
    let len = answer.bytes().take_while(|b| b.is_ascii_alphabetic()).count();
    if len == 0 || len > 10 {
        return None;
    }
    let (word, rest) = answer.split_at(len);
    let said = value(&word.to_ascii_lowercase(), asked)?;
    // "No. 5" counts, "no apples" is about apples, "yes and no" is neither.
    let tail = rest.trim_start();
    let clause = rest.starts_with([',', '.', ';', ':', '!'])
        || tail.starts_with("- ")
        || ["it ", "they ", "there ", "he ", "she ", "this "]
            .iter()
            .any(|word| tail.starts_with(word));
    let because = ["because ", "since ", "as "].iter().any(|word| tail.starts_with(word));
    let fits = rest.is_empty() || because || (clause && !contradicts(tail, said));
    fits.then_some(said)
}

fn value(word: &str, asked: bool) -> Option<bool> {
    match word {
        "yes" | "true" | "yeah" | "yep" => Some(true),
        "no" | "false" | "nope" => Some(false),
        "y" | "t" | "correct" | "right" if asked => Some(true),
        "n" | "f" | "incorrect" | "wrong" if asked => Some(false),
        _ => None,
    }
}

fn contradicts(tail: &str, said: bool) -> bool {
    let tail = tail.trim_start_matches([',', '.', ';', ':', '!', '-', ' ']);
    tail.starts_with(|c: char| c.is_ascii_digit())
        || text::words(tail).iter().any(|word| {
            value(word, false) == Some(!said) || (said && text::is_negation(word)) || word == "or"
        })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn yes_and_no_and_neither() {
        assert_eq!(read("Yes", false), Some(true));
        assert_eq!(read("yes, it is", false), Some(true));
        assert_eq!(read("No, it is not", false), Some(false));
        assert_eq!(read("FALSE", false), Some(false));
        for text in ["yes and no", "no apples", "none", "No. 5", "yes, or no", "yes, not", "north"]
        {
            assert_eq!(read(text, true), None, "{text}");
        }
        assert_eq!(read("correct", false), None);
        assert_eq!(read("n", true), Some(false));
    }
}
