//! Pictures and queries as vectors, by a checkpoint that was trained to bring them together.
//!
//! [`model`] is a SigLIP or CLIP, [`pixels`] what it does to pictures before it sees them,
//! [`vectors`] the file of all pictures' vectors.

mod model;
mod pixels;
mod vectors;

pub use model::Embedder;
pub(crate) use vectors::{VECTORS, Vectors, Writer};
