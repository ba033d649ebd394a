//! Rows to tasks.

use rusqlite::{Connection, Row, params, types::ValueRef};
use serde::de::DeserializeOwned;
use serde_json::Value;
use synth_contracts::{Answer, Concept, Digest, Level, Picture, Program, Question, Task};

use crate::{StoredTask, fault::odd};

/// Outer joins, so that a task whose other rows are lost is an error instead of
/// a task that nobody misses.
const QUERY: &str = "
    SELECT t.slot, t.attempt, t.candidate, t.id, t.family, t.level, t.content_type, t.language, t.scene_hash,
        t.caption, t.scores, t.usage, t.provenance, t.scene, t.program,
        t.picture, p.width, p.height, p.png,
        e.text, e.answer_json, e.second_json, e.evidence,
        h.text, h.answer_json, h.second_json, h.evidence
    FROM tasks AS t
    LEFT JOIN pictures AS p ON p.slot = t.slot
    LEFT JOIN questions AS e ON e.slot = t.slot AND e.tier = 'easy'
    LEFT JOIN questions AS h ON h.slot = t.slot AND h.tier = 'hard'
    WHERE t.slot >= ?1
    ORDER BY t.slot
    LIMIT ?2";

/// The rows of the first `limit` tasks from slot `from` on.
pub(crate) fn page(conn: &Connection, from: u64, limit: u32) -> rusqlite::Result<Vec<TaskRow>> {
    conn.prepare_cached(QUERY)?.query_map(params![from, limit], TaskRow::read)?.collect()
}

/// Everything stored about one task, as it stands in its columns.
pub(crate) struct TaskRow {
    pub(crate) slot: u64,
    attempt: u64,
    candidate: u64,
    id: String,
    family: String,
    level: u8,
    content_type: String,
    language: String,
    scene_hash: String,
    caption: String,
    scores: String,
    usage: String,
    provenance: String,
    scene: String,
    program: String,
    picture: PictureRow,
    easy: QuestionRow,
    hard: QuestionRow,
}

struct PictureRow {
    pixels: String,
    width: u32,
    height: u32,
    png: Vec<u8>,
}

struct QuestionRow {
    text: String,
    answer: String,
    second: String,
    evidence: String,
}

impl TaskRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        for (column, part) in [(16, "picture"), (19, "easy question"), (23, "hard question")] {
            if row.get_ref(column)? == ValueRef::Null {
                let slot: u64 = row.get(0)?;
                return Err(odd(format!("slot {slot}: its {part} is missing")));
            }
        }
        Ok(Self {
            slot: row.get(0)?,
            attempt: row.get(1)?,
            candidate: row.get(2)?,
            id: row.get(3)?,
            family: row.get(4)?,
            level: row.get(5)?,
            content_type: row.get(6)?,
            language: row.get(7)?,
            scene_hash: row.get(8)?,
            caption: row.get(9)?,
            scores: row.get(10)?,
            usage: row.get(11)?,
            provenance: row.get(12)?,
            scene: row.get(13)?,
            program: row.get(14)?,
            picture: PictureRow {
                pixels: row.get(15)?,
                width: row.get(16)?,
                height: row.get(17)?,
                png: row.get(18)?,
            },
            easy: QuestionRow::read(row, 19)?,
            hard: QuestionRow::read(row, 23)?,
        })
    }
}

impl QuestionRow {
    fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            text: row.get(first)?,
            answer: row.get(first + 1)?,
            second: row.get(first + 2)?,
            evidence: row.get(first + 3)?,
        })
    }

    fn decode(self) -> Result<(Question, Answer), String> {
        let question = Question {
            text: self.text,
            answer: json("answer_json", &self.answer)?,
            evidence: json("evidence", &self.evidence)?,
        };
        Ok((question, json("second_json", &self.second)?))
    }
}

impl TryFrom<PictureRow> for Picture {
    type Error = String;
    fn try_from(row: PictureRow) -> Result<Self, String> {
        let pixels = digest("picture", &row.pixels)?;
        Ok(Self { width: row.width, height: row.height, png: row.png, pixels })
    }
}

impl TryFrom<TaskRow> for StoredTask {
    type Error = String;

    /// Checks the task against the hashes beside it, so that a changed byte in
    /// what was asked and drawn does not pass for the task that was stored.
    fn try_from(row: TaskRow) -> Result<Self, String> {
        let (slot, attempt, candidate) = (row.slot, row.attempt, row.candidate);
        let id = digest("id", &row.id)?;
        let scene_hash = digest("scene_hash", &row.scene_hash)?;
        let (easy, second_easy) = row.easy.decode()?;
        let (hard, second_hard) = row.hard.decode()?;
        let content_type = name("content_type", row.content_type)?;
        let task = Task {
            family: row.family,
            level: Level::new(row.level).map_err(|error| error.to_string())?,
            concept: Concept { content_type, caption: row.caption, easy, hard },
            scene: json("scene", &row.scene)?,
            program: Program { language: name("language", row.language)?, source: row.program },
            picture: row.picture.try_into()?,
            second: [second_easy, second_hard],
            scores: json("scores", &row.scores)?,
            usage: json("usage", &row.usage)?,
            provenance: json("provenance", &row.provenance)?,
        };
        if task.id() != id {
            return Err(format!("what it holds does not hash to its id {id}"));
        }
        if task.scene_digest() != scene_hash {
            return Err(format!("its scene does not hash to its scene_hash {scene_hash}"));
        }
        Ok(Self { slot, attempt, candidate, id, task })
    }
}

fn digest(column: &str, text: &str) -> Result<Digest, String> {
    Digest::from_hex(text).ok_or_else(|| format!("{column} {text:?} is not a hash"))
}

fn json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{column}: {error}"))
}

/// Reads a bare name with the same code that reads it inside JSON.
fn name<T: DeserializeOwned>(column: &str, name: String) -> Result<T, String> {
    serde_json::from_value(Value::String(name)).map_err(|error| format!("{column}: {error}"))
}
