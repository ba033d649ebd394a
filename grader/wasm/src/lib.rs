//! The grader behind an interface of numbers, so that any WebAssembly host can call
//! it without bindings. README.md tells how.
//!
//! Input and output live in two buffers of the module: the host asks for room,
//! writes a line of JSON, calls, and reads the line that comes back.

#[cfg(target_arch = "wasm32")]
mod wasi;

use std::sync::{Mutex, MutexGuard, PoisonError};

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn lock(buffer: &'static Mutex<Vec<u8>>) -> MutexGuard<'static, Vec<u8>> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for `len` bytes of input and returns where.
// SAFETY: no other symbol in the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn synth_alloc(len: u32) -> u32 {
    let mut input = lock(&INPUT);
    input.clear();
    input.resize(len as usize, 0);
    input.as_mut_ptr().expose_provenance() as u32
}

/// Scores the record of `len` bytes at `ptr`, which [`synth_alloc`] returned; returns
/// where the scored record is and how long: `ptr << 32 | len`.
// SAFETY: no other symbol in the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn synth_score(ptr: u32, len: u32) -> u64 {
    answer(ptr, len, false)
}

/// As [`synth_score`], with the reason for the score.
// SAFETY: no other symbol in the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn synth_explain(ptr: u32, len: u32) -> u64 {
    answer(ptr, len, true)
}

fn answer(ptr: u32, len: u32, explain: bool) -> u64 {
    let input = lock(&INPUT);
    let here = input.as_ptr().expose_provenance() as u32 == ptr;
    let record = input.get(..len as usize).filter(|_| here);
    let line = match record.map(std::str::from_utf8) {
        Some(Ok(line)) => synth_grader::score_or_error(line, explain).0,
        Some(Err(_)) => r#"{"error":"the record is not UTF-8"}"#.to_owned(),
        None => r#"{"error":"the record is not where synth_alloc made room"}"#.to_owned(),
    };
    let mut output = lock(&OUTPUT);
    *output = line.into_bytes();
    let ptr = output.as_ptr().expose_provenance() as u64;
    ptr << 32 | output.len() as u64
}
