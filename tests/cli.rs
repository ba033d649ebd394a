//! The command line as a user meets it: what it makes, what it says, how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rusqlite::Connection;
use tempfile::TempDir;

/// Runs `synth` with `arguments` in `folder`.
fn synth(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synth"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

/// Everything in a corpus that is a task, as text, row by row.
fn tasks(folder: &Path) -> Vec<String> {
    let connection = Connection::open(folder.join("corpus.sqlite")).unwrap();
    let mut rows = Vec::new();
    for table in ["tasks", "questions", "pictures", "rejections"] {
        let mut statement =
            connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let count = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let cells: Vec<String> =
                (0..count).map(|i| format!("{:?}", row.get_ref(i).unwrap())).collect();
            rows.push(format!("{table}: {}", cells.join(" | ")));
        }
    }
    rows
}

#[test]
fn a_corpus_is_made_and_shown() {
    let folder = folder();
    let made = synth(folder.path(), &["generate", "--n", "12", "--seed", "3", "--out", "c"]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(stdout(&made).contains("accepted") && stdout(&made).contains("12 tasks in c"));
    let rows = tasks(&folder.path().join("c"));
    assert_eq!(rows.iter().filter(|row| row.starts_with("tasks")).count(), 12);
    assert_eq!(rows.iter().filter(|row| row.starts_with("questions")).count(), 24);

    let connection = Connection::open(folder.path().join("c/corpus.sqlite")).unwrap();
    let id: String =
        connection.query_row("SELECT id FROM tasks LIMIT 1", [], |row| row.get(0)).unwrap();
    let shown =
        synth(folder.path(), &["show", &id[..10], "--dir", "c", "--out", "p.png", "--json"]);
    assert!(shown.status.success(), "{}", stderr(&shown));
    let record: serde_json::Value = serde_json::from_str(&stdout(&shown)).unwrap();
    assert_eq!(record["id"], id.as_str());
    assert!(fs::read(folder.path().join("p.png")).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn threads_and_interruptions_change_no_byte() {
    let folder = folder();
    let generate = |out: &str, n: &str, jobs: &str| {
        let made = synth(
            folder.path(),
            &["generate", "--n", n, "--seed", "9", "--out", out, "--jobs", jobs, "--json"],
        );
        assert!(made.status.success(), "{}", stderr(&made));
        fs::read(folder.path().join(out).join("corpus.sqlite")).unwrap()
    };
    let one = generate("one", "40", "1");
    assert!(one == generate("two", "40", "2"));
    generate("parts", "13", "2");
    assert!(one == generate("parts", "40", "1"));
    assert!(one == generate("parts", "40", "2"), "a finished run has nothing to add");
}

#[test]
fn what_cannot_be_asked_for_is_refused_with_code_2() {
    let folder = folder();
    for (arguments, says) in [
        (vec!["generate", "--n", "0", "--out", "c"], "at least 1"),
        (vec!["generate", "--n", "x", "--out", "c"], "whole number"),
        (vec!["generate", "--n", "5"], "--out"),
        (vec!["generate", "--n", "5", "--out", "c", "--level", "6"], "level 6 does not exist"),
        (vec!["generate", "--n", "5", "--out", "c", "--families", "pies"], "there are bar-chart"),
        (vec!["generate", "--n", "5", "--out", "c", "--max-side", "3"], "from 16 to 4096"),
        (vec!["show", "abc", "--dir", "nowhere"], "nowhere"),
        (vec!["frobnicate"], "frobnicate"),
    ] {
        let refused = synth(folder.path(), &arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {}", stderr(&refused));
        assert!(stderr(&refused).contains(says), "{arguments:?}: {}", stderr(&refused));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was left behind");
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let folder = folder();
    fs::write(folder.path().join("thesis.tex"), "years of work").unwrap();
    let refused = synth(folder.path(), &["generate", "--n", "5", "--out", "."]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("thesis.tex"), "{}", stderr(&refused));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn another_configuration_in_the_same_folder_is_refused_with_the_difference() {
    let folder = folder();
    let first = ["generate", "--n", "5", "--seed", "1", "--out", "c"];
    assert!(synth(folder.path(), &first).status.success());
    let before = tasks(&folder.path().join("c"));
    let refused = synth(folder.path(), &["generate", "--n", "9", "--seed", "2", "--out", "c"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("seed"), "{}", stderr(&refused));
    assert_eq!(tasks(&folder.path().join("c")), before);
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let folder = folder();
    let first = ["generate", "--n", "3", "--out", "c"];
    assert!(synth(folder.path(), &first).status.success());
    let connection = Connection::open(folder.path().join("c/corpus.sqlite")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let refused = synth(folder.path(), &["generate", "--n", "9", "--out", "c"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("99"), "{}", stderr(&refused));
}

/// A disk of 3 MiB, in a mount namespace of its own: it fills up, the run says so, and
/// with more space the same command goes on. Mounting takes rights that not every
/// machine gives; the store's own tests cover a full disk without them.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_was_stored() {
    let folder = folder();
    let command = "generate --n 300 --seed 4 --out c --quiet";
    let script = format!(
        "mkdir c && mount -t tmpfs -o size=3m tmpfs c || exit 99
         {synth} {command}; echo \"code $?\"
         {synth} generate --n 1 --seed 4 --out c --quiet --json
         mount -o remount,size=64m c
         {synth} {command} --json; echo \"code $?\"",
        synth = env!("CARGO_BIN_EXE_synth"),
    );
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", &script])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (out, err) = (stdout(&output), stderr(&output));
    if output.status.code() == Some(99) || err.contains("unshare") {
        eprintln!("not run: nothing can be mounted here: {err}");
        return;
    }
    assert!(out.contains("code 75\n"), "{out}{err}");
    assert!(err.contains("c/corpus.sqlite") && err.contains("full"), "{err}");
    let reports: Vec<serde_json::Value> =
        out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let accepted = |index: usize| reports[index]["funnel"]["accepted"].as_u64().unwrap();
    assert!((1..300).contains(&accepted(0)), "it was full before the end: {out}");
    assert!(out.ends_with("code 0\n") && accepted(1) == 300, "{out}{err}");
}

#[test]
fn programs_are_rendered_or_explained() {
    let folder = folder();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><circle cx='30' cy='20' r='15'/></svg>";
    fs::write(folder.path().join("good.svg"), svg).unwrap();
    let python = format!("print('drawing')\nopen('output.svg', 'w').write(\"\"\"{svg}\"\"\")\n");
    fs::write(folder.path().join("good.py"), python).unwrap();
    fs::write(folder.path().join("bad.py"), "x = 1\ny = x / 0\n").unwrap();
    fs::write(folder.path().join("bytes.svg"), b"<svg>\xff</svg>").unwrap();

    let good = synth(folder.path(), &["render", "good.svg", "good.py", "--out", "pictures"]);
    assert!(good.status.success(), "{}", stderr(&good));
    let picture = |name: &str| fs::read(folder.path().join("pictures").join(name)).unwrap();
    assert_eq!(picture("good.svg.png"), picture("good.py.png"));

    let mixed = synth(folder.path(), &["render", "good.svg", "bad.py", "bytes.svg", "--json"]);
    assert_eq!(mixed.status.code(), Some(1));
    let lines: Vec<serde_json::Value> =
        stdout(&mixed).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verdicts: Vec<_> = lines.iter().map(|line| line["verdict"].clone()).collect();
    assert_eq!(verdicts, ["ok", "python-error", "not-utf8"]);
    assert_eq!(lines[1]["place"]["line"], 2);
    assert!(lines[0]["facts"]["shapes"].as_array().is_some_and(|shapes| shapes.len() == 1));
    assert!(lines[1]["limits"]["fuel"].is_u64() && lines[1]["usage"]["fuel"].is_u64());
}

#[test]
fn a_missing_file_and_a_foreign_ending_are_failures() {
    let folder = folder();
    fs::write(folder.path().join("a.txt"), "x").unwrap();
    for (file, says) in [("a.txt", ".svg"), ("none.svg", "none.svg")] {
        let failed = synth(folder.path(), &["render", file]);
        assert_eq!(failed.status.code(), Some(1));
        assert!(stderr(&failed).contains(says), "{}", stderr(&failed));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let script = format!("{} families | head -n 1", env!("CARGO_BIN_EXE_synth"));
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success() && stderr(&output).is_empty(), "{}", stderr(&output));
}
