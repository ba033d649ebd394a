//! The loop that keeps rows busy.

use std::collections::VecDeque;

use candle_core::{DType, Tensor};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::draw::{Drawn, draw};
use super::{Completion, Finish, Policy, Prompt, Sampling};
use crate::error::{Result, TrainError};

/// How far sampling has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Completions that have ended.
    pub finished: usize,
    /// Completions that are wanted.
    pub wanted: usize,
    /// Tokens that were drawn.
    pub tokens: usize,
}

/// Samples `prompts[i].samples` completions of each prompt, in the order of the prompts.
/// `watch` is told the progress after each token and stops the work by returning false.
///
/// # Errors
///
/// [`TrainError::Setting`], [`TrainError::NoDistribution`] for logits that cannot be drawn
/// from, [`TrainError::Stopped`], and the model's.
pub fn generate<P: Policy>(
    policy: &P,
    prompts: &[Prompt],
    sampling: &Sampling,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Result<Vec<Vec<Completion>>> {
    sampling.check()?;
    let mut engine = Engine::new(policy, prompts, sampling);
    loop {
        engine.refill()?;
        if engine.live.is_empty() {
            break;
        }
        if !watch(engine.progress) {
            return Err(TrainError::Stopped);
        }
        engine.step()?;
    }
    watch(engine.progress);
    Ok(engine.collect())
}

/// A sample under way.
struct Live {
    prompt: usize,
    sample: usize,
    rng: ChaCha8Rng,
    so_far: Completion,
    ended: bool,
}

/// Prompts that were read and whose samples have not all begun.
struct Read<C> {
    cache: C,
    logits: Vec<Vec<f32>>,
    /// Row in the cache, prompt, sample.
    waiting: VecDeque<(usize, usize, usize)>,
}

struct Engine<'a, P: Policy> {
    policy: &'a P,
    prompts: &'a [Prompt],
    sampling: &'a Sampling,
    never: Vec<u32>,
    /// The first prompt that has not been read.
    next: usize,
    read: Option<Read<P::Cache>>,
    cache: Option<P::Cache>,
    live: Vec<Live>,
    done: Vec<(usize, usize, Completion)>,
    progress: Progress,
}

impl<'a, P: Policy> Engine<'a, P> {
    fn new(policy: &'a P, prompts: &'a [Prompt], sampling: &'a Sampling) -> Self {
        let wanted = prompts.iter().map(|p| p.samples).sum();
        Self {
            policy,
            prompts,
            sampling,
            never: policy.never(),
            next: 0,
            read: None,
            cache: None,
            live: Vec::new(),
            done: Vec::new(),
            progress: Progress { wanted, ..Progress::default() },
        }
    }

    /// Takes out rows that have ended and fills their places. Moving a cache costs about
    /// as much as a step, so it waits until a quarter of the rows have ended.
    fn refill(&mut self) -> Result<()> {
        let busy = self.live.iter().filter(|l| !l.ended).count();
        let idle = self.live.len() - busy;
        if busy > 0 && idle * 4 < self.live.len() {
            return Ok(());
        }
        self.retire(busy)?;
        while self.live.len() < self.sampling.rows && self.admit()? {}
        Ok(())
    }

    fn retire(&mut self, busy: usize) -> Result<()> {
        if busy == self.live.len() {
            return Ok(());
        }
        let rows: Vec<usize> = (0..self.live.len()).filter(|&i| !self.live[i].ended).collect();
        self.cache = match self.cache.take() {
            Some(cache) if busy > 0 => Some(self.policy.select(&cache, &rows)?),
            _ => None,
        };
        let (ended, busy) = std::mem::take(&mut self.live).into_iter().partition(|l| l.ended);
        self.live = busy;
        let ended: Vec<Live> = ended;
        self.done.extend(ended.into_iter().map(|l| (l.prompt, l.sample, l.so_far)));
        Ok(())
    }

    /// Begins samples of prompts that were read, reading more if none waits. False when
    /// nothing is left to begin.
    fn admit(&mut self) -> Result<bool> {
        let free = self.sampling.rows - self.live.len();
        let read = match self.read.take().filter(|r| !r.waiting.is_empty()) {
            Some(read) => Some(read),
            None => self.read_more(free)?,
        };
        let Some(mut read) = read else { return Ok(false) };
        let begun: Vec<_> = read.waiting.drain(..free.min(read.waiting.len())).collect();
        let rows: Vec<usize> = begun.iter().map(|(row, _, _)| *row).collect();
        let cache = self.policy.select(&read.cache, &rows)?;
        let mut fresh: Vec<Live> = begun.iter().map(|(_, p, s)| self.begin(*p, *s)).collect();
        let logits: Vec<&[f32]> = rows.iter().map(|row| read.logits[*row].as_slice()).collect();
        self.extend(&mut fresh, &logits)?;
        self.cache = Some(match self.cache.take() {
            Some(running) => self.policy.join(&running, &cache)?,
            None => cache,
        });
        self.live.append(&mut fresh);
        self.read = Some(read);
        Ok(true)
    }

    /// Reads as many prompts as it takes to fill `free` rows.
    fn read_more(&mut self, free: usize) -> Result<Option<Read<P::Cache>>> {
        let (mut waiting, mut rows) = (VecDeque::new(), Vec::new());
        while waiting.len() < free && self.next < self.prompts.len() {
            let prompt = &self.prompts[self.next];
            if prompt.samples > 0 {
                waiting.extend((0..prompt.samples).map(|s| (rows.len(), self.next, s)));
                rows.push(prompt.row.clone());
            }
            self.next += 1;
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let (logits, cache) = self.policy.prefill(&rows)?;
        Ok(Some(Read { cache, logits: plain(&logits)?, waiting }))
    }

    fn begin(&self, prompt: usize, sample: usize) -> Live {
        let rng = self.sampling.generator(self.prompts[prompt].key, sample as u64);
        let so_far =
            Completion { tokens: Vec::new(), log_probs: Vec::new(), finish: Finish::Length };
        Live { prompt, sample, rng, so_far, ended: false }
    }

    fn step(&mut self) -> Result<()> {
        let last = |l: &Live| l.so_far.tokens.last().copied().unwrap_or_default();
        let ids: Vec<u32> = self.live.iter().map(last).collect();
        let Some(cache) = self.cache.as_mut() else { return Ok(()) };
        let logits = plain(&self.policy.step(&ids, cache)?)?;
        let logits: Vec<&[f32]> = logits.iter().map(Vec::as_slice).collect();
        let mut live = std::mem::take(&mut self.live);
        let extended = self.extend(&mut live, &logits);
        self.live = live;
        extended
    }

    /// Draws the next token of each row that has not ended.
    fn extend(&mut self, live: &mut [Live], logits: &[&[f32]]) -> Result<()> {
        let (sampling, never) = (self.sampling, self.never.as_slice());
        let drawn: Vec<Option<Drawn>> = live
            .par_iter_mut()
            .zip(logits)
            .map(
                |(l, logits)| {
                    if l.ended { None } else { draw(logits, sampling, never, &mut l.rng) }
                },
            )
            .collect();
        for (l, drawn) in live.iter_mut().zip(drawn).filter(|(l, _)| !l.ended) {
            let key = self.prompts[l.prompt].key;
            let token = l.so_far.tokens.len();
            l.push(drawn.ok_or(TrainError::NoDistribution { prompt: key, token })?, sampling);
            self.progress.tokens += 1;
            self.progress.finished += usize::from(l.ended);
        }
        Ok(())
    }

    fn collect(mut self) -> Vec<Vec<Completion>> {
        self.done.sort_by_key(|(prompt, sample, _)| (*prompt, *sample));
        let mut all: Vec<Vec<Completion>> = self.prompts.iter().map(|_| Vec::new()).collect();
        self.done.into_iter().for_each(|(prompt, _, completion)| all[prompt].push(completion));
        all
    }
}

impl Live {
    fn push(&mut self, drawn: Drawn, sampling: &Sampling) {
        self.so_far.tokens.push(drawn.token);
        self.so_far.log_probs.push(drawn.log_prob);
        let stop = sampling.stop.contains(&drawn.token);
        if stop {
            self.so_far.finish = Finish::Stop;
        }
        self.ended = stop || self.so_far.tokens.len() >= sampling.max_tokens;
    }
}

fn plain(logits: &Tensor) -> Result<Vec<Vec<f32>>> {
    Ok(logits.to_dtype(DType::F32)?.to_vec2()?)
}
