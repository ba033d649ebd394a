//! Rotary positions: pairs `(x_i, x_{i + d/2})` of a head turned by the token's angles
//! (Su et al., arXiv 2104.09864, in the half-split layout of the checkpoints).

use candle_core::{CpuStorage, CustomOp3, D, DType, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::{fused, simd};

/// Turns `x (n, heads, d)` by the angles whose cosines and sines are `(n, d / 2)`, F32.
pub fn rotary(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    if fused(&[x, cos, sin]) {
        return x.contiguous()?.apply_op3(cos, sin, Rotary { turn: 1.0 });
    }
    composed(x, cos, sin)
}

fn composed(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    let half = x.dim(D::Minus1)? / 2;
    let wide = if x.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let (cos, sin) = (cos.to_dtype(wide)?.unsqueeze(1)?, sin.to_dtype(wide)?.unsqueeze(1)?);
    let y = x.to_dtype(wide)?;
    let (a, b) = (y.narrow(D::Minus1, 0, half)?, y.narrow(D::Minus1, half, half)?);
    let first = (a.broadcast_mul(&cos)? - b.broadcast_mul(&sin)?)?;
    let second = (b.broadcast_mul(&cos)? + a.broadcast_mul(&sin)?)?;
    Tensor::cat(&[first, second], D::Minus1)?.to_dtype(x.dtype())
}

struct Rotary {
    /// One forward, minus one back.
    turn: f32,
}

impl Rotary {
    fn turned(&self, x: &[f32], cos: &[f32], sin: &[f32], heads: usize, dim: usize) -> Vec<f32> {
        let (width, half) = (heads * dim, dim / 2);
        let mut out = vec![0.0; x.len()];
        simd::par_rows(&mut out, width, |first, chunk| {
            for (i, row) in chunk.chunks_exact_mut(width).enumerate() {
                let at = first + i;
                let (cos, sin) = (&cos[at * half..][..half], &sin[at * half..][..half]);
                let x = x[at * width..][..width].chunks_exact(dim);
                for (out, x) in row.chunks_exact_mut(dim).zip(x) {
                    self.turn_head(out, x, cos, sin);
                }
            }
        });
        out
    }

    #[inline(always)]
    fn turn_head(&self, out: &mut [f32], x: &[f32], cos: &[f32], sin: &[f32]) {
        let half = cos.len();
        let (low, high) = out.split_at_mut(half);
        let (a, b) = x.split_at(half);
        for i in 0..half {
            let s = self.turn * sin[i];
            low[i] = a[i] * cos[i] - b[i] * s;
            high[i] = b[i] * cos[i] + a[i] * s;
        }
    }
}

impl CustomOp3 for Rotary {
    fn name(&self) -> &'static str {
        "rotary"
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
        let (_, heads, dim) = l1.shape().dims3()?;
        let (cos, sin) = (host::floats(s2, l2)?, host::floats(s3, l3)?);
        host::output(self.turned(host::floats(s1, l1)?, cos, sin, heads, dim), l1.shape().clone())
    }

    /// The gradient is turned back.
    fn bwd(
        &self,
        x: &Tensor,
        cos: &Tensor,
        sin: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (_, heads, dim) = x.dims3()?;
        let grad = grad.contiguous()?;
        let held = [Held::new(&grad), Held::new(cos), Held::new(sin)];
        let [g, cos, sin] = [held[0].floats()?, held[1].floats()?, held[2].floats()?];
        let back = Self { turn: -self.turn }.turned(g, cos, sin, heads, dim);
        Ok((Some(host::tensor(back, x.shape())?), None, None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let angles = check::normal(&[5, 4], 9);
        let (cos, sin) = (angles.cos().unwrap(), angles.sin().unwrap());
        check::agrees(&[check::normal(&[5, 3, 8], 1)], |a| rotary(&a[0], &cos, &sin));
    }

    #[test]
    fn lengths_stay() {
        let angles = check::normal(&[5, 4], 9);
        let x = check::normal(&[5, 3, 8], 1);
        let y = rotary(&x, &angles.cos().unwrap(), &angles.sin().unwrap()).unwrap();
        let norm = |t: &Tensor| t.sqr().unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
        assert!((norm(&x) - norm(&y)).abs() < 1e-3);
    }
}
