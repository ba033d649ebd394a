//! `synth score` as a user meets it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    command.arg("score").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

fn score(input: &[u8], arguments: &[&str]) -> Output {
    let mut child = command(arguments).spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_grader_s_table_through_the_binary() {
    let table = include_str!("../grader/tests/table.jsonl");
    let scored = score(table.as_bytes(), &[]);
    assert!(scored.status.success());
    let lines = lines(&scored);
    assert_eq!(lines.len(), table.lines().count());
    for (line, scored) in table.lines().zip(&lines) {
        assert!(scored.starts_with(line.strip_suffix('}').unwrap()), "{scored}");
        let record: Value = serde_json::from_str(scored).unwrap();
        assert_eq!(record["score"].as_f64(), record["expected"].as_f64(), "{line}");
    }
}

#[test]
fn records_keep_their_fields_and_their_order() {
    let input = concat!(
        r#"{"id": "b", "n": 1.50, "answer": "So it is \\boxed{4}", "truth": 4}"#,
        "\r\n",
        r#"{"truth": "2.5", "answer": "2.6", "kind": "number", "tolerance": 0.2, "id": "a"}"#,
    );
    let scored = score(input.as_bytes(), &[]);
    assert!(scored.status.success());
    assert_eq!(
        lines(&scored),
        [
            r#"{"id": "b", "n": 1.50, "answer": "So it is \\boxed{4}", "truth": 4,"score":1.0}"#,
            r#"{"truth": "2.5", "answer": "2.6", "kind": "number", "tolerance": 0.2, "id": "a","score":1.0}"#,
        ]
    );
}

#[test]
fn a_bad_line_says_why_and_the_others_are_scored() {
    let input = b"{\"answer\": \"4\", \"truth\": \"4\"}\nno record\n\xff\n{\"answer\": 4}\n\
        {\"answer\": \"4\", \"truth\": \"x\", \"kind\": \"fruit\", \"id\": 7}\n{\"answer\": \"5\", \"truth\": \"4\"}\n";
    let scored = score(input, &["--explain"]);
    assert_eq!(scored.status.code(), Some(1));
    let records: Vec<Value> =
        lines(&scored).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 6);
    assert_eq!(records[0]["score"], 1.0);
    assert_eq!(records[1]["line"], 2);
    assert!(records[1]["error"].as_str().unwrap().contains("it must look like"));
    assert!(records[2]["error"].as_str().unwrap().contains("UTF-8"));
    assert!(records[3]["error"].as_str().unwrap().contains("truth"));
    assert_eq!(records[4]["id"], 7);
    assert!(records[4]["error"].as_str().unwrap().contains("no kind \"fruit\""));
    assert_eq!(
        (&records[5]["score"], records[5]["reason"].as_str()),
        (&Value::from(0.0), Some("another number"))
    );
}

#[test]
fn each_record_is_answered_before_the_next_is_asked() {
    let mut child = command(&[]).spawn().expect("the binary runs");
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for answer in ["1", "2"] {
        writeln!(stdin, "{{\"answer\":\"{answer}\",\"truth\":\"2\"}}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains("\"score\":"), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn ten_megabytes_are_one_answer_among_others() {
    let long = "9".repeat(10 << 20);
    let input = format!(
        "{{\"answer\":\"{long}\",\"truth\":\"4\"}}\n{{\"answer\":\"four\",\"truth\":\"4\"}}\n"
    );
    let lines = lines(&score(input.as_bytes(), &[]));
    assert!(lines[0].ends_with("\"score\":0.0}") && lines[1].ends_with("\"score\":1.0}"));
}
