//! Checkpoints that are whole or absent.
//!
//! A checkpoint is written into a folder of another name, every file is brought to the
//! disk, and the folder is renamed. So whatever bears the name `step-N` is whole, and a
//! full disk costs the new checkpoint alone. Older ones are removed only afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::RunFolder;
use super::files::{failed, sync_folder, sync_tree};
use crate::error::{Result, TrainError};

/// Which checkpoints stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keep {
    /// The newest ones, at least one.
    pub last: usize,
    /// And those whose step is a multiple of this.
    pub every: Option<u64>,
}

impl Default for Keep {
    /// The last two.
    fn default() -> Self {
        Self { last: 2, every: None }
    }
}

const WHOLE: &str = "step-";
const PARTIAL: &str = ".partial-";

impl RunFolder {
    /// Saves a checkpoint of a step: `fill` writes its files into the folder that it is
    /// given. Returns where it lies.
    ///
    /// # Errors
    ///
    /// [`TrainError::Checkpoint`], which names the last one that is whole.
    pub fn save(&self, step: u64, fill: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let partial = self.checkpoints().join(format!("{PARTIAL}{step:08}"));
        let whole = self.checkpoints().join(format!("{WHOLE}{step:08}"));
        let saved = self.write(&partial, &whole, fill);
        if saved.is_err() {
            // A full disk may refuse even this; what stays is swept when the run opens.
            let _ = fs::remove_dir_all(&partial);
        }
        saved.map_err(|reason| TrainError::Checkpoint {
            step,
            reason: Box::new(reason),
            last_good: self.latest().ok().flatten().map(|(_, path)| path),
        })?;
        Ok(whole)
    }

    fn write(
        &self,
        partial: &Path,
        whole: &Path,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        if partial.exists() {
            fs::remove_dir_all(partial).map_err(failed(partial))?;
        }
        fs::create_dir_all(partial).map_err(failed(partial))?;
        fill(partial)?;
        sync_tree(partial)?;
        self.put(partial, whole)?;
        sync_folder(&self.checkpoints())
    }

    /// Renames; a checkpoint of the same step steps aside first.
    fn put(&self, partial: &Path, whole: &Path) -> Result<()> {
        let aside = partial.with_extension("old");
        if whole.exists() {
            fs::rename(whole, &aside).map_err(failed(whole))?;
        }
        fs::rename(partial, whole).map_err(failed(whole))?;
        if aside.exists() {
            fs::remove_dir_all(&aside).map_err(failed(&aside))?;
        }
        Ok(())
    }

    /// All whole checkpoints, oldest first.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`].
    pub fn whole(&self) -> Result<Vec<(u64, PathBuf)>> {
        let step = |path: &PathBuf| {
            let name = path.file_name()?.to_str()?;
            name.strip_prefix(WHOLE)?.parse().ok()
        };
        let found = self.entries()?.into_iter().filter(|p| p.is_dir());
        let mut found: Vec<_> = found.filter_map(|p| Some((step(&p)?, p))).collect();
        found.sort();
        Ok(found)
    }

    /// The newest whole checkpoint.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`].
    pub fn latest(&self) -> Result<Option<(u64, PathBuf)>> {
        Ok(self.whole()?.pop())
    }

    /// Removes checkpoints that the rule does not keep; the newest always stays.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`], [`TrainError::Write`].
    pub fn prune(&self, keep: &Keep) -> Result<()> {
        let all = self.whole()?;
        let old = all.len().saturating_sub(keep.last.max(1));
        for (step, path) in &all[..old] {
            if keep.every.is_none_or(|every| every == 0 || !step.is_multiple_of(every)) {
                // Loses its name first, so that half of it is never taken for a whole.
                let gone = self.checkpoints().join(format!("{PARTIAL}{step:08}.gone"));
                fs::rename(path, &gone).map_err(failed(path))?;
                fs::remove_dir_all(&gone).map_err(failed(&gone))?;
            }
        }
        Ok(())
    }

    /// Undoes what an interrupted save has left: a checkpoint that had stepped aside
    /// comes back if nothing took its place.
    pub(super) fn sweep(&self) -> Result<()> {
        for path in self.entries()? {
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let Some(step) = name.strip_prefix(PARTIAL) else { continue };
            if let Some(step) = step.strip_suffix(".old") {
                let whole = self.checkpoints().join(format!("{WHOLE}{step}"));
                if !whole.exists() {
                    fs::rename(&path, &whole).map_err(failed(&whole))?;
                    continue;
                }
            }
            fs::remove_dir_all(&path).map_err(failed(&path))?;
        }
        Ok(())
    }

    fn entries(&self) -> Result<Vec<PathBuf>> {
        let folder = self.checkpoints();
        let read = || fs::read_dir(&folder)?.map(|e| e.map(|e| e.path())).collect();
        let found: std::io::Result<Vec<PathBuf>> = read();
        found.map_err(|e| TrainError::Read { path: folder.clone(), reason: e.to_string() })
    }
}

#[cfg(test)]
mod tests;
