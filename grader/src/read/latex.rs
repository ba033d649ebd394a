//! Turns LaTeX into the plain notation that the readers know.
//!
//! `\frac{a}{b}` becomes `(a/b)`, `\sqrt{a}` becomes `√(a)`, fonts and spacing go,
//! symbols become their character. Nesting is bounded: deeper text is kept as it is.

use std::borrow::Cow;

const MAX_DEPTH: usize = 24;

/// The text without LaTeX; the same text if it has none.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') && !text.contains('{') {
        return Cow::Borrowed(text);
    }
    if !text.contains('\\') && !["^{", "_{", "{,}"].iter().any(|mark| text.contains(mark)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    convert(text, &mut out, 0);
    Cow::Owned(out)
}

fn convert(mut rest: &str, out: &mut String, depth: usize) {
    if depth > MAX_DEPTH {
        out.push_str(rest);
        return;
    }
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = command(rest, out, depth),
            '{' => {
                let (inner, after) = balanced(rest);
                group(inner, out, depth);
                rest = after;
            }
            '~' => out.push(' '),
            _ => out.push(c),
        }
    }
}

/// What stands before the closing brace, and what after it.
fn balanced(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' if depth == 0 => return (&text[..at], &text[at + 1..]),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

fn group(inner: &str, out: &mut String, depth: usize) {
    let mut text = String::new();
    convert(inner, &mut text, depth + 1);
    let simple = text.chars().all(char::is_alphanumeric) || text == ",";
    let script = out.ends_with(['^', '_']);
    if text == "°" && out.ends_with('^') {
        out.pop();
        out.push('°');
    } else if simple && (!script || text.len() == 1 || text.bytes().all(|b| b.is_ascii_digit())) {
        out.push_str(&text);
    } else {
        out.push('(');
        out.push_str(&text);
        out.push(')');
    }
}

/// An argument: a group, a command or one character.
fn argument(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let Some(c) = text.chars().next() else { return ("", "") };
    match c {
        '{' => balanced(&text[1..]),
        '\\' => text.split_at(1 + name(&text[1..]).len()),
        _ => text.split_at(c.len_utf8()),
    }
}

/// A command's name: letters, or one other character.
fn name(text: &str) -> &str {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let one = text.chars().next().map_or(0, char::len_utf8);
    &text[..letters.max(one)]
}

fn command<'a>(text: &'a str, out: &mut String, depth: usize) -> &'a str {
    let name = name(text);
    let rest = &text[name.len()..];
    match name {
        "frac" | "dfrac" | "tfrac" | "cfrac" => fraction(rest, out, depth),
        "sqrt" => root(rest, out, depth),
        "overline" | "bar" if out.ends_with(|c: char| c.is_ascii_digit() || c == '.') => {
            let (inner, rest) = argument(rest);
            out.push('(');
            convert(inner, out, depth + 1);
            out.push(')');
            rest
        }
        "left" | "right" | "big" | "Big" | "bigl" | "bigr" => {
            rest.strip_prefix('.').unwrap_or(rest)
        }
        "circ" | "degree" => {
            if out.ends_with('^') {
                out.pop();
            }
            out.push('°');
            rest
        }
        _ if FONTS.contains(&name) => {
            let (inner, rest) = argument(rest);
            convert(inner, out, depth + 1);
            rest
        }
        _ => {
            symbol(name, out);
            rest
        }
    }
}

fn fraction<'a>(text: &'a str, out: &mut String, depth: usize) -> &'a str {
    let (top, rest) = argument(text);
    let (bottom, rest) = argument(rest);
    let whole = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mixed = out.trim_end().ends_with(|c: char| c.is_ascii_digit());
    if mixed && whole(top) && whole(bottom) {
        out.push_str(&format!(" {top}/{bottom}"));
        return rest;
    }
    out.push('(');
    operand(top, out, depth);
    out.push('/');
    operand(bottom, out, depth);
    out.push(')');
    rest
}

fn operand(text: &str, out: &mut String, depth: usize) {
    let mut inner = String::new();
    convert(text, &mut inner, depth + 1);
    if inner.chars().all(|c| c.is_alphanumeric() || c == '.') {
        out.push_str(&inner);
    } else {
        out.push('(');
        out.push_str(&inner);
        out.push(')');
    }
}

fn root<'a>(text: &'a str, out: &mut String, depth: usize) -> &'a str {
    let text = text.trim_start();
    let index = text.strip_prefix('[').and_then(|inner| inner.split_once(']'));
    let (radicand, rest) = argument(index.map_or(text, |(_, after)| after));
    let mut inner = String::new();
    convert(radicand, &mut inner, depth + 1);
    match index {
        Some((n, _)) => out.push_str(&format!("(({inner})^(1/({n})))")),
        None => out.push_str(&format!("√({inner})")),
    }
    rest
}

/// Commands that leave their argument as it is.
const FONTS: [&str; 22] = [
    "text",
    "textbf",
    "textit",
    "textrm",
    "texttt",
    "textsf",
    "emph",
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "mathcal",
    "mbox",
    "hbox",
    "operatorname",
    "boxed",
    "fbox",
    "overline",
    "underline",
    "boldsymbol",
    "bm",
    "textnormal",
];

fn symbol(name: &str, out: &mut String) {
    let text = match SYMBOLS.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => text,
        None => name,
    };
    // `\pi r` and `\sin x` are two words, `2\pi` is one.
    let word = text.bytes().all(|b| b.is_ascii_alphabetic());
    if word && out.ends_with(|c: char| c.is_ascii_alphabetic()) {
        out.push(' ');
    }
    out.push_str(text);
}

const SYMBOLS: &[(&str, &str)] = &[
    ("cdot", "*"),
    ("times", "*"),
    ("ast", "*"),
    ("div", "/"),
    ("pm", "±"),
    ("le", "<="),
    ("leq", "<="),
    ("leqslant", "<="),
    ("ge", ">="),
    ("geq", ">="),
    ("geqslant", ">="),
    ("lt", "<"),
    ("gt", ">"),
    ("ne", "!="),
    ("neq", "!="),
    ("approx", "≈"),
    ("sim", "≈"),
    ("pi", "π"),
    ("theta", "θ"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("Omega", "Ω"),
    ("Delta", "Δ"),
    ("infty", "∞"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("in", "∈"),
    ("angle", "∠"),
    ("triangle", "△"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("Rightarrow", "→"),
    ("longrightarrow", "→"),
    ("lbrace", "{"),
    ("rbrace", "}"),
    ("colon", ":"),
    ("ldots", "..."),
    ("dots", "..."),
    ("cdots", "..."),
    ("prime", "'"),
    ("euro", "€"),
    ("pounds", "£"),
    ("quad", " "),
    ("qquad", " "),
    ("displaystyle", ""),
    ("textstyle", ""),
    ("limits", ""),
    ("!", ""),
    (",", " "),
    (";", " "),
    (":", " "),
    ("(", ""),
    (")", ""),
    ("[", ""),
    ("]", ""),
    ("\\", "\n"),
];

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn latex_becomes_plain_notation() {
        assert_eq!(plain(r"\frac{3}{4}"), "(3/4)");
        assert_eq!(plain(r"\frac12"), "(1/2)");
        assert_eq!(plain(r"2\frac{1}{2}"), "2 1/2");
        assert_eq!(plain(r"\dfrac{x+1}{2}"), "((x+1)/2)");
        assert_eq!(plain(r"2\sqrt{3}"), "2√(3)");
        assert_eq!(plain(r"72^\circ"), "72°");
        assert_eq!(plain(r"72^{\circ}"), "72°");
        assert_eq!(plain(r"x^{2}"), "x^2");
        assert_eq!(plain(r"\text{red}"), "red");
        assert_eq!(plain(r"\{1, 2\}"), "{1, 2}");
        assert_eq!(plain(r"12\,\mathrm{cm}"), "12 cm");
        assert_eq!(plain(r"1{,}200"), "1,200");
        assert_eq!(plain(r"50\%"), "50%");
        assert_eq!(plain("{red}"), "{red}");
        assert_eq!(plain(r"\left(\frac{1}{2}, 3\right)"), "((1/2), 3)");
        assert_eq!(plain(r"0.\overline{3}"), "0.(3)");
    }

    #[test]
    fn nesting_without_end_is_kept_as_text() {
        let deep = format!("{}1{}", r"\frac{".repeat(2000), "}{2}".repeat(2000));
        assert!(plain(&deep).len() < 4 * deep.len());
    }
}
