//! How much a program may use, and how much it used.

use serde::{Deserialize, Serialize};

/// What a program may use. Data, so that it can be stored beside a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of source.
    pub source_bytes: usize,
    /// Instructions, plus one for every byte moved in bulk.
    pub fuel: u64,
    /// Milliseconds after which the watchdog ends an instance that fuel has not
    /// ended. It is far above what the fuel takes: when it bites, the machine is
    /// at fault.
    pub watchdog_ms: u64,
    /// Bytes of linear memory, the warm interpreter's included.
    pub memory_bytes: usize,
    /// Bytes printed to standard output and error together.
    pub log_bytes: usize,
    /// Bytes in files together.
    pub file_bytes: usize,
    /// Files and folders.
    pub files: usize,
    /// Longest side of the picture in pixels.
    pub max_side: u32,
    /// XML nodes of the SVG.
    pub nodes: u32,
    /// Pixels of one embedded picture.
    pub image_pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 1 << 20,
            fuel: 2_000_000_000,
            watchdog_ms: 30_000,
            memory_bytes: 512 << 20,
            log_bytes: 1 << 20,
            file_bytes: 8 << 20,
            files: 64,
            max_side: 448,
            nodes: 100_000,
            image_pixels: 16 << 20,
        }
    }
}

/// What a program used of its [`Limits`]. It repeats exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Instructions, plus bytes moved in bulk.
    pub fuel: u64,
    /// Most bytes of linear memory.
    pub memory_bytes: usize,
    /// Bytes printed.
    pub log_bytes: usize,
    /// Bytes in files at the end.
    pub file_bytes: usize,
}
