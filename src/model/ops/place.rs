//! Pictures into the stream of tokens: rows of one matrix in place of, or added to, rows
//! of another.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::pick::pick_rows;
use super::{fused, simd};

/// `base` with row `slots[i]` replaced by `rows[sources[i]]`. No slot comes twice.
pub fn place_rows(base: &Tensor, rows: &Tensor, slots: &[u32], sources: &[u32]) -> Result<Tensor> {
    check(base, rows, slots, sources)?;
    if fused(&[base, rows]) {
        let op = Place { slots: slots.into(), sources: sources.into(), keep: false };
        return base.contiguous()?.apply_op2(&rows.contiguous()?, op);
    }
    let n = base.dim(0)?;
    let mut from: Vec<u32> = (0..n as u32).collect();
    for (slot, source) in slots.iter().zip(sources) {
        from[*slot as usize] = n as u32 + source;
    }
    let from = Tensor::new(from, base.device())?;
    pick_rows(&Tensor::cat(&[base, rows], 0)?, &from)
}

/// `base` with `rows[sources[i]]` added to row `slots[i]`. No slot comes twice.
pub fn add_rows(base: &Tensor, rows: &Tensor, slots: &[u32], sources: &[u32]) -> Result<Tensor> {
    check(base, rows, slots, sources)?;
    if fused(&[base, rows]) {
        let op = Place { slots: slots.into(), sources: sources.into(), keep: true };
        return base.contiguous()?.apply_op2(&rows.contiguous()?, op);
    }
    // Elsewhere stands the row of zeros behind the last.
    let (n, (m, width)) = (base.dim(0)?, rows.dims2()?);
    let mut from = vec![m as u32; n];
    for (slot, source) in slots.iter().zip(sources) {
        from[*slot as usize] = *source;
    }
    let zero = Tensor::zeros((1, width), rows.dtype(), rows.device())?;
    let rows = Tensor::cat(&[rows, &zero], 0)?;
    base + pick_rows(&rows, &Tensor::new(from, base.device())?)?
}

fn check(base: &Tensor, rows: &Tensor, slots: &[u32], sources: &[u32]) -> Result<()> {
    let (n, m) = (base.dim(0)?, rows.dim(0)?);
    let fits = slots.len() == sources.len()
        && slots.iter().all(|s| (*s as usize) < n)
        && sources.iter().all(|s| (*s as usize) < m);
    if fits {
        return Ok(());
    }
    candle_core::bail!("{} slots of {n} rows, {} sources of {m}", slots.len(), sources.len())
}

struct Place {
    slots: Arc<[u32]>,
    sources: Arc<[u32]>,
    /// Whether the base's row stays below the new one.
    keep: bool,
}

impl Place {
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.slots.iter().zip(self.sources.iter()).map(|(a, b)| (*a as usize, *b as usize))
    }
}

impl CustomOp2 for Place {
    fn name(&self) -> &'static str {
        "place-rows"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let mut out = host::floats(s1, l1)?.to_vec();
        let (rows, (_, width)) = (host::floats(s2, l2)?, l2.shape().dims2()?);
        for (slot, source) in self.pairs() {
            let (out, row) = (&mut out[slot * width..][..width], &rows[source * width..][..width]);
            match self.keep {
                true => simd::add(out, row),
                false => out.copy_from_slice(row),
            }
        }
        host::output(out, l1.shape().clone())
    }

    fn bwd(
        &self,
        _: &Tensor,
        rows: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (m, width) = rows.dims2()?;
        let grad = grad.contiguous()?;
        let held = Held::new(&grad);
        let g = held.floats()?;
        let mut by_rows = vec![0.0; m * width];
        for (slot, source) in self.pairs() {
            simd::add(&mut by_rows[source * width..][..width], &g[slot * width..][..width]);
        }
        let by_rows = Some(host::tensor(by_rows, rows.shape())?);
        if self.keep {
            return Ok((Some(grad.clone()), by_rows));
        }
        let mut by_base = g.to_vec();
        self.pairs().for_each(|(slot, _)| by_base[slot * width..][..width].fill(0.0));
        Ok((Some(host::tensor(by_base, grad.shape())?), by_rows))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let args = [check::normal(&[6, 4], 1), check::normal(&[3, 4], 2)];
        let (slots, sources) = ([5, 1, 2, 0], [2, 0, 0, 1]);
        check::agrees(&args, |a| place_rows(&a[0], &a[1], &slots, &sources));
        check::agrees(&args, |a| add_rows(&a[0], &a[1], &slots, &sources));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (a, b) = (check::normal(&[6, 4], 1), check::normal(&[3, 4], 2));
        assert!(place_rows(&a, &b, &[6], &[0]).is_err());
        assert!(add_rows(&a, &b, &[0], &[3]).is_err());
        assert!(add_rows(&a, &b, &[0, 1], &[0]).is_err());
    }
}
