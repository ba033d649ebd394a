//! A run that was cut off goes on and ends as if it had not been.

use std::{env, fs, path::Path, process::Command};

use serde_json::json;
use synth_datasets::{FILE_NAME, Progress, RunConfig, Store, StoreError};

use crate::common::{config, corpus, fill, rejection, run, task};

const END: u64 = 24;

/// The finished file. Sittings, crashes and batches leave no trace in it.
fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(folder.join(FILE_NAME)).unwrap()
}

fn whole() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    run(&mut store, END, END).unwrap();
    drop(store);
    bytes(dir.path())
}

#[test]
fn equal_runs_are_equal_byte_by_byte_whatever_their_batches() {
    let dir = tempfile::tempdir().unwrap();
    for end in [1, 5, 6, END] {
        corpus(dir.path(), end);
    }
    assert_eq!(bytes(dir.path()), whole());
}

#[test]
fn asking_for_more_later_is_as_asking_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let sitting = |folder: &Path, wanted: u64| {
        let mut store = Store::create_or_open(folder, &config()).unwrap();
        store.set_wanted(wanted).unwrap();
        run(&mut store, wanted, 5).unwrap();
    };
    [3, 10, 17, END].into_iter().for_each(|wanted| sitting(dir.path(), wanted));
    let other = tempfile::tempdir().unwrap();
    sitting(other.path(), END);
    assert_eq!(bytes(dir.path()), bytes(other.path()));
}

#[test]
fn a_shard_holds_its_lane_and_goes_on_in_it() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = RunConfig::new(&json!({"seed": 7, "shard": 2, "shards": 7})).unwrap();
    for (folder, ends) in [(&dir, vec![9, 10, 40]), (&other, vec![40])] {
        for end in ends {
            let mut store = Store::create_or_open(folder.path(), &config).unwrap();
            run(&mut store, end, 2).unwrap();
        }
    }
    assert_eq!(bytes(dir.path()), bytes(other.path()));
    let reader = Store::open_read(dir.path()).unwrap();
    let slots: Vec<u64> = reader.tasks().map(|item| item.unwrap().slot).collect();
    assert_eq!(slots, [2, 9, 16, 23, 30, 37]);
    let progress = reader.progress().unwrap();
    assert_eq!((progress.next_slot, progress.accepted), (44, 6));
    assert_eq!(reader.lane().below(40), 6);
    assert!(reader.check(&mut |_| ()).unwrap().holds());
}

#[test]
fn a_dropped_batch_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    run(&mut store, 5, 5).unwrap();
    let mut batch = store.batch().unwrap();
    fill(&mut batch, 5).unwrap();
    fill(&mut batch, 6).unwrap();
    assert_eq!(batch.progress().next_slot, 7);
    drop(batch);
    let kept = Progress { next_slot: 5, next_candidate: 9, accepted: 5, rejected: 4 };
    assert_eq!(store.progress().unwrap(), kept);
    assert_eq!(store.duplicate_of(&task(6)).unwrap(), None);
    run(&mut store, END, 5).unwrap();
    drop(store);
    assert_eq!(bytes(dir.path()), whole());
}

#[test]
fn slots_come_once_and_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    let mut batch = store.batch().unwrap();
    batch.accept(0, &task(0)).unwrap();
    for wrong in [0, 2, u64::MAX] {
        let error = batch.accept(wrong, &task(1)).unwrap_err();
        assert!(matches!(error, StoreError::OutOfOrder { expected: 1, .. }), "{error}");
        let error = batch.reject(wrong, rejection(1, 0)).unwrap_err();
        assert!(matches!(error, StoreError::OutOfOrder { expected: 1, .. }), "{error}");
    }
    let error = batch.commit(2).unwrap_err();
    assert!(matches!(error, StoreError::OutOfOrder { expected: 1, got: 2 }), "{error}");
    assert!(store.is_empty().unwrap());
    let mut batch = store.batch().unwrap();
    batch.accept(0, &task(0)).unwrap();
    batch.reject(1, rejection(1, 0)).unwrap();
    batch.commit(1).unwrap();
    assert_eq!(store.progress().unwrap().rejected, 0, "the attempts at an open slot are not kept");
    assert!(store.rejections(1).unwrap().is_empty());
}

#[test]
fn a_run_killed_before_its_first_commit_begins_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("corpus.lock"), "").unwrap();
    fs::write(dir.path().join(FILE_NAME), "").unwrap();
    assert!(matches!(Store::open_read(dir.path()), Err(StoreError::NoCorpus { .. })));
    corpus(dir.path(), END);
    assert_eq!(bytes(dir.path()), whole());
}

const FOLDER: &str = "SYNTH_DATASETS_TEST_FOLDER";

/// Runs one of the ignored tests below in a process of its own.
fn child(test: &str, folder: &Path, shell: &str) -> std::process::ExitStatus {
    Command::new("sh")
        .args(["-c", &format!("{shell} exec \"$0\" \"$@\"")])
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        // A limit on files must not hit wherever this test's output goes.
        .stdout(std::process::Stdio::null())
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
    fill(&mut batch, 12).unwrap();
    std::process::abort();
}

#[cfg(unix)]
#[test]
fn a_killed_process_leaves_a_whole_prefix() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!child("resume::die_in_a_batch", dir.path(), "ulimit -c 0;").success());
    assert!(dir.path().join("corpus.sqlite-wal").exists(), "the process died too late");
    let reader = Store::open_read(dir.path()).unwrap();
    assert_eq!(reader.progress().unwrap().next_slot, 12);
    assert_eq!(reader.tasks().filter(|item| item.is_ok()).count(), 12);
    drop(reader);
    corpus(dir.path(), END);
    assert_eq!(bytes(dir.path()), whole());
}

#[test]
#[ignore = "needs a limit on its files: started by a_disk_that_fails_loses_nothing"]
fn write_until_the_disk_fails() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let mut store = Store::create_or_open(folder, &config()).unwrap();
    let error = run(&mut store, END, 2).unwrap_err();
    assert!(matches!(error, StoreError::Disk { .. } | StoreError::DiskFull { .. }), "{error}");
    assert!(error.to_string().contains("everything committed so far is kept"), "{error}");
    assert!(store.progress().unwrap().next_slot > 0);
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
    assert!(kept.next_slot > 0 && kept.next_slot < END, "{kept:?}");
    corpus(dir.path(), END);
    assert_eq!(bytes(dir.path()), whole());
}
