//! Completions sampled from a policy, many at a time.
//!
//! A prompt is read once and its cache is repeated for its group. Rows run side by side;
//! when some have ended, others take their places until no prompt is left. Each sample
//! has a generator of its own, so what else is in the batch changes nothing that is drawn.

mod draw;
mod engine;
mod exp;
mod policy;
mod sampling;
mod split;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;

pub use engine::{Progress, generate};
pub use policy::Policy;
pub use sampling::{Completion, Finish, Prompt, Sampling};
pub use split::Split;
