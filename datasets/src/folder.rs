//! The folder of a corpus: what may be in it, and who may write to it.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

use crate::{StoreError, fault::from_io};

/// Name of the database in a corpus' folder.
pub const FILE_NAME: &str = "corpus.sqlite";

/// A file of its own, since the locks that SQLite takes on the database are
/// dropped by the operating system when anyone else in the process closes it.
const LOCK_NAME: &str = "corpus.lock";

/// Makes the folder if need be, and refuses one that is used for something else.
/// Returns the path of the database in it.
pub(crate) fn claim(folder: &Path) -> Result<PathBuf, StoreError> {
    let file = folder.join(FILE_NAME);
    if folder.is_file() {
        return Err(StoreError::NotAFolder { path: folder.to_owned() });
    }
    if !folder.exists() {
        fs::create_dir_all(folder).map_err(|error| from_io(folder, error))?;
    }
    if !file.exists() {
        refuse_strangers(folder)?;
    }
    Ok(file)
}

fn refuse_strangers(folder: &Path) -> Result<(), StoreError> {
    const SHOWN: usize = 5;
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| from_io(folder, error))? {
        let entry = entry.map_err(|error| from_io(folder, error))?;
        found.push(entry.file_name().to_string_lossy().into_owned());
    }
    found.retain(|name| name != LOCK_NAME);
    if found.is_empty() {
        return Ok(());
    }
    found.sort_unstable();
    if let Some(more) = found.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        found.truncate(SHOWN);
        found.push(format!("{more} more"));
    }
    Err(StoreError::ForeignFolder { path: folder.to_owned(), found })
}

/// The right to write to a corpus. It ends with the value, and with the process
/// however that ends. The file stays: removing it would let two processes hold
/// a lock on two files of the same name.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock on `folder`, or says that `database` is in use.
    pub(crate) fn take(folder: &Path, database: &Path) -> Result<Self, StoreError> {
        let path = folder.join(LOCK_NAME);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| from_io(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: database.to_owned() }),
            Err(TryLockError::Error(error)) => Err(from_io(&path, error)),
        }
    }
}
