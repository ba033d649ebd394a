//! What each role is paid for.
//!
//! # Presets
//!
//! - [`mm_zero`] and [`active_zero`] are the two papers' rewards, term by term and with
//!   their constants, faults included: for comparison.
//! - [`sound`] is what we train with. It mends what the papers' rewards get wrong: they
//!   pay for questions on which the Solver *disagrees with itself*, and nothing makes
//!   it disagree as well as a question without an answer.
//!
//! All are pure functions of what was observed. A reward is a [`Breakdown`]: a sum of
//! named terms, each of which can be switched off ([`Breakdown::without`]), and all of
//! which are logged. A candidate about which nothing was observed, because another role
//! or the host failed, has no reward at all, which is not zero.

pub mod active_zero;
pub mod bleu;
mod breakdown;
pub mod cluster;
mod format;
pub mod mm_zero;
pub mod sound;
mod votes;

pub use breakdown::{Breakdown, Term};
pub use votes::Votes;
