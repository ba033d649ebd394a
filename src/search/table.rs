//! What a repository consists of: a table of pictures and a file with all their bytes.
//!
//! Bytes are only ever appended, and the table says how far they reach. A batch is
//! written first and then told to the table, in one transaction with how far the sources
//! were read; whatever lies behind the last told byte when the index is opened again was
//! cut off in the middle, and is cut away.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, params};
use synth_dedup::{Signature, SignatureError};

use crate::entry::Entry;
use crate::error::SearchError;
use crate::look::{Refusal, Seen};

/// The table's file.
pub(crate) const TABLE: &str = "index.sqlite";
/// The file with the bytes.
pub(crate) const PICTURES: &str = "pictures.bin";
/// Of what is written here; another number is another meaning.
const VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pictures (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, name TEXT NOT NULL, caption TEXT, licence TEXT,
    origin TEXT, author TEXT, about TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    start INTEGER NOT NULL, length INTEGER NOT NULL, signature BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS refused (
    path TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS read (
    file TEXT PRIMARY KEY, records INTEGER NOT NULL, whole INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS used (picture INTEGER PRIMARY KEY, query TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS queries (
    number INTEGER PRIMARY KEY, query TEXT NOT NULL, wanted INTEGER NOT NULL, new INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS capability (
    domain TEXT, skill TEXT, difficulty INTEGER, solved REAL NOT NULL, asked REAL NOT NULL,
    PRIMARY KEY (domain, skill, difficulty)) WITHOUT ROWID;
";

/// A picture of the repository.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its number, from 0, in the order in which it was found.
    pub id: u64,
    /// What is known of it.
    pub entry: Entry,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

/// See the [module](self).
pub(crate) struct Table {
    folder: PathBuf,
    pub(crate) sql: Connection,
    bytes: File,
    end: u64,
    next: u64,
}

impl Table {
    /// Opens a table to write to, for one at a time, and makes it if there is none.
    pub fn make(folder: &Path) -> Result<Self, SearchError> {
        std::fs::create_dir_all(folder).map_err(SearchError::at(folder))?;
        let sql = Connection::open(folder.join(TABLE))?;
        sql.pragma_update(None, "journal_mode", "WAL")?;
        sql.execute_batch(SCHEMA)?;
        sql.execute(
            "INSERT OR IGNORE INTO settings VALUES ('version', ?1)",
            [VERSION.to_string()],
        )?;
        let path = folder.join(PICTURES);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let bytes = options.open(&path).map_err(SearchError::at(&path))?;
        bytes.try_lock().map_err(|_| SearchError::InUse { path: folder.to_owned() })?;
        let table = Self::with(folder, sql, bytes)?;
        table.bytes.set_len(table.end).map_err(SearchError::at(path))?;
        Ok(table)
    }

    /// Opens a table that is there.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let path = folder.join(TABLE);
        if !path.is_file() {
            return Err(SearchError::NoIndex { path: folder.to_owned() });
        }
        let sql = Connection::open(path)?;
        let path = folder.join(PICTURES);
        let bytes = File::open(&path).map_err(SearchError::at(path))?;
        Self::with(folder, sql, bytes)
    }

    fn with(folder: &Path, sql: Connection, bytes: File) -> Result<Self, SearchError> {
        let (end, next): (i64, i64) = sql.query_row(
            "SELECT coalesce(max(start + length), 0), coalesce(max(id) + 1, 0) FROM pictures",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (end, next) = (end as u64, next as u64);
        let table = Self { folder: folder.to_owned(), sql, bytes, end, next };
        let found = table.setting("version")?.and_then(|text| text.parse().ok()).unwrap_or(0);
        if found != VERSION {
            let path = folder.to_owned();
            return Err(SearchError::Version { path, found, known: VERSION });
        }
        Ok(table)
    }

    /// The folder of the index.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How far the told bytes reach.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// How many pictures there are; their numbers go from 0 to below it.
    pub fn len(&self) -> u64 {
        self.next
    }

    pub fn setting(&self, name: &str) -> Result<Option<String>, SearchError> {
        let mut found = self.sql.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
        Ok(found.query_row([name], |row| row.get(0)).optional()?)
    }

    pub fn set(&self, name: &str, value: &str) -> Result<(), SearchError> {
        self.sql.execute("INSERT OR REPLACE INTO settings VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// How many records of a file were read, and whether that is all.
    pub fn read_of(&self, file: &str) -> Result<(u64, bool), SearchError> {
        let mut found =
            self.sql.prepare_cached("SELECT records, whole FROM read WHERE file = ?1")?;
        let found = found
            .query_row([file], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)))
            .optional()?;
        Ok(found.unwrap_or((0, false)))
    }

    /// The signatures of all pictures, in order.
    pub fn signatures(&self, mut each: impl FnMut(u64, Signature)) -> Result<(), SearchError> {
        let mut rows = self.sql.prepare("SELECT id, signature FROM pictures ORDER BY id")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let (id, bytes): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let damaged = |fault: SignatureError| SearchError::Damaged {
                id: id as u64,
                detail: fault.to_string(),
            };
            each(id as u64, Signature::from_bytes(&bytes).map_err(damaged)?);
        }
        Ok(())
    }

    /// A picture by its number.
    pub fn get(&self, id: u64) -> Result<Option<Stored>, SearchError> {
        let mut found = self.sql.prepare_cached("SELECT * FROM pictures WHERE id = ?1")?;
        Ok(found.query_row([id as i64], stored).optional()?)
    }

    /// All pictures, in order.
    pub fn each(
        &self,
        mut each: impl FnMut(Stored) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        let mut rows = self.sql.prepare("SELECT * FROM pictures ORDER BY id")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            each(stored(row)?)?;
        }
        Ok(())
    }

    /// The file of a picture, as it was found; `None` if there is no such picture.
    pub fn file(&self, id: u64) -> Result<Option<Vec<u8>>, SearchError> {
        let mut found =
            self.sql.prepare_cached("SELECT start, length FROM pictures WHERE id = ?1")?;
        let place: Option<(i64, i64)> =
            found.query_row([id as i64], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((start, length)) = place else { return Ok(None) };
        let mut bytes = vec![0; length as usize];
        let mut file = &self.bytes;
        file.seek(SeekFrom::Start(start as u64))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(SearchError::at(self.folder.join(PICTURES)))?;
        Ok(Some(bytes))
    }

    /// How many pictures were refused for each reason.
    pub fn refused(&self) -> Result<Vec<(Refusal, u64)>, SearchError> {
        let mut count = self.sql.prepare("SELECT count(*) FROM refused WHERE reason = ?1")?;
        let mut counted = |reason: Refusal| -> Result<_, SearchError> {
            let count: i64 = count.query_row([reason.name()], |row| row.get(0))?;
            Ok((reason, count as u64))
        };
        Refusal::ALL.into_iter().map(&mut counted).collect()
    }

    /// Writes what a batch came to, all or nothing.
    pub fn write(&mut self, batch: &Written) -> Result<(), SearchError> {
        let path = self.folder.join(PICTURES);
        let mut end = self.end;
        self.bytes.seek(SeekFrom::Start(end)).map_err(SearchError::at(&path))?;
        let mut places = Vec::new();
        for (_, _, bytes) in &batch.admitted {
            self.bytes.write_all(bytes).map_err(SearchError::at(&path))?;
            places.push((end, bytes.len()));
            end += bytes.len() as u64;
        }
        self.bytes.sync_data().map_err(SearchError::at(&path))?;
        let transaction = self.sql.transaction()?;
        let mut next = self.next;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO pictures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?;
            for ((entry, seen, _), (start, length)) in batch.admitted.iter().zip(places) {
                let e = entry;
                insert.execute(params![
                    next as i64,
                    e.path,
                    e.name,
                    e.caption,
                    e.licence,
                    e.origin,
                    e.author,
                    e.about,
                    seen.size.0,
                    seen.size.1,
                    start as i64,
                    length as i64,
                    seen.signature.to_bytes(),
                ])?;
                next += 1;
            }
            let mut refuse =
                transaction.prepare_cached("INSERT INTO refused VALUES (?1, ?2, ?3)")?;
            for (path, reason, detail) in &batch.refused {
                refuse.execute([path, reason.name(), detail])?;
            }
            let mut read =
                transaction.prepare_cached("INSERT OR REPLACE INTO read VALUES (?1, ?2, ?3)")?;
            for (file, records, whole) in &batch.read {
                read.execute(params![file, *records as i64, whole])?;
            }
        }
        transaction.commit()?;
        (self.end, self.next) = (end, next);
        Ok(())
    }
}

/// What a batch came to.
#[derive(Default)]
pub(crate) struct Written {
    /// What is known, what was seen, and the file.
    pub admitted: Vec<(Entry, Seen, Vec<u8>)>,
    /// Path, reason and detail.
    pub refused: Vec<(String, Refusal, String)>,
    /// File, how many of its records were read, and whether that is all.
    pub read: Vec<(String, u64, bool)>,
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let entry = Entry {
        path: row.get(1)?,
        name: row.get(2)?,
        caption: row.get(3)?,
        licence: row.get(4)?,
        origin: row.get(5)?,
        author: row.get(6)?,
        about: row.get(7)?,
    };
    let id: i64 = row.get(0)?;
    Ok(Stored { id: id as u64, entry, size: (row.get(8)?, row.get(9)?) })
}
