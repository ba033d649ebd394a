//! A list of texts as Python prints it: how some benchmarks store options.

use std::iter::Peekable;
use std::str::Chars;

/// Reads `['a', "it's", 3]`: quoted texts with Python's escapes, and bare words as they
/// stand.
///
/// # Errors
///
/// What is wrong, in words.
pub(crate) fn list(text: &str) -> Result<Vec<String>, String> {
    let inner = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = inner.ok_or_else(|| format!("{text:?} is no list in brackets"))?;
    let mut chars = inner.chars().peekable();
    let mut items = Vec::new();
    loop {
        space(&mut chars);
        if chars.peek().is_none() {
            return Ok(items);
        }
        items.push(item(&mut chars)?);
        space(&mut chars);
        match chars.next() {
            None => return Ok(items),
            Some(',') => {}
            Some(other) => return Err(format!("{other:?} stands between the items of {text:?}")),
        }
    }
}

fn space(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|c| c.is_whitespace()).is_some() {}
}

fn item(chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    match chars.next_if(|c| matches!(c, '\'' | '"')) {
        Some(quote) => quoted(chars, quote),
        None => {
            let mut word = String::new();
            while let Some(c) = chars.next_if(|c| *c != ',') {
                word.push(c);
            }
            Ok(word.trim_end().to_owned())
        }
    }
}

fn quoted(chars: &mut Peekable<Chars<'_>>, quote: char) -> Result<String, String> {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(chars, &mut text)?,
            c if c == quote => return Ok(text),
            c => text.push(c),
        }
    }
    Err(format!("the item {text:?} does not end"))
}

fn escape(chars: &mut Peekable<Chars<'_>>, text: &mut String) -> Result<(), String> {
    match chars.next() {
        Some('n') => text.push('\n'),
        Some('t') => text.push('\t'),
        Some('r') => text.push('\r'),
        Some('x') => text.push(code(chars, 2)?),
        Some('u') => text.push(code(chars, 4)?),
        Some('U') => text.push(code(chars, 8)?),
        Some(c @ ('\\' | '\'' | '"')) => text.push(c),
        // Python keeps the backslash of an escape that it does not know: LaTeX relies on it.
        Some(c) => text.extend(['\\', c]),
        None => return Err("it ends in a backslash".to_owned()),
    }
    Ok(())
}

fn code(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Result<char, String> {
    let digits: String = chars.by_ref().take(digits).collect();
    let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
    code.ok_or_else(|| format!("{digits:?} is the code of no character"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_read_as_python_prints_them() {
        let of = |text: &str| list(text).unwrap();
        assert_eq!(of(r#"['$6', "it's", 'a, b']"#), ["$6", "it's", "a, b"]);
        assert_eq!(of(r"[ 3 , 'x\ty', '\frac', '\\pi', '\xe9\u00b0' ]"), [
            "3", "x\ty", "\\frac", "\\pi", "é°"
        ]);
        assert_eq!(of("[]"), [""; 0]);
        assert_eq!(of("['a',]"), ["a"]);
    }

    #[test]
    fn what_is_no_list_is_told() {
        for text in ["", "a", "['a'", "['a]", "['a' 'b']", r"['\xzz']", "[\"a\\\"]"] {
            assert!(list(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(items in prop::collection::vec("[^\u{0}-\u{1f}]{0,12}", 0..6)) {
            let quote = |item: &String| {
                format!("'{}'", item.replace('\\', "\\\\").replace('\'', "\\'"))
            };
            let text = format!("[{}]", items.iter().map(quote).collect::<Vec<_>>().join(", "));
            prop_assert_eq!(list(&text).unwrap(), items);
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = list(&text);
        }
    }
}
