//! Corpora that a new one must not repeat: what was made before, a benchmark, a set
//! that is held out.
//!
//! A task repeats one of them if it is a duplicate of it, see [`synth_dedup`], or if
//! only its picture is there: what a benchmark shows may not be trained on, whatever is
//! asked about it.

use std::path::{Path, PathBuf};

use synth_contracts::{Digest, Task};
use synth_dedup::{Config, Index, PictureFault, Pictures, Raster, RasterError, Verdict};

use crate::error::AuditError;
use crate::pictures::Kept;
use crate::source::{self, Row, corpus};

/// A task may not even share its picture.
const CONFIG: Config = Config { tasks_a_picture: Some(1) };

/// The number under which the task in question is looked up.
const OWN: u64 = u64::MAX;

/// What a task repeats elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Path and name of the task that was there first.
    pub of: String,
    /// `scene`, `program`, `pixels` or `picture` for a duplicate, `shared-picture` if
    /// another question is asked about the same picture.
    pub reason: &'static str,
    /// The reason in a sentence.
    pub because: String,
}

/// Why it cannot be told whether a task repeats another.
#[derive(Debug, thiserror::Error)]
pub enum OthersError {
    /// The task's own picture cannot be read.
    #[error("the task's picture cannot be compared: {0}")]
    Picture(#[from] RasterError),
    /// A picture of another corpus that was read once cannot be read again.
    #[error(transparent)]
    Index(#[from] synth_dedup::IndexError),
}

/// All tasks of some corpora.
pub struct Others {
    index: Index,
    kept: Kept,
    /// Where rows begin, by corpus, and what the rows are called.
    names: Vec<(PathBuf, String)>,
    digest: Digest,
}

impl Others {
    /// Reads corpora of any kind that [`source::read`] knows; `tick` is called after
    /// every row. A row without a readable picture is left out: nothing can repeat it.
    ///
    /// # Errors
    ///
    /// [`AuditError`].
    pub fn read(paths: &[PathBuf], mut tick: impl FnMut()) -> Result<Self, AuditError> {
        let aside = |error| AuditError::Io { path: std::env::temp_dir(), error };
        let mut others = Self {
            index: Index::new(CONFIG),
            kept: Kept::new().map_err(aside)?,
            names: Vec::new(),
            digest: Digest::of_parts("others", []),
        };
        let mut signatures = Vec::new();
        for path in paths {
            source::read(path, &mut |row| {
                tick();
                if let Some(signature) = others.add(path, row).map_err(aside)? {
                    signatures.push(signature);
                }
                Ok(())
            })?;
        }
        // In which order the corpora were named changes nothing.
        signatures.sort_unstable();
        others.digest = Digest::of_parts("others", signatures.iter().map(Vec::as_slice));
        Ok(others)
    }

    /// Stands for what all of them hold.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many tasks they hold.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether they hold none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    fn add(&mut self, path: &Path, row: Row) -> std::io::Result<Option<Vec<u8>>> {
        let Ok(picture) = Raster::decode(&row.picture) else { return Ok(None) };
        let signature = row.signature(&picture);
        let number = self.names.len() as u64;
        self.kept.push(&row.picture)?;
        self.names.push((path.to_owned(), row.name));
        self.index.restore(&signature, number);
        Ok(Some(signature.to_bytes()))
    }

    /// What `task` repeats, if it repeats anything.
    ///
    /// # Errors
    ///
    /// [`OthersError`].
    pub fn repeated_by(&self, task: &Task) -> Result<Option<Repeat>, OthersError> {
        let row = corpus::row(String::new(), task.clone());
        let picture = Raster::decode(&row.picture)?;
        let signature = row.signature(&picture);
        let shown = Shown { kept: &self.kept, own: &picture };
        Ok(match self.index.look_up(&signature, OWN, &shown)? {
            Verdict::Unique => None,
            Verdict::Duplicate(merge) => Some(Repeat {
                of: self.name(merge.of),
                reason: merge.reason.name(),
                because: merge.reason.to_string(),
            }),
            Verdict::Full { picture_of, .. } => Some(Repeat {
                of: self.name(picture_of),
                reason: "shared-picture",
                because: "the same picture, about which something else is asked".to_owned(),
            }),
        })
    }

    fn name(&self, number: u64) -> String {
        let known = usize::try_from(number).ok().and_then(|number| self.names.get(number));
        known.map_or_else(String::new, |(path, name)| format!("{}: {name}", path.display()))
    }
}

/// The others' pictures, and the one of the task in question.
struct Shown<'a> {
    kept: &'a Kept,
    own: &'a Raster,
}

impl Pictures for Shown<'_> {
    fn picture(&self, id: u64) -> Result<Option<Raster>, PictureFault> {
        if id == OWN { Ok(Some(self.own.clone())) } else { self.kept.picture(id) }
    }
}
