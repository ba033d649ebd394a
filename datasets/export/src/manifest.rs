//! What an export says of itself: `manifest.json` beside the data.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use synth_contracts::Digest;
use synth_datasets::Reader;

use crate::{ExportError, Options, Split};

/// The manifest's name; a folder that holds it is an export.
pub(crate) const MANIFEST: &str = "manifest.json";

/// A file of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataFile {
    /// Path in the export's folder, with forward slashes.
    pub path: String,
    /// The split it belongs to.
    pub split: Split,
    /// Questions in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
}

impl DataFile {
    pub(crate) fn of(
        file: &Path,
        path: String,
        split: Split,
        rows: u64,
    ) -> Result<Self, ExportError> {
        let bytes = fs::metadata(file).map_err(|error| ExportError::io(file, error))?.len();
        Ok(Self { path, split, rows, bytes })
    }
}

/// What an export came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The format's name.
    pub format: String,
    /// Hash of the corpus's configuration.
    pub config: Digest,
    /// Tasks written.
    pub tasks: u64,
    /// Questions written.
    pub rows: u64,
    /// Questions left out: they hold a mark such as `<image>` that the trainer
    /// would take for a picture, or an answer that cannot be graded.
    pub left_out: u64,
    /// The data, without pictures that lie beside it as files of their own.
    pub files: Vec<DataFile>,
}

impl Summary {
    /// Questions in a split.
    pub fn rows_of(&self, split: Split) -> u64 {
        self.files.iter().filter(|file| file.split == split).map(|file| file.rows).sum()
    }

    /// Splits that hold something.
    pub(crate) fn splits(&self) -> impl Iterator<Item = Split> {
        Split::ALL.into_iter().filter(|split| self.rows_of(*split) > 0)
    }
}

/// The hash by which an export names the corpus that it came from.
pub(crate) fn config_digest(reader: &Reader) -> Result<Digest, ExportError> {
    Ok(Digest::of_json("config", reader.config()?.value()))
}

/// The manifest's text: the summary, what was asked for, and the version.
pub(crate) fn text(summary: &Summary, options: &Options, instruction: Option<&str>) -> String {
    let value = json!({
        "synth": env!("CARGO_PKG_VERSION"),
        "format": summary.format,
        "corpus_config": summary.config,
        "tasks": summary.tasks,
        "rows": summary.rows,
        "left_out": summary.left_out,
        "splits": summary.splits().map(|split| (split.name().to_owned(), summary.rows_of(split).into()))
            .collect::<serde_json::Map<String, Value>>(),
        "options": {
            "tier": options.tiers,
            "splits": options.splits,
            "families": options.families,
            "levels": options.levels,
            "min_scores": options.min_scores,
            "limit": options.limit,
            "max_side": options.max_side,
            "instruction": instruction,
        },
        "files": summary.files,
    });
    format!("{value:#}\n")
}
