//! Log-probabilities of chosen tokens, with no softmax kept.
//!
//! `log p = z_t / T - log Σ_v e^{z_v / T}` with `z = W h`. Logits exist for a run of rows at
//! a time; the backward pass computes them anew: `dz = (onehot - p) g / T`, `dh = dz W`,
//! `dW = dzᵀ h`.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp2, D, DType, Layout, Result, Shape, Tensor, bail};

use super::host::{self, Held, Matrices};
use super::{fused, simd};

/// Logits held at once: on the CPU, and elsewhere.
const RUN: usize = 1 << 21;
const RUN_WIDE: usize = 1 << 27;

/// Log-probabilities `(n)`, F32 (F64 for F64), of `targets` after hidden states
/// `(n, hidden)` under a head `(vocabulary, hidden)`.
pub fn log_probs(
    hidden: &Tensor,
    head: &Tensor,
    targets: &[u32],
    temperature: f64,
) -> Result<Tensor> {
    let ((n, _), (vocab, _)) = (hidden.dims2()?, head.dims2()?);
    if targets.len() != n || targets.iter().any(|t| *t as usize >= vocab) {
        bail!("{} targets below {vocab} are needed for {n} rows", targets.len());
    }
    if temperature.is_nan() || temperature <= 0.0 {
        bail!("a temperature must be above zero, found {temperature}");
    }
    let scale = 1.0 / temperature;
    if fused(&[hidden, head]) {
        let op = LogProbs { targets: targets.into(), scale: scale as f32 };
        return hidden.contiguous()?.apply_op2(&head.contiguous()?, op);
    }
    let (rows, none) = ((RUN_WIDE / vocab).max(1), head.detach());
    let runs = (0..n).step_by(rows).map(|start| {
        let len = rows.min(n - start);
        let targets = Tensor::new(&targets[start..start + len], hidden.device())?.unsqueeze(1)?;
        let part = hidden.narrow(0, start, len)?;
        super::recompute::recompute([&part, head, &none], move |[h, w, _]| {
            composed(h, w, &targets, scale)
        })
    });
    let runs: Result<Vec<_>> = runs.collect();
    match &runs?[..] {
        [] => Tensor::zeros(0, DType::F32, hidden.device()),
        runs => Tensor::cat(runs, 0),
    }
}

fn composed(hidden: &Tensor, head: &Tensor, targets: &Tensor, scale: f64) -> Result<Tensor> {
    let wide = if hidden.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let logits = (super::linear(hidden, head, None)?.to_dtype(wide)? * scale)?;
    let high = logits.max_keepdim(D::Minus1)?.detach();
    let low = logits.broadcast_sub(&high)?;
    let total = low.exp()?.sum_keepdim(D::Minus1)?.log()?;
    (low.gather(targets, D::Minus1)? - total)?.squeeze(1)
}

struct LogProbs {
    targets: Arc<[u32]>,
    scale: f32,
}

/// Sizes of a call.
#[derive(Clone, Copy)]
struct Size {
    rows: usize,
    hidden: usize,
    vocab: usize,
}

impl Size {
    fn of(hidden: &Shape, head: &Shape) -> Result<Self> {
        let ((rows, hidden), (vocab, _)) = (hidden.dims2()?, head.dims2()?);
        Ok(Self { rows, hidden, vocab })
    }

    fn runs(self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let run = (RUN / self.vocab).max(1);
        (0..self.rows).step_by(run).map(move |s| s..(s + run).min(self.rows))
    }
}

/// Logits of rows `run`.
fn logits(h: &Matrices, w: &Matrices, run: &std::ops::Range<usize>, s: Size) -> Result<Vec<f32>> {
    let h = Matrices { offset: h.offset + run.start * s.hidden, ..h.clone() };
    host::into_floats(host::matmul(&h, &w.clone().transposed(), [1, run.len(), s.vocab, s.hidden])?)
}

impl CustomOp2 for LogProbs {
    fn name(&self) -> &'static str {
        "log-probs"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let size = Size::of(l1.shape(), l2.shape())?;
        let h = Matrices::rows(s1, l1.start_offset(), size.hidden);
        let w = Matrices::rows(s2, l2.start_offset(), size.hidden);
        let mut out = Vec::with_capacity(size.rows);
        for run in size.runs() {
            let logits = logits(&h, &w, &run, size)?;
            let targets = &self.targets[run.clone()];
            let chosen = Chosen { logits: &logits, targets, scale: self.scale, vocab: size.vocab };
            let parts = simd::par_sums(run.len(), size.vocab, &chosen);
            out.extend(parts.into_iter().flatten());
        }
        host::output(out, size.rows)
    }

    fn bwd(
        &self,
        hidden: &Tensor,
        head: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let size = Size::of(hidden.shape(), head.shape())?;
        let grad = grad.contiguous()?;
        let held = [Held::new(hidden), Held::new(head), Held::new(&grad)];
        let h = Matrices::rows(held[0].storage()?, held[0].offset(), size.hidden);
        let w = Matrices::rows(held[1].storage()?, held[1].offset(), size.hidden);
        let g = held[2].floats()?;
        let mut by_h = Vec::with_capacity(size.rows * size.hidden);
        let mut by_w: Option<Vec<f32>> = None;
        for run in size.runs() {
            let mut logits = logits(&h, &w, &run, size)?;
            let (grad, targets) = (&g[run.clone()], &self.targets[run.clone()]);
            let vocab = size.vocab;
            let loops = ByLogits { grad, targets, scale: self.scale, vocab };
            simd::par_rows(&mut logits, vocab, &loops);
            let dz = CpuStorage::F32(logits);
            let dz = Matrices::rows(&dz, 0, size.vocab);
            if hidden.track_op() {
                let shape = [1, run.len(), size.hidden, size.vocab];
                by_h.extend(host::into_floats(host::matmul(&dz, &w, shape)?)?);
            }
            if head.track_op() {
                let h = Matrices { offset: h.offset + run.start * size.hidden, ..h.clone() };
                let shape = [1, size.vocab, size.hidden, run.len()];
                let part = host::into_floats(host::matmul(&dz.transposed(), &h, shape)?)?;
                match &mut by_w {
                    Some(sum) => simd::add(sum, &part),
                    None => by_w = Some(part),
                }
            }
        }
        let by_h = hidden.track_op().then(|| host::tensor(by_h, hidden.shape())).transpose()?;
        let by_w = by_w.map(|w| host::tensor(w, head.shape())).transpose()?;
        Ok((by_h, by_w))
    }
}

/// Log-probabilities of the targets, one for each row of logits.
struct Chosen<'a> {
    logits: &'a [f32],
    targets: &'a [u32],
    scale: f32,
    vocab: usize,
}

impl simd::Sums for Chosen<'_> {
    #[inline(always)]
    fn sums<S: simd::Simd>(&self, simd: S, rows: std::ops::Range<usize>) -> Vec<f32> {
        let mut out = Vec::with_capacity(rows.len());
        for i in rows {
            let row = &self.logits[i * self.vocab..][..self.vocab];
            let (high, total) = simd::log_sum(simd, row, self.scale);
            out.push((row[self.targets[i] as usize] - high) * self.scale - total);
        }
        out
    }
}

/// Turns logits into their gradients, in place.
struct ByLogits<'a> {
    grad: &'a [f32],
    targets: &'a [u32],
    scale: f32,
    vocab: usize,
}

impl simd::Rows for ByLogits<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, simd: S, first: usize, out: &mut [f32]) {
        for (i, row) in out.chunks_exact_mut(self.vocab).enumerate() {
            let factor = self.grad[first + i] * self.scale;
            simd::softmax_scaled(simd, row, self.scale);
            row.iter_mut().for_each(|p| *p *= -factor);
            row[self.targets[first + i] as usize] += factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let args = [check::normal(&[5, 4], 1), check::normal(&[11, 4], 2)];
        for temperature in [1.0, 0.7] {
            check::agrees(&args, |a| log_probs(&a[0], &a[1], &[3, 0, 10, 3, 7], temperature));
        }
    }

    #[test]
    fn many_rows_go_in_runs() {
        let (rows, vocab) = (3000, 1500);
        assert!(rows * vocab > 2 * RUN);
        let args = [check::normal(&[rows, 8], 1), check::normal(&[vocab, 8], 2)];
        let targets: Vec<u32> = (0..rows as u32).map(|i| i * 7 % vocab as u32).collect();
        check::same_as_f64(&args, |a| log_probs(&a[0], &a[1], &targets, 1.3));
    }

    #[test]
    fn faults_are_named() {
        let (h, w) = (check::normal(&[2, 4], 1), check::normal(&[11, 4], 2));
        assert!(log_probs(&h, &w, &[1, 11], 1.0).is_err());
        assert!(log_probs(&h, &w, &[1], 1.0).is_err());
        assert!(log_probs(&h, &w, &[1, 2], 0.0).is_err());
    }
}
