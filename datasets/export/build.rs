//! Builds the grader as a WebAssembly module, which exports carry beside
//! `reward.py`. It is a workspace of its own, built once for all profiles in
//! `target/grader`.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-wasip1";

fn main() {
    if let Err(error) = build() {
        // One sentence, not a backtrace: this is what a newcomer meets first.
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    let grader = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../grader");
    println!("cargo::rerun-if-changed=build.rs");
    for input in ["src", "Cargo.toml", "wasm/src", "wasm/Cargo.toml", "wasm/Cargo.lock"] {
        println!("cargo::rerun-if-changed={}", grader.join(input).display());
    }
    println!("cargo::rerun-if-changed=../../contracts/src");
    let folder = grader.join("wasm");
    require_target(&folder)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let wasm = compile(&folder, &target_folder(&out)?)?;
    fs::copy(wasm, out.join("grader.wasm"))?;
    Ok(())
}

/// Stops with the command to run when the target is not installed.
fn require_target(folder: &Path) -> Result<(), Box<dyn Error>> {
    let output =
        pinned("rustc", folder).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    let libraries = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && Path::new(&libraries).is_dir() {
        return Ok(());
    }
    Err(format!("the exports' grader needs the {TARGET} target: run `rustup target add {TARGET}`")
        .into())
}

/// A tool of the toolchain that the repository pins, without what is set for the
/// host: the module must come out the same whoever builds it.
fn pinned(tool: &str, folder: &Path) -> Command {
    let mut command = Command::new(tool);
    command.current_dir(folder);
    for name in [
        "RUSTUP_TOOLCHAIN",
        "CARGO",
        "RUSTC",
        "RUSTDOC",
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_TARGET",
        "CARGO_MAKEFLAGS",
    ] {
        command.env_remove(name);
    }
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PROFILE_") {
            command.env_remove(name);
        }
    }
    command
}

/// `target/grader`, wherever `target` is: above OUT_DIR
/// (`target/PROFILE/build/PACKAGE/out`).
fn target_folder(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let target = out.ancestors().nth(4).ok_or("OUT_DIR is not where cargo puts it")?;
    let target = match target.ends_with(env::var("TARGET")?) {
        true => target.parent().unwrap_or(target),
        false => target,
    };
    Ok(target.join("grader"))
}

/// Compiles the module and returns the file.
fn compile(folder: &Path, target: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let output = pinned("cargo", folder)
        .args(["build", "--release", "--locked", "--target", TARGET])
        .env("CARGO_TARGET_DIR", target)
        .output()?;
    if !output.status.success() {
        let log = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<&str> = log.lines().filter(|l| l.starts_with("error")).take(5).collect();
        return Err(format!("the grader does not compile: {}", errors.join("; ")).into());
    }
    Ok(target.join(TARGET).join("release").join("synth_grader_wasm.wasm"))
}
