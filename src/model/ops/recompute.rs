//! An operation made of others that keeps only its arguments.
//!
//! Its value is computed without a graph. The backward pass computes it again, with one,
//! and takes the gradients from that. This is what makes the composed forms as sparing as
//! the fused ones, on any device.

use candle_core::backend::BackendStorage;
use candle_core::{
    CpuStorage, CudaStorage, CustomOp3, Layout, Result, Shape, Storage, Tensor, Var, bail,
};

type Three<'a> = [&'a Tensor; 3];

struct Recompute<F> {
    value: Tensor,
    formula: F,
}

/// `formula` of three arguments, recomputed in the backward pass.
pub fn recompute<F>(args: Three, formula: F) -> Result<Tensor>
where
    F: Fn(Three) -> Result<Tensor> + Send + Sync + 'static,
{
    if !args.iter().any(|t| t.track_op()) {
        return formula(args);
    }
    let plain = args.map(Tensor::detach);
    let value = formula([&plain[0], &plain[1], &plain[2]])?.force_contiguous()?;
    args[0].apply_op3(args[1], args[2], Recompute { value, formula })
}

impl<F> CustomOp3 for Recompute<F>
where
    F: Fn(Three) -> Result<Tensor> + Send + Sync,
{
    fn name(&self) -> &'static str {
        "recompute"
    }

    fn cpu_fwd(
        &self,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (storage, layout) = self.value.storage_and_layout();
        match &*storage {
            Storage::Cpu(s) => Ok((s.try_clone(layout)?, layout.shape().clone())),
            _ => bail!("recompute: the value left the CPU"),
        }
    }

    fn cuda_fwd(
        &self,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        let (storage, layout) = self.value.storage_and_layout();
        match &*storage {
            Storage::Cuda(s) => Ok((s.try_clone(layout)?, layout.shape().clone())),
            _ => bail!("recompute: the value left the GPU"),
        }
    }

    fn bwd(
        &self,
        a: &Tensor,
        b: &Tensor,
        c: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let leaf = |t: &Tensor| -> Result<Tensor> {
            if t.track_op() { Ok(Var::from_tensor(t)?.into_inner()) } else { Ok(t.detach()) }
        };
        let leaves = [leaf(a)?, leaf(b)?, leaf(c)?];
        let value = (self.formula)([&leaves[0], &leaves[1], &leaves[2]])?;
        let mut store = super::seed(&value, grad)?.backward()?;
        let [a, b, c] = leaves.map(|t: Tensor| store.remove(&t).map(|g| g.detach()));
        Ok((a, b, c))
    }
}
