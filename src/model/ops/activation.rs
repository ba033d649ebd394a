//! The two forms of GELU that the checkpoints name.
//!
//! `gelu(x) = x Φ(x)` with the normal distribution Φ, and its approximation
//! `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))` (Hendrycks and Gimpel, arXiv 1606.08415).

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::{fused, math, simd};

/// Exact GELU of every number; `gelu` in a configuration.
pub fn gelu_erf(x: &Tensor) -> Result<Tensor> {
    if fused(&[x]) { x.contiguous()?.apply_op1(Gelu(Form::Erf)) } else { x.gelu_erf() }
}

/// Approximate GELU of every number; `gelu_pytorch_tanh` in a configuration.
pub fn gelu_tanh(x: &Tensor) -> Result<Tensor> {
    if fused(&[x]) { x.contiguous()?.apply_op1(Gelu(Form::Tanh)) } else { x.gelu() }
}

#[derive(Clone, Copy)]
enum Form {
    Erf,
    Tanh,
}

struct Gelu(Form);

const SCALE: f32 = 0.797_884_6; // √(2/π)
const CUBE: f32 = 0.044_715;
const NORMAL: f32 = 0.398_942_3; // 1/√(2π)

#[inline(always)]
fn normal(x: f32) -> f32 {
    0.5 * (1.0 + libm::erff(x * std::f32::consts::FRAC_1_SQRT_2))
}

#[inline(always)]
fn value(form: Form, x: f32) -> f32 {
    match form {
        Form::Erf => x * normal(x),
        Form::Tanh => 0.5 * x * (1.0 + math::tanh(SCALE * (x + CUBE * x * x * x))),
    }
}

#[inline(always)]
fn slope(form: Form, x: f32) -> f32 {
    match form {
        Form::Erf => normal(x) + x * NORMAL * math::exp(-0.5 * x * x),
        Form::Tanh => {
            let t = math::tanh(SCALE * (x + CUBE * x * x * x));
            0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * SCALE * (1.0 + 3.0 * CUBE * x * x)
        }
    }
}

struct Values<'a>(Form, &'a [f32]);

impl simd::Rows for Values<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, first: usize, out: &mut [f32]) {
        out.iter_mut().zip(&self.1[first..]).for_each(|(o, x)| *o = value(self.0, *x));
    }
}

/// Gradients of numbers, given those of their values.
struct Slopes<'a>(Form, &'a [f32], &'a [f32]);

impl simd::Rows for Slopes<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, first: usize, out: &mut [f32]) {
        let both = self.1[first..].iter().zip(&self.2[first..]);
        out.iter_mut().zip(both).for_each(|(o, (x, g))| *o = g * slope(self.0, *x));
    }
}

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, s: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = host::floats(s, l)?;
        let mut out = vec![0.0; x.len()];
        simd::par_rows(&mut out, 1, &Values(self.0, x));
        host::output(out, l.shape().clone())
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let grad = grad.contiguous()?;
        let (held_x, held_g) = (Held::new(x), Held::new(&grad));
        let mut out = vec![0.0; x.elem_count()];
        simd::par_rows(&mut out, 1, &Slopes(self.0, held_x.floats()?, held_g.floats()?));
        Ok(Some(host::tensor(out, x.shape().clone())?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let x = [check::normal(&[5, 7], 1)];
        check::agrees(&x, |a| gelu_erf(&a[0]));
        check::agrees(&x, |a| gelu_tanh(&a[0]));
    }
}
