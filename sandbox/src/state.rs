//! What the host holds for one instance: its folder, what it printed, its clock
//! and its randomness. All of it dies with the instance.

use crate::wasi::Files;

/// Nanoseconds since 1970 at which every program starts: 2025-01-01 00:00 UTC.
const START: u64 = 1_735_689_600_000_000_000;

/// What reading the clock adds to it, so that time passes, if slowly.
const TICK: u64 = 1_000;

/// Why the host stopped a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It printed or wrote more than it may.
    Flood(String),
    /// It asked for more memory than it may have.
    Memory,
    /// It asked for the process to end, with this code.
    Exit(u32),
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flood(what) => f.write_str(what),
            Self::Memory => f.write_str("out of memory"),
            Self::Exit(code) => write!(f, "ended the process with code {code}"),
        }
    }
}

impl std::error::Error for Stop {}

/// Bounds on what the host holds for an instance.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of linear memory.
    pub memory: usize,
    /// Bytes printed.
    pub log: usize,
    /// Bytes in files, all together.
    pub file_bytes: usize,
    /// Files and folders.
    pub files: usize,
}

/// The host's side of an instance.
pub struct State {
    /// The in-memory folder.
    pub files: Files,
    /// What was printed, standard output and error as they came.
    pub log: Vec<u8>,
    /// Most linear memory the instance had, in bytes.
    pub peak_memory: usize,
    /// The request that the guest will fetch.
    pub request: Vec<u8>,
    /// What the guest said before it trapped.
    pub panic: Option<String>,
    bounds: Bounds,
    now: u64,
    random: u64,
}

impl State {
    /// The state for a fresh instance.
    pub fn new(bounds: Bounds, request: Vec<u8>) -> Self {
        Self {
            files: Files::new(bounds.file_bytes, bounds.files),
            log: Vec::new(),
            peak_memory: 0,
            request,
            panic: None,
            bounds,
            now: START,
            random: 0x5EED,
        }
    }

    /// The time, which passes by being read.
    pub fn read_clock(&mut self) -> u64 {
        self.now = self.now.saturating_add(TICK);
        self.now
    }

    /// Lets time pass, as a sleep does.
    pub fn advance_clock(&mut self, nanoseconds: u64) {
        self.now = self.now.saturating_add(nanoseconds);
    }

    /// Moves the clock forward to a time, never back.
    pub fn advance_clock_to(&mut self, time: u64) {
        self.now = self.now.max(time);
    }

    /// The next eight random bytes: SplitMix64, the same for every program.
    pub fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Takes what the guest prints.
    ///
    /// # Errors
    ///
    /// [`Stop::Flood`] when it is too much.
    pub fn print(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.log.len() + bytes.len() > self.bounds.log {
            return Err(Stop::Flood(format!("printed more than {} bytes", self.bounds.log)));
        }
        self.log.extend_from_slice(bytes);
        Ok(())
    }
}

/// Linear memory grows up to its bound; one byte more stops the instance. Tables
/// never grow: the guest does not need it.
impl wasmtime::ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired > self.bounds.memory {
            return Err(wasmtime::Error::new(Stop::Memory));
        }
        self.peak_memory = self.peak_memory.max(desired);
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}
