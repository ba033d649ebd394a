//! GRPO and the parts of a training run.
//!
//! # Parts
//!
//! - [`loss`] and [`advantage`]: what is learnt from grades, equal to TRL 1.16;
//! - [`rollout`]: completions, many at a time, from a [`rollout::Policy`];
//! - [`optimizer`]: AdamW, clip, schedules;
//! - [`learner`]: what training needs of a model, and the model that gives it;
//! - [`trainer`]: the state of a run; [`supervised`] and [`grpo`] are its steps, of which
//!   [`Hands`] take a micro-batch each;
//! - [`run`]: log, event files, checkpoints that are whole or absent;
//! - [`memory`]: what a run needs, before it starts; [`flops`]: what a step computes.

pub mod advantage;
mod error;
pub mod flops;
pub mod grpo;
mod hands;
pub mod learner;
pub mod loss;
pub mod memory;
pub mod optimizer;
pub mod order;
pub mod rollout;
pub mod run;
pub mod sequence;
pub mod supervised;
pub mod trainer;

pub use error::{Result, TrainError};
pub use hands::Hands;
