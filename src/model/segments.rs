//! The backward pass by segments: gradient checkpointing without a tape.
//!
//! The forward pass keeps each layer's input and nothing else. Then, from the last layer
//! to the first, one layer is computed again with a graph, its gradients are taken, and the
//! graph goes (Chen et al., arXiv 1604.06174). The vision tower's blocks are segments too.

use candle_core::{Result as Candle, Tensor, Var};

use crate::error::{ModelError, Result};
use crate::forward::Pictures;
use crate::gradients::Gradients;
use crate::inputs::Inputs;
use crate::model::Model;
use crate::ops;
use crate::text::Scene;

/// Inputs of the tower's parts, kept from the forward pass.
struct TowerTrail {
    /// The input of each block, then the output of the last.
    stream: Vec<Tensor>,
    tokens: Tensor,
    deep: Vec<Tensor>,
}

/// A pass going backwards: collects gradients of parameters.
struct Pass {
    parameters: Vec<(String, Var)>,
    found: Gradients,
}

impl Pass {
    /// Gradients of a segment's inputs, given that of its output; those of its parameters
    /// are collected. An input that nothing depends on has none.
    fn back(
        &mut self,
        inputs: &[&Tensor],
        gradient: &Tensor,
        f: impl FnOnce(&[Tensor]) -> Result<Tensor>,
    ) -> Result<Vec<Option<Tensor>>> {
        let leaves = inputs.iter().map(|t| Ok(Var::from_tensor(t)?.into_inner()));
        let leaves = leaves.collect::<Candle<Vec<Tensor>>>()?;
        let value = f(&leaves)?;
        if !value.track_op() {
            return Ok(vec![None; inputs.len()]);
        }
        let mut store = ops::seed(&value, gradient)?.backward()?;
        self.found.add(Gradients::take(&mut store, &self.parameters))?;
        Ok(leaves.iter().map(|t| store.remove(t).map(|g| g.detach())).collect())
    }

    /// The same for a segment of one input that its output depends on.
    fn back_one(
        &mut self,
        input: &Tensor,
        gradient: &Tensor,
        f: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let found = self.back(&[input], gradient, |x| f(&x[0]))?.pop().flatten();
        found.ok_or_else(|| ModelError::Unsupported("a layer that ignores its input".into()))
    }
}

impl Model {
    /// Loss and gradients by segments: keeps only each layer's input, recomputes one layer
    /// at a time, and equals the whole graph. `loss` gets the hidden states
    /// `(rows, width, hidden)` as a variable and returns a scalar.
    pub fn backward_segments(
        &self,
        inputs: &Inputs,
        loss: &mut dyn FnMut(&Tensor) -> Result<Tensor>,
    ) -> Result<(f64, Gradients)> {
        let scene = self.scene(&inputs.positions, inputs.pattern())?;
        let pictures = self.pictures(inputs)?;
        let seen = pictures.as_ref().map(|p| self.tower_trail(p)).transpose()?;
        let both = pictures.as_ref().zip(seen.as_ref());
        let trail = self.decoder_trail(inputs, &scene, both)?;

        let mut pass = Pass { parameters: self.trainable(), found: Gradients::default() };
        let (value, gradient) = self.loss_segment(inputs, &trail, loss, &mut pass)?;
        let (gradient, by_deep) =
            self.decoder_segments(inputs, &scene, both, &trail, gradient, &mut pass)?;
        let by_tokens = match both {
            None => {
                pass.back(&[], &gradient, |_| self.embedded(inputs, None))?;
                None
            }
            Some((pictures, seen)) => {
                let place = |x: &[Tensor]| self.embedded(inputs, Some((pictures, &x[0])));
                pass.back(&[&seen.tokens], &gradient, place)?.pop().flatten()
            }
        };
        if let (Some((pictures, seen)), Some(by_tokens)) = (both, by_tokens) {
            self.tower_segments(pictures, seen, by_tokens, by_deep, &mut pass)?;
        }
        Ok((value, pass.found))
    }

    fn tower_trail(&self, pictures: &Pictures) -> Result<TowerTrail> {
        let (tower, plan) = (&self.tower, &pictures.plan);
        let mut x = tower.start(&pictures.pixels, plan)?.detach();
        let (mut stream, mut deep) = (vec![x.clone()], Vec::new());
        for i in 0..tower.blocks() {
            x = tower.block(i, &x, plan)?.detach();
            stream.push(x.clone());
            for k in tower.taps(i) {
                deep.push((k, tower.deep(k, &x)?.detach()));
            }
        }
        deep.sort_by_key(|(k, _)| *k);
        let deep = deep.into_iter().map(|(_, t)| t).collect();
        Ok(TowerTrail { stream, tokens: tower.merge(&x)?.detach(), deep })
    }

    /// The input of each decoder layer, then the output of the last.
    fn decoder_trail(
        &self,
        inputs: &Inputs,
        scene: &Scene,
        both: Option<(&Pictures, &TowerTrail)>,
    ) -> Result<Vec<Tensor>> {
        let mut x = self.embedded(inputs, both.map(|(p, s)| (p, &s.tokens)))?.detach();
        let mut trail = vec![x.clone()];
        for i in 0..self.decoder.layers() {
            let deep = both
                .and_then(|(p, s)| s.deep.get(i).map(|d| (d, &inputs.slots[..], &p.sources[..])));
            x = self.deep_layer(i, &x, scene, deep, None)?.detach();
            trail.push(x.clone());
        }
        Ok(trail)
    }

    /// The loss, and the gradient of the last layer's output.
    fn loss_segment(
        &self,
        inputs: &Inputs,
        trail: &[Tensor],
        loss: &mut dyn FnMut(&Tensor) -> Result<Tensor>,
        pass: &mut Pass,
    ) -> Result<(f64, Tensor)> {
        let last = trail.last().ok_or_else(|| ModelError::Config("no layers".into()))?;
        let shape = (inputs.rows(), inputs.width, ());
        let hidden = Var::from_tensor(&self.decoder.norm(last)?.detach().reshape(shape)?)?;
        let value = loss(hidden.as_tensor())?;
        let mut store = value.backward()?;
        pass.found.add(Gradients::take(&mut store, &pass.parameters))?;
        let number = value.to_dtype(candle_core::DType::F64)?.to_scalar::<f64>()?;
        let by_hidden = match store.remove(hidden.as_tensor()) {
            Some(g) => g.detach(),
            None => hidden.zeros_like()?,
        };
        let by_hidden = by_hidden.reshape(last.shape())?;
        let gradient = pass.back_one(last, &by_hidden, |x| Ok(self.decoder.norm(x)?))?;
        Ok((number, gradient))
    }

    /// The gradient of the first layer's input, and those of the deepstack tokens.
    fn decoder_segments(
        &self,
        inputs: &Inputs,
        scene: &Scene,
        both: Option<(&Pictures, &TowerTrail)>,
        trail: &[Tensor],
        mut gradient: Tensor,
        pass: &mut Pass,
    ) -> Result<(Tensor, Vec<Option<Tensor>>)> {
        let mut by_deep = vec![None; both.map_or(0, |(_, s)| s.deep.len())];
        for i in (0..self.decoder.layers()).rev() {
            let deep = both.and_then(|(p, s)| s.deep.get(i).map(|d| (d, &p.sources[..])));
            let Some((rows, sources)) = deep else {
                let layer = |x: &Tensor| self.deep_layer(i, x, scene, None, None);
                gradient = pass.back_one(&trail[i], &gradient, layer)?;
                continue;
            };
            let layer = |x: &[Tensor]| {
                let deep = Some((&x[1], &inputs.slots[..], sources));
                self.deep_layer(i, &x[0], scene, deep, None)
            };
            let mut found = pass.back(&[&trail[i], rows], &gradient, layer)?;
            by_deep[i] = found.pop().flatten();
            let next = found.pop().flatten();
            gradient =
                next.ok_or_else(|| ModelError::Unsupported("a layer without input".into()))?;
        }
        Ok((gradient, by_deep))
    }

    fn tower_segments(
        &self,
        pictures: &Pictures,
        seen: &TowerTrail,
        by_tokens: Tensor,
        by_deep: Vec<Option<Tensor>>,
        pass: &mut Pass,
    ) -> Result<()> {
        let (tower, plan, stream) = (&self.tower, &pictures.plan, &seen.stream);
        if !pass.parameters.iter().any(|(name, _)| name.starts_with("model.visual.")) {
            return Ok(());
        }
        let last = tower.blocks();
        let mut gradient = pass.back_one(&stream[last], &by_tokens, |x| Ok(tower.merge(x)?))?;
        for i in (0..last).rev() {
            let output = &stream[i + 1];
            for k in tower.taps(i) {
                if let Some(g) = &by_deep[k] {
                    let more = pass.back_one(output, g, |x| Ok(tower.deep(k, x)?))?;
                    gradient = (gradient + more)?;
                }
            }
            gradient = pass.back_one(&stream[i], &gradient, |x| Ok(tower.block(i, x, plan)?))?;
        }
        pass.back(&[], &gradient, |_| Ok(tower.start(&pictures.pixels, plan)?))?;
        Ok(())
    }
}
