//! The order in which examples come: every epoch a permutation of its own, as a function
//! of the seed and the place, so that a run goes on anywhere without a saved state.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// An endless order over `len` examples.
#[derive(Debug, Clone)]
pub struct Order {
    seed: u64,
    len: usize,
    epoch: Option<(u64, Vec<usize>)>,
}

impl Order {
    /// The order of a seed.
    pub fn new(seed: u64, len: usize) -> Self {
        Self { seed, len, epoch: None }
    }

    /// The examples at places `from..from + count`; none if there are no examples.
    pub fn take(&mut self, from: u64, count: usize) -> Vec<usize> {
        (from..from + count as u64).filter_map(|at| self.at(at)).collect()
    }

    fn at(&mut self, place: u64) -> Option<usize> {
        let epoch = place.checked_div(self.len as u64)?;
        let within = (place % self.len as u64) as usize;
        if self.epoch.as_ref().is_none_or(|(known, _)| *known != epoch) {
            self.epoch = Some((epoch, permutation(self.seed, epoch, self.len)));
        }
        self.epoch.as_ref().map(|(_, order)| order[within])
    }
}

/// Numbers below `len` in an order that `seed` and `round` decide. (Fisher and Yates.)
pub(crate) fn permutation(seed: u64, round: u64, len: usize) -> Vec<usize> {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&round.to_le_bytes());
    let mut rng = ChaCha8Rng::from_seed(key);
    let mut order: Vec<usize> = (0..len).collect();
    for last in (1..len).rev() {
        order.swap(last, below(&mut rng, last as u64 + 1) as usize);
    }
    order
}

/// A number below `end`, all equally likely: those that would wrap unevenly are redrawn.
fn below(rng: &mut impl RngCore, end: u64) -> u64 {
    let fair = u64::MAX - u64::MAX % end;
    loop {
        let drawn = rng.next_u64();
        if drawn < fair {
            return drawn % end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_epoch_holds_every_example_once(seed: u64, len in 1usize..40, epoch in 0u64..5) {
            let mut found = Order::new(seed, len).take(epoch * len as u64, len);
            found.sort_unstable();
            prop_assert_eq!(found, (0..len).collect::<Vec<_>>());
        }

        #[test]
        fn pieces_are_the_whole(seed: u64, len in 1usize..20, cut in 0usize..50) {
            let whole = Order::new(seed, len).take(0, 50);
            let mut order = Order::new(seed, len);
            let (tail, head) = (order.take(cut as u64, 50 - cut), order.take(0, cut));
            prop_assert_eq!([head, tail].concat(), whole);
        }
    }

    #[test]
    fn epochs_and_seeds_differ_and_nothing_yields_nothing() {
        let of = |seed, from| Order::new(seed, 30).take(from, 30);
        assert_ne!(of(1, 0), of(1, 30));
        assert_ne!(of(1, 0), of(2, 0));
        assert!(Order::new(1, 0).take(0, 5).is_empty());
    }
}
