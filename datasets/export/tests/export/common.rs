//! A corpus with every kind of answer and pictures that can be looked at.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;
use synth_contracts::{
    Answer, BBox, Concept, ContentType, Digest, Drawn, Level, Origin, Picture, Program, Provenance,
    Question, Score, Task,
};
use synth_datasets::{Reader, RunConfig, Store};
use synth_export::{Options, Summary, export, find};

pub fn config() -> RunConfig {
    RunConfig::new(&json!({"seed": 7, "families": ["bars", "maze"]})).unwrap()
}

/// A true answer of each kind, in turn.
pub fn answer(n: u64) -> Answer {
    let texts = |all: [&str; 3]| all.map(str::to_owned).to_vec();
    match n % 6 {
        0 => Answer::integer(n as i64 - 6),
        1 => Answer::Number {
            value: 0.25 + n as f64,
            tolerance: 0.05,
            decimals: 2,
            unit: Some("cm".into()),
        },
        2 => Answer::text(format!("Zürich \"{n}\"")),
        3 => Answer::Choice { index: 1, options: texts(["red", "green", "blue"]) },
        4 => Answer::YesNo { value: n.is_multiple_of(4) },
        _ => Answer::Sequence { values: texts(["P", "Q", "R"]) },
    }
}

fn question(text: String, answer: Answer) -> Question {
    Question { text, answer, evidence: vec![BBox::xywh(1.5, 0.5, 10.0, 20.0)] }
}

/// Noise, so that a picture of `side × side/2` pixels has about as many bytes as
/// it has channels.
pub fn picture(n: u64, side: u32) -> Picture {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let pixels = RgbImage::from_fn(side, side / 2, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Rgb([state as u8, (state >> 8) as u8, (state >> 16) as u8])
    });
    let mut png = Vec::new();
    pixels.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    let digest = Digest::of_parts("pixels", [pixels.as_raw().as_slice(), &n.to_le_bytes()]);
    Picture { width: side, height: side / 2, png, pixels: digest }
}

pub fn task(n: u64, side: u32) -> Task {
    let family = if n.is_multiple_of(2) { "bars" } else { "maze" };
    Task {
        family: family.into(),
        level: Level::new(u8::try_from(n % 5).unwrap() + 1).unwrap(),
        concept: Concept {
            content_type: ContentType::DataChart,
            caption: format!("Chart {n}: it's \"quoted\""),
            easy: question(format!("How many bars has {n}?"), Answer::integer(n as i64)),
            hard: question(format!("What is it in {n},\nthen?"), answer(n)),
        },
        scene: json!({"n": n, "heights": [0.1, 2.5]}),
        program: Program::svg(format!("<svg><rect width=\"{n}\"/></svg>")),
        picture: picture(n, side),
        second: [Answer::integer(n as i64), answer(n)],
        scores: vec![Score {
            name: "legible".into(),
            value: (n % 10) as f64 / 10.0,
            evidence: "12 px".into(),
        }],
        usage: json!({"fuel": 123_456_789_012_u64}),
        provenance: Provenance {
            origin: Origin::Template { family: family.into(), seed: 7, index: n, attempt: 0 },
            version: "0.1.0".into(),
            guest: Digest::of_parts("guest", []),
            drawn: Drawn::Sandbox,
            max_side: 448,
        },
    }
}

/// A corpus of these tasks, at rest, ready to be read.
pub fn corpus_of(folder: &Path, tasks: impl IntoIterator<Item = Task>) -> Reader {
    let mut store = Store::create_or_open(folder, &config()).unwrap();
    let mut batch = store.batch().unwrap();
    let mut next = 0;
    for task in tasks {
        batch.accept(next, &task).unwrap();
        next += 1;
    }
    batch.commit(next).unwrap();
    drop(store);
    Store::open_read(folder).unwrap()
}

pub fn corpus(folder: &Path, count: u64) -> Reader {
    corpus_of(folder, (0..count).map(|n| task(n, 32)))
}

pub fn run(reader: &Reader, format: &str, out: &Path, options: &Options) -> Summary {
    export(reader, find(format).unwrap(), out, false, options, &mut |_| ()).unwrap()
}

/// Paths and bytes of all files below a folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                out.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(folder, folder, &mut out);
    out
}

/// The lines of a JSON Lines file.
pub fn lines(path: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
