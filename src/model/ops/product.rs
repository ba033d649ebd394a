//! A product with a weight, on any device and of any type, that computes no gradient that
//! nobody asks for.

use candle_core::backend::BackendStorage;
use candle_core::{CpuStorage, CudaStorage, CustomOp2, Layout, Result, Shape, Tensor};

/// `x (n, in)` times the transpose of a weight `(out, in)`.
pub struct Product;

fn product<S: BackendStorage>(s1: &S, l1: &Layout, s2: &S, l2: &Layout) -> Result<(S, Shape)> {
    let ((n, inner), (out, _)) = (l1.shape().dims2()?, l2.shape().dims2()?);
    let size = (1, n, out, inner);
    Ok((s1.matmul(s2, size, l1, &l2.transpose(0, 1)?)?, (n, out).into()))
}

impl CustomOp2 for Product {
    fn name(&self) -> &'static str {
        "product"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        product(s1, l1, s2, l2)
    }

    fn cuda_fwd(
        &self,
        s1: &CudaStorage,
        l1: &Layout,
        s2: &CudaStorage,
        l2: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        product(s1, l1, s2, l2)
    }

    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let grad = grad.contiguous()?;
        let by_x = x.track_op().then(|| grad.matmul(&weight.detach())).transpose()?;
        let by_w = weight.track_op().then(|| grad.t()?.matmul(&x.detach())).transpose()?;
        Ok((by_x, by_w))
    }
}
