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

/// The numbers of a call; `grad` is the gradient of the result.
struct Call<'a> {
    x: &'a [f32],
    w: &'a [f32],
    b: &'a [f32],
    grad: &'a [f32],
    eps: f32,
}

impl Call<'_> {
    #[inline(always)]
    fn row<'b>(&self, of: &'b [f32], at: usize) -> &'b [f32] {
        &of[at * self.w.len()..][..self.w.len()]
    }

    /// The inverse standard deviation of a row; `buffer` comes to hold the row
    /// without its mean.
    #[inline(always)]
    fn centred<S: simd::Simd>(&self, simd: S, x: &[f32], buffer: &mut [f32]) -> f32 {
        let n = x.len() as f32;
        let mean = simd::sum(simd, x) / n;
        buffer.iter_mut().zip(x).for_each(|(c, x)| *c = x - mean);
        let var = simd::dot(simd, buffer, buffer) / n;
        1.0 / (var + self.eps).sqrt()
    }
}

struct Values<'a>(Call<'a>);

impl simd::Rows for Values<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, simd: S, first: usize, out: &mut [f32]) {
        let c = &self.0;
        for (i, out) in out.chunks_exact_mut(c.w.len()).enumerate() {
            let x = c.row(c.x, first + i);
            let r = c.centred(simd, x, out);
            let rest = c.w.iter().zip(c.b);
            out.iter_mut().zip(rest).for_each(|(o, (w, b))| *o = w * *o * r + b);
        }
    }
}

/// With `n = (x - mean) r` and `h = g w`: `r (h - mean(h) - n mean(h n))`.
struct ByX<'a>(Call<'a>);

impl simd::Rows for ByX<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, simd: S, first: usize, out: &mut [f32]) {
        let c = &self.0;
        let n = c.w.len() as f32;
        let mut centred = vec![0.0; c.w.len()];
        for (i, out) in out.chunks_exact_mut(c.w.len()).enumerate() {
            let (x, g) = (c.row(c.x, first + i), c.row(c.grad, first + i));
            let r = c.centred(simd, x, &mut centred);
            out.iter_mut().zip(g.iter().zip(c.w)).for_each(|(o, (g, w))| *o = g * w);
            let shift = simd::sum(simd, out) / n;
            let pull = simd::dot(simd, out, &centred) * r * r / n;
            out.iter_mut().zip(&centred).for_each(|(o, x)| *o = r * (*o - shift - x * pull));
        }
    }
}

/// The sums of `g n` and of `g` over rows, one behind the other.
struct ByWeights<'a>(Call<'a>);

impl simd::Sums for ByWeights<'_> {
    #[inline(always)]
    fn sums<S: simd::Simd>(&self, simd: S, rows: std::ops::Range<usize>) -> Vec<f32> {
        let c = &self.0;
        let mut sums = vec![0.0; 2 * c.w.len()];
        let (by_w, by_b) = sums.split_at_mut(c.w.len());
        let mut centred = vec![0.0; c.w.len()];
        for row in rows {
            let (x, g) = (c.row(c.x, row), c.row(c.grad, row));
            let r = c.centred(simd, x, &mut centred);
            by_w.iter_mut().zip(centred.iter().zip(g)).for_each(|(s, (x, g))| *s += g * x * r);
            simd::add(by_b, g);
        }
        sums
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
        let mut out = vec![0.0; x.len()];
        simd::par_rows(&mut out, w.len(), &Values(Call { x, w, b, grad: &[], eps: self.eps }));
        host::output(out, l1.shape().clone())
    }

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
        let call = || Call { x: xs, w, b: &[], grad: gs, eps: self.eps };
        let mut by_x = vec![0.0; xs.len()];
        simd::par_rows(&mut by_x, w.len(), &ByX(call()));
        let by_x = Some(host::tensor(by_x, x.shape())?);
        if !weight.track_op() {
            return Ok((by_x, None, None));
        }
        let parts = simd::par_sums(xs.len() / w.len(), w.len(), &ByWeights(call()));
        let mut by_w = simd::total(parts, 2 * w.len());
        let by_b = by_w.split_off(w.len());
        let shape = weight.shape();
        Ok((by_x, Some(host::tensor(by_w, shape)?), Some(host::tensor(by_b, shape)?)))
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
