//! Damage is found and named, not read as data.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use synth_datasets::{FILE_NAME, Store, StoreError};

use crate::common::{config, corpus, dump, files};

fn sql(folder: &Path, statements: &str) {
    let conn = Connection::open(folder.join(FILE_NAME)).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(statements).unwrap();
}

fn first_error(folder: &Path) -> StoreError {
    match Store::open_read(folder) {
        Ok(reader) => reader.tasks().find_map(Result::err).unwrap(),
        Err(error) => error,
    }
}

#[test]
fn overwritten_pages_are_damage() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    let path = dir.path().join(FILE_NAME);
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let error = Store::create_or_open(dir.path(), &config()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    let error = first_error(dir.path());
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains("is damaged"), "{error}");
}

#[test]
fn a_file_cut_short_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    let path = dir.path().join(FILE_NAME);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = first_error(dir.path());
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    fs::write(&path, &bytes[..50]).unwrap();
    assert!(matches!(first_error(dir.path()), StoreError::NotSqlite { .. }));
}

#[test]
fn changed_rows_are_damage() {
    for (change, says) in [
        ("UPDATE tasks SET program = program || ' '", "does not hash to its id"),
        ("UPDATE tasks SET scene = '{}'", "scene_hash"),
        ("UPDATE tasks SET scores = '[{'", "scores"),
        ("UPDATE tasks SET language = 'cobol'", "language"),
        ("UPDATE tasks SET id = upper(id)", "its easy question is missing"),
        ("UPDATE tasks SET id = 'x'; UPDATE questions SET task = 'x'", "is not a hash"),
        ("UPDATE questions SET text = 'Why?' WHERE tier = 'hard'", "does not hash to its id"),
        ("DELETE FROM questions WHERE tier = 'hard'", "its hard question is missing"),
        ("DELETE FROM pictures", "candidate 0: its picture is missing"),
        ("DELETE FROM meta WHERE key = 'config'", "meta lacks config"),
        ("UPDATE meta SET value = '[' WHERE key = 'config'", "configuration"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        corpus(dir.path(), 1);
        sql(dir.path(), change);
        let error = first_error(dir.path());
        assert!(matches!(error, StoreError::Damaged { .. }), "{change}: {error:?}");
        assert!(error.to_string().contains(says), "{change}: {error}");
    }
}

#[test]
fn rows_and_counters_that_disagree_are_not_gone_on_from() {
    for change in [
        "UPDATE meta SET value = '4' WHERE key = 'next_candidate'",
        "UPDATE meta SET value = 'many' WHERE key = 'accepted'",
        "DELETE FROM rejections",
        "UPDATE rejections SET candidate = 99 WHERE candidate = 5",
    ] {
        let dir = tempfile::tempdir().unwrap();
        corpus(dir.path(), 6);
        sql(dir.path(), change);
        let before = files(dir.path());
        let error = Store::create_or_open(dir.path(), &config()).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{change}: {error:?}");
        assert_eq!(files(dir.path()), before);
    }
}

#[test]
fn an_iterator_ends_after_an_error() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    sql(dir.path(), "UPDATE tasks SET scene = '{}' WHERE candidate = 3");
    let reader = Store::open_read(dir.path()).unwrap();
    let items: Vec<bool> = reader.tasks().map(|item| item.is_ok()).collect();
    assert_eq!(items, [true, true, false]);
}

/// A corpus whose header asks for a log that is not there, as after copying the
/// database alone out of a running folder.
fn copied_alone(folder: &Path) -> PathBuf {
    corpus(folder, 6);
    let path = folder.join(FILE_NAME);
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    conn.close().unwrap();
    path
}

#[test]
fn a_database_without_its_log_is_read_without_making_one() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("odd?name#with%20marks");
    let path = copied_alone(&folder);
    assert_eq!(fs::read(&path).unwrap()[18], 2);
    let before = files(&folder);
    let reader = Store::open_read(&folder).unwrap();
    assert_eq!(reader.tasks().filter(|item| item.is_ok()).count(), 4);
    drop(reader);
    assert_eq!(files(&folder), before);
    corpus(&folder, 9);
    let other = tempfile::tempdir().unwrap();
    corpus(other.path(), 9);
    assert_eq!(dump(&folder), dump(other.path()));
}

#[test]
fn a_corpus_at_rest_is_one_file() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 6);
    let names: Vec<String> = files(dir.path()).into_keys().collect();
    assert_eq!(names, ["corpus.lock", FILE_NAME]);
}
