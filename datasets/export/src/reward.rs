//! The reward file of an export: synth's own grader, with the trainer's way in.
//!
//! The grader travels as the WebAssembly module that `build.rs` makes of it, so an
//! answer is scored by the same code wherever it is scored. What differs from
//! trainer to trainer is the function that its configuration names.

use crate::Format;

/// What every reward file begins with: it loads the grader and runs it.
const SHARED: &str = include_str!("python/shared.py");

/// The grader.
const GRADER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/grader.wasm"));

/// `reward.py` and what it needs, by name.
pub(crate) fn files(format: &Format) -> [(&'static str, Vec<u8>); 2] {
    let script = format!("{SHARED}\n\n{}", format.reward);
    [("reward.py", script.into_bytes()), ("grader.wasm", GRADER.to_vec())]
}
