//! One task on its way out.

use synth_contracts::{Question, Task};
use synth_datasets::StoredTask;

use crate::instruction::PLACEHOLDERS;
use crate::picture::{self, Shown};
use crate::{ExportError, Instruction, Options, Split, truth};

/// A task with what all formats need of it.
pub(crate) struct Sample<'t> {
    pub(crate) split: Split,
    /// The task's id, 64 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) task: &'t Task,
    pub(crate) picture: Shown<'t>,
    pub(crate) asked: Vec<Asked<'t>>,
}

/// One question of a task: one row of most formats.
pub(crate) struct Asked<'t> {
    /// `easy` or `hard`.
    pub(crate) tier: &'static str,
    pub(crate) question: &'t Question,
    /// The question with the sentence on the answer's form; no mark for the
    /// picture.
    pub(crate) prompt: String,
    /// The answer as a person would write it.
    pub(crate) answer: String,
    /// The answer as the grader reads it.
    pub(crate) truth: String,
}

impl<'t> Sample<'t> {
    /// Makes a stored task ready. Questions that hold a mark which a trainer
    /// takes for a picture are left out if `marks` is set, since no loader could
    /// tell them from the real one; so are those whose answer cannot be graded.
    pub(crate) fn of(
        stored: &'t StoredTask,
        options: &Options,
        instruction: &Instruction,
        marks: bool,
    ) -> Result<Self, ExportError> {
        let task = &stored.task;
        let id = stored.id.to_hex();
        let picture = picture::shown(&id, &task.picture, options.max_side)?;
        let asked = options.tiers.each().iter().filter_map(|tier| {
            let question = task.concept.question(*tier);
            if marks && PLACEHOLDERS.iter().any(|mark| question.text.contains(mark)) {
                return None;
            }
            Some(Asked {
                tier: tier.name(),
                question,
                prompt: instruction.after(&question.text),
                answer: question.answer.to_string(),
                truth: truth::of(&question.answer)?,
            })
        });
        let split = options.splits.of(&task.scene_digest());
        Ok(Self { split, id, task, picture, asked: asked.collect() })
    }
}

impl Asked<'_> {
    /// Evidence boxes in pixels of the picture that goes out.
    pub(crate) fn evidence(&self, picture: &Shown<'_>) -> Vec<[f64; 4]> {
        self.question.evidence.iter().map(|area| area.scaled(picture.scale).0).collect()
    }
}
