//! Attention in candle's differentiable operations.

use std::collections::BTreeMap;
use std::ops::Range;

use candle_core::{D, DType, Device, Result, Tensor};

use super::super::pattern::Pattern;
use super::block::Heads;

/// Far below any score, yet finite, so that a row of padding has no NaN.
const HIDDEN: f32 = -1e9;

pub fn attention(
    q: &Tensor,
    k: &Tensor,
    v: &Tensor,
    pattern: &Pattern,
    h: Heads,
) -> Result<Tensor> {
    match pattern {
        Pattern::Rows { width, stride, shift, spans } => {
            let seen = (shift + width).min(*stride);
            let rows = spans.len();
            let split = |t: &Tensor, len, heads| t.reshape((rows, len, heads, h.dim));
            let q = split(q, *width, h.query)?;
            let k = split(k, *stride, h.key)?.narrow(1, 0, seen)?;
            let v = split(v, *stride, h.key)?.narrow(1, 0, seen)?;
            let mask = mask(*width, seen, *shift, spans, q.device())?;
            let out = dense(&q, &k, &v, Some(&mask), h)?;
            let real = real(pattern, rows, *width, q.device())?.to_dtype(out.dtype())?;
            out.broadcast_mul(&real)?.reshape((rows * width, h.query, h.dim))
        }
        Pattern::Segments(lengths) => segments(q, k, v, lengths, h),
    }
}

/// `q (b, t, heads, d)`, `k` and `v (b, s, key heads, d)`, a mask `(b, 1, 1, t, s)` to add.
fn dense(q: &Tensor, k: &Tensor, v: &Tensor, mask: Option<&Tensor>, h: Heads) -> Result<Tensor> {
    let (b, t, s) = (q.dim(0)?, q.dim(1)?, k.dim(1)?);
    let q = q.reshape((b, t, h.key, h.group(), h.dim))?.permute((0, 2, 3, 1, 4))?;
    let q = q.reshape((b, h.key, h.group() * t, h.dim))?;
    let k = k.permute((0, 2, 3, 1))?.contiguous()?;
    let v = v.permute((0, 2, 1, 3))?.contiguous()?;
    let mut scores = (q.matmul(&k)? * f64::from(h.dim as u32).sqrt().recip())?;
    if scores.dtype() != DType::F64 {
        scores = scores.to_dtype(DType::F32)?;
    }
    if let Some(mask) = mask {
        let wide = scores.reshape((b, h.key, h.group(), t, s))?;
        scores = wide.broadcast_add(&mask.to_dtype(wide.dtype())?)?;
        scores = scores.reshape((b, h.key, h.group() * t, s))?;
    }
    let out = softmax(&scores)?.to_dtype(v.dtype())?.matmul(&v)?;
    let out = out.reshape((b, h.key, h.group(), t, h.dim))?.permute((0, 3, 1, 2, 4))?;
    out.reshape((b, t, h.query, h.dim))
}

fn softmax(scores: &Tensor) -> Result<Tensor> {
    let high = scores.max_keepdim(D::Minus1)?.detach();
    let e = scores.broadcast_sub(&high)?.exp()?;
    e.broadcast_div(&e.sum_keepdim(D::Minus1)?)
}

fn mask(
    width: usize,
    seen: usize,
    shift: usize,
    spans: &[Range<usize>],
    device: &Device,
) -> Result<Tensor> {
    let mut values = Vec::with_capacity(spans.len() * width * seen);
    for span in spans {
        for i in 0..width {
            let past = |j: usize| span.contains(&j) && j <= i + shift;
            values.extend((0..seen).map(|j| if past(j) { 0.0 } else { HIDDEN }));
        }
    }
    Tensor::from_vec(values, (spans.len(), 1, 1, width, seen), device)
}

/// One for a query, zero for padding, `(rows, width, 1, 1)`.
fn real(pattern: &Pattern, rows: usize, width: usize, device: &Device) -> Result<Tensor> {
    let row = |row| {
        let queries = pattern.row_queries(row);
        (0..width).map(move |i| f32::from(u8::from(queries.contains(&i))))
    };
    let values: Vec<f32> = (0..rows).flat_map(row).collect();
    Tensor::from_vec(values, (rows, width, 1, 1), device)
}

/// Runs of equal length go through one product together.
fn segments(q: &Tensor, k: &Tensor, v: &Tensor, lengths: &[usize], h: Heads) -> Result<Tensor> {
    let mut groups: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut start = 0;
    for len in lengths.iter().filter(|len| **len > 0) {
        groups.entry(*len).or_default().extend(start as u32..(start + len) as u32);
        start += len;
    }
    let mut parts = Vec::new();
    let mut place = vec![0u32; start];
    let mut done = 0;
    for (len, tokens) in &groups {
        for (i, token) in tokens.iter().enumerate() {
            place[*token as usize] = (done + i) as u32;
        }
        done += tokens.len();
        let ids = Tensor::new(&tokens[..], q.device())?;
        let pick = |t: &Tensor, heads: usize| {
            t.index_select(&ids, 0)?.reshape((tokens.len() / len, *len, heads, h.dim))
        };
        let out = dense(&pick(q, h.query)?, &pick(k, h.key)?, &pick(v, h.key)?, None, h)?;
        parts.push(out.reshape((tokens.len(), h.query, h.dim))?);
    }
    Tensor::cat(&parts, 0)?.index_select(&Tensor::new(place, q.device())?, 0)
}
