//! AdamW's three updates, in place on the CPU, by tensor operations elsewhere.
//!
//! Tensors are cut into pieces that threads share; each number depends on its own place
//! alone, so the number of threads changes nothing.

use candle_core::{CpuStorage, InplaceOp2, InplaceOp3, Layout, Result, Var, bail};
use rayon::prelude::*;

/// Numbers that one thread takes at a time.
const PIECE: usize = 1 << 15;

/// `m += (scale g - m) (1 - beta)`.
pub(super) fn first_moment(m: &Var, g: &candle_core::Tensor, beta: f64, scale: f64) -> Result<()> {
    if m.device().is_cpu() {
        return m.inplace_op2(g, &First { rest: (1.0 - beta) as f32, scale: scale as f32 });
    }
    m.set(&((m.as_tensor() * beta)? + (g * ((1.0 - beta) * scale))?)?)
}

/// `v = beta v + (1 - beta) (scale g)^2`.
pub(super) fn second_moment(v: &Var, g: &candle_core::Tensor, beta: f64, scale: f64) -> Result<()> {
    if v.device().is_cpu() {
        let (beta, rest) = (beta as f32, (1.0 - beta) as f32);
        return v.inplace_op2(g, &Second { beta, rest, scale: scale as f32 });
    }
    let square = (g * scale)?.sqr()?;
    v.set(&((v.as_tensor() * beta)? + (square * (1.0 - beta))?)?)
}

/// Numbers of one step, with both bias corrections folded in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// `1 - lr wd`.
    pub keep: f64,
    /// `lr / (1 - beta1^t)`.
    pub rate: f64,
    /// `1 / sqrt(1 - beta2^t)`.
    pub root: f64,
    /// Added to the denominator.
    pub epsilon: f64,
}

/// `p = keep p - rate m / (root sqrt(v) + epsilon)`.
pub(super) fn weight(p: &Var, m: &Var, v: &Var, step: Step) -> Result<()> {
    if p.device().is_cpu() {
        return p.inplace_op3(m, v, &step);
    }
    let below = ((v.sqrt()? * step.root)? + step.epsilon)?;
    let by = ((m.as_tensor() / below)? * step.rate)?;
    p.set(&((p.as_tensor() * step.keep)? - by)?)
}

struct First {
    rest: f32,
    scale: f32,
}

struct Second {
    beta: f32,
    rest: f32,
    scale: f32,
}

impl InplaceOp2 for First {
    fn name(&self) -> &'static str {
        "adamw-first-moment"
    }

    fn cpu_fwd(&self, m: &mut CpuStorage, ml: &Layout, g: &CpuStorage, gl: &Layout) -> Result<()> {
        let (m, g) = (numbers_mut(m, ml)?, numbers(g, gl)?);
        m.par_chunks_mut(PIECE).zip(g.par_chunks(PIECE)).for_each(|(m, g)| {
            m.iter_mut().zip(g).for_each(|(m, g)| *m += (self.scale * g - *m) * self.rest);
        });
        Ok(())
    }
}

impl InplaceOp2 for Second {
    fn name(&self) -> &'static str {
        "adamw-second-moment"
    }

    fn cpu_fwd(&self, v: &mut CpuStorage, vl: &Layout, g: &CpuStorage, gl: &Layout) -> Result<()> {
        let (v, g) = (numbers_mut(v, vl)?, numbers(g, gl)?);
        v.par_chunks_mut(PIECE).zip(g.par_chunks(PIECE)).for_each(|(v, g)| {
            v.iter_mut().zip(g).for_each(|(v, g)| {
                let g = self.scale * g;
                *v = self.beta * *v + self.rest * g * g;
            });
        });
        Ok(())
    }
}

impl InplaceOp3 for Step {
    fn name(&self) -> &'static str {
        "adamw-weight"
    }

    fn cpu_fwd(
        &self,
        p: &mut CpuStorage,
        pl: &Layout,
        m: &CpuStorage,
        ml: &Layout,
        v: &CpuStorage,
        vl: &Layout,
    ) -> Result<()> {
        let (p, m, v) = (numbers_mut(p, pl)?, numbers(m, ml)?, numbers(v, vl)?);
        let [keep, rate, root, epsilon] =
            [self.keep, self.rate, self.root, self.epsilon].map(|x| x as f32);
        let pieces = m.par_chunks(PIECE).zip(v.par_chunks(PIECE));
        p.par_chunks_mut(PIECE).zip(pieces).for_each(|(p, (m, v))| {
            for ((p, m), v) in p.iter_mut().zip(m).zip(v) {
                *p = keep * *p - rate * m / (root * v.sqrt() + epsilon);
            }
        });
        Ok(())
    }
}

fn numbers_mut<'a>(storage: &'a mut CpuStorage, layout: &Layout) -> Result<&'a mut [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(values), Some((from, to))) => Ok(&mut values[from..to]),
        _ => bail!("the optimiser needs contiguous F32 tensors"),
    }
}

pub(super) fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(values), Some((from, to))) => Ok(&values[from..to]),
        _ => bail!("the optimiser needs contiguous F32 tensors"),
    }
}
