//! Folders to report on: a corpus, a run, or both.

use std::path::{Path, PathBuf};

use serde_json::Value;
use synth_datasets::{FILE_NAME, Lane, Reader, Store, StoreError};

use crate::curves::Curves;
use crate::error::ReportError;
use crate::exams::Exam;
use crate::notes::Notes;

/// A folder, opened.
pub(crate) struct Source {
    /// What it is called in the report: the folder as it was given.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// Its corpus, if it holds one.
    pub corpus: Option<Corpus>,
    /// Its curves.
    pub curves: Curves,
    /// Its exams.
    pub exams: Vec<Exam>,
    /// What it notes about tasks.
    pub notes: Notes,
}

/// What is known of a corpus from the start.
pub(crate) struct Corpus {
    /// What the run was asked to do.
    pub config: Value,
    /// Tasks in it.
    pub tasks: u64,
    /// Which slots they fill.
    pub lane: Lane,
}

impl Source {
    /// Opens a folder.
    pub fn open(folder: &Path) -> Result<Self, ReportError> {
        let base = if folder.is_file() { folder.parent().unwrap_or(folder) } else { folder };
        let curves = Curves::read(base)?;
        let corpus = match Store::open_read(folder) {
            Ok(reader) => Some(Corpus::of(&reader)?),
            Err(StoreError::NoCorpus { .. }) if !folder.join(FILE_NAME).exists() => None,
            Err(error) => return Err(error.into()),
        };
        if corpus.is_none() && curves.is_empty() {
            return Err(ReportError::Nothing { path: folder.to_owned() });
        }
        Ok(Self {
            name: folder.display().to_string(),
            folder: folder.to_owned(),
            corpus,
            curves,
            exams: crate::exams::read(base)?,
            notes: Notes::read(base)?,
        })
    }

    /// A reader of its own for each thread; `None` without a corpus.
    pub fn reader(&self) -> Result<Option<Reader>, StoreError> {
        self.corpus.as_ref().map(|_| Store::open_read(&self.folder)).transpose()
    }
}

impl Corpus {
    fn of(reader: &Reader) -> Result<Self, StoreError> {
        Ok(Self {
            config: reader.config()?.value().clone(),
            tasks: reader.len()?,
            lane: reader.lane(),
        })
    }

    /// Whether models wrote it.
    pub fn authored(&self) -> bool {
        self.config.get("authored").is_some()
    }

    /// The slot of the task at this place.
    pub fn slot(&self, place: u64) -> u64 {
        self.lane.first + self.lane.step * place
    }
}

/// Readers of all sources.
pub(crate) fn readers(sources: &[Source]) -> Result<Vec<Option<Reader>>, StoreError> {
    sources.iter().map(Source::reader).collect()
}
