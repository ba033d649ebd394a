//! Corpora that must not be repeated: what comes out is in none of them, and says so.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rusqlite::Connection;

/// Runs `synth` with words of `line` in `folder`.
fn synth(folder: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synth"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn done(folder: &Path, line: &str) {
    let output = synth(folder, line);
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
}

fn open(corpus: &Path) -> Connection {
    Connection::open(corpus.join("corpus.sqlite")).unwrap()
}

fn column(corpus: &Path, query: &str) -> BTreeSet<String> {
    let connection = open(corpus);
    let mut statement = connection.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

const SMALL: &str = "--families bar-chart,maze --level 2 -q";

#[test]
fn a_held_out_corpus_repeats_nothing_and_names_what_it_would_have() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &format!("generate --n 6 --seed 3 --out train {SMALL}"));
    // The same seed, so that every first attempt is in the other corpus.
    done(at, &format!("generate --n 6 --seed 3 --out test --unlike train {SMALL}"));
    let pictures = |name: &str| column(&at.join(name), "SELECT picture FROM tasks");
    assert_eq!(pictures("train").len(), 6);
    assert!(pictures("train").is_disjoint(&pictures("test")));
    let refused = "SELECT gate || ' ' || reason FROM rejections WHERE cluster LIKE 'train: %'";
    assert_eq!(column(&at.join("test"), refused), BTreeSet::from(["unlike scene".to_owned()]));
    let clusters = column(&at.join("test"), "SELECT cluster FROM clusters");
    assert_eq!(clusters.len(), 6);
    done(at, "verify test --all");
}

#[test]
fn pictures_from_elsewhere_are_known_without_their_scenes() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &format!("generate --n 6 --seed 3 --out train {SMALL}"));
    done(at, "export train --to imagefolder --out benchmark");
    done(at, &format!("generate --n 6 --seed 3 --out test --unlike benchmark {SMALL}"));
    let pictures = |name: &str| column(&at.join(name), "SELECT picture FROM tasks");
    assert!(pictures("train").is_disjoint(&pictures("test")));
    let reasons = column(&at.join("test"), "SELECT reason FROM rejections WHERE gate = 'unlike'");
    assert!(!reasons.is_empty() && !reasons.contains("scene"), "{reasons:?}");
}

#[test]
fn a_run_goes_on_only_with_the_same_others() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &format!("generate --n 4 --seed 3 --out train {SMALL}"));
    done(at, &format!("generate --n 8 --seed 3 --out whole --unlike train {SMALL}"));
    done(at, &format!("generate --n 3 --seed 3 --out parts --unlike train {SMALL}"));
    done(at, &format!("generate --n 8 --seed 3 --out parts --unlike train {SMALL}"));
    let bytes = |name: &str| fs::read(at.join(name).join("corpus.sqlite")).unwrap();
    assert!(bytes("whole") == bytes("parts"));
    let other = synth(at, &format!("generate --n 9 --seed 3 --out parts {SMALL}"));
    let said = String::from_utf8_lossy(&other.stderr).into_owned();
    assert_eq!(other.status.code(), Some(2), "{said}");
    assert!(said.contains("unlike"), "{said}");
    let missing = synth(at, &format!("generate --n 4 --out new --unlike nowhere {SMALL}"));
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn shards_are_merged_with_the_same_others() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &format!("generate --n 4 --seed 3 --out train {SMALL}"));
    done(at, &format!("generate --n 8 --seed 3 --out whole --unlike train {SMALL}"));
    for shard in 0..2 {
        let shards = format!("--shards 2 --shard {shard} --out shards --unlike train {SMALL}");
        done(at, &format!("generate --n 8 --seed 3 {shards}"));
    }
    let without = synth(at, "merge shards --out merged -q");
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&without.stderr).contains("--unlike"));
    done(at, "merge shards --out merged --unlike train -q");
    let bytes = |name: &str| fs::read(at.join(name).join("corpus.sqlite")).unwrap();
    assert!(bytes("whole") == bytes("merged"));
}
