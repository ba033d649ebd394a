//! A model in training: what it is, how far it has come, and how it goes on.
//!
//! Everything that a step does is a function of the weights, the optimiser's state, the
//! number of steps taken and the examples it is given. So a run that was saved and
//! resumed is the run without a break, to the bit where the model computes on the CPU.

mod parts;
mod state;
mod update;

#[cfg(test)]
mod tests;

pub(crate) use parts::{cut, into};
pub use update::Report;
pub(crate) use update::{Figures, Part, Stopwatch};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Result, TrainError};
use crate::hands::Hands;
use crate::learner::Learner;
use crate::optimizer::{AdamW, AdamWConfig, Schedule};

/// How weights are moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainerConfig {
    /// Seed of all that is drawn.
    pub seed: u64,
    /// The learning rate of each update.
    pub schedule: Schedule,
    /// AdamW's constants.
    pub optimizer: AdamWConfig,
    /// The longest gradient, by global norm; longer ones are shortened to it.
    pub clip: Option<f64>,
    /// Rows of a micro-batch. Gradients of the micro-batches of an update are summed.
    pub micro_rows: usize,
}

impl Default for TrainerConfig {
    /// TRL's constants.
    fn default() -> Self {
        Self {
            seed: 0,
            schedule: Schedule::default(),
            optimizer: AdamWConfig::default(),
            clip: Some(1.0),
            micro_rows: 8,
        }
    }
}

/// A model in training.
#[derive(Debug)]
pub struct Trainer<L: Learner> {
    learner: L,
    reference: Option<L>,
    config: TrainerConfig,
    optimizer: AdamW,
    hands: Arc<Hands>,
    step: u64,
    updates: u64,
}

impl<L: Learner> Trainer<L> {
    /// Training from the start. `reference` is what the divergence is measured from;
    /// a base whose adapters are off will do.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`].
    pub fn new(learner: L, reference: Option<L>, config: TrainerConfig) -> Result<Self> {
        let bad = |name, what: &str| Err(TrainError::Setting { name, what: what.into() });
        if config.micro_rows == 0 {
            return bad("micro_rows", "must be at least one");
        }
        if config.clip.is_some_and(|clip| clip.is_nan() || clip <= 0.0) {
            return bad("clip", "must be above zero; leave it out to clip nothing");
        }
        let parameters = learner.parameters();
        if parameters.is_empty() {
            return bad(
                "trainable",
                "the model has nothing to train; load it with trained weights or select an adapter",
            );
        }
        let optimizer = AdamW::new(&parameters, config.optimizer.clone())?;
        Ok(Self {
            learner,
            reference,
            config,
            optimizer,
            hands: Arc::default(),
            step: 0,
            updates: 0,
        })
    }

    /// With hands that take its micro-batches. Each at work needs the memory of one.
    #[must_use]
    pub fn by(self, hands: Arc<Hands>) -> Self {
        Self { hands, ..self }
    }

    /// Steps taken: batches that were learnt from.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Updates of the weights; a step may take several, or none.
    pub fn updates(&self) -> u64 {
        self.updates
    }

    /// The model.
    pub fn learner(&self) -> &L {
        &self.learner
    }

    /// The settings.
    pub fn config(&self) -> &TrainerConfig {
        &self.config
    }

    /// The model, when training is over.
    pub fn into_learner(self) -> L {
        self.learner
    }

    pub(crate) fn reference(&self) -> Option<&L> {
        self.reference.as_ref()
    }

    pub(crate) fn hands(&self) -> &Hands {
        &self.hands
    }

    pub(crate) fn finish_step(&mut self) {
        self.step += 1;
    }
}
