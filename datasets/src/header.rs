//! The first hundred bytes of an SQLite file.
//!
//! Opening a file with SQLite may already change it: it replays a journal and
//! folds a write-ahead log into the file. So whether a file is ours to open is
//! decided on its bytes, and a stranger's file stays as it is.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, Write},
    path::Path,
};

use crate::{
    StoreError,
    fault::from_io,
    schema::{APPLICATION_ID, SCHEMA_VERSION},
};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// There is no file, or one without a byte: what a run leaves behind that
    /// was killed before its first commit.
    Nothing,
    /// A corpus that this version can open.
    Corpus {
        /// Whether readers must look for a write-ahead log beside it.
        wal: bool,
    },
}

/// Looks at the file without opening it as a database.
pub(crate) fn inspect(path: &Path) -> Result<Found, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(from_io(path, error)),
    };
    let mut bytes = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut bytes).map_err(|error| from_io(path, error))?;
    if bytes.is_empty() {
        return Ok(Found::Nothing);
    }
    if bytes.len() < 100 || !bytes.starts_with(b"SQLite format 3\0") {
        return Err(StoreError::NotSqlite { path: path.to_owned() });
    }
    check_marks(path, big_endian(&bytes, 68), big_endian(&bytes, 60))?;
    Ok(Found::Corpus { wal: bytes[18] == 2 })
}

/// What is missing of a file that holds fewer pages than its header counts. With a
/// log beside it that says nothing: the missing pages may be in the log.
pub(crate) fn cut_short(path: &Path) -> Option<String> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return None;
    }
    let mut bytes = [0; 100];
    let mut file = File::open(path).ok()?;
    file.read_exact(&mut bytes).ok()?;
    let page = match u64::from(big_endian(&bytes, 14) & 0xffff) {
        1 => 65_536,
        size => size,
    };
    let (whole, left) = (page * u64::from(big_endian(&bytes, 28)), file.metadata().ok()?.len());
    let cut = left < whole;
    cut.then(|| format!("its file is cut short: {left} of {whole} bytes are left"))
}

/// Sets SQLite's two counters of changes to a number that depends on the content
/// alone. SQLite counts transactions there, and so how often a run was
/// interrupted; the counters serve other connections to notice a change, for which
/// any number does that differs when the content does. The file must be at rest.
///
/// # Errors
/// What the operating system says.
pub(crate) fn settle(path: &Path, filled: u64) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let mut bytes = [0; 100];
    file.read_exact(&mut bytes)?;
    let count = (filled as u32).wrapping_add(1).to_be_bytes();
    let settled = [&bytes[..24], &count, &bytes[28..92], &count, &bytes[96..]].concat();
    if settled != bytes {
        file.seek(io::SeekFrom::Start(0))?;
        file.write_all(&settled)?;
        file.sync_all()?;
    }
    Ok(())
}

fn check_marks(path: &Path, application_id: u32, version: u32) -> Result<(), StoreError> {
    let path = path.to_owned();
    if application_id != APPLICATION_ID {
        return Err(StoreError::NotACorpus { path, application_id });
    }
    if version > SCHEMA_VERSION {
        return Err(StoreError::NewerVersion { path, found: version, known: SCHEMA_VERSION });
    }
    if version == 0 {
        let detail = "it says schema version 0, which never existed".to_owned();
        return Err(StoreError::Damaged { path, detail });
    }
    if version < SCHEMA_VERSION {
        return Err(StoreError::OlderVersion { path, found: version, known: SCHEMA_VERSION });
    }
    Ok(())
}

fn big_endian(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspect_bytes(bytes: &[u8]) -> Result<Found, StoreError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, bytes).unwrap();
        inspect(&path)
    }

    fn header(application_id: u32, version: u32) -> Vec<u8> {
        let mut bytes = vec![0; 4096];
        bytes[..16].copy_from_slice(b"SQLite format 3\0");
        bytes[18] = 2;
        bytes[60..64].copy_from_slice(&version.to_be_bytes());
        bytes[68..72].copy_from_slice(&application_id.to_be_bytes());
        bytes
    }

    #[test]
    fn files_are_told_apart() {
        assert_eq!(inspect_bytes(b"").unwrap(), Found::Nothing);
        assert!(matches!(inspect_bytes(b"hello"), Err(StoreError::NotSqlite { .. })));
        assert!(matches!(inspect_bytes(&[7; 200]), Err(StoreError::NotSqlite { .. })));
        assert!(matches!(
            inspect_bytes(&header(0, 1)),
            Err(StoreError::NotACorpus { application_id: 0, .. })
        ));
        assert!(matches!(
            inspect_bytes(&header(APPLICATION_ID, 9)),
            Err(StoreError::NewerVersion { found: 9, known: SCHEMA_VERSION, .. })
        ));
        assert!(matches!(
            inspect_bytes(&header(APPLICATION_ID, 0)),
            Err(StoreError::Damaged { .. })
        ));
        assert!(matches!(
            inspect_bytes(&header(APPLICATION_ID, 1)),
            Err(StoreError::OlderVersion { found: 1, .. })
        ));
        let good = inspect_bytes(&header(APPLICATION_ID, SCHEMA_VERSION)).unwrap();
        assert_eq!(good, Found::Corpus { wal: true });
    }
}
