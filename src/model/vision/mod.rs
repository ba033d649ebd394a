//! The vision tower: patches of pictures to tokens of the language model.

mod block;
mod merger;
mod plan;
mod tower;

pub use plan::Plan;
pub use tower::{Tower, pixels};
