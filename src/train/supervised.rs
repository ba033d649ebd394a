//! Learning from answers: cross-entropy on the completion, with the prompt masked.
//!
//! `loss = -sum(log p) / tokens`, over all answers of a step, so that every token weighs
//! the same however the step is cut into micro-batches.

use candle_core::Tensor;

use crate::error::{Result, TrainError};
use crate::learner::Learner;
use crate::sequence::Sequence;
use crate::trainer::{Part, Report, Stopwatch, Trainer, cut};

/// A prompt and the completion that is to be learnt.
#[derive(Debug, Clone)]
pub struct Example {
    /// The task, to be named when something breaks.
    pub name: String,
    /// Prompt and completion, its stop token included.
    pub sequence: Sequence,
}

impl<L: Learner> Trainer<L> {
    /// One step: all examples, one update.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] where there is no token to learn, [`TrainError::NotFinite`],
    /// and the model's.
    pub fn supervised(&mut self, examples: &[Example]) -> Result<Report> {
        let tokens: usize = examples.iter().map(|e| e.sequence.completion.len()).sum();
        if tokens == 0 {
            let what = "the batch holds no token of an answer".to_owned();
            return Err(TrainError::Setting { name: "examples", what });
        }
        let mut watch = Stopwatch::start();
        let sequences: Vec<Sequence> = examples.iter().map(|e| e.sequence.clone()).collect();
        let tasks: Vec<String> = examples.iter().map(|e| e.name.clone()).collect();
        let parts: Vec<Part> = cut(0..examples.len(), self.config().micro_rows)
            .into_iter()
            .map(|rows| Part { sequences: &sequences[rows.clone()], tasks: &tasks[rows] })
            .collect();
        let loss =
            |_: usize, logp: &Tensor| Ok(((logp.sum_all()? * (-1.0 / tokens as f64))?, Vec::new()));
        let update = self.update(&parts, 1.0, &loss)?;
        watch.split("update", update.seconds);
        watch.book("train");
        self.finish_step();
        let mut report = Report { seconds: watch.seconds(), ..Report::default() };
        update.write(&mut report.metrics);
        report.metrics.insert("perplexity".into(), libm::exp(update.loss));
        report.metrics.insert("tokens".into(), tokens as f64);
        Ok(report)
    }
}
