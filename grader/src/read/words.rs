//! Reads numbers in English words: `twenty-one`, `two and a half`, `three quarters`.

use crate::value::Rat;

/// The value of one plain number word.
pub fn small(word: &str) -> Option<i128> {
    const ONES: [&str; 20] = [
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
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    // Most words fail here without a comparison of texts.
    if !(3..=9).contains(&word.len()) || !b"zotfsen".contains(word.as_bytes().first()?) {
        return None;
    }
    let place = |words: &[&str]| words.iter().position(|known| *known == word);
    let ones = place(&ONES).map(|at| at as i128);
    ones.or_else(|| place(&TENS).map(|at| 10 * (at as i128 + 2)))
        .or_else(|| (word == "fourty").then_some(40))
}

/// A word that multiplies: `hundred`, `million`, `dozen`.
pub fn scale(word: &str) -> Option<i128> {
    Some(match word {
        "dozen" => 12,
        "hundred" => 100,
        "thousand" | "thousands" => 1000,
        "lakh" => 100_000,
        "million" | "millions" | "mn" | "mln" => 1_000_000,
        "crore" => 10_000_000,
        "billion" | "billions" | "bn" => 1_000_000_000,
        "trillion" | "trillions" | "tn" => 1_000_000_000_000,
        _ => return None,
    })
}

/// The part of a whole that a word names: `half`, `quarter`, `thirds`.
fn part(word: &str) -> Option<i128> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "half" | "halve" => 2,
        "third" => 3,
        "quarter" | "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "twelfth" => 12,
        "twentieth" => 20,
        "hundredth" => 100,
        _ => return None,
    })
}

/// The place that an ordinal names: `third`, `3rd`.
pub fn ordinal(word: &str) -> Option<i128> {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    if let Some(at) = WORDS.iter().position(|known| *known == word) {
        return Some(at as i128 + 1);
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = word.split_at(digits);
    let known = matches!(suffix, "st" | "nd" | "rd" | "th") && digits < 7;
    if known { number.parse().ok() } else { None }
}

/// Reads the number words at the start of lower-case `text`, with the rest.
pub fn scan(text: &str) -> Option<(Rat, &str)> {
    let mut words = Words { text, at: 0 };
    let first = words.peek()?;
    if !starts(first) {
        return None;
    }
    let whole = words.whole();
    let value = match whole {
        None => words.fraction(1)?,
        Some(n) => words.tail(n)?,
    };
    Some((value, text[words.at..].trim_start_matches(['-', ' '])))
}

fn starts(word: &str) -> bool {
    small(word).is_some()
        || matches!(word, "a" | "an" | "half" | "quarter" | "hundred" | "dozen" | "thousand")
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    /// The next word, after spaces and hyphens.
    fn peek(&self) -> Option<&'a str> {
        let rest = self.text[self.at..].trim_start_matches([' ', '-']);
        let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        (len > 0).then(|| &rest[..len])
    }

    fn skip(&mut self, word: &str) {
        let rest = &self.text[self.at..];
        let gap = rest.len() - rest.trim_start_matches([' ', '-']).len();
        self.at += gap + word.len();
    }

    fn take<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.peek()?;
        let value = read(word)?;
        self.skip(word);
        Some(value)
    }

    fn is(&mut self, word: &str) -> bool {
        self.take(|next| (next == word).then_some(())).is_some()
    }

    /// A whole number: below a hundred, then scales, then more.
    fn whole(&mut self) -> Option<i128> {
        let mut total: i128 = 0;
        let mut group: i128 = 0;
        let mut any = false;
        loop {
            let before = self.at;
            let joined = any && self.is("and");
            // "a hundred", but neither "a half" nor "and a hundred".
            let article = !any && (self.is("a") || self.is("an"));
            if let Some(size) = self.take(scale) {
                let counted = if group == 0 && !any { 1 } else { group };
                if joined || (any && group == 0 && size < 1000) {
                    self.at = before;
                    break;
                }
                group = counted.checked_mul(size)?;
                if size >= 1000 {
                    total = total.checked_add(group)?;
                    group = 0;
                }
                any = true;
                continue;
            }
            let fits = group % 100 == 0 || (group % 10 == 0 && group % 100 >= 20);
            let ones_only = group % 100 != 0;
            let next = self.peek().and_then(small);
            match next {
                Some(n) if !article && fits && (!ones_only || (1..10).contains(&n)) => {
                    // "zero five" and "two and three" are not one number.
                    if any && (n == 0 || (joined && group == 0 && total == 0)) {
                        self.at = before;
                        break;
                    }
                    if joined && group != 0 && group % 100 != 0 {
                        self.at = before;
                        break;
                    }
                    self.take(small);
                    group += n;
                    any = true;
                }
                _ => {
                    self.at = before;
                    break;
                }
            }
        }
        if any { total.checked_add(group) } else { None }
    }

    /// What may follow a whole number: a decimal, a part, `and a half`.
    fn tail(&mut self, n: i128) -> Option<Rat> {
        let whole = Rat::int(n);
        if self.is("point") {
            let mut digits = String::new();
            while let Some(digit) = self.take(|w| small(w).filter(|d| *d < 10)) {
                digits.push_str(&digit.to_string());
            }
            let exponent = -i32::try_from(digits.len()).ok()?;
            return whole.add(Rat::decimal(digits.parse().ok()?, exponent)?);
        }
        let before = self.at;
        if self.is("and") {
            let count = if self.is("a") { 1 } else { self.take(small).unwrap_or(1) };
            if let Some(den) = self.take(part) {
                return whole.add(Rat::new(count, den)?);
            }
            self.at = before;
            return Some(whole);
        }
        // "three quarters", but "one second" and "five tenth graders" are counted.
        match self.take(part) {
            Some(den) => Rat::new(n, den),
            None => Some(whole),
        }
    }

    /// `half`, `a quarter`, `half a dozen`.
    fn fraction(&mut self, count: i128) -> Option<Rat> {
        let _ = self.is("a") || self.is("an");
        let den = self.take(part)?;
        let before = self.at;
        let _ = self.is("a");
        match self.take(scale) {
            Some(size) => Rat::new(count.checked_mul(size)?, den),
            None => {
                self.at = before;
                Rat::new(count, den)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers() {
        for (text, num, den) in [
            ("two", 2, 1),
            ("twenty-one", 21, 1),
            ("one hundred and five", 105, 1),
            ("a hundred", 100, 1),
            ("two thousand three hundred", 2300, 1),
            ("one million two hundred thousand", 1_200_000, 1),
            ("one hundred and twenty three", 123, 1),
            ("two and a half", 5, 2),
            ("three quarters", 3, 4),
            ("half", 1, 2),
            ("a quarter", 1, 4),
            ("one third", 1, 3),
            ("two point five", 5, 2),
            ("half a dozen", 6, 1),
            ("a dozen", 12, 1),
        ] {
            assert_eq!(scan(text), Some((Rat::new(num, den).unwrap(), "")), "{text}");
        }
    }

    #[test]
    fn other_words_are_left() {
        assert_eq!(scan("two apples"), Some((Rat::int(2), "apples")));
        assert_eq!(scan("two and three"), Some((Rat::int(2), "and three")));
        assert_eq!(scan("five six").map(|(_, rest)| rest), Some("six"));
        assert!(scan("a cat").is_none() && scan("tenor").is_none() && scan("another").is_none());
        assert_eq!(ordinal("3rd"), Some(3));
        assert_eq!(ordinal("third"), Some(3));
    }
}
