//! The merger: a square of patches to one token of the language model.

use candle_core::{Result as Candle, Tensor};

use crate::error::Result;
use crate::layer::{Linear, Norm, Parts};
use crate::ops;

const EPS: f64 = 1e-6;

/// A norm and two linear layers with an exact GELU between them.
#[derive(Debug, Clone)]
pub struct Merger {
    norm: Norm,
    first: Linear,
    second: Linear,
    wide: usize,
    /// Whether a whole square is normed, and not each of its patches.
    late: bool,
}

impl Merger {
    /// Qwen2.5-VL's.
    pub fn old(parts: &Parts, wide: usize) -> Result<Self> {
        Ok(Self {
            norm: parts.norm("model.visual.merger.ln_q", EPS)?,
            first: parts.linear("model.visual.merger.mlp.0")?,
            second: parts.linear("model.visual.merger.mlp.2")?,
            wide,
            late: false,
        })
    }

    /// Qwen3-VL's, at the end of the tower or, `late`, beside one of its blocks.
    pub fn new(parts: &Parts, name: &str, wide: usize, late: bool) -> Result<Self> {
        Ok(Self {
            norm: parts.norm(&format!("{name}.norm"), EPS)?,
            first: parts.linear(&format!("{name}.linear_fc1"))?,
            second: parts.linear(&format!("{name}.linear_fc2"))?,
            wide,
            late,
        })
    }

    /// `(patches, width)` to `(squares, hidden)`.
    pub fn forward(&self, x: &Tensor) -> Candle<Tensor> {
        let squares = |x: &Tensor| x.reshape((x.elem_count() / self.wide, self.wide));
        let x = match self.late {
            true => self.norm.forward(&squares(x)?)?,
            false => squares(&self.norm.forward(x)?)?,
        };
        self.second.forward(&ops::gelu_erf(&self.first.forward(&x)?)?)
    }
}
