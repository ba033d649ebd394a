//! Tasks a second, for every family: proposing, drawing, checking, storing.
//!
//! `cargo bench --bench generate`

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Instant;

use synth::pipeline::{Goal, Plan, generate};
use synth_datasets::{RunConfig, Store};
use synth_sandbox::{Limits, Sandbox};
use synth_templates::{FAMILIES, Registered};

/// Tasks made of every family.
const TASKS: u64 = 200;

/// Seconds that `TASKS` tasks take, and the share of candidates accepted.
fn measure(sandbox: &Sandbox, families: Vec<&'static Registered>, jobs: usize) -> (f64, f64) {
    let folder = tempfile::tempdir().expect("there is room for a corpus");
    let plan = Plan::even(1, &families, Limits::default()).expect("families are named");
    let config = RunConfig::new(&plan.describe()).expect("a plan is an object");
    let mut store = Store::create_or_open(folder.path(), &config).expect("the folder is empty");
    let start = Instant::now();
    let goal = Goal::tasks(TASKS, jobs);
    generate(sandbox, &plan, &mut store, &goal, &mut |_| {}).expect("the run ends");
    let seconds = start.elapsed().as_secs_f64();
    let tried = store.progress().expect("it was written").next_candidate;
    (seconds, TASKS as f64 / tried as f64)
}

fn main() {
    // `cargo test --benches` asks only whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let sandbox = Sandbox::new(cores).expect("the guest loads");
    println!("| family | language | ms a task, one thread | accepted |\n|---|---|---:|---:|");
    for family in FAMILIES {
        let (seconds, accepted) = measure(&sandbox, vec![family], 1);
        println!(
            "| {} | {} | {:.1} | {:.1} % |",
            family.card.name,
            family.card.language,
            seconds * 1e3 / TASKS as f64,
            accepted * 100.0
        );
    }
    for jobs in [1, cores] {
        let (seconds, _) = measure(&sandbox, FAMILIES.iter().collect(), jobs);
        println!("\nall families, {jobs} threads: {:.0} tasks a second", TASKS as f64 / seconds);
    }
}
