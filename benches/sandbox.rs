//! What the sandbox costs: a fresh instance, the pictures of the coder corpus, and
//! the step from pixels to PNG.
//!
//! `cargo bench --bench sandbox`

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use synth_contracts::Program;
use synth_sandbox::{Limits, Sandbox};

/// The valid SVGs of the coder corpus, in order of their names.
fn corpus() -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coder-corpus");
    let flaws = fs::read_to_string(folder.join("flaws.json")).expect("the corpus lists its flaws");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "svg"))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            !flaws.contains(&name)
        })
        .collect();
    files.sort();
    files.iter().map(|path| Program::svg(fs::read_to_string(path).expect("it is text"))).collect()
}

fn sandbox(criterion: &mut Criterion) {
    let start = Instant::now();
    let sandbox = Sandbox::new(1).expect("the guest loads");
    println!("loading the guest: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let limits = Limits::default();

    // It ends in `no-output`, after the whole way in and out.
    let empty = Program::python("");
    criterion.bench_function("empty Python program", |b| b.iter(|| sandbox.run(&empty, &limits)));

    let tiny = Program::svg(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"16\" height=\"16\"><circle r=\"9\"/></svg>",
    );
    criterion.bench_function("smallest SVG program", |b| b.iter(|| sandbox.run(&tiny, &limits)));

    let corpus = corpus();
    criterion.bench_function("coder corpus, all valid SVGs with PNG", |b| {
        b.iter_custom(|rounds| {
            let start = Instant::now();
            for _ in 0..rounds {
                for program in &corpus {
                    let rendering = sandbox.run(program, &limits).expect("it is valid");
                    rendering.picture().expect("it has a PNG");
                }
            }
            // Stated per program.
            start.elapsed() / corpus.len() as u32
        });
    });

    let rendering = sandbox.run(&corpus[0], &limits).expect("it is valid");
    criterion.bench_function("PNG and hash of one picture", |b| b.iter(|| rendering.picture()));
}

criterion_group! {
    name = benches;
    config = Criterion::default().measurement_time(Duration::from_secs(6)).sample_size(30);
    targets = sandbox
}
criterion_main!(benches);
