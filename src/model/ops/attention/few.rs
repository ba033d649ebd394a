//! Attention of a few queries, as in a step of generation: by dot products, since a matrix
//! product so thin costs more to set up than to run.

use candle_core::Result;

use super::super::pattern::Block;
use super::super::simd;
use super::block::{Heads, Place, Source};

/// Whether a block has so few queries.
pub fn serves(block: &Block) -> bool {
    block.queries.len() <= 4
}

/// The block's output, `(queries, heads * dim)`.
pub fn forward(block: &Block, s: &Source, h: Heads) -> Result<Vec<f32>> {
    let (q, k, v) = (slice(s.q)?, slice(s.k)?, slice(s.v)?);
    let mut out = vec![0.0; block.queries.len() * h.q_width()];
    simd::vectorised(Few { q, k, v, block, h, out: &mut out });
    Ok(out)
}

struct Few<'a> {
    q: &'a [f32],
    k: &'a [f32],
    v: &'a [f32],
    block: &'a Block,
    h: Heads,
    out: &'a mut [f32],
}

impl simd::WithSimd for Few<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: simd::Simd>(self, simd: S) {
        let (block, h) = (self.block, self.h);
        let mut scores = vec![0.0; block.keys.len()];
        for (i, row) in self.out.chunks_exact_mut(h.q_width()).enumerate() {
            let q = &self.q[(block.queries.start + i) * h.q_width()..][..h.q_width()];
            for (head, out) in row.chunks_exact_mut(h.dim).enumerate() {
                let q = &q[head * h.dim..][..h.dim];
                let at = block.keys.start * h.k_width() + head / h.group() * h.dim;
                let scores = &mut scores[..block.visible(i)];
                let (k, v) = (&self.k[at..], &self.v[at..]);
                one(simd, out, q, k, v, (scores, h));
            }
        }
    }
}

fn slice<'a>((storage, offset): Place<'a>) -> Result<&'a [f32]> {
    Ok(&storage.as_slice::<f32>()?[offset..])
}

/// One query of one head; `k` and `v` begin at the first key of that head.
#[inline(always)]
fn one<S: simd::Simd>(
    simd: S,
    out: &mut [f32],
    q: &[f32],
    k: &[f32],
    v: &[f32],
    (scores, h): (&mut [f32], Heads),
) {
    let stride = h.k_width();
    for (j, score) in scores.iter_mut().enumerate() {
        *score = simd::dot(simd, q, &k[j * stride..][..h.dim]);
    }
    simd::softmax_scaled(simd, scores, h.scale());
    for (j, p) in scores.iter().enumerate() {
        simd::add_scaled(out, &v[j * stride..][..h.dim], *p);
    }
}
