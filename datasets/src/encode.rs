//! Tasks to rows.

use rusqlite::{Connection, named_params};
use serde::{Serialize, de::DeserializeOwned};
use synth_contracts::{Answer, Digest, Question, Task, Tier, canonical_json};

/// The hashes by which a task is a duplicate of another.
pub(crate) struct Keys {
    pub(crate) scene: Digest,
    pub(crate) program: Digest,
    pub(crate) picture: Digest,
}

impl Keys {
    pub(crate) fn of(task: &Task) -> Self {
        Self {
            scene: task.scene_digest(),
            program: task.program.normalised_digest(),
            picture: task.picture.pixels,
        }
    }
}

/// A part of a task that would come back from the store as something else.
pub(crate) struct Unfaithful {
    pub(crate) part: &'static str,
    pub(crate) detail: String,
}

/// A task's JSON columns, all proved to read back as they were.
pub(crate) struct TaskText {
    scene: String,
    scores: String,
    usage: String,
    provenance: String,
    questions: [QuestionText; 2],
}

struct QuestionText {
    answer: String,
    second: String,
    evidence: String,
}

impl TaskText {
    pub(crate) fn of(task: &Task) -> Result<Self, Unfaithful> {
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

/// Writes the rows of one task.
pub(crate) fn insert(
    conn: &Connection,
    candidate: u64,
    task: &Task,
    text: &TaskText,
    keys: &Keys,
) -> rusqlite::Result<()> {
    let id = task.id().to_hex();
    insert_picture(conn, task)?;
    insert_task(conn, &id, candidate, task, text, keys)?;
    for ((tier, second), text) in Tier::ALL.into_iter().zip(&task.second).zip(&text.questions) {
        insert_question(conn, &id, tier, task.concept.question(tier), second, text)?;
    }
    Ok(())
}

fn insert_picture(conn: &Connection, task: &Task) -> rusqlite::Result<()> {
    let picture = &task.picture;
    conn.prepare_cached(
        "INSERT INTO pictures (pixels, width, height, png)
         VALUES (:pixels, :width, :height, :png)",
    )?
    .execute(named_params! {
        ":pixels": picture.pixels.to_hex(),
        ":width": picture.width,
        ":height": picture.height,
        ":png": picture.png,
    })?;
    Ok(())
}

fn insert_task(
    conn: &Connection,
    id: &str,
    candidate: u64,
    task: &Task,
    text: &TaskText,
    keys: &Keys,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO tasks (id, candidate, family, level, content_type, language, picture,
            scene_hash, program_hash, caption, scores, usage, provenance, scene, program)
         VALUES (:id, :candidate, :family, :level, :content_type, :language, :picture,
            :scene_hash, :program_hash, :caption, :scores, :usage, :provenance, :scene, :program)",
    )?
    .execute(named_params! {
        ":id": id,
        ":candidate": candidate,
        ":family": task.family,
        ":level": task.level.get(),
        ":content_type": task.concept.content_type.name(),
        ":language": task.program.language.name(),
        ":picture": keys.picture.to_hex(),
        ":scene_hash": keys.scene.to_hex(),
        ":program_hash": keys.program.to_hex(),
        ":caption": task.concept.caption,
        ":scores": text.scores,
        ":usage": text.usage,
        ":provenance": text.provenance,
        ":scene": text.scene,
        ":program": task.program.source,
    })?;
    Ok(())
}

fn insert_question(
    conn: &Connection,
    task: &str,
    tier: Tier,
    question: &Question,
    second: &Answer,
    text: &QuestionText,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO questions (task, tier, text, kind, answer, second,
            answer_json, second_json, evidence)
         VALUES (:task, :tier, :text, :kind, :answer, :second,
            :answer_json, :second_json, :evidence)",
    )?
    .execute(named_params! {
        ":task": task,
        ":tier": tier.name(),
        ":text": question.text,
        ":kind": question.answer.kind(),
        ":answer": question.answer.to_string(),
        ":second": second.to_string(),
        ":answer_json": text.answer,
        ":second_json": text.second,
        ":evidence": text.evidence,
    })?;
    Ok(())
}
