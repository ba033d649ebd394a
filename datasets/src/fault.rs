//! Other libraries' errors, turned into ours.

use std::{io, path::Path};

use rusqlite::{ErrorCode, ffi, types::Type};

use crate::StoreError;

/// Sorts SQLite's errors by what the user can do about them.
pub(crate) fn from_sqlite(path: &Path, source: rusqlite::Error) -> StoreError {
    use rusqlite::Error as E;
    let path = path.to_owned();
    let code = source.sqlite_error_code();
    match (code, &source) {
        (Some(ErrorCode::DiskFull), _) => StoreError::DiskFull { path },
        // The file ends where a page should be: no disk mends that.
        (Some(ErrorCode::SystemIoFailure), E::SqliteFailure(cause, _))
            if cause.extended_code == ffi::SQLITE_IOERR_SHORT_READ =>
        {
            StoreError::Damaged { path, detail: "the file ends within a page".to_owned() }
        }
        (Some(ErrorCode::SystemIoFailure), _) => StoreError::Disk { path, source },
        (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => {
            StoreError::InUse { path }
        }
        (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase), _)
        | (
            _,
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::InvalidColumnType(..)
            | E::QueryReturnedNoRows
            | E::Utf8Error(..),
        ) => StoreError::Damaged { path, detail: detail(&source) },
        _ => StoreError::Sqlite { path, source },
    }
}

/// SQLite numbers the columns of a query, which says nothing to a reader when
/// the cause itself is known.
fn detail(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::FromSqlConversionFailure(_, _, cause) => cause.to_string(),
        other => other.to_string(),
    }
}

/// As [`from_sqlite`], for files that SQLite has no part in.
pub(crate) fn from_io(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull { path },
        _ => StoreError::File { path, source },
    }
}

/// A value in the file that this program would not have written.
pub(crate) fn odd(detail: String) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, detail.into())
}
