//! What a program says beside its picture: comments, ids, titles, descriptions.
//!
//! A reader of the source, or of a file's metadata, must not find the answer there.
//! Words that stand in every program of a family say nothing.

use synth_contracts::{Language, Program};

/// Words with which a program gives its answer away.
const TELLING: [&str; 5] = ["answer", "solution", "correct", "distractor", "hint"];

/// Attributes that paint nothing.
const UNSEEN: [&str; 7] = ["id", "class", "name", "desc", "data-", "aria-", "xml:"];

/// All hidden text of a program, in order.
pub fn text(program: &Program) -> String {
    match program.language {
        Language::Svg => svg(&program.source),
        Language::Python => python(&program.source),
    }
}

/// Whether hidden text says an answer, or that it is about to.
pub fn tells(hidden: &str, answer: &str) -> bool {
    let words: Vec<String> = words(hidden).collect();
    let wanted: Vec<String> = self::words(answer).collect();
    let said = !wanted.is_empty() && words.windows(wanted.len()).any(|some| some == wanted);
    said || words.iter().any(|word| TELLING.contains(&word.as_str()))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
        .map(|word| word.trim_matches(['.', '-']).to_lowercase())
        .filter(|word| !word.is_empty())
}

/// Comments, titles, descriptions and attributes that paint nothing.
fn svg(source: &str) -> String {
    let mut parts = between(source, "<!--", "-->");
    for tag in ["title", "desc", "metadata"] {
        parts.extend(between(source, &format!("<{tag}"), &format!("</{tag}")));
    }
    parts.extend(attributes(source));
    parts.join("\n")
}

/// Comments. Strings that hold a `#`, as colours do, are no comments.
fn python(source: &str) -> String {
    let comments = source.lines().filter_map(|line| line.trim_start().strip_prefix('#'));
    comments.collect::<Vec<_>>().join("\n")
}

/// What stands between each `open` and the next `close`.
fn between(source: &str, open: &str, close: &str) -> Vec<String> {
    let parts = source.split(open).skip(1);
    parts.filter_map(|part| part.split_once(close).map(|(text, _)| text.to_owned())).collect()
}

/// Values of attributes that paint nothing.
fn attributes(source: &str) -> Vec<String> {
    let mut parts = source.split('"');
    let mut found = Vec::new();
    while let (Some(before), Some(value)) = (parts.next(), parts.next()) {
        let name = before.trim_end_matches('=').rsplit([' ', '\n']).next().unwrap_or_default();
        let unseen = |kind: &str| match kind.strip_suffix(['-', ':']) {
            Some(_) => name.starts_with(kind),
            None => name == kind,
        };
        if UNSEEN.into_iter().any(unseen) {
            found.push(value.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_words_are_found() {
        let svg = Program::svg("<svg><!-- Bars --><g id=\"true-7\" fill=\"red\"><title>x</title>");
        assert_eq!(text(&svg), "Bars \n>x\ntrue-7".replace("Bars ", " Bars "));
        let python = Program::python("# one\nx = \"#fff\"\n  # two");
        assert_eq!(text(&python), " one\n two");
    }

    #[test]
    fn an_answer_is_told_as_a_word() {
        assert!(tells("panel b", "B") && tells("P, Q", "p, q") && tells("the answer", "5"));
        assert!(!tells("panels 15", "5") && !tells("Bars", "B"));
    }
}
