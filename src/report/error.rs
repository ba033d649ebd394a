//! Why a report cannot be written.

use std::io;
use std::path::PathBuf;

use synth_datasets::StoreError;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The corpus cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Neither a corpus nor a run lies there.
    #[error(
        "{path} holds neither a corpus (corpus.sqlite) nor a training run (metrics.jsonl): name \
         the folder that synth generate or synth train has written; shards are united by synth \
         merge first"
    )]
    Nothing {
        /// What was given.
        path: PathBuf,
    },
    /// A file beside the corpus cannot be read.
    #[error("{path}, line {line}: {detail}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// Something cannot be written, or read.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        error: io::Error,
    },
    /// What is there is no report, and stays as it is.
    #[error("{path} is there already and is no report; give another place")]
    Stranger {
        /// The file or folder.
        path: PathBuf,
    },
    /// A report is there already.
    #[error("{path} is a report already; replace it with --replace, or give another place")]
    Report {
        /// The file or folder.
        path: PathBuf,
    },
    /// One file would be too much for a browser.
    #[error(
        "{items} tasks in {megabytes} MB are too much for one file, which holds at most {most} \
         tasks and 50 MB: leave out --inline to write a folder, or take fewer with --sample"
    )]
    TooLarge {
        /// How many there are.
        items: usize,
        /// How large the file would be; 0 if that was not tried.
        megabytes: usize,
        /// How many there may be.
        most: usize,
    },
    /// A plot cannot be drawn.
    #[error("a plot cannot be drawn: {0}")]
    Chart(#[from] synth_chart::ChartError),
    /// The page's template does not work.
    #[error("the page cannot be filled in: {0:#}")]
    Template(#[from] minijinja::Error),
}

/// Puts the file's name to what the operating system says.
pub(crate) fn io_error(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> ReportError {
    let path = path.into();
    |error| ReportError::Io { path, error }
}

impl ReportError {
    /// Whether the same command would fail again.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Nothing { .. }
                | Self::Malformed { .. }
                | Self::Stranger { .. }
                | Self::Report { .. }
                | Self::TooLarge { .. }
        )
    }
}
