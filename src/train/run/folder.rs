//! Where the parts of a run lie, and who may write there: one process at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::files::{failed, write_whole};
use crate::error::{Result, TrainError};

/// A run's folder, taken by this process. The system lets go of it when the process ends,
/// however it ends.
#[derive(Debug, Clone)]
pub struct RunFolder {
    root: PathBuf,
    /// Held, not read.
    _lock: Arc<File>,
}

impl RunFolder {
    /// Makes the folder of a new run.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] where a run already lies there or another process is at
    /// work, [`TrainError::Write`].
    pub fn create(root: &Path, config: &impl Serialize) -> Result<Self> {
        fs::create_dir_all(root).map_err(failed(root))?;
        let run = Self { root: root.to_owned(), _lock: lock(root)? };
        if run.config_path().exists() {
            let what = format!("{} holds a run; resume it or give another folder", root.display());
            return Err(TrainError::Setting { name: "out", what });
        }
        for folder in [run.checkpoints(), run.tensorboard()] {
            fs::create_dir_all(&folder).map_err(failed(&folder))?;
        }
        let text = serde_json::to_vec_pretty(config)
            .map_err(|e| failed(&run.config_path())(std::io::Error::other(e)))?;
        write_whole(&run.config_path(), &text)?;
        Ok(run)
    }

    /// Opens the folder of a run and removes what an interrupted save has left.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`] where no run lies there, [`TrainError::Setting`] where another
    /// process is at work.
    pub fn open(root: &Path) -> Result<Self> {
        if !root.join(CONFIG).is_file() {
            let reason = "no run lies there: config.json is missing".to_owned();
            return Err(TrainError::Read { path: root.to_owned(), reason });
        }
        let run = Self { root: root.to_owned(), _lock: lock(root)? };
        for folder in [run.checkpoints(), run.tensorboard()] {
            fs::create_dir_all(&folder).map_err(failed(&folder))?;
        }
        run.sweep()?;
        Ok(run)
    }

    /// The settings that the run was made with.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`].
    pub fn config<T: DeserializeOwned>(&self) -> Result<T> {
        read_json(&self.config_path())
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// One line a step.
    pub fn metrics(&self) -> PathBuf {
        self.root.join("metrics.jsonl")
    }

    /// Event files for TensorBoard.
    pub fn tensorboard(&self) -> PathBuf {
        self.root.join("tensorboard")
    }

    /// Checkpoints, one folder each.
    pub fn checkpoints(&self) -> PathBuf {
        self.root.join("checkpoints")
    }

    fn config_path(&self) -> PathBuf {
        self.root.join(CONFIG)
    }
}

const CONFIG: &str = "config.json";

/// Takes the folder, unless another process has it.
fn lock(root: &Path) -> Result<Arc<File>> {
    let path = root.join(".lock");
    let file = File::create(&path).map_err(failed(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Arc::new(file)),
        Err(TryLockError::WouldBlock) => {
            let what =
                format!("another process is training in {}; wait or stop it", root.display());
            Err(TrainError::Setting { name: "out", what })
        }
        Err(TryLockError::Error(source)) => Err(TrainError::Write { path, source }),
    }
}

/// Reads a file of JSON, saying where it fails.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let broken = |reason: String| TrainError::Read { path: path.to_owned(), reason };
    let bytes = fs::read(path).map_err(|e| broken(e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|e| broken(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_not_made_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("run");
        let missing = RunFolder::open(&root).unwrap_err().to_string();
        assert!(missing.contains("no run lies there"), "{missing}");
        let run = RunFolder::create(&root, &serde_json::json!({"seed": 7})).unwrap();
        let busy = RunFolder::open(&root).unwrap_err().to_string();
        assert!(busy.contains("another process"), "{busy}");
        drop(run);
        let again = RunFolder::create(&root, &serde_json::json!({})).unwrap_err().to_string();
        assert!(again.contains("resume it"), "{again}");
        let config: serde_json::Value = RunFolder::open(&root).unwrap().config().unwrap();
        assert_eq!(config["seed"], 7);
    }
}
