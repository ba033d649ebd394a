//! Decoder layers: attention over the past, then a gated feed-forward layer, each behind
//! a norm and added to the stream. Training and cached generation run the same layer.

use candle_core::{Result as Candle, Tensor};

use crate::config::Config;
use crate::error::Result;
use crate::layer::{Angles, Linear, Norm, Parts};
use crate::ops::{self, Pattern, Taps};

/// What all layers share in one pass: positions, and who sees whom.
#[derive(Debug, Clone)]
pub struct Scene {
    pub angles: Angles,
    pub pattern: Pattern,
}

/// A layer's room in a cache, `(rows, capacity, key heads, d)`, and where new tokens go.
pub struct KeyValue<'a> {
    pub keys: &'a Tensor,
    pub values: &'a Tensor,
    pub at: usize,
}

#[derive(Debug, Clone)]
struct Layer {
    before_attention: Norm,
    q: Linear,
    k: Linear,
    v: Linear,
    q_norm: Option<Norm>,
    k_norm: Option<Norm>,
    out: Linear,
    before_feed: Norm,
    gate: Linear,
    up: Linear,
    down: Linear,
}

/// The language model without its head.
#[derive(Debug, Clone)]
pub struct Decoder {
    embedding: Tensor,
    layers: Vec<Layer>,
    norm: Norm,
    head_dim: usize,
    mute: Option<u32>,
}

impl Layer {
    fn new(parts: &Parts, i: usize, eps: f64) -> Result<Self> {
        let name = |rest: &str| format!("model.language_model.layers.{i}.{rest}");
        Ok(Self {
            before_attention: parts.norm(&name("input_layernorm"), eps)?,
            q: parts.linear(&name("self_attn.q_proj"))?,
            k: parts.linear(&name("self_attn.k_proj"))?,
            v: parts.linear(&name("self_attn.v_proj"))?,
            q_norm: parts.maybe_norm(&name("self_attn.q_norm"), eps)?,
            k_norm: parts.maybe_norm(&name("self_attn.k_norm"), eps)?,
            out: parts.linear(&name("self_attn.o_proj"))?,
            before_feed: parts.norm(&name("post_attention_layernorm"), eps)?,
            gate: parts.linear(&name("mlp.gate_proj"))?,
            up: parts.linear(&name("mlp.up_proj"))?,
            down: parts.linear(&name("mlp.down_proj"))?,
        })
    }

    /// Queries or keys of tokens `(n, heads, d)`, normed where the model does, and turned.
    fn turned(
        &self,
        x: &Tensor,
        linear: &Linear,
        norm: Option<&Norm>,
        (dim, angles): (usize, &Angles),
    ) -> Candle<Tensor> {
        let x = heads(&linear.forward(x)?, dim)?;
        let x = norm.map_or(Ok(x.clone()), |n| n.forward(&x))?;
        ops::rotary(&x, &angles.cos, &angles.sin)
    }

    fn attend(
        &self,
        x: &Tensor,
        dim: usize,
        scene: &Scene,
        cache: Option<&KeyValue>,
    ) -> Candle<Tensor> {
        let turn = (dim, &scene.angles);
        let q = self.turned(x, &self.q, self.q_norm.as_ref(), turn)?;
        let k = self.turned(x, &self.k, self.k_norm.as_ref(), turn)?;
        let v = heads(&self.v.forward(x)?, dim)?;
        let seen = match cache {
            None => ops::attention(&q, &k, &v, &scene.pattern)?,
            Some(cache) => {
                let (k, v) = (cache.append(cache.keys, &k)?, cache.append(cache.values, &v)?);
                ops::attention(&q.detach(), &k, &v, &scene.pattern)?
            }
        };
        self.out.forward(&seen.flatten_from(1)?)
    }

    fn forward(
        &self,
        x: &Tensor,
        dim: usize,
        scene: &Scene,
        cache: Option<&KeyValue>,
    ) -> Candle<Tensor> {
        let x = (x + self.attend(&self.before_attention.forward(x)?, dim, scene, cache)?)?;
        let y = self.before_feed.forward(&x)?;
        let y = ops::swiglu(&self.gate.forward(&y)?, &self.up.forward(&y)?)?;
        x + self.down.forward(&y)?
    }
}

fn heads(x: &Tensor, dim: usize) -> Candle<Tensor> {
    let (n, width) = x.dims2()?;
    x.reshape((n, width / dim, dim))
}

impl KeyValue<'_> {
    /// Writes new tokens behind the old ones; gives all rows' room as one list of tokens.
    fn append(&self, room: &Tensor, new: &Tensor) -> Candle<Tensor> {
        let (rows, capacity, heads, dim) = room.dims4()?;
        let new = new.detach().reshape((rows, new.dim(0)? / rows, heads, dim))?;
        room.slice_set(&new.contiguous()?, 1, self.at)?;
        room.reshape((rows * capacity, heads, dim))
    }
}

impl Decoder {
    pub fn new(parts: &Parts, config: &Config) -> Result<Self> {
        let c = &config.text;
        let layers = (0..c.num_hidden_layers).map(|i| Layer::new(parts, i, c.rms_norm_eps));
        Ok(Self {
            embedding: parts.tensor("model.language_model.embed_tokens.weight")?,
            layers: layers.collect::<Result<_>>()?,
            norm: parts.norm("model.language_model.norm", c.rms_norm_eps)?,
            head_dim: c.head_dim,
            mute: c.pad_token,
        })
    }

    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// Embedded tokens, `(n, hidden)`, in `dtype`.
    pub fn embed(&self, ids: &[u32], dtype: candle_core::DType) -> Candle<Tensor> {
        let taps = Taps::lookup(ids, self.mute);
        ops::gather_rows(&self.embedding, &taps)?.to_dtype(dtype)
    }

    pub fn layer(
        &self,
        i: usize,
        x: &Tensor,
        scene: &Scene,
        cache: Option<&KeyValue>,
    ) -> Candle<Tensor> {
        self.layers[i].forward(x, self.head_dim, scene, cache)
    }

    pub fn norm(&self, x: &Tensor) -> Candle<Tensor> {
        self.norm.forward(x)
    }
}
