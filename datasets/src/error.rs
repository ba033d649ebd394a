//! Everything that can go wrong with a store, in sentences for whoever ran it.

use std::{io, path::PathBuf};

use synth_contracts::Digest;

use crate::{Difference, DuplicateReason};

/// Why the store could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The output folder's name belongs to a file.
    #[error("{} is a file; name a folder for the corpus", path.display())]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// The output folder holds something that is not a corpus.
    #[error(
        "{} is not empty and holds no corpus (found {}); choose an empty or a new folder",
        path.display(), found.join(", ")
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// The first few things in it.
        found: Vec<String>,
    },
    /// There is nothing to read.
    #[error(
        "there is no corpus at {}; name the folder that a run wrote, or the corpus.sqlite in it",
        path.display()
    )]
    NoCorpus {
        /// Where the file was looked for.
        path: PathBuf,
    },
    /// The file is not an SQLite database.
    #[error(
        "{} is not an SQLite file, so it is not a corpus or its beginning was overwritten; \
         choose another folder, or restore the file from a copy", path.display()
    )]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The file is a database of some other program.
    #[error(
        "{} is an SQLite file, but not one of synth (application_id {application_id}); \
         choose another folder", path.display()
    )]
    NotACorpus {
        /// The file.
        path: PathBuf,
        /// The mark found in it.
        application_id: u32,
    },
    /// The corpus was written by a later version of this program.
    #[error(
        "{} has schema version {found}, but this synth knows only up to {known}; \
         use a newer synth", path.display()
    )]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// The file's version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The corpus was written before the first release of its schema.
    #[error(
        "{} has schema version {found}, which this synth no longer reads (it writes {known}); \
         choose another folder and make the corpus again: the same command and seed",
        path.display()
    )]
    OlderVersion {
        /// The file.
        path: PathBuf,
        /// The file's version.
        found: u32,
        /// The version that is read and written here.
        known: u32,
    },
    /// The corpus in this folder was begun with another configuration.
    #[error(
        "the corpus in {} was begun with another configuration (old → new):\n{}\n\
         go on with the old values, or choose another folder",
        path.display(), lines(differences)
    )]
    DifferentConfig {
        /// The file.
        path: PathBuf,
        /// What differs, sorted by key.
        differences: Vec<Difference>,
    },
    /// The configuration is not a JSON object.
    #[error("the configuration of a run must be a JSON object: {detail}")]
    BadConfig {
        /// What it is instead.
        detail: String,
    },
    /// Another process is at work on the corpus.
    #[error(
        "the corpus {} is in use by another process; wait until it has ended, \
         or choose another folder", path.display()
    )]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// There is no space left.
    #[error(
        "the disk of {} is full; everything committed so far is kept, and after space is made \
         the same command goes on from there", path.display()
    )]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// The operating system failed to read or write the file.
    #[error(
        "the disk of {} could not be read or written ({source}); everything committed so far is \
         kept, and once the disk works and has space the same command goes on from there",
        path.display()
    )]
    Disk {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A file or folder beside the database could not be used.
    #[error("{} cannot be used: {source}; check that it exists and may be written", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file holds what no version of this program wrote.
    #[error(
        "the corpus {} is damaged:\n  {detail}\nnothing was changed; restore it from a copy, or \
         move it away and run the same command: it makes the same tasks again", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        detail: String,
    },
    /// SQLite refused for some other reason.
    #[error("SQLite refused to work on {}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Slots must be filled one after the other.
    #[error("slot {got} was written where {expected} is next; fill every slot once, in order")]
    OutOfOrder {
        /// The slot that should come.
        expected: u64,
        /// The slot that came.
        got: u64,
    },
    /// The task repeats one that is stored.
    #[error("slot {slot} cannot be filled so: the task is {reason}; reject it instead")]
    Duplicate {
        /// The slot.
        slot: u64,
        /// What it repeats.
        reason: DuplicateReason,
    },
    /// The task would not read back as it is.
    #[error(
        "task {task} cannot be stored: its {part} does not read back from JSON as it \
         was ({detail}); numbers must be finite and nesting shallower than 127"
    )]
    Unstorable {
        /// The task's id.
        task: Digest,
        /// Which part of the task.
        part: &'static str,
        /// What reading it back gave.
        detail: String,
    },
    /// An earlier write of the same batch failed, so the batch is void.
    #[error(
        "an earlier write in this batch to {} failed and the batch is void; \
         drop it and begin again at the store's next slot", path.display()
    )]
    BatchVoid {
        /// The file.
        path: PathBuf,
    },
    /// The text cannot begin an id.
    #[error("{prefix:?} does not begin a task id; ids are 64 digits of 0-9 and a-f")]
    BadId {
        /// What was asked for.
        prefix: String,
    },
    /// No task's id begins so.
    #[error("{} holds no task whose id begins with {prefix}", path.display())]
    UnknownId {
        /// The file.
        path: PathBuf,
        /// What was asked for.
        prefix: String,
    },
    /// The ids of several tasks begin so.
    #[error(
        "several task ids begin with {prefix}; give more digits:\n{}{}",
        lines(matches), if *more { "\n  …" } else { "" }
    )]
    AmbiguousId {
        /// What was asked for.
        prefix: String,
        /// The first few ids that begin so.
        matches: Vec<Digest>,
        /// Whether there are more.
        more: bool,
    },
}

fn lines(items: &[impl std::fmt::Display]) -> String {
    items.iter().map(|item| format!("  {item}")).collect::<Vec<_>>().join("\n")
}
