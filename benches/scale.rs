//! Where the time of a corpus goes, and how it grows.
//!
//! `cargo bench --bench scale` makes corpora of 1,000 and 10,000 tasks;
//! `cargo bench --bench scale -- --large` one of 100,000, too.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::time::{Duration, Instant};

use synth::pipeline::candidate::{draw, propose};
use synth::pipeline::drawing::Trust;
use synth::pipeline::{Goal, Plan, generate};
use synth_datasets::{Prepared, RunConfig, Store};
use synth_sandbox::{Limits, Sandbox};
use synth_templates::FAMILIES;

/// Slots over which the stages are measured.
const SLOTS: u64 = 450;

fn plan() -> Plan {
    let families: Vec<_> = FAMILIES.iter().collect();
    Plan::even(1, &families, Limits::default()).expect("families are named")
}

fn timed<T>(spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let value = work();
    *spent += begun.elapsed();
    value
}

/// One thread, stage by stage, over attempts that pass.
fn stages(sandbox: &Sandbox) {
    let (plan, folder) = (plan(), tempfile::tempdir().expect("there is room"));
    let config = RunConfig::new(&plan.describe()).expect("a plan is an object");
    let mut store = Store::create_or_open(folder.path(), &config).expect("the folder is empty");
    let mut spent = [Duration::ZERO; 5];
    let [proposing, drawing, encoding, preparing, storing] = &mut spent;
    let mut ready = Vec::new();
    for number in 0..SLOTS {
        let candidate = plan.candidate(number, 0);
        let Ok(draft) = timed(proposing, || propose(&candidate)) else { continue };
        let Ok(rendering) = sandbox.run(&draft.program, plan.limits()) else { continue };
        timed(encoding, || rendering.picture()).expect("it encodes");
        let made = timed(drawing, || draw(sandbox, &plan, &candidate, draft, Trust::Sampled))
            .expect("the host works");
        let Ok(task) = made else { continue };
        ready.push(timed(preparing, || Prepared::of(task)).expect("it can be stored"));
    }
    timed(storing, || {
        let mut slot = 0;
        for tasks in ready.chunks(64) {
            let mut batch = store.batch().expect("nobody else writes");
            for task in tasks {
                if batch.duplicate_of(task).expect("it can be read").is_none() {
                    batch.fill(slot, task).expect("there is room");
                    slot += 1;
                }
            }
            batch.commit(slot).expect("there is room");
        }
    });
    // Drawing a candidate ends with its PNG, which was timed by itself.
    let drawing = drawing.saturating_sub(*encoding);
    let all = *proposing + drawing + *encoding + *preparing + *storing;
    println!("| stage | ms a task | share |\n|---|---:|---:|");
    for (name, spent) in [
        ("propose and solve twice", *proposing),
        ("run, draw, read facts, verify", drawing),
        ("PNG and pixel hash", *encoding),
        ("JSON, hashes, ready to store", *preparing),
        ("duplicates, SQLite, seals", *storing),
    ] {
        println!(
            "| {name} | {:.3} | {:.1} % |",
            spent.as_secs_f64() * 1e3 / SLOTS as f64,
            spent.as_secs_f64() * 100.0 / all.as_secs_f64()
        );
    }
}

/// Largest resident memory of this process so far, in MiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|n| n.parse().ok());
    kib.unwrap_or(0) / 1024
}

/// Processor time of this process so far, in seconds: steadier than the clock where others
/// use the machine, too.
fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn growth(sandbox: &Sandbox, jobs: usize, sizes: &[u64]) {
    println!(
        "\n| tasks | seconds | tasks a second | CPU ms a task | KiB a task | s to check | peak MiB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for size in sizes {
        let (plan, folder) = (plan(), tempfile::tempdir().expect("there is room"));
        let config = RunConfig::new(&plan.describe()).expect("a plan is an object");
        let mut store = Store::create_or_open(folder.path(), &config).expect("the folder is empty");
        let (begun, spent) = (Instant::now(), processor());
        let goal = Goal::tasks(*size, jobs);
        generate(sandbox, &plan, &mut store, &goal, &mut |_| {}).expect("the run ends");
        let (seconds, spent) = (begun.elapsed().as_secs_f64(), processor() - spent);
        drop(store);
        let bytes = fs::metadata(folder.path().join("corpus.sqlite")).map_or(0, |file| file.len());
        let begun = Instant::now();
        drop(Store::create_or_open(folder.path(), &config).expect("it holds"));
        println!(
            "| {size} | {seconds:.1} | {:.0} | {:.2} | {:.1} | {:.2} | {} |",
            *size as f64 / seconds,
            spent * 1e3 / *size as f64,
            bytes as f64 / 1024.0 / *size as f64,
            begun.elapsed().as_secs_f64(),
            peak()
        );
    }
}

fn main() {
    let has = |flag: &str| std::env::args().any(|argument| argument == flag);
    // `cargo test --benches` asks only whether it builds.
    if has("--test") {
        return;
    }
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let sandbox = Sandbox::new(jobs).expect("the guest loads");
    stages(&sandbox);
    let sizes: &[u64] = if has("--large") { &[1_000, 10_000, 100_000] } else { &[1_000, 10_000] };
    growth(&sandbox, jobs, sizes);
}
