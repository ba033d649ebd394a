//! The output folder: written under another name, renamed when whole.
//!
//! `OUT` either is not there or is a whole export. What is being written lies in
//! `.OUT.part` beside it, and what is replaced steps aside as `.OUT.old`; a run that
//! was killed leaves them behind, and the next run to the same place clears them away.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::ExportError;
use crate::manifest::MANIFEST;

/// The file by which a run keeps others away from its folder.
const LOCK: &str = ".lock";

/// A folder that is being written.
pub(crate) struct Staged {
    part: PathBuf,
    out: PathBuf,
    lock: File,
    committed: bool,
}

impl Staged {
    /// Begins an export to `out`. An export that is there already stays in place
    /// until this one is whole, and is refused unless `replace` is set.
    pub(crate) fn begin(out: &Path, replace: bool) -> Result<Self, ExportError> {
        let out = std::path::absolute(out).map_err(|error| ExportError::io(out, error))?;
        check_free(&out, replace)?;
        let part = beside(&out, "part")?;
        let failed = |error| ExportError::io(&part, error);
        fs::create_dir_all(&part).map_err(failed)?;
        let lock = File::create(part.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ExportError::InUse { path: out }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        clear(&part).map_err(failed)?;
        let staged = Self { part, out, lock, committed: false };
        put_right(&staged.out)?;
        check_free(&staged.out, replace)?;
        Ok(staged)
    }

    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        &self.part
    }

    /// Puts the folder in its place.
    pub(crate) fn commit(mut self) -> Result<(), ExportError> {
        let failed = |error| ExportError::io(&self.out, error);
        fs::remove_file(self.part.join(LOCK)).map_err(failed)?;
        if self.out.join(MANIFEST).exists() {
            let old = beside(&self.out, "old")?;
            fs::rename(&self.out, &old).map_err(failed)?;
            fs::rename(&self.part, &self.out).map_err(failed)?;
            fs::remove_dir_all(&old).map_err(failed)?;
        } else {
            // An empty folder; nothing where there is none.
            let _ = fs::remove_dir(&self.out);
            fs::rename(&self.part, &self.out).map_err(failed)?;
        }
        self.committed = true;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.committed {
            let _ = fs::remove_dir_all(&self.part);
        }
        let _ = self.lock.unlock();
    }
}

/// Whether an export may be put at `out`.
fn check_free(out: &Path, replace: bool) -> Result<(), ExportError> {
    let found = match names(out) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(ExportError::NotAFolder { path: out.to_owned() });
        }
        Err(error) => return Err(ExportError::io(out, error)),
    };
    match found.iter().any(|name| name == MANIFEST) {
        true if replace => Ok(()),
        true => Err(ExportError::Exists { path: out.to_owned() }),
        false if found.is_empty() => Ok(()),
        false => {
            let found = found.into_iter().take(3).collect();
            Err(ExportError::ForeignFolder { path: out.to_owned(), found })
        }
    }
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into());
    let mut names = fs::read_dir(folder)?.map(name).collect::<io::Result<Vec<String>>>()?;
    names.sort_unstable();
    Ok(names)
}

/// `.NAME.ending` beside `out`.
fn beside(out: &Path, ending: &str) -> Result<PathBuf, ExportError> {
    let name = out.file_name().ok_or_else(|| ExportError::NotAFolder { path: out.to_owned() })?;
    Ok(out.with_file_name(format!(".{}.{ending}", name.to_string_lossy())))
}

/// Undoes what a run has left that was killed while it took its place: what had stepped
/// aside comes back if nothing stands there, and goes if the new one does.
fn put_right(out: &Path) -> Result<(), ExportError> {
    let old = beside(out, "old")?;
    let put = match (old.exists(), out.exists()) {
        (false, _) => Ok(()),
        (true, true) => fs::remove_dir_all(&old),
        (true, false) => fs::rename(&old, out),
    };
    put.map_err(|error| ExportError::io(&old, error))
}

/// Takes away what a killed run left.
fn clear(part: &Path) -> io::Result<()> {
    for entry in fs::read_dir(part)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name == LOCK) {
            continue;
        }
        if path.is_dir() { fs::remove_dir_all(&path)? } else { fs::remove_file(&path)? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(staged: &Staged, text: &str) {
        fs::write(staged.path().join(MANIFEST), text).unwrap();
    }

    #[test]
    fn nothing_is_seen_before_all_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let staged = Staged::begin(&out, false).unwrap();
        write(&staged, "1");
        assert!(!out.exists());
        staged.commit().unwrap();
        assert_eq!(names(dir.path()).unwrap(), ["out"]);
        assert_eq!(names(&out).unwrap(), [MANIFEST]);
    }

    #[test]
    fn a_failed_export_leaves_nothing_and_the_old_one_in_place() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let staged = Staged::begin(&out, false).unwrap();
        write(&staged, "1");
        staged.commit().unwrap();
        assert!(matches!(Staged::begin(&out, false), Err(ExportError::Exists { .. })));
        let second = Staged::begin(&out, true).unwrap();
        write(&second, "2");
        drop(second);
        assert_eq!(fs::read_to_string(out.join(MANIFEST)).unwrap(), "1");
        let third = Staged::begin(&out, true).unwrap();
        write(&third, "3");
        third.commit().unwrap();
        assert_eq!(fs::read_to_string(out.join(MANIFEST)).unwrap(), "3");
        assert_eq!(names(dir.path()).unwrap(), ["out"]);
    }

    #[test]
    fn other_peoples_folders_and_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.tex"), "x").unwrap();
        let error = Staged::begin(dir.path(), true).err().unwrap();
        assert!(error.to_string().contains("thesis.tex"), "{error}");
        let file = dir.path().join("thesis.tex");
        assert!(matches!(Staged::begin(&file, true), Err(ExportError::NotAFolder { .. })));
        assert!(Staged::begin(Path::new("/"), true).is_err());
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_but_not_what_a_live_one_writes() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let part = dir.path().join(".out.part");
        fs::create_dir_all(part.join("data")).unwrap();
        fs::write(part.join("data/x"), "old").unwrap();
        let staged = Staged::begin(&out, false).unwrap();
        assert_eq!(names(staged.path()).unwrap(), [LOCK]);
        assert!(matches!(Staged::begin(&out, false), Err(ExportError::InUse { .. })));
        assert!(staged.path().exists());
    }

    #[test]
    fn a_run_that_was_killed_while_it_took_its_place_is_put_right() {
        let dir = tempfile::tempdir().unwrap();
        let (out, old) = (dir.path().join("out"), dir.path().join(".out.old"));
        let put = |folder: &Path, text: &str| {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join(MANIFEST), text).unwrap();
        };
        // Before the new one had its name: the old one is back, and in the way as ever.
        put(&old, "1");
        assert!(matches!(Staged::begin(&out, false), Err(ExportError::Exists { .. })));
        assert_eq!(fs::read_to_string(out.join(MANIFEST)).unwrap(), "1");
        // After it: what is left of the old one goes.
        put(&old, "0");
        let staged = Staged::begin(&out, true).unwrap();
        write(&staged, "2");
        staged.commit().unwrap();
        assert_eq!(fs::read_to_string(out.join(MANIFEST)).unwrap(), "2");
        assert_eq!(names(dir.path()).unwrap(), ["out"]);
    }

    #[test]
    fn an_empty_folder_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        fs::create_dir(&out).unwrap();
        let staged = Staged::begin(&out, false).unwrap();
        write(&staged, "1");
        staged.commit().unwrap();
        assert_eq!(names(&out).unwrap(), [MANIFEST]);
    }
}
