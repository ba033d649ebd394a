//! Samples, and a dump by which two corpora are compared.
#![allow(dead_code)]

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use rusqlite::{Connection, types::ValueRef};
use serde_json::json;
use synth_contracts::{
    Answer, BBox, Concept, ContentType, Digest, Drawn, Level, Origin, Picture, Program, Provenance,
    Question, Score, Task,
};
use synth_datasets::{Batch, Rejection, RunConfig, Store, StoreError};

pub fn config() -> RunConfig {
    RunConfig::new(&json!({"seed": 7, "families": ["bars"], "limits": {"fuel": 100}})).unwrap()
}

pub fn level(n: u64) -> Level {
    Level::new(u8::try_from(n % 5).unwrap() + 1).unwrap()
}

fn question(text: &str, answer: Answer) -> Question {
    Question { text: text.into(), answer, evidence: vec![BBox::xywh(1.5, 0.1, 10.0, 20.0)] }
}

/// A task that differs from every other sample in scene, program and picture.
pub fn task(n: u64) -> Task {
    let number = Answer::number(0.1 + n as f64, 1, 0.05);
    let png: Vec<u8> = (0..6000u64).map(|at| (at * (n + 3) % 251) as u8).collect();
    Task {
        family: "bars".into(),
        level: level(n),
        concept: Concept {
            content_type: ContentType::DataChart,
            caption: format!("Chart {n}: it's \"quoted\""),
            easy: question("How many bars?", Answer::integer(n as i64)),
            hard: question("How high is the tallest bar?", number.clone()),
        },
        scene: json!({"n": n, "heights": [0.1, 2.5]}),
        program: Program::svg(format!("<svg><rect width=\"{n}\"/></svg>")),
        picture: Picture {
            width: 64,
            height: 48,
            pixels: Digest::of_parts("pixels", [png.as_slice(), &n.to_le_bytes()]),
            png,
        },
        second: [Answer::integer(n as i64), number],
        scores: vec![Score { name: "legible".into(), value: 0.3, evidence: "12 px".into() }],
        usage: json!({"fuel": 123_456_789_012_u64}),
        provenance: Provenance {
            origin: Origin::Template {
                family: "bars".into(),
                seed: u64::MAX,
                index: n,
                attempt: n % 3,
            },
            version: "0.1.0".into(),
            guest: Digest::of_parts("guest", []),
            drawn: Drawn::Sandbox,
            max_side: 1024,
        },
    }
}

/// What refused an attempt at slot `n`.
pub fn rejection(n: u64, attempt: u64) -> Rejection {
    Rejection {
        family: "bars".into(),
        level: level(n),
        gate: "sandbox".into(),
        reason: if attempt == 0 { "fuel" } else { "syntax" }.into(),
        message: format!("attempt {attempt} at slot {n} won't draw"),
        place: n.is_multiple_of(2).then(|| format!("line {n}, column 1")),
        cluster: n.is_multiple_of(3).then(|| format!("task {n}")),
    }
}

/// Fills the slots from the store's next one up to `end`, in batches of `size`;
/// slot `n` takes `n % 3` attempts before.
pub fn run(store: &mut Store, end: u64, size: u64) -> Result<(), StoreError> {
    let lane = store.lane();
    let mut next = store.progress()?.next_slot;
    while next < end {
        let mut batch = store.batch()?;
        for _ in 0..size {
            if next < end {
                fill(&mut batch, next)?;
                next += lane.step;
            }
        }
        batch.commit(next)?;
    }
    Ok(())
}

/// Slot `n` with the attempts before.
pub fn fill(batch: &mut Batch<'_>, n: u64) -> Result<(), StoreError> {
    for attempt in 0..n % 3 {
        batch.reject(n, rejection(n, attempt))?;
    }
    batch.accept(n, &task(n))
}

/// A corpus with the slots below `end`, at rest.
pub fn corpus(folder: &Path, end: u64) {
    let mut store = Store::create_or_open(folder, &config()).unwrap();
    run(&mut store, end, 4).unwrap();
}

/// Every object and every row of a corpus at rest, as text.
pub fn dump(folder: &Path) -> String {
    let conn = Connection::open(folder.join(synth_datasets::FILE_NAME)).unwrap();
    let mut out = String::new();
    let objects: Vec<(String, String, Option<String>)> = conn
        .prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (kind, name, sql) in objects {
        writeln!(out, "{kind} {name}: {sql:?}").unwrap();
        if kind == "table" || kind == "view" {
            dump_rows(&conn, &name, &mut out);
        }
    }
    out
}

fn dump_rows(conn: &Connection, table: &str, out: &mut String) {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Text(text) => write!(out, "|{:?}", String::from_utf8_lossy(text)),
                other => write!(out, "|{other:?}"),
            }
            .unwrap();
        }
        out.push('\n');
    }
}

/// Names and bytes of all files in a folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}
