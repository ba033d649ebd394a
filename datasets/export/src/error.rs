//! Everything that can go wrong with an export, in sentences for whoever ran it.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;
use synth_datasets::StoreError;

/// Why an export was not written. Nothing is left of a failed export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The corpus could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output folder holds something that no export wrote.
    #[error(
        "{} is not empty and holds no export (found {}); choose an empty or a new folder",
        path.display(), found.join(", ")
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// The first few things in it.
        found: Vec<String>,
    },
    /// The output folder holds an earlier export.
    #[error(
        "{} holds an export already; replace it with --replace, or choose another folder",
        path.display()
    )]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The output's name is that of a file, or names no folder.
    #[error("{} cannot be the export's folder; name a new folder", path.display())]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// Another process writes the same export.
    #[error("another process is writing to {}; wait until it has ended", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A family that the corpus does not hold.
    #[error("the corpus has no family {name:?}; it has {}", known.join(", "))]
    UnknownFamily {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A score that no task of the corpus has.
    #[error("no task has a score {name:?}; there are {}", known.join(", "))]
    UnknownScore {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Nothing was left to write.
    #[error(
        "none of the {read} tasks passes the filters; widen --families, --level or --min-score"
    )]
    NothingLeft {
        /// Tasks looked at.
        read: u64,
    },
    /// The corpus is empty.
    #[error("the corpus {} holds no task yet; generate some first", path.display())]
    EmptyCorpus {
        /// The corpus.
        path: PathBuf,
    },
    /// There is no space left.
    #[error(
        "the disk of {} is full; nothing of the export was kept: make space and run it again",
        path.display()
    )]
    DiskFull {
        /// What was being written.
        path: PathBuf,
    },
    /// The operating system would not write.
    #[error("{} cannot be written: {source}; check that its folder exists and may be written", path.display())]
    File {
        /// What was being written.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A stored picture is no PNG.
    #[error(
        "the picture of task {id} cannot be read: {detail}; `synth verify` tells what else is damaged"
    )]
    Picture {
        /// The task.
        id: String,
        /// What the decoder says.
        detail: String,
    },
    /// The Parquet library refused.
    #[error("{} cannot be written as Parquet: {source}", path.display())]
    Parquet {
        /// What was being written.
        path: PathBuf,
        /// What the library says.
        source: ParquetError,
    },
}

impl ExportError {
    /// Whether running the same command again can not help: the request itself
    /// is refused.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::ForeignFolder { .. }
                | Self::Exists { .. }
                | Self::NotAFolder { .. }
                | Self::UnknownFamily { .. }
                | Self::UnknownScore { .. }
                | Self::NothingLeft { .. }
                | Self::EmptyCorpus { .. }
        )
    }

    /// What the operating system said about `path`.
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::File { path, source },
        }
    }

    /// What the Parquet library said about `path`; a full disk under it is told
    /// as such.
    pub(crate) fn parquet(path: &Path, source: ParquetError) -> Self {
        let path = path.to_owned();
        if full_below(&source) { Self::DiskFull { path } } else { Self::Parquet { path, source } }
    }
}

fn full_below(error: &ParquetError) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = match error {
        ParquetError::External(inner) => Some(inner.as_ref()),
        other => other.source(),
    };
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such_whoever_met_it() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let path = Path::new("out/data/x.parquet");
        let direct = ExportError::io(path, full());
        let through = ExportError::parquet(path, ParquetError::from(full()));
        for error in [direct, through] {
            assert!(matches!(error, ExportError::DiskFull { .. }), "{error}");
        }
        let other = ExportError::parquet(path, ParquetError::General("x".into()));
        assert!(matches!(other, ExportError::Parquet { .. }));
    }
}
