//! Everything that the page of one candidate shows, as JSON.

use serde_json::{Map, Value, json};
use synth_contracts::{Concept, Program, Tier};
use synth_datasets::{Rejection, StoredTask};

use crate::again::{Drawn, Proposed, TextBox};
use crate::replay;
use crate::source::Source;

/// A task.
pub(crate) fn of_task(
    stored: &StoredTask,
    source: &Source,
    refused: &[Rejection],
    texts: &[TextBox],
) -> Value {
    let (task, id) = (&stored.task, stored.id.to_hex());
    let replay = source.corpus.as_ref().map(|corpus| replay::of(task, &id, stored.slot, corpus));
    let mut detail = concept(&task.concept, &task.program);
    for (question, second) in questions(&mut detail).iter_mut().zip(&task.second) {
        question["second"] = json!({"text": second.to_string(), "kind": second.kind()});
    }
    let refused: Vec<Value> = refused.iter().enumerate().map(rejection).collect();
    let more = json!({
        "id": id,
        "slot": stored.slot,
        "attempt": stored.attempt,
        "candidate": stored.candidate,
        "family": task.family,
        "level": task.level,
        "picture": {"width": task.picture.width, "height": task.picture.height,
            "pixels": task.picture.pixels},
        "texts": boxes(texts),
        "scores": task.scores,
        "usage": task.usage,
        "provenance": task.provenance,
        "scene": task.scene,
        "refused": refused,
        "replay": replay,
        "note": source.notes.of(&id),
    });
    joined(detail, more)
}

/// A refused attempt: what is stored of it, and what could be made again.
pub(crate) fn of_refused(
    rejection_: (usize, &Rejection),
    slot: u64,
    index: Option<u64>,
    source: &Source,
    again: (Option<&Proposed>, Option<&Drawn>),
) -> Value {
    let (attempt, refused) = rejection_;
    let (proposed, drawn) = again;
    let detail = proposed.map_or_else(Map::new, |made| concept(&made.concept, &made.program));
    let family = &refused.family;
    let replay = source.corpus.as_ref().map(|c| replay::of_refused(family, index, slot, c));
    let picture = drawn.map(|drawn| json!({"width": drawn.width, "height": drawn.height}));
    let more = json!({
        "slot": slot,
        "attempt": attempt,
        "family": refused.family,
        "level": refused.level,
        "picture": picture,
        "texts": boxes(drawn.map_or(&[], |drawn| drawn.texts.as_slice())),
        "verdict": rejection(rejection_),
        "replay": replay,
    });
    joined(detail, more)
}

fn concept(concept: &Concept, program: &Program) -> Map<String, Value> {
    let question = |tier: Tier| {
        let question = concept.question(tier);
        json!({
            "tier": tier.name(),
            "text": question.text,
            "answer": question.answer.to_string(),
            "kind": question.answer.kind(),
            "typed": question.answer,
            "evidence": question.evidence,
        })
    };
    let detail = json!({
        "type": concept.content_type.name(),
        "caption": concept.caption,
        "questions": Tier::ALL.map(question),
        "language": program.language,
        "program": program.source,
    });
    joined(Map::new(), detail).as_object().cloned().unwrap_or_default()
}

fn questions(detail: &mut Map<String, Value>) -> &mut [Value] {
    match detail.get_mut("questions") {
        Some(Value::Array(questions)) => questions,
        _ => &mut [],
    }
}

fn boxes(texts: &[TextBox]) -> Vec<Value> {
    texts.iter().map(|text| json!({"text": text.text, "bbox": text.bbox})).collect()
}

fn rejection((attempt, refused): (usize, &Rejection)) -> Value {
    json!({
        "attempt": attempt,
        "gate": refused.gate,
        "reason": refused.reason,
        "message": refused.message,
        "place": refused.place,
        "cluster": refused.cluster,
    })
}

fn joined(mut detail: Map<String, Value>, more: Value) -> Value {
    if let Value::Object(more) = more {
        detail.extend(more);
    }
    Value::Object(detail)
}
