//! A corpus of `synth`.

use std::path::Path;

use serde_json::Value;
use synth_contracts::{Answer, Task, Tier};
use synth_datasets::Store;

use super::records::{Held, Record, RecordSink};
use super::{Question, Row, Sink, has_ending};
use crate::error::AuditError;

/// Whether a corpus of ours lies there.
pub(super) fn is(path: &Path) -> bool {
    path.join(synth_datasets::FILE_NAME).exists() || has_ending(path, &["sqlite"])
}

/// Its tasks as records, with what a caption is to a picture.
pub(super) fn records(path: &Path, sink: &mut RecordSink<'_>) -> Result<(), AuditError> {
    let reader = Store::open_read(path)?;
    for (stored, place) in reader.tasks().zip(1..) {
        let stored = stored?;
        let task = stored.task;
        let named = [("caption", task.concept.caption), ("family", task.family)];
        let fields = named.map(|(name, value)| (name.to_owned(), Value::from(value)));
        let name = Some(format!("{}.png", &stored.id.to_hex()[..12]));
        let picture = Held::Bytes(task.picture.png);
        sink(Record { place, name, fields: fields.into_iter().collect(), picture })?;
    }
    Ok(())
}

pub(super) fn read(path: &Path, sink: &mut Sink<'_>) -> Result<(), AuditError> {
    let reader = Store::open_read(path)?;
    for stored in reader.tasks() {
        let stored = stored?;
        let name = stored.id.to_hex()[..12].to_owned();
        sink(row(name, stored.task))?;
    }
    Ok(())
}

/// A task of ours as a row.
pub(crate) fn row(name: String, task: Task) -> Row {
    let asked = Tier::ALL.map(|tier| {
        let question = task.concept.question(tier);
        let options = match &question.answer {
            Answer::Choice { options, .. } => options.clone(),
            _ => Vec::new(),
        };
        Question {
            group: format!("{} {}", task.family, tier.name()),
            question: question.text.clone(),
            options,
            answer: question.answer.to_string(),
        }
    });
    Row {
        name,
        asked: asked.into(),
        scene: Some(task.scene_digest()),
        program: Some(task.program.normalised_digest()),
        picture: task.picture.png,
    }
}
