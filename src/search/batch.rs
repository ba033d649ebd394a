//! Records that go through the steps of filling together.

use rayon::prelude::*;

use crate::entry::Entry;
use crate::look::{Bounds, Refusal, Seen, look};

/// Most records of a batch, and most bytes of its pictures.
const BATCH: (usize, usize) = (256, 256 << 20);

/// Records that are read, judged and written together.
#[derive(Default)]
pub(crate) struct Batch {
    pub records: Vec<(Entry, Vec<u8>)>,
    /// What was seen of each, once they were looked at.
    pub looks: Vec<Result<Seen, (Refusal, String)>>,
    /// How far each file is read with it, and whether that is all.
    pub read: Vec<(String, u64, bool)>,
    /// Files that are cut off: which, why, and what the reader says.
    pub broken: Vec<(String, Refusal, String)>,
    weight: usize,
}

impl Batch {
    /// Whether it is to be looked at before more is read.
    pub fn is_full(&self) -> bool {
        self.records.len() >= BATCH.0 || self.weight >= BATCH.1
    }

    /// Adds the record of a file at `place`.
    pub fn take(&mut self, file: &str, place: u64, entry: Entry, bytes: Vec<u8>) {
        self.weight += bytes.len();
        self.records.push((entry, bytes));
        match self.read.last_mut().filter(|read| read.0 == file) {
            Some(read) => read.1 = place,
            None => self.read.push((file.to_owned(), place, false)),
        }
    }

    /// How far a file is read with it, and whether that is all.
    pub fn read_of(&self, file: &str) -> Option<(u64, bool)> {
        self.read.iter().rev().find(|read| read.0 == file).map(|read| (read.1, read.2))
    }

    /// Looks at all of it, by all threads.
    pub fn look(&mut self, bounds: &Bounds) {
        let one = |(entry, bytes): &(Entry, Vec<u8>)| look(bytes, &entry.path, bounds);
        self.looks = self.records.par_iter().map(one).collect();
    }
}
