//! The gate of the feed-forward layers: `silu(gate) * up` with `silu(x) = x / (1 + e^-x)`
//! (Shazeer, arXiv 2002.05202).

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::{fused, math, simd};

/// `silu(gate) * up`; both of one shape.
pub fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Tensor> {
    if fused(&[gate, up]) {
        return gate.contiguous()?.apply_op2(&up.contiguous()?, Swiglu);
    }
    gate.silu()? * up
}

struct Swiglu;

struct Values<'a> {
    gate: &'a [f32],
    up: &'a [f32],
}

impl simd::Rows for Values<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, first: usize, out: &mut [f32]) {
        let both = self.gate[first..].iter().zip(&self.up[first..]);
        out.iter_mut().zip(both).for_each(|(o, (g, u))| *o = g * math::sigmoid(*g) * u);
    }
}

/// The gradient of the gate: `d u s (1 + g (1 - s))` with `s = sigmoid(g)`.
struct ByGate<'a> {
    gate: &'a [f32],
    up: &'a [f32],
    grad: &'a [f32],
}

impl simd::Rows for ByGate<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, first: usize, out: &mut [f32]) {
        let rest = self.gate[first..].iter().zip(&self.up[first..]).zip(&self.grad[first..]);
        out.iter_mut().zip(rest).for_each(|(o, ((g, u), d))| {
            let s = math::sigmoid(*g);
            *o = d * u * s * (1.0 + g * (1.0 - s));
        });
    }
}

impl CustomOp2 for Swiglu {
    fn name(&self) -> &'static str {
        "swiglu"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (gate, up) = (host::floats(s1, l1)?, host::floats(s2, l2)?);
        let mut out = vec![0.0; gate.len()];
        simd::par_rows(&mut out, 1, &Values { gate, up });
        host::output(out, l1.shape().clone())
    }

    fn bwd(
        &self,
        gate: &Tensor,
        up: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (shape, grad) = (gate.shape(), grad.contiguous()?);
        let held = [Held::new(gate), Held::new(up), Held::new(&grad)];
        let [gate, up, grad] = [held[0].floats()?, held[1].floats()?, held[2].floats()?];
        let mut by_gate = vec![0.0; gate.len()];
        simd::par_rows(&mut by_gate, 1, &ByGate { gate, up, grad });
        // The gradient of `up` is the value with the gradient in its place.
        let mut by_up = vec![0.0; gate.len()];
        simd::par_rows(&mut by_up, 1, &Values { gate, up: grad });
        Ok((Some(host::tensor(by_gate, shape)?), Some(host::tensor(by_up, shape)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let args = [check::normal(&[4, 9], 1), check::normal(&[4, 9], 2)];
        check::agrees(&args, |a| swiglu(&a[0], &a[1]));
    }
}
