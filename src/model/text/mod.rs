//! The language model: embedding, decoder layers, last norm.

mod angles;
mod decoder;

pub use angles::angles;
pub use decoder::{Decoder, KeyValue, Scene};
