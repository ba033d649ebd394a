//! From losses of tokens to one number.
//!
//! `s` below is the sum over tokens of `l m`, `B` the rows of the micro-batch, `n` the
//! micro-batches of an optimiser step. Fully masked rows count in `B`.

use candle_core::{D, Tensor};

use super::LossConfig;
use super::ratio::at_least_one;
use crate::error::Result;

/// What the sum of a loss is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normaliser {
    /// `mean_b(s_b / max(sum_t m, 1)) / n`: each sequence weighs the same.
    Sequence,
    /// `s / max(sum m, 1) / n`: each token of the micro-batch weighs the same.
    Tokens,
    /// `s / (B L) / n`, `L` the longest completion allowed: no length bias.
    Constant,
    /// `s / N`, `N` the tokens of all micro-batches of the step.
    Window,
    /// `mean_b(s_b) / n`: a sequence weighs as much as it is long.
    Sum,
}

/// The optimiser step that a micro-batch is part of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Tokens that count, over all its micro-batches.
    pub tokens: f64,
    /// How many micro-batches it has.
    pub micro_batches: usize,
}

impl Normaliser {
    /// Sums `loss`, `(B, T)` or `(B, 1)`, under `mask: (B, T)` and divides.
    pub(super) fn apply(
        self,
        loss: &Tensor,
        mask: &Tensor,
        window: Window,
        config: &LossConfig,
    ) -> Result<Tensor> {
        let masked = loss.broadcast_mul(mask)?;
        let micro_batches = window.micro_batches.max(1) as f64;
        let rows = mask.dim(0)? as f64;
        Ok(match self {
            Self::Sequence => {
                let lengths = at_least_one(&mask.sum(D::Minus1)?)?;
                ((masked.sum(D::Minus1)? / lengths)?.mean_all()? / micro_batches)?
            }
            Self::Tokens => {
                let tokens = at_least_one(&mask.sum_all()?)?;
                ((masked.sum_all()? / tokens)? / micro_batches)?
            }
            Self::Constant => {
                let longest = config.max_completion_length as f64;
                (masked.sum_all()? / (rows * longest * micro_batches))?
            }
            Self::Window => (masked.sum_all()? / window.tokens.max(1.0))?,
            Self::Sum => (masked.sum_all()? / (rows * micro_batches))?,
        })
    }
}
