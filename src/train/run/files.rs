//! Files that are whole or absent, whenever the machine stops.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Result, TrainError};

/// Replaces a file: written beside it, brought to the disk, renamed over it.
///
/// # Errors
///
/// [`TrainError::Write`]; the earlier file, if any, still stands.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.partial"));
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    let written = write().map_err(failed(path));
    if written.is_err() {
        // What is left is rubbish under a name that nobody reads.
        let _ = fs::remove_file(&beside);
    }
    written?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Gives a folder that was filled under another name its own: all of it is brought to the
/// disk first, so that whatever bears the name is whole.
///
/// # Errors
///
/// [`TrainError::Write`]; then the name is not given.
pub fn publish(partial: &Path, whole: &Path) -> Result<()> {
    sync_tree(partial)?;
    fs::rename(partial, whole).map_err(failed(whole))?;
    sync_folder(whole.parent().unwrap_or(Path::new(".")))
}

/// Brings a folder and all that is in it to the disk.
pub(super) fn sync_tree(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::open(&path).and_then(|f| f.sync_all()).map_err(failed(&path))?;
        }
    }
    sync_folder(folder)
}

/// Brings a folder's list of names to the disk, where the system can do that.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|f| f.sync_all()).map_err(failed(folder))?;
    }
    Ok(())
}

pub(super) fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> TrainError + use<> {
    let path: PathBuf = path.to_owned();
    move |source| TrainError::Write { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_replaced_stays_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write_whole(&path, b"first").unwrap();
        write_whole(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        fs::create_dir(folder.path().join("taken")).unwrap();
        fs::write(folder.path().join("taken/x"), b"").unwrap();
        let error = write_whole(&folder.path().join("taken"), b"x").unwrap_err().to_string();
        assert!(error.contains("taken"), "{error}");
        let mut names: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["a.json", "taken"]);
    }
}
