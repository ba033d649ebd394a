//! Shards, united, are the corpus of a single run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use synth_datasets::Store;
use tempfile::TempDir;

/// Few levels of families with few answers and few scenes: so that what a shard
/// refuses for its history is not what the whole run does.
const RUN: [&str; 9] = [
    "generate",
    "--n",
    "210",
    "--seed",
    "3",
    "--families",
    "line-crossings:2,sudoku,grid-area",
    "--level",
    "1,2:2",
];

fn synth(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    command.args(arguments).arg("--quiet").current_dir(folder);
    for name in ["SYNTH_SHARDS", "SYNTH_SHARD", "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).output().unwrap()
}

fn done(folder: &Path, arguments: &[&str]) {
    let output = synth(folder, arguments, &[]);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("corpus.sqlite")).unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Makes all shards of a run in `out`.
fn make_shards(folder: &Path, out: &str, count: u64) {
    for shard in 0..count {
        let (shard, count) = (shard.to_string(), count.to_string());
        let more = ["--shards", &count, "--shard", &shard, "--out", out];
        done(folder, &[RUN.as_slice(), &more].concat());
    }
}

/// Slots whose task in the shards is not the one in the whole.
fn differing(shards: &Path, count: u64, whole: &Path) -> usize {
    let whole = Store::open_read(whole).unwrap();
    let shards = (0..count).map(|shard| shards.join(format!("shard-{shard:05}-of-{count:05}")));
    shards
        .flat_map(|path| {
            let reader = Store::open_read(path).unwrap();
            reader.tasks().map(Result::unwrap).collect::<Vec<_>>()
        })
        .filter(|stored| whole.task_at(stored.slot).unwrap().unwrap().id != stored.id)
        .count()
}

#[test]
fn shards_united_are_a_single_run_byte_for_byte() {
    let folder = folder();
    let root = folder.path();
    done(root, &[RUN.as_slice(), &["--out", "single"]].concat());
    for count in [1, 2, 7] {
        let (shards, merged) = (format!("s{count}"), format!("m{count}"));
        make_shards(root, &shards, count);
        done(root, &["merge", &shards, "--out", &merged]);
        assert!(bytes(&root.join(&merged)) == bytes(&root.join("single")), "{count} shards");
        if count == 7 {
            let differing = differing(&root.join(&shards), count, &root.join("single"));
            assert!(differing > 0, "the test has nothing to decide anew");
            // Again, over what is there, and from shards named one by one.
            done(root, &["merge", &shards, "--out", &merged]);
            assert!(bytes(&root.join(&merged)) == bytes(&root.join("single")));
        }
    }
    done(root, &["verify", "m7", "--all"]);
    done(root, &["verify", "s2", "--sample", "20"]);
}

#[test]
fn a_merge_that_was_killed_goes_on() {
    let folder = folder();
    let root = folder.path();
    make_shards(root, "s", 2);
    done(root, &["merge", "s", "--out", "whole"]);
    for pause in [30, 80, 130] {
        let mut merge = Command::new(env!("CARGO_BIN_EXE_synth"))
            .args(["merge", "s", "--out", "m", "--quiet", "--jobs", "1"])
            .current_dir(root)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(pause));
        merge.kill().unwrap();
        merge.wait().unwrap();
    }
    done(root, &["merge", "s", "--out", "m"]);
    assert!(bytes(&root.join("m")) == bytes(&root.join("whole")));
}

#[test]
fn what_is_missing_is_named_and_can_be_run_again() {
    let folder = folder();
    let root = folder.path();
    make_shards(root, "s", 7);
    for shard in [2, 4, 5] {
        fs::remove_dir_all(root.join(format!("s/shard-{shard:05}-of-00007"))).unwrap();
    }
    let refused = synth(root, &["merge", "s", "--out", "m"], &[]);
    assert_eq!(refused.status.code(), Some(75), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("shard 4 of 7 holds 0 of 30 tasks"), "{}", stderr(&refused));
    let missing = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
        let output = command.args(["missing", "s", "--format", format]).current_dir(root);
        let output = output.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(missing("slurm"), "2,4-5\n");
    assert_eq!(missing("list").lines().count(), 3);
    let patch = missing("k8s");
    assert!(patch.contains("completions: 3") && patch.contains("value: \"2,4,5\""), "{patch}");

    let again = [RUN.as_slice(), &["--out", "s"]].concat();
    let slurm = [("SYNTH_SHARDS", "7"), ("SLURM_ARRAY_TASK_ID", "2")];
    assert!(synth(root, &again, &slurm).status.success());
    for index in ["1", "2"] {
        let pod =
            [("SYNTH_SHARDS", "7"), ("SYNTH_SHARD_LIST", "2,4,5"), ("JOB_COMPLETION_INDEX", index)];
        let output = synth(root, &[RUN.as_slice(), &["--out", "s"]].concat(), &pod);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert_eq!(missing("list"), "");
    done(root, &["merge", "s", "--out", "m"]);
}

#[test]
fn shards_of_different_runs_are_refused_with_the_difference() {
    let folder = folder();
    let root = folder.path();
    let run = |seed: &str, shard: &str, shards: &str, out: &str| {
        let arguments = [
            "generate", "--n", "6", "--seed", seed, "--shards", shards, "--shard", shard, "--out",
            out,
        ];
        synth(root, &arguments, &[])
    };
    assert!(run("1", "0", "2", "a").status.success());
    assert!(run("2", "1", "2", "b").status.success());
    let refused = synth(root, &["merge", "a", "b", "--out", "m"], &[]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("seed: 1 → 2"), "{}", stderr(&refused));
    let other = run("1", "0", "3", "a");
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("shards of a run of 2 shards"), "{}", stderr(&other));
    let none = run("1", "2", "2", "a");
    assert_eq!(none.status.code(), Some(2));
    let whole = synth(root, &["generate", "--n", "6", "--out", "w"], &[]);
    assert!(whole.status.success());
    let refused = synth(root, &["merge", "w", "--out", "m"], &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("is no shard"), "{}", stderr(&refused));
}
