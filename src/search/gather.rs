//! Filling a repository from its sources.
//!
//! # Steps
//!
//! 1. Files are read in a fixed order, record by record, into batches.
//! 2. A batch is looked at by all threads: whether each picture can be used, and by what
//!    it is known.
//! 3. One after the other, in order, pictures are admitted that show nothing which the
//!    repository, or what is to be kept out, shows already.
//! 4. The batch is written, all or nothing, with how far the sources were read.
//!
//! What is admitted depends on the order of the records alone. So a run that was killed
//! goes on and comes to the same repository.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use synth_audit::AuditError;
use synth_audit::source::{Record, files, records};
use synth_dedup::{Config, Index, PictureFault, Pictures, Raster, Verdict};

use crate::entry::Entry;
use crate::error::SearchError;
use crate::look::{Bounds, Refusal, Seen, look};
use crate::table::{Table, Written};
use crate::unlike::{FIRST, Unlike};

/// Most records of a batch, and most bytes of its pictures.
const BATCH: (usize, usize) = (256, 256 << 20);
/// Whatever is asked about a picture, it is there once.
const CONFIG: Config = Config { tasks_a_picture: Some(1) };

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

/// A picture that waits to be looked at.
struct Waiting {
    entry: Entry,
    bytes: Vec<u8>,
}

/// Fills tables.
pub(crate) struct Gatherer<'a> {
    table: &'a mut Table,
    settings: &'a Settings,
    unlike: Option<&'a Unlike>,
    index: Index,
    waiting: Vec<Waiting>,
    weight: usize,
    read: Vec<(String, u64, bool)>,
    broken: Vec<(String, Refusal, String)>,
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
        let mut index = Index::new(CONFIG);
        for (signature, number) in unlike.into_iter().flat_map(Unlike::signatures) {
            index.restore(signature, number);
        }
        table.signatures(|id, signature| index.restore(&signature, id))?;
        Ok(Self {
            table,
            settings,
            unlike,
            index,
            waiting: Vec::new(),
            weight: 0,
            read: Vec::new(),
            broken: Vec::new(),
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
        Ok(true)
    }

    fn file(&mut self, root: &Path, file: &Path) -> Result<(), SearchError> {
        let name = file.display().to_string();
        let (before, whole) = self.table.read_of(&name)?;
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
                self.broken.push((format!("{name}, {place}"), Refusal::Corrupt, detail));
            }
            (Err(error), None) => return Err(error.into()),
        }
        let last = self.read.iter().rev().find(|read| read.0 == name).map_or(before, |read| read.1);
        self.read.push((name, last, true));
        Ok(())
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
        let bytes = record.picture();
        self.weight += bytes.len();
        self.waiting.push(Waiting { entry, bytes });
        match self.read.last_mut().filter(|read| read.0 == name) {
            Some(read) => read.1 = place,
            None => self.read.push((name.to_owned(), place, false)),
        }
        if self.waiting.len() >= BATCH.0 || self.weight >= BATCH.1 {
            self.flush()?;
        }
        Ok(())
    }

    /// Looks at all that wait, admits, writes.
    fn flush(&mut self) -> Result<(), SearchError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.weight = 0;
        self.seen += waiting.len() as u64;
        let bounds = &self.settings.bounds;
        let looks: Vec<Result<Seen, (Refusal, String)>> = waiting
            .par_iter()
            .map(|waiting| look(&waiting.bytes, &waiting.entry.path, bounds))
            .collect();
        let (read, refused) = (std::mem::take(&mut self.read), std::mem::take(&mut self.broken));
        let mut written = Written { read, refused, ..Written::default() };
        for (waiting, look) in waiting.into_iter().zip(looks) {
            let judged = match look {
                Ok(seen) => self.judge(&waiting, seen, &written)?,
                Err(refusal) => Err(refusal),
            };
            match judged {
                Ok(seen) => written.admitted.push((waiting.entry, seen, waiting.bytes)),
                Err((reason, detail)) => written.refused.push((waiting.entry.path, reason, detail)),
            }
        }
        self.table.write(&written)?;
        let standing = Standing { seen: self.seen, pictures: self.table.len() };
        self.stopped = !(self.tick)(standing);
        Ok(())
    }

    /// Admits a picture, or says what it repeats.
    fn judge(
        &mut self,
        waiting: &Waiting,
        seen: Seen,
        written: &Written,
    ) -> Result<Result<Seen, (Refusal, String)>, SearchError> {
        let id = self.table.len() + written.admitted.len() as u64;
        let shown =
            Shown { table: self.table, unlike: self.unlike, written, own: (id, &waiting.bytes) };
        let of = match self.index.admit(&seen.signature, id, &shown)? {
            Verdict::Unique => return Ok(Ok(seen)),
            Verdict::Duplicate(merge) => merge.of,
            Verdict::Full { picture_of, .. } => picture_of,
        };
        let reason = if of >= FIRST { Refusal::Unlike } else { Refusal::Repeat };
        let detail = match of.checked_sub(FIRST) {
            Some(number) => format!("number {number} of what is to be kept out"),
            None => format!("picture {of}"),
        };
        Ok(Err((reason, detail)))
    }
}

/// Ends the reading of a file; why is known here.
fn halt() -> AuditError {
    AuditError::Io { path: PathBuf::new(), error: std::io::ErrorKind::Interrupted.into() }
}

/// All pictures that may have to be seen again.
struct Shown<'a> {
    table: &'a Table,
    unlike: Option<&'a Unlike>,
    written: &'a Written,
    own: (u64, &'a [u8]),
}

impl Pictures for Shown<'_> {
    fn picture(&self, id: u64) -> Result<Option<Raster>, PictureFault> {
        if id == self.own.0 {
            return Ok(Some(Raster::decode(self.own.1)?));
        }
        if id >= FIRST {
            return self.unlike.map_or(Ok(None), |unlike| unlike.picture(id));
        }
        let behind = id.checked_sub(self.table.len()).and_then(|at| usize::try_from(at).ok());
        let bytes = match behind {
            Some(at) => self.written.admitted.get(at).map(|(_, _, bytes)| bytes.clone()),
            None => self.table.file(id)?,
        };
        Ok(bytes.map(|bytes| Raster::decode(&bytes)).transpose()?)
    }
}
