//! From a seed to a corpus.
//!
//! # Steps
//!
//! 1. A [`Plan`] says, for every candidate number, which family proposes it at
//!    which level from which random stream.
//! 2. [`candidate::make`] takes one candidate through proposing, sandbox and
//!    verifier, as a pure function of the plan and the number.
//! 3. [`generate`] does so on many threads at once, and hands the outcomes to the
//!    store in candidate order, so that neither threads nor interruptions change
//!    what is stored.

pub mod candidate;
mod funnel;
mod generate;
mod ordered;
mod plan;

pub use funnel::Funnel;
pub use generate::{GenerateError, Tick, generate};
pub use plan::{Candidate, Plan};
