//! What every part of `synth` hands to the next.
//!
//! A proposer fills a [`Concept`], a coder turns it into a [`Program`], the
//! sandbox draws it, and what passes every gate becomes a [`Task`]. These types
//! know nothing of how any of that is done, so each side can change alone.
//!
//! Randomness lives here too ([`Stream`]), because a task must be a pure
//! function of its seed, wherever it is made.

mod answer;
mod claim;
mod concept;
mod digest;
mod level;
mod program;
mod seed;
mod task;

pub use answer::Answer;
pub use claim::{Anchor, Axis, Claim, Paint};
pub use concept::{BBox, Concept, ContentType, Question, Tier};
pub use digest::{Digest, canonical_json};
pub use level::{Level, LevelError};
pub use program::{Language, Program};
pub use seed::{Rng, Stream};
pub use task::{Commission, Drawn, Origin, Part, Picture, Provenance, Score, Task};
