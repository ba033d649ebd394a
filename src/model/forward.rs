//! Forward passes: hidden states, logits and log-probabilities.

use candle_core::{D, DType, Tensor};

use crate::error::{ModelError, Result};
use crate::inputs::Inputs;
use crate::layer::cast;
use crate::model::Model;
use crate::ops::{self, Pattern};
use crate::text::{KeyValue, Scene, angles};
use crate::vision::{Plan, pixels};

/// The pictures of a batch, ready for the tower.
pub struct Pictures {
    pub pixels: Tensor,
    pub plan: Plan,
    /// For each slot of the batch, the row of the tower's result that it shows.
    pub sources: Vec<u32>,
}

impl Model {
    /// The batch's pictures, or nothing where it has none.
    pub(crate) fn pictures(&self, inputs: &Inputs) -> Result<Option<Pictures>> {
        if inputs.images.is_empty() {
            return Ok(None);
        }
        let (c, device) = (&self.config.vision, &self.device);
        let grids: Vec<_> = inputs.images.iter().map(|i| i.grid).collect();
        let plan = Plan::new(c, &grids, self.dtype, device)?;
        let pixels = pixels(&inputs.images, c.patch_len(), &plan, self.dtype, device)?;
        let sources = inputs.sources.iter().map(|s| plan.place[*s as usize]).collect();
        Ok(Some(Pictures { pixels, plan, sources }))
    }

    pub(crate) fn scene(&self, positions: &[Vec<u32>; 3], pattern: Pattern) -> Result<Scene> {
        let angles = angles(&self.config.text, positions, self.dtype, &self.device)?;
        Ok(Scene { angles, pattern })
    }

    /// Embedded tokens with pictures in their places.
    pub(crate) fn embedded(
        &self,
        inputs: &Inputs,
        seen: Option<(&Pictures, &Tensor)>,
    ) -> Result<Tensor> {
        let x = self.decoder.embed(&inputs.ids, self.dtype)?;
        let Some((pictures, tokens)) = seen else { return Ok(x) };
        Ok(ops::place_rows(&x, tokens, &inputs.slots, &pictures.sources)?)
    }

    /// One decoder layer and, where the tower feeds it, its deepstack tokens.
    pub(crate) fn deep_layer(
        &self,
        i: usize,
        x: &Tensor,
        scene: &Scene,
        deep: Option<(&Tensor, &[u32], &[u32])>,
        cache: Option<&KeyValue>,
    ) -> Result<Tensor> {
        let x = self.decoder.layer(i, x, scene, cache)?;
        match deep {
            Some((rows, slots, sources)) => Ok(ops::add_rows(&x, rows, slots, sources)?),
            None => Ok(x),
        }
    }

    /// The stream `(rows * width, hidden)` after all layers, before the last norm. A cache
    /// gives each layer's room; with one, no graph is recorded across layers.
    pub(crate) fn stream(
        &self,
        inputs: &Inputs,
        scene: &Scene,
        cache: &[KeyValue],
    ) -> Result<Tensor> {
        let pictures = self.pictures(inputs)?;
        let seen = pictures.as_ref().map(|p| self.tower.forward(&p.pixels, &p.plan)).transpose()?;
        let both = pictures.as_ref().zip(seen.as_ref());
        let mut x = self.embedded(inputs, both.map(|(p, s)| (p, &s.tokens)))?;
        for i in 0..self.decoder.layers() {
            let deep = both
                .and_then(|(p, s)| s.deep.get(i).map(|d| (d, &inputs.slots[..], &p.sources[..])));
            let room = cache.get(i);
            x = self.deep_layer(i, &x, scene, deep, room)?;
            if room.is_some() {
                x = x.detach();
            }
        }
        Ok(x)
    }

    /// The last layer's output after the final norm, `(rows, width, hidden)`. Padding holds
    /// numbers without meaning.
    pub fn hidden(&self, inputs: &Inputs) -> Result<Tensor> {
        let scene = self.scene(&inputs.positions, inputs.pattern())?;
        let x = self.stream(inputs, &scene, &[])?;
        Ok(self.decoder.norm(&x)?.reshape((inputs.rows(), inputs.width, ()))?)
    }

    /// The tower's tokens for the batch's pictures, in the order of their patches, and the
    /// deepstack tokens: each `(merged patches, hidden)`.
    pub fn vision(&self, inputs: &Inputs) -> Result<Vec<Tensor>> {
        let pictures = self.pictures(inputs)?;
        let pictures = pictures.ok_or_else(|| ModelError::Inputs("no pictures".into()))?;
        let seen = self.tower.forward(&pictures.pixels, &pictures.plan)?;
        let place = Tensor::new(&pictures.plan.place[..], &self.device)?;
        let all = std::iter::once(&seen.tokens).chain(&seen.deep);
        Ok(all.map(|t| t.index_select(&place, 0)).collect::<candle_core::Result<_>>()?)
    }

    /// Logits of hidden states `(.., hidden)`, as `(.., vocabulary)`.
    pub fn logits(&self, hidden: &Tensor) -> Result<Tensor> {
        let width = hidden.dim(D::Minus1)?;
        let mut shape = hidden.dims().to_vec();
        let flat = hidden.reshape(((), width))?;
        let logits = ops::linear(&flat, &cast(&self.head, &flat)?, None)?;
        if let Some(last) = shape.last_mut() {
            *last = logits.dim(1)?;
        }
        Ok(logits.reshape(shape)?)
    }

    /// Log-probabilities `(n)` of `targets: (n)` after hidden states `(n, hidden)`, of
    /// logits divided by `temperature`. Keeps no softmax for the backward pass.
    pub fn log_probs(&self, hidden: &Tensor, targets: &Tensor, temperature: f64) -> Result<Tensor> {
        let targets: Vec<u32> = targets.to_dtype(DType::U32)?.to_vec1()?;
        let head = cast(&self.head, hidden)?;
        Ok(ops::log_probs(hidden, &head, &targets, temperature)?)
    }
}

impl Inputs {
    /// Each row sees its own past.
    pub(crate) fn pattern(&self) -> Pattern {
        Pattern::batch(self.width, &self.spans)
    }
}
