//! What a run needs in memory, before it starts.
//!
//! The estimate counts tensors, not the allocator's slack: weights, gradients, moments,
//! and the larger of what training a micro-batch and what sampling keeps, since one
//! follows the other. Activations are counted from the shapes that each layer keeps for
//! its backward pass; with segments only one layer keeps them at a time.

mod count;
mod table;

pub use count::Parameters;
pub use table::available;

use synth_model::{Config, LoraConfig};

/// What is trained.
#[derive(Debug, Clone)]
pub enum Trained {
    /// All weights.
    All,
    /// Low-rank adapters, this many of them with moments.
    Adapters(LoraConfig, usize),
}

/// The run that is planned.
#[derive(Debug, Clone)]
pub struct Shape {
    /// What is trained.
    pub trained: Trained,
    /// Bytes of a number that the model computes in: 4 or 2.
    pub bytes: u64,
    /// Whether layers run as tensor operations, as on GPUs and in BF16, which keep more
    /// than the CPU's own in F32.
    pub composed: bool,
    /// Whether a second copy of what is trained is kept as the reference.
    pub reference: bool,
    /// Whether the backward pass goes by segments.
    pub segments: bool,
    /// Rows of a micro-batch.
    pub rows: u64,
    /// Tokens of the longest prompt, picture tokens included.
    pub prompt: u64,
    /// Tokens of the longest completion.
    pub completion: u64,
    /// Patches of a prompt's picture, before merging.
    pub patches: u64,
    /// Pictures of a micro-batch; a group shares its prompt's.
    pub pictures: u64,
    /// Micro-batches of an update; the gradients of one are added to the sum of those
    /// before it, so that two or more hold gradients twice.
    pub micro_batches: u64,
    /// Rows that are sampled side by side.
    pub sampled: u64,
}

/// Bytes of each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Weights, with masters in single precision where the model computes in less.
    pub weights: u64,
    /// The reference's weights.
    pub reference: u64,
    /// Gradients of what is trained.
    pub gradients: u64,
    /// The optimiser's two moments.
    pub moments: u64,
    /// What a micro-batch keeps for its backward pass, its pictures included.
    pub activations: u64,
    /// Logits of a micro-batch's completions.
    pub logits: u64,
    /// Keys and values of the rows that are sampled.
    pub cache: u64,
}

/// A run that cannot fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the run needs about {} and {} are there; {advice}\n{plan}",
    table::size(plan.peak()), table::size(*available)
)]
pub struct DoesNotFit {
    /// What it needs.
    pub plan: Plan,
    /// Bytes that are there.
    pub available: u64,
    /// The setting that would save most.
    pub advice: &'static str,
}

impl Plan {
    /// Estimates a run of a model.
    pub fn new(config: &Config, shape: &Shape) -> Self {
        let parameters = Parameters::of(config);
        let all = parameters.total();
        let trained = match &shape.trained {
            Trained::All => all,
            Trained::Adapters(lora, count) => count::adapters(config, lora) * *count as u64,
        };
        // Masters beside the numbers that are computed with, unless they are the same.
        let masters = if shape.bytes == 4 { 0 } else { 4 * trained };
        let adapters = if matches!(shape.trained, Trained::All) { 0 } else { trained };
        let weights = (all + adapters) * shape.bytes + masters;
        let reference = match &shape.trained {
            _ if !shape.reference => 0,
            Trained::All => all * shape.bytes,
            Trained::Adapters(lora, _) => 4 * count::adapters(config, lora),
        };
        Self {
            weights,
            reference,
            gradients: 4 * trained * shape.micro_batches.clamp(1, 2),
            moments: 8 * trained,
            activations: count::activations(config, shape),
            logits: count::logits(config, shape),
            cache: count::cache(config, shape),
        }
    }

    /// The most that is held at once.
    pub fn peak(&self) -> u64 {
        let held = self.weights + self.reference + self.moments;
        held + (self.gradients + self.activations + self.logits).max(self.cache)
    }

    /// Whether it fits into `available` bytes.
    ///
    /// # Errors
    ///
    /// [`DoesNotFit`], with the setting that would help most.
    pub fn check(&self, available: u64) -> Result<(), DoesNotFit> {
        if self.peak() <= available {
            return Ok(());
        }
        Err(DoesNotFit { plan: self.clone(), available, advice: self.advice() })
    }

    fn advice(&self) -> &'static str {
        let held = self.weights + self.reference + self.gradients + self.moments;
        let parts = [
            (held, "train adapters instead of all weights, or take a smaller model"),
            (self.activations, "go by segments, with fewer rows or smaller pictures a micro-batch"),
            (self.logits, "take fewer rows or shorter completions a micro-batch"),
            (self.cache, "sample fewer rows side by side or shorter completions"),
        ];
        parts.into_iter().max_by_key(|(bytes, _)| *bytes).map_or("", |(_, advice)| advice)
    }
}

#[cfg(test)]
mod tests;
