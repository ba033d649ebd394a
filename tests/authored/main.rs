//! Corpora that models write, through the command line, with a real server that speaks
//! the protocol: one that behaves, one that does not, and models that write nonsense.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../src/backends/tests/host/mod.rs"]
mod host;

mod cast;
mod local;
mod refusals;
mod runs;
mod uses;
