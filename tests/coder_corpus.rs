//! SVG as language models write it: what is valid renders, what is flawed gets the
//! verdict that its flaw deserves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use synth_contracts::Program;
use synth_sandbox::{Limits, Reason, Rejection, Rendering, Sandbox, Verdict};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coder-corpus")
}

fn flaws() -> BTreeMap<String, String> {
    serde_json::from_str(&fs::read_to_string(folder().join("flaws.json")).unwrap()).unwrap()
}

/// Names and sources of the corpus' SVG programs.
fn programs() -> Vec<(String, String)> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".svg"))
        .collect();
    names.sort();
    let source = |name: &String| fs::read_to_string(folder().join(name)).unwrap();
    names.iter().map(|name| (name.clone(), source(name))).collect()
}

fn run(sandbox: &Sandbox, source: &str) -> Result<Rendering, Verdict> {
    sandbox.run(&Program::svg(source), &Limits::default())
}

#[test]
fn every_valid_program_renders() {
    let (sandbox, flaws) = (Sandbox::new(1).unwrap(), flaws());
    let valid: Vec<_> =
        programs().into_iter().filter(|(name, _)| !flaws.contains_key(name)).collect();
    assert_eq!(valid.len(), 58);
    for (name, source) in valid {
        let rendering =
            run(&sandbox, &source).unwrap_or_else(|verdict| panic!("{name}: {verdict}"));
        assert!(rendering.width.max(rendering.height) <= 448, "{name}");
        assert!(rendering.facts.texts.iter().all(|text| text.missing == 0), "{name}");
    }
}

#[test]
fn every_flaw_gets_what_it_deserves() {
    let sandbox = Sandbox::new(1).unwrap();
    let sources: BTreeMap<String, String> = programs().into_iter().collect();
    let rejection = |name: &str| -> Rejection {
        run(&sandbox, &sources[name]).unwrap_err().rejection().unwrap().clone()
    };
    // A missing xmlns is forgiven, and so is a table wider than its viewBox: that
    // is for the verifier to see.
    assert!(run(&sandbox, &sources["019.svg"]).is_ok());
    let wide = run(&sandbox, &sources["036.svg"]).unwrap();
    assert!(wide.facts.texts.iter().any(|text| text.content == "Pts" && text.inside == 0.0));
    for (name, line, says) in [
        ("005.svg", "Rainfall & River Level", "entity"),
        ("029.svg", "</tspan>", "expected 'tspan' tag, not 'text'"),
        ("052.svg", "< 5 min", "name"),
        ("060.svg", "fill=", "fill"),
    ] {
        let rejection = rejection(name);
        assert_eq!(rejection.reason, Reason::NotWellFormed, "{name}");
        assert!(rejection.message.contains(says), "{name}: {}", rejection.message);
        let place = rejection.place.unwrap();
        let found = sources[name].lines().nth(place.line as usize - 1).unwrap();
        assert!(found.contains(line), "{name}: {place} is {found}");
        assert!(place.column as usize <= found.chars().count() + 1, "{name}: {place}");
    }
}
