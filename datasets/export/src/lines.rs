//! JSON Lines with pictures as files beside them.
//!
//! Pictures lie in folders named after the first two digits of the task's id, so
//! that no folder holds more than a 256th of them. Both questions of a task name
//! the same file.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use synth_contracts::canonical_json;

use crate::formats::Writer;
use crate::manifest::DataFile;
use crate::sample::{Asked, Sample};
use crate::{ExportError, Split};

/// Fills one line, given the path of the picture.
pub(crate) type Fill = fn(&Sample<'_>, &Asked<'_>, &str) -> Value;

/// Where lines and pictures lie in `data/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// `SPLIT.jsonl`, and `images/` for all.
    Flat,
    /// `SPLIT/metadata.jsonl` and `SPLIT/images/`.
    Folders,
}

impl Layout {
    fn lines(self, split: Split) -> String {
        match self {
            Self::Flat => format!("{}.jsonl", split.name()),
            Self::Folders => format!("{}/metadata.jsonl", split.name()),
        }
    }

    /// The folder in which pictures' paths begin.
    fn base(self, split: Split) -> &'static str {
        match self {
            Self::Flat => "",
            Self::Folders => split.name(),
        }
    }
}

/// The JSON Lines files of an export, `data/SPLIT.jsonl` or
/// `data/SPLIT/metadata.jsonl`.
pub(crate) struct Lines {
    folder: PathBuf,
    layout: Layout,
    fill: Fill,
    splits: BTreeMap<Split, Open>,
}

struct Open {
    path: PathBuf,
    file: BufWriter<File>,
    rows: u64,
}

impl Lines {
    /// Files in `root/data`.
    pub(crate) fn create(root: &Path, layout: Layout, fill: Fill) -> Result<Self, ExportError> {
        let folder = root.join("data");
        make(&folder)?;
        Ok(Self { folder, layout, fill, splits: BTreeMap::new() })
    }

    fn open(&mut self, split: Split) -> Result<&mut Open, ExportError> {
        let open = match self.splits.entry(split) {
            Entry::Occupied(open) => return Ok(open.into_mut()),
            Entry::Vacant(none) => none,
        };
        let path = self.folder.join(self.layout.lines(split));
        path.parent().map_or(Ok(()), make)?;
        let file = File::create(&path).map_err(|error| ExportError::io(&path, error))?;
        Ok(open.insert(Open { path, file: BufWriter::new(file), rows: 0 }))
    }

    fn picture(&self, sample: &Sample<'_>) -> Result<String, ExportError> {
        let path = format!("images/{}/{}.png", &sample.id[..2], sample.id);
        let file = self.folder.join(self.layout.base(sample.split)).join(&path);
        file.parent().map_or(Ok(()), make)?;
        fs::write(&file, &sample.picture.png).map_err(|error| ExportError::io(&file, error))?;
        Ok(path)
    }
}

fn make(folder: &Path) -> Result<(), ExportError> {
    fs::create_dir_all(folder).map_err(|error| ExportError::io(folder, error))
}

impl Writer for Lines {
    fn write(&mut self, sample: &Sample<'_>) -> Result<(), ExportError> {
        let path = self.picture(sample)?;
        let fill = self.fill;
        let open = self.open(sample.split)?;
        for asked in &sample.asked {
            let line = canonical_json(&fill(sample, asked, &path));
            writeln!(open.file, "{line}").map_err(|error| ExportError::io(&open.path, error))?;
            open.rows += 1;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<DataFile>, ExportError> {
        let Self { layout, splits, .. } = *self;
        let finish = |(split, open): (Split, Open)| {
            let Open { path, file, rows } = open;
            let failed = |error| ExportError::io(&path, error);
            let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
            file.sync_all().map_err(failed)?;
            DataFile::of(&path, format!("data/{}", layout.lines(split)), split, rows)
        };
        splits.into_iter().map(finish).collect()
    }
}
