//! A corpus that is being made.

use std::{ops::Deref, path::Path};

use crate::{
    Batch, Reader, RunConfig, StoreError, connect,
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
    /// - [`StoreError::Damaged`]: its rows and its counters do not agree.
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
        let mut store = Self { reader: Reader { conn, path }, _lock: lock };
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

    /// Begins to write. Only one batch is open at a time.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another program, such as a `sqlite3` shell, is
    /// writing to the file, or another trouble of SQLite.
    pub fn batch(&mut self) -> Result<Batch<'_>, StoreError> {
        Batch::begin(&mut self.reader.conn, &self.reader.path)
    }

    fn begin(&mut self, config: &RunConfig) -> Result<(), StoreError> {
        if self.is_blank()? {
            let created = schema::create(&mut self.reader.conn, config);
            self.sql(created)?;
        }
        self.compare(config)?;
        self.check_counters()?;
        self.sql(connect::start_log(&self.reader.conn))
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

    /// Going on from wrong counters would write candidates twice or skip some.
    fn check_counters(&self) -> Result<(), StoreError> {
        let stored = self.progress()?;
        let counted = self.sql(schema::recount(&self.reader.conn))?;
        if stored == counted && stored.next_candidate == stored.accepted + stored.rejected {
            return Ok(());
        }
        Err(self
            .damaged(format!("its counters say {stored:?}, but its rows amount to {counted:?}")))
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
        // A failure leaves a log beside the file, which is as good.
        let _ = connect::end_log(&self.reader.conn);
    }
}

#[cfg(test)]
#[path = "../tests/store/common.rs"]
mod common;

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
