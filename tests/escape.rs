//! The escape corpus: every attack ends in the verdict that its first line
//! expects, and none of them changes what the next program sees.
//!
//! `SYNTH_ESCAPE=name` runs the attacks whose name holds `name`; the ignored test
//! repeats the whole corpus and watches the process's memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use synth_contracts::{Digest, Language};
use synth_sandbox::{Limits, Rendering, Sandbox, Verdict};

/// What an attack's first line says it must end in.
struct Expectation {
    verdicts: Vec<String>,
    texts: Vec<String>,
}

struct Attack {
    name: String,
    language: Language,
    source: Vec<u8>,
    expectation: Expectation,
}

fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| Sandbox::new(2).unwrap())
}

/// Reads `expect: verdict|verdict text|text` out of a file's first lines.
fn expectation(name: &str, source: &[u8]) -> Expectation {
    let text = String::from_utf8_lossy(&source[..source.len().min(4096)]).replace('\0', "");
    let line = text
        .lines()
        .find_map(|line| line.split_once("expect:"))
        .unwrap_or_else(|| panic!("{name} does not say what to expect"))
        .1;
    let line = line.trim_end_matches("-->").trim_end_matches("*/").trim();
    let (verdicts, texts) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let split = |text: &str| -> Vec<String> {
        text.split('|').map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect()
    };
    Expectation { verdicts: split(verdicts), texts: split(texts) }
}

fn attacks() -> Vec<Attack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/escape");
    let only = std::env::var("SYNTH_ESCAPE").unwrap_or_default();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .filter_map(|file| {
            let language = Language::from_extension(file.extension()?.to_str()?)?;
            let name = file.file_name()?.to_string_lossy().into_owned();
            let source = fs::read(&file).unwrap();
            let expectation = expectation(&name, &source);
            name.contains(&only).then_some(Attack { name, language, source, expectation })
        })
        .collect()
}

fn run(attack: &Attack) -> Result<Rendering, Verdict> {
    sandbox().run_bytes(attack.language, &attack.source, &Limits::default())
}

/// What is wrong with how an attack ended, if anything.
fn complaint(attack: &Attack, ended: &Result<Rendering, Verdict>) -> Option<String> {
    let (verdict, message) = match ended {
        Ok(_) => ("ok", String::new()),
        Err(Verdict::Rejected(rejection)) => {
            let place = rejection.place.map(|place| format!(" at {}:{}", place.line, place.column));
            let message = format!("{}{}", rejection.message, place.unwrap_or_default());
            (rejection.reason.name(), message)
        }
        Err(Verdict::Host(fault)) => return Some(format!("{}: host fault: {fault}", attack.name)),
    };
    let Expectation { verdicts, texts } = &attack.expectation;
    if message.contains("ESCAPED") {
        return Some(format!("{}: {message}", attack.name));
    }
    if !verdicts.iter().any(|expected| expected == verdict) {
        let expected = verdicts.join("|");
        return Some(format!("{}: {verdict}, not {expected}: {message}", attack.name));
    }
    let says_so = texts.is_empty() || texts.iter().any(|text| message.contains(text.as_str()));
    (verdict != "ok" && !says_so)
        .then(|| format!("{}: {verdict} without {texts:?}: {message}", attack.name))
}

/// A picture that depends on the interpreter, the fonts and the renderer.
fn canary() -> Digest {
    let source = br#"
import json, math, random
random.seed(1)
points = " ".join(f"{20 + 10 * i},{50 - 30 * math.sin(i):.2f}" for i in range(12))
assert json.loads("[1, 2]") == [1, 2] and len("ab") == 2
open("output.svg", "w").write(
    f'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="100">'
    f'<polyline points="{points}" fill="none" stroke="red"/>'
    f'<text x="10" y="90" font-size="14">{random.random():.6f}</text></svg>')
"#;
    sandbox().run_bytes(Language::Python, source, &Limits::default()).unwrap().digest()
}

#[test]
fn every_attack_ends_as_expected() {
    let before = canary();
    let attacks = attacks();
    let mut complaints = Vec::new();
    for attack in &attacks {
        let start = std::time::Instant::now();
        let ended = run(attack);
        if std::env::var_os("SYNTH_ESCAPE").is_some() {
            println!(
                "{} {:?} {:.0?}",
                attack.name,
                ended.as_ref().err().map(|v| v.to_string()),
                start.elapsed()
            );
        }
        complaints.extend(complaint(attack, &ended));
    }
    assert_eq!(canary(), before, "an attack changed what later programs see");
    assert!(complaints.is_empty(), "{} attacks:\n{}", complaints.len(), complaints.join("\n"));
    assert!(attacks.len() >= 60 || std::env::var_os("SYNTH_ESCAPE").is_some());
}

/// Resident memory of this process in bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").unwrap();
    statm.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// A hundredth of the usual fuel: a leak does not need an attack to run long, and what
/// is looked for is in the host.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes; .ci/run runs it, optimised"]
fn a_hundred_rounds_leak_nothing() {
    let before = canary();
    let attacks = attacks();
    let limits = Limits { fuel: 20_000_000, ..Limits::default() };
    let mut after_warm_up = 0;
    for round in 0..100 {
        thread::scope(|scope| {
            let (even, odd) = (attacks.iter().step_by(2), attacks.iter().skip(1).step_by(2));
            scope.spawn(|| even.for_each(|attack| drop(bounded(attack, &limits))));
            scope.spawn(|| odd.for_each(|attack| drop(bounded(attack, &limits))));
        });
        if round == 9 {
            after_warm_up = resident();
        }
    }
    let grown = resident().saturating_sub(after_warm_up);
    println!("{} MiB after 10 rounds, {} KiB more after 100", after_warm_up >> 20, grown >> 10);
    assert!(grown < 16 << 20, "{grown} bytes more after 90 further rounds");
    assert_eq!(canary(), before, "an attack changed what later programs see");
}

#[cfg(target_os = "linux")]
fn bounded(attack: &Attack, limits: &Limits) -> Result<Rendering, Verdict> {
    let ended = sandbox().run_bytes(attack.language, &attack.source, limits);
    assert!(!matches!(ended, Err(Verdict::Host(_))), "{}: {ended:?}", attack.name);
    ended
}

#[test]
fn a_source_beyond_its_limit_is_refused() {
    let limits = Limits::default();
    let source = vec![b'#'; limits.source_bytes + 1];
    let verdict = sandbox().run_bytes(Language::Python, &source, &limits).unwrap_err();
    assert_eq!(verdict.rejection().unwrap().reason.name(), "source-too-long");
}
