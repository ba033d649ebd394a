//! The task store, from outside: what it keeps, what it refuses, and what is
//! left after a failure.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
mod documented;
mod failures;
mod lookup;
mod refusals;
mod resume;
mod round_trip;
