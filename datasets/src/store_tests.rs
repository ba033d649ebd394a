//! What needs a hand on the connection itself.

use rusqlite::ErrorCode;

use super::{
    common::{config, dump, run, task},
    *,
};
use crate::Prepared;

/// A store whose database may not grow: SQLite then fails as on a full disk.
fn full(folder: &Path, spare: u32) -> Store {
    let store = Store::create_or_open(folder, &config()).unwrap();
    let conn = &store.reader.conn;
    let pages: u32 = conn.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    conn.pragma_update_and_check(None, "max_page_count", pages + spare, |_| Ok(())).unwrap();
    store
}

#[test]
fn a_full_disk_keeps_what_is_committed_and_the_run_goes_on_after() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = full(dir.path(), 20);
    let error = run(&mut store, 40, 3).unwrap_err();
    assert!(matches!(error, StoreError::DiskFull { .. }), "{error:?}");
    assert!(error.to_string().contains("the same command goes on"), "{error}");
    let kept = store.progress().unwrap().next_slot;
    assert!(kept > 0 && kept.is_multiple_of(3), "{kept}");
    assert_eq!(store.tasks().filter(|item| item.is_ok()).count() as u64, store.len().unwrap());
    drop(store);

    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    assert_eq!(store.progress().unwrap().next_slot, kept);
    run(&mut store, 40, 3).unwrap();
    drop(store);
    let other = tempfile::tempdir().unwrap();
    run(&mut Store::create_or_open(other.path(), &config()).unwrap(), 40, 40).unwrap();
    assert_eq!(dump(dir.path()), dump(other.path()));
}

#[test]
fn after_a_failed_write_a_batch_takes_nothing_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = full(dir.path(), 0);
    let mut batch = store.batch().unwrap();
    assert!(matches!(batch.accept(0, &task(0)), Err(StoreError::DiskFull { .. })));
    assert!(matches!(batch.accept(0, &task(0)), Err(StoreError::BatchVoid { .. })));
    assert!(matches!(
        batch.duplicate_of(&Prepared::of(task(0)).unwrap()),
        Err(StoreError::BatchVoid { .. })
    ));
    assert!(matches!(batch.commit(0), Err(StoreError::BatchVoid { .. })));
    assert!(store.is_empty().unwrap());
    assert!(store.reader.conn.is_autocommit());
}

#[test]
fn the_connection_is_set_up_as_documented() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create_or_open(dir.path(), &config()).unwrap();
    let text = |pragma: &str| -> String {
        store.reader.conn.pragma_query_value(None, pragma, |row| row.get(0)).unwrap()
    };
    let number = |pragma: &str| -> u32 {
        store.reader.conn.pragma_query_value(None, pragma, |row| row.get(0)).unwrap()
    };
    assert_eq!(text("journal_mode"), "wal");
    assert_eq!(number("synchronous"), 1);
    assert_eq!(number("foreign_keys"), 1);
    assert_eq!(number("application_id"), crate::APPLICATION_ID);
    assert_eq!(number("user_version"), crate::SCHEMA_VERSION);
}

#[test]
fn a_reader_cannot_write() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::create_or_open(dir.path(), &config()).unwrap());
    let reader = Store::open_read(dir.path()).unwrap();
    let error = reader.conn.execute("DELETE FROM meta", []).unwrap_err();
    assert_eq!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly));
}
