//! The same sources in two folders make the same module. This program is the compiler,
//! too, so it has a `main` of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use synth_toolchain::{WasmModule, as_compiler};

const TOOLCHAIN: &str = include_str!("../../../rust-toolchain.toml");

fn main() -> ExitCode {
    if let Some(code) = as_compiler() {
        return code;
    }
    neither_folder_nor_day_is_in_any_byte();
    a_fault_of_the_sources_is_told();
    println!("ok: two tests");
    ExitCode::SUCCESS
}

const MODULE: &str = r#"
[package]
name = "synth-module"
version = "0.1.0"
edition = "2024"
[lib]
crate-type = ["cdylib"]
[dependencies]
synth-beside = { path = "../beside" }
[workspace]
"#;

const LOCK: &str = r#"
version = 4

[[package]]
name = "synth-beside"
version = "0.1.0"

[[package]]
name = "synth-module"
version = "0.1.0"
dependencies = ["synth-beside"]
"#;

const BODY: &str = r#"
use synth_beside::{Thing, id, is, stamp, third};
#[unsafe(no_mangle)]
pub extern "C" fn run(n: u8) -> u8 {
    let all = vec![n; usize::from(n)];
    assert!(is(&Thing(n)), "{:?} {}", id(), stamp());
    third(&all)
}
"#;

/// Like the guest's own, this dependency lies beside the workspace.
const BESIDE: &str = r#"
[package]
name = "synth-beside"
version = "0.1.0"
edition = "2024"
[workspace]
"#;

/// Its panics name files, and its types have numbers that follow from its metadata.
const BESIDE_BODY: &str = r#"
use std::any::{Any, TypeId};
pub struct Thing(pub u8);
pub fn third(all: &[u8]) -> u8 { all[2] }
pub fn is(thing: &dyn Any) -> bool { thing.is::<Thing>() }
pub fn id() -> TypeId { TypeId::of::<Thing>() }
pub fn stamp() -> &'static str { env!("STAMP") }
"#;

/// The time of the build goes into it.
const BESIDE_BUILD: &str = r#"
fn main() {
    let now = std::time::SystemTime::now();
    println!("cargo::rustc-env=STAMP={now:?}");
}
"#;

fn sources(root: &Path, body: &str) {
    for (folder, manifest, source) in [("module", MODULE, body), ("beside", BESIDE, BESIDE_BODY)] {
        let folder = root.join(folder);
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/lib.rs"), source).unwrap();
    }
    fs::write(root.join("beside/build.rs"), BESIDE_BUILD).unwrap();
    fs::write(root.join("module/Cargo.lock"), LOCK).unwrap();
    // Outside the repository, rustup would take the user's toolchain.
    fs::write(root.join("rust-toolchain.toml"), TOOLCHAIN).unwrap();
}

fn build(root: &Path, target: &Path, day: &str) -> Result<Vec<u8>, synth_toolchain::Fault> {
    let folder = root.join("module");
    let module = WasmModule {
        name: "module",
        folder: &folder,
        file: "synth_module",
        flags: &[],
        variables: &[("STAMP", day), ("OTHER", "set by no build script")],
    };
    module.build(target).map(|file| fs::read(file).unwrap())
}

fn neither_folder_nor_day_is_in_any_byte() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let other = other.path().join("a/longer/way/down");
    sources(one.path(), BODY);
    sources(&other, BODY);
    let here = build(one.path(), &one.path().join("target"), "no day").unwrap();
    let there = build(&other, &other.join("elsewhere"), "no day").unwrap();
    assert!(here == there, "{} bytes and {} bytes differ", here.len(), there.len());
    let text = String::from_utf8_lossy(&here);
    assert!(text.contains("/synth-beside-0.1.0/src/lib.rs"), "the panic names no file");
    assert!(!text.contains(&*one.path().to_string_lossy()));
    assert!(text.contains("no day"), "the build script's own value is in it");

    // Cargo finds everything fresh, but it was made by other rules.
    let later = build(one.path(), &one.path().join("target"), "another").unwrap();
    assert!(String::from_utf8_lossy(&later).contains("another"), "it was not built anew");
}

fn a_fault_of_the_sources_is_told() {
    let root = tempfile::tempdir().unwrap();
    sources(root.path(), "fn broken( {}\n");
    let fault = build(root.path(), &root.path().join("target"), "").unwrap_err().to_string();
    assert!(fault.starts_with("the module does not compile: error"), "{fault}");
}
