//! Weighted sums of rows of a table: the embedding, and positions between grid points.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};

use super::host::{self, Held};
use super::pick::pick_rows;
use super::{fused, simd};

/// Which rows of a table make up each row of the result.
#[derive(Debug, Clone)]
pub struct Taps {
    /// Rows of the table, `each` for one row of the result.
    pub rows: Arc<[u32]>,
    /// Their weights, of the same length; all one if absent.
    pub weights: Option<Arc<[f32]>>,
    /// Rows that are summed into one.
    pub each: usize,
    /// A row of the table that never gets a gradient.
    pub mute: Option<u32>,
}

impl Taps {
    /// One row each, as an embedding.
    pub fn lookup(rows: &[u32], mute: Option<u32>) -> Self {
        Self { rows: rows.into(), weights: None, each: 1, mute }
    }

    fn len(&self) -> usize {
        self.rows.len() / self.each.max(1)
    }

    /// Rows of the table and their weights for row `at` of the result.
    fn of(&self, at: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = at * self.each..(at + 1) * self.each;
        range.map(|i| (self.rows[i] as usize, self.weights.as_ref().map_or(1.0, |w| w[i])))
    }
}

/// `out[i] = Σ_j weights[i, j] table[rows[i, j]]` for a table `(rows, c)`.
pub fn gather_rows(table: &Tensor, taps: &Taps) -> Result<Tensor> {
    let (rows, _) = table.dims2()?;
    if let Some(row) = taps.rows.iter().find(|r| **r as usize >= rows) {
        candle_core::bail!("row {row} of a table of {rows} rows");
    }
    if fused(&[table]) {
        return table.contiguous()?.apply_op1(Gather(taps.clone()));
    }
    composed(table, taps)
}

fn composed(table: &Tensor, taps: &Taps) -> Result<Tensor> {
    let ids = Tensor::new(&taps.rows[..], table.device())?;
    let mut found = pick_rows(table, &ids)?;
    if let Some(mute) = taps.mute {
        let keep: Vec<f32> = taps.rows.iter().map(|r| f32::from(u8::from(*r != mute))).collect();
        let keep = Tensor::from_vec(keep, (taps.rows.len(), 1), table.device())?;
        let keep = keep.to_dtype(found.dtype())?;
        let still = found.detach().broadcast_mul(&keep.affine(-1.0, 1.0)?)?;
        found = (found.broadcast_mul(&keep)? + still)?;
    }
    if let Some(weights) = &taps.weights {
        let weights = Tensor::new(&weights[..], table.device())?.to_dtype(table.dtype())?;
        found = found.broadcast_mul(&weights.unsqueeze(1)?)?;
    }
    if taps.each == 1 {
        return Ok(found);
    }
    let width = table.dim(1)?;
    found.reshape((taps.len(), taps.each, width))?.sum(1)
}

struct Gather(Taps);

struct Sum<'a> {
    table: &'a [f32],
    taps: &'a Taps,
    width: usize,
}

impl simd::Rows for Sum<'_> {
    #[inline(always)]
    fn rows<S: simd::Simd>(&self, _: S, first: usize, out: &mut [f32]) {
        for (i, out) in out.chunks_exact_mut(self.width).enumerate() {
            for (row, weight) in self.taps.of(first + i) {
                simd::add_scaled(out, &self.table[row * self.width..][..self.width], weight);
            }
        }
    }
}

impl CustomOp1 for Gather {
    fn name(&self) -> &'static str {
        "gather-rows"
    }

    fn cpu_fwd(&self, s: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let (table, (_, width)) = (host::floats(s, l)?, l.shape().dims2()?);
        let mut out = vec![0.0; self.0.len() * width];
        simd::par_rows(&mut out, width, &Sum { table, taps: &self.0, width });
        host::output(out, (self.0.len(), width))
    }

    fn bwd(&self, table: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let (rows, width) = table.dims2()?;
        let grad = grad.contiguous()?;
        let held = Held::new(&grad);
        let mut out = vec![0.0; rows * width];
        for (i, g) in held.floats()?.chunks_exact(width).enumerate() {
            for (row, weight) in self.0.of(i).filter(|(r, _)| self.0.mute != Some(*r as u32)) {
                simd::add_scaled(&mut out[row * width..][..width], g, weight);
            }
        }
        Ok(Some(host::tensor(out, table.shape())?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn gradients() {
        let table = [check::normal(&[6, 4], 1)];
        let lookup = Taps::lookup(&[2, 0, 2, 5], None);
        check::agrees(&table, |a| gather_rows(&a[0], &lookup));
        let weights = Arc::from([0.25, 0.75, 0.5, 0.5]);
        let mixed =
            Taps { rows: Arc::from([0, 3, 3, 5]), weights: Some(weights), each: 2, mute: None };
        check::agrees(&table, |a| gather_rows(&a[0], &mixed));
    }

    #[test]
    fn a_mute_row_is_read_but_not_taught() {
        let table = check::normal(&[6, 4], 1);
        let taps = Taps::lookup(&[2, 0, 2, 5], Some(2));
        for dtype in [candle_core::DType::F32, candle_core::DType::F64] {
            let var = candle_core::Var::from_tensor(&table.to_dtype(dtype).unwrap()).unwrap();
            let out = gather_rows(&var, &taps).unwrap();
            let store = out.sum_all().unwrap().backward().unwrap();
            let row = |t: &Tensor, i| t.to_dtype(candle_core::DType::F32).unwrap().get(i).unwrap();
            let ones = row(store.get(&var).unwrap(), 0).to_vec1::<f32>().unwrap();
            let none = row(store.get(&var).unwrap(), 2).to_vec1::<f32>().unwrap();
            assert_eq!((ones, none), (vec![1.0; 4], vec![0.0; 4]));
            let found = row(&out, 0).to_vec1::<f32>().unwrap();
            assert_eq!(found, table.get(2).unwrap().to_vec1::<f32>().unwrap());
        }
    }

    #[test]
    fn a_row_beyond_the_table_is_refused() {
        let taps = Taps::lookup(&[6], None);
        assert!(gather_rows(&check::normal(&[6, 4], 1), &taps).is_err());
    }
}
