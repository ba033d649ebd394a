//! Takes an answer out of its packing: quotes, markup, "the answer is", a full stop.

use std::borrow::Cow;

use super::{date, fold, latex};

/// The answer itself, folded and without LaTeX, in its own case.
pub fn clean(text: &str) -> String {
    let folded = fold::fold(text.trim());
    let plain = latex::plain(&folded);
    let plain = without_math_signs(&plain);
    let mut answer = unwrap(&plain);
    for _ in 0..4 {
        let shorter = unwrap(without_lead(answer));
        if shorter.len() == answer.len() {
            break;
        }
        answer = shorter;
    }
    // "±2" names two numbers.
    match answer.strip_prefix('±').map(str::trim) {
        Some(size) if !size.is_empty() && !size.contains(['±', ',']) => {
            format!("{size} and -{size}")
        }
        _ => answer.to_owned(),
    }
}

/// Takes away `$…$` around mathematics, and leaves dollars alone.
fn without_math_signs(text: &str) -> Cow<'_, str> {
    if text.bytes().filter(|b| *b == b'$').count() < 2 {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let after = after.strip_prefix('$').unwrap_or(after);
        match closing(after) {
            Some(at) => {
                out.push_str(&after[..at]);
                rest = after[at..].trim_start_matches('$');
            }
            None => {
                out.push('$');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the mathematics that a dollar sign opened ends.
fn closing(after: &str) -> Option<usize> {
    let at = after.find('$').filter(|at| *at > 0)?;
    let next = after[at..].trim_start_matches('$').chars().next();
    let tight = !after.starts_with(' ') && !after[..at].ends_with([' ', '-', '(', ',', '/']);
    (tight && !next.is_some_and(|c| c.is_ascii_digit())).then_some(at)
}

/// Takes away quotes, markup and closing punctuation around the answer.
fn unwrap(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..6 {
        let plain = |c: Option<u8>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if plain(text.bytes().next()) && plain(text.bytes().next_back()) {
            break;
        }
        let before = text.len();
        text = without_bullet(text);
        for mark in ["**", "__", "*", "`", "\"", "'", "``"] {
            text = between(text, mark, mark);
        }
        text = without_stop(text);
        if text.len() == before {
            break;
        }
    }
    text
}

/// Takes away what markup puts before a line; `>5` and `#F2A900` are no markup.
fn without_bullet(text: &str) -> &str {
    let rest = text.trim_start_matches(['•', '>', '#']);
    if rest.starts_with(' ') || text.starts_with('•') { rest.trim_start() } else { text }
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    text.strip_prefix(open)
        .and_then(|inner| inner.strip_suffix(close))
        .filter(|inner| !inner.is_empty())
        .map_or(text, str::trim)
}

/// Takes away one closing mark; dots of omission and a factorial stay.
fn without_stop(text: &str) -> &str {
    let Some(shorter) = text.strip_suffix(['.', ',', ';', ':', '!', '?']) else { return text };
    let factorial =
        text.ends_with('!') && shorter.ends_with(|c: char| c.is_ascii_digit() || c == ')');
    let omission = text.ends_with("..");
    if factorial || omission { text } else { shorter.trim_end() }
}

/// Phrases before an answer that say nothing about it, longest first where one
/// begins another.
const LEADS: &[&str] = &[
    "final answer",
    "the final answer",
    "the correct answer",
    "the answer",
    "correct answer",
    "my answer",
    "answer",
    "ans",
    "result",
    "therefore",
    "thus",
    "hence",
    "so",
    "there are",
    "there is",
    "it is",
    "it's",
    "they are",
    "i think",
    "i believe",
    "i would say",
    "i choose",
    "i pick",
    "i select",
    "probably",
    "definitely",
    "certainly",
    "both",
    "that is",
    "we get",
    "we have",
    "approximately",
    "approx",
    "about",
    "around",
    "roughly",
    "circa",
    "exactly",
    "a total of",
    "total of",
    "in total",
    "≈",
    "~",
    "=",
    "→",
];

/// "on Monday" and "in 2022" without the preposition, which matters before a place.
fn without_time_word(text: &str) -> Option<&str> {
    let rest =
        ["on ", "in the year ", "in ", "the year ", "year ", "from "].iter().find_map(|lead| {
            let head = text.get(..lead.len())?;
            head.eq_ignore_ascii_case(lead).then(|| &text[lead.len()..])
        })?;
    let first = rest.split([' ', ',']).next()?.to_lowercase();
    let year = first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit());
    let named = date::weekday(&first).is_some() || date::month(&first).is_some();
    let path = text.len() - rest.len() == 5 && rest.contains(" to ");
    let range = path || text.len() - rest.len() == 5 && first.bytes().all(|b| b.is_ascii_digit());
    (year || named || range).then_some(rest)
}

/// The answer without one lead.
fn without_lead(text: &str) -> &str {
    if let Some(rest) = without_time_word(text) {
        return rest;
    }
    let whole = text;
    // "**Answer:** 5" has markup around the lead alone.
    let marked = text.starts_with('*');
    let text = text.trim_start_matches('*');
    let Some(first) = text.bytes().next() else { return whole };
    for lead in LEADS {
        // Most leads fail by their first letter.
        if !first.eq_ignore_ascii_case(&lead.as_bytes()[0]) {
            continue;
        }
        let Some(head) = text.get(..lead.len()) else { continue };
        if !head.eq_ignore_ascii_case(lead) {
            continue;
        }
        let rest = &text[lead.len()..];
        let word = lead.ends_with(|c: char| c.is_ascii_alphabetic());
        if word && !rest.starts_with([' ', ':', '=', ',', '.', '*', '\n']) {
            continue;
        }
        let rest = behind_mark(rest.trim_start_matches([' ', '*']));
        let rest = copula(if marked { rest.trim_start_matches(['*', ' ']) } else { rest });
        if !rest.is_empty() {
            return rest;
        }
    }
    whole
}

/// The text behind one colon, comma or the like; the point of ".5" is none.
fn behind_mark(text: &str) -> &str {
    let rest = text.strip_prefix([':', ',', '=']);
    let stop = || text.strip_prefix('.').filter(|rest| rest.starts_with([' ', '\n']));
    rest.or_else(stop).unwrap_or(text).trim_start()
}

/// "is 5" and "is: 5" without the "is".
fn copula(text: &str) -> &str {
    ["is", "are", "was", "were"]
        .iter()
        .find_map(|word| {
            let head = text.get(..word.len())?;
            let rest = &text[word.len()..];
            (head.eq_ignore_ascii_case(word) && rest.starts_with([' ', ':']))
                .then(|| rest.trim_start_matches([' ', ':']))
        })
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn the_packing_goes_and_the_answer_stays() {
        for (packed, answer) in [
            ("**The answer is: C.**", "C"),
            ("Answer: \"blue\"", "blue"),
            ("$\\frac{1}{2}$", "(1/2)"),
            ("$5", "$5"),
            ("$5$ cm", "5 cm"),
            ("$5 and $6", "$5 and $6"),
            ("So, the answer is $12$.", "12"),
            ("about 5", "5"),
            ("there are 5 apples", "5 apples"),
            ("not 5", "not 5"),
            ("Answering machine", "Answering machine"),
            ("0.333...", "0.333..."),
            ("5!", "5!"),
            ("Blue!", "Blue"),
            ("#### 42", "42"),
            ("the answer", "the answer"),
            ("\\boxed{7}", "7"),
        ] {
            assert_eq!(clean(packed), answer, "{packed}");
        }
    }
}
