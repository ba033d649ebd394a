//! Words and numbers in a text, as judges compare them: case, dashes, quotes and
//! white space do not matter.

/// The text in lower case, with plain dashes, minus signs and quotes, single spaces.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201C}' | '\u{201D}' => out.push('"'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.trim().to_owned()
}

/// Runs of letters and digits, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The numbers in a text, as they are written but without a thousands' comma: digits
/// with at most one point. A digit that belongs to a word (`x2`) does not count.
pub fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((start, c)) = chars.next() {
        if !c.is_ascii_digit() || before.is_alphabetic() {
            before = c;
            continue;
        }
        let length = number_length(&text[start..]);
        found.push(text[start..start + length].replace(',', ""));
        while chars.next_if(|(at, _)| *at < start + length).is_some() {}
        before = '0';
    }
    found
}

/// Bytes of the number at the start of `text`, which begins with a digit.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    let mut point = false;
    while let Some(mark) = bytes.get(end) {
        let more = digits(end + 1);
        match mark {
            b',' if more == 3 && !point => end += 4,
            b'.' if more > 0 && !point => {
                point = true;
                end += 1 + more;
            }
            _ => break,
        }
    }
    end
}

/// A number that is written as a word, up to twenty, or in digits, up to thirty.
pub fn small_number(word: &str) -> Option<usize> {
    const NAMES: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    NAMES.iter().position(|name| *name == word).or_else(|| word.parse().ok().filter(|n| *n <= 30))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_written() {
        assert_eq!(numbers("a 1,234.5 kg, x2, 7. And 12,34"), ["1234.5", "7", "12", "34"]);
        assert_eq!(numbers("03:00 and -4"), ["03", "00", "4"]);
    }

    #[test]
    fn plain_text_forgets_typography() {
        assert_eq!(plain("Mean  \u{2212}3 \u{201C}A\u{2019}s\u{201D}"), "mean -3 \"a's\"");
    }
}
