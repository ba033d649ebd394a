//! Pixels that must not change: programs drawn in the sandbox, by the hash of what
//! they draw, in `tests/golden/hashes.txt`. `SYNTH_BLESS=1` writes the file anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use synth::pipeline::drawing::{Trust, draw_own};
use synth_contracts::{Drawn, Language, Level, Stream};
use synth_sandbox::{Limits, Rendering, Sandbox};
use synth_templates::FAMILIES;

fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| Sandbox::new(2).unwrap())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn programs() -> Vec<(String, Language, Vec<u8>)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join("programs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .into_iter()
        .filter_map(|file| {
            let language = Language::from_extension(file.extension()?.to_str()?)?;
            let name = file.file_name()?.to_string_lossy().into_owned();
            Some((name, language, fs::read(&file).unwrap()))
        })
        .collect()
}

fn draw((name, language, source): &(String, Language, Vec<u8>)) -> Rendering {
    sandbox()
        .run_bytes(*language, source, &Limits::default())
        .unwrap_or_else(|verdict| panic!("{name}: {verdict}"))
}

#[test]
fn pixels_are_those_on_record() {
    let mut found = String::new();
    for program in programs() {
        let rendering = draw(&program);
        let size = format!("{}x{}", rendering.width, rendering.height);
        writeln!(found, "{} {size} {}", program.0, rendering.digest()).unwrap();
    }
    let record = folder().join("hashes.txt");
    if std::env::var_os("SYNTH_BLESS").is_some() {
        fs::write(&record, &found).unwrap();
    }
    let lines = |text: &str| -> BTreeMap<String, String> {
        let pair = |line: &str| line.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned()));
        text.lines().filter_map(pair).collect()
    };
    let (found, record) = (lines(&found), lines(&fs::read_to_string(record).unwrap()));
    let changed: Vec<&String> =
        found.keys().filter(|name| found.get(*name) != record.get(*name)).collect();
    assert!(changed.is_empty(), "these draw something else than before: {changed:?}");
    assert_eq!(found.len(), record.len(), "the record names programs that are gone");
    assert!(found.len() >= 30);
}

#[test]
fn threads_and_repetition_change_nothing() {
    let programs = programs();
    let once: Vec<_> = programs.iter().map(|program| draw(program).digest()).collect();
    let again = thread::scope(|scope| {
        let handles: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| programs.iter().map(|p| draw(p).digest()).collect::<Vec<_>>()))
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(again.iter().all(|digests| *digests == once));
}

#[test]
fn the_sandbox_draws_what_the_renderer_draws_outside() {
    for program in programs().iter().filter(|(_, language, _)| *language == Language::Svg) {
        let source = std::str::from_utf8(&program.2).unwrap();
        let inside = draw(program);
        let outside = synth_renderers::render(source, &Default::default()).unwrap();
        assert_eq!(inside.rgba, outside.rgba, "{} differs in pixels", program.0);
        assert_eq!(inside.facts, outside.facts, "{} differs in facts", program.0);
    }
}

#[test]
fn every_family_is_drawn_in_process_as_in_the_sandbox() {
    let in_process = |family: &synth_templates::Registered, level, seed| {
        let stream = Stream::root(seed).child(family.card.name).index(0);
        let Ok(draft) = family.propose(level, &stream) else { return 0 };
        let limits = Limits::default();
        let drawn = draw_own(sandbox(), &limits, &draft.program, &stream, Trust::Compared);
        let drawn =
            drawn.unwrap_or_else(|why| panic!("{} {level} {seed}: {why}", family.card.name));
        usize::from(drawn.drawn == Drawn::InProcess)
    };
    for family in FAMILIES {
        let seeds = Level::ALL.into_iter().flat_map(|level| (0..4).map(move |seed| (level, seed)));
        let drawn: usize = seeds.map(|(level, seed)| in_process(family, level, seed)).sum();
        // One in 32 is drawn in the sandbox anyway, and programs in Python all are.
        let wanted = if family.card.language == Language::Svg { 12..=20 } else { 0..=0 };
        assert!(wanted.contains(&drawn), "{}: {drawn}", family.card.name);
    }
}
