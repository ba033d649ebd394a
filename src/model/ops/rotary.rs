//! Rotary positions: pairs `(x_i, x_{i + d/2})` of a head turned by the token's angles
//! (Su et al., arXiv 2104.09864, in the half-split layout of the checkpoints).

use candle_core::{CpuStorage, CustomOp3, D, DType, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::{fused, simd};

/// Turns `x (n, heads, d)` by the angles whose cosines and sines are `(n, d / 2)`, F32.
pub fn rotary(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    if fused(&[x, cos, sin]) {
        return x.contiguous()?.apply_op3(cos, sin, Rotary);
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

struct Rotary;

/// Rows of heads, turned by angles or, with `turn` minus one, back.
struct Turned<'a> {
    x: &'a [f32],
    cos: &'a [f32],
    sin: &'a [f32],
    heads: usize,
    dim: usize,
    turn: f32,
}

impl Turned<'_> {
    fn all(&self) -> Vec<f32> {
        let mut out = vec![0.0; self.x.len()];
        simd::par_rows(&mut out, self.heads * self.dim, self);
        out
    }

    #[inline(always)]
    fn head(&self, out: &mut [f32], x: &[f32], cos: &[f32], sin: &[f32]) {
        let (low, high) = out.split_at_mut(cos.len());
        let (a, b) = x.split_at(cos.len());
        let angles = cos.iter().zip(sin);
        for (((low, high), (a, b)), (c, s)) in
            low.iter_mut().zip(high).zip(a.iter().zip(b)).zip(angles)
        {
            let s = self.turn * s;
            *low = a * c - b * s;
            *high = b * c + a * s;
        }
    }
}

impl simd::Rows for Turned<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, first: usize, out: &mut [f32]) {
        let (width, half) = (self.heads * self.dim, self.dim / 2);
        for (i, row) in out.chunks_exact_mut(width).enumerate() {
            let at = first + i;
            let (cos, sin) = (&self.cos[at * half..][..half], &self.sin[at * half..][..half]);
            let x = self.x[at * width..][..width].chunks_exact(self.dim);
            row.chunks_exact_mut(self.dim).zip(x).for_each(|(out, x)| self.head(out, x, cos, sin));
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
        let x = host::floats(s1, l1)?;
        host::output(Turned { x, cos, sin, heads, dim, turn: 1.0 }.all(), l1.shape().clone())
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
        let back = Turned { x: g, cos, sin, heads, dim, turn: -1.0 }.all();
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
