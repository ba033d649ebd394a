//! What other commands make of a corpus that models wrote.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use synth_contracts::{Commission, Origin};
use synth_datasets::Store;
use tempfile::TempDir;

use crate::cast::{closing, stage, stderr, synth};
use crate::host::{self, Call, Mood};

fn corpus() -> TempDir {
    let (stage, folder) = (stage(|_| Mood::Good), tempfile::tempdir().unwrap());
    closing(&stage.generate(folder.path(), &["--n", "6", "--in-flight", "8"]).output().unwrap());
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = synth(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn verify_runs_the_stored_programs_again() {
    let folder = corpus();
    let said: Value =
        serde_json::from_str(&run(folder.path(), &["verify", "c", "--all", "--json"])).unwrap();
    assert_eq!((&said["made_again"], &said["holds"]), (&6.into(), &true.into()), "{said}");
    assert_eq!(said["not_made_again"], Value::Null);
}

#[test]
fn verify_notices_a_changed_program() {
    let folder = corpus();
    let sql = Connection::open(folder.path().join("c/corpus.sqlite")).unwrap();
    sql.execute("UPDATE tasks SET program = replace(program, 'blue', 'navy') WHERE slot = 2", [])
        .unwrap();
    drop(sql);
    let output = synth(folder.path()).args(["verify", "c", "--all"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("slot 2"));
}

#[test]
fn status_show_export_and_report_know_such_tasks() {
    let folder = corpus();
    let status = run(folder.path(), &["status", "c"]);
    assert!(status.contains("authored") && status.contains("sighted"), "{status}");
    assert!(status.contains("coder      base"), "{status}");
    let reader = Store::open_read(folder.path().join("c")).unwrap();
    let first = reader.tasks().next().unwrap().unwrap();
    let id = first.id.to_hex();
    let shown = run(folder.path(), &["show", &id[..12], "--dir", "c"]);
    for part in ["assigned", "proposer   base at http://", "solver     base", "solved hard"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    run(folder.path(), &["export", "c", "--to", "jsonl", "--out", "x"]);
    let lines: usize = fs::read_dir(folder.path().join("x/data"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .map(|path| fs::read_to_string(path).unwrap().lines().count())
        .sum();
    assert!(lines >= 6, "{lines} lines");
    run(folder.path(), &["report", "c", "--out", "r"]);
    assert!(folder.path().join("r/index.html").exists());
    run(folder.path(), &["audit", "c"]);
}

/// A Coder that writes down what it is told, and draws a frame.
fn copyist(call: &Call) -> Vec<String> {
    let told = call.prompt.lines().nth(2).unwrap();
    let mut lines = vec![String::new()];
    for word in told.split_whitespace() {
        if lines.last().unwrap().len() + word.len() > 40 {
            lines.push(String::new());
        }
        let line = lines.last_mut().unwrap();
        line.push_str(word);
        line.push(' ');
    }
    let texts: Vec<String> = (1..)
        .zip(&lines)
        .map(|(at, line)| {
            let line = line.replace('&', "&amp;").replace('<', "&lt;");
            format!("<text x=\"10\" y=\"{}\" font-size=\"16\">{line}</text>", 24 * at)
        })
        .collect();
    let height = 24 * lines.len() + 40;
    vec![format!(
        "```svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 440 {height}\">\
         <rect width=\"440\" height=\"{height}\" fill=\"white\"/>{}</svg>\n```",
        texts.concat()
    )]
}

#[test]
fn a_family_proposes_and_a_model_draws() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let host = runtime.block_on(host::start(|_| Mood::Good, copyist));
    let output = synth(folder.path())
        .args(["generate", "--n", "4", "--families", "bar-chart", "--level", "1", "--out", "c"])
        .args(["--coder", &host.url, "--unchecked", "--quiet", "--json"])
        .output()
        .unwrap();
    let closing = closing(&output);
    assert_eq!(closing["cost"][0]["role"], "coder");
    let reader = Store::open_read(folder.path().join("c")).unwrap();
    for stored in reader.tasks() {
        let task = stored.unwrap().task;
        assert_eq!((task.family.as_str(), task.level.get()), ("bar-chart", 1));
        // The family's second solver stands behind the label.
        assert!(task.concept.hard.answer.agrees(&task.second[1]));
        let Origin::Models { concept, .. } = &task.provenance.origin else { panic!() };
        assert!(matches!(concept, Commission::Family { family, .. } if family == "bar-chart"));
    }
    run(folder.path(), &["verify", "c", "--all"]);
}
