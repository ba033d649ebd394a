//! What is known of a question, as JSON: the record of the formats that belong to
//! no trainer.

use serde_json::{Value, json};

use crate::sample::{Asked, Sample};

/// Every record has the same keys, each of one type, so that readers which guess
/// types from the first lines guess right.
pub(crate) fn of(sample: &Sample<'_>, asked: &Asked<'_>) -> Value {
    let task = sample.task;
    json!({
        "id": sample.id,
        "tier": asked.tier,
        "family": task.family,
        "level": task.level,
        "content_type": task.concept.content_type,
        "question": asked.prompt,
        "answer": asked.answer,
        "kind": asked.question.answer.kind(),
        "ground_truth": asked.truth,
        "evidence": asked.evidence(&sample.picture),
        "caption": task.concept.caption,
        "width": sample.picture.width,
        "height": sample.picture.height,
    })
}

/// The record with one more entry.
pub(crate) fn with(sample: &Sample<'_>, asked: &Asked<'_>, key: &str, value: Value) -> Value {
    let mut record = of(sample, asked);
    record[key] = value;
    record
}
