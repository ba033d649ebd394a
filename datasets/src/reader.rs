//! Reading a corpus.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Params, Row};
use synth_contracts::{Digest, Level, Task};

use crate::{
    AnswerCount, Count, DuplicateReason, FILE_NAME, FunnelRow, Lane, Prepared, Progress, Rejection,
    RunConfig, StoreError,
    batch::duplicate_in,
    check, connect,
    fault::{from_sqlite, odd},
    header::{self, Found},
    schema, seal,
};

/// A corpus that can be read.
#[derive(Debug)]
pub struct Reader {
    pub(crate) conn: Connection,
    pub(crate) path: PathBuf,
    pub(crate) lane: Lane,
}

impl Reader {
    /// See [`Store::open_read`](crate::Store::open_read).
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let path = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
        let Found::Corpus { wal } = header::inspect(&path)? else {
            return Err(StoreError::NoCorpus { path });
        };
        let conn = connect::read(&path, wal).map_err(|error| from_sqlite(&path, error))?;
        let mut reader = Self { conn, path, lane: Lane::WHOLE };
        let lane = reader.config().and_then(|config| Lane::of(config.value()));
        reader.lane = lane.map_err(|error| check::explain(error, wal))?;
        Ok(reader)
    }

    /// Path of the database.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The configuration that the corpus was begun with.
    ///
    /// # Errors
    /// As every reading function: [`StoreError::Damaged`] if the file holds what
    /// no run wrote, [`StoreError::Disk`] if it cannot be read,
    /// [`StoreError::InUse`] if another program keeps it locked.
    pub fn config(&self) -> Result<RunConfig, StoreError> {
        let text = self.sql(schema::config(&self.conn))?;
        RunConfig::parse(&text).map_err(|error| self.damaged(error.to_string()))
    }

    /// How far the run has come.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn progress(&self) -> Result<Progress, StoreError> {
        self.sql(schema::progress(&self.conn, self.lane))
    }

    /// Which slots of the run this corpus holds.
    pub fn lane(&self) -> Lane {
        self.lane
    }

    /// How many tasks the whole run, all its shards together, was last asked for;
    /// 0 if that was never said.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn wanted(&self) -> Result<u64, StoreError> {
        self.sql(schema::wanted(&self.conn))
    }

    /// The seal of the last slot: equal for two corpora if, and only if, they are
    /// equal row by row.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn seal(&self) -> Result<Digest, StoreError> {
        let text = self.sql(schema::seal(&self.conn))?;
        seal::digest(&text).ok_or_else(|| self.damaged(format!("{text:?} is no seal")))
    }

    /// How many tasks there are.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn len(&self) -> Result<u64, StoreError> {
        Ok(self.progress()?.accepted)
    }

    /// Whether there is no task.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.len()? == 0)
    }

    /// What became of the candidates, by family and level.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn counts(&self) -> Result<Vec<Count>, StoreError> {
        self.rows("SELECT family, level, accepted, rejected FROM counts", [], |row| {
            Ok(Count {
                family: row.get(0)?,
                level: level(row, 1)?,
                accepted: row.get(2)?,
                rejected: row.get(3)?,
            })
        })
    }

    /// Which gate refused how many candidates for which reason, the most first.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn funnel(&self) -> Result<Vec<FunnelRow>, StoreError> {
        self.rows("SELECT gate, reason, count FROM funnel", [], |row| {
            Ok(FunnelRow { gate: row.get(0)?, reason: row.get(1)?, count: row.get(2)? })
        })
    }

    /// Why the attempts before the one that filled this slot were refused, in
    /// order.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn rejections(&self, slot: u64) -> Result<Vec<Rejection>, StoreError> {
        let query = "SELECT family, level, gate, reason, message, place, cluster
             FROM rejections WHERE slot = ?1 ORDER BY attempt";
        self.rows(query, [slot], |row| {
            Ok(Rejection {
                family: row.get(0)?,
                level: level(row, 1)?,
                gate: row.get(2)?,
                reason: row.get(3)?,
                message: row.get(4)?,
                place: row.get(5)?,
                cluster: row.get(6)?,
            })
        })
    }

    /// How often the hard questions of each family and level have which answer,
    /// the most first.
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn answers(&self) -> Result<Vec<AnswerCount>, StoreError> {
        self.rows("SELECT family, level, kind, answer, count FROM answers", [], |row| {
            Ok(AnswerCount {
                family: row.get(0)?,
                level: level(row, 1)?,
                kind: row.get(2)?,
                answer: row.get(3)?,
                count: row.get(4)?,
            })
        })
    }

    /// The hashes of all scenes, see [`Task::scene_digest`].
    ///
    /// # Errors
    /// As for [`Reader::config`].
    pub fn scenes(&self) -> Result<Vec<Digest>, StoreError> {
        self.rows("SELECT scene_hash FROM tasks", [], |row| {
            let text: String = row.get(0)?;
            Digest::from_hex(&text).ok_or_else(|| odd(format!("{text:?} is not a hash")))
        })
    }

    /// The stored task that `task` repeats, if there is one.
    ///
    /// # Errors
    /// As for [`Reader::config`], and [`StoreError::Unstorable`].
    pub fn duplicate_of(&self, task: &Task) -> Result<Option<DuplicateReason>, StoreError> {
        let ready = Prepared::of(task.clone())?;
        self.sql(duplicate_in(&self.conn, ready.keys()))
    }

    pub(crate) fn rows<T>(
        &self,
        query: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let collect = || self.conn.prepare_cached(query)?.query_map(params, read)?.collect();
        self.sql(collect())
    }

    pub(crate) fn sql<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| from_sqlite(&self.path, error))
    }

    pub(crate) fn damaged(&self, detail: String) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), detail }
    }
}

fn level(row: &Row<'_>, column: usize) -> rusqlite::Result<Level> {
    Level::new(row.get(column)?).map_err(|error| odd(error.to_string()))
}
