//! The clipped surrogate, shared by the losses that differ only in their divisor.
//!
//! `l = -min(min(w, delta) A, clamp(w, 1 - epsilon_low, 1 + epsilon_high) A)`
//!
//! The clamp is PPO's (arXiv 1707.06347, equation 7); two epsilons are DAPO's
//! clip-higher (arXiv 2503.14476); `delta` bounds the loss where `A < 0` and
//! `w` is large, which the clamp does not (dual clip, arXiv 1912.09729; INTELLECT-2, arXiv 2505.07291).

use candle_core::Tensor;

use super::measures::{both, mean, row_means};
use super::{Surrogate, Terms};
use crate::error::Result;

pub(super) fn surrogate(terms: &Terms) -> Result<Surrogate> {
    let config = terms.config;
    let (low, high) = (1.0 - config.epsilon_low, 1.0 + config.epsilon_high);
    let clipped = clamp(&terms.ratio, low, high)?;
    let free = match config.delta {
        Some(delta) => clamp(&terms.ratio, f64::NEG_INFINITY, delta)?,
        None => terms.ratio.clone(),
    };
    let left = free.broadcast_mul(&terms.advantages)?;
    let right = clipped.broadcast_mul(&terms.advantages)?;
    let loss = left.minimum(&right)?.neg()?;
    Ok(Surrogate { loss, measures: measures(terms, &free.detach(), low, high)? })
}

/// A clamp whose gradient is one inside and on the bounds and zero outside, as torch's;
/// candle's halves it on a bound.
pub(super) fn clamp(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
    let bounded = x.detach().clamp(low, high)?;
    Ok(x.detach().eq(&bounded)?.where_cond(x, &bounded)?)
}

/// Shares of tokens (or sequences) whose gradient the clip has cut.
fn measures(
    terms: &Terms,
    ratio: &Tensor,
    low: f64,
    high: f64,
) -> Result<Vec<(&'static str, f64)>> {
    let (a, mask, dtype) = (&terms.advantages, &terms.mask, ratio.dtype());
    let low = both(&ratio.lt(low)?.to_dtype(dtype)?, &a.lt(0.0)?.to_dtype(dtype)?)?;
    let high = both(&ratio.gt(high)?.to_dtype(dtype)?, &a.gt(0.0)?.to_dtype(dtype)?)?;
    let lowest = row_means(&low, mask)?.into_iter().reduce(f64::min);
    let highest = row_means(&high, mask)?.into_iter().reduce(f64::max);
    Ok(vec![
        ("clip_ratio/low_mean", mean(&low, mask)?),
        ("clip_ratio/high_mean", mean(&high, mask)?),
        ("clip_ratio/region_mean", mean(&(&low + &high)?, mask)?),
        ("clip_ratio/low_min", lowest.unwrap_or(0.0)),
        ("clip_ratio/high_max", highest.unwrap_or(0.0)),
    ])
}
