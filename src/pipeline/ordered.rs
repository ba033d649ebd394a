//! Work on many threads, results in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

/// Numbers handed out ahead of the one that is consumed next, per thread. It
/// bounds how many results wait for a slow one before them.
const AHEAD: u64 = 32;

/// Who works on what: the next number to hand out, the next to be consumed, and
/// whether there is still a point.
struct Desk {
    state: Mutex<State>,
    moved: Condvar,
    ahead: u64,
}

struct State {
    next: u64,
    consumed: u64,
    open: bool,
}

impl Desk {
    /// The next number to work on; waits while too many are out.
    fn take(&self) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.open && state.next >= state.consumed + self.ahead {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let number = state.next;
        state.next += 1;
        state.open.then_some(number)
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.moved.notify_all();
    }
}

/// Closes the desk when dropped, so that no worker waits for a consumer that is
/// gone.
struct Closing<'a>(&'a Desk);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.update(|state| state.open = false);
    }
}

/// Calls `make` for `start`, `start + 1`, … on `jobs` threads, and `consume` on
/// the calling thread with the results in that order, until it breaks.
pub fn ordered<T: Send, B>(
    jobs: usize,
    start: u64,
    make: impl Fn(u64) -> T + Sync,
    mut consume: impl FnMut(u64, T) -> ControlFlow<B>,
) -> Option<B> {
    let jobs = jobs.max(1);
    let desk = Desk {
        state: Mutex::new(State { next: start, consumed: start, open: true }),
        moved: Condvar::new(),
        ahead: AHEAD * jobs as u64,
    };
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let closing = Closing(&desk);
        for _ in 0..jobs {
            let (sender, desk, make) = (sender.clone(), &desk, &make);
            scope.spawn(move || {
                while let Some(number) = desk.take() {
                    if sender.send((number, make(number))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = start;
        for (number, result) in &receiver {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&due) {
                if let ControlFlow::Break(value) = consume(due, result) {
                    drop(closing);
                    return Some(value);
                }
                due += 1;
            }
            desk.update(|state| state.consumed = due);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for jobs in [1, 2, 7] {
            let mut seen = Vec::new();
            let slow = |number: u64| {
                thread::sleep(Duration::from_micros(number * 7919 % 300));
                number * 2
            };
            let last = ordered(jobs, 5, slow, |number, doubled| {
                assert_eq!(doubled, number * 2);
                seen.push(number);
                if number == 300 { ControlFlow::Break(number) } else { ControlFlow::Continue(()) }
            });
            assert_eq!(last, Some(300));
            assert_eq!(seen, (5..=300).collect::<Vec<_>>());
        }
    }
}
