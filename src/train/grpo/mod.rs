//! A step of group relative policy optimisation.
//!
//! 1. Each question is answered `group` times by the policy as it is; an answer that is to
//!    be shown takes the place of the last.
//! 2. The caller grades each answer.
//! 3. Groups that are all right or all wrong are left out, if that is wanted: they teach
//!    nothing. (Online filtering; DAPO, arXiv 2503.14476, dynamic sampling.)
//! 4. Advantages within each group; see [`crate::advantage`].
//! 5. One or more updates by a loss; see [`crate::loss`].

mod experience;
mod figures;
mod step;

#[cfg(test)]
mod tests;

pub use step::{Grader, Panel};

use serde::{Deserialize, Serialize};
use synth_model::Row;

use crate::advantage::Scaling;
use crate::error::{Result, TrainError};
use crate::loss::LossConfig;
use crate::rollout::Sampling;

/// Settings of GRPO.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GrpoConfig {
    /// Answers to each question.
    pub group: usize,
    /// The loss. Its `max_completion_length` is that of `sampling`.
    pub loss: LossConfig,
    /// What differences of rewards are divided by.
    pub scaling: Scaling,
    /// Keeps only groups whose mean accuracy lies strictly between these two.
    pub filter: Option<(f64, f64)>,
    /// Whether answers that were cut off at the longest count for nothing.
    pub mask_truncated: bool,
    /// How often the answers of a step are learnt from.
    pub iterations: usize,
    /// Updates that the answers of a step are split over.
    pub mini_batches: usize,
    /// How answers are drawn. Its seed and round are the trainer's seed and step.
    pub sampling: Sampling,
    /// A control: deals the grades of a step out to its answers at random. Whatever is
    /// learnt then is not learnt from the grades.
    pub shuffle_grades: bool,
}

impl Default for GrpoConfig {
    /// TRL's group, loss and scaling; groups without differences are left out.
    fn default() -> Self {
        Self {
            group: 8,
            loss: LossConfig::default(),
            scaling: Scaling::Group,
            filter: Some((0.0, 1.0)),
            mask_truncated: false,
            iterations: 1,
            mini_batches: 1,
            sampling: Sampling::default(),
            shuffle_grades: false,
        }
    }
}

impl GrpoConfig {
    fn check(&self) -> Result<()> {
        let bad = |name, what: &str| Err(TrainError::Setting { name, what: what.into() });
        if self.group < 2 {
            return bad("group", "must be at least two: an answer is held against its group");
        }
        if self.iterations == 0 || self.mini_batches == 0 {
            return bad("iterations, mini_batches", "must be at least one");
        }
        if self.sampling.temperature == 0.0 {
            return bad("temperature", "is zero; then all answers of a group are the same");
        }
        self.loss.check().map(|_| ())
    }
}

/// A question that is trained on.
#[derive(Debug, Clone)]
pub struct Question {
    /// The task, to be named when something breaks.
    pub name: String,
    /// The prompt.
    pub row: Row,
    /// Names it among all questions, for its draws.
    pub key: u64,
    /// An answer that stands in the place of the last that is drawn: what the policy never
    /// says no reward can teach it. It weighs as much as one that was drawn. (As in LUFFY,
    /// arXiv 2504.14945, without reshaping its ratio, which is one here.)
    pub shown: Option<Vec<u32>>,
}

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grade {
    /// What is learnt from; NaN if none can be given.
    pub reward: f64,
    /// One if right, zero if wrong.
    pub accuracy: f64,
}
