//! What a GPU computes beside the CPU, and how fast: one line of JSON for each finding.
//!
//!     gpu parity [--device cuda] [--model FOLDER]
//!     gpu speed SHAPE [--device cuda] [--dtype bf16] [--lora RANK] [--steps N]
//!               [--questions N] [--group N] [--rows N] [--side N] [--text N]
//!               [--completion N] [--peak TERAFLOPS]
//!
//! `parity` compares logits, gradients, adapters, training steps and greedy answers with
//! the CPU's in F64, for tiny random models or for a checkpoint, and exits with 1 if one is
//! too far off. `speed` trains a model of random weights by supervision and by GRPO. SHAPE
//! is tiny, small, qwen3-vl-2b, qwen3-vl-8b or a `config.json`. Both run on the CPU, too.

mod flags;
mod parity;
mod scene;
mod shapes;
mod speed;

use std::process::ExitCode;

use flags::Flags;

/// Any error, for programs that only print it.
pub type Any = Box<dyn std::error::Error>;

const USAGE: &str = "gpu parity [--device D] [--model FOLDER], or
gpu speed SHAPE [--device D] [--dtype f32|bf16] [--lora RANK] [--steps N] [--questions N]
    [--group N] [--rows N] [--side N] [--text N] [--completion N] [--peak TERAFLOPS]";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, Any> {
    let mut flags = Flags::of(std::env::args().skip(1))?;
    Ok(match flags.words.first().map(String::as_str) {
        Some("parity") => parity::run(&mut flags)?,
        Some("speed") => speed::run(&mut flags).map(|()| true)?,
        _ if flags.help => {
            println!("{USAGE}");
            true
        }
        _ => return Err(USAGE.into()),
    })
}
