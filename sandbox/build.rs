//! Builds the guest: Rust to wasm, wasm to a snapshot of its warm memory,
//! snapshot to machine code.
//!
//! What each step makes is kept under a hash of what it was made from, so an unchanged
//! guest costs seconds, in whichever profile.

#[path = "src/code.rs"]
mod code;
#[path = "src/state.rs"]
#[allow(dead_code)]
mod state;
#[path = "src/wasi/mod.rs"]
#[allow(dead_code)]
mod wasi;

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use wasmtime::{Engine, Instance, Linker, Module, Store, Val};
use wasmtime_wizer::{InstanceState, SnapshotVal, ValType, Wizer};

use state::{Bounds, State};
use synth_toolchain::{Sources, WasmModule, script};

fn main() -> ExitCode {
    script(build)
}

/// What makes a snapshot and machine code of the guest.
const MAKERS: [&str; 4] = ["build.rs", "src/code.rs", "src/state.rs", "src/wasi"];

/// What the guest is compiled from.
const SOURCES: [&str; 11] = [
    "guest/.cargo/config.toml",
    "guest/Cargo.lock",
    "guest/Cargo.toml",
    "guest/src",
    "guest/warm_up",
    "wire/Cargo.toml",
    "wire/src",
    "../renderers/Cargo.toml",
    "../renderers/build.rs",
    "../renderers/fonts",
    "../renderers/src",
];

/// Programs can read when and from which commit their Python was built. It must not be
/// the day on which somebody built `synth`.
const VERSION: [(&str, &str); 7] = [
    ("RUSTPYTHON_GIT_HASH", "0000000"),
    ("RUSTPYTHON_GIT_TIMESTAMP", "0"),
    ("RUSTPYTHON_GIT_TAG", "heads/unknown-branch"),
    ("RUSTPYTHON_GIT_BRANCH", "unknown-branch"),
    ("RUSTPYTHON_GIT_IDENTIFIER", "heads/unknown-branch"),
    ("RUSTPYTHON_BUILD_INFO", "heads/unknown-branch:0000000, Jan  1 1970, 00:00:00"),
    (
        "RUSTPYTHON_VERSION_LEFT",
        "3.14.0.alpha (heads/unknown-branch:0000000, Jan  1 1970, 00:00:00)",
    ),
];

fn build() -> Result<(), Box<dyn Error>> {
    let guest = WasmModule {
        name: "guest",
        folder: &Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("guest"),
        file: "synth_guest",
        flags: &["--ignore-rust-version"],
        variables: &VERSION,
    };
    let (makers, name) = names(&guest)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let target = guest.target()?;
    let wasm = fs::read(guest.build(&target)?)?;
    let kept = target.join("kept");
    fs::create_dir_all(&kept)?;
    let makers = makers.as_bytes();
    let snapshot = keep(&kept, "wasm", &[&wasm, makers], || snapshot(&wasm))?;
    let code = keep(&kept, "cwasm", &[&fs::read(&snapshot)?, makers], || {
        Ok(machine_engine()?.precompile_module(&fs::read(&snapshot)?)?)
    })?;
    // A hard link where it can be had: the file is large.
    let linked = out.join("guest.cwasm");
    let _ = fs::remove_file(&linked);
    if fs::hard_link(&code, &linked).is_err() {
        fs::copy(&code, &linked)?;
    }
    println!("cargo::rustc-env=SYNTH_GUEST_CODE={}", linked.display());
    println!("cargo::rustc-env=SYNTH_GUEST_DIGEST={}", name.to_hex());
    Ok(())
}

/// The names of what makes the guest, and of the guest.
fn names(guest: &WasmModule) -> Result<(blake3::Hash, blake3::Hash), Box<dyn Error>> {
    let mut sources = Sources::default();
    MAKERS.iter().try_for_each(|path| sources.add(path))?;
    sources.add_words("wasmtime", &compiler_versions());
    let makers = sources.name();
    SOURCES.iter().try_for_each(|path| sources.add(path))?;
    println!("cargo::rerun-if-changed=../Cargo.toml");
    sources.add_words("workspace", &inherited(&fs::read_to_string("../Cargo.toml")?));
    sources.add_words("compiler", &guest.compiler()?);
    Ok((makers, sources.name()))
}

/// What packages have from their workspace: versions and features.
fn inherited(manifest: &str) -> String {
    let inherited = ["workspace.package]", "workspace.dependencies]"];
    let sections = manifest.split("\n[");
    sections.filter(|section| inherited.iter().any(|name| section.starts_with(name))).collect()
}

/// The versions of what compiles the guest's machine code, as the lock file has
/// them.
fn compiler_versions() -> String {
    let lock = include_str!("../Cargo.lock");
    let packages = lock.split("[[package]]").filter(|package| {
        let name = package.trim_start();
        name.starts_with("name = \"wasmtime") || name.starts_with("name = \"cranelift")
    });
    packages.flat_map(|package| package.lines().take(3)).collect()
}

/// The file that holds what `make` makes from `inputs`, made only if it is not
/// there yet.
fn keep(
    folder: &Path,
    ending: &str,
    inputs: &[&[u8]],
    make: impl FnOnce() -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<PathBuf, Box<dyn Error>> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env::var("TARGET")?.as_bytes());
    for input in inputs {
        hasher.update(&(input.len() as u64).to_le_bytes()).update(input);
    }
    let name = hasher.finalize().to_hex();
    let path = folder.join(format!("{}.{ending}", &name[..32]));
    if !path.exists() {
        let part = folder.join(format!("{}.{ending}.{}", &name[..32], std::process::id()));
        fs::write(&part, make()?)?;
        fs::rename(&part, &path)?;
        forget_old(folder, ending, 3)?;
    }
    Ok(path)
}

/// Keeps the newest `most` files of a kind; each is tens of megabytes.
fn forget_old(folder: &Path, ending: &str, most: usize) -> Result<(), Box<dyn Error>> {
    let mut files: Vec<_> = fs::read_dir(folder)?
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|e| e == ending))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    let old = files.len().saturating_sub(most);
    for (_, path) in files.into_iter().take(old) {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// Runs the guest's initialisation and returns a module that begins after it.
fn snapshot(wasm: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut config = compiler_config();
    config.consume_fuel(false);
    let engine = Engine::new(&config)?;
    let mut linker = Linker::new(&engine);
    wasi::add_to(&mut linker)?;
    // The guest itself is trusted: it may have room while it starts.
    let roomy = Bounds { memory: 1 << 30, log: 1 << 20, file_bytes: 1 << 24, files: 64 };
    let mut store = Store::new(&engine, State::new(roomy, Vec::new()));
    let wizer = Wizer::new();
    let (context, instrumented) = wizer.instrument(wasm)?;
    let module = Module::new(&engine, instrumented)?;
    let taken = at_once(async {
        let instance = linker.instantiate_async(&mut store, &module).await?;
        let start = instance.get_typed_func::<(), ()>(&mut store, wizer.get_init_func())?;
        start.call_async(&mut store, ()).await?;
        wizer.snapshot(&context, &mut Started { store: &mut store, instance }).await
    })?;
    taken.map_err(|error| {
        let state = store.data();
        let said = state.panic.as_deref().unwrap_or_default();
        let log = String::from_utf8_lossy(&state.log);
        format!("the guest does not start: {error:#} {said} {log}").replace('\n', " ").into()
    })
}

/// The result of a future that never waits.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T, Box<dyn Error>> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Ok(result),
        Poll::Pending => Err("the guest waits for something while it starts".into()),
    }
}

/// A started guest, to be read by the snapshot.
struct Started<'a> {
    store: &'a mut Store<State>,
    instance: Instance,
}

impl InstanceState for Started<'_> {
    async fn global_get(&mut self, name: &str, _: ValType) -> SnapshotVal {
        let global = self.instance.get_global(&mut *self.store, name);
        match global.map(|global| global.get(&mut *self.store)) {
            Some(Val::I32(value)) => SnapshotVal::I32(value),
            Some(Val::I64(value)) => SnapshotVal::I64(value),
            Some(Val::F32(value)) => SnapshotVal::F32(value),
            Some(Val::F64(value)) => SnapshotVal::F64(value),
            Some(Val::V128(value)) => SnapshotVal::V128(value.as_u128()),
            // The snapshot names only globals that it found in the module.
            other => unreachable!("global {name} is {other:?}"),
        }
    }

    async fn memory_contents(&mut self, name: &str, contents: impl FnOnce(&[u8]) + Send) {
        if let Some(memory) = self.instance.get_memory(&mut *self.store, name) {
            contents(memory.data(&self.store));
        }
    }
}

/// The loader's settings, and those that only a compiler knows.
fn compiler_config() -> wasmtime::Config {
    let mut config = code::config();
    // Otherwise which NaN comes out of a sum depends on the processor.
    config.cranelift_nan_canonicalization(true);
    config
}

/// An engine that makes code for any x86-64 machine since 2013, so that a binary
/// can be carried from one to another. Elsewhere, for the machine at hand.
#[allow(unsafe_code)]
fn machine_engine() -> Result<Engine, Box<dyn Error>> {
    let mut config = compiler_config();
    let target = env::var("TARGET")?;
    if target.starts_with("x86_64") {
        config.target(&target)?;
        for flag in [
            "has_sse3",
            "has_ssse3",
            "has_sse41",
            "has_sse42",
            "has_popcnt",
            "has_avx",
            "has_avx2",
            "has_fma",
            "has_bmi1",
            "has_bmi2",
            "has_lzcnt",
        ] {
            // SAFETY: each flag says that an instruction may be used. The loader
            // checks every one against the processor before it maps the code.
            unsafe { config.cranelift_flag_enable(flag) };
        }
    }
    Ok(Engine::new(&config)?)
}
