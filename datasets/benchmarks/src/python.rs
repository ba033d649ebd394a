//! Lists that were written as Python text: `['a', "it's", 3]`.

/// The members of such a list; none if the text is no list, or one of other things
/// than texts and numbers. JSON's lists of texts are read as well.
pub(crate) fn list(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut rest = inner.trim_start();
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (member, behind) = member(rest)?;
        members.push(member);
        rest = match behind.trim_start().strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if behind.trim().is_empty() => "",
            None => return None,
        };
    }
    Some(members)
}

fn member(text: &str) -> Option<(String, &str)> {
    match text.chars().next()? {
        quote @ ('\'' | '"') => quoted(&text[1..], quote),
        _ => {
            let end = text.find(',').unwrap_or(text.len());
            let bare = text[..end].trim();
            let plain = bare.parse::<f64>().is_ok() || matches!(bare, "True" | "False" | "None");
            plain.then(|| (bare.to_owned(), &text[end..]))
        }
    }
}

/// A text up to its closing quote, and what follows.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some((out, &text[at + 1..]));
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next()?.1 {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'x' => out.push(code(&mut chars, 2)?),
            'u' => out.push(code(&mut chars, 4)?),
            'U' => out.push(code(&mut chars, 8)?),
            '\n' => {}
            same @ ('\\' | '\'' | '"' | '/') => out.push(same),
            // Python keeps the backslash of an escape that it does not know.
            other => out.extend(['\\', other]),
        }
    }
    None
}

fn code(chars: &mut std::str::CharIndices<'_>, digits: usize) -> Option<char> {
    let text = chars.as_str().get(..digits)?;
    chars.nth(digits - 1)?;
    char::from_u32(u32::from_str_radix(text, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::list;

    #[test]
    fn lists_as_python_prints_them() {
        for (text, members) in [
            ("[]", vec![]),
            ("['$6', '$7']", vec!["$6", "$7"]),
            (r#"["it's", 'say "x"']"#, vec!["it's", "say \"x\""]),
            (r"['a\'b', 'c\\d', '\n', '\xe9\u221a', '\q']", vec!["a'b", "c\\d", "\n", "é√", "\\q"]),
            ("[1, 2.5, 'x, y', ]", vec!["1", "2.5", "x, y"]),
        ] {
            assert_eq!(list(text), Some(members.into_iter().map(String::from).collect()), "{text}");
        }
    }

    #[test]
    fn what_is_no_list_is_told() {
        for text in ["", "a", "['a'", "['a' 'b']", "[a]", "['a]", r"['\x4']", r"['\ud800']", "[,]"]
        {
            assert_eq!(list(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(members in prop::collection::vec(".*", 0..5)) {
            let quoted = |member: &String| {
                format!("'{}'", member.replace('\\', "\\\\").replace('\'', "\\'"))
            };
            let text = members.iter().map(quoted).collect::<Vec<_>>().join(", ");
            prop_assert_eq!(list(&format!("[{text}]")), Some(members));
        }

        #[test]
        fn any_text_is_taken(text in "[\\['\"\\\\ux, a\u{e9}\\]]*") {
            let _ = list(&text);
        }
    }
}
