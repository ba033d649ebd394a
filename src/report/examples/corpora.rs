//! Makes a corpus whose every text tries to become markup or script, and a run beside it:
//! `cargo run -p synth-report --example hostile -- FOLDER`

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

#[path = "../tests/corpus/mod.rs"]
mod corpus;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: hostile FOLDER");
        return ExitCode::from(2);
    };
    let _ = fs::remove_dir_all(&folder);
    corpus::store(&folder, 130, corpus::hostile);
    corpus::run(&folder, corpus::ATTACKS[0]);
    println!("{}", folder.display());
    ExitCode::SUCCESS
}
