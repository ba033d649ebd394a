//! A run that was cut off goes on and ends as if it had not been.

use std::{env, fs, path::Path, process::Command};

use synth_datasets::{FILE_NAME, Progress, Store, StoreError};

use crate::common::{config, corpus, dump, rejection, run, task};

const END: u64 = 24;

fn whole() -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    run(&mut store, END, END).unwrap();
    drop(store);
    dump(dir.path())
}

#[test]
fn equal_runs_are_equal_row_by_row_whatever_their_batches() {
    let dir = tempfile::tempdir().unwrap();
    for end in [1, 5, 6, END] {
        corpus(dir.path(), end);
    }
    assert_eq!(dump(dir.path()), whole());
}

#[test]
fn a_dropped_batch_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    run(&mut store, 5, 5).unwrap();
    let mut batch = store.batch().unwrap();
    batch.reject(5, &rejection(5)).unwrap();
    batch.accept(6, &task(6)).unwrap();
    assert_eq!(batch.progress().next_candidate, 7);
    drop(batch);
    let kept = Progress { next_candidate: 5, accepted: 4, rejected: 1 };
    assert_eq!(store.progress().unwrap(), kept);
    assert_eq!(store.duplicate_of(&task(6)).unwrap(), None);
    run(&mut store, END, 5).unwrap();
    drop(store);
    assert_eq!(dump(dir.path()), whole());
}

#[test]
fn candidates_come_once_and_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    let mut batch = store.batch().unwrap();
    batch.accept(0, &task(0)).unwrap();
    for wrong in [0, 2, u64::MAX] {
        let error = batch.accept(wrong, &task(1)).unwrap_err();
        assert!(matches!(error, StoreError::OutOfOrder { expected: 1, .. }), "{error}");
        let error = batch.reject(wrong, &rejection(1)).unwrap_err();
        assert!(matches!(error, StoreError::OutOfOrder { expected: 1, .. }), "{error}");
    }
    let error = batch.commit(2).unwrap_err();
    assert!(matches!(error, StoreError::OutOfOrder { expected: 1, got: 2 }), "{error}");
    assert!(store.is_empty().unwrap());
}

#[test]
fn a_run_killed_before_its_first_commit_begins_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("corpus.lock"), "").unwrap();
    fs::write(dir.path().join(FILE_NAME), "").unwrap();
    assert!(matches!(Store::open_read(dir.path()), Err(StoreError::NoCorpus { .. })));
    corpus(dir.path(), END);
    assert_eq!(dump(dir.path()), whole());
}

const FOLDER: &str = "SYNTH_DATASETS_TEST_FOLDER";

/// Runs one of the ignored tests below in a process of its own.
fn child(test: &str, folder: &Path, shell: &str) -> std::process::ExitStatus {
    Command::new("sh")
        .args(["-c", &format!("{shell} exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .status()
        .unwrap()
}

#[test]
#[ignore = "dies: started by a_killed_process_leaves_a_whole_prefix"]
fn die_in_a_batch() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let mut store = Store::create_or_open(folder, &config()).unwrap();
    run(&mut store, 12, 4).unwrap();
    let mut batch = store.batch().unwrap();
    batch.accept(12, &task(12)).unwrap();
    std::process::abort();
}

#[cfg(unix)]
#[test]
fn a_killed_process_leaves_a_whole_prefix() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!child("resume::die_in_a_batch", dir.path(), "ulimit -c 0;").success());
    assert!(dir.path().join("corpus.sqlite-wal").exists(), "the process died too late");
    let reader = Store::open_read(dir.path()).unwrap();
    assert_eq!(reader.progress().unwrap().next_candidate, 12);
    assert_eq!(reader.tasks().filter(|item| item.is_ok()).count(), 8);
    drop(reader);
    corpus(dir.path(), END);
    assert_eq!(dump(dir.path()), whole());
}

#[test]
#[ignore = "needs a limit on its files: started by a_disk_that_fails_loses_nothing"]
fn write_until_the_disk_fails() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let mut store = Store::create_or_open(folder, &config()).unwrap();
    let error = run(&mut store, END, 2).unwrap_err();
    assert!(matches!(error, StoreError::Disk { .. } | StoreError::DiskFull { .. }), "{error}");
    assert!(error.to_string().contains("everything committed so far is kept"), "{error}");
    assert!(store.progress().unwrap().next_candidate > 0);
}

#[cfg(unix)]
#[test]
fn a_disk_that_fails_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // Beyond the limit the system refuses to write, as a failing disk does.
    let status =
        child("resume::write_until_the_disk_fails", dir.path(), "trap '' XFSZ; ulimit -f 240;");
    assert!(status.success());
    let kept = Store::open_read(dir.path()).unwrap().progress().unwrap();
    assert!(kept.next_candidate > 0 && kept.next_candidate < END, "{kept:?}");
    corpus(dir.path(), END);
    assert_eq!(dump(dir.path()), whole());
}
