//! Casts that make no sense, servers that will not, models that never get it right.

use std::process::Output;

use rusqlite::Connection;

use crate::cast::{closing, stage, stderr, synth};
use crate::host::{Call, Mood};

fn generate(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    synth(folder.path())
        .args(["generate", "--n", "2", "--out", "c"])
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn casts_that_make_no_sense_are_refused_with_what_to_do() {
    const URL: &str = "http://localhost:1/v1#m";
    for (arguments, says) in [
        (vec!["--proposer", URL, "--coder", URL], "add --solver"),
        (vec!["--proposer", URL, "--solver", URL], "add --coder"),
        (vec!["--solver", URL], "leave --solver"),
        (vec!["--coder", URL, "--solver", "template"], "give --solver a model"),
        (vec!["--coder", URL, "--solver", URL, "--unchecked"], "leave one of them out"),
        (vec!["--coder", "local:model", "--unchecked"], "there is no folder model"),
        (vec!["--coder", URL, "--unchecked", "--shards", "2", "--shard", "0"], "several seeds"),
        (vec!["--proposer", URL, "--coder", URL, "--unchecked", "--level", "3"], "leave them out"),
        (vec!["--coder", "localhost:8000"], "http://localhost:8000/v1#NAME"),
        (vec!["--coder", "http://a:b@localhost/v1#m", "--unchecked"], "password"),
        (vec!["--agreement", "0.9,0.1"], "the lesser first"),
    ] {
        let output = generate(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        let said = stderr(&output);
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert!(!said.contains("a:b@"), "{said}");
    }
}

#[test]
fn a_server_that_is_away_is_told_and_costs_no_candidate() {
    let output = generate(&[
        "--coder",
        "http://127.0.0.1:9/v1#m",
        "--unchecked",
        "--attempts",
        "2",
        "--json",
    ]);
    assert_eq!(output.status.code(), Some(75), "{}", stderr(&output));
    assert!(stderr(&output).contains("the coder could not be asked"), "{}", stderr(&output));
    let closing: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(closing["funnel"]["proposed"], 0);
    assert_eq!(closing["cost"][0]["sitting"]["replied"], 0);
}

/// The Solver's server does not know its model; everyone else is well.
fn no_solver(call: &Call) -> Mood {
    let solver = !call.prompt.starts_with("You ");
    if solver { Mood::Unknown } else { Mood::Good }
}

#[test]
fn a_server_that_refuses_is_quoted_and_nothing_that_was_said_is_lost() {
    let (stage, folder) = (stage(no_solver), tempfile::tempdir().unwrap());
    let run = |more: &[&str]| {
        stage.generate(folder.path(), &[&["--n", "3", "--in-flight", "1"], more].concat()).output()
    };
    let output = run(&[]).unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("the solver could not be asked") && said.contains("no such model"));
    let replies = folder.path().join("c/replies.sqlite");
    let count = || -> u64 {
        let sql = Connection::open(&replies).unwrap();
        sql.query_row("SELECT COUNT(*) FROM replies WHERE role = 'coder'", [], |row| row.get(0))
            .unwrap()
    };
    let coded = count();
    assert!(coded >= 1);
    run(&[]).unwrap();
    assert_eq!(count(), coded, "the same candidates, and none of them twice");
}

#[test]
fn models_that_never_get_it_right_end_the_run_with_the_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let says = |_: &Call| vec!["I would rather not.".to_owned()];
    let host = runtime.block_on(crate::host::start(|_| Mood::Good, says));
    let url = host.url.as_str();
    let output = synth(folder.path())
        .args(["generate", "--n", "2", "--out", "c", "--quiet", "--in-flight", "4"])
        .args(["--proposer", url, "--coder", url, "--unchecked"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("none passed (propose: missing-field 64 times)"), "{said}");
}

#[test]
fn without_a_solver_the_tasks_say_so() {
    let (stage, folder) = (stage(|_| Mood::Good), tempfile::tempdir().unwrap());
    let url = stage.host.url.as_str();
    let output = synth(folder.path())
        .args(["generate", "--n", "3", "--seed", "1", "--out", "c", "--quiet", "--json"])
        .args(["--proposer", url, "--coder", url, "--unchecked"])
        .output()
        .unwrap();
    let closing = closing(&output);
    assert_eq!(closing["cost"].as_array().unwrap().len(), 2);
    let reader = synth_datasets::Store::open_read(folder.path().join("c")).unwrap();
    for stored in reader.tasks() {
        let stored = stored.unwrap();
        assert!(stored.task.second.iter().all(|answer| answer.to_string().is_empty()));
        let id = &stored.id.to_hex()[..12];
        let shown = synth(folder.path()).args(["show", id, "--dir", "c"]).output().unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.contains("nobody: the answers were not held against the picture"));
    }
    let verified = synth(folder.path()).args(["verify", "c", "--all"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
