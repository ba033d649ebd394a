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

/// The numbers of a call; `grad` is the gradient of the result.
struct Call<'a> {
    x: &'a [f32],
    w: &'a [f32],
    grad: &'a [f32],
    eps: f32,
}

impl Call<'_> {
    #[inline(always)]
    fn row<'b>(&self, of: &'b [f32], at: usize) -> &'b [f32] {
        &of[at * self.w.len()..][..self.w.len()]
    }

    #[inline(always)]
    fn inverse_root<S: simd::Simd>(&self, simd: S, x: &[f32]) -> f32 {
        1.0 / (simd::dot(simd, x, x) / x.len() as f32 + self.eps).sqrt()
    }
}

struct Values<'a>(Call<'a>);

impl simd::Rows for Values<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, simd: S, first: usize, out: &mut [f32]) {
        let c = &self.0;
        for (i, out) in out.chunks_exact_mut(c.w.len()).enumerate() {
            let x = c.row(c.x, first + i);
            let r = c.inverse_root(simd, x);
            out.iter_mut().zip(x.iter().zip(c.w)).for_each(|(o, (x, w))| *o = w * (x * r));
        }
    }
}

/// With `r = 1/√(mean(x²) + ε)` and `h = g w`: `r h - x r³ mean(h x)`.
struct ByX<'a>(Call<'a>);

impl simd::Rows for ByX<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, simd: S, first: usize, out: &mut [f32]) {
        let c = &self.0;
        for (i, out) in out.chunks_exact_mut(c.w.len()).enumerate() {
            let (x, g) = (c.row(c.x, first + i), c.row(c.grad, first + i));
            let r = c.inverse_root(simd, x);
            out.iter_mut().zip(g.iter().zip(c.w)).for_each(|(o, (g, w))| *o = g * w);
            let pull = simd::dot(simd, out, x) * r * r / x.len() as f32;
            out.iter_mut().zip(x).for_each(|(o, x)| *o = r * (*o - pull * x));
        }
    }
}

/// The sum of `g x r` over rows.
struct ByWeight<'a>(Call<'a>);

impl simd::Sums for ByWeight<'_> {
    #[inline(always)]
    fn sums<S: simd::Simd>(&self, simd: S, rows: std::ops::Range<usize>) -> Vec<f32> {
        let c = &self.0;
        let mut sum = vec![0.0; c.w.len()];
        for row in rows {
            let (x, g) = (c.row(c.x, row), c.row(c.grad, row));
            let r = c.inverse_root(simd, x);
            sum.iter_mut().zip(x.iter().zip(g)).for_each(|(s, (x, g))| *s += g * (x * r));
        }
        sum
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
        let mut out = vec![0.0; x.len()];
        simd::par_rows(&mut out, w.len(), &Values(Call { x, w, grad: &[], eps: self.eps }));
        host::output(out, l1.shape().clone())
    }

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
        let call = || Call { x: xs, w, grad: gs, eps: self.eps };
        let mut by_x = vec![0.0; xs.len()];
        simd::par_rows(&mut by_x, w.len(), &ByX(call()));
        let by_x = Some(host::tensor(by_x, x.shape())?);
        if !weight.track_op() {
            return Ok((by_x, None));
        }
        let parts = simd::par_sums(xs.len() / w.len(), w.len(), &ByWeight(call()));
        Ok((by_x, Some(host::tensor(simd::total(parts, w.len()), weight.shape())?)))
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
