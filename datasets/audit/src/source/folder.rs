//! Questions in JSON beside pictures.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{Row, Sink, Tally, fields};
use crate::error::AuditError;

/// Reads a file of JSON lines, a list of objects, or an object that holds one.
pub(super) fn read(path: &Path, tally: &mut Tally, sink: &mut Sink<'_>) -> Result<(), AuditError> {
    let io = |error| AuditError::Io { path: path.to_owned(), error };
    let malformed = |place: String, error: serde_json::Error| AuditError::Malformed {
        path: path.to_owned(),
        place,
        detail: error.to_string(),
    };
    let mut take = |place: usize, value: Value| match value {
        Value::Object(row) => add(path, place, &row, tally, sink),
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

fn add(
    file: &Path,
    place: usize,
    row: &Map<String, Value>,
    tally: &mut Tally,
    sink: &mut Sink<'_>,
) -> Result<(), AuditError> {
    if tally.rows == 0 {
        tally.fields = fields::names(row);
    }
    tally.rows += 1;
    let named = fields::picture(row).and_then(Value::as_str);
    let (Some(named), Some(question)) = (named, fields::question(row)) else { return Ok(()) };
    tally.tasks += 1;
    let short = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let name =
        fields::name(row).unwrap_or_else(|| format!("{}:{place}", short.unwrap_or_default()));
    // A picture that is not there is found to be so, among the unclear.
    let picture = locate(file, named).and_then(|path| fs::read(path).ok()).unwrap_or_default();
    sink(Row { name, picture, asked: vec![question], scene: None, program: None })
}

/// Where a picture lies: beside the file that names it, or in a folder beside it
/// that is called after pictures.
fn locate(file: &Path, named: &str) -> Option<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let places = ["", "images", "image", "imgs", "pictures", ".."];
    places.into_iter().map(|place| folder.join(place).join(named)).find(|path| path.is_file())
}
