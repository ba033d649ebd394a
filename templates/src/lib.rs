//! Task families: pictures whose answers are proved.
//!
//! # Steps
//!
//! 1. A [`Family`] draws a typed *scene* at random, at one of five levels.
//! 2. From the scene alone it fixes the questions and their answers.
//! 3. It writes a program that draws the scene, in a [`Style`] that was drawn
//!    from a stream of its own, so that style never predicts the answer.
//! 4. A second solver answers again by another method, from what was drawn.
//!
//! [`propose`] does all four and returns a [`Draft`]. A draft is a pure function
//! of (seed, family, index, level).
//!
//! A new family is one file in `families/` and one line in
//! [`registry`](mod@registry).

pub mod claims;
pub mod dial;
mod draft;
pub mod families;
mod family;
pub mod geometry;
pub mod glyphs;
pub mod names;
pub mod numbers;
pub mod panels;
pub mod python;
pub mod registry;
pub mod rules;
#[cfg(test)]
mod skeleton;
pub mod sketch;
pub mod start;
pub mod style;
pub mod svg;
pub mod twins;

pub use draft::{Draft, ProposeError, counterfactual_in_style, propose, propose_in_style};
pub use family::{Asked, Card, Drawing, Family, Group};
pub use registry::{FAMILIES, Registered, find};
pub use style::Style;
