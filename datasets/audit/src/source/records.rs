//! Rows as their corpus holds them, before anything is asked of them.
//!
//! One file holds one or many: a table, a shard of WebDataset, a list in JSON, or a
//! picture by itself with what lies beside it. Pictures that are files of their own are
//! read when they are wanted, so passing over a row costs little.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{corpus, find, folder, has_ending, shard, table};
use crate::error::AuditError;

/// Endings of tables.
pub(super) const TABLES: [&str; 1] = ["parquet"];
/// Endings of shards.
pub(super) const SHARDS: [&str; 1] = ["tar"];
/// Endings of lists.
pub(super) const LISTS: [&str; 2] = ["jsonl", "json"];
/// Endings of pictures.
pub(super) const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "webp", "gif", "bmp"];
/// Folders below the one that was named.
const DEEP: u32 = 32;

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Which of its file it is, from 1.
    pub place: u64,
    /// The name of its picture's file, if it has one.
    pub name: Option<String>,
    /// Its fields.
    pub fields: Map<String, Value>,
    pub(super) picture: Held,
}

/// Where a row's picture is.
#[derive(Clone, Debug, Default)]
pub(super) enum Held {
    /// The row names none.
    #[default]
    Nowhere,
    /// Here.
    Bytes(Vec<u8>),
    /// In a file of its own.
    File(PathBuf),
}

impl Record {
    /// The picture's file; empty if it is not where the row says.
    pub fn picture(self) -> Vec<u8> {
        match self.picture {
            Held::Nowhere => Vec::new(),
            Held::Bytes(bytes) => bytes,
            Held::File(path) => fs::read(path).unwrap_or_default(),
        }
    }

    /// Whether the row names a picture at all.
    pub fn has_picture(&self) -> bool {
        !matches!(self.picture, Held::Nowhere)
    }
}

/// Takes records as they are read.
pub type RecordSink<'a> = dyn FnMut(Record) -> Result<(), AuditError> + 'a;

/// The files at `path` that hold pictures, in the order in which they are to be read:
/// tables, shards, lists, then pictures that no list names and that stand for themselves.
///
/// # Errors
///
/// [`AuditError`], if there is nothing of that name or a folder cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, AuditError> {
    if !path.exists() {
        return Err(AuditError::Missing { path: path.to_owned() });
    }
    if corpus::is(path) {
        return Ok(vec![path.to_owned()]);
    }
    let mut all = Vec::new();
    find(path, DEEP, &mut all).map_err(|error| AuditError::Io { path: path.to_owned(), error })?;
    all.sort();
    let of = |endings: &[&str]| -> Vec<PathBuf> {
        all.iter().filter(|file| has_ending(file, endings)).cloned().collect()
    };
    let alone = of(&PICTURES);
    let stems: BTreeSet<PathBuf> = alone.iter().map(|file| file.with_extension("")).collect();
    let mut lists = of(&LISTS);
    lists.retain(|file| !stems.contains(&file.with_extension("")));
    let mut named = BTreeSet::new();
    for list in &lists {
        let read = records(list, &mut |record| {
            if let Held::File(path) = record.picture {
                named.insert(path);
            }
            Ok(())
        });
        match read {
            // Whoever reads it will be told.
            Ok(()) | Err(AuditError::Malformed { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let alone = alone.into_iter().filter(|file| !named.contains(file));
    Ok([of(&TABLES), of(&SHARDS), lists].concat().into_iter().chain(alone).collect())
}

/// Reads the rows of one of [`files`].
///
/// # Errors
///
/// [`AuditError`], also of the sink.
pub fn records(file: &Path, sink: &mut RecordSink<'_>) -> Result<(), AuditError> {
    if corpus::is(file) {
        corpus::records(file, sink)
    } else if has_ending(file, &TABLES) {
        table::records(file, sink)
    } else if has_ending(file, &SHARDS) {
        shard::records(file, sink)
    } else if has_ending(file, &LISTS) {
        folder::records(file, sink)
    } else {
        sink(alone(file))
    }
}

/// A picture by itself, with the fields of a `.json` and the caption of a `.txt` of the
/// same name.
fn alone(file: &Path) -> Record {
    let beside = |ending: &str| fs::read_to_string(file.with_extension(ending)).ok();
    let mut fields = match beside("json").and_then(|text| serde_json::from_str(&text).ok()) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    if let Some(caption) = beside("txt") {
        fields.entry("caption").or_insert_with(|| Value::from(caption.trim()));
    }
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    Record { place: 1, name, fields, picture: Held::File(file.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, bytes: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn pictures_are_read_once_with_what_is_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["images/a.png", "deep/er/and/deeper/b.jpg", "c.png", "notes.md"] {
            write(folder.path(), name, name);
        }
        write(folder.path(), "c.txt", " a cat \n");
        write(folder.path(), "c.json", r#"{"license": "CC0-1.0", "tags": ["x"]}"#);
        write(folder.path(), "rows.jsonl", r#"{"image": "a.png", "caption": "an ape"}"#);
        write(folder.path(), "broken.json", "[{");
        let mut found = Vec::new();
        let mut faults = 0;
        for file in files(folder.path()).unwrap() {
            let read = records(&file, &mut |record| {
                let caption = record.fields.get("caption").and_then(Value::as_str);
                let caption = caption.unwrap_or_default().to_owned();
                found.push((caption, String::from_utf8(record.picture()).unwrap()));
                Ok(())
            });
            faults += usize::from(read.is_err());
        }
        let expected =
            [("an ape", "images/a.png"), ("a cat", "c.png"), ("", "deep/er/and/deeper/b.jpg")];
        let expected = expected.map(|(caption, name)| (caption.to_owned(), name.to_owned()));
        assert_eq!(found, expected);
        assert_eq!(faults, 1);
    }
}
