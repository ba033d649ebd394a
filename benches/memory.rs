//! Memory a worker holds beyond the shared module, after real and hostile programs.
//!
//! `cargo bench --bench memory` (Linux: it reads /proc/self/smaps_rollup)

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::sync::Barrier;
use std::thread;

use synth_contracts::Program;
use synth_sandbox::{Limits, Sandbox};

/// Private memory of this process, in MiB.
fn private() -> f64 {
    let text = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let kib: f64 = text
        .lines()
        .filter(|line| line.starts_with("Private_"))
        .filter_map(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok())
        .sum();
    kib / 1024.0
}

fn programs() -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/programs");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the programs are there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "py" || e == "svg"))
        .collect();
    files.sort();
    let source = |path: &Path| fs::read_to_string(path).expect("it is text");
    files
        .iter()
        .map(|path| match path.extension().is_some_and(|extension| extension == "py") {
            true => Program::python(source(path)),
            false => Program::svg(source(path)),
        })
        .collect()
}

/// Private memory with `workers` slots that all ran every program, and then a
/// memory bomb.
fn measure(workers: usize, programs: &[Program]) -> f64 {
    let sandbox = Sandbox::new(workers).expect("the guest loads");
    let barrier = Barrier::new(workers);
    let bomb = Program::python("x = []\nwhile True: x.append(bytes(1 << 20))");
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                for program in programs.iter().chain([&bomb]).chain(programs) {
                    // All slots are in use at once.
                    barrier.wait();
                    let _ = sandbox.run(program, &Limits::default());
                }
            });
        }
    });
    private()
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let programs = programs();
    let (one, four) = (measure(1, &programs), measure(4, &programs));
    println!("private memory: {one:.0} MiB with 1 worker, {four:.0} MiB with 4");
    println!("a further worker: {:.1} MiB", (four - one) / 3.0);
}
