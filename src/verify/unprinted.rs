//! The hard answer is not printed in the picture: it must be worked out, not read.
//!
//! A label may well be the answer ("which is the largest?"), and so may a tick. So a
//! text counts only if nothing else explains it: with a family's claims, a text that is
//! not among them; without, a text that says that it is the answer, or a number that
//! neither the caption names nor an axis carries.

use synth_contracts::Answer;
use synth_grader::{Truth, score as grade};
use synth_renderers::facts::TextRun;

use crate::words::{numbers, plain, words};
use crate::{Exhibit, Finding, labels, quote};

/// Words with which a picture gives its answer away.
const TELLING: [&str; 6] = ["answer", "ans", "solution", "result", "correct", "hard"];

/// 0 when the answer is printed, else 1.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let answer = &exhibit.concept.hard.answer;
    let given = match labels::are_claimed(exhibit.claims) {
        true => labels::unexplained(exhibit)
            .into_iter()
            .find(|text| holds(text, answer) || mentions(text, answer)),
        false => suspects(exhibit, answer),
    };
    match given {
        Some(text) => Finding::new(0.0, format!("{} gives the answer {answer}", quote(&text))),
        None => Finding::new(1.0, format!("the answer {answer} is not given away")),
    }
}

/// A text that gives the answer away, where no claim says what is printed.
fn suspects(exhibit: &Exhibit<'_>, answer: &Answer) -> Option<String> {
    let texts = &exhibit.facts.texts;
    let told: Vec<String> = numbers(&exhibit.concept.caption);
    let numeric = !numbers(&answer.to_string()).is_empty();
    let telling = |text: &TextRun| {
        let content = plain(&text.content);
        let said = words(&content).any(|word| TELLING.contains(&word));
        said && holds(&content, answer)
    };
    let alone = |text: &TextRun| {
        numeric
            && holds(&text.content, answer)
            && !numbers(&text.content).iter().all(|number| told.contains(number))
            && !is_tick(text, texts)
    };
    texts.iter().find(|text| telling(text) || alone(text)).map(|text| text.content.clone())
}

/// Whether a text says the answer: as a whole, after its last `=` or `:`, or as the
/// only number in it.
fn holds(text: &str, answer: &Answer) -> bool {
    let Ok(truth) = Truth::try_from(answer) else { return false };
    let right = |part: &str| !part.trim().is_empty() && grade(part.trim(), &truth).is_right();
    let after = text.rsplit(['=', ':']).next().unwrap_or(text);
    let numbers = numbers(text);
    right(text) || right(after) || matches!(&numbers[..], [only] if right(only))
}

/// Whether the words of the answer stand one after the other in a text.
fn mentions(text: &str, answer: &Answer) -> bool {
    let (text, answer) = (plain(text), plain(&answer.to_string()));
    let (all, wanted): (Vec<&str>, Vec<&str>) = (words(&text).collect(), words(&answer).collect());
    !wanted.is_empty() && all.windows(wanted.len()).any(|some| some == wanted)
}

/// Whether a text is one of a row or a column of numbers, as an axis and a table have
/// them.
fn is_tick(text: &TextRun, texts: &[TextRun]) -> bool {
    let middle = |b: [f32; 4]| [(b[0] + b[2]) / 2.0, (b[1] + b[3]) / 2.0];
    let here = middle(text.bbox);
    let numeric = |other: &&TextRun| !numbers(&other.content).is_empty();
    let aligned = |axis: usize| {
        let near = |other: &&TextRun| {
            let ends = [other.bbox[axis], other.bbox[axis + 2], middle(other.bbox)[axis]];
            let own = [text.bbox[axis], text.bbox[axis + 2], here[axis]];
            ends.iter().zip(own).any(|(a, b)| (a - b).abs() < 1.5)
        };
        texts.iter().filter(numeric).filter(near).count() >= 4
    };
    aligned(0) || aligned(1)
}
