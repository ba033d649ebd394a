//! Training of the tiny checkpoints of both architectures, end to end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
mod sampling;
mod training;
