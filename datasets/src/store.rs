//! A corpus that is being made.

use std::{ops::Deref, path::Path};

use crate::{
    Batch, Lane, Reader, RunConfig, StoreError, check, connect,
    fault::from_sqlite,
    folder::{self, Lock},
    header, schema,
};

/// A corpus that this process, and no other, may write to. Whatever a
/// [`Reader`] can do, it can do too.
#[derive(Debug)]
pub struct Store {
    // Before the lock, since fields are dropped in order: the database must be
    // closed before another process may open it.
    reader: Reader,
    /// Whether it was found sound and may be changed.
    begun: bool,
    _lock: Lock,
}

impl Store {
    /// Begins a corpus in `folder`, or goes on with the one that is there. The
    /// folder is made if it is missing.
    ///
    /// # Errors
    /// - [`StoreError::ForeignFolder`], [`StoreError::NotAFolder`],
    ///   [`StoreError::NotSqlite`], [`StoreError::NotACorpus`],
    ///   [`StoreError::NewerVersion`]: the folder is used for something else;
    ///   it is left as it was.
    /// - [`StoreError::DifferentConfig`]: the corpus was begun otherwise.
    /// - [`StoreError::InUse`]: another process writes to it.
    /// - [`StoreError::Damaged`]: a slot does not hash to its seal, or the file is
    ///   cut short; the slots are named. Everything is read once to find out.
    /// - [`StoreError::OlderVersion`]: it was written by an older schema.
    /// - [`StoreError::DiskFull`], [`StoreError::Disk`], [`StoreError::File`]:
    ///   the operating system would not.
    pub fn create_or_open(
        folder: impl AsRef<Path>,
        config: &RunConfig,
    ) -> Result<Self, StoreError> {
        let folder = folder.as_ref();
        let path = folder::claim(folder)?;
        // Before the lock file is laid beside a database that is not ours.
        header::inspect(&path)?;
        let lock = Lock::take(folder, &path)?;
        let conn = connect::write(&path).map_err(|error| from_sqlite(&path, error))?;
        let mut store = Self {
            reader: Reader { conn, path, lane: Lane::of(config.value())? },
            begun: false,
            _lock: lock,
        };
        store.begin(config)?;
        Ok(store)
    }

    /// Opens a corpus to read it: its folder, or the database itself. Nothing is
    /// created or changed, and whoever writes to it is not disturbed.
    ///
    /// # Errors
    /// [`StoreError::NoCorpus`], [`StoreError::NotSqlite`],
    /// [`StoreError::NotACorpus`], [`StoreError::NewerVersion`],
    /// [`StoreError::Damaged`], [`StoreError::File`] or [`StoreError::Disk`].
    pub fn open_read(path: impl AsRef<Path>) -> Result<Reader, StoreError> {
        Reader::open(path.as_ref())
    }

    /// Notes how many tasks the whole run, all its shards together, is asked for.
    ///
    /// # Errors
    /// As for [`Store::batch`], or [`StoreError::DiskFull`].
    pub fn set_wanted(&mut self, wanted: u64) -> Result<(), StoreError> {
        if self.wanted()? == wanted {
            return Ok(());
        }
        self.sql(schema::set_wanted(&self.reader.conn, wanted))
    }

    /// Begins to write. Only one batch is open at a time.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another program, such as a `sqlite3` shell, is
    /// writing to the file, or another trouble of SQLite.
    pub fn batch(&mut self) -> Result<Batch<'_>, StoreError> {
        Batch::begin(&mut self.reader.conn, &self.reader.path, self.reader.lane)
    }

    fn begin(&mut self, config: &RunConfig) -> Result<(), StoreError> {
        self.identify(config).map_err(|error| check::explain(error, false))?;
        self.check_seals()?;
        self.sql(connect::start_log(&self.reader.conn))?;
        self.begun = true;
        Ok(())
    }

    /// Sees to it that the corpus is the one that `config` describes.
    fn identify(&mut self, config: &RunConfig) -> Result<(), StoreError> {
        if self.is_blank()? {
            let created = schema::create(&mut self.reader.conn, config);
            self.sql(created)?;
        }
        self.compare(config)
    }

    /// Whether not even the tables exist: a new file, or one whose creation was
    /// cut off and has just been rolled back.
    fn is_blank(&self) -> Result<bool, StoreError> {
        let pages: u64 =
            self.sql(self.reader.conn.pragma_query_value(None, "page_count", |row| row.get(0)))?;
        Ok(pages == 0)
    }

    fn compare(&self, config: &RunConfig) -> Result<(), StoreError> {
        let differences = self.config()?.differences(config);
        if differences.is_empty() {
            return Ok(());
        }
        Err(StoreError::DifferentConfig { path: self.path.clone(), differences })
    }

    /// Going on from a damaged corpus would bury the damage.
    fn check_seals(&self) -> Result<(), StoreError> {
        let checked = self.check(&mut |_| {})?;
        if checked.holds() { Ok(()) } else { Err(self.damaged(checked.to_string())) }
    }
}

/// Who may write may read.
impl Deref for Store {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if !self.begun {
            return;
        }
        // A failure leaves a log beside the file, or other counters in it, which
        // is as good.
        let filled = self.reader.len();
        if connect::end_log(&self.reader.conn).is_ok() {
            let _ = filled.map(|filled| header::settle(&self.reader.path, filled));
        }
    }
}

#[cfg(test)]
#[path = "../tests/store/common.rs"]
mod common;

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
