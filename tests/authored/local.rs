//! A model of our own in a role: a small one with random weights, which finds no answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::cast::{Stage, stage, stderr, synth};
use crate::host::Mood;

/// A folder `run/warm-up` with a model that has seen two batches.
fn model(folder: &Path) {
    let line = "train --warm-up 2 --iterations 0 --exam 2 --out run -q";
    let made = synth(folder).args(line.split_whitespace()).output().unwrap();
    assert!(made.status.success(), "{}", stderr(&made));
}

/// Tries what there is for one slot, and ends because none of it is a task.
fn tried(stage: &Stage, folder: &Path, out: &str, in_flight: &str) -> (Value, String) {
    let url = stage.host.url.as_str();
    let output = synth(folder)
        .args(["generate", "--n", "1", "--seed", "3", "--out", out, "--quiet", "--json"])
        .args(["--proposer", url, "--coder", url, "--solver", "local:run/warm-up"])
        .args(["--max-tokens", "8", "--votes", "4", "--in-flight", in_flight])
        .output()
        .unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    (serde_json::from_slice(&output.stdout).unwrap(), said)
}

/// What the Solver said, by request.
fn answers(corpus: &Path) -> BTreeMap<String, String> {
    let sql = Connection::open(corpus.join("replies.sqlite")).unwrap();
    let mut query =
        sql.prepare("SELECT request, texts FROM replies WHERE role = 'solver'").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_local_model_plays_and_what_it_says_hangs_on_nothing_that_is_under_way() {
    let (stage, folder) = (stage(|_| Mood::Good), tempfile::tempdir().unwrap());
    let at = folder.path();
    model(at);
    let (closing, said) = tried(&stage, at, "many", "16");
    assert!(said.contains("none passed") && said.contains("agree"), "{said}");
    let solver = &closing["cost"][2];
    assert_eq!((&solver["role"], &solver["backend"]), (&"solver".into(), &"local".into()));
    assert!(solver["model"].as_str().unwrap().starts_with("warm-up@"), "{solver}");
    let replied = solver["sitting"]["replied"].as_u64().unwrap();
    assert!(replied > 16 && solver["sitting"]["failed"] == 0, "{solver}");

    let (_, alone) = tried(&stage, at, "one", "1");
    assert_eq!(alone, said);
    let (many, one) = (answers(&at.join("many")), answers(&at.join("one")));
    assert!(one.len() > 16 && one.iter().all(|(request, texts)| many[request] == *texts));

    // What was said once is not asked again.
    let (closing, again) = tried(&stage, at, "many", "16");
    assert_eq!(again, said);
    for cost in closing["cost"].as_array().unwrap() {
        assert_eq!(cost["sitting"]["calls"], 0, "{cost}");
    }
}

#[test]
fn a_local_model_that_is_none_is_refused_with_what_to_give() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (spelling, says) in [
        ("local:nowhere", "there is no folder nowhere"),
        ("local:empty", "empty holds no model that can be played"),
        ("local:", "local:FOLDER"),
        ("local:model#", "an adapter's folder behind a #"),
    ] {
        let output = synth(folder.path())
            .args(["generate", "--n", "1", "--out", "c", "--unchecked", "--coder", spelling])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{spelling}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{spelling}: {}", stderr(&output));
    }
}
