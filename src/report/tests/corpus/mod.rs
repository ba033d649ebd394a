//! Corpora for tests: a plain one, and one of injections.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use serde_json::json;
use synth_contracts::{
    Answer, BBox, Concept, ContentType, Digest, Drawn, Level, Origin, Picture, Program, Provenance,
    Question, Score, Task,
};
use synth_datasets::{Rejection, RunConfig, Store};

/// Texts that become script where they are taken for markup, an address, a template or
/// the end of what holds them.
pub const ATTACKS: [&str; 16] = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=\"window.pwned=1\">",
    "<svg onload=window.pwned=1><a xlink:href=\"javascript:window.pwned=1\">x</a></svg>",
    "\"><svg/onload=window.pwned=1>",
    "' onfocus='window.pwned=1' autofocus='",
    "javascript:window.pwned=1//",
    "]]><script>window.pwned=1</script><![CDATA[",
    "--><script>window.pwned=1</script><!--",
    "{{ 7 * 7 }}{% include 'page.html' %}${window.pwned=1}",
    "</style><style>@import 'http://example.org/x.css';</style>",
    "</title></textarea><iframe src=\"http://example.org/\"></iframe>",
    "\u{2028}\u{2029}\u{202e}\\\"\\u003cscript\\u003e",
    "<link rel=stylesheet href=http://example.org/><meta http-equiv=refresh content=\"0;url=http://example.org\">",
    "<a href=\"http://example.org\" target=_blank>click</a><base href=\"http://example.org/\">",
    "'); window.pwned=1; synthChunk('d0','",
];

/// Scores, places and pixels of a made-up task.
fn picture(n: u64) -> Picture {
    let (width, height) = (60 + (n % 5) as u32 * 20, 60_u32);
    let tone = |x: u32, y: u32| {
        let inside = (u64::from(x / 8) + u64::from(y / 8) * 3 + n).is_multiple_of(3);
        if inside { [(n * 37 % 200) as u8, 90, 160] } else { [250, 250, 250] }
    };
    let pixels: Vec<u8> = (0..width * height).flat_map(|at| tone(at % width, at / width)).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    let digest = Digest::of_parts("pixels", [pixels.as_slice(), &n.to_le_bytes()]);
    Picture { width, height, png: file, pixels: digest }
}

/// A task in which `text(place)` stands wherever a text can.
fn task(n: u64, text: impl Fn(usize) -> String) -> Task {
    of_family(if n.is_multiple_of(2) { "bars" } else { "maze" }, n, text)
}

fn of_family(family: &str, n: u64, text: impl Fn(usize) -> String) -> Task {
    let question = |place: usize, answer: Answer| Question {
        text: text(place),
        answer,
        evidence: vec![BBox::xywh(5.0, 5.0, 20.0, 15.0)],
    };
    let hard = match n % 3 {
        0 => Answer::integer(n as i64),
        1 => Answer::Choice { index: 1, options: vec![text(4), text(5)] },
        _ => Answer::text(text(6)),
    };
    let svg = n.is_multiple_of(4);
    let source = format!("{}\n<!-- {n} --># {n}", text(7));
    Task {
        family: family.into(),
        level: Level::new((n % 5) as u8 + 1).unwrap(),
        concept: Concept {
            content_type: ContentType::Diagram,
            caption: text(1),
            easy: question(2, Answer::text(text(8))),
            hard: question(3, hard.clone()),
        },
        scene: json!({"n": n, "text": text(9)}),
        program: if svg { Program::svg(source) } else { Program::python(source) },
        picture: picture(n),
        second: [Answer::text(text(8)), hard],
        scores: vec![Score {
            name: "legible".into(),
            value: (n % 10) as f64 / 10.0,
            evidence: text(10),
        }],
        usage: json!({"fuel": 1_000_000 + n * 1000}),
        provenance: Provenance {
            origin: Origin::Template { family: family.into(), seed: 7, index: n / 2, attempt: 0 },
            version: text(11),
            guest: Digest::of_parts("guest", []),
            drawn: Drawn::Sandbox,
            max_side: 448,
        },
    }
}

pub fn plain(n: u64) -> Task {
    task(n, |place| format!("word{place} of task {n}"))
}

/// As [`plain`], of 42 families with names of every length.
pub fn many(n: u64) -> Task {
    const KINDS: [&str; 6] = ["maze", "bar-chart", "clock", "line-crossings", "pie", "graph-path"];
    const FORMS: [&str; 7] = ["", "-twins", "-in-3d", "-of-squares", "-a", "-by-analogy", "-odd"];
    let (kind, form) = (KINDS[n as usize % 6], FORMS[n as usize / 6 % 7]);
    of_family(&format!("{kind}{form}"), n, |place| format!("word{place} of task {n}"))
}

/// Every text is an attack, each in turn.
pub fn hostile(n: u64) -> Task {
    task(n, |place| format!("{} {n}", ATTACKS[(n as usize + place) % ATTACKS.len()]))
}

fn rejection(task: &Task, n: u64, of: Option<Digest>) -> Rejection {
    let attack = ATTACKS[n as usize % ATTACKS.len()];
    Rejection {
        family: task.family.clone(),
        level: task.level,
        gate: if of.is_some() { "dedup".into() } else { "verify".into() },
        reason: if of.is_some() { "scene".into() } else { attack.into() },
        message: attack.into(),
        place: Some(attack.into()),
        cluster: of.map(|id| id.to_hex()),
    }
}

/// Stores `count` tasks; every seventh slot was refused twice before.
pub fn store(folder: &Path, count: u64, make: impl Fn(u64) -> Task) {
    let config = json!({"seed": 7, "families": {"bars": 1, "maze": 1},
        "levels": {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1},
        "limits": {"fuel": 2_000_000_000_u64, "max_side": 448}});
    let config = RunConfig::new(&config).unwrap();
    let mut store = Store::create_or_open(folder, &config).unwrap();
    let mut batch = store.batch().unwrap();
    let first = make(0).id();
    for n in 0..count {
        let task = make(n);
        if n % 7 == 6 {
            for of in [None, Some(first)] {
                batch.reject(n, rejection(&task, n, of)).unwrap();
            }
        }
        batch.accept(n, &task).unwrap();
    }
    batch.commit(count).unwrap();
}

/// A training run beside it, in which `name` stands wherever a name can.
pub fn run(folder: &Path, name: &str) {
    let metrics: String = (1..=30)
        .map(|step| {
            let value = f64::from(step) / 40.0;
            let line = json!({"stage": name, "step": step, "solver/reward/mean": value,
                "coder/reward/mean": 0.9 - value, "solver/kl": value / 1000.0,
                "accuracy": value, name: value, "note": name});
            format!("{line}\n")
        })
        .collect();
    fs::write(folder.join("metrics.jsonl"), metrics).unwrap();
    let exam = |step: u64, mean: f64| {
        let low = mean - 0.05;
        json!({"stage": name, "step": step, "table": {
            "all": {"mean": mean, "low": low, "high": mean + 0.05, "count": 200},
            name: {"mean": mean, "low": low, "high": mean + 0.05, "count": 20}}})
    };
    let exams = [exam(0, 0.3), exam(15, 0.5), exam(30, 0.6)].map(|exam| format!("{exam}\n"));
    fs::write(folder.join("exams.jsonl"), exams.concat()).unwrap();
    let reader = Store::open_read(folder).unwrap();
    let ids: Vec<String> = reader.tasks().take(8).map(|task| task.unwrap().id.to_hex()).collect();
    let notes: String = ids
        .iter()
        .enumerate()
        .map(|(at, id)| {
            let note = json!({"id": id, "split": if at % 2 == 0 { "train" } else { name },
                "pass_rate": at as f64 / 8.0, "twins": [ids[(at + 2) % 8]], name: name,
                "votes": [{"answer": name, "count": 3}, "4", "4"],
                "rewards": {"solver": {"terms": [{"name": name, "value": 0.25},
                    {"name": "form", "value": 0.1}], "formula": name}, "coder": 0.5}});
            format!("{note}\n")
        })
        .collect();
    fs::write(folder.join("tasks.jsonl"), notes).unwrap();
}
