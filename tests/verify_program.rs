//! `synth verify-program` and `synth show --evidence`, through the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn synth(arguments: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coder-corpus");
    Command::new(env!("CARGO_BIN_EXE_synth")).args(arguments).current_dir(folder).output().unwrap()
}

fn judged(name: &str) -> (Option<i32>, Value) {
    let (program, concept) = (format!("{name}.svg"), format!("{name}.json"));
    let output = synth(&["verify-program", &program, "--concept", &concept, "--json"]);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

fn score(judged: &Value, name: &str) -> f64 {
    let scores = judged["scores"].as_array().unwrap();
    scores.iter().find(|score| score["name"] == name).unwrap()["value"].as_f64().unwrap()
}

#[test]
fn a_sound_program_passes_with_every_score() {
    let (code, judged) = judged("027");
    assert_eq!(code, Some(0), "{judged}");
    assert_eq!(judged["overall"], 1.0);
    assert!(judged["scores"].as_array().unwrap().iter().all(|s| s["evidence"] != ""));
}

#[test]
fn a_column_outside_the_canvas_fails_by_its_name() {
    let (code, judged) = judged("036");
    assert_eq!(code, Some(1));
    assert!(score(&judged, "inside") < 1.0 && score(&judged, "overlap") == 1.0);
}

#[test]
fn a_program_that_does_not_draw_says_where() {
    let (code, judged) = judged("052");
    assert_eq!((code, &judged["overall"]), (Some(1), &Value::from(0.0)));
    assert_eq!(judged["executed"]["place"]["line"], 56);
}

#[test]
fn what_is_no_concept_is_told_as_such() {
    let output = synth(&["verify-program", "027.svg", "--concept", "flaws.json"]);
    assert_ne!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("flaws.json is not a concept"), "{said}");
}

#[test]
fn evidence_is_framed_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("c");
    let corpus = corpus.to_str().unwrap();
    let made = synth(&["generate", "--n", "1", "--families", "bar-chart", "--out", corpus, "-q"]);
    assert!(made.status.success());
    let pictures = ["plain.png", "framed.png"].map(|name| folder.path().join(name));
    let [plain, framed] = pictures.each_ref().map(|path| path.to_str().unwrap());
    let id = {
        let rows = rusqlite::Connection::open(format!("{corpus}/corpus.sqlite")).unwrap();
        rows.query_row("SELECT id FROM tasks", [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert!(synth(&["show", &id, "--dir", corpus, "--out", plain]).status.success());
    assert!(synth(&["show", &id, "--dir", corpus, "--out", framed, "--evidence"]).status.success());
    let pixels = |path: &str| {
        let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    };
    let (plain, framed) = (pixels(plain), pixels(framed));
    assert_eq!(plain.len(), framed.len());
    let changed = plain.chunks(3).zip(framed.chunks(3)).filter(|(a, b)| a != b).count();
    assert!(changed > 100, "{changed} pixels are framed");
}
