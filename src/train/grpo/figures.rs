//! Figures of a step, under TRL's names where they are TRL's figures.
//!
//! `entropy_sampled` is the mean of `-log p` over the sampled tokens: the policy's entropy
//! without a sum over the vocabulary.

use super::{Grade, GrpoConfig};
use crate::advantage::{deviation, mean};
use crate::rollout::{Completion, Finish};
use crate::run::Metrics;

/// About the answers and their grades, before anything is left out.
pub(super) fn answers(
    config: &GrpoConfig,
    answers: &[Vec<Completion>],
    grades: &[Grade],
) -> Metrics {
    let all: Vec<&Completion> = answers.iter().flatten().collect();
    let lengths: Vec<f64> = all.iter().map(|c| c.tokens.len() as f64).collect();
    let rewards: Vec<f64> = grades.iter().map(|g| g.reward).collect();
    let accuracy: Vec<f64> = grades.iter().map(|g| g.accuracy).collect();
    let cut = all.iter().filter(|c| c.finish == Finish::Length).count();
    let groups = rewards.chunks(config.group);
    let flat = groups.clone().filter(|group| deviation(group) == 0.0).count();
    let tokens: f64 = lengths.iter().sum();
    let logs: f64 = all.iter().flat_map(|c| &c.log_probs).map(|l| f64::from(*l)).sum();
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let values = [
        ("accuracy", mean(&accuracy)),
        ("reward", mean(&rewards)),
        ("reward_std", deviation(&rewards)),
        ("frac_reward_zero_std", share(flat, groups.len())),
        ("completions/mean_length", mean(&lengths)),
        ("completions/max_length", lengths.iter().copied().fold(0.0, f64::max)),
        ("completions/clipped_ratio", share(cut, all.len())),
        ("entropy_sampled", -logs / tokens.max(1.0)),
        ("tokens", tokens),
    ];
    values.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Means of figures that several micro-batches give.
#[derive(Debug, Default)]
pub(super) struct Means {
    sums: Metrics,
    counts: std::collections::BTreeMap<String, usize>,
}

impl Means {
    pub fn add(&mut self, name: &str, value: f64) {
        *self.sums.entry(name.to_owned()).or_default() += value;
        *self.counts.entry(name.to_owned()).or_default() += 1;
    }

    pub fn write(self, metrics: &mut Metrics) {
        for (name, sum) in self.sums {
            let count = self.counts.get(&name).copied().unwrap_or(1).max(1);
            metrics.insert(name, sum / count as f64);
        }
    }
}
