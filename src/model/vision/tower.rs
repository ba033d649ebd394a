//! The tower of both architectures, in the steps that a pass by segments takes one by one.

use std::sync::Arc;

use candle_core::{DType, Device, Result as Candle, Tensor};

use super::block::Block;
use super::merger::Merger;
use super::plan::Plan;
use crate::config::{Architecture, Config};
use crate::error::Result;
use crate::inputs::Patches;
use crate::layer::{Linear, Parts, cast};
use crate::ops;

/// What the tower gives: tokens, and for each deepstack block the tokens of its layer.
#[derive(Debug, Clone)]
pub struct Seen {
    pub tokens: Tensor,
    pub deep: Vec<Tensor>,
}

/// The vision tower.
#[derive(Debug, Clone)]
pub struct Tower {
    patch: Linear,
    grid: Option<Tensor>,
    blocks: Vec<Block>,
    merger: Merger,
    deep: Vec<Merger>,
    /// The blocks that feed `deep`.
    taps: Vec<usize>,
    /// Whether each block sees the whole frame.
    whole: Vec<bool>,
}

impl Tower {
    pub fn new(parts: &Parts, config: &Config) -> Result<Self> {
        let c = &config.vision;
        let new = config.architecture == Architecture::Qwen3Vl;
        let wide = c.hidden_size * c.spatial_merge_size.pow(2);
        let deep = |k: usize| {
            let name = format!("model.visual.deepstack_merger_list.{k}");
            Merger::new(parts, &name, wide, true)
        };
        Ok(Self {
            patch: parts.linear("model.visual.patch_embed.proj")?,
            grid: new.then(|| parts.tensor("model.visual.pos_embed.weight")).transpose()?,
            blocks: (0..c.depth).map(|i| Block::new(parts, c, i)).collect::<Result<_>>()?,
            merger: match new {
                true => Merger::new(parts, "model.visual.merger", wide, false)?,
                false => Merger::old(parts, wide)?,
            },
            deep: (0..c.deepstack.len()).map(deep).collect::<Result<_>>()?,
            taps: c.deepstack.clone(),
            whole: (0..c.depth).map(|i| new || c.full_attention.contains(&i)).collect(),
        })
    }

    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Which deepstack mergers read the output of block `i`.
    pub fn taps(&self, i: usize) -> impl Iterator<Item = usize> {
        self.taps.iter().enumerate().filter(move |(_, at)| **at == i).map(|(k, _)| k)
    }

    /// Patches in the tower's order, embedded.
    pub fn start(&self, pixels: &Tensor, plan: &Plan) -> Candle<Tensor> {
        let x = self.patch.forward(pixels)?;
        match (&self.grid, &plan.grid) {
            (Some(grid), Some(taps)) => &x + cast(&ops::gather_rows(grid, taps)?, &x)?,
            _ => Ok(x),
        }
    }

    pub fn block(&self, i: usize, x: &Tensor, plan: &Plan) -> Candle<Tensor> {
        let pattern = if self.whole[i] { &plan.whole } else { &plan.windows };
        self.blocks[i].forward(x, &plan.angles, pattern)
    }

    pub fn merge(&self, x: &Tensor) -> Candle<Tensor> {
        self.merger.forward(x)
    }

    pub fn deep(&self, k: usize, x: &Tensor) -> Candle<Tensor> {
        self.deep[k].forward(x)
    }

    /// All steps at once. Tokens stand where [`Plan::place`] says.
    pub fn forward(&self, pixels: &Tensor, plan: &Plan) -> Candle<Seen> {
        let mut x = self.start(pixels, plan)?;
        let mut deep: Vec<Option<Tensor>> = vec![None; self.deep.len()];
        for i in 0..self.blocks() {
            x = self.block(i, &x, plan)?;
            for k in self.taps(i) {
                deep[k] = Some(self.deep(k, &x)?);
            }
        }
        Ok(Seen { tokens: self.merge(&x)?, deep: deep.into_iter().flatten().collect() })
    }
}

/// The pictures' patches in the tower's order, `(patches, numbers of a patch)`.
pub fn pixels(
    images: &[Arc<Patches>],
    width: usize,
    plan: &Plan,
    dtype: DType,
    device: &Device,
) -> Candle<Tensor> {
    let all: Vec<&[f32]> = images.iter().flat_map(|i| i.values.chunks_exact(width)).collect();
    let mut values = Vec::with_capacity(all.len() * width);
    plan.order.iter().for_each(|i| values.extend_from_slice(all[*i as usize]));
    Tensor::from_vec(values, (plan.order.len(), width), device)?.to_dtype(dtype)
}
