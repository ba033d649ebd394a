//! A corpus of `synth`.

use std::path::Path;

use synth_contracts::{Answer, Task, Tier};
use synth_datasets::Store;

use super::{Question, Row, Sink};
use crate::error::AuditError;

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
