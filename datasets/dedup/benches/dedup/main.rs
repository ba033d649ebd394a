//! Plants twins and hard negatives of tasks and prints what the index makes of
//! them, as the table in `benches/dedup/results.md`.
//!
//! `cargo bench -p synth-dedup --bench dedup -- --tasks 10000 --shown 2000`
//!
//! `--shown` twins of each kind are made of that many tasks, spread evenly;
//! `--entries` bounds the size of the made-up indexes at the end.
//!
//! Every task is admitted to two indexes: one that knows its scene and program, as
//! for our own families, and one that knows only picture, question and answer, as
//! for a corpus from elsewhere. Then each index is shown every twin and every
//! negative, without admitting it. A twin counts as found only if it is merged with
//! the task it was made of.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod base;
mod negatives;
mod plant;
mod scale;
mod table;
mod twins;
mod wording;

use std::time::Instant;

use base::Base;
use plant::Planted;

fn option(name: &str, default: u64) -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn main() {
    // `cargo test --benches` asks only whether it builds.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let tasks = option("--tasks", 1_000);
    let entries = option("--entries", 1_000_000);
    let shown = option("--shown", tasks);
    let start = Instant::now();
    let planted = Planted::new((0_u64..).filter_map(Base::make).take(tasks as usize));
    println!("{}", planted.admission());
    println!("{}", table::print(&planted.show(shown as usize)));
    println!("{}", scale::print(planted.pictures(), entries));
    println!("All of it took {:.0} s.", start.elapsed().as_secs_f64());
}
