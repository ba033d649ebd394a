//! The tables of a corpus and the marks by which its file is known.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::{Progress, RunConfig, fault::odd};

/// `PRAGMA application_id` of every corpus: the letters `SYNT`.
pub const APPLICATION_ID: u32 = u32::from_be_bytes(*b"SYNT");

/// `PRAGMA user_version` of the tables that this version writes.
pub const SCHEMA_VERSION: u32 = 1;

const TABLES: &str = include_str!("schema.sql");

const CONFIG: &str = "config";
const NEXT: &str = "next_candidate";
const ACCEPTED: &str = "accepted";
const REJECTED: &str = "rejected";

/// Writes tables, marks and configuration into an empty database, all or nothing.
pub(crate) fn create(conn: &mut Connection, config: &RunConfig) -> rusqlite::Result<()> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    tx.execute_batch(TABLES)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    set(&tx, CONFIG, &config.canonical())?;
    set_progress(&tx, &Progress::default())?;
    tx.commit()
}

/// The configuration's text.
pub(crate) fn config(conn: &Connection) -> rusqlite::Result<String> {
    get(conn, CONFIG)
}

/// The counters as stored.
pub(crate) fn progress(conn: &Connection) -> rusqlite::Result<Progress> {
    let number = |key: &str| {
        get(conn, key)?.parse::<u64>().map_err(|error| odd(format!("{key} in meta: {error}")))
    };
    Ok(Progress {
        next_candidate: number(NEXT)?,
        accepted: number(ACCEPTED)?,
        rejected: number(REJECTED)?,
    })
}

/// Stores the counters.
pub(crate) fn set_progress(conn: &Connection, progress: &Progress) -> rusqlite::Result<()> {
    set(conn, NEXT, &progress.next_candidate.to_string())?;
    set(conn, ACCEPTED, &progress.accepted.to_string())?;
    set(conn, REJECTED, &progress.rejected.to_string())
}

/// The counters as the rows themselves tell them, to hold against
/// [`progress`].
pub(crate) fn recount(conn: &Connection) -> rusqlite::Result<Progress> {
    let query = "SELECT
        (SELECT COUNT(*) FROM tasks),
        (SELECT COUNT(*) FROM rejections),
        MAX((SELECT IFNULL(MAX(candidate), -1) FROM tasks),
            (SELECT IFNULL(MAX(candidate), -1) FROM rejections)) + 1";
    conn.query_row(query, [], |row| {
        Ok(Progress { accepted: row.get(0)?, rejected: row.get(1)?, next_candidate: row.get(2)? })
    })
}

fn get(conn: &Connection, key: &str) -> rusqlite::Result<String> {
    conn.prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?
        .ok_or_else(|| odd(format!("meta lacks {key}")))
}

fn set(conn: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute([key, value])?;
    Ok(())
}
