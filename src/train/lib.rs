//! GRPO and the parts of a training run.

pub mod advantage;
mod error;
pub mod loss;
pub mod memory;
pub mod optimizer;
pub mod rollout;
pub mod run;

pub use error::{Result, TrainError};
