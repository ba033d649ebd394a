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
fn a_file_cut_short_is_damage_and_what_is_left_is_named() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    let path = dir.path().join(FILE_NAME);
    let bytes = fs::read(&path).unwrap();
    for kept in [bytes.len() / 2, bytes.len() - 4096, bytes.len() - 1] {
        fs::write(&path, &bytes[..kept]).unwrap();
        let error = first_error(dir.path());
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        let error = Store::create_or_open(dir.path(), &config()).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(error.to_string().contains("cut short"), "{error}");
        assert!(error.to_string().contains("slot "), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes[..kept], "it was touched");
    }
    fs::write(&path, &bytes[..50]).unwrap();
    assert!(matches!(first_error(dir.path()), StoreError::NotSqlite { .. }));
}

/// A flipped bit is refused, or lies where nothing is stored.
#[test]
fn a_flipped_bit_is_found_wherever_it_matters() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 12);
    let path = dir.path().join(FILE_NAME);
    let (bytes, sound) = (fs::read(&path).unwrap(), dump(dir.path()));
    let (mut refused, mut named) = (0, 0);
    for step in 0..400 {
        let at = (step * 7919 + 13) % bytes.len();
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (step % 8);
        fs::write(&path, &flipped).unwrap();
        match Store::create_or_open(dir.path(), &config()) {
            Ok(store) => {
                drop(store);
                assert_eq!(dump(dir.path()), sound, "byte {at} was read as data");
            }
            Err(error) => {
                refused += 1;
                named += usize::from(error.to_string().contains("slot "));
                assert_eq!(fs::read(&path).unwrap(), flipped, "it was touched");
            }
        }
    }
    assert!(refused > 150 && named > 100, "{refused} refused, {named} by slot");
}

#[test]
fn changed_rows_are_damage() {
    for (change, says) in [
        ("UPDATE tasks SET program = program || ' '", "does not hash to its id"),
        ("UPDATE tasks SET scene = '{}'", "scene_hash"),
        ("UPDATE tasks SET scores = '[{'", "scores"),
        ("UPDATE tasks SET language = 'cobol'", "language"),
        ("UPDATE tasks SET id = 'x'", "is not a hash"),
        ("UPDATE questions SET text = 'Why?' WHERE tier = 'hard'", "does not hash to its id"),
        ("DELETE FROM questions WHERE tier = 'hard'", "its hard question is missing"),
        ("DELETE FROM pictures", "slot 0: its picture is missing"),
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
fn a_slot_that_does_not_hold_is_named_and_not_gone_on_from() {
    for (change, says) in [
        ("UPDATE tasks SET program = program || ' ' WHERE slot = 3", "slot 3: it does not hash"),
        ("UPDATE tasks SET seal = upper(seal) WHERE slot = 5", "slot 5: it does not hash"),
        ("UPDATE pictures SET png = x'00' WHERE slot = 1", "slot 1: it does not hash"),
        ("UPDATE questions SET second = '' WHERE slot = 4 AND tier = 'hard'", "slot 4: it does"),
        ("UPDATE tasks SET candidate = candidate + 1 WHERE slot = 2", "slot 2: its attempts"),
        ("DELETE FROM pictures WHERE slot = 0", "slot 0: it does not hash"),
        ("DELETE FROM tasks WHERE slot = 4", "slot 4: it is missing; slot 5 is in its place"),
        ("DELETE FROM rejections", "slot 1: its attempts do not add up"),
        ("UPDATE rejections SET message = '' WHERE slot = 5 AND attempt = 1", "slot 5: it does"),
        ("UPDATE rejections SET slot = 99 WHERE slot = 4", "slot 4: its attempts do not add up"),
        (
            "INSERT INTO rejections VALUES (50, 0, 'f', 1, 'g', 'r', NULL, NULL, 'm')",
            "rejections has 7",
        ),
        ("DROP INDEX tasks_picture", "its tables are not those of a corpus"),
        ("DROP VIEW overview; CREATE VIEW overview AS SELECT 1", "its tables are not those"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        corpus(dir.path(), 6);
        sql(dir.path(), change);
        let before = files(dir.path());
        let error = Store::create_or_open(dir.path(), &config()).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{change}: {error:?}");
        assert!(error.to_string().contains(says), "{change}: {error}");
        assert!(error.to_string().contains("the same command"), "{error}");
        assert_eq!(files(dir.path()), before);
    }
}

#[test]
fn an_iterator_ends_after_an_error() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    sql(dir.path(), "UPDATE tasks SET scene = '{}' WHERE slot = 2");
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
    assert_eq!(reader.tasks().filter(|item| item.is_ok()).count(), 6);
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
