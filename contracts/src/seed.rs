//! Randomness that replays.
//!
//! Every random choice comes from a [`Stream`] named by a path such as
//! `(seed, family, index, "scene")`. The path is hashed into the key of a ChaCha
//! generator, so a stream depends on its name alone: not on which other streams
//! exist, which thread asks first, or which shard runs it.

use rand::RngCore;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::Digest;

/// The name of a random stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream(Digest);

impl Stream {
    /// The root stream of a run.
    pub fn root(seed: u64) -> Self {
        Self(Digest::of_parts("stream", [seed.to_le_bytes().as_slice()]))
    }

    /// The stream called `label` under this one.
    pub fn child(&self, label: &str) -> Self {
        Self(Digest::of_parts("stream", [self.0.as_bytes().as_slice(), label.as_bytes()]))
    }

    /// The `index`-th stream under this one.
    pub fn index(&self, index: u64) -> Self {
        let bytes = index.to_le_bytes();
        Self(Digest::of_parts("stream#", [self.0.as_bytes().as_slice(), bytes.as_slice()]))
    }

    /// A generator at the start of this stream.
    pub fn rng(&self) -> Rng {
        Rng(ChaCha8Rng::from_seed(*self.0.as_bytes()))
    }
}

/// A generator with the few draws that families need. The algorithms are
/// written out here, so that a new version of a library cannot change a corpus.
#[derive(Clone, Debug)]
pub struct Rng(ChaCha8Rng);

impl Rng {
    /// A whole number from `low` to `high`, both included. An empty range gives `low`.
    pub fn int(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let span = high.wrapping_sub(low) as u64;
        match span.checked_add(1) {
            Some(count) => low.wrapping_add(self.below(count) as i64),
            None => self.0.next_u64() as i64,
        }
    }

    /// A whole number from 0 to `count - 1`; 0 when `count` is 0.
    pub fn index(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { self.below(count as u64) as usize }
    }

    /// Unbiased by rejection: values past the last full multiple are redrawn.
    fn below(&mut self, count: u64) -> u64 {
        let zone = u64::MAX - u64::MAX % count;
        loop {
            let value = self.0.next_u64();
            if value < zone {
                return value % count;
            }
        }
    }

    /// A number in `[low, high)`, on a grid of 2⁵³ steps.
    pub fn real(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        low + (high - low) * unit
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.real(0.0, 1.0) < p
    }

    /// One of `items`, each as likely. `items` must not be empty.
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.index(items.len())]
    }

    /// `count` different items in random order; all of them if there are fewer.
    pub fn sample<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        self.shuffle(&mut order);
        order.into_iter().take(count).map(|index| items[index].clone()).collect()
    }

    /// Shuffles in place (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_its_name_alone() {
        let a = Stream::root(7).child("bar-chart").index(3).child("scene");
        let b = Stream::root(7).child("bar-chart").index(3).child("scene");
        assert_eq!(a.rng().int(0, 1_000_000), b.rng().int(0, 1_000_000));
        assert_ne!(a, Stream::root(7).child("bar-chart").index(4).child("scene"));
        assert_ne!(a, Stream::root(8).child("bar-chart").index(3).child("scene"));
    }

    #[test]
    fn draws_are_pinned() {
        let mut rng = Stream::root(0).rng();
        let drawn: Vec<i64> = (0..5).map(|_| rng.int(1, 100)).collect();
        assert_eq!(drawn, PINNED, "a change here changes every corpus");
    }

    const PINNED: [i64; 5] = [70, 85, 20, 60, 95];

    #[test]
    fn ranges_include_both_ends() {
        let mut rng = Stream::root(1).rng();
        let drawn: Vec<i64> = (0..200).map(|_| rng.int(-1, 1)).collect();
        for value in [-1, 0, 1] {
            assert!(drawn.contains(&value));
        }
        assert_eq!(rng.int(5, 5), 5);
        rng.int(i64::MIN, i64::MAX);
    }
}
