//! A course for the Solver, from a corpus and a model to a better model.
//!
//! # Steps
//!
//! 1. [`examples`] reads questions with pictures and truths out of a corpus.

pub mod examples;
