//! A policy whose logits are a function of the sequence, to test what drives it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use candle_core::{Device, Tensor};
use synth_model::Row;

use super::Policy;
use crate::error::Result;

pub(crate) const VOCABULARY: usize = 12;

/// Counts how it is used.
#[derive(Default)]
pub(crate) struct Hashed {
    pub prefilled: AtomicUsize,
    pub widest: AtomicUsize,
    pub steps: AtomicUsize,
    pub broken_after: Option<usize>,
}

/// The logits after a sequence.
pub(crate) fn logits(sequence: &[u32]) -> Vec<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for token in sequence {
        state = (state ^ u64::from(*token)).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(23);
    }
    let one = |at: usize| {
        let mixed = (state ^ at as u64).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed >> 40) as f32 / (1 << 24) as f32) * 6.0 - 3.0
    };
    (0..VOCABULARY).map(one).collect()
}

impl Hashed {
    fn after(&self, sequences: &[Vec<u32>]) -> Result<Tensor> {
        self.widest.fetch_max(sequences.len(), Relaxed);
        let mut all: Vec<f32> = sequences.iter().flat_map(|s| logits(s)).collect();
        if self.broken_after.is_some_and(|n| self.steps.load(Relaxed) >= n) {
            all.fill(f32::NAN);
        }
        Ok(Tensor::from_vec(all, (sequences.len(), VOCABULARY), &Device::Cpu)?)
    }
}

impl Policy for Hashed {
    type Cache = Vec<Vec<u32>>;

    fn prefill(&self, rows: &[Row]) -> Result<(Tensor, Self::Cache)> {
        self.prefilled.fetch_add(rows.len(), Relaxed);
        let cache: Vec<_> = rows.iter().map(|r| r.ids.clone()).collect();
        Ok((self.after(&cache)?, cache))
    }

    fn step(&self, ids: &[u32], cache: &mut Self::Cache) -> Result<Tensor> {
        assert_eq!(ids.len(), cache.len());
        self.steps.fetch_add(1, Relaxed);
        cache.iter_mut().zip(ids).for_each(|(sequence, id)| sequence.push(*id));
        self.after(cache)
    }

    fn select(&self, cache: &Self::Cache, rows: &[usize]) -> Result<Self::Cache> {
        Ok(rows.iter().map(|row| cache[*row].clone()).collect())
    }

    fn join(&self, first: &Self::Cache, second: &Self::Cache) -> Result<Self::Cache> {
        Ok(first.iter().chain(second).cloned().collect())
    }
}
