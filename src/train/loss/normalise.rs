//! From losses of tokens to one number.
//!
//! `s` below is the sum over tokens of `l m`, `R` the rows of all micro-batches of an
//! optimiser step and `n` their number. Where all have `B` rows, `R = B n` and these are
//! TRL's divisors; where they do not, cutting a step otherwise changes nothing but `bnpo`.
//! Fully masked rows count.

use candle_core::{D, Tensor};

use super::LossConfig;
use super::ratio::at_least_one;
use crate::error::Result;

/// What the sum of a loss is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normaliser {
    /// `sum_b(s_b / max(sum_t m, 1)) / R`: each sequence weighs the same.
    Sequence,
    /// `s / max(sum m, 1) / n`: each token of the micro-batch weighs the same.
    Tokens,
    /// `s / (R L)`, `L` the longest completion allowed: no length bias.
    Constant,
    /// `s / N`, `N` the tokens of all micro-batches of the step.
    Window,
    /// `s / R`: a sequence weighs as much as it is long.
    Sum,
}

/// The optimiser step that a micro-batch is part of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Tokens that count, over all its micro-batches.
    pub tokens: f64,
    /// Rows of all its micro-batches.
    pub rows: usize,
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
        let rows = window.rows.max(1) as f64;
        Ok(match self {
            Self::Sequence => {
                let lengths = at_least_one(&mask.sum(D::Minus1)?)?;
                ((masked.sum(D::Minus1)? / lengths)?.sum_all()? / rows)?
            }
            Self::Tokens => {
                let tokens = at_least_one(&mask.sum_all()?)?;
                ((masked.sum_all()? / tokens)? / micro_batches)?
            }
            Self::Constant => {
                let longest = config.max_completion_length as f64;
                (masked.sum_all()? / (rows * longest))?
            }
            Self::Window => (masked.sum_all()? / window.tokens.max(1.0))?,
            Self::Sum => (masked.sum_all()? / rows)?,
        })
    }
}
