//! Work that falls into pieces, done side by side.
//!
//! Products of a small model are too small to be shared: a second thread costs more than it
//! brings. So a batch goes in the pieces into which it is cut for its memory, and every
//! hand takes whole ones. What comes of a piece does not depend on the hand, and pieces are
//! put together in their order: the number of hands changes no bit of any result.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::{Result, TrainError};

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// As long as it lives, its thread works on a piece.
struct Busy;

impl Busy {
    fn begin() -> Self {
        BUSY.set(true);
        Self
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        BUSY.set(false);
    }
}

/// Threads that take pieces, each on its own; see the [module](self).
#[derive(Debug, Default)]
pub struct Hands(Vec<ThreadPool>);

impl Hands {
    /// As many. One, or none, is the thread of whoever asks, with all threads of its pool.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`], if the system has no threads to give.
    pub fn new(count: usize) -> Result<Self> {
        if count < 2 {
            return Ok(Self::default());
        }
        // A pool of one each: whatever is parallel within a piece stays with its hand.
        let pool = |_| ThreadPoolBuilder::new().num_threads(1).build();
        let pools = (0..count).map(pool).collect::<std::result::Result<_, _>>();
        let fault = |error: rayon::ThreadPoolBuildError| TrainError::Setting {
            name: "hands",
            what: format!("{count} threads cannot be had: {error}"),
        };
        Ok(Self(pools.map_err(fault)?))
    }

    /// Pieces that are worked on at a time; within one of them, one: all hands are busy.
    pub fn count(&self) -> usize {
        if BUSY.get() { 1 } else { self.0.len().max(1) }
    }

    /// What `work` makes of the pieces `0..pieces`, in their order.
    ///
    /// # Errors
    ///
    /// That of the first piece that failed; none is begun after it.
    pub fn map<R, E>(
        &self,
        pieces: usize,
        work: impl Fn(usize) -> std::result::Result<R, E> + Sync,
    ) -> std::result::Result<Vec<R>, E>
    where
        R: Send,
        E: Send,
    {
        if self.count() < 2 || pieces < 2 {
            return (0..pieces).map(work).collect();
        }
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let hand = || {
            let _busy = Busy::begin();
            let mut done = Vec::new();
            while !failed.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= pieces {
                    break;
                }
                let made = work(at);
                failed.fetch_or(made.is_err(), Ordering::Relaxed);
                done.push((at, made));
            }
            done
        };
        let mut all = thread::scope(|scope| {
            let begin = |pool: &'_ ThreadPool| pool.install(hand);
            let hands: Vec<_> =
                self.0.iter().take(pieces).map(|pool| scope.spawn(move || begin(pool))).collect();
            let ended = hands.into_iter().map(|hand| match hand.join() {
                Ok(done) => done,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            ended.flatten().collect::<Vec<_>>()
        });
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, made)| made).collect()
    }

    /// What `work` makes of each of these, in their order.
    ///
    /// # Errors
    ///
    /// Those of [`Hands::map`].
    pub fn each<T, R, E>(
        &self,
        items: &mut [T],
        work: impl Fn(&mut T) -> std::result::Result<R, E> + Sync,
    ) -> std::result::Result<Vec<R>, E>
    where
        T: Send,
        R: Send,
        E: Send,
    {
        // Nobody waits at such a lock: every piece is taken once.
        let items: Vec<Mutex<&mut T>> = items.iter_mut().map(Mutex::new).collect();
        self.map(items.len(), |at| {
            work(&mut items[at].lock().unwrap_or_else(PoisonError::into_inner))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_come_in_their_order_and_the_first_fault_is_told(
            count in 0usize..5, pieces in 0usize..40, bad in prop::collection::btree_set(0usize..60, 0..3)
        ) {
            let hands = Hands::new(count).unwrap();
            let found = hands.map(pieces, |at| if bad.contains(&at) { Err(at) } else { Ok(at * at) });
            let expected = match bad.iter().find(|at| **at < pieces) {
                Some(first) => Err(*first),
                None => Ok((0..pieces).map(|at| at * at).collect()),
            };
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_piece_is_not_cut_again() {
        let hands = Hands::new(2).unwrap();
        for _ in 0..2 {
            let within = |_| hands.map(3, |at| Ok::<_, ()>((at, hands.count())));
            assert_eq!(hands.map(2, within), Ok(vec![vec![(0, 1), (1, 1), (2, 1)]; 2]));
            assert_eq!(hands.count(), 2);
        }
    }

    #[test]
    fn a_piece_has_a_thread_of_its_own() {
        let hands = Hands::new(3).unwrap();
        let threads = hands.map(3, |_| Ok::<_, ()>(rayon::current_num_threads()));
        assert_eq!(threads, Ok(vec![1; 3]));
    }
}
