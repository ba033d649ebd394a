//! Attention in candle's differentiable operations.

use std::collections::BTreeMap;
use std::ops::Range;

use candle_core::{D, DType, Device, Result, Tensor};

use super::super::pattern::{Kind, Pattern};
use super::super::pick::order_rows;
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
    let prepared = match pattern.prepared.get() {
        Some(tensors) => tensors,
        None => {
            let tensors = prepare(&pattern.kind, q.device())?;
            pattern.prepared.get_or_init(|| tensors)
        }
    };
    match &pattern.kind {
        Kind::Rows { width, stride, shift, spans } => {
            let (mask, real) = (&prepared[0], &prepared[1]);
            let (rows, seen) = (spans.len(), (shift + width).min(*stride));
            let split = |t: &Tensor, len, heads| t.reshape((rows, len, heads, h.dim));
            let q = split(q, *width, h.query)?;
            let k = split(k, *stride, h.key)?.narrow(1, 0, seen)?;
            let v = split(v, *stride, h.key)?.narrow(1, 0, seen)?;
            let out = dense(&q, &k, &v, Some(mask), h)?;
            let out = out.broadcast_mul(&real.to_dtype(out.dtype())?)?;
            out.reshape((rows * width, h.query, h.dim))
        }
        Kind::Segments(lengths) => segments(q, k, v, &groups(lengths), prepared, h),
    }
}

/// For rows the mask and which queries are real. For segments the order in which those of
/// equal length stand together and the way back, or nothing where they already do.
fn prepare(kind: &Kind, device: &Device) -> Result<Vec<Tensor>> {
    match kind {
        Kind::Rows { width, stride, shift, spans } => {
            let mask = mask(*width, (shift + width).min(*stride), *shift, spans, device)?;
            Ok(vec![mask, real(kind, spans.len(), *width, device)?])
        }
        Kind::Segments(lengths) => {
            let order: Vec<u32> = groups(lengths).into_values().flatten().collect();
            if order.is_sorted() {
                return Ok(Vec::new());
            }
            let mut back = vec![0u32; order.len()];
            order.iter().enumerate().for_each(|(i, token)| back[*token as usize] = i as u32);
            Ok(vec![Tensor::new(order, device)?, Tensor::new(back, device)?])
        }
    }
}

/// Tokens of the segments of each length.
fn groups(lengths: &[usize]) -> BTreeMap<usize, Vec<u32>> {
    let mut groups: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut start = 0;
    for len in lengths.iter().filter(|len| **len > 0) {
        groups.entry(*len).or_default().extend(start as u32..(start + len) as u32);
        start += len;
    }
    groups
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
fn real(kind: &Kind, rows: usize, width: usize, device: &Device) -> Result<Tensor> {
    let row = |row| {
        let queries = kind.row_queries(row);
        (0..width).map(move |i| f32::from(u8::from(queries.contains(&i))))
    };
    let values: Vec<f32> = (0..rows).flat_map(row).collect();
    Tensor::from_vec(values, (rows, width, 1, 1), device)
}

/// Runs of equal length go through one product together.
fn segments(
    q: &Tensor,
    k: &Tensor,
    v: &Tensor,
    groups: &BTreeMap<usize, Vec<u32>>,
    prepared: &[Tensor],
    h: Heads,
) -> Result<Tensor> {
    let ordered = |t: &Tensor| match prepared {
        [order, back] => order_rows(t, order, back),
        _ => t.contiguous(),
    };
    let [q, k, v] = [ordered(q)?, ordered(k)?, ordered(v)?];
    let (mut parts, mut start) = (Vec::with_capacity(groups.len()), 0);
    for (len, group) in groups {
        let tokens = group.len();
        let part = |t: &Tensor, heads: usize| {
            t.narrow(0, start, tokens)?.reshape((tokens / len, *len, heads, h.dim))
        };
        let out = dense(&part(&q, h.query)?, &part(&k, h.key)?, &part(&v, h.key)?, None, h)?;
        parts.push(out.reshape((tokens, h.query, h.dim))?);
        start += tokens;
    }
    let all = Tensor::cat(&parts, 0)?;
    match prepared {
        [order, back] => order_rows(&all, back, order),
        _ => Ok(all),
    }
}
