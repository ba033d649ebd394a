//! The course that all losses share: importance, surrogate, divergence, divisor.

use candle_core::Tensor;

use super::measures::{mean, scalar};
use super::ratio::log_importance;
use super::{LossConfig, Terms, Window, kl};
use crate::error::{Result, TrainError};

/// Log-probabilities of one micro-batch of completions.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// Of the sampled tokens under the policy, `(B, T)`; the gradient flows here.
    pub logp: &'a Tensor,
    /// Under the policy that sampled, `(B, T)`; absent, `logp` itself without gradient.
    pub old: Option<&'a Tensor>,
    /// Under the reference, `(B, T)`; needed where `beta` is not zero.
    pub reference: Option<&'a Tensor>,
    /// Ones where a token counts, zeros elsewhere, `(B, T)`, of the type of `logp`.
    pub mask: &'a Tensor,
    /// Advantages, `(B)`, of the type of `logp`.
    pub advantages: &'a Tensor,
}

/// A loss and figures about it.
#[derive(Debug)]
pub struct Output {
    /// A scalar with a graph.
    pub loss: Tensor,
    /// Names as in TRL's log, values without a graph.
    pub measures: Vec<(&'static str, f64)>,
}

/// The loss of a micro-batch, to be summed over the micro-batches of a step.
///
/// # Errors
///
/// [`TrainError::Setting`] for settings without meaning, [`TrainError::Shape`] for tensors
/// that do not fit, and those of the tensor library.
pub fn compute(config: &LossConfig, batch: &Batch, window: Window) -> Result<Output> {
    let loss = config.check()?;
    let terms = terms(config, batch)?;
    let surrogate = (loss.surrogate)(&terms)?;
    let mut measures = surrogate.measures;
    let mut tokens = surrogate.loss;
    if config.beta != 0.0 {
        let divergence = divergence(config, batch, &terms)?;
        measures.push(("kl", mean(&divergence.detach(), &terms.mask)?));
        tokens = (divergence * config.beta)?.broadcast_add(&tokens)?;
    }
    let loss = loss.normaliser.apply(&tokens, &terms.mask, window, config)?;
    measures.push(("ratio/mean", mean(&terms.ratio.detach(), &terms.mask)?));
    measures.push(("loss", scalar(&loss)?));
    Ok(Output { loss, measures })
}

fn terms<'a>(config: &'a LossConfig, batch: &Batch) -> Result<Terms<'a>> {
    fits("mask", batch.mask, batch.logp.dims())?;
    fits("advantages", batch.advantages, &batch.logp.dims()[..1])?;
    let logp = keep(batch.logp, batch.mask)?;
    let log_ratio = match batch.old {
        Some(old) => {
            fits("old", old, batch.logp.dims())?;
            (&logp - keep(old, batch.mask)?.detach())?
        }
        None => (&logp - logp.detach())?,
    };
    let ratio = log_importance(&log_ratio, batch.mask, config.level)?.exp()?;
    let advantages = batch.advantages.unsqueeze(1)?;
    Ok(Terms { logp, log_ratio, ratio, advantages, mask: batch.mask.clone(), config })
}

fn divergence(config: &LossConfig, batch: &Batch, terms: &Terms) -> Result<Tensor> {
    let reference = batch.reference.ok_or_else(|| TrainError::Setting {
        name: "beta",
        what: "is not zero, so log-probabilities of a reference are needed".into(),
    })?;
    fits("reference", reference, batch.logp.dims())?;
    let reference = keep(reference, batch.mask)?.detach();
    let k3 = kl::k3(&(&terms.logp - reference)?)?;
    Ok(if config.bias_corrected_kl { k3.broadcast_mul(&terms.ratio)? } else { k3 })
}

/// `x` where the mask is not zero, zero elsewhere, whatever stands there.
fn keep(x: &Tensor, mask: &Tensor) -> Result<Tensor> {
    Ok(mask.ne(0.0)?.where_cond(x, &x.zeros_like()?)?)
}

fn fits(name: &str, tensor: &Tensor, expected: &[usize]) -> Result<()> {
    if tensor.dims() == expected {
        return Ok(());
    }
    Err(TrainError::Shape {
        what: "loss",
        name: name.into(),
        found: tensor.dims().to_vec(),
        expected: expected.to_vec(),
    })
}
