//! The losses of GRPO and its descendants, as functions of log-probabilities.
//!
//! All of them share one course, that of TRL 1.16 (`GRPOTrainer._compute_loss`). With
//! `p`, `o`, `r`: `(B, T)` the log-probabilities of the sampled tokens under the policy,
//! under the policy that sampled them and under the reference, `m` the mask of tokens
//! that count and `A: (B)` the advantages:
//!
//! 1. importance `w = exp(p - o)` of a token, or of a sequence ([`Level`]);
//! 2. a surrogate `l(w, A, p)`, which is what the losses differ in, one a file;
//! 3. the k3 estimate of the divergence from the reference, weighted by `beta` ([`kl`]);
//! 4. a sum over tokens and a divisor ([`Normaliser`]).
//!
//! Values at masked places never matter, not even when they are infinite.

mod bnpo;
mod cispo;
mod clip;
mod compute;
mod config;
mod dapo;
mod dr_grpo;
mod grpo;
pub mod kl;
mod luspo;
mod measures;
mod normalise;
mod ratio;
mod sapo;
mod vespo;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod properties;

pub use compute::{Batch, Output, compute};
pub use config::{LossConfig, SapoConfig, VespoConfig};
pub use normalise::{Normaliser, Window};
pub use ratio::Level;

use candle_core::Tensor;

use crate::error::{Result, TrainError};

/// One loss: a surrogate and what its sum is divided by.
#[derive(Debug)]
pub struct Loss {
    /// Its name in settings.
    pub name: &'static str,
    /// One sentence for a list of choices.
    pub about: &'static str,
    /// The divisor.
    pub normaliser: Normaliser,
    /// Loss of each token `(B, T)`, or of each sequence `(B, 1)`.
    pub(crate) surrogate: fn(&Terms) -> Result<Surrogate>,
}

/// What a surrogate is made from. Masked places hold zeros.
#[derive(Debug)]
pub(crate) struct Terms<'a> {
    /// Log-probabilities, `(B, T)`.
    pub logp: Tensor,
    /// `logp - old`, `(B, T)`.
    pub log_ratio: Tensor,
    /// Importance, `(B, T)` or `(B, 1)`.
    pub ratio: Tensor,
    /// Advantages, `(B, 1)`.
    pub advantages: Tensor,
    /// Ones and zeros, `(B, T)`.
    pub mask: Tensor,
    /// Bounds and temperatures.
    pub config: &'a LossConfig,
}

/// What a surrogate gives.
#[derive(Debug)]
pub(crate) struct Surrogate {
    /// `(B, T)` or `(B, 1)`.
    pub loss: Tensor,
    /// Figures for the log, without a graph.
    pub measures: Vec<(&'static str, f64)>,
}

/// Every loss there is.
pub static LOSSES: &[&Loss] = &[
    &grpo::LOSS,
    &dr_grpo::LOSS,
    &bnpo::LOSS,
    &dapo::LOSS,
    &cispo::LOSS,
    &sapo::LOSS,
    &luspo::LOSS,
    &vespo::LOSS,
];

/// The loss of a name.
///
/// # Errors
///
/// [`TrainError::Setting`] with the names there are.
pub fn find(name: &str) -> Result<&'static Loss> {
    LOSSES.iter().find(|loss| loss.name == name).copied().ok_or_else(|| TrainError::Setting {
        name: "loss",
        what: format!(
            "`{name}` is none of {}",
            LOSSES.iter().map(|l| l.name).collect::<Vec<_>>().join(", ")
        ),
    })
}
