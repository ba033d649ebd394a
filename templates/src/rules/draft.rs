//! Rules that one draft keeps or breaks by itself.

use std::collections::BTreeSet;

use synth_contracts::{Answer, Concept, Language, Question, Tier};

use super::Rule;
use crate::{Card, Draft};

/// Most evidence boxes of a question.
const BOXES: usize = 13;

/// The rules that a draft breaks, and how.
pub fn broken(draft: &Draft, card: &Card) -> Vec<(Rule, String)> {
    let mut broken = Vec::new();
    for tier in Tier::ALL {
        let question = draft.concept.question(tier);
        broken.extend(words(&question.text).map(|why| (Rule::Words, why)));
        broken.extend(evidence(question, draft).map(|why| (Rule::Evidence, why)));
        broken.extend(options(&question.answer).map(|why| (Rule::Options, why)));
    }
    broken.extend(caption(&draft.concept).map(|why| (Rule::Words, why)));
    broken.extend(program(draft, card).map(|why| (Rule::Program, why)));
    broken
}

fn words(text: &str) -> Option<String> {
    let sentence = text.starts_with(char::is_uppercase) && text.ends_with(['?', '.']);
    let gap = text.contains(['{', '}']);
    (!sentence || gap).then(|| format!("no sentence: {text:?}"))
}

fn caption(concept: &Concept) -> Option<String> {
    let caption = &concept.caption;
    let whole = !caption.is_empty() && !caption.contains(['{', '}']);
    (!whole).then(|| format!("a gap in the caption: {caption:?}"))
}

fn evidence(question: &Question, draft: &Draft) -> Option<String> {
    let (text, boxes) = (&question.text, &question.evidence);
    if !(1..=BOXES).contains(&boxes.len()) {
        return Some(format!("{} boxes for {text:?}", boxes.len()));
    }
    let outside = boxes.iter().find(|area| !area.fits(draft.width, draft.height))?;
    let (width, height) = (draft.width, draft.height);
    Some(format!("{:?} on {width} × {height} for {text:?}", outside.0))
}

fn options(answer: &Answer) -> Option<String> {
    let Answer::Choice { index, options } = answer else { return None };
    let different: BTreeSet<String> = options.iter().map(|text| text.to_lowercase()).collect();
    let sound = options.len() >= 2 && different.len() == options.len() && *index < options.len();
    (!sound).then(|| format!("option {index} of {options:?}"))
}

fn program(draft: &Draft, card: &Card) -> Option<String> {
    let (language, source) = (draft.program.language, &draft.program.source);
    if language != card.language {
        return Some(format!("it is written in {language}"));
    }
    if language == Language::Python && !source.contains("open(\"output.svg\", \"w\")") {
        return Some("it does not write output.svg".to_owned());
    }
    let untidy = source.lines().find(|line| line.trim_end() != *line)?;
    Some(format!("space at the end of {untidy:?}"))
}
