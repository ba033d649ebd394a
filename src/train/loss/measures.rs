//! Figures about a batch that are logged and have no gradient, as TRL defines them.

use candle_core::{D, DType, Tensor};

use crate::error::Result;

/// A truth value for each token `(B, T)` or sequence `(B, 1)`, as ones and zeros.
pub(super) fn both(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    Ok(a.broadcast_mul(b)?)
}

/// Mean over the tokens that count; over all rows where there is one value a row.
pub(super) fn mean(x: &Tensor, mask: &Tensor) -> Result<f64> {
    if x.dim(1)? == 1 && mask.dim(1)? != 1 {
        return scalar(&x.mean_all()?);
    }
    let count = scalar(&mask.sum_all()?)?.max(1.0);
    Ok(scalar(&(x * mask)?.sum_all()?)? / count)
}

/// Mean of each row that has a token that counts.
pub(super) fn row_means(x: &Tensor, mask: &Tensor) -> Result<Vec<f64>> {
    if x.dim(1)? == 1 && mask.dim(1)? != 1 {
        return values(&x.squeeze(1)?);
    }
    let sums = values(&(x * mask)?.sum(D::Minus1)?)?;
    let counts = values(&mask.sum(D::Minus1)?)?;
    Ok(sums.iter().zip(counts).filter(|(_, n)| *n > 0.0).map(|(s, n)| s / n).collect())
}

fn values(x: &Tensor) -> Result<Vec<f64>> {
    Ok(x.detach().to_dtype(DType::F64)?.to_vec1()?)
}

pub(super) fn scalar(x: &Tensor) -> Result<f64> {
    Ok(x.detach().to_dtype(DType::F64)?.to_scalar()?)
}
