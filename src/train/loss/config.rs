//! Settings of a loss, with TRL's defaults.

use serde::{Deserialize, Serialize};

use super::{Level, Loss, find};
use crate::error::{Result, TrainError};

/// Which loss, and its bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LossConfig {
    /// Name of the loss.
    pub loss: String,
    /// Whether importance is a token's or a sequence's.
    pub level: Level,
    /// Weight of the divergence from the reference; zero needs no reference.
    pub beta: f64,
    /// Importance is clipped below `1 - epsilon_low`.
    pub epsilon_low: f64,
    /// Importance is clipped above `1 + epsilon_high`; a larger value than `epsilon_low`
    /// is DAPO's clip-higher. `cispo` caps importance at `epsilon_high` itself.
    pub epsilon_high: f64,
    /// Dual clip: the unclipped term's importance is capped here.
    pub delta: Option<f64>,
    /// Whether the divergence is weighted by importance, which makes its gradient
    /// unbiased away from the policy that sampled.
    pub bias_corrected_kl: bool,
    /// The constant length that `dr_grpo` divides by.
    pub max_completion_length: usize,
    /// Temperatures of `sapo`.
    pub sapo: SapoConfig,
    /// Exponents of `vespo`.
    pub vespo: VespoConfig,
}

/// Temperatures of `sapo`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SapoConfig {
    /// Where the advantage is above zero.
    pub positive: f64,
    /// Elsewhere.
    pub negative: f64,
}

/// Exponents of `vespo`'s weight `e^λ w^k e^(-λ w)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VespoConfig {
    /// `k` where the advantage is not below zero.
    pub k_positive: f64,
    /// `λ` there.
    pub lambda_positive: f64,
    /// `k` elsewhere.
    pub k_negative: f64,
    /// `λ` there.
    pub lambda_negative: f64,
}

impl Default for LossConfig {
    /// TRL 1.16: `dapo`, tokens, no reference, both clips at 0.2.
    fn default() -> Self {
        Self {
            loss: "dapo".into(),
            level: Level::Token,
            beta: 0.0,
            epsilon_low: 0.2,
            epsilon_high: 0.2,
            delta: None,
            bias_corrected_kl: false,
            max_completion_length: 256,
            sapo: SapoConfig::default(),
            vespo: VespoConfig::default(),
        }
    }
}

impl Default for SapoConfig {
    fn default() -> Self {
        Self { positive: 1.0, negative: 1.05 }
    }
}

impl Default for VespoConfig {
    fn default() -> Self {
        Self { k_positive: 2.0, lambda_positive: 3.0, k_negative: 3.0, lambda_negative: 2.0 }
    }
}

impl LossConfig {
    /// The loss that is named, once every bound has been found to make sense.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`].
    pub fn check(&self) -> Result<&'static Loss> {
        let bad = |name, what: String| Err(TrainError::Setting { name, what });
        let not_negative = [
            ("beta", self.beta),
            ("epsilon_low", self.epsilon_low),
            ("epsilon_high", self.epsilon_high),
        ];
        for (name, value) in not_negative {
            if !(value.is_finite() && value >= 0.0) {
                return bad(name, format!("{value} must be a number of at least zero"));
            }
        }
        if let Some(delta) = self.delta
            && !(delta.is_finite() && delta > 1.0)
        {
            return bad(
                "delta",
                format!("{delta} must exceed 1, and should exceed 1 + epsilon_high"),
            );
        }
        if self.max_completion_length == 0 {
            return bad("max_completion_length", "must be at least one token".into());
        }
        if !(self.sapo.positive > 0.0 && self.sapo.negative > 0.0) {
            return bad("sapo", "both temperatures must be above zero".into());
        }
        find(&self.loss)
    }
}
