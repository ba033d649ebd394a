//! Loading the compiled guest.

use std::io::Write;

use synth_contracts::Digest;
use wasmtime::{Engine, Module};

use crate::HostFault;

/// The guest's machine code, made by the build script and carried in the binary,
/// so that a `synth` that was copied alone still runs.
static CODE: &[u8] = include_bytes!(env!("SYNTH_GUEST_CODE"));

/// Hash of what the guest was made from, in hexadecimal: the version of the sandbox
/// that a picture depends on. It depends neither on the machine nor on the build.
pub const GUEST_DIGEST: &str = env!("SYNTH_GUEST_DIGEST");

/// [`GUEST_DIGEST`] as a digest.
pub fn guest_digest() -> Digest {
    Digest::from_hex(GUEST_DIGEST)
        .unwrap_or_else(|| Digest::of_parts("guest", [GUEST_DIGEST.as_bytes()]))
}

/// Loads the guest.
///
/// The code is put into an anonymous file first: wasmtime maps a file in a
/// millisecond and shares its pages among all instances, while bytes would be
/// copied again for the code and for the memory image.
#[allow(unsafe_code)]
pub fn load(engine: &Engine) -> Result<Module, HostFault> {
    let fault = |error: &dyn std::fmt::Display| HostFault::Load(error.to_string());
    let mut file = anonymous_file().map_err(|e| fault(&e))?;
    file.write_all(CODE).map_err(|e| fault(&e))?;
    // SAFETY: deserialising runs whatever machine code the file holds, so the
    // file must hold what wasmtime compiled. It holds `CODE`: bytes that the build
    // script got from wasmtime's own compiler, for the guest in this crate, and
    // that are part of this executable. The file has no name, no other handle
    // exists, and it is not written after this point, so nobody can change it
    // while it is mapped. wasmtime itself refuses code from another version of it,
    // for other settings, or for a processor that lacks a feature.
    unsafe { Module::deserialize_open_file(engine, file) }
        .map_err(|error| HostFault::Load(format!("{error:#}")))
}

#[cfg(target_os = "linux")]
fn anonymous_file() -> std::io::Result<std::fs::File> {
    let flags = rustix::fs::MemfdFlags::CLOEXEC;
    Ok(rustix::fs::memfd_create("synth-guest", flags)?.into())
}

#[cfg(not(target_os = "linux"))]
fn anonymous_file() -> std::io::Result<std::fs::File> {
    tempfile::tempfile()
}
