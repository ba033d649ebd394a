//! Holds the grader to a table of pairs that people judged.
//!
//! `table.jsonl` has one pair a line: answer, truth, what else the truth holds, the
//! score that a careful reader gives, and what the pair guards. A new pair is judged
//! first and tried then; where they differ, the grader is mended.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write;

use serde_json::Value;

const TABLE: &str = include_str!("table.jsonl");

fn pairs() -> impl Iterator<Item = (&'static str, Value)> {
    TABLE.lines().map(|line| (line, serde_json::from_str(line).expect("a line of JSON")))
}

#[test]
fn every_pair_is_scored_as_people_score_it() {
    let mut wrong = String::new();
    for (line, pair) in pairs() {
        let scored = synth_grader::score_line(line, true).expect("a record");
        let scored: Value = serde_json::from_str(&scored).expect("a line of JSON");
        if scored["score"].as_f64() != pair["expected"].as_f64() {
            writeln!(wrong, "{} for {line}", scored["reason"]).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} pairs:\n{wrong}", wrong.lines().count());
}

#[test]
fn the_table_is_as_large_and_as_even_as_it_should_be() {
    let (mut right, mut wrong) = (0, 0);
    for (_, pair) in pairs() {
        match pair["expected"].as_i64() {
            Some(1) => right += 1,
            Some(0) => wrong += 1,
            other => panic!("expected is {other:?}"),
        }
        assert!(pair["note"].as_str().is_some_and(|note| note.len() > 3), "{pair}");
    }
    assert!(right >= 300 && wrong >= 200, "{right} right and {wrong} wrong");
}
