//! Being told to stop: SIGTERM from a scheduler, SIGINT from a keyboard.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::code;

/// Whether the process was told to stop.
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Whether it was.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// From now on the first SIGTERM or SIGINT is only noted, so that what is filled can
/// be stored; the second ends the process at once, which loses nothing either.
///
/// # Errors
///
/// When the system refuses to say.
pub fn watch() -> Result<Stop> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        // In this order: the first looks at what the second sets.
        flag::register_conditional_shutdown(signal, i32::from(code::RETRY), Arc::clone(&stop))
            .and_then(|_| flag::register(signal, Arc::clone(&stop)))
            .context("signals cannot be watched")?;
    }
    Ok(Stop(stop))
}
