//! What a mathematical answer is worth, in a form in which equal means identical.
//!
//! A rational number is kept exactly. Everything else (roots, π, letters, functions)
//! is evaluated in a finite field at two fixed points ([`field`]): two expressions
//! that are the same function get the same residues, so equality of keys is an
//! equivalence by construction, and no power is ever too large to compute.

pub mod field;
mod rat;
mod real;

pub use rat::Rat;
pub use real::Real;
