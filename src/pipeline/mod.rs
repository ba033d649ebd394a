//! From a seed to a corpus.
//!
//! # Steps
//!
//! 1. A [`Plan`] says, for every slot and attempt, which family proposes it at which
//!    level from which random stream.
//! 2. [`candidate`] takes one candidate through proposing, sandbox and verifier, as a pure
//!    function of the plan, the slot and the attempt.
//! 3. [`generate`] does so on many threads at once, holds the outcomes against what is
//!    stored, in the order of slots, and stores them, so that neither threads nor
//!    interruptions change what is stored.
//!
//! Where models write candidates, [`authored`] is their source; everything behind it is
//! the same.

pub mod authored;
pub mod balance;
pub mod candidate;
pub mod drawing;
mod funnel;
mod generate;
pub mod inspect;
mod interleave;
pub mod merge;
mod ordered;
mod plan;
pub mod shards;
pub mod twins;

pub use funnel::Funnel;
pub use generate::{
    ATTEMPTS, Attempt, GenerateError, Goal, Guess, Hint, Maker, Pace, Source, Tick, fill, generate,
};
pub use interleave::{Interleave, Turn};
pub use plan::{Candidate, Plan, PlanError, Slot, VERSION};
