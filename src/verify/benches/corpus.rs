//! What language models wrote, held against what they were asked for: the scores of
//! every SVG of the coder corpus, lowest first.
//!
//! `cargo bench -p synth-verify --bench corpus`

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use serde_json::Value;
use synth_contracts::{Answer, Concept, ContentType, Question, Score};
use synth_renderers::{Options, render};
use synth_verify::{Exhibit, check, judge, overall};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/coder-corpus");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "svg"));
    files.sort();
    let mut rows: Vec<(bool, f64, String)> = files.iter().map(|file| row(file)).collect();
    rows.sort_by(|a, b| (a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (passes, score, line) in rows {
        println!("{} {score:.3} {line}", if passes { "passes" } else { "FAILS " });
    }
}

/// Whether the picture passes, its overall score, and what is not perfect.
fn row(file: &Path) -> (bool, f64, String) {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let rendered = match render(&fs::read_to_string(file).unwrap(), &Options::default()) {
        Ok(rendered) => rendered,
        Err(fault) => return (false, 0.0, format!("{name} not executed: {fault}")),
    };
    let concept = concept(&file.with_extension("json"));
    let scores = judge(&Exhibit {
        width: rendered.width,
        height: rendered.height,
        rgba: &rendered.rgba,
        facts: &rendered.facts,
        concept: &concept,
        claims: &[],
    });
    let low = |score: &&Score| score.value < check(&score.name).unwrap().threshold.max(0.99);
    let tell =
        |score: &Score| format!("\n      {} {:.2}: {}", score.name, score.value, score.evidence);
    let told: String = scores.iter().filter(low).map(tell).collect();
    let passes = scores.iter().all(|score| score.value >= check(&score.name).unwrap().threshold);
    (passes, overall(&scores), format!("{name}{told}"))
}

fn concept(file: &Path) -> Concept {
    let fields: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let text = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
    let question = |tier: &str| {
        let answer = text(&format!("{tier}_answer"));
        let answer = answer.parse().map_or_else(|_| Answer::text(answer.clone()), Answer::integer);
        Question { text: text(&format!("{tier}_question")), answer, evidence: Vec::new() }
    };
    Concept {
        content_type: serde_json::from_value(fields["content_type"].clone())
            .unwrap_or(ContentType::Other),
        caption: text("caption"),
        easy: question("easy"),
        hard: question("hard"),
    }
}
