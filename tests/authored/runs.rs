//! Whole runs: with a server in a bad mood, killed, with another number in flight.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use synth_contracts::Origin;
use synth_datasets::Store;

use crate::cast::{Stage, closing, hash, stage};
use crate::host::{BAD, Call, Mood};

const TASKS: u64 = 40;

/// Three of ten calls go wrong, each in another way.
fn moody(call: &Call) -> Mood {
    let dice = hash((&call.prompt, call.seed, call.samples, call.number));
    if dice % 10 < 3 { BAD[(dice / 10 % 6) as usize] } else { Mood::Good }
}

fn run(stage: &Stage, folder: &Path, in_flight: &str) -> Value {
    let tasks = TASKS.to_string();
    let more = ["--n", &tasks, "--in-flight", in_flight, "--timeout", "2", "--attempts", "20"];
    closing(&stage.generate(folder, &more).output().unwrap())
}

fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("c/corpus.sqlite")).unwrap()
}

/// Sums a count over the roles.
fn sum(closing: &Value, of: impl Fn(&Value) -> u64) -> u64 {
    closing["cost"].as_array().unwrap().iter().map(of).sum()
}

#[test]
fn with_64_in_flight_and_three_of_ten_failing_nothing_is_lost_and_nothing_comes_twice() {
    let (stage, folder) = (stage(moody), tempfile::tempdir().unwrap());
    let closing = run(&stage, folder.path(), "64");
    let seen = stage.host.seen.lock().unwrap();
    assert!(seen.moods.len() == 7, "{:?}", seen.moods);
    // Whatever was asked was answered well once, and never asked again.
    assert_eq!(seen.good.len(), seen.calls.len());
    assert!(seen.good.values().all(|count| *count == 1));
    let (calls, good) = (seen.calls.values().sum::<u32>(), seen.good.len());
    let bad = f64::from(calls - good as u32) / f64::from(calls);
    assert!((0.2..0.4).contains(&bad), "{bad} of the calls went wrong");

    // What was paid for is told.
    let meter = |key: &str| sum(&closing, |cost| cost["sitting"][key].as_u64().unwrap());
    assert_eq!((meter("replied"), meter("failed"), meter("recalled")), (good as u64, 0, 0));
    assert_eq!(meter("calls"), u64::from(calls));
    let faults = |cost: &Value| -> u64 {
        cost["sitting"]["faults"].as_object().unwrap().values().map(|v| v.as_u64().unwrap()).sum()
    };
    assert_eq!(sum(&closing, faults), u64::from(calls) - good as u64);
    let read = sum(&closing, |c| c["sitting"]["usage"]["prompt_tokens"].as_u64().unwrap());
    assert_eq!(read, 10 * good as u64);
    let kept = sum(&closing, |cost| cost["all_sittings"]["replies"].as_u64().unwrap());
    assert_eq!(kept, good as u64);

    // Every candidate is a task or a rejection.
    let reader = Store::open_read(folder.path().join("c")).unwrap();
    let progress = reader.progress().unwrap();
    assert_eq!((reader.len().unwrap(), progress.accepted), (TASKS, TASKS));
    let rejections = closing["funnel"]["rejections"].as_array().unwrap();
    let refused: u64 = rejections.iter().map(|row| row["count"].as_u64().unwrap()).sum();
    assert_eq!(closing["funnel"]["proposed"], TASKS + refused);
    assert_eq!(closing["funnel"]["accepted"], TASKS);
}

#[test]
fn the_corpus_is_the_same_whatever_is_in_flight_and_wherever_it_was_killed() {
    let stage = stage(|_| Mood::Good);
    let [one, many, killed] = [(), (), ()].map(|()| tempfile::tempdir().unwrap());
    run(&stage, one.path(), "1");
    let asked = {
        let mut seen = stage.host.seen.lock().unwrap();
        std::mem::take(&mut *seen).bodies.len()
    };
    run(&stage, many.path(), "64");
    assert!(bytes(one.path()) == bytes(many.path()), "the number in flight shows");

    std::mem::take(&mut *stage.host.seen.lock().unwrap());
    let tasks = TASKS.to_string();
    for share in [3, 2] {
        let more = ["--n", &tasks, "--in-flight", "8"];
        let mut child = stage
            .generate(killed.path(), &more)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while stage.host.seen.lock().unwrap().bodies.len() < asked / share {
            assert!(begun.elapsed() < Duration::from_secs(120), "it does not come on");
            sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let closing = run(&stage, killed.path(), "8");
    assert!(bytes(one.path()) == bytes(killed.path()), "the kill shows");
    let recalled = sum(&closing, |cost| cost["sitting"]["recalled"].as_u64().unwrap());
    assert!(recalled > 0, "what was said of slots not yet filled is known");
    // Only what was under way when a run was killed was paid for twice.
    let seen = stage.host.seen.lock().unwrap();
    let twice = seen.good.values().filter(|count| **count > 1).count();
    assert!(twice <= 16, "{twice} replies were paid for twice");
}

#[test]
fn a_larger_corpus_goes_on_from_a_smaller_one() {
    let (stage, folder) = (stage(|_| Mood::Good), tempfile::tempdir().unwrap());
    let tasks = |n: &str| {
        closing(&stage.generate(folder.path(), &["--n", n, "--in-flight", "4"]).output().unwrap())
    };
    tasks("4");
    let asked = stage.host.seen.lock().unwrap().bodies.len();
    tasks("4");
    assert_eq!(stage.host.seen.lock().unwrap().bodies.len(), asked, "nothing was left to ask");
    assert_eq!(tasks("9")["funnel"]["accepted"], 9);
    let seen = stage.host.seen.lock().unwrap();
    assert!(seen.good.values().all(|count| *count == 1));
}

#[test]
fn every_flaw_is_refused_by_the_gate_that_is_there_for_it() {
    let (stage, folder) = (stage(|_| Mood::Good), tempfile::tempdir().unwrap());
    let closing = run(&stage, folder.path(), "16");
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in closing["funnel"]["rejections"].as_array().unwrap() {
        let (gate, reason) = (row["gate"].as_str().unwrap(), row["reason"].as_str().unwrap());
        reasons.entry(gate).or_default().push(reason);
    }
    let has = |gate: &str, reason: &str| {
        assert!(reasons.get(gate).is_some_and(|all| all.contains(&reason)), "{gate}: {reasons:?}");
    };
    has("propose", "missing-field");
    has("code", "no-program");
    has("code", "cut-off");
    has("verify", "inside");
    has("agree", "hard-other-answer");
    has("blind", "hard-without-picture");
    let drawn = |gate: &str| reasons.get(gate).map_or(0, Vec::len);
    assert!(drawn("execute") + drawn("render") >= 2, "{reasons:?}");

    let reader = Store::open_read(folder.path().join("c")).unwrap();
    for stored in reader.tasks() {
        let task = stored.unwrap().task;
        let range = task.concept.caption.split("right they are").nth(1).unwrap();
        let values: Vec<i64> = range
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .take(4)
            .collect();
        let range = values.iter().max().unwrap() - values.iter().min().unwrap();
        assert_eq!(task.concept.hard.answer.to_string(), range.to_string());
        assert_eq!(task.second.clone().map(|answer| answer.to_string())[1], range.to_string());
        assert!(!task.program.source.contains("passwd"));
        let Origin::Models { parts, attempt, .. } = &task.provenance.origin else { panic!() };
        let roles: Vec<&str> = parts.iter().map(|part| part.role.as_str()).collect();
        assert_eq!(roles, ["proposer", "coder", "solver"]);
        assert!(parts.iter().all(|part| part.model == "base" && part.responses > 0));
        assert!(*attempt < 64);
    }
}
