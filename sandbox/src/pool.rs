//! The engine with its pool of slots, and who may use one.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use wasmtime::{
    Enabled, Engine, InstanceAllocationStrategy, InstancePre, Linker, PoolingAllocationConfig,
};

use crate::state::State;
use crate::{HostFault, code, module, wasi};

/// Largest linear memory that any limits may allow.
pub const MOST_MEMORY: usize = 1 << 30;

/// Bytes of a slot's memory that stay resident between instances: what usual
/// programs dirty, so that the next one meets no page faults.
const RESIDENT: usize = 32 << 20;

/// The loaded guest and its slots.
pub struct Pool {
    /// Where instances are made.
    pub engine: Engine,
    /// The guest with its imports, ready to be instantiated.
    pub guest: InstancePre<State>,
    free: Mutex<usize>,
    freed: Condvar,
}

impl Pool {
    /// Loads the guest for `slots` instances at a time.
    pub fn new(slots: usize) -> Result<Self, HostFault> {
        let slots = slots.clamp(1, 256);
        let load = |error: wasmtime::Error| HostFault::Load(format!("{error:#}"));
        let engine = Engine::new(&config(slots as u32)).map_err(load)?;
        let module = module::load(&engine)?;
        let mut linker = Linker::new(&engine);
        wasi::add_to(&mut linker).map_err(load)?;
        let guest = linker.instantiate_pre(&module).map_err(load)?;
        Ok(Self { engine, guest, free: Mutex::new(slots), freed: Condvar::new() })
    }

    /// Waits for a slot.
    pub fn slot(&self) -> Slot<'_> {
        let mut free = self.locked();
        while *free == 0 {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Slot(self)
    }

    fn locked(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to have one instance; given back when dropped.
pub struct Slot<'a>(&'a Pool);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        *self.0.locked() += 1;
        self.0.freed.notify_one();
    }
}

fn config(slots: u32) -> wasmtime::Config {
    let mut pool = PoolingAllocationConfig::default();
    pool.total_core_instances(slots)
        .total_memories(slots)
        .total_tables(slots)
        .total_stacks(slots)
        .max_memory_size(MOST_MEMORY)
        .table_elements(60_000)
        .max_core_instance_size(1 << 20)
        .table_keep_resident(512 << 10);
    // Keeping memory resident pays only where the kernel can say which pages were
    // dirtied; elsewhere it would rewrite the whole image after every program.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        pool.pagemap_scan(Enabled::Yes).linear_memory_keep_resident(RESIDENT);
    }
    let mut config = code::config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}
