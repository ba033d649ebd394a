//! Importance of a token or of a whole sequence.

use candle_core::{D, Tensor};
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// What importance is measured of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Each token: `w = exp(p - o)`. (PPO; GRPO, arXiv 2402.03300, equation 3.)
    Token,
    /// Each sequence: `w = exp(sum_t (p - o) m / max(sum_t m, 1))`, one number a row.
    /// (GSPO, arXiv 2507.18071.)
    Sequence,
}

/// Logarithm of importance: `(B, T)` or `(B, 1)` from `log_ratio` and `mask` `(B, T)`.
pub(super) fn log_importance(log_ratio: &Tensor, mask: &Tensor, level: Level) -> Result<Tensor> {
    Ok(match level {
        Level::Token => log_ratio.clone(),
        Level::Sequence => {
            let sum = (log_ratio * mask)?.sum_keepdim(D::Minus1)?;
            (sum / at_least_one(&mask.sum_keepdim(D::Minus1)?)?)?
        }
    })
}

/// `max(x, 1)` of counts, which have no gradient.
pub(super) fn at_least_one(counts: &Tensor) -> Result<Tensor> {
    Ok(counts.maximum(&counts.ones_like()?)?)
}
