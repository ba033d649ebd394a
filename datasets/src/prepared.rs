//! A task made ready to be stored: everything that costs time and needs no store,
//! so that many threads can do it ahead of the one that writes.

use rusqlite::{Connection, params};
use serde::{Serialize, de::DeserializeOwned};
use synth_contracts::{Answer, Digest, Question, Task, Tier, canonical_json};

use crate::{
    StoreError,
    seal::{Cell, Hasher},
};

/// The hashes by which a task is a duplicate of another.
pub(crate) struct Keys {
    pub(crate) scene: String,
    pub(crate) program: String,
    pub(crate) picture: String,
}

impl Keys {
    pub(crate) fn of(task: &Task, scene: &str) -> Self {
        Self {
            scene: Digest::of_parts("scene", [task.family.as_bytes(), scene.as_bytes()]).to_hex(),
            program: task.program.normalised_digest().to_hex(),
            picture: task.picture.pixels.to_hex(),
        }
    }
}

/// A task with its hashes and its JSON columns, all proved to read back as they
/// were.
pub struct Prepared {
    task: Box<Task>,
    id: String,
    keys: Keys,
    text: TaskText,
    body: [u8; 32],
}

/// What stands in one place of the run, beside the task itself.
pub(crate) struct Numbers<'a> {
    pub(crate) slot: u64,
    pub(crate) attempt: u64,
    pub(crate) candidate: u64,
    pub(crate) seal: &'a str,
}

impl Prepared {
    /// Writes out and hashes everything.
    ///
    /// # Errors
    /// [`StoreError::Unstorable`] for what JSON cannot hold, such as NaN.
    pub fn of(task: impl Into<Box<Task>>) -> Result<Self, StoreError> {
        let task = task.into();
        let id = task.id();
        let text = TaskText::of(&task).map_err(|fault| StoreError::Unstorable {
            task: id,
            part: fault.part,
            detail: fault.detail,
        })?;
        let keys = Keys::of(&task, &text.scene);
        let mut ready = Self { task, id: id.to_hex(), keys, text, body: [0; 32] };
        ready.body = ready.hash();
        Ok(ready)
    }

    /// The task.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// The task, given back.
    pub fn into_task(self) -> Task {
        *self.task
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn body(&self) -> &[u8; 32] {
        &self.body
    }

    /// The columns of `tasks` behind `candidate`, but for `seal`.
    fn task_cells(&self) -> [Cell<'_>; 14] {
        let (task, keys, text) = (&self.task, &self.keys, &self.text);
        [
            Cell::Text(&self.id),
            Cell::Text(&task.family),
            Cell::Integer(u64::from(task.level.get())),
            Cell::Text(task.concept.content_type.name()),
            Cell::Text(task.program.language.name()),
            Cell::Text(&keys.picture),
            Cell::Text(&keys.scene),
            Cell::Text(&keys.program),
            Cell::Text(&task.concept.caption),
            Cell::Text(&text.scores),
            Cell::Text(&text.usage),
            Cell::Text(&text.provenance),
            Cell::Text(&text.scene),
            Cell::Text(&task.program.source),
        ]
    }

    /// The columns of `pictures` behind `slot`.
    fn picture_cells(&self) -> [Cell<'_>; 3] {
        let picture = &self.task.picture;
        let side = |pixels: u32| Cell::Integer(u64::from(pixels));
        [side(picture.width), side(picture.height), Cell::Blob(&picture.png)]
    }

    /// The columns of `questions` behind `slot`.
    fn question_cells(&self, tier: Tier) -> [Cell<'_>; 8] {
        let question = self.task.concept.question(tier);
        let text = &self.text.questions[tier as usize];
        [
            Cell::Text(tier.name()),
            Cell::Text(&question.text),
            Cell::Text(question.answer.kind()),
            Cell::Text(&text.shown),
            Cell::Text(&text.second_shown),
            Cell::Text(&text.answer),
            Cell::Text(&text.second),
            Cell::Text(&text.evidence),
        ]
    }

    fn hash(&self) -> [u8; 32] {
        let mut hasher = Hasher::new("body");
        let mut all = |cells: &[Cell<'_>]| cells.iter().for_each(|cell| hasher.cell(*cell));
        all(&self.task_cells());
        all(&self.picture_cells());
        Tier::ALL.into_iter().for_each(|tier| all(&self.question_cells(tier)));
        hasher.finish()
    }

    /// Writes the rows of this task.
    pub(crate) fn insert(&self, conn: &Connection, at: &Numbers<'_>) -> rusqlite::Result<()> {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = self.task_cells();
        let (slot, seal) = (Cell::Integer(at.slot), Cell::Text(at.seal));
        let (attempt, candidate) = (Cell::Integer(at.attempt), Cell::Integer(at.candidate));
        conn.prepare_cached(
            "INSERT INTO tasks (slot, attempt, candidate, id, family, level, content_type,
                language, picture, scene_hash, program_hash, seal, caption, scores, usage,
                provenance, scene, program)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            slot, attempt, candidate, a, b, c, d, e, f, g, h, seal, i, j, k, l, m, n
        ])?;
        let [a, b, c] = self.picture_cells();
        conn.prepare_cached("INSERT INTO pictures (slot, width, height, png) VALUES (?, ?, ?, ?)")?
            .execute([slot, a, b, c])?;
        let mut insert = conn.prepare_cached(
            "INSERT INTO questions (slot, tier, text, kind, answer, second, answer_json,
                second_json, evidence)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for tier in Tier::ALL {
            let [a, b, c, d, e, f, g, h] = self.question_cells(tier);
            insert.execute([slot, a, b, c, d, e, f, g, h])?;
        }
        Ok(())
    }
}

/// A part of a task that would come back from the store as something else.
struct Unfaithful {
    part: &'static str,
    detail: String,
}

/// A task's JSON columns.
struct TaskText {
    scene: String,
    scores: String,
    usage: String,
    provenance: String,
    questions: [QuestionText; 2],
}

struct QuestionText {
    shown: String,
    second_shown: String,
    answer: String,
    second: String,
    evidence: String,
}

impl TaskText {
    fn of(task: &Task) -> Result<Self, Unfaithful> {
        let [easy, hard] = &task.second;
        Ok(Self {
            scene: faithful("scene", &task.scene)?,
            scores: faithful("scores", &task.scores)?,
            usage: faithful("usage", &task.usage)?,
            provenance: faithful("provenance", &task.provenance)?,
            questions: [
                QuestionText::of(&task.concept.easy, easy)?,
                QuestionText::of(&task.concept.hard, hard)?,
            ],
        })
    }
}

impl QuestionText {
    fn of(question: &Question, second: &Answer) -> Result<Self, Unfaithful> {
        Ok(Self {
            shown: question.answer.to_string(),
            second_shown: second.to_string(),
            answer: faithful("answer", &question.answer)?,
            second: faithful("second answer", second)?,
            evidence: faithful("evidence", &question.evidence)?,
        })
    }
}

/// Canonical JSON that was read back and compared: what JSON cannot hold, such
/// as NaN, must be refused while its candidate is known, not found by a reader.
fn faithful<T>(part: &'static str, value: &T) -> Result<String, Unfaithful>
where
    T: Serialize + DeserializeOwned + PartialEq,
{
    let fault = |error: serde_json::Error| Unfaithful { part, detail: error.to_string() };
    let text = canonical_json(&serde_json::to_value(value).map_err(fault)?);
    if serde_json::from_str::<T>(&text).map_err(fault)? == *value {
        Ok(text)
    } else {
        Err(Unfaithful { part, detail: format!("it became {text}") })
    }
}
