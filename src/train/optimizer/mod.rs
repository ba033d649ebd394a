//! From gradients to new weights: norm and clip, schedule, AdamW.

mod adamw;
mod inplace;
mod norm;
mod schedule;
mod state;

pub use adamw::{AdamW, AdamWConfig};
pub use norm::{Norm, norm};
pub use schedule::{Schedule, Shape};
