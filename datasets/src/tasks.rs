//! Tasks out of a corpus: all in order, or one by its id.

use std::vec::IntoIter;

use synth_contracts::Digest;

use crate::{
    Reader, StoreError, StoredTask,
    decode::{self, TaskRow},
};

/// How many ids an ambiguous prefix is answered with.
const MATCHES: usize = 5;

/// How many tasks, with their pictures, an iterator holds at once.
const PAGE: u32 = 16;

impl Reader {
    /// All tasks in the order of their slots, a few in memory at a time.
    /// The iterator ends after the first error.
    pub fn tasks(&self) -> Tasks<'_> {
        self.tasks_from(0)
    }

    /// As [`Reader::tasks`], from this slot on.
    pub fn tasks_from(&self, slot: u64) -> Tasks<'_> {
        Tasks { reader: self, next: Some(slot), page: Vec::new().into_iter() }
    }

    /// The task whose id begins with `prefix`, in either case.
    ///
    /// # Errors
    /// [`StoreError::BadId`], [`StoreError::UnknownId`] or
    /// [`StoreError::AmbiguousId`], and as for [`Reader::config`].
    pub fn task(&self, prefix: &str) -> Result<StoredTask, StoreError> {
        let prefix = prefix.to_ascii_lowercase();
        let hex = prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
        if prefix.is_empty() || prefix.len() > 64 || !hex {
            return Err(StoreError::BadId { prefix });
        }
        let slot = self.find(prefix)?;
        self.task_at(slot)?.ok_or_else(|| self.damaged("a task vanished".into()))
    }

    /// The task in this slot; `None` if it is not filled.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn task_at(&self, slot: u64) -> Result<Option<StoredTask>, StoreError> {
        let rows = self.sql(decode::page(&self.conn, slot, 1))?;
        let row = rows.into_iter().next().filter(|row| row.slot == slot);
        row.map(|row| self.decode(row)).transpose()
    }

    /// The slot of the one task whose id begins with `prefix`.
    fn find(&self, prefix: String) -> Result<u64, StoreError> {
        let mut found = self.rows(
            "SELECT id, slot FROM tasks WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT ?2",
            (&prefix, MATCHES + 1),
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?)),
        )?;
        match found.as_slice() {
            [] => Err(StoreError::UnknownId { path: self.path.clone(), prefix }),
            [(_, slot)] => Ok(*slot),
            _ => {
                let more = found.len() > MATCHES;
                found.truncate(MATCHES);
                let matches = found.iter().filter_map(|(id, _)| Digest::from_hex(id)).collect();
                Err(StoreError::AmbiguousId { prefix, matches, more })
            }
        }
    }

    fn decode(&self, row: TaskRow) -> Result<StoredTask, StoreError> {
        let slot = row.slot;
        row.try_into().map_err(|detail: String| self.damaged(format!("slot {slot}: {detail}")))
    }
}

/// Iterator over all tasks, see [`Reader::tasks`].
pub struct Tasks<'r> {
    reader: &'r Reader,
    /// The slot from which the next page is read; `None` after the end.
    next: Option<u64>,
    page: IntoIter<TaskRow>,
}

impl Tasks<'_> {
    /// Pages instead of one long statement: between two pages nothing is
    /// locked, so a slow reader does not hold up whoever writes.
    fn turn(&mut self, from: u64) -> Result<Option<TaskRow>, StoreError> {
        let rows = self.reader.sql(decode::page(&self.reader.conn, from, PAGE))?;
        self.next = rows.last().map(|row| row.slot.saturating_add(1));
        self.page = rows.into_iter();
        Ok(self.page.next())
    }

    fn step(&mut self) -> Result<Option<StoredTask>, StoreError> {
        let row = match (self.page.next(), self.next) {
            (Some(row), _) => Some(row),
            (None, Some(from)) => self.turn(from)?,
            (None, None) => None,
        };
        row.map(|row| self.reader.decode(row)).transpose()
    }
}

impl Iterator for Tasks<'_> {
    type Item = Result<StoredTask, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.step();
        if item.is_err() {
            self.next = None;
            self.page = Vec::new().into_iter();
        }
        item.transpose()
    }
}
