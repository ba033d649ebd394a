//! Shards of WebDataset: tar files in which the members of a row follow each other and
//! share their name up to the first dot.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde_json::{Map, Value};
use tar::Archive;

use super::has_ending;
use super::records::{Held, PICTURES, Record, RecordSink};
use crate::error::AuditError;

/// Largest member that is read; a larger one is passed over.
const MAX_MEMBER: u64 = 256 << 20;

/// Reads the rows of a shard.
pub(super) fn records(path: &Path, sink: &mut RecordSink<'_>) -> Result<(), AuditError> {
    let file = File::open(path).map_err(|error| AuditError::Io { path: path.to_owned(), error })?;
    let mut place = 0;
    let mut key = String::new();
    let mut row = Record::default();
    let mut archive = Archive::new(BufReader::with_capacity(1 << 20, file));
    let malformed = |place: u64, error: std::io::Error| AuditError::Malformed {
        path: path.to_owned(),
        place: format!("after row {place}"),
        detail: error.to_string(),
    };
    let members = archive.entries().map_err(|error| malformed(0, error))?;
    for member in members {
        let mut member = member.map_err(|error| malformed(place, error))?;
        if !member.header().entry_type().is_file() || member.size() > MAX_MEMBER {
            continue;
        }
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        let own = stem(&name);
        if own != key {
            flush(std::mem::take(&mut row), &mut place, sink)?;
            key = own.to_owned();
        }
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).map_err(|error| malformed(place, error))?;
        put(&mut row, &name, bytes);
    }
    flush(row, &mut place, sink)
}

/// What the members of a row share: folders, and the name up to its first dot.
fn stem(name: &str) -> &str {
    let start = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name.get(start..).and_then(|own| own.find('.'));
    dot.and_then(|dot| name.get(..start + dot)).unwrap_or(name)
}

fn flush(row: Record, place: &mut u64, sink: &mut RecordSink<'_>) -> Result<(), AuditError> {
    if row.fields.is_empty() && !row.has_picture() {
        return Ok(());
    }
    *place += 1;
    sink(Record { place: *place, ..row })
}

/// Adds a member to its row; the first of several pictures is the row's.
fn put(row: &mut Record, name: &str, bytes: Vec<u8>) {
    let path = Path::new(name);
    if has_ending(path, &PICTURES) {
        if !row.has_picture() {
            row.name = Some(name.to_owned());
            row.picture = Held::Bytes(bytes);
        }
    } else if has_ending(path, &["json"]) {
        let read: Result<Map<String, Value>, _> = serde_json::from_slice(&bytes);
        row.fields.extend(read.unwrap_or_default());
    } else if has_ending(path, &["txt", "caption"]) {
        let caption = String::from_utf8_lossy(&bytes).trim().to_owned();
        row.fields.entry("caption").or_insert_with(|| Value::from(caption));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(members: &[(&str, &[u8])]) -> tempfile::NamedTempFile {
        let mut builder =
            tar::Builder::new(tempfile::Builder::new().suffix(".tar").tempfile().unwrap());
        for (name, bytes) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn members_of_one_name_are_one_row() {
        let file = shard(&[
            ("a/001.jpg", b"one"),
            ("a/001.txt", b" a cat \n"),
            ("a/001.json", br#"{"license": "CC0-1.0"}"#),
            ("a/002.seg.png", b"mask"),
            ("a/002.json", br#"{"caption": "a dog"}"#),
            ("a/003.cls", b"7"),
        ]);
        let mut found = Vec::new();
        records(file.path(), &mut |record| {
            found.push(record);
            Ok(())
        })
        .unwrap();
        assert_eq!(found.iter().map(|r| r.place).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(found[0].fields["caption"], "a cat");
        assert_eq!(found[0].fields["license"], "CC0-1.0");
        assert_eq!(found[1].fields["caption"], "a dog");
        assert_eq!(found.pop().unwrap().picture(), b"mask");
        assert_eq!(found.pop().unwrap().picture(), b"one");
    }

    #[test]
    fn a_shard_cut_off_is_named_with_its_place() {
        let file = shard(&[("1.png", &[1; 2000]), ("2.png", &[2; 2000])]);
        let bytes = std::fs::read(file.path()).unwrap();
        std::fs::write(file.path(), &bytes[..3500]).unwrap();
        let fault = records(file.path(), &mut |_| Ok(())).unwrap_err();
        assert!(matches!(fault, AuditError::Malformed { .. }), "{fault}");
    }
}
