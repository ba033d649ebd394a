//! Connections to the database file.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

/// How long to wait for another program that has the file locked, such as a
/// `sqlite3` shell in the middle of something.
const PATIENCE: Duration = Duration::from_secs(2);

/// A connection that may write, and create.
pub(crate) fn write(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    Ok(conn)
}

/// Turns on the write-ahead log: commits become cheap, readers are not in the
/// way. With it `NORMAL` keeps the file whole through a loss of power, at the
/// price of the last few transactions; those candidates are made again, equal to
/// the lost ones, so `FULL` would pay for nothing.
pub(crate) fn start_log(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "NORMAL")
}

/// Folds the log back into the file, so that a corpus at rest is one file that
/// can be copied, and read where nothing may be written. Fails while someone
/// reads; then the log stays beside the file and nothing is lost.
pub(crate) fn end_log(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::ZERO)?;
    conn.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
}

/// A connection that changes nothing. `wal` says whether the file's header asks
/// for a write-ahead log.
pub(crate) fn read(path: &Path, wal: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match path.to_str() {
        // SQLite would lay an empty log beside the file even to read it.
        Some(text) if wal && !log_exists(text) => {
            let uri = format!("file:{}?immutable=1", escaped(text));
            Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?
        }
        _ => Connection::open_with_flags(path, flags)?,
    };
    conn.busy_timeout(PATIENCE)?;
    Ok(conn)
}

fn log_exists(path: &str) -> bool {
    Path::new(&format!("{path}-wal")).exists()
}

/// The characters that end a path in a URI.
fn escaped(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
