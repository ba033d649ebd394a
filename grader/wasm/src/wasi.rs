//! Stands in for the host functions that the standard library asks for when it
//! reports a panic, so that the module imports nothing.
//!
//! The linker takes these definitions for the imports of the same names. A panic,
//! which is a fault of ours, then ends in a trap without a message.

/// "Bad descriptor" in WASI preview 1: nothing can be written or read here.
const BADF: i32 = 8;

// SAFETY: the C library names its imports so; each has the type declared in WASI
// preview 1, and no other definition exists.
#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_fd_write(_: i32, _: i32, _: i32, _: i32) -> i32 {
    BADF
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_environ_get(_: i32, _: i32) -> i32 {
    BADF
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_environ_sizes_get(_: i32, _: i32) -> i32 {
    BADF
}

// SAFETY: as above.
#[unsafe(no_mangle)]
extern "C" fn __imported_wasi_snapshot_preview1_proc_exit(_: i32) -> ! {
    core::arch::wasm32::unreachable()
}
