//! Root-mean-square norm: `w x / √(mean(x²) + ε)` over the last dimension
//! (Zhang and Sennrich, arXiv 1910.07467).

use candle_core::{CpuStorage, CustomOp2, D, DType, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::{fused, simd};

/// Norm of `x (.., c)` with weight `(c)`.
pub fn rms_norm(x: &Tensor, weight: &Tensor, eps: f64) -> Result<Tensor> {
    if fused(&[x, weight]) {
        return x.contiguous()?.apply_op2(&weight.contiguous()?, RmsNorm { eps: eps as f32 });
    }
    composed(x, weight, eps)
}

/// Norms in at least F32, as transformers does.
fn composed(x: &Tensor, weight: &Tensor, eps: f64) -> Result<Tensor> {
    let wide = if x.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let y = x.to_dtype(wide)?;
    let root = (y.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?;
    y.broadcast_div(&root)?.to_dtype(x.dtype())?.broadcast_mul(weight)
}

struct RmsNorm {
    eps: f32,
}

impl RmsNorm {
    #[inline(always)]
    fn inverse_root(&self, x: &[f32]) -> f32 {
        1.0 / (simd::dot(x, x) / x.len() as f32 + self.eps).sqrt()
    }
}

impl CustomOp2 for RmsNorm {
    fn name(&self) -> &'static str {
        "rms-norm"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, w) = (host::floats(s1, l1)?, host::floats(s2, l2)?);
        let width = w.len();
        let mut out = vec![0.0; x.len()];
        simd::par_rows(&mut out, width, |first, chunk| {
            let x = x[first * width..].chunks_exact(width);
            for (out, x) in chunk.chunks_exact_mut(width).zip(x) {
                let r = self.inverse_root(x);
                out.iter_mut().zip(x.iter().zip(w)).for_each(|(o, (x, w))| *o = w * (x * r));
            }
        });
        host::output(out, l1.shape().clone())
    }

    /// With `r = 1/√(mean(x²) + ε)` and `h = g w`: the gradient of `x` is
    /// `r h - x r³ mean(h x)`, that of `w` the sum of `g x r` over rows.
    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let grad = grad.contiguous()?;
        let held = [Held::new(x), Held::new(weight), Held::new(&grad)];
        let [xs, w, gs] = [held[0].floats()?, held[1].floats()?, held[2].floats()?];
        let width = w.len();
        let mut by_x = vec![0.0; xs.len()];
        simd::par_rows(&mut by_x, width, |first, chunk| {
            let both = xs[first * width..].chunks_exact(width);
            let both = both.zip(gs[first * width..].chunks_exact(width));
            for (out, (x, g)) in chunk.chunks_exact_mut(width).zip(both) {
                let r = self.inverse_root(x);
                out.iter_mut().zip(g.iter().zip(w)).for_each(|(o, (g, w))| *o = g * w);
                let pull = simd::dot(out, x) * r * r / width as f32;
                out.iter_mut().zip(x).for_each(|(o, x)| *o = r * (*o - pull * x));
            }
        });
        let by_x = Some(host::tensor(by_x, x.shape())?);
        if !weight.track_op() {
            return Ok((by_x, None));
        }
        let parts = simd::par_tasks(xs.len() / width, width, |rows| {
            let mut sum = vec![0.0; width];
            for row in rows {
                let (x, g) = (&xs[row * width..][..width], &gs[row * width..][..width]);
                let r = self.inverse_root(x);
                sum.iter_mut().zip(x.iter().zip(g)).for_each(|(s, (x, g))| *s += g * (x * r));
            }
            sum
        });
        Ok((by_x, Some(host::tensor(super::rows::total(parts, width), weight.shape())?)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let args = [check::normal(&[3, 2, 10], 1), check::normal(&[10], 2)];
        check::agrees(&args, |a| rms_norm(&a[0], &a[1], 1e-3));
    }

    #[test]
    fn many_rows() {
        let args = [check::normal(&[4000, 20], 1), check::normal(&[20], 2)];
        check::same_as_f64(&args, |a| rms_norm(&a[0], &a[1], 1e-6));
    }
}
