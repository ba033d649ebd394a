//! Writing to a corpus.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};
use synth_contracts::{Digest, Task};

use crate::{
    DuplicateKind, DuplicateReason, Progress, Rejection, StoreError,
    encode::{self, Keys, TaskText},
    fault::{from_sqlite, odd},
    schema,
};

/// Some candidates, written all or not at all. Dropping a batch that was not
/// committed takes everything in it back.
pub struct Batch<'s> {
    tx: Transaction<'s>,
    path: &'s Path,
    progress: Progress,
    /// After a failed write SQLite may have ended the transaction on its own;
    /// a further write would then be kept alone, without its counters.
    void: bool,
}

impl<'s> Batch<'s> {
    pub(crate) fn begin(conn: &'s mut Connection, path: &'s Path) -> Result<Self, StoreError> {
        let start = |conn| {
            let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
            let progress = schema::progress(&tx)?;
            Ok((tx, progress))
        };
        let (tx, progress) = start(conn).map_err(|error| from_sqlite(path, error))?;
        Ok(Self { tx, path, progress, void: false })
    }

    /// How far the run will have come if this batch is committed now.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The task, stored or in this batch, that `task` repeats.
    ///
    /// # Errors
    /// [`StoreError::BatchVoid`] after a failed write, or what SQLite says.
    pub fn duplicate_of(&mut self, task: &Task) -> Result<Option<DuplicateReason>, StoreError> {
        self.check_void()?;
        self.duplicate(&Keys::of(task))
    }

    /// Writes the task that came of the next candidate.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`], [`StoreError::Duplicate`] and
    /// [`StoreError::Unstorable`] write nothing, and the batch goes on. Any
    /// other error voids the batch: [`StoreError::DiskFull`],
    /// [`StoreError::Disk`] or another trouble of SQLite.
    pub fn accept(&mut self, candidate: u64, task: &Task) -> Result<(), StoreError> {
        self.check_next(candidate)?;
        let keys = Keys::of(task);
        let text = TaskText::of(task).map_err(|fault| StoreError::Unstorable {
            candidate,
            part: fault.part,
            detail: fault.detail,
        })?;
        if let Some(reason) = self.duplicate(&keys)? {
            return Err(StoreError::Duplicate { candidate, reason });
        }
        let written = encode::insert(&self.tx, candidate, task, &text, &keys);
        self.sql(written)?;
        self.progress.accepted += 1;
        self.progress.next_candidate += 1;
        Ok(())
    }

    /// Writes why the next candidate did not become a task.
    ///
    /// # Errors
    /// As for [`Batch::accept`], without its duplicates and unstorable tasks.
    pub fn reject(&mut self, candidate: u64, rejection: &Rejection) -> Result<(), StoreError> {
        self.check_next(candidate)?;
        let written = insert_rejection(&self.tx, candidate, rejection);
        self.sql(written)?;
        self.progress.rejected += 1;
        self.progress.next_candidate += 1;
        Ok(())
    }

    /// Keeps everything in the batch. `next_candidate` must be the one after the
    /// last that was written: the caller and the store agree on where to go on.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] if it is not, [`StoreError::BatchVoid`] after a
    /// failed write, [`StoreError::DiskFull`], [`StoreError::Disk`] or another
    /// trouble of SQLite. After an error nothing of the batch is kept.
    pub fn commit(mut self, next_candidate: u64) -> Result<(), StoreError> {
        self.check_next(next_candidate)?;
        let counted = schema::set_progress(&self.tx, &self.progress);
        self.sql(counted)?;
        self.tx.commit().map_err(|error| from_sqlite(self.path, error))
    }

    fn check_void(&self) -> Result<(), StoreError> {
        if self.void { Err(StoreError::BatchVoid { path: self.path.to_owned() }) } else { Ok(()) }
    }

    fn check_next(&self, got: u64) -> Result<(), StoreError> {
        self.check_void()?;
        let expected = self.progress.next_candidate;
        if got == expected { Ok(()) } else { Err(StoreError::OutOfOrder { expected, got }) }
    }

    fn duplicate(&mut self, keys: &Keys) -> Result<Option<DuplicateReason>, StoreError> {
        let found = duplicate_in(&self.tx, keys);
        self.sql(found)
    }

    fn sql<T>(&mut self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        self.void |= result.is_err();
        result.map_err(|error| from_sqlite(self.path, error))
    }
}

fn insert_rejection(
    conn: &Connection,
    candidate: u64,
    rejection: &Rejection,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO rejections (candidate, family, level, gate, reason, place, message)
         VALUES (:candidate, :family, :level, :gate, :reason, :place, :message)",
    )?
    .execute(named_params! {
        ":candidate": candidate,
        ":family": rejection.family,
        ":level": rejection.level.get(),
        ":gate": rejection.gate,
        ":reason": rejection.reason,
        ":place": rejection.place,
        ":message": rejection.message,
    })?;
    Ok(())
}

/// The task in the database, seen from this connection, that has one of `keys`.
pub(crate) fn duplicate_in(
    conn: &Connection,
    keys: &Keys,
) -> rusqlite::Result<Option<DuplicateReason>> {
    for kind in DuplicateKind::ALL {
        let (query, key) = match kind {
            DuplicateKind::Scene => ("SELECT id FROM tasks WHERE scene_hash = ?1", keys.scene),
            DuplicateKind::Program => {
                ("SELECT id FROM tasks WHERE program_hash = ?1", keys.program)
            }
            DuplicateKind::Picture => ("SELECT id FROM tasks WHERE picture = ?1", keys.picture),
        };
        let found: Option<String> =
            conn.prepare_cached(query)?.query_row([key.to_hex()], |row| row.get(0)).optional()?;
        if let Some(id) = found {
            let of =
                Digest::from_hex(&id).ok_or_else(|| odd(format!("id {id:?} is not a hash")))?;
            return Ok(Some(DuplicateReason { kind, of }));
        }
    }
    Ok(None)
}
