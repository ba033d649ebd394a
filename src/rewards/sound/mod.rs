//! What we train with.
//!
//! # What it mends
//!
//! - *Disagreement is not difficulty.* A question that has no answer divides the Solver
//!   best, so a frontier alone pays for nonsense. Here [`Evidence`] that a question has
//!   one answer and needs its picture gates the frontier: no evidence, no pay.
//! - *A share of ten votes is noisy.* The frontier is an expectation under a posterior,
//!   [`Rate`], and votes are asked for until it is known well enough, [`more_votes`].
//! - *Diversity was gamed.* A text is held against the nearest one that was *assigned*
//!   the same condition, in an [`Archive`] and in the batch: not by what a response
//!   calls itself, and not by a share that depends on the size of a batch.
//! - *Blame went to the wrong role.* Who could not be judged, since another role or the
//!   host failed, has no reward ([`Outcome::Unjudged`]), rather than a bad one.
//! - *Labels are not all equal.* A proved label counts whole, any other by the
//!   confidence in it ([`Evidence::confidence`]).

mod archive;
mod evidence;
mod rate;
mod roles;

pub use archive::{Archive, Sketch, penalties};
pub use evidence::Evidence;
pub use rate::{Rate, more_votes};
pub use roles::{Drawing, Outcome, Read, author, coder, searcher, solver};

/// Every constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Constants {
    /// What a response in the right form earns.
    pub form: f64,
    /// What a valid question earns whatever the Solver makes of it, as a share of what
    /// one at the frontier earns.
    pub base: f64,
    /// What the nearest copy costs.
    pub copy: f64,
    /// Similarity from which a text counts as near.
    pub near: f64,
    /// For the Coder: a picture at all, one that the verifier accepts, one that is read.
    pub drawing: [f64; 3],
    /// For the Searcher: how far its pictures show what was asked for.
    pub relevance: f64,
}

impl Default for Constants {
    fn default() -> Self {
        Self {
            form: 0.1,
            base: 0.3,
            copy: 0.5,
            near: 0.5,
            drawing: [0.2, 0.2, 0.6],
            relevance: 0.2,
        }
    }
}
