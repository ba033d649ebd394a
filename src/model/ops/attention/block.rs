//! One block of attention and its gradient, by matrix products over all key heads.

use candle_core::{CpuStorage, Result};

use super::super::host::{self, Matrices};
use super::super::pattern::Block;
use super::super::simd;

/// Numbers of heads and their width.
#[derive(Debug, Clone, Copy)]
pub struct Heads {
    pub query: usize,
    pub key: usize,
    pub dim: usize,
}

impl Heads {
    pub fn q_width(self) -> usize {
        self.query * self.dim
    }

    pub fn k_width(self) -> usize {
        self.key * self.dim
    }

    /// Query heads that share a key head.
    pub fn group(self) -> usize {
        self.query / self.key
    }

    pub fn scale(self) -> f32 {
        1.0 / (self.dim as f32).sqrt()
    }
}

/// A contiguous argument and where it begins.
pub type Place<'a> = (&'a CpuStorage, usize);

/// The arguments of a call.
pub struct Source<'a> {
    pub q: Place<'a>,
    pub k: Place<'a>,
    pub v: Place<'a>,
}

/// Gradients of a block's queries, keys and values.
pub struct Part {
    pub q: Vec<f32>,
    pub k: Vec<f32>,
    pub v: Vec<f32>,
}

/// For each key head, the query head `member` of its group over the block's queries.
fn queries<'a>(block: &Block, (s, offset): Place<'a>, h: Heads, member: usize) -> Matrices<'a> {
    let offset = offset + block.queries.start * h.q_width() + member * h.dim;
    Matrices { storage: s, offset, skip: h.group() * h.dim, strides: [h.q_width(), 1] }
}

/// Each key head over the block's keys.
fn keys<'a>(block: &Block, (s, offset): Place<'a>, h: Heads) -> Matrices<'a> {
    let offset = offset + block.keys.start * h.k_width();
    Matrices { storage: s, offset, skip: h.dim, strides: [h.k_width(), 1] }
}

/// A result of this module's products: one matrix for each key head.
fn whole(storage: &CpuStorage, rows: usize, columns: usize) -> Matrices<'_> {
    Matrices { storage, offset: 0, skip: rows * columns, strides: [columns, 1] }
}

/// Probabilities `(key heads, queries, keys)` of one member of each group.
fn probabilities(block: &Block, s: &Source, h: Heads, member: usize) -> Result<CpuStorage> {
    let (m, n) = (block.queries.len(), block.keys.len());
    let (q, k) = (queries(block, s.q, h, member), keys(block, s.k, h).transposed());
    let mut scores = host::into_floats(host::matmul(&q, &k, [h.key, m, n, h.dim])?)?;
    simd::vectorised(Softmax { scores: &mut scores, block, scale: h.scale() });
    Ok(CpuStorage::F32(scores))
}

/// Scores of all heads to probabilities, in place.
struct Softmax<'a> {
    scores: &'a mut [f32],
    block: &'a Block,
    scale: f32,
}

impl simd::WithSimd for Softmax<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: simd::Simd>(self, simd: S) {
        let m = self.block.queries.len();
        for (i, row) in self.scores.chunks_exact_mut(self.block.keys.len()).enumerate() {
            let (seen, hidden) = row.split_at_mut(self.block.visible(i % m));
            simd::softmax_scaled(simd, seen, self.scale);
            hidden.fill(0.0);
        }
    }
}

/// Adds `(key heads, rows, dim)` to heads `group * g + member` of `(rows, heads * dim)`.
fn scatter(out: &mut [f32], part: &[f32], width: usize, dim: usize, group: usize, member: usize) {
    let rows = out.len() / width;
    for (g, head) in part.chunks_exact(rows * dim).enumerate() {
        let start = (g * group + member) * dim;
        for (out, row) in out.chunks_exact_mut(width).zip(head.chunks_exact(dim)) {
            simd::add(&mut out[start..start + dim], row);
        }
    }
}

/// The block's output, `(queries, heads * dim)`.
pub fn forward(block: &Block, s: &Source, h: Heads) -> Result<Vec<f32>> {
    let (m, n) = (block.queries.len(), block.keys.len());
    let mut out = vec![0.0; m * h.q_width()];
    for member in 0..h.group() {
        let p = probabilities(block, s, h, member)?;
        let v = keys(block, s.v, h);
        let part = host::into_floats(host::matmul(&whole(&p, m, n), &v, [h.key, m, h.dim, n])?)?;
        scatter(&mut out, &part, h.q_width(), h.dim, h.group(), member);
    }
    Ok(out)
}

/// With `P` the probabilities and `G` the gradient of the output: `dV = Pᵀ G`,
/// `dP = G Vᵀ`, `dS = P (dP - Σ dP P) / √d`, `dQ = dS K`, `dK = dSᵀ Q`.
pub fn backward(block: &Block, s: &Source, grad: Place, h: Heads) -> Result<Part> {
    let (m, n) = (block.queries.len(), block.keys.len());
    let mut part = Part {
        q: vec![0.0; m * h.q_width()],
        k: vec![0.0; n * h.k_width()],
        v: vec![0.0; n * h.k_width()],
    };
    for member in 0..h.group() {
        let p = probabilities(block, s, h, member)?;
        let g = queries(block, grad, h, member);
        let by_v = host::matmul(&whole(&p, m, n).transposed(), &g, [h.key, n, h.dim, m])?;
        let by_p = host::matmul(&g, &keys(block, s.v, h).transposed(), [h.key, m, n, h.dim])?;
        let by_s = CpuStorage::F32(score_gradient(p, by_p, n, h.scale())?);
        let ds = whole(&by_s, m, n);
        let by_q = host::matmul(&ds, &keys(block, s.k, h), [h.key, m, h.dim, n])?;
        let q = queries(block, s.q, h, member);
        let by_k = host::matmul(&ds.transposed(), &q, [h.key, n, h.dim, m])?;
        let [by_q, by_k, by_v] = [by_q, by_k, by_v].map(host::into_floats);
        let (by_q, by_k, by_v) = (by_q?, by_k?, by_v?);
        scatter(&mut part.q, &by_q, h.q_width(), h.dim, h.group(), member);
        scatter(&mut part.k, &by_k, h.k_width(), h.dim, 1, 0);
        scatter(&mut part.v, &by_v, h.k_width(), h.dim, 1, 0);
    }
    Ok(part)
}

/// From `P` and `dP` to `dS`.
fn score_gradient(p: CpuStorage, by_p: CpuStorage, n: usize, scale: f32) -> Result<Vec<f32>> {
    let (p, mut by_p) = (host::into_floats(p)?, host::into_floats(by_p)?);
    simd::vectorised(ByScores { p: &p, by_p: &mut by_p, n, scale });
    Ok(by_p)
}

struct ByScores<'a> {
    p: &'a [f32],
    by_p: &'a mut [f32],
    n: usize,
    scale: f32,
}

impl simd::WithSimd for ByScores<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: simd::Simd>(self, simd: S) {
        for (d, p) in self.by_p.chunks_exact_mut(self.n).zip(self.p.chunks_exact(self.n)) {
            let shift = simd::dot(simd, d, p);
            d.iter_mut().zip(p).for_each(|(d, p)| *d = self.scale * p * (*d - shift));
        }
    }
}
