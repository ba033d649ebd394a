//! Builds the grader as a WebAssembly module, which exports carry beside `reward.py`.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use synth_toolchain::{WasmModule, script};

fn main() -> ExitCode {
    script(build)
}

fn build() -> Result<(), Box<dyn Error>> {
    let grader = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../grader");
    println!("cargo::rerun-if-changed=build.rs");
    for input in ["src", "Cargo.toml", "wasm/src", "wasm/Cargo.toml", "wasm/Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", grader.join(input).display());
    }
    println!("cargo::rerun-if-changed=../../contracts/src");
    let module = WasmModule {
        name: "grader",
        folder: &grader.join("wasm"),
        file: "synth_grader_wasm",
        flags: &[],
        variables: &[],
    };
    let wasm = module.build(&module.target()?)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::copy(wasm, out.join("grader.wasm"))?;
    Ok(())
}
