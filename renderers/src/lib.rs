//! SVG text in, pixels and facts out, the same on every machine.
//!
//! # Steps
//!
//! 1. [`svg`] mends what browsers forgive (`repair`), parses the rest strictly
//!    (`parse`) and draws it with the bundled [`fonts`] (`raster`).
//! 2. [`facts`] reads off the drawn tree and its pixels what a judge needs to
//!    know: every text with its box, size and contrast, every shape with its
//!    paint, what lies outside the canvas, what hides behind something else.
//!
//! The crate is compiled twice: into the sandbox's guest, where every program
//! from a model is drawn, and natively, for tests that compare the two. It reads
//! no file, no clock and no font of the system.

pub mod facts;
mod fault;
pub mod fonts;
pub mod svg;

pub use facts::Facts;
pub use fault::{Fault, FaultKind, Place};
pub use svg::{Options, Rendered, render};
