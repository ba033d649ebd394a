//! A course for the Solver, from a corpus and a model to a better model.
//!
//! # Steps
//!
//! 1. [`examples`] reads questions with pictures and truths out of a corpus.
//! 2. [`solver`] says what the Solver is asked and how its response is graded: the same
//!    in training, in exams and in exports.

pub mod examples;
pub mod solver;
