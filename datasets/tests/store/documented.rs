//! `SCHEMA.md` and the schema say the same.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use synth_datasets::{APPLICATION_ID, FILE_NAME, SCHEMA_VERSION};

use crate::common::corpus;

const SCHEMA: &str = include_str!("../../SCHEMA.md");

type Columns = BTreeMap<String, BTreeSet<String>>;

/// The tables and views that exist, with their columns.
fn existing(conn: &Connection) -> Columns {
    let query = "SELECT o.name, c.name FROM sqlite_schema AS o, pragma_table_info(o.name) AS c
        WHERE o.type IN ('table', 'view')";
    let mut found = Columns::new();
    let mut statement = conn.prepare(query).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        found.entry(row.get(0).unwrap()).or_default().insert(row.get(1).unwrap());
    }
    found
}

/// The headings `` ### `table` `` and the first cells `` | `column` | `` below.
fn documented() -> Columns {
    let mut found = Columns::new();
    let mut table = String::new();
    for line in SCHEMA.lines() {
        let quoted = line.split('`').nth(1).unwrap_or_default().to_owned();
        if line.starts_with("### `") {
            table.clone_from(&quoted);
            found.insert(quoted, BTreeSet::new());
        } else if line.starts_with("| `") && !table.is_empty() {
            found.get_mut(&table).unwrap().insert(quoted);
        } else if line.starts_with('#') {
            table.clear();
        }
    }
    found
}

#[test]
fn every_table_and_column_is_documented_and_exists() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 1);
    let conn = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    assert_eq!(documented(), existing(&conn));
}

#[test]
fn the_marks_are_documented() {
    assert!(SCHEMA.contains(&format!("`{APPLICATION_ID}`")));
    assert!(SCHEMA.contains(&format!("`user_version` is `{SCHEMA_VERSION}`")));
}

#[test]
fn every_example_runs() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 6);
    let conn = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    let examples: Vec<&str> = SCHEMA
        .lines()
        .filter(|line| line.starts_with("sqlite3 "))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    assert!(examples.len() >= 8, "{examples:?}");
    for example in examples {
        // The shell's own function; any function of two values stands in for it.
        let query = example.replace("writefile(", "max(");
        let mut statement = conn.prepare(&query).unwrap();
        let mut rows = statement.query([]).unwrap();
        assert!(rows.next().unwrap().is_some(), "{example} finds nothing");
    }
}
