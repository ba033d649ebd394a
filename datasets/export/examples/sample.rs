//! Makes a small corpus with every kind of answer and exports it to every format:
//! `cargo run -p synth-export --example sample -- FOLDER`.
//!
//! `tests/loaders` reads the folder, so the loaders can be tested without the whole
//! program.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/export/common.rs"]
mod common;

use std::path::PathBuf;

use synth_export::{FORMATS, Options, Tiers};

fn main() {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("name a new folder"));
    let reader = common::corpus(&folder.join("corpus"), 120);
    let options =
        Options { tiers: Tiers::Both, splits: "2,1,1".parse().unwrap(), ..Options::default() };
    for format in FORMATS {
        common::run(&reader, format.name, &folder.join(format.name), &options);
    }
}
