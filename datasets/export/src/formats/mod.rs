//! The formats: one file each, registered by one line.

mod easyr1;
mod hf;
mod imagefolder;
mod jsonl;
mod ms_swift;
mod record;
mod trl;
mod verl;
mod vlm_r1;
mod webdataset;

use std::path::Path;

use crate::manifest::DataFile;
use crate::sample::Sample;
use crate::{ExportError, Instruction};

/// Every format.
pub const FORMATS: &[&Format] = &[
    &hf::FORMAT,
    &easyr1::FORMAT,
    &verl::FORMAT,
    &trl::FORMAT,
    &ms_swift::FORMAT,
    &vlm_r1::FORMAT,
    &webdataset::FORMAT,
    &imagefolder::FORMAT,
    &jsonl::FORMAT,
];

/// How the formats that belong to no trainer are scored.
const PLAIN_SCORING: &str = "`from reward import score`, with this folder on the path; \
    `score(response, row[\"ground_truth\"])` is 1.0 or 0.0.";

/// A form of the data that some library or trainer reads.
pub struct Format {
    /// The name behind `--to`.
    pub name: &'static str,
    /// Who reads it, in a few words.
    pub about: &'static str,
    /// The sentence after every question unless another is asked for.
    pub instruction: Instruction,
    /// Whether a question's own `<image>` would be taken for a picture.
    pub(crate) marks: bool,
    /// How to load it, in Markdown; commands run in the export's folder.
    pub(crate) loading: &'static str,
    /// The trainer's way into the grader, in Python.
    pub(crate) reward: &'static str,
    /// How to use `reward.py`, in Markdown.
    pub(crate) scoring: &'static str,
    /// Begins to write below a folder.
    pub(crate) open: fn(&Path) -> Result<Box<dyn Writer>, ExportError>,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Format({})", self.name)
    }
}

/// The format of this name.
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// Writes samples one by one.
pub(crate) trait Writer {
    /// Writes every question of a sample.
    fn write(&mut self, sample: &Sample<'_>) -> Result<(), ExportError>;

    /// Ends all files and says what they are, split by split.
    fn finish(self: Box<Self>) -> Result<Vec<DataFile>, ExportError>;
}
