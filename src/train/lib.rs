//! GRPO and the parts of a training run.

pub mod advantage;
mod error;
pub mod loss;
pub mod optimizer;
pub mod run;

pub use error::{Result, TrainError};
