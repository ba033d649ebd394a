//! Which pictures come into a repository: those that show nothing which it, or what is to
//! be kept out, shows already.
//!
//! One is judged after the other, in the order of the records, since each may be repeated
//! by those behind it.

use synth_dedup::{Config, Index, PictureFault, Pictures, Raster, Verdict};

use crate::batch::Batch;
use crate::error::SearchError;
use crate::look::{Refusal, Seen};
use crate::table::{Table, Written};
use crate::unlike::{FIRST, Unlike};

/// Whatever is asked about a picture, it is there once.
const CONFIG: Config = Config { tasks_a_picture: Some(1) };

/// See the [module](self).
pub(crate) struct Admission<'a> {
    table: &'a mut Table,
    unlike: Option<&'a Unlike>,
    index: Index,
}

impl<'a> Admission<'a> {
    /// Knows all that the table holds and all that is to be kept out.
    pub fn new(table: &'a mut Table, unlike: Option<&'a Unlike>) -> Result<Self, SearchError> {
        let mut index = Index::new(CONFIG);
        for (signature, number) in unlike.into_iter().flat_map(Unlike::signatures) {
            index.restore(signature, number);
        }
        table.signatures(|id, signature| index.restore(&signature, id))?;
        Ok(Self { table, unlike, index })
    }

    /// What the last written batch left.
    pub fn table(&self) -> &Table {
        self.table
    }

    /// Judges a batch that was looked at. It has to be written before the next one is
    /// judged.
    pub fn judge(&mut self, batch: Batch) -> Result<Written, SearchError> {
        let mut written = Written { read: batch.read, refused: batch.broken, ..Written::default() };
        for ((entry, bytes), look) in batch.records.into_iter().zip(batch.looks) {
            let judged = match look {
                Ok(seen) => self.one(&bytes, seen, &written)?,
                Err(refusal) => Err(refusal),
            };
            match judged {
                Ok(seen) => written.admitted.push((entry, seen, bytes)),
                Err((reason, detail)) => written.refused.push((entry.path, reason, detail)),
            }
        }
        Ok(written)
    }

    /// Writes what was judged.
    pub fn write(&mut self, written: &Written) -> Result<(), SearchError> {
        self.table.write(written)
    }

    /// Admits a picture, or says what it repeats.
    fn one(
        &mut self,
        bytes: &[u8],
        seen: Seen,
        written: &Written,
    ) -> Result<Result<Seen, (Refusal, String)>, SearchError> {
        let id = self.table.len() + written.admitted.len() as u64;
        let shown = Shown { table: self.table, unlike: self.unlike, written, own: (id, bytes) };
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
