//! Layer norm: `w (x - mean(x)) / √(var(x) + ε) + b` over the last dimension
//! (Ba, Kiros and Hinton, arXiv 1607.06450).

use candle_core::{CpuStorage, CustomOp3, D, DType, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::{fused, simd};

/// Norm of `x (.., c)` with weight and bias `(c)`.
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f64) -> Result<Tensor> {
    if fused(&[x, weight, bias]) {
        let op = LayerNorm { eps: eps as f32 };
        return x.contiguous()?.apply_op3(&weight.contiguous()?, &bias.contiguous()?, op);
    }
    composed(x, weight, bias, eps)
}

fn composed(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f64) -> Result<Tensor> {
    let wide = if x.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let y = x.to_dtype(wide)?;
    let y = y.broadcast_sub(&y.mean_keepdim(D::Minus1)?)?;
    let root = (y.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?;
    let y = y.broadcast_div(&root)?.to_dtype(x.dtype())?;
    y.broadcast_mul(weight)?.broadcast_add(bias)
}

struct LayerNorm {
    eps: f32,
}

impl LayerNorm {
    /// Mean and inverse standard deviation of a row.
    #[inline(always)]
    fn moments(&self, x: &[f32]) -> (f32, f32) {
        let n = x.len() as f32;
        let mean = simd::sum(x, |x| x) / n;
        let var = simd::sum(x, |x| (x - mean) * (x - mean)) / n;
        (mean, 1.0 / (var + self.eps).sqrt())
    }
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer-norm"
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
        let x = host::floats(s1, l1)?;
        let (w, b) = (host::floats(s2, l2)?, host::floats(s3, l3)?);
        let width = w.len();
        let mut out = vec![0.0; x.len()];
        simd::par_rows(&mut out, width, |first, chunk| {
            let x = x[first * width..].chunks_exact(width);
            for (out, x) in chunk.chunks_exact_mut(width).zip(x) {
                let (mean, r) = self.moments(x);
                let rest = x.iter().zip(w.iter().zip(b));
                out.iter_mut().zip(rest).for_each(|(o, (x, (w, b)))| *o = w * (x - mean) * r + b);
            }
        });
        host::output(out, l1.shape().clone())
    }

    /// With `n = (x - mean) r` and `h = g w`: the gradient of `x` is
    /// `r (h - mean(h) - n mean(h n))`, that of `w` the sum of `g n`, of `b` that of `g`.
    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let grad = grad.contiguous()?;
        let held = [Held::new(x), Held::new(weight), Held::new(&grad)];
        let [xs, w, gs] = [held[0].floats()?, held[1].floats()?, held[2].floats()?];
        let width = w.len();
        let mut by_x = vec![0.0; xs.len()];
        simd::par_rows(&mut by_x, width, |first, chunk| {
            let both = xs[first * width..].chunks_exact(width);
            let both = both.zip(gs[first * width..].chunks_exact(width));
            for (out, (x, g)) in chunk.chunks_exact_mut(width).zip(both) {
                self.row_gradient(out, x, g, w);
            }
        });
        let by_x = Some(host::tensor(by_x, x.shape())?);
        if !weight.track_op() {
            return Ok((by_x, None, None));
        }
        let parts = simd::par_tasks(xs.len() / width, width, |rows| {
            let mut sums = vec![0.0; 2 * width];
            let (by_w, by_b) = sums.split_at_mut(width);
            for row in rows {
                let (x, g) = (&xs[row * width..][..width], &gs[row * width..][..width]);
                let (mean, r) = self.moments(x);
                let rest = x.iter().zip(g);
                by_w.iter_mut().zip(rest).for_each(|(s, (x, g))| *s += g * (x - mean) * r);
                simd::add(by_b, g);
            }
            sums
        });
        let mut by_w = super::rows::total(parts, 2 * width);
        let by_b = by_w.split_off(width);
        let shape = weight.shape();
        Ok((by_x, Some(host::tensor(by_w, shape)?), Some(host::tensor(by_b, shape)?)))
    }
}

impl LayerNorm {
    #[inline(always)]
    fn row_gradient(&self, out: &mut [f32], x: &[f32], g: &[f32], w: &[f32]) {
        let (mean, r) = self.moments(x);
        let n = x.len() as f32;
        out.iter_mut().zip(g.iter().zip(w)).for_each(|(o, (g, w))| *o = g * w);
        let shift = simd::sum(out, |h| h) / n;
        let pull = simd::sum2(out, x, |h, x| h * (x - mean)) * r * r / n;
        out.iter_mut().zip(x).for_each(|(o, x)| *o = r * (*o - shift - (x - mean) * pull));
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let args = [check::normal(&[6, 10], 1), check::normal(&[10], 2), check::normal(&[10], 3)];
        check::agrees(&args, |a| layer_norm(&a[0], &a[1], &a[2], 1e-3));
    }

    #[test]
    fn many_rows() {
        let args =
            [check::normal(&[4000, 20], 1), check::normal(&[20], 2), check::normal(&[20], 3)];
        check::same_as_f64(&args, |a| layer_norm(&a[0], &a[1], &a[2], 1e-6));
    }
}
