//! A model that stays as it is.

use rayon::prelude::*;
use synth_course::Desk;
use synth_model::{Model, Row};
use synth_train::rollout::{Prompt, Sampling, generate};

use super::row;
use crate::error::Result;
use crate::player::{Ask, Draw, Player, Reply};

/// Prompts that are read into memory at once.
const CHUNK: usize = 256;

/// A model that answers.
pub struct Frozen<'m> {
    pub(super) model: Model,
    pub(super) desk: &'m Desk,
    pub(super) sampling: Sampling,
    pub(super) stopped: &'m dyn Fn() -> bool,
}

impl Player for Frozen<'_> {
    fn ask(&self, round: u64, draw: Draw, asks: &[Ask]) -> Result<Vec<Vec<Reply>>> {
        let temperature = match draw {
            Draw::Sampled => self.sampling.temperature,
            Draw::Likeliest => 0.0,
        };
        let sampling = Sampling { round, temperature, ..self.sampling.clone() };
        let mut all = Vec::with_capacity(asks.len());
        for asks in asks.chunks(CHUNK) {
            let rows: Vec<Row> =
                asks.par_iter().map(|ask| row(self.desk, ask)).collect::<Result<_>>()?;
            let prompt =
                |(ask, row): (&Ask, Row)| Prompt { row, key: ask.key, samples: ask.samples };
            let prompts: Vec<Prompt> = asks.iter().zip(rows).map(prompt).collect();
            let found = generate(&self.model, &prompts, &sampling, &mut |_| !(self.stopped)())?;
            for responses in found {
                let said = responses.iter().map(|one| self.desk.text(&one.tokens).map(Reply::Said));
                all.push(said.collect::<synth_course::Result<Vec<Reply>>>()?);
            }
        }
        Ok(all)
    }
}
