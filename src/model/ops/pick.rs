//! Rows of a table by their numbers, in candle's operations, for GPUs.
//!
//! candle's own gradient of `index_select` walks over all chosen rows in one thread for
//! each column: with tens of thousands of rows that takes longer than a layer. Here runs
//! of rows are summed side by side, each into a table of its own, and the tables are
//! added; where the rows are only put in another order, nothing is summed at all.

use candle_core::backend::BackendStorage;
use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, DType, Layout, Result, Shape, Storage, Tensor, bail,
};

/// Numbers in all tables together.
const ROOM: usize = 1 << 26;
/// Tables at most.
const MOST: usize = 64;
/// Rows that are worth a table.
const GRAIN: usize = 64;

/// Row `ids[i]` of `x` as row `i`; a row may come more than once.
pub fn pick_rows(x: &Tensor, ids: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Pick { ids: ids.clone(), back: None })
}

/// The same where `ids` is a permutation, whose inverse is `back`.
pub fn order_rows(x: &Tensor, ids: &Tensor, back: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Pick { ids: ids.clone(), back: Some(back.clone()) })
}

struct Pick {
    ids: Tensor,
    back: Option<Tensor>,
}

fn pick<S: BackendStorage>(s: &S, l: &Layout, ids: &S, il: &Layout) -> Result<(S, Shape)> {
    let mut dims = l.dims().to_vec();
    dims[0] = il.shape().elem_count();
    Ok((s.index_select(ids, l, il, 0)?, dims.into()))
}

impl CustomOp1 for Pick {
    fn name(&self) -> &'static str {
        "pick-rows"
    }

    fn cpu_fwd(&self, s: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let (ids, layout) = self.ids.storage_and_layout();
        match &*ids {
            Storage::Cpu(ids) => pick(s, l, ids, layout),
            _ => bail!("pick-rows: the table is on the CPU, its row numbers are not"),
        }
    }

    fn cuda_fwd(&self, s: &CudaStorage, l: &Layout) -> Result<(CudaStorage, Shape)> {
        let (ids, layout) = self.ids.storage_and_layout();
        match &*ids {
            Storage::Cuda(ids) => pick(s, l, ids, layout),
            _ => bail!("pick-rows: the table is on a GPU, its row numbers are not"),
        }
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let grad = grad.contiguous()?;
        if let Some(back) = &self.back {
            return grad.index_select(back, 0).map(Some);
        }
        let (n, rows) = (grad.dim(0)?, x.dim(0)?);
        let flat = grad.reshape((n, ()))?;
        let sums = sum_rows(&flat, &self.ids, rows, runs(n, rows * flat.dim(1)?))?;
        sums.reshape(x.shape())?.to_dtype(x.dtype()).map(Some)
    }
}

/// How many tables of `size` numbers share `n` rows.
fn runs(n: usize, size: usize) -> usize {
    (ROOM / size.max(1)).min(n / GRAIN).clamp(1, MOST)
}

/// The sums `(rows, width)` of those rows of `grad (n, width)` that have the same number,
/// in at least F32.
fn sum_rows(grad: &Tensor, ids: &Tensor, rows: usize, runs: usize) -> Result<Tensor> {
    let wide = if grad.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let (grad, (n, width)) = (grad.to_dtype(wide)?, grad.dims2()?);
    if runs == 1 {
        return Tensor::zeros((rows, width), wide, grad.device())?.index_add(ids, &grad, 0);
    }
    let len = n.div_ceil(runs);
    // What pads adds zeros to the first row.
    let pad = runs * len - n;
    let grad = grad.pad_with_zeros(0, 0, pad)?.reshape((runs, len, width))?;
    let ids = ids.pad_with_zeros(0, 0, pad)?.reshape((runs, len, 1))?;
    let ids = ids.broadcast_as(grad.shape())?.contiguous()?;
    let tables = Tensor::zeros((runs, rows, width), wide, grad.device())?;
    tables.scatter_add(&ids, &grad, 1)?.sum(0)
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Var};

    use super::super::check;
    use super::*;

    fn ids(ids: &[u32]) -> Tensor {
        Tensor::new(ids, &Device::Cpu).unwrap()
    }

    #[test]
    fn gradients() {
        let x = [check::normal(&[5, 2, 3], 1)];
        let (some, order, back) =
            (ids(&[4, 0, 4, 4, 1, 0]), ids(&[3, 0, 4, 1, 2]), ids(&[1, 3, 4, 0, 2]));
        check::agrees(&x, |a| pick_rows(&a[0], &some));
        check::agrees(&x, |a| order_rows(&a[0], &order, &back));
    }

    #[test]
    fn any_number_of_tables_gives_the_same_sums() {
        let (n, rows, width) = (301, 7, 5);
        let grad = check::normal(&[n, width], 3).to_dtype(DType::F64).unwrap();
        let ids = ids(&(0..n as u32).map(|i| i * i % rows as u32).collect::<Vec<_>>());
        let one = sum_rows(&grad, &ids, rows, 1).unwrap();
        for runs in [2, 3, 64] {
            let many = sum_rows(&grad, &ids, rows, runs).unwrap();
            let off = (many - &one).unwrap().abs().unwrap().max_all().unwrap();
            assert!(off.to_scalar::<f64>().unwrap() < 1e-12, "{runs}");
        }
    }

    #[test]
    fn many_small_gradients_are_not_lost_in_bf16() {
        let n = 4096;
        let x = Tensor::ones((2, 3), DType::BF16, &Device::Cpu).unwrap();
        let x = Var::from_tensor(&x).unwrap();
        let y = pick_rows(&x, &ids(&vec![1; n])).unwrap();
        let store = y.sum_all().unwrap().backward().unwrap();
        let found = store.get(&x).unwrap().to_dtype(DType::F32).unwrap();
        assert_eq!(found.to_vec2::<f32>().unwrap(), [[0.0; 3], [n as f32; 3]]);
    }

    #[test]
    fn tables_stay_within_their_room() {
        assert_eq!(runs(50_000, 784 * 512), 64);
        assert_eq!(runs(20_000, 151_936 * 4096), 1);
        assert_eq!(runs(100, 12), 1);
        assert_eq!(runs(0, 0), 1);
    }
}
