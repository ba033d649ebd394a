//! Where a run keeps what, and stages that are whole or absent.
//!
//! A stage writes into a folder of another name, which gets its own when all of it has
//! been brought to the disk. So whatever bears a stage's name is whole, and a stage that
//! was broken off is not there; what it has left under the other name it goes on from, if
//! it can, or clears away.
//!
//! What only a stage under way needs, its checkpoints, lies in a third folder beside the
//! two. It goes after the stage has its name, when nobody needs it any more: a stage that
//! took checkpoints away before would leave half of one to whoever goes on.
//!
//! ```text
//! iterations/1/coder              whole
//! iterations/1/.solver.partial    being filled
//! iterations/1/.solver.saves      its checkpoints
//! ```

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use synth_train::run::{RunFolder, cut_lines, publish, write_whole};

use crate::error::{EvolveError, Result, read, write};
use crate::role::Role;

/// A part of an iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The Proposer is trained.
    Proposer,
    /// Concepts are chosen on which the Coder learns.
    Concepts,
    /// The Coder is trained.
    Coder,
    /// The Searcher is trained, where there is a repository of pictures.
    Searcher,
    /// The Questioner is trained on what it finds.
    Questioner,
    /// Tasks are made for the Solver.
    Tasks,
    /// The Solver is trained.
    Solver,
    /// It is examined.
    Exam,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Proposer,
        Self::Concepts,
        Self::Coder,
        Self::Searcher,
        Self::Questioner,
        Self::Tasks,
        Self::Solver,
        Self::Exam,
    ];

    /// Whether there is such a stage only with a repository of pictures.
    pub fn needs_images(self) -> bool {
        matches!(self, Self::Searcher | Self::Questioner)
    }

    /// Its folder's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposer => "proposer",
            Self::Concepts => "concepts",
            Self::Coder => "coder",
            Self::Searcher => "searcher",
            Self::Questioner => "questioner",
            Self::Tasks => "tasks",
            Self::Solver => "solver",
            Self::Exam => "exam",
        }
    }
}

impl From<Role> for Stage {
    fn from(role: Role) -> Self {
        match role {
            Role::Proposer => Self::Proposer,
            Role::Coder => Self::Coder,
            Role::Searcher => Self::Searcher,
            Role::Questioner => Self::Questioner,
            Role::Solver => Self::Solver,
        }
    }
}

/// The folder of a run.
#[derive(Clone, Debug)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// Of this folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A stage of an iteration, counted from one.
    pub fn stage(&self, iteration: u64, stage: Stage) -> PathBuf {
        self.iteration(iteration).join(stage.name())
    }

    /// What a role has become in an iteration.
    pub fn adapter(&self, iteration: u64, role: Role) -> PathBuf {
        self.stage(iteration, role.into()).join("adapter")
    }

    /// An iteration, counted from one.
    pub fn iteration(&self, iteration: u64) -> PathBuf {
        self.root.join("iterations").join(iteration.to_string())
    }

    /// The held-out exam before the first iteration.
    pub fn first_exam(&self) -> PathBuf {
        self.root.join("exam")
    }
}

/// A folder that is being filled.
#[derive(Debug)]
pub struct Draft {
    partial: PathBuf,
    saves: PathBuf,
    whole: PathBuf,
}

impl Draft {
    /// Begins a folder, or goes on with it; `None` if it is whole.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Write`].
    pub fn open(whole: &Path) -> Result<Option<Self>> {
        let name = whole.file_name().unwrap_or_default().to_string_lossy();
        let beside = |what: &str| whole.with_file_name(format!(".{name}.{what}"));
        let (partial, saves) = (beside("partial"), beside("saves"));
        if whole.exists() {
            remove(&saves)?;
            return Ok(None);
        }
        fs::create_dir_all(&partial).map_err(write(&partial))?;
        Ok(Some(Self { partial, saves, whole: whole.to_owned() }))
    }

    /// Clears away what was left by one that was broken off.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Write`].
    pub fn clear(&self) -> Result<()> {
        remove(&self.saves)?;
        remove(&self.partial)?;
        fs::create_dir_all(&self.partial).map_err(write(&self.partial))
    }

    /// Where the checkpoints of a training lie while it is under way. Where there are none,
    /// the folder is cleared, and it begins.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Write`], [`EvolveError::Train`].
    pub fn saves(&self, how: &impl Serialize) -> Result<RunFolder> {
        if self.saves.join("config.json").exists() {
            return Ok(RunFolder::open(&self.saves)?);
        }
        self.clear()?;
        Ok(RunFolder::create(&self.saves, how)?)
    }

    /// Where its files lie for now.
    pub fn folder(&self) -> &Path {
        &self.partial
    }

    /// Writes a file of JSON.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Write`].
    pub fn json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        json(&self.partial.join(name), value)
    }

    /// Writes a file of JSON lines.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Write`].
    pub fn lines<T: Serialize>(&self, name: &str, values: &[T]) -> Result<()> {
        let path = self.partial.join(name);
        Ok(write_whole(&path, &encode(&path, values)?)?)
    }

    /// Gives it its name, and takes away what is not needed any more.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Train`], as the file system's.
    pub fn publish(self) -> Result<()> {
        publish(&self.partial, &self.whole)?;
        remove(&self.saves)
    }
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<()> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(write(folder)) } else { Ok(()) }
}

/// Writes a file of JSON, whole or not at all.
pub(crate) fn json(path: &Path, value: &impl Serialize) -> Result<()> {
    let bytes = serde_json::to_vec_pretty(value);
    Ok(write_whole(path, &bytes.map_err(|e| write(path)(std::io::Error::other(e)))?)?)
}

fn encode<T: Serialize>(path: &Path, values: &[T]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for value in values {
        serde_json::to_writer(&mut bytes, value)
            .map_err(|e| write(path)(std::io::Error::other(e)))?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Reads a file of JSON.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).map_err(read(path))?;
    serde_json::from_slice(&bytes).map_err(read(path))
}

/// Reads a file of JSON lines.
pub(crate) fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).map_err(read(path))?;
    let line = |(at, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| EvolveError::Read {
            path: path.to_owned(),
            reason: format!("line {}: {error}", at + 1),
        })
    };
    text.lines().enumerate().map(line).collect()
}

/// JSON lines that are added to, each with the `step` it belongs to.
#[derive(Debug)]
pub(crate) struct Lines {
    path: PathBuf,
    file: fs::File,
}

impl Lines {
    /// Opens them after `done` steps, and drops what they say about later ones.
    pub fn open(path: PathBuf, done: u64) -> Result<Self> {
        cut_lines(&path, done)?;
        let file =
            OpenOptions::new().create(true).append(true).open(&path).map_err(write(&path))?;
        Ok(Self { path, file })
    }

    pub fn add<T: Serialize>(&mut self, values: &[T]) -> Result<()> {
        let bytes = encode(&self.path, values)?;
        self.file.write_all(&bytes).map_err(write(&self.path))
    }

    /// Brings them to the disk.
    pub fn sync(&self) -> Result<()> {
        self.file.sync_data().map_err(write(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_whole_or_absent_and_goes_on() {
        let at = tempfile::tempdir().unwrap();
        let whole = at.path().join("iterations/1/tasks");
        let draft = Draft::open(&whole).unwrap().unwrap();
        draft.json("a.json", &1).unwrap();
        assert!(!whole.exists());
        let again = Draft::open(&whole).unwrap().unwrap();
        assert_eq!(read_json::<u8>(&again.folder().join("a.json")).unwrap(), 1);
        again.clear().unwrap();
        again.lines("b.jsonl", &[1, 2]).unwrap();
        again.publish().unwrap();
        assert!(Draft::open(&whole).unwrap().is_none());
        assert_eq!(read_lines::<u8>(&whole.join("b.jsonl")).unwrap(), [1, 2]);
        assert!(!whole.join("a.json").exists());
    }

    #[test]
    fn checkpoints_go_after_the_stage_has_its_name() {
        let at = tempfile::tempdir().unwrap();
        let (whole, saves) = (at.path().join("coder"), at.path().join(".coder.saves"));
        let draft = Draft::open(&whole).unwrap().unwrap();
        drop(draft.saves(&1).unwrap());
        draft.json("a.json", &1).unwrap();
        // What was there when it was broken off is there when it goes on.
        drop(draft.saves(&1).unwrap());
        assert!(draft.folder().join("a.json").exists());
        // Half of what is left beside a whole stage is nobody's to go on from.
        publish(draft.folder(), &whole).unwrap();
        fs::remove_dir_all(saves.join("tensorboard")).unwrap();
        assert!(Draft::open(&whole).unwrap().is_none());
        assert!(whole.join("a.json").exists() && !saves.exists());
    }

    #[test]
    fn lines_of_steps_that_were_not_saved_are_dropped() {
        let at = tempfile::tempdir().unwrap();
        let path = at.path().join("c.jsonl");
        let line = |step: u64| serde_json::json!({ "step": step });
        Lines::open(path.clone(), 0).unwrap().add(&[line(1), line(2), line(2), line(3)]).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"st").unwrap();
        Lines::open(path.clone(), 2).unwrap().add(&[line(3)]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 4);
    }
}
