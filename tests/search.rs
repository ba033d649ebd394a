//! `synth index` and `synth search`, as one runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn synth(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synth")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A picture of stripes; another number is another picture.
fn picture(path: &Path, number: u32) {
    let side = 64;
    let pixel = |x: u32, y: u32| (x / 8 * 7 * number + y / 8 * 13 * (number + 3)) as u8;
    let bytes: Vec<u8> = (0..side * side).map(|at| pixel(at % side, at / side)).collect();
    let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&bytes).unwrap();
}

#[test]
fn a_folder_is_indexed_searched_and_used_up() {
    let folder = tempfile::tempdir().unwrap();
    let (pool, out) = (folder.path().join("pool"), folder.path().join("index"));
    fs::create_dir(&pool).unwrap();
    for (number, name) in (1..).zip(["red-fox", "fox_cub2", "oak-tree", "copy"]) {
        picture(&pool.join(format!("{name}.png")), number);
    }
    fs::copy(pool.join("oak-tree.png"), pool.join("copy.png")).unwrap();
    fs::write(pool.join("broken.png"), "no picture").unwrap();
    let [pool, out] = [pool, out].map(|path| path.display().to_string());
    let made = synth(&["index", &pool, "--out", &out, "--licence", "CC0-1.0", "--json"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(summary["pictures"], 3);
    assert!(text(&made.stderr).contains("--embed"), "{}", text(&made.stderr));

    let sheet = folder.path().join("sheet.png");
    let sheet_name = sheet.display().to_string();
    let found = synth(&["search", "foxes", "--index", &out, "--json", "--sheet", &sheet_name]);
    let hits: Vec<serde_json::Value> =
        text(&found.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(hits.len(), 2);
    assert!(hits.iter().all(|hit| hit["licence"] == "CC0-1.0"));
    assert!(hits.iter().any(|hit| hit["shows"] == "fox cub 2"));
    assert!(fs::read(sheet).unwrap().starts_with(b"\x89PNG"));

    let count = |args: &[&str]| text(&synth(args).stdout).lines().count();
    assert_eq!(count(&["search", "fox", "--index", &out, "--take", "--k", "1"]), 1);
    assert_eq!(count(&["search", "fox", "--index", &out, "--fresh"]), 1);
    assert_eq!(count(&["search", "fox", "--index", &out, "--take"]), 1);
    assert_eq!(count(&["search", "fox", "--index", &out, "--take"]), 0);
    assert_eq!(count(&["search", "fox", "--index", &out]), 2);
}

#[test]
fn what_is_not_there_is_said_with_the_code_for_never() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display().to_string();
    let none = synth(&["search", "fox", "--index", &out]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("synth index"), "{}", text(&none.stderr));
    let index = folder.path().join("index").display().to_string();
    let none = synth(&["index", "/nowhere/at/all", "--out", &index]);
    assert_eq!(none.status.code(), Some(2), "{}", text(&none.stderr));
}
