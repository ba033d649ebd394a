//! Scaled dot-product attention, `softmax(q kᵀ / √d) v`, with several query heads to a
//! key head (Vaswani et al., arXiv 1706.03762; Ainslie et al., arXiv 2305.13245).
//!
//! No matrix of probabilities is kept: the backward pass computes each block's anew. The
//! work goes block by block as the [`Pattern`] says, so padding costs nothing and a
//! vision tower's windows need no mask. Queries that are padding come out as zeros.

mod block;
mod composed;
mod few;

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor, bail};
use rayon::prelude::*;

use super::host::{self, Held};
use super::pattern::{Block, Pattern};
use super::{fused, simd};
use block::{Heads, Source};

/// Attention of `q (queries, heads, d)` over `k` and `v (keys, key heads, d)`, as
/// `(queries, heads, d)`.
pub fn attention(q: &Tensor, k: &Tensor, v: &Tensor, pattern: &Pattern) -> Result<Tensor> {
    let heads = Heads::of(q, k, v, pattern)?;
    if fused(&[q, k, v]) {
        let op = Attention { heads, pattern: pattern.clone() };
        return q.contiguous()?.apply_op3(&k.contiguous()?, &v.contiguous()?, op);
    }
    let pattern = pattern.clone();
    super::recompute::recompute([q, k, v], move |[q, k, v]| {
        composed::attention(q, k, v, &pattern, heads)
    })
}

struct Attention {
    heads: Heads,
    pattern: Pattern,
}

impl Attention {
    /// Results of `f` for all blocks, in their order.
    fn each<R: Send>(&self, f: impl Fn(&Block) -> Result<R> + Send + Sync) -> Result<Vec<R>> {
        let blocks = self.pattern.blocks();
        if blocks.len() > 1 && rayon::current_num_threads() > 1 {
            return blocks.par_iter().map(f).collect();
        }
        blocks.iter().map(f).collect()
    }
}

impl CustomOp3 for Attention {
    fn name(&self) -> &'static str {
        "attention"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
        s3: &CpuStorage,
        l3: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let source = Source {
            q: (s1, l1.start_offset()),
            k: (s2, l2.start_offset()),
            v: (s3, l3.start_offset()),
        };
        let mut out = vec![0.0; l1.shape().elem_count()];
        let width = self.heads.q_width();
        let results = self.each(|block| match few::serves(block) {
            true => few::forward(block, &source, self.heads),
            false => block::forward(block, &source, self.heads),
        })?;
        for (block, rows) in self.pattern.blocks().iter().zip(results) {
            out[block.queries.start * width..block.queries.end * width].copy_from_slice(&rows);
        }
        host::output(out, l1.shape().clone())
    }

    fn bwd(
        &self,
        q: &Tensor,
        k: &Tensor,
        v: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let grad = grad.contiguous()?;
        let held = [Held::new(q), Held::new(k), Held::new(v), Held::new(&grad)];
        let place = |h: &Held| Ok::<_, candle_core::Error>(h.offset());
        let source = Source {
            q: (held[0].storage()?, place(&held[0])?),
            k: (held[1].storage()?, place(&held[1])?),
            v: (held[2].storage()?, place(&held[2])?),
        };
        let g = (held[3].storage()?, place(&held[3])?);
        let mut by_q = vec![0.0; q.elem_count()];
        let mut by_k = vec![0.0; k.elem_count()];
        let mut by_v = vec![0.0; v.elem_count()];
        let (wide, narrow) = (self.heads.q_width(), self.heads.k_width());
        let results = self.each(|block| block::backward(block, &source, g, self.heads))?;
        for (block, part) in self.pattern.blocks().iter().zip(results) {
            let queries = block.queries.start * wide..block.queries.end * wide;
            let keys = block.keys.start * narrow..block.keys.end * narrow;
            by_q[queries].copy_from_slice(&part.q);
            simd::add(&mut by_k[keys.clone()], &part.k);
            simd::add(&mut by_v[keys], &part.v);
        }
        let tensor = |values, like: &Tensor| host::tensor(values, like.shape()).map(Some);
        Ok((tensor(by_q, q)?, tensor(by_k, k)?, tensor(by_v, v)?))
    }
}

impl Heads {
    fn of(q: &Tensor, k: &Tensor, v: &Tensor, pattern: &Pattern) -> Result<Self> {
        let ((queries, heads, dim), (keys, key_heads, key_dim)) = (q.dims3()?, k.dims3()?);
        let fits = queries == pattern.kind.queries()
            && keys == pattern.kind.keys()
            && k.shape() == v.shape()
            && dim == key_dim
            && key_heads > 0
            && heads % key_heads == 0;
        if !fits {
            bail!("attention: q {:?}, k {:?}, v {:?}", q.dims(), k.dims(), v.dims());
        }
        Ok(Self { query: heads, key: key_heads, dim })
    }
}

#[cfg(test)]
mod tests;
