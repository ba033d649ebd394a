//! Questions out of a corpus, with the picture they are about and the truth.

use std::path::Path;

use synth_contracts::{Level, Picture, Tier};
use synth_datasets::{Store, StoreError};
use synth_export::{Split, Splits, Tiers};
use synth_grader::{Truth, TruthError};

/// One question about one picture.
#[derive(Clone)]
pub struct Example {
    /// The task's id and the tier, such as `3fa2c0d1e2b4/hard`.
    pub name: String,
    /// The family.
    pub family: String,
    /// The level.
    pub level: Level,
    /// The question, without any instruction.
    pub question: String,
    /// The answer as a person would write it.
    pub answer: String,
    /// What answers are held against.
    pub truth: Truth,
    /// Which split its scene falls into.
    pub split: Split,
    /// The picture.
    pub picture: Picture,
}

/// Why a corpus yields no examples.
#[derive(Debug, thiserror::Error)]
pub enum ExamplesError {
    /// The corpus cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored answer cannot be graded.
    #[error("the answer of {name} cannot be graded: {fault}")]
    Truth {
        /// Which example.
        name: String,
        /// Why.
        fault: TruthError,
    },
    /// Nothing is left.
    #[error("{path} holds no task of the families and levels that were asked for")]
    None {
        /// The corpus.
        path: String,
    },
}

/// Which examples are taken.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Which of a task's two questions.
    pub tiers: Tiers,
    /// Families; all if empty.
    pub families: Vec<String>,
    /// Levels; all if empty.
    pub levels: Vec<Level>,
    /// At most this many tasks.
    pub limit: Option<u64>,
}

/// Reads a corpus, in the order of its slots.
///
/// # Errors
///
/// [`ExamplesError`].
pub fn read(path: &Path, choice: &Choice) -> Result<Vec<Example>, ExamplesError> {
    let store = Store::open_read(path)?;
    let mut examples = Vec::new();
    let mut taken = 0;
    for stored in store.tasks() {
        let stored = stored?;
        let task = &stored.task;
        let wanted = (choice.families.is_empty() || choice.families.contains(&task.family))
            && (choice.levels.is_empty() || choice.levels.contains(&task.level));
        if !wanted {
            continue;
        }
        for tier in choice.tiers.each() {
            examples.push(Example::of(task, &stored.id.to_hex()[..12], *tier)?);
        }
        taken += 1;
        if choice.limit.is_some_and(|limit| taken >= limit) {
            break;
        }
    }
    if examples.is_empty() {
        return Err(ExamplesError::None { path: path.display().to_string() });
    }
    Ok(examples)
}

impl Example {
    fn of(task: &synth_contracts::Task, id: &str, tier: Tier) -> Result<Self, ExamplesError> {
        let question = task.concept.question(tier);
        let name = format!("{id}/{}", tier.name());
        let truth = Truth::try_from(&question.answer)
            .map_err(|fault| ExamplesError::Truth { name: name.clone(), fault })?;
        Ok(Self {
            name,
            family: task.family.clone(),
            level: task.level,
            question: question.text.clone(),
            answer: question.answer.to_string(),
            truth,
            split: Splits::default().of(&task.scene_digest()),
            picture: task.picture.clone(),
        })
    }
}
