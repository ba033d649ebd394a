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
fn the_readme_shows_a_task_that_its_corpus_holds() {
    let readme = include_str!("../README.md");
    let shown = readme.lines().find(|line| line.contains("synth show ")).unwrap();
    let shown: Vec<&str> = shown.split_whitespace().skip(1).collect();
    let folder = folder();
    // The same seed as there. How many more tasks follow changes none of them.
    let made = synth(folder.path(), &["generate", "--n", "12", "--seed", "1", "--out", "corpus"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let output = synth(folder.path(), &shown);
    assert!(output.status.success(), "{}", stderr(&output));
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
        (vec!["generate", "--n", "5", "--out", "c", "--level", "1,1:2"], "level 1 is named twice"),
        (vec!["generate", "--n", "5", "--out", "c", "--families", "maze:0"], "at least 1"),
        (vec!["generate", "--n", "5", "--out", "c", "--families", "maze,maze"], "named twice"),
        (vec!["generate", "--n", "5", "--out", "c", "--shards", "4"], "--shard"),
        (
            vec!["generate", "--n", "5", "--out", "c", "--shards", "4", "--shard", "4"],
            "count from 0",
        ),
        (vec!["status", "nowhere"], "nowhere"),
        (vec!["verify", "nowhere"], "nowhere"),
        (vec!["merge", "nowhere", "--out", "c"], "there are no shards in nowhere"),
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
fn shares_and_levels_are_honoured_to_the_task() {
    let folder = folder();
    let arguments =
        ["generate", "--n", "26", "--families", "maze,bar-chart:3", "--level", "2,4", "--out", "c"];
    assert!(synth(folder.path(), &arguments).status.success());
    let connection = Connection::open(folder.path().join("c/corpus.sqlite")).unwrap();
    let mut statement = connection.prepare("SELECT family, level, accepted FROM counts").unwrap();
    let counts: Vec<(String, u8, u64)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .filter(|row: &(String, u8, u64)| row.2 > 0)
        .collect();
    let of = |family: &str, level| {
        counts.iter().find(|row| row.0 == family && row.1 == level).map(|row| row.2)
    };
    assert_eq!((of("bar-chart", 2), of("bar-chart", 4)), (Some(10), Some(10)));
    assert_eq!((of("maze", 2), of("maze", 4)), (Some(3), Some(3)));
    assert_eq!(counts.len(), 4);
}

#[test]
fn a_bound_on_candidates_stops_and_a_larger_one_goes_on() {
    let folder = folder();
    let run = |most: &str, out: &str| {
        let arguments = [
            "generate",
            "--n",
            "60",
            "--families",
            "line-crossings",
            "--max-candidates",
            most,
            "--out",
            out,
            "--json",
            "--quiet",
        ];
        synth(folder.path(), &arguments)
    };
    let bounded = run("30", "c");
    assert_eq!(bounded.status.code(), Some(2), "{}", stderr(&bounded));
    assert!(stderr(&bounded).contains("--max-candidates 30"), "{}", stderr(&bounded));
    let report: serde_json::Value = serde_json::from_str(&stdout(&bounded)).unwrap();
    let (tried, accepted) = (&report["funnel"]["proposed"], &report["funnel"]["accepted"]);
    assert!(tried.as_u64().unwrap() <= 30 && accepted.as_u64().unwrap() > 0, "{report}");
    assert!(run("100000", "c").status.success());
    assert!(run("100000", "d").status.success());
    let bytes = |out: &str| fs::read(folder.path().join(out).join("corpus.sqlite")).unwrap();
    assert!(bytes("c") == bytes("d"));
}

#[test]
fn a_family_with_nothing_new_to_say_ends_the_run_by_name() {
    let folder = folder();
    // No text can be read at this size.
    let arguments = [
        "generate",
        "--n",
        "5",
        "--families",
        "bar-chart",
        "--level",
        "1",
        "--max-side",
        "16",
        "--out",
        "c",
        "--quiet",
    ];
    let ended = synth(folder.path(), &arguments);
    assert_eq!(ended.status.code(), Some(2), "{}", stderr(&ended));
    for says in ["bar-chart has nothing new at level 1", "verify: legible 1000 times"] {
        assert!(stderr(&ended).contains(says), "{}", stderr(&ended));
    }
}

#[test]
fn status_and_verify_tell_what_is_there() {
    let folder = folder();
    let families = ["--families", "bar-chart,maze,sudoku"];
    let arguments = ["generate", "--n", "18", "--seed", "5", "--out", "c"];
    let made = synth(folder.path(), &[&arguments[..], &families].concat());
    assert!(made.status.success(), "{}", stderr(&made));
    let status = synth(folder.path(), &["status", "c"]);
    assert!(stdout(&status).contains("18 of 18 tasks (100.0 %), complete"), "{}", stdout(&status));
    let status = synth(folder.path(), &["status", "c", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&stdout(&status)).unwrap();
    assert_eq!(status["accepted"], 18);
    assert_eq!(status["next_slot"], 18);
    assert_eq!(status["config"]["seed"], 5);
    assert_eq!(status["answers"].as_object().unwrap().len(), 3);

    let verified = synth(folder.path(), &["verify", "c", "--all", "--json"]);
    assert!(verified.status.success(), "{}{}", stdout(&verified), stderr(&verified));
    let found: serde_json::Value = serde_json::from_str(&stdout(&verified)).unwrap();
    assert_eq!((&found["holds"], &found["made_again"]), (&true.into(), &18.into()));

    // A change that keeps every hash and seal in order is found by making it again.
    let path = folder.path().join("c/corpus.sqlite");
    let connection = Connection::open(&path).unwrap();
    connection.execute("UPDATE tasks SET usage = '{}' WHERE slot = 4", []).unwrap();
    drop(connection);
    let verified = synth(folder.path(), &["verify", "c"]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(stdout(&verified).contains("slot 4: it does not hash to its seal"));
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
         {synth} {command} --json; echo \"code $?\"
         {synth} generate --n 300 --seed 4 --out d --quiet > /dev/null
         cmp c/corpus.sqlite d/corpus.sqlite && echo same",
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
    assert!(out.ends_with("code 0\nsame\n") && accepted(1) == 300, "{out}{err}");
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
