//! Runs programs that nobody trusts.
//!
//! One guest, compiled once, holds a Python interpreter and an SVG renderer. A
//! program is data for it, and every program gets an instance of its own, made
//! in microseconds from a snapshot and forgotten when it ends.
//!
//! # Steps
//!
//! 1. [`Sandbox::new`] maps the compiled guest and sets aside a pool of slots.
//! 2. [`Sandbox::run`] takes a slot, hands the program over, and lets it run
//!    under [`Limits`].
//! 3. What comes back is a [`Rendering`], or a [`Verdict`] that says why not:
//!    a [`Rejection`] is the program's fault, a [`HostFault`] is ours, and the
//!    two are different types.
//!
//! # What holds the walls
//!
//! The guest sees nothing but the functions in `wasi`: no host file, no
//! environment, no network, no process, no real time. Fuel counts instructions
//! and bytes moved, so the same program ends at the same point on every machine;
//! whenever some of it is burnt, a watchdog looks at the time. Memory, output and
//! files are bounded.

mod code;
mod limits;
mod module;
mod pool;
mod rendering;
mod run;
mod state;
mod verdict;
mod wasi;

#[doc(hidden)]
pub use synth_wire as wire;

pub use limits::{Limits, Usage};
pub use module::{GUEST_DIGEST, guest_digest};
pub use rendering::Rendering;
pub use run::Sandbox;
pub use synth_renderers::{Facts, Place};
pub use verdict::{HostFault, Reason, Rejection, Verdict};
