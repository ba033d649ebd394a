//! Tar files in which the members of a sample stand together, as `webdataset`
//! reads them: `000000123.png`, then `000000123.json`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use serde_json::Value;
use synth_contracts::canonical_json;
use tar::{Builder, EntryType, Header};

use crate::formats::Writer;
use crate::manifest::DataFile;
use crate::sample::{Asked, Sample};
use crate::{ExportError, Split};

/// A file ends before it would be longer.
const FILE_BYTES: u64 = 480_000_000;

/// Fills the JSON member of a sample.
pub(crate) type Fill = fn(&Sample<'_>, &Asked<'_>) -> Value;

/// The tar files of an export, `data/SPLIT-NNNNNN.tar`.
pub(crate) struct Archives {
    folder: PathBuf,
    fill: Fill,
    file_bytes: u64,
    splits: BTreeMap<Split, Shards>,
}

/// The files of one split.
#[derive(Default)]
struct Shards {
    rows: u64,
    open: Option<Open>,
    done: Vec<DataFile>,
}

struct Open {
    name: String,
    path: PathBuf,
    tar: Builder<BufWriter<File>>,
    bytes: u64,
    rows: u64,
}

impl Archives {
    /// Files in `root/data`.
    pub(crate) fn create(root: &Path, fill: Fill) -> Result<Self, ExportError> {
        Self::bounded(root, fill, FILE_BYTES)
    }

    pub(crate) fn bounded(root: &Path, fill: Fill, file_bytes: u64) -> Result<Self, ExportError> {
        let folder = root.join("data");
        fs::create_dir_all(&folder).map_err(|error| ExportError::io(&folder, error))?;
        Ok(Self { folder, fill, file_bytes, splits: BTreeMap::new() })
    }
}

impl Writer for Archives {
    fn write(&mut self, sample: &Sample<'_>) -> Result<(), ExportError> {
        let shards = self.splits.entry(sample.split).or_default();
        for asked in &sample.asked {
            let record = canonical_json(&(self.fill)(sample, asked));
            let key = format!("{:09}", shards.rows);
            let members = [
                (format!("{key}.png"), sample.picture.png.as_ref()),
                (format!("{key}.json"), record.as_bytes()),
            ];
            let size: u64 = members.iter().map(|(_, bytes)| room(bytes.len())).sum();
            if shards.open.as_ref().is_some_and(|open| open.bytes + size > self.file_bytes) {
                shards.close(sample.split)?;
            }
            let mut open = match shards.open.take() {
                Some(open) => open,
                None => Open::create(&self.folder, sample.split, shards.done.len())?,
            };
            for (name, bytes) in members {
                open.add(&name, bytes)?;
            }
            open.rows += 1;
            open.bytes += size;
            shards.open = Some(open);
            shards.rows += 1;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<DataFile>, ExportError> {
        let mut files = Vec::new();
        for (split, mut shards) in self.splits {
            shards.close(split)?;
            files.append(&mut shards.done);
        }
        Ok(files)
    }
}

/// What a member takes: its header and its bytes, in blocks of 512.
fn room(bytes: usize) -> u64 {
    512 + (bytes as u64).next_multiple_of(512)
}

impl Shards {
    fn close(&mut self, split: Split) -> Result<(), ExportError> {
        let Some(Open { name, path, tar, rows, .. }) = self.open.take() else { return Ok(()) };
        let failed = |error| ExportError::io(&path, error);
        let file = tar.into_inner().map_err(failed)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        self.done.push(DataFile::of(&path, format!("data/{name}"), split, rows)?);
        Ok(())
    }
}

impl Open {
    fn create(folder: &Path, split: Split, number: usize) -> Result<Self, ExportError> {
        let name = format!("{}-{number:06}.tar", split.name());
        let path = folder.join(&name);
        let file = File::create(&path).map_err(|error| ExportError::io(&path, error))?;
        // The end of an archive: two empty blocks.
        let (tar, bytes) = (Builder::new(BufWriter::new(file)), 1024);
        Ok(Self { name, path, tar, bytes, rows: 0 })
    }

    /// No time, owner or machine gets in.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let mut header = Header::new_ustar();
        header.set_uid(0);
        header.set_gid(0);
        header.set_entry_type(EntryType::Regular);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        let added = self.tar.append_data(&mut header, name, bytes);
        added.map_err(|error| ExportError::io(&self.path, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn members_hold_no_time_and_no_owner() {
        let dir = tempfile::tempdir().unwrap();
        let mut open = Open::create(dir.path(), Split::Train, 0).unwrap();
        open.add("000000000.json", b"{}").unwrap();
        let path = open.path.clone();
        let mut shards = Shards { open: Some(open), ..Shards::default() };
        shards.close(Split::Train).unwrap();
        assert_eq!(shards.done[0].path, "data/train-000000.tar");
        // Its room, and the two blocks that end it.
        assert_eq!(shards.done[0].bytes, room(2) + 1024);
        let mut archive = tar::Archive::new(File::open(path).unwrap());
        let mut entry = archive.entries().unwrap().next().unwrap().unwrap();
        let (uid, mtime) = (entry.header().uid().unwrap(), entry.header().mtime().unwrap());
        assert_eq!((uid, mtime, entry.header().mode().unwrap()), (0, 0, 0o644));
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        assert_eq!(text, "{}");
    }
}
