//! The vision tower's part of a configuration.

use super::Architecture;
use super::read::Fields;
use crate::error::{ModelError, Result};

/// The gate or activation of the tower's feed-forward layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisionActivation {
    /// `silu`, gated.
    Silu,
    /// `gelu_pytorch_tanh`.
    GeluTanh,
    /// `gelu`.
    GeluErf,
}

/// Sizes of the vision tower.
#[derive(Debug, Clone, PartialEq)]
pub struct VisionConfig {
    /// Blocks.
    pub depth: usize,
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Width of the feed-forward layer.
    pub intermediate_size: usize,
    /// Attention heads.
    pub num_heads: usize,
    /// Colour channels.
    pub in_channels: usize,
    /// Side of a patch in pixels.
    pub patch_size: usize,
    /// Frames in a patch.
    pub temporal_patch_size: usize,
    /// Side of the square of patches that becomes one token.
    pub spatial_merge_size: usize,
    /// Width of a token, equal to the language model's.
    pub out_hidden_size: usize,
    /// Base of the rotary frequencies.
    pub rope_theta: f64,
    /// Standard deviation of random weights.
    pub initializer_range: f64,
    /// The activation of the feed-forward layer.
    pub activation: VisionActivation,
    /// Side of an attention window in pixels; Qwen2.5-VL.
    pub window_size: usize,
    /// Blocks that attend over the whole picture; Qwen2.5-VL, others see a window.
    pub full_attention: Vec<usize>,
    /// Positions of the learned square grid; Qwen3-VL, zero otherwise.
    pub num_position_embeddings: usize,
    /// Blocks whose output enters the first decoder layers; Qwen3-VL.
    pub deepstack: Vec<usize>,
}

impl VisionConfig {
    pub(super) fn read(f: &Fields, architecture: Architecture) -> Result<Self> {
        let new = architecture == Architecture::Qwen3Vl;
        let rope = f.get("rope_parameters").map(|_| f.object("rope_parameters")).transpose()?;
        let theta = rope.map_or(Ok(10_000.0), |r| r.real("rope_theta", 10_000.0))?;
        let full: &[usize] = if new { &[] } else { &[7, 15, 23, 31] };
        let deep: &[usize] = if new { &[8, 16, 24] } else { &[] };
        let in_channels = f.number("in_channels", Some(f.number("in_chans", Some(3))?))?;
        Ok(Self {
            depth: f.number("depth", None)?,
            hidden_size: f.number("hidden_size", None)?,
            intermediate_size: f.number("intermediate_size", None)?,
            num_heads: f.number("num_heads", Some(16))?,
            in_channels,
            patch_size: f.number("patch_size", Some(if new { 16 } else { 14 }))?,
            temporal_patch_size: f.number("temporal_patch_size", Some(2))?,
            spatial_merge_size: f.number("spatial_merge_size", Some(2))?,
            out_hidden_size: f.number("out_hidden_size", Some(3584))?,
            rope_theta: theta,
            initializer_range: f.real("initializer_range", 0.02)?,
            activation: activation(f, new)?,
            window_size: if new { 0 } else { f.number("window_size", Some(112))? },
            full_attention: f.numbers("fullatt_block_indexes", full)?,
            num_position_embeddings: if new {
                f.number("num_position_embeddings", Some(2304))?
            } else {
                0
            },
            deepstack: f.numbers("deepstack_visual_indexes", deep)?,
        })
    }

    /// Numbers in one flattened patch.
    pub fn patch_len(&self) -> usize {
        self.in_channels * self.temporal_patch_size * self.patch_size.pow(2)
    }

    /// Width of a head.
    pub fn head_dim(&self) -> usize {
        self.hidden_size / self.num_heads
    }

    pub(super) fn check(&self) -> Result<()> {
        let bad = |what: String| Err(ModelError::Config(what));
        if self.num_heads == 0 || !self.hidden_size.is_multiple_of(self.num_heads) {
            return bad(format!(
                "vision hidden_size {} is not a multiple of num_heads {}",
                self.hidden_size, self.num_heads
            ));
        }
        if !self.head_dim().is_multiple_of(4) {
            return bad(format!("vision head width {} must divide by four", self.head_dim()));
        }
        if self.spatial_merge_size == 0 || self.patch_len() == 0 {
            return bad("spatial_merge_size and patch sizes must be above zero".into());
        }
        if let Some(at) = self.deepstack.iter().find(|&&at| at >= self.depth) {
            return bad(format!("deepstack_visual_indexes names block {at} of {}", self.depth));
        }
        Ok(())
    }
}

fn activation(f: &Fields, new: bool) -> Result<VisionActivation> {
    let name = f.get("hidden_act").and_then(|v| v.as_str());
    match (name, new) {
        (None | Some("silu"), false) => Ok(VisionActivation::Silu),
        (None | Some("gelu_pytorch_tanh"), true) => Ok(VisionActivation::GeluTanh),
        (Some("gelu"), true) => Ok(VisionActivation::GeluErf),
        (other, _) => Err(ModelError::Unsupported(format!(
            "hidden_act `{}` in the vision tower",
            other.unwrap_or_default()
        ))),
    }
}
