//! Questions in JSON beside pictures.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::fields;
use super::records::{Held, Record, RecordSink};
use crate::error::AuditError;

/// Reads a file of JSON lines, a list of objects, or an object that holds one.
pub(super) fn records(path: &Path, sink: &mut RecordSink<'_>) -> Result<(), AuditError> {
    let io = |error| AuditError::Io { path: path.to_owned(), error };
    let malformed = |place: String, error: serde_json::Error| AuditError::Malformed {
        path: path.to_owned(),
        place,
        detail: error.to_string(),
    };
    let mut take = |place: usize, value: Value| match value {
        Value::Object(row) => sink(record(path, place, row)),
        _ => Ok(()),
    };
    if super::has_ending(path, &["jsonl"]) {
        for (at, line) in BufReader::new(File::open(path).map_err(io)?).lines().enumerate() {
            let line = line.map_err(io)?;
            if !line.trim().is_empty() {
                let value = serde_json::from_str(&line)
                    .map_err(|error| malformed(format!("line {}", at + 1), error))?;
                take(at + 1, value)?;
            }
        }
        return Ok(());
    }
    let whole: Value = serde_json::from_str(&fs::read_to_string(path).map_err(io)?)
        .map_err(|error| malformed("the file".to_owned(), error))?;
    let rows = match whole {
        Value::Array(rows) => rows,
        Value::Object(map) => map
            .into_iter()
            .find_map(|(_, value)| match value {
                Value::Array(rows) => Some(rows),
                _ => None,
            })
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    rows.into_iter().enumerate().try_for_each(|(at, row)| take(at + 1, row))
}

fn record(file: &Path, place: usize, fields: Map<String, Value>) -> Record {
    let name = fields::picture(&fields).and_then(Value::as_str).map(str::to_owned);
    let picture = name.as_deref().map_or(Held::Nowhere, |name| Held::File(locate(file, name)));
    Record { place: place as u64, name, fields, picture }
}

/// Where a picture lies: beside the file that names it, or in a folder beside it
/// that is called after pictures.
fn locate(file: &Path, named: &str) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new("."));
    let places = ["", "images", "image", "imgs", "pictures", ".."];
    let mut paths = places.into_iter().map(|place| match place {
        "" => folder.join(named),
        place => folder.join(place).join(named),
    });
    paths.find(|path| path.is_file()).unwrap_or_else(|| folder.join(named))
}
