//! One update of the weights: micro-batches, norm, clip, AdamW.

use std::time::Instant;

use candle_core::Tensor;
use synth_model::Gradients;

use super::Trainer;
use crate::error::{Result, TrainError};
use crate::learner::Learner;
use crate::optimizer::norm;
use crate::run::Metrics;
use crate::sequence::Sequence;

/// What a step has to say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Figures that depend on the run alone.
    pub metrics: Metrics,
    /// Seconds of each stage, which depend on the machine.
    pub seconds: Metrics,
}

/// A micro-batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    pub sequences: &'a [Sequence],
    /// The task that each comes from.
    pub tasks: &'a [String],
}

/// What an update did.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub loss: f64,
    pub norm: f64,
    pub scale: f64,
    pub rate: f64,
    /// What norm, clip and AdamW took.
    pub seconds: f64,
    /// Those of its micro-batches, in their order.
    pub figures: Figures,
}

impl Update {
    pub fn write(&self, metrics: &mut Metrics) {
        let values = [
            ("loss", self.loss),
            ("grad_norm", self.norm),
            ("grad_scale", self.scale),
            ("learning_rate", self.rate),
        ];
        metrics.extend(values.map(|(name, value)| (name.to_owned(), value)));
    }
}

/// A loss of a micro-batch, by its place, from log-probabilities; and figures beside it.
pub(crate) type PartLoss<'a> = dyn Fn(usize, &Tensor) -> Result<(Tensor, Figures)> + Sync + 'a;

/// Figures of a micro-batch, in the order in which they were taken.
pub(crate) type Figures = Vec<(String, f64)>;

/// What a micro-batch gives.
struct Piece {
    loss: f64,
    gradients: Gradients,
    figures: Figures,
}

impl<L: Learner> Trainer<L> {
    /// Sums the gradients of all parts and moves the weights once. Where a loss or a
    /// gradient is not finite, nothing moves.
    pub(crate) fn update(
        &mut self,
        parts: &[Part],
        temperature: f64,
        loss: &PartLoss,
    ) -> Result<Update> {
        let (mut sum, mut gradients, mut figures) = (0.0, Gradients::default(), Figures::new());
        // As many as there are hands at a time, so that no more gradients than that wait.
        let together = self.hands.count();
        for first in (0..parts.len()).step_by(together) {
            let count = together.min(parts.len() - first);
            let piece = |at: usize| self.part(first + at, &parts[first + at], temperature, loss);
            for piece in self.hands.map(count, piece)? {
                sum += piece.loss;
                gradients.add(piece.gradients)?;
                figures.extend(piece.figures);
            }
        }
        let since = Instant::now();
        let norm = norm(&gradients)?;
        if let Some(name) = norm.broken {
            let tasks = self.culprits(parts, temperature, loss)?;
            return Err(self.not_finite(format!("the gradient of {name}"), norm.total, tasks));
        }
        let (scale, rate) = (norm.clip(self.config.clip), self.config.schedule.at(self.updates));
        self.optimizer.step(&gradients, rate, scale)?;
        self.updates += 1;
        let seconds = since.elapsed().as_secs_f64();
        Ok(Update { loss: sum, norm: norm.total, scale, rate, seconds, figures })
    }

    fn part(&self, at: usize, part: &Part, temperature: f64, loss: &PartLoss) -> Result<Piece> {
        let mut figures = Figures::new();
        let mut of_part = |logp: &Tensor| {
            let (value, found) = loss(at, logp)?;
            figures = found;
            Ok(value)
        };
        let (loss, gradients) = self.learner.backward(part.sequences, temperature, &mut of_part)?;
        if !loss.is_finite() {
            return Err(self.not_finite("the loss".into(), loss, part.tasks.to_vec()));
        }
        Ok(Piece { loss, gradients, figures })
    }

    /// The tasks of the micro-batches whose own gradients are not finite; all where only
    /// their sum is not.
    fn culprits(&self, parts: &[Part], temperature: f64, loss: &PartLoss) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let piece = self.part(at, part, temperature, loss)?;
            if norm(&piece.gradients)?.broken.is_some() {
                found.extend_from_slice(part.tasks);
            }
        }
        if found.is_empty() {
            found = parts.iter().flat_map(|p| p.tasks).cloned().collect();
        }
        Ok(found)
    }

    fn not_finite(&self, what: String, value: f64, mut tasks: Vec<String>) -> TrainError {
        tasks.dedup();
        TrainError::NotFinite { step: self.step + 1, what, value, tasks }
    }
}

/// Seconds by stage.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    since: Instant,
    elsewhere: f64,
    seconds: Metrics,
}

impl Stopwatch {
    pub fn start() -> Self {
        Self { since: Instant::now(), elsewhere: 0.0, seconds: Metrics::new() }
    }

    /// Books the time since the last stage ended.
    pub fn book(&mut self, stage: &str) {
        let own = self.since.elapsed().as_secs_f64() - self.elsewhere;
        *self.seconds.entry(stage.to_owned()).or_default() += own.max(0.0);
        (self.since, self.elsewhere) = (Instant::now(), 0.0);
    }

    /// Books a part of the stage under way, measured elsewhere, under a name of its own.
    pub fn split(&mut self, stage: &str, seconds: f64) {
        *self.seconds.entry(stage.to_owned()).or_default() += seconds;
        self.elsewhere += seconds;
    }

    pub fn seconds(self) -> Metrics {
        self.seconds
    }
}
