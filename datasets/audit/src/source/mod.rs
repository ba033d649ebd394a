//! Corpora of several forms, row by row.

pub(crate) mod corpus;
mod fields;
mod folder;
mod records;
mod shard;
mod table;

pub use records::{Record, RecordSink, files, records};

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

/// Rows of a corpus: how many there were, and the first one's fields.
#[derive(Default)]
struct Tally {
    rows: u64,
    tasks: u64,
    fields: String,
}

impl Tally {
    /// Counts a record, and hands it on if it is a task.
    fn add(&mut self, file: &Path, record: Record, sink: &mut Sink<'_>) -> Result<(), AuditError> {
        if self.rows == 0 {
            self.fields = fields::names(&record.fields);
        }
        self.rows += 1;
        let question = fields::question(&record.fields).filter(|_| record.has_picture());
        let Some(question) = question else { return Ok(()) };
        self.tasks += 1;
        let place = || {
            let short = file.file_name().map(|name| name.to_string_lossy().into_owned());
            format!("{}:{}", short.unwrap_or_default(), record.place)
        };
        let name = fields::name(&record.fields).unwrap_or_else(place);
        // A picture that is not there is found to be so, among the unclear.
        let picture = record.picture();
        sink(Row { name, picture, asked: vec![question], scene: None, program: None })
    }
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
    if corpus::is(path) {
        corpus::read(path, sink)?;
        return Ok("synth corpus");
    }
    let mut files = Vec::new();
    find(path, 3, &mut files).map_err(|error| AuditError::Io { path: path.to_owned(), error })?;
    files.sort();
    let kinds: [(&'static str, &[&str]); 3] = [
        ("parquet", &records::TABLES),
        ("webdataset", &records::SHARDS),
        ("json", &records::LISTS),
    ];
    let there = |endings: &[&str]| files.iter().any(|file| has_ending(file, endings));
    let (kind, endings) = kinds.into_iter().find(|kind| there(kind.1)).ok_or_else(unknown)?;
    let mut tally = Tally::default();
    for file in files.iter().filter(|file| has_ending(file, endings)) {
        records(file, &mut |record| tally.add(file, record, sink))?;
    }
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

/// Files at or below `path`, so many folders deep.
fn find(path: &Path, deep: u32, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in path.read_dir()? {
        let entry = entry?.path();
        if deep > 0 || !entry.is_dir() {
            find(&entry, deep.saturating_sub(1), files)?;
        }
    }
    Ok(())
}
