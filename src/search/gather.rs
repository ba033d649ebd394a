//! Filling a repository from its sources.
//!
//! # Steps
//!
//! 1. Files are read in a fixed order, record by record, into batches.
//! 2. A batch is looked at by all threads: whether each picture can be used, and by what
//!    it is known.
//! 3. One after the other, in order, pictures are admitted that show nothing which the
//!    repository, or what is to be kept out, shows already ([`Admission`]). Meanwhile the
//!    next batch is looked at.
//! 4. The batch is written, all or nothing, with how far the sources were read.
//!
//! What is admitted depends on the order of the records alone. So a run that was killed
//! goes on and comes to the same repository.

use std::path::{Path, PathBuf};

use serde::Serialize;
use synth_audit::AuditError;
use synth_audit::source::{Record, files, records};

use crate::admission::Admission;
use crate::batch::Batch;
use crate::entry::Entry;
use crate::error::SearchError;
use crate::look::{Bounds, Refusal};
use crate::table::Table;
use crate::unlike::Unlike;

/// How a repository is filled.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What pictures may be.
    pub bounds: Bounds,
    /// Terms of use of pictures whose source names none.
    pub licence: Option<String>,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Records looked at in this run.
    pub seen: u64,
    /// Pictures of the repository.
    pub pictures: u64,
}

/// Told of every batch; says whether to go on.
pub type Tick<'a> = dyn FnMut(Standing) -> bool + 'a;

/// Fills tables.
pub(crate) struct Gatherer<'a> {
    admission: Admission<'a>,
    settings: &'a Settings,
    /// What is being read.
    batch: Batch,
    /// What was looked at and is to be judged.
    looked: Option<Batch>,
    seen: u64,
    tick: &'a mut Tick<'a>,
    stopped: bool,
}

impl<'a> Gatherer<'a> {
    /// Knows all that the table holds and all that is to be kept out.
    pub fn new(
        table: &'a mut Table,
        settings: &'a Settings,
        unlike: Option<&'a Unlike>,
        tick: &'a mut Tick<'a>,
    ) -> Result<Self, SearchError> {
        Ok(Self {
            admission: Admission::new(table, unlike)?,
            settings,
            batch: Batch::default(),
            looked: None,
            seen: 0,
            tick,
            stopped: false,
        })
    }

    /// Reads sources; `false` if it was told to stop before their end.
    pub fn gather(&mut self, paths: &[PathBuf]) -> Result<bool, SearchError> {
        for root in paths {
            // However a source is named, it is the same one. What is not there is said below.
            let root = root.canonicalize().unwrap_or_else(|_| root.clone());
            for file in files(&root)? {
                self.file(&root, &file)?;
                if self.stopped {
                    return Ok(false);
                }
            }
        }
        self.flush()?;
        if !self.stopped {
            self.flush()?;
        }
        Ok(!self.stopped)
    }

    fn file(&mut self, root: &Path, file: &Path) -> Result<(), SearchError> {
        let name = file.display().to_string();
        let (before, whole) = self.read_of(&name)?;
        if whole {
            return Ok(());
        }
        let mut fault = None;
        let ended = records(file, &mut |record| {
            if record.place <= before {
                return Ok(());
            }
            match self.take(root, file, &name, record) {
                Ok(()) if self.stopped => Err(halt()),
                Ok(()) => Ok(()),
                Err(error) => {
                    fault = Some(error);
                    Err(halt())
                }
            }
        });
        match (ended, fault) {
            (_, Some(fault)) => return Err(fault),
            (Ok(()), None) => {}
            (Err(_), None) if self.stopped => return Ok(()),
            // A file that is cut off, or no such file at all, loses what is behind.
            (Err(AuditError::Malformed { place, detail, .. }), None) => {
                self.batch.broken.push((format!("{name}, {place}"), Refusal::Corrupt, detail));
            }
            (Err(error), None) => return Err(error.into()),
        }
        let (last, _) = self.read_of(&name)?;
        self.batch.read.push((name, last, true));
        Ok(())
    }

    /// How many records of a file were read, written or not, and whether that is all.
    fn read_of(&self, file: &str) -> Result<(u64, bool), SearchError> {
        let mut pending = [Some(&self.batch), self.looked.as_ref()].into_iter().flatten();
        match pending.find_map(|batch| batch.read_of(file)) {
            Some(read) => Ok(read),
            None => self.admission.table().read_of(file),
        }
    }

    fn take(
        &mut self,
        root: &Path,
        file: &Path,
        name: &str,
        record: Record,
    ) -> Result<(), SearchError> {
        let entry = Entry::of(root, file, &record, self.settings.licence.as_deref());
        let place = record.place;
        self.batch.take(name, place, entry, record.picture());
        if self.batch.is_full() {
            self.flush()?;
        }
        Ok(())
    }

    /// Looks at what was read, while what was looked at before is judged; writes that.
    fn flush(&mut self) -> Result<(), SearchError> {
        let mut batch = std::mem::take(&mut self.batch);
        let before = self.looked.take();
        let (bounds, admission) = (&self.settings.bounds, &mut self.admission);
        let ((), judged) = rayon::join(
            || batch.look(bounds),
            || before.map(|before| (before.records.len(), admission.judge(before))),
        );
        self.looked = Some(batch);
        let Some((records, written)) = judged else { return Ok(()) };
        self.admission.write(&written?)?;
        self.seen += records as u64;
        let standing = Standing { seen: self.seen, pictures: self.admission.table().len() };
        self.stopped = !(self.tick)(standing);
        Ok(())
    }
}

/// Ends the reading of a file; why is known here.
fn halt() -> AuditError {
    AuditError::Io { path: PathBuf::new(), error: std::io::ErrorKind::Interrupted.into() }
}
