//! The shards of a run, side by side in one folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use synth_datasets::{Difference, FILE_NAME, Lane, Reader, RunConfig, Store, StoreError};

/// Why shards cannot be used together.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// One of them cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder cannot be listed.
    #[error("{} cannot be read: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is none.
    #[error(
        "there are no shards in {}; name the folder that synth generate --shards wrote to, or \
         the shards themselves", path.display()
    )]
    None {
        /// Where they were looked for.
        path: PathBuf,
    },
    /// They are of runs with different numbers of shards.
    #[error(
        "{} holds shards of a run of {found} shards, and this is one of {asked}; use the same \
         number, or another folder", path.display()
    )]
    Count {
        /// The folder.
        path: PathBuf,
        /// The number of shards of the run in it.
        found: u64,
        /// The number asked for.
        asked: u64,
    },
    /// The corpus is no shard.
    #[error("{} is no shard but a whole corpus; there is nothing to merge", path.display())]
    Whole {
        /// The corpus.
        path: PathBuf,
    },
    /// The same shard twice.
    #[error("shard {shard} is there twice: {} and {}", first.display(), second.display())]
    Twice {
        /// Which.
        shard: u64,
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Two shards are of different runs.
    #[error(
        "{} and {} are shards of different runs (first → second):\n{}",
        first.display(), second.display(), lines(differences)
    )]
    Different {
        /// One shard.
        first: PathBuf,
        /// The other.
        second: PathBuf,
        /// What differs.
        differences: Vec<Difference>,
    },
    /// Some are missing, or have not come to their end.
    #[error(
        "shards are not complete:\n{}\nrun them again, or wait for them; synth missing prints \
         which for a scheduler",
        lines(missing)
    )]
    Incomplete {
        /// What is missing of each.
        missing: Vec<Missing>,
    },
}

fn lines(items: &[impl std::fmt::Display]) -> String {
    items.iter().map(|item| format!("  {item}")).collect::<Vec<_>>().join("\n")
}

/// A shard that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its number.
    pub shard: u64,
    /// How many shards there are.
    pub shards: u64,
    /// Tasks it holds.
    pub accepted: u64,
    /// Tasks it shall hold.
    pub wanted: u64,
    /// Why it cannot be read, if it cannot.
    pub trouble: Option<String>,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { shard, shards, accepted, wanted, trouble } = self;
        write!(f, "shard {shard} of {shards} holds {accepted} of {wanted} tasks")?;
        trouble.as_ref().map_or(Ok(()), |trouble| write!(f, ": {trouble}"))
    }
}

/// The folder of a shard: `OUT/shard-00003-of-00016`.
pub fn folder_of(out: &Path, lane: Lane) -> PathBuf {
    out.join(format!("shard-{:05}-of-{:05}", lane.first, lane.step))
}

/// The shard that a folder's name tells.
fn lane_of(folder: &Path) -> Option<Lane> {
    let name = folder.file_name()?.to_str()?.strip_prefix("shard-")?;
    let (shard, shards) = name.split_once("-of-")?;
    Lane::new(shard.parse().ok()?, shards.parse().ok()?).ok()
}

/// The folders of shards in `out`, by their numbers. A folder that is not there has
/// none.
///
/// # Errors
///
/// [`ShardError::Folder`].
pub fn folders(out: &Path) -> Result<Vec<(Lane, PathBuf)>, ShardError> {
    let fault = |source| ShardError::Folder { path: out.to_owned(), source };
    if !out.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(out).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        found.extend(lane_of(&path).map(|lane| (lane, path)));
    }
    found.sort_by_key(|(lane, _)| (lane.step, lane.first));
    Ok(found)
}

/// Refuses a folder that holds shards of a run with another number of shards.
///
/// # Errors
///
/// [`ShardError::Count`].
pub fn refuse_others(out: &Path, lane: Lane) -> Result<(), ShardError> {
    match folders(out)?.iter().find(|(other, _)| other.step != lane.step) {
        None => Ok(()),
        Some((other, _)) => {
            let path = out.to_owned();
            Err(ShardError::Count { path, found: other.step, asked: lane.step })
        }
    }
}

/// The shards of one run that could be read.
pub struct Shards {
    /// How many the run has.
    pub count: u64,
    /// Tasks that the run was asked for: the most that any shard knows of.
    pub wanted: u64,
    /// The configuration of the whole run, without the keys that name a shard.
    pub config: RunConfig,
    /// The shards, by number.
    pub readers: BTreeMap<u64, Reader>,
    /// Shards that are there but cannot be read, with the reason.
    pub broken: BTreeMap<u64, String>,
}

impl Shards {
    /// Opens the shards in `paths`: folders of shards, or shards themselves.
    ///
    /// # Errors
    ///
    /// [`ShardError`] if there is none, or if they are not of one run. One that is
    /// damaged or not yet begun is not an error; it is missing.
    pub fn open(paths: &[PathBuf]) -> Result<Self, ShardError> {
        let mut found = Vec::new();
        for path in paths {
            if path.join(FILE_NAME).exists() || path.is_file() {
                found.push((lane_of(path), path.clone()));
            } else {
                found.extend(folders(path)?.into_iter().map(|(lane, path)| (Some(lane), path)));
            }
        }
        let mut opened = Opened::default();
        for (named, path) in found {
            opened.add(named, path)?;
        }
        let path = paths.first().cloned().unwrap_or_default();
        opened.finish().ok_or(ShardError::None { path })
    }

    /// What is missing until slots `0 … wanted - 1` are all filled.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn missing(&self, wanted: u64) -> Result<Vec<Missing>, StoreError> {
        let mut missing = Vec::new();
        for shard in 0..self.count {
            let of = Lane { first: shard, step: self.count }.below(wanted);
            let accepted = self.readers.get(&shard).map_or(Ok(0), Reader::len)?;
            let trouble = self.broken.get(&shard).cloned();
            if accepted < of || trouble.is_some() {
                let shards = self.count;
                missing.push(Missing { shard, shards, accepted, wanted: of, trouble });
            }
        }
        Ok(missing)
    }
}

/// Shards as they are opened one by one.
#[derive(Default)]
struct Opened {
    first: Option<(RunConfig, PathBuf, u64)>,
    wanted: u64,
    readers: BTreeMap<u64, Reader>,
    broken: BTreeMap<u64, String>,
    count: Option<u64>,
}

impl Opened {
    fn add(&mut self, named: Option<Lane>, path: PathBuf) -> Result<(), ShardError> {
        let reader = match (Store::open_read(&path), named) {
            (Ok(reader), _) => reader,
            (Err(StoreError::NoCorpus { .. }), Some(lane)) => return self.count(lane, &path),
            (Err(error @ StoreError::Damaged { .. }), Some(lane)) => {
                self.broken.insert(lane.first, error.to_string());
                return self.count(lane, &path);
            }
            (Err(error), _) => return Err(error.into()),
        };
        let (config, lane) =
            whole(&reader)?.ok_or_else(|| ShardError::Whole { path: path.clone() })?;
        self.count(lane, &path)?;
        match &self.first {
            None => self.first = Some((config, path.clone(), lane.step)),
            Some((known, first, _)) => {
                let differences = known.differences(&config);
                if !differences.is_empty() {
                    let first = first.clone();
                    return Err(ShardError::Different { first, second: path, differences });
                }
            }
        }
        self.wanted = self.wanted.max(reader.wanted()?);
        if let Some(other) = self.readers.get(&lane.first) {
            let first = other.path().to_owned();
            return Err(ShardError::Twice { shard: lane.first, first, second: path });
        }
        self.readers.insert(lane.first, reader);
        Ok(())
    }

    fn count(&mut self, lane: Lane, path: &Path) -> Result<(), ShardError> {
        match self.count {
            Some(found) if found != lane.step => {
                Err(ShardError::Count { path: path.to_owned(), found, asked: lane.step })
            }
            _ => {
                self.count = Some(lane.step);
                Ok(())
            }
        }
    }

    fn finish(self) -> Option<Shards> {
        let Self { first, wanted, readers, broken, count } = self;
        let config = match first {
            Some((config, ..)) => config,
            None => RunConfig::new(&serde_json::json!({})).ok()?,
        };
        Some(Shards { count: count?, wanted, config, readers, broken })
    }
}

/// A shard's configuration without what makes it a shard; `None` for a whole corpus.
fn whole(reader: &Reader) -> Result<Option<(RunConfig, Lane)>, StoreError> {
    let mut value = reader.config()?.value().clone();
    let map = value.as_object_mut();
    let shard = map.and_then(|map| map.remove("shard").zip(map.remove("shards")));
    let config = RunConfig::new(&value)?;
    Ok(shard.map(|_| (config, reader.lane())))
}
