//! Comparisons a second on one core, over the table of the tests.
//!
//! `cargo bench -p synth-grader`. A comparison is timed twice: against a truth that
//! is ready, as a reward has it, and with the truth read from its fields each time.
//! The slowest pairs are printed, so that no kind hides behind the mean.

#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use synth_grader::{Draft, Truth, equal, extract, score};

const TABLE: &str = include_str!("../tests/table.jsonl");

struct Pair {
    answer: String,
    draft: Draft,
    truth: Truth,
}

fn pairs() -> Vec<Pair> {
    let read = |line: &str| {
        let mut fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).unwrap();
        let answer = fields.remove("answer").unwrap().as_str().unwrap().to_owned();
        fields.remove("expected");
        fields.remove("note");
        let draft: Draft = serde_json::from_value(fields.into()).unwrap();
        Pair { answer, truth: Truth::new(draft.clone()).unwrap(), draft }
    };
    TABLE.lines().map(read).collect()
}

/// Time that this thread had a core, so that a busy machine does not count; the
/// wall's time where the system does not tell.
fn on_core() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The fastest of five passes of `rounds` rounds each: time for one pair.
fn time(pairs: &[Pair], rounds: u32, work: impl Fn(&Pair)) -> Duration {
    let pass = |_| {
        let start = on_core();
        for _ in 0..rounds {
            pairs.iter().for_each(&work);
        }
        on_core() - start
    };
    let fastest = (0..5).map(pass).min().unwrap();
    fastest / rounds / u32::try_from(pairs.len()).unwrap()
}

fn say(what: &str, each: Duration) {
    println!("{what:<44} {each:>10.2?} {:>12.0} a second", 1.0 / each.as_secs_f64());
}

fn main() {
    let pairs = pairs();
    let graded = |pair: &Pair| {
        black_box(score(extract(black_box(&pair.answer)), &pair.truth));
    };
    println!("{} pairs, one core", pairs.len());
    say("answer against a truth that is ready", time(&pairs, 100, graded));
    say(
        "answer against a truth read each time",
        time(&pairs, 50, |pair| {
            let truth = Truth::new(black_box(&pair.draft).clone()).unwrap();
            black_box(score(extract(black_box(&pair.answer)), &truth));
        }),
    );
    say(
        "two answers by their forms",
        time(&pairs, 50, |pair| {
            black_box(equal(black_box(&pair.answer), pair.truth.written()));
        }),
    );
    let mut single: Vec<(Duration, &Pair)> =
        pairs.iter().map(|pair| (time(std::slice::from_ref(pair), 200, graded), pair)).collect();
    single.sort_by_key(|(each, _)| std::cmp::Reverse(*each));
    println!("the slowest pairs:");
    for (each, pair) in &single[..8] {
        println!("{each:>10.2?}  {:?} against {:?}", pair.answer, pair.truth);
    }
}
