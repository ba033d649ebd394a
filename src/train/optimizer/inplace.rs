//! AdamW's three updates, in place on the CPU, by tensor operations elsewhere.
//!
//! Tensors are cut into pieces that threads share; each number depends on its own place
//! alone, so the number of threads changes nothing.

use candle_core::{CpuStorage, InplaceOp2, InplaceOp3, Layout, Result, Tensor, Var, bail};
use rayon::prelude::*;

/// Numbers that one thread takes at a time.
const PIECE: usize = 1 << 15;

/// `m += (scale g - m) (1 - beta)`.
pub(super) fn first_moment(m: &Var, g: &Tensor, beta: f64, scale: f64) -> Result<()> {
    if m.device().is_cpu() {
        return m.inplace_op2(g, &First { rest: (1.0 - beta) as f32, scale: scale as f32 });
    }
    m.set(&elsewhere::first_moment(m, g, beta, scale)?)
}

/// `v = beta v + (1 - beta) (scale g)^2`.
pub(super) fn second_moment(v: &Var, g: &Tensor, beta: f64, scale: f64) -> Result<()> {
    if v.device().is_cpu() {
        let (beta, rest) = (beta as f32, (1.0 - beta) as f32);
        return v.inplace_op2(g, &Second { beta, rest, scale: scale as f32 });
    }
    v.set(&elsewhere::second_moment(v, g, beta, scale)?)
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
    p.set(&elsewhere::weight(p, m, v, step)?)
}

/// The same as tensor operations, with a few temporaries.
mod elsewhere {
    use super::{Result, Step, Tensor};

    pub fn first_moment(m: &Tensor, g: &Tensor, beta: f64, scale: f64) -> Result<Tensor> {
        (m.detach() * beta)? + (g.detach() * ((1.0 - beta) * scale))?
    }

    pub fn second_moment(v: &Tensor, g: &Tensor, beta: f64, scale: f64) -> Result<Tensor> {
        let square = (g.detach() * scale)?.sqr()?;
        (v.detach() * beta)? + (square * (1.0 - beta))?
    }

    pub fn weight(p: &Tensor, m: &Tensor, v: &Tensor, step: Step) -> Result<Tensor> {
        let below = ((v.detach().sqrt()? * step.root)? + step.epsilon)?;
        let by = ((m.detach() / below)? * step.rate)?;
        (p.detach() * step.keep)? - by
    }
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

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use proptest::prelude::*;

    use super::*;

    fn vars(rows: &[Vec<f32>]) -> Vec<Var> {
        rows.iter().map(|r| Var::new(r.as_slice(), &Device::Cpu).unwrap()).collect()
    }

    fn agree(a: &Tensor, b: &Tensor) -> bool {
        let (a, b) = (a.to_vec1::<f32>().unwrap(), b.to_vec1::<f32>().unwrap());
        a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * (1.0 + b.abs()))
    }

    proptest! {
        #[test]
        fn both_ways_agree(
            rows in prop::collection::vec(prop::collection::vec(-2f32..2.0, 5), 3),
            squares in prop::collection::vec(0f32..4.0, 5),
            scale in 0.1f64..1.0,
        ) {
            let v = vars(&[squares]).remove(0);
            let [p, m, g] = <[Var; 3]>::try_from(vars(&rows)).unwrap();
            let step = Step { keep: 0.99, rate: 0.01, root: 1.5, epsilon: 1e-6 };
            let first = elsewhere::first_moment(&m, &g, 0.9, scale).unwrap();
            first_moment(&m, &g, 0.9, scale).unwrap();
            prop_assert!(agree(&m, &first));
            let second = elsewhere::second_moment(&v, &g, 0.99, scale).unwrap();
            second_moment(&v, &g, 0.99, scale).unwrap();
            prop_assert!(agree(&v, &second));
            let moved = elsewhere::weight(&p, &m, &v, step).unwrap();
            weight(&p, &m, &v, step).unwrap();
            prop_assert!(agree(&p, &moved));
        }
    }
}
