//! Speed and memory with many entries.
//!
//! The entries are made up: hashes of drawn pictures with bits flipped at random,
//! so that look-alikes lie as densely as they do in a corpus of few families, and
//! questions and answers from a small set.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use synth_contracts::{Digest, Stream};
use synth_dedup::{Asked, Config, Index, NoPictures, Raster, Signature};

/// Memory of this process in bytes, as Linux tells it.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// A line for every size up to `entries`.
pub fn print(pictures: Vec<Raster>, entries: u64) -> String {
    let mut rng = Stream::root(5).child("scale").rng();
    let signatures: Vec<Vec<u8>> = pictures
        .iter()
        .enumerate()
        .map(|(at, picture)| {
            Signature::of(picture, &[Asked::new(&format!("Question {at}?"), "3")]).to_bytes()
        })
        .collect();
    let mut made_up = |number: u64| {
        let mut bytes = rng.choose(&signatures).clone();
        let name = Digest::of_parts("made up", [number.to_le_bytes().as_slice()]);
        // Scene, program and pixels; one task in four has no scene.
        bytes[1] = if number.is_multiple_of(4) { 2 } else { 3 };
        for key in 0..3 {
            bytes[2 + key * 16..18 + key * 16]
                .copy_from_slice(&name.as_bytes()[key * 8..key * 8 + 16]);
        }
        // Among 200 answers; 20 to 80 bits of both hashes.
        bytes[66] = rng.int(0, 199) as u8;
        for _ in 0..rng.int(20, 80) {
            let bit = rng.index(512);
            bytes[130 + bit / 8] ^= 1 << (bit % 8);
        }
        Signature::from_bytes(&bytes).expect("only values were changed")
    };
    let before = resident();
    let mut index = Index::new(Config { tasks_a_picture: Some(8) });
    let mut lines = vec![
        "| entries | memory | bytes an entry | admissions a second, one thread |".to_owned(),
        "|---:|---:|---:|---:|".to_owned(),
    ];
    let mut number = 0;
    for size in [10_000, 100_000, 1_000_000].into_iter().filter(|size| *size <= entries) {
        while index.len() < size as usize {
            index.restore(&made_up(number), number);
            number += 1;
        }
        let memory = resident().saturating_sub(before);
        let tasks: Vec<Signature> = (0..2_000).map(|at| made_up(10_000_000 + at)).collect();
        let start = Instant::now();
        for task in &tasks {
            let verdict = index.look_up(task, u64::MAX, &NoPictures);
            black_box(verdict.expect("there is nothing to read"));
        }
        let speed = tasks.len() as f64 / start.elapsed().as_secs_f64();
        let (mebibytes, each) = (memory as f64 / (1 << 20) as f64, memory / size);
        lines.push(format!("| {size} | {mebibytes:.0} MiB | {each} | {speed:.0} |"));
    }
    lines.join("\n") + "\n"
}
