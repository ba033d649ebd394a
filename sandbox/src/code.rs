//! How the guest is compiled: shared, to the letter, by the build script that
//! compiles it and the library that loads it. The loader refuses code compiled
//! under other settings.

use wasmtime::Config;

/// Native stack that wasm may use; deep recursion in a program ends here.
pub const WASM_STACK: usize = 8 << 20;

/// Settings that decide what machine code is made.
pub fn config() -> Config {
    let mut config = Config::new();
    config
        // Fuel decides verdicts, since it counts the same on every machine. The
        // watchdog looks up whenever some fuel is burnt; epochs would do the same
        // for another tenth of the time.
        .consume_fuel(true)
        // Relaxed SIMD may round differently from machine to machine.
        .wasm_relaxed_simd(false)
        // The guest has memory of its own and no need of wasm's garbage collector.
        .gc_support(false)
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(512 << 20)
        // Programs run on a stack of their own, whatever the caller's thread has;
        // the host's functions need some of it too.
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(2 * WASM_STACK)
        .wasm_backtrace_max_frames(None);
    config
}
