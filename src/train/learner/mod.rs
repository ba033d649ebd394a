//! What training needs of a model.

mod model;
#[cfg(test)]
pub(crate) mod toy;

use std::path::Path;

use candle_core::{Device, Tensor, Var};
use synth_model::Gradients;

use crate::error::Result;
use crate::rollout::Policy;
use crate::sequence::Sequence;

pub use model::ModelLearner;

/// A loss as a function of the log-probabilities of completions, `(rows, width)` in F32,
/// where what stands behind a completion's end is zero.
pub type LossFn<'a> = dyn FnMut(&Tensor) -> Result<Tensor> + 'a;

/// A model that is trained. Micro-batches may be computed side by side.
pub trait Learner: Sync {
    /// What samples from it.
    type Policy: Policy<Cache: Send> + Sync;

    /// A view without a graph that shares the weights as they are now.
    ///
    /// # Errors
    ///
    /// The model's.
    fn policy(&self) -> Result<Self::Policy>;

    /// What is trained, ordered by name.
    fn parameters(&self) -> Vec<(String, Var)>;

    /// Where it lives.
    fn device(&self) -> Device;

    /// Log-probabilities of the completions' tokens, `(rows, width)` in F32, of logits
    /// divided by `temperature`. Records no graph.
    ///
    /// # Errors
    ///
    /// The model's.
    fn log_probs(&self, sequences: &[Sequence], temperature: f64) -> Result<Tensor>;

    /// The value of a loss of the same log-probabilities, and its gradients.
    ///
    /// # Errors
    ///
    /// The model's and the loss's.
    fn backward(
        &self,
        sequences: &[Sequence],
        temperature: f64,
        loss: &mut LossFn,
    ) -> Result<(f64, Gradients)>;

    /// Writes the model as others read it.
    ///
    /// # Errors
    ///
    /// The model's.
    fn save(&self, folder: &Path) -> Result<()>;
}
