//! A model that stays as it is.

use std::sync::Arc;

use rayon::prelude::*;
use synth_course::Desk;
use synth_model::{Model, Row};
use synth_train::Hands;
use synth_train::rollout::{Completion, Prompt, Sampling, Split, generate};

use super::row;
use crate::error::Result;
use crate::player::{Ask, Draw, Player, Reply};

/// Prompts that a hand reads into memory at once.
const CHUNK: usize = 256;

/// A model that answers.
pub struct Frozen<'m> {
    pub(super) model: Model,
    pub(super) desk: &'m Desk,
    pub(super) sampling: Sampling,
    pub(super) hands: Arc<Hands>,
    pub(super) stopped: &'m (dyn Fn() -> bool + Sync),
}

impl Player for Frozen<'_> {
    fn ask(&self, round: u64, draw: Draw, asks: &[Ask]) -> Result<Vec<Vec<Reply>>> {
        let temperature = match draw {
            Draw::Sampled => self.sampling.temperature,
            Draw::Likeliest => 0.0,
        };
        let sampling = Sampling { round, temperature, ..self.sampling.clone() };
        let chunks: Vec<&[Ask]> = asks.chunks(CHUNK).collect();
        let answered = self.hands.map(chunks.len(), |at| self.chunk(chunks[at], &sampling))?;
        Ok(answered.into_iter().flatten().collect())
    }
}

impl Frozen<'_> {
    fn chunk(&self, asks: &[Ask], sampling: &Sampling) -> Result<Vec<Vec<Reply>>> {
        let rows: Vec<Row> =
            asks.par_iter().map(|ask| row(self.desk, ask)).collect::<Result<_>>()?;
        let prompt = |(ask, row): (&Ask, Row)| Prompt { row, key: ask.key, samples: ask.samples };
        let prompts: Vec<Prompt> = asks.iter().zip(rows).map(prompt).collect();
        let policy = Split::new(&self.model, &self.hands);
        let found = generate(&policy, &prompts, sampling, &mut |_| !(self.stopped)())?;
        let said = |one: &Completion| Ok(Reply::Said(self.desk.text(&one.tokens)?));
        found.iter().map(|responses| responses.iter().map(said).collect()).collect()
    }
}
