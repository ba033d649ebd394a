//! The tables of a corpus and the marks by which its file is known.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::{Lane, Progress, RunConfig, fault::odd, seal};

/// `PRAGMA application_id` of every corpus: the letters `SYNT`.
pub const APPLICATION_ID: u32 = u32::from_be_bytes(*b"SYNT");

/// `PRAGMA user_version` of the tables that this version writes.
pub const SCHEMA_VERSION: u32 = 3;

const TABLES: &str = include_str!("schema.sql");

const CONFIG: &str = "config";
const WANTED: &str = "wanted";

/// Writes tables, marks and configuration into an empty database, all or nothing.
pub(crate) fn create(conn: &mut Connection, config: &RunConfig) -> rusqlite::Result<()> {
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    tx.execute_batch(TABLES)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    let insert = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
    tx.execute(insert, [CONFIG, &config.canonical()])?;
    tx.execute(insert, [WANTED, &padded(0)])?;
    tx.commit()
}

/// A number of fixed width: changing it moves nothing else in the file.
fn padded(number: u64) -> String {
    format!("{number:020}")
}

/// The configuration's text.
pub(crate) fn config(conn: &Connection) -> rusqlite::Result<String> {
    get(conn, CONFIG)
}

/// How many tasks the whole run was last asked for.
pub(crate) fn wanted(conn: &Connection) -> rusqlite::Result<u64> {
    get(conn, WANTED)?.parse().map_err(|error| odd(format!("{WANTED} in meta: {error}")))
}

/// Stores how many are asked for.
pub(crate) fn set_wanted(conn: &Connection, wanted: u64) -> rusqlite::Result<()> {
    conn.execute("UPDATE meta SET value = ?2 WHERE key = ?1", [WANTED, &padded(wanted)])?;
    Ok(())
}

/// How far the run has come: the last filled slot tells.
pub(crate) fn progress(conn: &Connection, lane: Lane) -> rusqlite::Result<Progress> {
    let last: Option<(u64, u64)> = conn
        .prepare_cached("SELECT slot, candidate FROM tasks ORDER BY slot DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((slot, candidate)) = last else { return Ok(Progress::start(lane)) };
    let accepted = match lane.place(slot) {
        Some(place) => place + 1,
        None => return Err(odd(format!("slot {slot} does not belong to this shard"))),
    };
    let next_candidate = candidate.saturating_add(1);
    let rejected = next_candidate.checked_sub(accepted).ok_or_else(|| {
        odd(format!("slot {slot}: candidate {candidate} is less than the slots before it"))
    })?;
    Ok(Progress { next_slot: lane.slot(accepted), next_candidate, accepted, rejected })
}

/// The seal of the last slot, or the one before the first.
pub(crate) fn seal(conn: &Connection) -> rusqlite::Result<String> {
    conn.prepare_cached("SELECT seal FROM tasks ORDER BY slot DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?
        .map_or_else(|| Ok(seal::genesis(&config(conn)?)), Ok)
}

/// What every corpus says about its tables, to hold against what a file says.
pub(crate) fn expected() -> rusqlite::Result<Vec<String>> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(TABLES)?;
    objects(&conn)
}

/// Tables, indexes and views as the file describes them.
pub(crate) fn objects(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare(
        "SELECT type || ' ' || name || ' ' || IFNULL(sql, '') FROM sqlite_schema ORDER BY 1",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

fn get(conn: &Connection, key: &str) -> rusqlite::Result<String> {
    conn.prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?
        .ok_or_else(|| odd(format!("meta lacks {key}")))
}
