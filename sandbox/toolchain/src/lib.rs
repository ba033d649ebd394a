//! Builds the WebAssembly modules that synth carries: the sandbox's guest and the
//! exports' grader.
//!
//! What a module holds should follow from its sources, in whichever folder they lie.
//! Cargo and rustc write folders into what they make: file names into the messages of
//! panics, and the path of a dependency into the names of its symbols, by which code is
//! ordered. So the build script that wants a module is also the compiler that cargo calls
//! for it, and passes the call on to rustc [steadied](fn@steady).
//!
//! The grader comes out the same everywhere. The guest cannot: RustPython's macros order
//! tables by hash maps with random keys. So it is named by its [`Sources`], and what else
//! would tell two builds apart, the time in its version, is set from here.
//!
//! A module is a workspace of its own, built in release, once for all profiles, in
//! `target/modules`.

mod sources;
mod steady;

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

pub use sources::{Sources, Unread};
pub use steady::steady;

const TARGET: &str = "wasm32-wasip1";

/// Set where this program is the compiler.
const COMPILER: &str = "SYNTH_TOOLCHAIN_COMPILER";

/// Before the name of a variable that the compiler is given in place of a build script's.
const SET: &str = "SYNTH_TOOLCHAIN_SET_";

/// Why a module could not be built.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The target is not installed.
    #[error("the {0} needs the {TARGET} target: run `rustup target add {TARGET}`")]
    NoTarget(String),
    /// The sources are at fault.
    #[error("the {name} does not compile: {errors}")]
    Sources {
        /// The module.
        name: String,
        /// The compiler's first words.
        errors: String,
    },
    /// A variable that cargo sets for build scripts.
    #[error("{0}: this runs in build scripts only, and cargo sets it for them")]
    Variable(&'static str),
    /// `OUT_DIR` is not four folders below `target`.
    #[error("{0} is not where cargo puts what build scripts make")]
    Out(PathBuf),
    /// A tool did not start.
    #[error("{tool} did not start: {error}")]
    Tool {
        /// Which.
        tool: &'static str,
        /// Why.
        error: io::Error,
    },
    /// The folder in which modules are built.
    #[error("{folder}: {error}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// A module to be built.
pub struct WasmModule<'a> {
    /// What it is called in messages and in `target/modules`.
    pub name: &'a str,
    /// Its workspace.
    pub folder: &'a Path,
    /// The file that cargo makes of it, less the ending.
    pub file: &'a str,
    /// Further arguments for `cargo build`.
    pub flags: &'a [&'a str],
    /// Values for variables that a dependency's build script sets for its own compilation.
    pub variables: &'a [(&'a str, &'a str)],
}

impl WasmModule<'_> {
    /// Compiles the module into `target` and returns the file.
    ///
    /// # Errors
    /// What [`Fault`] says.
    pub fn build(&self, target: &Path) -> Result<PathBuf, Fault> {
        self.require_target()?;
        self.renew(target).map_err(|error| Fault::Folder { folder: target.to_owned(), error })?;
        let this = env::current_exe().map_err(|error| Fault::Tool { tool: "cargo", error })?;
        let mut cargo = self.pinned("cargo");
        cargo.args(["build", "--release", "--locked", "--target", TARGET]).args(self.flags);
        cargo.env("CARGO_TARGET_DIR", target).env("RUSTC_WRAPPER", this).env(COMPILER, "1");
        cargo.envs(self.variables.iter().map(|(name, value)| (format!("{SET}{name}"), value)));
        let output = cargo.output().map_err(|error| Fault::Tool { tool: "cargo", error })?;
        if !output.status.success() {
            let log = String::from_utf8_lossy(&output.stderr);
            let errors = log.lines().filter(|line| line.starts_with("error")).take(5);
            let errors = errors.collect::<Vec<_>>().join("; ");
            return Err(Fault::Sources { name: self.name.to_owned(), errors });
        }
        Ok(target.join(TARGET).join("release").join(self.file).with_extension("wasm"))
    }

    /// Its folder in `target/modules`, wherever `target` is: above the build script's `OUT_DIR`
    /// (`target/PROFILE/build/PACKAGE/out`).
    ///
    /// # Errors
    /// Outside a build script.
    pub fn target(&self) -> Result<PathBuf, Fault> {
        let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(Fault::Variable("OUT_DIR"))?);
        let host = env::var_os("TARGET").ok_or(Fault::Variable("TARGET"))?;
        let mut target = out.ancestors().nth(4).ok_or_else(|| Fault::Out(out.clone()))?;
        if target.ends_with(host) {
            target = target.parent().unwrap_or(target);
        }
        Ok(target.join("modules").join(self.name))
    }

    /// What compiles it, in rustc's words, less the machine that it runs on.
    ///
    /// # Errors
    /// If rustc does not start.
    pub fn compiler(&self) -> Result<String, Fault> {
        let mut rustc = self.pinned("rustc");
        rustc.args(["--version", "--verbose"]);
        let output = rustc.output().map_err(|error| Fault::Tool { tool: "rustc", error })?;
        let said = String::from_utf8_lossy(&output.stdout);
        let lines = said.lines().filter(|line| !line.starts_with("host:"));
        Ok(lines.collect::<Vec<_>>().join("\n"))
    }

    /// Empties `target` if it was built by other rules: cargo does not see what is done to
    /// the compiler's calls, and would keep what they made.
    fn renew(&self, target: &Path) -> io::Result<()> {
        let rules = format!("{}{:?}", include_str!("steady.rs"), self.variables);
        let (rules, file) = (blake3::hash(rules.as_bytes()).to_hex(), target.join("rules"));
        if fs::read(&file).is_ok_and(|kept| kept == rules.as_bytes()) {
            return Ok(());
        }
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        fs::create_dir_all(target)?;
        fs::write(file, rules.as_bytes())
    }

    fn require_target(&self) -> Result<(), Fault> {
        let mut rustc = self.pinned("rustc");
        rustc.args(["--print", "target-libdir", "--target", TARGET]);
        let output = rustc.output().map_err(|error| Fault::Tool { tool: "rustc", error })?;
        let libraries = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        match output.status.success() && Path::new(&libraries).is_dir() {
            true => Ok(()),
            false => Err(Fault::NoTarget(self.name.to_owned())),
        }
    }

    /// A tool of the toolchain that the repository pins, without what is set for the
    /// host: flags for the module are in its own configuration, and clippy would wrap its
    /// compiler.
    fn pinned(&self, tool: &str) -> Command {
        let mut command = Command::new(tool);
        command.current_dir(self.folder);
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
}

/// The `main` of a build script that builds a module: `build` runs, unless cargo calls
/// this program as the module's compiler.
pub fn script<E: Display>(build: impl FnOnce() -> Result<(), E>) -> ExitCode {
    if let Some(code) = as_compiler() {
        return code;
    }
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One sentence, not a backtrace: this is what a newcomer meets first.
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs rustc, if cargo called this program as the compiler of a module.
pub fn as_compiler() -> Option<ExitCode> {
    env::var_os(COMPILER)?;
    let mut arguments = env::args_os().skip(1);
    let rustc = arguments.next()?;
    let arguments: Vec<OsString> = steady(arguments, |name| env::var_os(name));
    let code = match Command::new(&rustc).args(arguments).envs(replaced()).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
        Err(error) => {
            eprintln!("error: {} did not start: {error}", rustc.display());
            1
        }
    };
    Some(ExitCode::from(code))
}

/// The variables that a build script has set and the module has a value of its own for.
fn replaced() -> impl Iterator<Item = (String, OsString)> {
    env::vars_os().filter_map(|(name, value)| {
        let name = name.to_str()?.strip_prefix(SET)?.to_owned();
        env::var_os(&name)?;
        Some((name, value))
    })
}
