//! Writing to a corpus.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use synth_contracts::{Digest, Task};

use crate::{
    DuplicateKind, DuplicateReason, Lane, Prepared, Progress, Rejection, StoreError,
    fault::{from_sqlite, odd},
    prepared::{Keys, Numbers},
    schema,
    seal::{self, Cell, Hasher},
};

/// Some slots, written all or not at all. Dropping a batch that was not committed
/// takes everything in it back.
///
/// A slot is written at once when it is filled, together with the attempts that
/// were refused before. Which slots share a batch leaves no trace in the file.
pub struct Batch<'s> {
    tx: Transaction<'s>,
    path: &'s Path,
    lane: Lane,
    progress: Progress,
    /// Seal of the last slot.
    seal: String,
    /// Refused attempts of the next slot.
    open: Vec<Rejection>,
    /// After a failed write SQLite may have ended the transaction on its own;
    /// a further write would then be kept alone.
    void: bool,
}

impl<'s> Batch<'s> {
    pub(crate) fn begin(
        conn: &'s mut Connection,
        path: &'s Path,
        lane: Lane,
    ) -> Result<Self, StoreError> {
        let start = |conn| {
            let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
            let progress = schema::progress(&tx, lane)?;
            let seal = schema::seal(&tx)?;
            Ok((tx, progress, seal))
        };
        let (tx, progress, seal) = start(conn).map_err(|error| from_sqlite(path, error))?;
        Ok(Self { tx, path, lane, progress, seal, open: Vec::new(), void: false })
    }

    /// How far the run will have come if this batch is committed now.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The task, stored or in this batch, that `task` repeats.
    ///
    /// # Errors
    /// [`StoreError::BatchVoid`] after a failed write, or what SQLite says.
    pub fn duplicate_of(&mut self, task: &Prepared) -> Result<Option<DuplicateReason>, StoreError> {
        self.check_void()?;
        let found = duplicate_in(&self.tx, task.keys());
        self.sql(found)
    }

    /// The task, stored or in this batch, whose scene or program is the one with these
    /// hashes, see [`Task::scene_digest`] and
    /// [`Program::normalised_digest`](synth_contracts::Program::normalised_digest):
    /// what can be told of a task before it is drawn.
    ///
    /// # Errors
    /// As for [`Batch::duplicate_of`].
    pub fn repeats(
        &mut self,
        scene: &Digest,
        program: &Digest,
    ) -> Result<Option<DuplicateReason>, StoreError> {
        self.check_void()?;
        let find = || {
            let scene = duplicate_by(&self.tx, DuplicateKind::Scene, &scene.to_hex())?;
            match scene {
                Some(reason) => Ok(Some(reason)),
                None => duplicate_by(&self.tx, DuplicateKind::Program, &program.to_hex()),
            }
        };
        let found = find();
        self.sql(found)
    }

    /// Notes why the next attempt at the next slot did not become a task. It is
    /// written when the slot is filled; the attempts at a slot that is not are
    /// forgotten, since making them again yields the same.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] or [`StoreError::BatchVoid`].
    pub fn reject(&mut self, slot: u64, rejection: Rejection) -> Result<(), StoreError> {
        self.check_next(slot)?;
        self.open.push(rejection);
        Ok(())
    }

    /// Fills the next slot.
    ///
    /// # Errors
    /// As for [`Batch::fill`], and [`StoreError::Unstorable`], which writes
    /// nothing, and the batch goes on.
    pub fn accept(&mut self, slot: u64, task: &Task) -> Result<(), StoreError> {
        self.check_next(slot)?;
        self.fill(slot, &Prepared::of(task.clone())?)
    }

    /// Fills the next slot with a task that was made ready before.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] and [`StoreError::Duplicate`] write nothing, and
    /// the batch goes on. Any other error voids the batch:
    /// [`StoreError::DiskFull`], [`StoreError::Disk`] or another trouble of
    /// SQLite.
    pub fn fill(&mut self, slot: u64, task: &Prepared) -> Result<(), StoreError> {
        self.check_next(slot)?;
        if let Some(reason) = self.duplicate_of(task)? {
            return Err(StoreError::Duplicate { slot, reason });
        }
        let attempt = self.open.len() as u64;
        let candidate = self.progress.next_candidate + attempt;
        let mut hasher = seal::begin(&self.seal, slot, attempt, candidate);
        let open = std::mem::take(&mut self.open);
        let written = insert_rejections(&self.tx, slot, &open, &mut hasher);
        self.sql(written)?;
        let seal = seal::end(hasher, task.body());
        let written = task.insert(&self.tx, &Numbers { slot, attempt, candidate, seal: &seal });
        self.sql(written)?;
        self.seal = seal;
        self.progress = self.progress.after(self.lane, attempt);
        Ok(())
    }

    /// Keeps everything in the batch. `next_slot` must be the one after the last
    /// that was filled: the caller and the store agree on where to go on.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] if it is not, [`StoreError::BatchVoid`] after a
    /// failed write, [`StoreError::DiskFull`], [`StoreError::Disk`] or another
    /// trouble of SQLite. After an error nothing of the batch is kept.
    pub fn commit(self, next_slot: u64) -> Result<(), StoreError> {
        self.check_next(next_slot)?;
        self.tx.commit().map_err(|error| from_sqlite(self.path, error))
    }

    fn check_void(&self) -> Result<(), StoreError> {
        if self.void { Err(StoreError::BatchVoid { path: self.path.to_owned() }) } else { Ok(()) }
    }

    fn check_next(&self, got: u64) -> Result<(), StoreError> {
        self.check_void()?;
        let expected = self.progress.next_slot;
        if got == expected { Ok(()) } else { Err(StoreError::OutOfOrder { expected, got }) }
    }

    fn sql<T>(&mut self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        self.void |= result.is_err();
        result.map_err(|error| from_sqlite(self.path, error))
    }
}

fn insert_rejections(
    conn: &Connection,
    slot: u64,
    rejections: &[Rejection],
    hasher: &mut Hasher,
) -> rusqlite::Result<()> {
    if rejections.is_empty() {
        return Ok(());
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO rejections (slot, attempt, family, level, gate, reason, place, cluster,
            message)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    for (attempt, rejection) in (0..).zip(rejections) {
        let cells = [
            Cell::Integer(slot),
            Cell::Integer(attempt),
            Cell::Text(&rejection.family),
            Cell::Integer(u64::from(rejection.level.get())),
            Cell::Text(&rejection.gate),
            Cell::Text(&rejection.reason),
            rejection.place.as_deref().map_or(Cell::Null, Cell::Text),
            rejection.cluster.as_deref().map_or(Cell::Null, Cell::Text),
            Cell::Text(&rejection.message),
        ];
        insert.execute(cells)?;
        cells.iter().for_each(|cell| hasher.cell(*cell));
    }
    Ok(())
}

/// The task in the database, seen from this connection, that has one of `keys`.
pub(crate) fn duplicate_in(
    conn: &Connection,
    keys: &Keys,
) -> rusqlite::Result<Option<DuplicateReason>> {
    for kind in DuplicateKind::ALL {
        let key = match kind {
            DuplicateKind::Scene => &keys.scene,
            DuplicateKind::Program => &keys.program,
            DuplicateKind::Picture => &keys.picture,
        };
        if let Some(reason) = duplicate_by(conn, kind, key)? {
            return Ok(Some(reason));
        }
    }
    Ok(None)
}

fn duplicate_by(
    conn: &Connection,
    kind: DuplicateKind,
    key: &str,
) -> rusqlite::Result<Option<DuplicateReason>> {
    let query = match kind {
        DuplicateKind::Scene => "SELECT id FROM tasks WHERE scene_hash = ?1",
        DuplicateKind::Program => "SELECT id FROM tasks WHERE program_hash = ?1",
        DuplicateKind::Picture => "SELECT id FROM tasks WHERE picture = ?1",
    };
    let found: Option<String> =
        conn.prepare_cached(query)?.query_row([key], |row| row.get(0)).optional()?;
    let reason = |id: String| match Digest::from_hex(&id) {
        Some(of) => Ok(DuplicateReason { kind, of }),
        None => Err(odd(format!("id {id:?} is not a hash"))),
    };
    found.map(reason).transpose()
}
