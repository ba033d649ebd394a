//! Everything that the page of one candidate shows, as JSON.
//!
//! All of it is borrowed and written straight out: at a hundred thousand tasks, a tree of
//! values in between would take longer than the compression of the text.

use serde::Serialize;
use serde_json::{Map, Value, json};
use synth_contracts::{Answer, BBox, Concept, Digest, Level, Program, Provenance, Score, Tier};
use synth_datasets::{Rejection, StoredTask};

use crate::again::{Drawn, Proposed, TextBox};
use crate::error::{ReportError, io_error};
use crate::replay;
use crate::source::Source;

#[derive(Serialize)]
struct OfTask<'a> {
    #[serde(flatten)]
    asked: Asked<'a>,
    id: &'a str,
    slot: u64,
    attempt: u64,
    candidate: u64,
    family: &'a str,
    level: Level,
    picture: Frame<'a>,
    texts: Vec<Framed<'a>>,
    scores: &'a [Score],
    usage: &'a Value,
    provenance: &'a Provenance,
    scene: &'a Value,
    refused: Vec<Refused<'a>>,
    replay: Option<String>,
    note: Option<&'a Map<String, Value>>,
}

#[derive(Serialize)]
struct OfRefused<'a> {
    #[serde(flatten)]
    asked: Option<Asked<'a>>,
    slot: u64,
    attempt: usize,
    family: &'a str,
    level: Level,
    picture: Option<Frame<'a>>,
    texts: Vec<Framed<'a>>,
    verdict: Refused<'a>,
    replay: Option<String>,
}

/// What was proposed.
#[derive(Serialize)]
struct Asked<'a> {
    r#type: &'static str,
    caption: &'a str,
    questions: [Question<'a>; 2],
    language: &'static str,
    program: &'a str,
}

#[derive(Serialize)]
struct Question<'a> {
    tier: &'static str,
    text: &'a str,
    answer: String,
    kind: &'static str,
    typed: &'a Answer,
    evidence: &'a [BBox],
    second: Option<Value>,
}

#[derive(Serialize)]
struct Frame<'a> {
    width: u32,
    height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pixels: Option<&'a Digest>,
}

/// A text with its box.
#[derive(Serialize)]
struct Framed<'a> {
    text: &'a str,
    bbox: [f64; 4],
}

#[derive(Serialize)]
struct Refused<'a> {
    attempt: usize,
    gate: &'a str,
    reason: &'a str,
    message: &'a str,
    place: Option<&'a str>,
    cluster: Option<&'a str>,
}

/// A task.
pub(crate) fn of_task(
    stored: &StoredTask,
    id: &str,
    source: &Source,
    refused: &[Rejection],
    texts: &[TextBox],
) -> Result<String, ReportError> {
    let task = &stored.task;
    let corpus = source.corpus.as_ref();
    let picture = &task.picture;
    let (width, height) = (picture.width, picture.height);
    text(&OfTask {
        asked: asked(&task.concept, &task.program, Some(&task.second)),
        id,
        slot: stored.slot,
        attempt: stored.attempt,
        candidate: stored.candidate,
        family: &task.family,
        level: task.level,
        picture: Frame { width, height, pixels: Some(&picture.pixels) },
        texts: framed(texts),
        scores: &task.scores,
        usage: &task.usage,
        provenance: &task.provenance,
        scene: &task.scene,
        refused: refused.iter().enumerate().map(rejection).collect(),
        replay: corpus.map(|corpus| replay::of(task, id, stored.slot, corpus)),
        note: source.notes.of(id),
    })
}

/// A refused attempt: what is stored of it, and what could be made again.
pub(crate) fn of_refused(
    (attempt, refused): (usize, &Rejection),
    slot: u64,
    index: Option<u64>,
    source: &Source,
    (proposed, drawn): (Option<&Proposed>, Option<&Drawn>),
) -> Result<String, ReportError> {
    let family = &refused.family;
    let corpus = source.corpus.as_ref();
    let frame = |drawn: &Drawn| Frame { width: drawn.width, height: drawn.height, pixels: None };
    text(&OfRefused {
        asked: proposed.map(|made| asked(&made.concept, &made.program, None)),
        slot,
        attempt,
        family,
        level: refused.level,
        picture: drawn.map(frame),
        texts: framed(drawn.map_or(&[], |drawn| drawn.texts.as_slice())),
        verdict: rejection((attempt, refused)),
        replay: corpus.and_then(|corpus| replay::of_refused(family, index, slot, corpus)),
    })
}

fn text(detail: &impl Serialize) -> Result<String, ReportError> {
    serde_json::to_string(detail).map_err(|error| io_error("a detail")(error.into()))
}

fn asked<'a>(
    concept: &'a Concept,
    program: &'a Program,
    second: Option<&'a [Answer; 2]>,
) -> Asked<'a> {
    let [easy, hard] = second.map_or([None, None], |answers| answers.each_ref().map(Some));
    let question = |tier: Tier, second: Option<&Answer>| {
        let question = concept.question(tier);
        Question {
            tier: tier.name(),
            text: &question.text,
            answer: question.answer.to_string(),
            kind: question.answer.kind(),
            typed: &question.answer,
            evidence: &question.evidence,
            second: second.map(|own| json!({"text": own.to_string(), "kind": own.kind()})),
        }
    };
    Asked {
        r#type: concept.content_type.name(),
        caption: &concept.caption,
        questions: [question(Tier::Easy, easy), question(Tier::Hard, hard)],
        language: program.language.name(),
        program: &program.source,
    }
}

fn framed(texts: &[TextBox]) -> Vec<Framed<'_>> {
    texts.iter().map(|text| Framed { text: &text.text, bbox: text.bbox }).collect()
}

fn rejection((attempt, refused): (usize, &Rejection)) -> Refused<'_> {
    Refused {
        attempt,
        gate: &refused.gate,
        reason: &refused.reason,
        message: &refused.message,
        place: refused.place.as_deref(),
        cluster: refused.cluster.as_deref(),
    }
}
