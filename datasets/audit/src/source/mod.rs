//! Corpora of several forms, row by row.

pub(crate) mod corpus;
mod fields;
mod folder;
mod table;

use std::path::{Path, PathBuf};

use synth_contracts::Digest;
use synth_dedup::{Asked, Raster, Signature};

use crate::error::AuditError;

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Family and tier, or what the corpus calls a group; `all` without one.
    pub group: String,
    /// The question, as it stands.
    pub question: String,
    /// Options that are kept apart from it.
    pub options: Vec<String>,
    /// The answer, as it stands.
    pub answer: String,
}

/// A task of any corpus.
#[derive(Clone, Debug)]
pub struct Row {
    /// An id, or file and place.
    pub name: String,
    /// The picture's file; empty if it is missing.
    pub picture: Vec<u8>,
    /// What is asked.
    pub asked: Vec<Question>,
    /// Hash of the scene, if the corpus knows it.
    pub scene: Option<Digest>,
    /// Hash of the normalised program, if there is one.
    pub program: Option<Digest>,
}

impl Row {
    /// What identifies the task; `picture` is its picture, decoded.
    pub fn signature(&self, picture: &Raster) -> Signature {
        let asked: Vec<Asked> = self
            .asked
            .iter()
            .map(|asked| Asked::with_options(&asked.question, &asked.options, &asked.answer))
            .collect();
        let mut task = Signature::of(picture, &asked);
        if let Some(scene) = &self.scene {
            task = task.with_scene(scene);
        }
        if let Some(program) = &self.program {
            task = task.with_program(program);
        }
        task
    }
}

/// Takes rows as they are read.
pub type Sink<'a> = dyn FnMut(Row) -> Result<(), AuditError> + 'a;

/// Rows of JSON or a table: how many there were, and the first one's fields.
#[derive(Default)]
struct Tally {
    rows: u64,
    tasks: u64,
    fields: String,
}

/// Reads whatever lies at `path`, and says what it is.
///
/// # Errors
///
/// [`AuditError`], also of the sink.
pub fn read(path: &Path, sink: &mut Sink<'_>) -> Result<&'static str, AuditError> {
    if !path.exists() {
        return Err(AuditError::Missing { path: path.to_owned() });
    }
    let unknown = || AuditError::Unknown { path: path.to_owned() };
    let corpus = path.join(synth_datasets::FILE_NAME).exists() || has_ending(path, &["sqlite"]);
    if corpus {
        corpus::read(path, sink)?;
        return Ok("synth corpus");
    }
    let mut files = Vec::new();
    find(path, 0, &mut files).map_err(|error| AuditError::Io { path: path.to_owned(), error })?;
    files.sort();
    let of = |endings: &[&str]| -> Vec<PathBuf> {
        files.iter().filter(|file| has_ending(file, endings)).cloned().collect()
    };
    let (tables, texts) = (of(&["parquet"]), of(&["jsonl", "json"]));
    let mut tally = Tally::default();
    let kind = if !tables.is_empty() {
        tables.iter().try_for_each(|file| table::read(file, &mut tally, sink))?;
        "parquet"
    } else if !texts.is_empty() {
        texts.iter().try_for_each(|file| folder::read(file, &mut tally, sink))?;
        "json"
    } else {
        return Err(unknown());
    };
    let (rows, fields) = (tally.rows, tally.fields);
    if tally.tasks == 0 {
        return Err(AuditError::NoTasks { path: path.to_owned(), rows, fields });
    }
    Ok(kind)
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let own = path.extension().and_then(|own| own.to_str()).map(str::to_ascii_lowercase);
    own.is_some_and(|own| endings.contains(&own.as_str()))
}

/// Files at or below `path`, three folders deep.
fn find(path: &Path, depth: u32, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        path.metadata()?;
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in path.read_dir()? {
        let entry = entry?.path();
        if depth < 3 || !entry.is_dir() {
            find(&entry, depth + 1, files)?;
        }
    }
    Ok(())
}
