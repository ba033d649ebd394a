//! The loop through the command line: one small iteration of a real model, killed and gone
//! on with, and what is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use common::files;
use serde_json::Value;

fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    command
        .args(line.split_whitespace())
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", "1")
        .env("CANDLE_NUM_THREADS", "1");
    command
}

fn synth(folder: &Path, line: &str) -> Output {
    command(folder, line).output().expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Enough of a warm-up that some of what is proposed and drawn is read.
const LOOP: &str = "train --warm-up 4 --iterations 1 --role-steps 2,2,2 --batch 2 --group 2 \
                    --tasks 4 --measured 2 --exam 8 --save-every 1 -q --json";

#[test]
fn a_loop_that_is_killed_ends_as_one_without_a_break() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let whole = synth(at, &format!("{LOOP} --out whole"));
    assert!(whole.status.success(), "{}", stderr(&whole));
    let closing: Value = serde_json::from_slice(&whole.stdout).unwrap();
    assert_eq!(closing["done"], true);
    assert!(closing["table"]["first"]["count"].as_u64() == Some(8), "{closing}");
    assert!(closing["table"]["rows"][0]["proposer"]["after"].is_object(), "{closing}");

    for wait in [300, 900, 1_800, 3_000] {
        // The number of threads decides nothing.
        let mut child = command(at, &format!("{LOOP} --out parts --threads 2"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        // SIGKILL, wherever it may be.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let ended = synth(at, &format!("{LOOP} --out parts"));
    assert!(ended.status.success(), "{}", stderr(&ended));
    let (whole, parts) = (files(&at.join("whole")), files(&at.join("parts")));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&whole), names(&parts));
    for (name, bytes) in &whole {
        assert!(parts[name] == *bytes, "{name}");
    }

    let other = synth(at, &format!("{LOOP} --out parts --seed 2"));
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("seed was 0 and is 2"), "{}", stderr(&other));
}

/// A board of squares, in the places of a number's bits.
fn board(path: &Path, places: u32, colour: [u8; 3]) {
    let pixel = |x: u32, y: u32| match (x % 32 < 21 && y % 32 < 21, y / 32 * 3 + x / 32) {
        (true, place) if places >> place & 1 == 1 => colour,
        _ => [255; 3],
    };
    let bytes: Vec<u8> = (0..96 * 96).flat_map(|at| pixel(at % 96, at / 96)).collect();
    let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), 96, 96);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&bytes).unwrap();
}

#[test]
fn a_loop_looks_for_pictures_in_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let (at, pool) = (folder.path(), folder.path().join("pool"));
    fs::create_dir(&pool).unwrap();
    let colours = [("red", [255, 0, 0]), ("blue", [0, 0, 255]), ("green", [0, 128, 0])];
    for places in [0b101, 0b11_000, 0b100_010_001, 0b111_000_000] {
        for (name, colour) in colours {
            board(&pool.join(format!("{name} square {places:09b}.png")), places, colour);
        }
    }
    let made = synth(at, "index pool --out repository --licence CC0-1.0 -q");
    assert!(made.status.success(), "{}", stderr(&made));
    let line = format!("{LOOP} --images repository --search-steps 2,2 --queries 3 --out run");
    let ended = synth(at, &line);
    assert!(ended.status.success(), "{}", stderr(&ended));
    let closing: Value = serde_json::from_slice(&ended.stdout).unwrap();
    let row = &closing["table"]["rows"][0];
    assert!(row["searcher"]["after"].is_object() && row["retrieved"].is_u64(), "{closing}");
    let stages = at.join("run/iterations/1");
    let lines = |name: &str| fs::read_to_string(stages.join(name)).unwrap().lines().count();
    assert_eq!(lines("searcher/candidates.jsonl"), 2 * 2 * 2);
    assert_eq!(lines("tasks/queries.jsonl"), 3);
    for name in ["searcher/adapter", "searcher/gain.json", "questioner/adapter", "tasks/map.json"] {
        assert!(stages.join(name).exists(), "{name}");
    }
    // Without the repository it is another run, and where there is none it says so.
    let without = synth(at, &format!("{LOOP} --out run"));
    assert_eq!(without.status.code(), Some(2));
    assert!(stderr(&without).contains("images was given and is nothing"), "{}", stderr(&without));
    let missing = synth(at, "train --images pool --out other -q");
    assert_eq!(missing.status.code(), Some(2), "{}", stderr(&missing));
    assert!(stderr(&missing).contains("synth index PATHS --out pool"), "{}", stderr(&missing));
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |line: &str, says: &str| {
        let output = synth(folder.path(), line);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{line}: {}", stderr(&output));
    };
    refused("train --loss grpo", "--loss is for a Solver alone");
    refused("train --roles all --preset small", "--preset small is for a Solver alone");
    refused("train --roles all --store c", "--store without --base is for a Solver alone");
    refused("train --roles solver --images r", "--images is for all roles");
    refused("train --search-steps 1,2", "--images");
    refused("train --images r --search-steps 1", "two whole numbers");
    refused("train --threads 0", "1..=256");
    refused(
        "train --base m --roles all --store c --threads 2",
        "--threads is for a loop from nothing",
    );
    refused("train --roles solver --control", "--control is for all roles");
    refused("train --lora 4", "--lora needs --base");
    refused("train --without luck", "sound pays nobody for `luck`");
    refused("train --rewards best", "sound or mm-zero");
    refused("train --role-steps 1,2", "three whole numbers");
    refused("train --role-rates 1e-3,0,1e-3", "three positive numbers");
    refused("train --on-regression weep", "roll-back, stop or go-on");
}

/// Kilobytes that a process holds.
#[cfg(target_os = "linux")]
fn held(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Takes minutes: fifty steps of the Proposer with all that they draw and ask.
#[test]
#[ignore = "takes minutes; run it alone"]
#[cfg(target_os = "linux")]
fn memory_stays_flat_over_fifty_steps() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let line = "train --out run --warm-up 400 --iterations 1 --role-steps 60,1,1 --batch 16 \
                --group 8 --tasks 4 --measured 4 --exam 8 --save-every 100 --threads 2 -q";
    let mut child = command(at, line).spawn().unwrap();
    let metrics = at.join("run/iterations/1/.proposer.partial/metrics.jsonl");
    let mut most: BTreeMap<usize, u64> = BTreeMap::new();
    while child.try_wait().unwrap().is_none() {
        let steps = fs::read_to_string(&metrics).map_or(0, |text| text.lines().count());
        if let Some(held) = held(child.id()) {
            let known = most.entry(steps).or_default();
            *known = held.max(*known);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let within = |from: usize, to: usize| most.range(from..to).map(|(_, held)| *held).max();
    let (early, late) = (within(5, 15).unwrap(), within(50, 61).unwrap());
    println!("at most {early} KiB in steps 5 to 14, {late} KiB in steps 50 to 60");
    assert!(late as f64 <= 1.1 * early as f64, "{early} KiB, then {late} KiB");
}
