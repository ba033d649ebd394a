//! Makes a corpus that a report must bear, and a run beside it:
//! `cargo run -p synth-report --example corpora -- hostile|many FOLDER`
//!
//! In `hostile`, every text tries to become markup or script; `many` has 42 families.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

#[path = "../tests/corpus/mod.rs"]
mod corpus;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (kind, folder) = (args.next().unwrap_or_default(), args.next().map(PathBuf::from));
    let (Some(folder), "hostile" | "many") = (folder, kind.as_str()) else {
        eprintln!("usage: corpora hostile|many FOLDER");
        return ExitCode::from(2);
    };
    let _ = fs::remove_dir_all(&folder);
    if kind == "many" {
        corpus::store(&folder, 840, corpus::many);
        corpus::run(&folder, "grpo");
    } else {
        corpus::store(&folder, 130, corpus::hostile);
        corpus::run(&folder, corpus::ATTACKS[0]);
    }
    println!("{}", folder.display());
    ExitCode::SUCCESS
}
