//! Graded answers, in tensors.

use std::ops::Range;

use candle_core::Tensor;

use super::{Grade, GrpoConfig, Question};
use crate::advantage::{advantages, mean};
use crate::error::Result;
use crate::learner::Learner;
use crate::loss::{Batch, Window};
use crate::order::permutation;
use crate::rollout::{Completion, Finish};
use crate::sequence::{Sequence, padded, width};
use crate::trainer::Part;

/// The answers that are learnt from, side by side.
#[derive(Debug, Default)]
pub(super) struct Experience {
    pub sequences: Vec<Sequence>,
    pub tasks: Vec<String>,
    pub advantages: Vec<f64>,
    /// Whether the answer counts.
    pub counts: Vec<bool>,
    /// Log-probabilities at sampling.
    pub sampled: Vec<Vec<f32>>,
}

impl Experience {
    /// Of the groups that the filter leaves.
    pub fn new(
        config: &GrpoConfig,
        questions: &[Question],
        answers: &[Vec<Completion>],
        grades: &[Grade],
    ) -> Result<Self> {
        let mut kept = Self::default();
        let mut rewards = Vec::new();
        let groups = grades.chunks(config.group);
        for ((question, answers), grades) in questions.iter().zip(answers).zip(groups) {
            if passes(config.filter, grades) {
                rewards.extend(grades.iter().map(|g| g.reward));
                answers.iter().for_each(|answer| kept.push(config, question, answer));
            }
        }
        kept.advantages = advantages(&rewards, config.group, config.scaling)?;
        Ok(kept)
    }

    fn push(&mut self, config: &GrpoConfig, question: &Question, answer: &Completion) {
        let completion = answer.tokens.clone();
        self.sequences.push(Sequence { prompt: question.row.clone(), completion });
        self.tasks.push(question.name.clone());
        self.counts.push(!(config.mask_truncated && answer.finish == Finish::Length));
        self.sampled.push(answer.log_probs.clone());
    }

    pub fn len(&self) -> usize {
        self.sequences.len()
    }

    pub fn part(&self, rows: Range<usize>) -> Part<'_> {
        Part { sequences: &self.sequences[rows.clone()], tasks: &self.tasks[rows] }
    }

    /// The update that these rows make together.
    pub fn window(&self, rows: Range<usize>, micro_batches: usize) -> Window {
        let counting = rows.clone().filter(|row| self.counts[*row]);
        let tokens: usize = counting.map(|row| self.sequences[row].completion.len()).sum();
        Window { tokens: tokens as f64, rows: rows.len(), micro_batches }
    }
}

/// Tensors of a micro-batch.
pub(super) struct Micro {
    pub rows: Range<usize>,
    mask: Tensor,
    advantages: Tensor,
    pub sampled: Tensor,
    old: Option<Tensor>,
    reference: Option<Tensor>,
}

impl Micro {
    /// `old`: whether the policy moves before the last update, so that its
    /// log-probabilities must be taken now.
    pub fn new<L: Learner>(
        learner: &L,
        reference: Option<&L>,
        experience: &Experience,
        rows: Range<usize>,
        config: &GrpoConfig,
        old: bool,
    ) -> Result<Self> {
        let device = learner.device();
        let sequences = &experience.sequences[rows.clone()];
        let width = width(sequences);
        let ones: Vec<Vec<f32>> = rows
            .clone()
            .map(|row| {
                let one = f32::from(u8::from(experience.counts[row]));
                vec![one; experience.sequences[row].completion.len()]
            })
            .collect();
        let grid = |rows: &[Vec<f32>]| {
            padded(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>(), width, &device)
        };
        let advantages: Vec<f32> =
            experience.advantages[rows.clone()].iter().map(|a| *a as f32).collect();
        let scale = config.sampling.scale();
        let of = |learner: &L| learner.log_probs(sequences, scale);
        let reference = reference.filter(|_| config.loss.beta != 0.0);
        Ok(Self {
            mask: grid(&ones)?,
            advantages: Tensor::new(advantages.as_slice(), &device)?,
            sampled: grid(&experience.sampled[rows.clone()])?,
            old: old.then(|| of(learner)).transpose()?,
            reference: reference.map(of).transpose()?,
            rows,
        })
    }

    pub fn batch<'a>(&'a self, logp: &'a Tensor) -> Batch<'a> {
        Batch {
            logp,
            old: self.old.as_ref(),
            reference: self.reference.as_ref(),
            mask: &self.mask,
            advantages: &self.advantages,
        }
    }

    /// How far training's log-probabilities lie from the sampler's, on average.
    pub fn gap(&self, logp: &Tensor) -> Result<f64> {
        let apart = ((logp.detach() - &self.sampled)?.abs()? * &self.mask)?;
        let tokens = self.mask.sum_all()?.to_scalar::<f32>()?.max(1.0);
        Ok(f64::from(apart.sum_all()?.to_scalar::<f32>()? / tokens))
    }
}

fn passes(filter: Option<(f64, f64)>, grades: &[Grade]) -> bool {
    let accuracy: Vec<f64> = grades.iter().map(|g| g.accuracy).collect();
    let accuracy = mean(&accuracy);
    filter.is_none_or(|(low, high)| low < accuracy && accuracy < high)
}

/// Deals grades out anew.
pub(super) fn shuffle(grades: &[Grade], seed: u64, step: u64) -> Vec<Grade> {
    // Apart from other draws of the seed, which have small rounds.
    let order = permutation(seed, u64::MAX - step, grades.len());
    order.into_iter().map(|at| grades[at]).collect()
}
