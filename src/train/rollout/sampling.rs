//! How tokens are drawn, and what comes of it.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};
use synth_model::Row;

use crate::error::{Result, TrainError};

/// How tokens are drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sampling {
    /// Logits are divided by it; zero takes the likeliest token.
    pub temperature: f64,
    /// Draws from the likeliest tokens that together have this probability; one from all.
    pub top_p: f64,
    /// Draws from this many likeliest tokens; zero from all. It is applied before `top_p`.
    pub top_k: usize,
    /// The longest completion, in tokens.
    pub max_tokens: usize,
    /// A token that ends a completion, and belongs to it.
    pub stop: Vec<u32>,
    /// Seed of the run.
    pub seed: u64,
    /// Changes all draws, for another round over the same prompts.
    pub round: u64,
    /// Sequences that run side by side.
    pub rows: usize,
}

impl Default for Sampling {
    /// From the whole distribution, as GRPO needs.
    fn default() -> Self {
        Self {
            temperature: 1.0,
            top_p: 1.0,
            top_k: 0,
            max_tokens: 256,
            stop: Vec::new(),
            seed: 0,
            round: 0,
            rows: 64,
        }
    }
}

impl Sampling {
    pub(super) fn check(&self) -> Result<()> {
        let bad = |name, what: String| Err(TrainError::Setting { name, what });
        if !(self.temperature >= 0.0 && self.temperature.is_finite()) {
            return bad("temperature", format!("{} must be at least zero", self.temperature));
        }
        if !(self.top_p > 0.0 && self.top_p <= 1.0) {
            return bad("top_p", format!("{} must be above 0 and at most 1", self.top_p));
        }
        if self.max_tokens == 0 || self.rows == 0 {
            return bad("max_tokens, rows", "must be at least one".into());
        }
        Ok(())
    }

    /// The temperature that log-probabilities are taken at.
    pub fn scale(&self) -> f64 {
        if self.temperature == 0.0 { 1.0 } else { self.temperature }
    }

    /// The generator of one sample. Its seed is four numbers side by side, so no two
    /// samples share it.
    pub(super) fn generator(&self, prompt: u64, sample: u64) -> ChaCha8Rng {
        let mut seed = [0; 32];
        let words = [self.seed, self.round, prompt, sample];
        for (bytes, word) in seed.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        ChaCha8Rng::from_seed(seed)
    }
}

/// A prompt and how often it is answered.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// Tokens and pictures.
    pub row: Row,
    /// Names it among all prompts of the run, for its draws.
    pub key: u64,
    /// Completions that are wanted.
    pub samples: usize,
}

/// Why a completion ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// With a stop token.
    Stop,
    /// At the longest that is allowed.
    Length,
}

/// What was sampled.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Tokens, the stop token included.
    pub tokens: Vec<u32>,
    /// Log-probability of each under the sampling temperature and the whole
    /// distribution, whatever `top_k` and `top_p` have cut.
    pub log_probs: Vec<f32>,
    /// Why it ended.
    pub finish: Finish,
}
