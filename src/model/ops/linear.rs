//! A linear layer `x Wᵀ + b` that stores no gradient of frozen weights.
//!
//! candle's matmul computes the gradient of both operands and keeps both. Here a weight
//! that nothing trains costs nothing in the backward pass, and so does an input that no
//! trained weight lies before.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};

use super::host::{self, Held, Matrices};
use super::{fused, simd};

/// `x (n, in)` through a weight `(out, in)` and perhaps a bias `(out)`, as `(n, out)`.
pub fn linear(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    let (_, _) = (x.dims2()?, weight.dims2()?);
    if fused(&[x, weight]) {
        let op = Linear { bias: bias.is_some() };
        return x.contiguous()?.apply_op3(&weight.contiguous()?, bias.unwrap_or(weight), op);
    }
    let y = x.contiguous()?.apply_op2(&weight.contiguous()?, super::product::Product)?;
    match bias {
        Some(bias) => y.broadcast_add(bias),
        None => Ok(y),
    }
}

struct Linear {
    /// Whether the third argument is a bias; it repeats the weight otherwise.
    bias: bool,
}

impl CustomOp3 for Linear {
    fn name(&self) -> &'static str {
        "linear"
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
        let ((n, inner), (out, _)) = (l1.shape().dims2()?, l2.shape().dims2()?);
        let mut y = if super::thin::serves(n) {
            super::thin::product(host::floats(s1, l1)?, host::floats(s2, l2)?, [n, out, inner])
        } else {
            let x = Matrices::rows(s1, l1.start_offset(), inner);
            let w = Matrices::rows(s2, l2.start_offset(), inner).transposed();
            host::into_floats(host::matmul(&x, &w, [1, n, out, inner])?)?
        };
        if self.bias {
            let bias = host::floats(s3, l3)?;
            simd::par_rows(&mut y, out, &AddBias(bias));
        }
        host::output(y, (n, out))
    }

    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        bias: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let ((n, inner), (out, _)) = (x.dims2()?, weight.dims2()?);
        let grad = grad.contiguous()?;
        let held = [Held::new(x), Held::new(weight), Held::new(&grad)];
        let [hx, hw, hg] = &held;
        let g = Matrices::rows(hg.storage()?, hg.offset(), out);
        let product = |a: &Matrices, b: &Matrices, size, shape: &Shape| {
            host::tensor(host::into_floats(host::matmul(a, b, size)?)?, shape.clone())
        };
        let by_x = x.track_op().then(|| {
            let w = Matrices::rows(hw.storage()?, hw.offset(), inner);
            product(&g, &w, [1, n, inner, out], x.shape())
        });
        let by_w = weight.track_op().then(|| {
            let xs = Matrices::rows(hx.storage()?, hx.offset(), inner);
            product(&g.clone().transposed(), &xs, [1, out, inner, n], weight.shape())
        });
        let by_b = (self.bias && bias.track_op()).then(|| {
            let parts = simd::par_sums(n, out, &Columns(hg.floats()?, out));
            host::tensor(simd::total(parts, out), bias.shape())
        });
        Ok((by_x.transpose()?, by_w.transpose()?, by_b.transpose()?))
    }
}

struct AddBias<'a>(&'a [f32]);

impl simd::Rows for AddBias<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, _: usize, out: &mut [f32]) {
        out.chunks_exact_mut(self.0.len()).for_each(|row| simd::add(row, self.0));
    }
}

/// Sums over the rows of a matrix of this width.
struct Columns<'a>(&'a [f32], usize);

impl simd::Sums for Columns<'_> {
    #[inline(always)]
    fn sums<S: simd::Simd>(&self, _: S, rows: std::ops::Range<usize>) -> Vec<f32> {
        let mut sum = vec![0.0; self.1];
        let rows = &self.0[rows.start * self.1..rows.end * self.1];
        rows.chunks_exact(self.1).for_each(|row| simd::add(&mut sum, row));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use candle_core::Var;

    #[test]
    fn gradients() {
        let args = [check::normal(&[6, 5], 1), check::normal(&[7, 5], 2), check::normal(&[7], 3)];
        check::agrees(&args, |a| linear(&a[0], &a[1], Some(&a[2])));
        check::agrees(&args[..2], |a| linear(&a[0], &a[1], None));
    }

    #[test]
    fn frozen_parts_get_no_gradient() {
        for dtype in [candle_core::DType::F32, candle_core::DType::F64] {
            let x = check::normal(&[6, 5], 1).to_dtype(dtype).unwrap();
            let w = check::normal(&[7, 5], 2).to_dtype(dtype).unwrap();
            let free = Var::from_tensor(&x).unwrap();
            let store = linear(&free, &w, None).unwrap().sum_all().unwrap().backward().unwrap();
            assert!(store.get(&w).is_none());
            let found = store.get(&free).unwrap().get(0).unwrap();
            let expected = w.sum(0).unwrap();
            let off = (found - expected).unwrap().abs().unwrap().max(0).unwrap();
            assert!(
                off.to_dtype(candle_core::DType::F64).unwrap().to_scalar::<f64>().unwrap() < 1e-5
            );
            let free = Var::from_tensor(&w).unwrap();
            let store = linear(&x, &free, None).unwrap().sum_all().unwrap().backward().unwrap();
            assert!(store.get(&free).is_some() && store.get(&x).is_none());
        }
    }
}
