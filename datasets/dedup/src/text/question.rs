//! The words of a question that say what is asked.

/// Words that a paraphrase adds and drops without asking anything else. Words of
/// relation (`from`, `to`, `in`, `above`), number and negation are not among
/// them: one of those makes another question.
const FUNCTION_WORDS: [&str; 38] = [
    "a", "an", "the", "is", "are", "was", "were", "be", "do", "does", "did", "has", "have", "had",
    "what", "which", "who", "how", "that", "this", "these", "those", "there", "it", "its", "of",
    "for", "please", "can", "could", "you", "tell", "me", "s", "image", "picture", "figure",
    "shown",
];

/// Signs that mean something between words.
const SIGNS: &str = "+-*/=<>%°×÷≤≥≠√^|€$£";

/// The words of `text` in order and lower case: letters and digits with what
/// joins digits (`3.5`, `1,000`), and signs that mean something.
fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, c) in chars.iter().enumerate() {
        let digit = |place: Option<usize>| {
            place.and_then(|p| chars.get(p)).is_some_and(char::is_ascii_digit)
        };
        let joins = digit(at.checked_sub(1)) && digit(Some(at + 1));
        match c {
            c if c.is_alphanumeric() || (*c == '.' && joins) => word.push(*c),
            ',' if joins => {}
            c => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                if SIGNS.contains(*c) {
                    words.push(c.to_string());
                }
            }
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// The text in lower case, one space between words, without punctuation.
pub fn plain(text: &str) -> String {
    words(&text.replace("<image>", " ")).join(" ")
}

/// The words that say what is asked, in order: all but function words, plurals
/// as their singular. All words, if nothing else is left.
pub fn content_words(text: &str) -> Vec<String> {
    let all = words(&text.replace("<image>", " "));
    let content: Vec<String> = all
        .iter()
        .filter(|word| !FUNCTION_WORDS.contains(&word.as_str()))
        .map(|word| singular(word).to_owned())
        .collect();
    if content.is_empty() { all } else { content }
}

/// A regular plural's singular; anything else as it is.
fn singular(word: &str) -> &str {
    let stem = word.strip_suffix('s').filter(|stem| stem.chars().count() >= 3);
    stem.filter(|stem| !stem.ends_with(['s', 'u', 'i'])).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paraphrase_keeps_the_content() {
        let one = content_words("What is the value for Lyon?");
        assert_eq!(one, content_words("<image>\nWhich value does Lyon have?"));
        assert_eq!(plain("How MANY  lines, 1,000?"), "how many lines 1000");
    }

    #[test]
    fn another_name_order_number_or_relation_is_another_question() {
        let base = content_words("How many months is Oak above Pine in 3.5?");
        for other in [
            "How many months is Pine above Oak in 3.5?",
            "How many months is Oak below Pine in 3.5?",
            "How many months is Oak not above Pine in 3.5?",
            "How many months is Oak above Pine in 35?",
            "How many months is Oak above Palm in 3.5?",
        ] {
            assert_ne!(base, content_words(other), "{other}");
        }
        assert_eq!(content_words("What is it?"), ["what", "is", "it"]);
    }
}
