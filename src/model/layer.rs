//! Parts that the tower and the decoder are made of, over named weights.

use candle_core::{DType, Tensor};

use crate::error::Result;
use crate::lora::Adapter;
use crate::ops;
use crate::weights::Weights;

/// Hands out the parts of a model by name.
pub struct Parts<'a> {
    pub weights: &'a Weights,
    pub adapter: Option<&'a Adapter>,
}

impl Parts<'_> {
    pub fn tensor(&self, name: &str) -> Result<Tensor> {
        self.weights.need(name)
    }

    pub fn linear(&self, name: &str) -> Result<Linear> {
        Ok(Linear {
            weight: self.tensor(&format!("{name}.weight"))?,
            bias: self.weights.get(&format!("{name}.bias")).cloned(),
            low: self.adapter.and_then(|a| a.low(name)),
        })
    }

    pub fn norm(&self, name: &str, eps: f64) -> Result<Norm> {
        Ok(Norm {
            weight: self.tensor(&format!("{name}.weight"))?,
            bias: self.weights.get(&format!("{name}.bias")).cloned(),
            eps,
        })
    }

    /// A norm where the model has one.
    pub fn maybe_norm(&self, name: &str, eps: f64) -> Result<Option<Norm>> {
        let there = self.weights.get(&format!("{name}.weight")).is_some();
        there.then(|| self.norm(name, eps)).transpose()
    }
}

/// An adapter's two factors for one layer.
#[derive(Debug, Clone)]
pub struct Low {
    pub a: Tensor,
    pub b: Tensor,
    pub scale: f64,
}

/// A linear layer, with a low-rank update if an adapter has one for it.
#[derive(Debug, Clone)]
pub struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
    low: Option<Low>,
}

impl Linear {
    /// `(n, in)` to `(n, out)`, in the type of `x`.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let (weight, bias) = (cast(&self.weight, x)?, self.bias.as_ref());
        let bias = bias.map(|b| cast(b, x)).transpose()?;
        let y = ops::linear(x, &weight.flatten_from(1)?, bias.as_ref())?;
        let Some(low) = &self.low else { return Ok(y) };
        let inner = ops::linear(x, &cast(&low.a, x)?, None)?;
        let update = ops::linear(&inner, &cast(&low.b, x)?, None)?;
        y + (update * low.scale)?
    }
}

/// A layer norm where there is a bias, a root-mean-square norm where there is none.
#[derive(Debug, Clone)]
pub struct Norm {
    weight: Tensor,
    bias: Option<Tensor>,
    eps: f64,
}

impl Norm {
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let weight = cast(&self.weight, x)?;
        match &self.bias {
            Some(bias) => ops::layer_norm(x, &weight, &cast(bias, x)?, self.eps),
            None => ops::rms_norm(x, &weight, self.eps),
        }
    }
}

/// A weight in the type that the model computes in; the gradient goes back to the master.
pub fn cast(weight: &Tensor, x: &Tensor) -> candle_core::Result<Tensor> {
    weight.to_dtype(x.dtype())
}

/// Angles of rotary positions, as their cosines and sines `(n, d / 2)`, F32 (F64 for a
/// model in F64).
#[derive(Debug, Clone)]
pub struct Angles {
    pub cos: Tensor,
    pub sin: Tensor,
}

impl Angles {
    /// From `n * half` angles in radians.
    pub fn new(
        angles: impl Iterator<Item = f32>,
        half: usize,
        dtype: DType,
        device: &candle_core::Device,
    ) -> candle_core::Result<Self> {
        let (mut cos, mut sin) = (Vec::new(), Vec::new());
        for angle in angles {
            cos.push(libm::cosf(angle));
            sin.push(libm::sinf(angle));
        }
        let shape = (cos.len() / half, half);
        let wide = if dtype == DType::F64 { DType::F64 } else { DType::F32 };
        let tensor = |v| Tensor::from_vec(v, shape, device)?.to_dtype(wide);
        Ok(Self { cos: tensor(cos)?, sin: tensor(sin)? })
    }
}

/// `1 / theta^(2i / d)` for `i` below `d / 2`, rounded as transformers does in F32.
pub fn frequencies(theta: f64, dim: usize) -> Vec<f32> {
    let one = |i: usize| {
        let power = libm::pow(theta, f64::from((2 * i) as f32 / dim as f32)) as f32;
        1.0 / power
    };
    (0..dim / 2).map(one).collect()
}
