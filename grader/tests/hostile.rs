//! Hostile answers cost little, whatever their length and depth.
//!
//! The limit is one of work, which repeats: each answer is read several times and its
//! fastest time counts, so that a busy machine does not decide.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use synth_grader::{Canonical, Truth, extract, score, vote};

/// Ten megabytes; one in a debug build, which is that much slower.
const MEGABYTES: usize = if cfg!(debug_assertions) { 1 << 20 } else { 10 << 20 };

/// What a debug build may take; a release build is held to [`LIMIT`].
const DEBUG: u32 = 50;
const LIMIT: Duration = Duration::from_millis(10);

fn hostile() -> Vec<(&'static str, String)> {
    let fill = |piece: &str, len: usize| piece.repeat(len / piece.len());
    let mut all = vec![
        ("tower of powers", "9**9**9**9**9**9".to_owned()),
        ("tower of carets", fill("9^", 4000) + "9"),
        ("factorials", "9!!!!!!!!!!!!!!!!!!!!!!!!".to_owned()),
        ("long division", "1/".repeat(2000) + "3"),
        ("one box in another", fill("\\boxed{", 60_000)),
        ("boxes side by side", fill("\\boxed{1} or ", 60_000)),
        ("tags", fill("<answer>", 60_000)),
        ("nested brackets", "(".repeat(290) + "5" + &")".repeat(290)),
        ("nested lists", "[".repeat(290) + "5" + &"]".repeat(290)),
        ("nested sets", "{".repeat(1500) + "1, 2" + &"}".repeat(1500)),
        ("excuses", "5".to_owned() + &" or so".repeat(90)),
        ("leads", "the answer is ".repeat(200) + "5"),
        ("signs", "±".repeat(1000) + "6"),
        ("mixed brackets", "([{".repeat(200) + "6" + &"}])".repeat(200)),
    ];
    let pieces = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "9",
        "9,",
        "9.",
        "a",
        " ",
        "\n",
        ",",
        "a,",
        "-",
        "--",
        "\\frac{",
        "\\sqrt{",
        "\\",
        "$",
        "**",
        "\"",
        "√",
        "\u{202e}",
        "\u{200f}a",
        "е",
        "𝟗",
        "²",
        "½",
        "é",
        "e\u{301}",
        "not ",
        "and ",
        " or ",
        "one hundred ",
        "x+",
        "1 000 ",
        "3:",
        "yes ",
        "the ",
        "is ",
        "=",
        "< ",
        "%",
        "kg ",
        "\\boxed{",
        "</think>",
        "<answer>",
        "\u{fdfa}",
        "🙂",
    ];
    for piece in pieces {
        for len in [300, 600, 4000, MEGABYTES] {
            all.push((piece, fill(piece, len)));
        }
        all.push((piece, format!("{}\\boxed{{{}}}", fill(piece, MEGABYTES), fill(piece, 4000))));
    }
    all
}

fn truths() -> Vec<Truth> {
    [
        "5",
        "12 cm",
        "1/3",
        "red",
        "C",
        "yes",
        "A, B, C",
        "red and blue",
        "15:30",
        "2024-03-05",
        "x^2+2x+1",
        "x < 3",
        "(8, 6)",
    ]
    .iter()
    .map(|text| Truth::from_text(text).unwrap())
    .collect()
}

/// The fastest of a few runs.
fn fastest(mut work: impl FnMut()) -> Duration {
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..3).map(|_| time(&mut work)).min().unwrap()
}

#[test]
fn no_answer_costs_more_than_ten_milliseconds() {
    let limit = if cfg!(debug_assertions) { LIMIT * DEBUG } else { LIMIT };
    let truths = truths();
    let mut slow = Vec::new();
    for (name, answer) in hostile() {
        // What is too long to be an answer is so for every truth.
        let enough = if answer.len() > 5000 { 1 } else { truths.len() };
        for truth in &truths[..enough] {
            let took = fastest(|| {
                score(extract(&answer), truth);
            });
            if took > limit {
                slow.push(format!("{name} ({} bytes) against {truth:?}: {took:?}", answer.len()));
            }
        }
        let took = fastest(|| {
            Canonical::of(extract(&answer));
        });
        if took > limit {
            slow.push(format!("{name} ({} bytes): its form took {took:?}", answer.len()));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn hostile_answers_are_wrong_and_equal_to_themselves() {
    for (name, answer) in hostile() {
        let truths = if answer.len() > 5000 { truths()[..1].to_vec() } else { truths() };
        for truth in &truths {
            let verdict = score(&answer, truth);
            let may = matches!(
                name,
                "nested brackets"
                    | "nested lists"
                    | "excuses"
                    | "leads"
                    | "yes "
                    | "not "
                    | "the "
                    | "is "
                    | "<answer>"
                    | "</think>"
            );
            assert!(!verdict.is_right() || may, "{name} {} {truth:?}", answer.len());
        }
        assert_eq!(vote(&[&answer, &answer]).clusters.len() + vote(&[&answer]).blank.len(), 1);
    }
}

#[test]
fn hostile_truths_are_refused_or_read() {
    for (_, text) in hostile() {
        if let Ok(truth) = Truth::from_text(&text) {
            assert!(score(truth.written(), &truth).is_right());
        }
    }
}
