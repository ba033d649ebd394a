//! Qwen-VL in candle, differentiable from pixels to log-probabilities.
//!
//! [`Model`] reads Qwen2.5-VL and dense Qwen3-VL checkpoints of Hugging Face, runs them,
//! trains them and writes them back. One definition of each layer serves training and
//! cached generation. Where candle's own operation has no gradient, or keeps more than it
//! must, `ops` holds one with its own backward pass.

mod cache;
mod config;
mod device;
mod error;
mod forward;
mod generate;
mod gradients;
mod inputs;
mod layer;
mod lora;
mod model;
mod ops;
mod positions;
mod random;
mod segments;
mod text;
mod vision;
mod weights;

pub use cache::Cache;
pub use config::{
    Architecture, Config, TextConfig, TextRope, VisionActivation, VisionConfig, VisionTokens,
};
pub use device::{Gpu, Place};
pub use error::{ModelError, Result};
pub use gradients::Gradients;
pub use inputs::{Inputs, Padding, Patches, Row};
pub use lora::LoraConfig;
pub use model::{Load, Model, Trainable};
pub use ops::FEW;
