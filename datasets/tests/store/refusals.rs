//! What is not a corpus of this run is refused and left as it was.

use std::{fs, path::Path};

use rusqlite::Connection;
use serde_json::json;
use synth_datasets::{FILE_NAME, RunConfig, Store, StoreError};

use crate::common::{config, corpus, files};

/// Both ways of opening fail with an error of this kind, and change nothing.
fn refused(folder: &Path, is_it: impl Fn(&StoreError) -> bool, says: &[&str]) {
    let before = files(folder);
    let opened = Store::create_or_open(folder, &config()).map(|_| ()).unwrap_err();
    let read = Store::open_read(folder).map(|_| ()).unwrap_err();
    for error in [opened, read] {
        assert!(is_it(&error), "{error:?}");
        for part in says {
            assert!(error.to_string().contains(part), "{error} lacks {part}");
        }
    }
    assert_eq!(files(folder), before, "the folder was touched");
}

#[test]
fn a_folder_in_other_use_is_named_and_untouched() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["thesis.tex", "photo.jpg", "a", "b", "c", "d"] {
        fs::write(dir.path().join(name), name).unwrap();
    }
    let before = files(dir.path());
    let error = Store::create_or_open(dir.path(), &config()).unwrap_err();
    assert!(matches!(error, StoreError::ForeignFolder { .. }));
    assert!(error.to_string().contains("found a, b, c, d, photo.jpg, 1 more"), "{error}");
    assert_eq!(files(dir.path()), before);
    let file = dir.path().join("photo.jpg");
    let error = Store::create_or_open(&file, &config()).unwrap_err();
    assert!(matches!(error, StoreError::NotAFolder { .. }));
}

#[test]
fn reading_creates_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for path in [dir.path().to_owned(), dir.path().join("x"), dir.path().join("x/y.sqlite")] {
        assert!(matches!(Store::open_read(&path), Err(StoreError::NoCorpus { .. })));
    }
    assert!(files(dir.path()).is_empty());
    corpus(dir.path(), 9);
    let before = files(dir.path());
    let reader = Store::open_read(dir.path()).unwrap();
    assert_eq!(reader.tasks().count(), 9);
    assert_eq!(files(dir.path()), before);
    drop(reader);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn other_files_may_lie_beside_a_corpus() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 3);
    fs::write(dir.path().join("report.html"), "x").unwrap();
    corpus(dir.path(), 6);
    assert_eq!(Store::open_read(dir.path()).unwrap().progress().unwrap().next_slot, 6);
}

#[test]
fn a_newer_version_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 3);
    let conn = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    conn.pragma_update(None, "user_version", 12).unwrap();
    conn.close().unwrap();
    let newer = |error: &StoreError| matches!(error, StoreError::NewerVersion { found: 12, .. });
    refused(dir.path(), newer, &["version 12", "only up to 3", FILE_NAME]);
}

#[test]
fn a_database_of_another_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let conn = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    conn.execute_batch("CREATE TABLE mail (x); PRAGMA user_version = 1").unwrap();
    conn.close().unwrap();
    let foreign = |error: &StoreError| matches!(error, StoreError::NotACorpus { .. });
    refused(dir.path(), foreign, &["not one of synth"]);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(FILE_NAME), "Dear diary, ".repeat(99)).unwrap();
    let not_sqlite = |error: &StoreError| matches!(error, StoreError::NotSqlite { .. });
    refused(dir.path(), not_sqlite, &["not an SQLite file"]);
}

#[test]
fn another_configuration_is_refused_key_by_key() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 6);
    let before = files(dir.path());
    let other = json!({"seed": 8, "families": ["bars"], "limits": {"fuel": 99, "stack": 1}});
    let error = Store::create_or_open(dir.path(), &RunConfig::new(&other).unwrap()).unwrap_err();
    let StoreError::DifferentConfig { differences, .. } = &error else { panic!("{error}") };
    assert_eq!(differences.len(), 3);
    let lines = "\n  limits.fuel: 100 → 99\n  limits.stack: (none) → 1\n  seed: 7 → 8\n";
    assert!(error.to_string().contains(lines), "{error}");
    assert_eq!(files(dir.path()), before);
    corpus(dir.path(), 9);
}

#[test]
fn a_second_writer_is_told_that_the_corpus_is_in_use() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    crate::common::run(&mut store, 3, 3).unwrap();
    let error = Store::create_or_open(dir.path(), &config()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }));
    assert!(error.to_string().contains("in use by another process"), "{error}");
    let reader = Store::open_read(dir.path()).unwrap();
    assert_eq!(reader.len().unwrap(), 3);
    crate::common::run(&mut store, 6, 3).unwrap();
    assert_eq!(reader.len().unwrap(), 6, "a reader sees what is committed meanwhile");
    drop(reader);
    drop(store);
    corpus(dir.path(), 9);
}

#[test]
fn a_foreign_transaction_on_the_file_is_in_use_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    let shell = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    shell.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(store.batch().map(|_| ()), Err(StoreError::InUse { .. })));
    shell.execute_batch("ROLLBACK").unwrap();
    crate::common::run(&mut store, 3, 3).unwrap();
}

#[test]
fn a_reader_may_stay_while_writers_come_and_go() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 3);
    let reader = Store::open_read(dir.path()).unwrap();
    let mut tasks = reader.tasks();
    assert!(tasks.next().unwrap().is_ok());
    for end in [60, 90] {
        corpus(dir.path(), end);
        assert_eq!(reader.progress().unwrap().next_slot, end);
    }
    assert_eq!(tasks.filter(|item| item.is_ok()).count(), 89);
    drop(reader);
    corpus(dir.path(), 93);
    let names: Vec<String> = files(dir.path()).into_keys().collect();
    assert_eq!(names, ["corpus.lock", FILE_NAME]);
}
