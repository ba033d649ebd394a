//! A model whose rows do not touch each other's numbers.
//!
//! Products of many rows are summed in another order than those of few, so a prompt that
//! is read in a batch has other last places than the same prompt by itself. Here every
//! prompt is read by itself. The steps after that go row by row already, as long as there
//! are no more than [`ROWS`] of them: attention sees a row's own tokens alone, and products
//! of few rows are dot products.

use candle_core::Tensor;
use synth_model::{Cache, Model, Row};
use synth_train::rollout::Policy;

/// The most rows whose products go row by row.
pub const ROWS: usize = 32;

/// See the [module](self).
pub struct Alone<'m>(pub &'m Model);

type Read = (Tensor, Cache);

impl Policy for Alone<'_> {
    type Cache = Cache;

    fn prefill(&self, rows: &[Row]) -> synth_train::Result<(Tensor, Cache)> {
        let one = |row: &Row| Policy::prefill(self.0, std::slice::from_ref(row));
        let read: Vec<Read> = rows.iter().map(one).collect::<synth_train::Result<_>>()?;
        let (logits, caches): (Vec<Tensor>, Vec<Cache>) = read.into_iter().unzip();
        Ok((Tensor::cat(&logits, 0)?, joined(caches)?))
    }

    fn step(&self, ids: &[u32], cache: &mut Cache) -> synth_train::Result<Tensor> {
        Policy::step(self.0, ids, cache)
    }

    fn select(&self, cache: &Cache, rows: &[usize]) -> synth_train::Result<Cache> {
        Policy::select(self.0, cache, rows)
    }

    fn join(&self, first: &Cache, second: &Cache) -> synth_train::Result<Cache> {
        Policy::join(self.0, first, second)
    }

    fn never(&self) -> Vec<u32> {
        Policy::never(self.0)
    }
}

/// All caches in one, neighbours first, since joining copies both.
fn joined(mut caches: Vec<Cache>) -> synth_train::Result<Cache> {
    while caches.len() > 1 {
        let pair = |pair: &[Cache]| match pair {
            [one, other] => Ok(one.join(other)?),
            one => Ok(one[0].select(&(0..one[0].rows()).collect::<Vec<_>>())?),
        };
        caches = caches.chunks(2).map(pair).collect::<synth_train::Result<_>>()?;
    }
    Ok(caches.pop().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use synth_course::{Desk, find};
    use synth_model::{Config, Load};
    use synth_processor::{Processor, Tokenizer};
    use synth_train::rollout::{Completion, Prompt, Sampling, generate};

    use super::*;

    #[test]
    fn every_number_is_the_same_to_the_bit_beside_others() {
        let preset = find("tiny").unwrap();
        let tokenizer = Tokenizer::train(["How many are red?", "a b"].into_iter(), 300).unwrap();
        let config = Config::from_json(&preset.config(&tokenizer).unwrap().to_string()).unwrap();
        let model = Model::init(&config, 5, &Load::default()).unwrap().detached().unwrap();
        let desk = Desk::new(Processor::new(preset.images(), tokenizer).unwrap());
        let prompt = |key: u64| {
            let text = "How many? ".repeat(1 + key as usize % 9);
            let row = desk.put("a prompt", text, &[]).unwrap();
            Prompt { row, key, samples: 1 + key as usize % 3 }
        };
        let prompts: Vec<Prompt> = (0..40).map(prompt).collect();
        let sampling = Sampling { max_tokens: 10, rows: ROWS, ..Sampling::default() };
        let of = |prompts: &[Prompt]| -> Vec<Vec<Completion>> {
            generate(&Alone(&model), prompts, &sampling, &mut |_| true).unwrap()
        };
        let together = of(&prompts);
        for (at, prompt) in prompts.iter().enumerate() {
            assert_eq!(of(std::slice::from_ref(prompt))[0], together[at], "{at}");
        }
    }
}
