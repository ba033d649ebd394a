//! A block of the tower: attention without order, then a feed-forward layer.

use candle_core::{D, Result as Candle, Tensor};

use crate::config::{VisionActivation, VisionConfig};
use crate::error::Result;
use crate::layer::{Angles, Linear, Norm, Parts};
use crate::ops::{self, Pattern};

const EPS: f64 = 1e-6;

#[derive(Debug, Clone)]
enum Feed {
    Gated { gate: Linear, up: Linear, down: Linear },
    Plain { first: Linear, second: Linear, exact: bool },
}

impl Feed {
    fn new(parts: &Parts, name: &str, activation: VisionActivation) -> Result<Self> {
        let linear = |rest: &str| parts.linear(&format!("{name}.{rest}"));
        Ok(match activation {
            VisionActivation::Silu => Self::Gated {
                gate: linear("gate_proj")?,
                up: linear("up_proj")?,
                down: linear("down_proj")?,
            },
            VisionActivation::GeluTanh | VisionActivation::GeluErf => Self::Plain {
                first: linear("linear_fc1")?,
                second: linear("linear_fc2")?,
                exact: activation == VisionActivation::GeluErf,
            },
        })
    }

    fn forward(&self, x: &Tensor) -> Candle<Tensor> {
        match self {
            Self::Gated { gate, up, down } => {
                down.forward(&ops::swiglu(&gate.forward(x)?, &up.forward(x)?)?)
            }
            Self::Plain { first, second, exact } => {
                let act = if *exact { ops::gelu_erf } else { ops::gelu_tanh };
                second.forward(&act(&first.forward(x)?)?)
            }
        }
    }
}

/// One block.
#[derive(Debug, Clone)]
pub struct Block {
    norm1: Norm,
    norm2: Norm,
    qkv: Linear,
    proj: Linear,
    feed: Feed,
    heads: usize,
}

impl Block {
    pub fn new(parts: &Parts, c: &VisionConfig, i: usize) -> Result<Self> {
        let name = |rest: &str| format!("model.visual.blocks.{i}.{rest}");
        Ok(Self {
            norm1: parts.norm(&name("norm1"), EPS)?,
            norm2: parts.norm(&name("norm2"), EPS)?,
            qkv: parts.linear(&name("attn.qkv"))?,
            proj: parts.linear(&name("attn.proj"))?,
            feed: Feed::new(parts, &name("mlp"), c.activation)?,
            heads: c.num_heads,
        })
    }

    fn attend(&self, x: &Tensor, angles: &Angles, pattern: &Pattern) -> Candle<Tensor> {
        let (n, width) = x.dims2()?;
        let qkv = self.qkv.forward(x)?;
        let part = |i: usize| {
            let part = qkv.narrow(D::Minus1, i * width, width)?;
            part.contiguous()?.reshape((n, self.heads, width / self.heads))
        };
        let q = ops::rotary(&part(0)?, &angles.cos, &angles.sin)?;
        let k = ops::rotary(&part(1)?, &angles.cos, &angles.sin)?;
        let seen = ops::attention(&q, &k, &part(2)?, pattern)?;
        self.proj.forward(&seen.flatten_from(1)?)
    }

    /// `(patches, width)` to the same.
    pub fn forward(&self, x: &Tensor, angles: &Angles, pattern: &Pattern) -> Candle<Tensor> {
        let x = (x + self.attend(&self.norm1.forward(x)?, angles, pattern)?)?;
        &x + self.feed.forward(&self.norm2.forward(&x)?)?
    }
}
