//! Work on many threads, results in order.
//!
//! Threads work on places 0, 1, 2 … ahead of the one who takes the results in that
//! order. Whoever takes a result may ask for *more* of the same place; that request
//! goes before all others, and meanwhile the other threads go on ahead.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Places handed out ahead of the one that is taken next, per thread, for work of which
/// all pieces are about as large. It bounds how many results wait for a slow one before
/// them.
pub const AHEAD: u64 = 32;

/// How often one who waits looks whether there is still a point.
const LOOK_UP: Duration = Duration::from_millis(50);

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job<H> {
    /// The place.
    pub place: u64,
    /// The default at first, then what [`Results::more`] was given.
    pub hint: H,
}

/// Who works on what.
struct Desk<H> {
    state: Mutex<State<H>>,
    moved: Condvar,
    ahead: u64,
    end: u64,
}

struct State<H> {
    urgent: VecDeque<Job<H>>,
    next: u64,
    due: u64,
    open: bool,
}

impl<H: Default> Desk<H> {
    /// The next job; waits while too many results are out.
    fn take(&self) -> Option<Job<H>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if !state.open {
                return None;
            }
            if let Some(job) = state.urgent.pop_front() {
                return Some(job);
            }
            if state.next < self.end.min(state.due.saturating_add(self.ahead)) {
                let place = state.next;
                state.next += 1;
                return Some(Job { place, hint: H::default() });
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<H> Desk<H> {
    fn update(&self, change: impl FnOnce(&mut State<H>)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.moved.notify_all();
    }
}

/// The results, in order.
pub struct Results<'a, H, T> {
    desk: &'a Desk<H>,
    receiver: Receiver<(u64, T)>,
    waiting: BTreeMap<u64, T>,
    due: u64,
}

impl<H, T> Results<'_, H, T> {
    /// The next result for the place that is due. `None` when `stopped` says so, or
    /// when there is no such place.
    pub fn next(&mut self, stopped: impl Fn() -> bool) -> Option<T> {
        loop {
            if stopped() || self.due >= self.desk.end {
                return None;
            }
            if let Some(result) = self.waiting.remove(&self.due) {
                return Some(result);
            }
            match self.receiver.recv_timeout(LOOK_UP) {
                Ok((place, result)) => {
                    self.waiting.insert(place, result);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    /// Asks for another result for the place that is due.
    pub fn more(&mut self, hint: H) {
        let job = Job { place: self.due, hint };
        self.desk.update(|state| state.urgent.push_back(job));
    }

    /// The place that is due is done with.
    pub fn done(&mut self) {
        self.due += 1;
        self.desk.update(|state| state.due += 1);
    }
}

impl<H, T> Drop for Results<'_, H, T> {
    /// So that no worker waits for a taker that is gone.
    fn drop(&mut self) {
        self.desk.update(|state| state.open = false);
    }
}

/// Who works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crew {
    /// Threads.
    pub jobs: usize,
    /// Places that may be handed out ahead, per thread.
    pub ahead: u64,
}

impl Crew {
    /// So many threads.
    pub fn of(jobs: usize) -> Self {
        Self { jobs, ahead: AHEAD }
    }
}

/// Has threads make results for the places `start … end - 1`, and hands them to `take`
/// on the calling thread.
pub fn ordered<H: Default + Send, T: Send, R>(
    crew: Crew,
    start: u64,
    end: u64,
    make: impl Fn(Job<H>) -> T + Sync,
    take: impl FnOnce(&mut Results<'_, H, T>) -> R,
) -> R {
    let jobs = crew.jobs.max(1);
    let state = State { urgent: VecDeque::new(), next: start, due: start, open: true };
    let ahead = crew.ahead.max(1) * jobs as u64;
    let desk = Desk { state: Mutex::new(state), moved: Condvar::new(), ahead, end };
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        let waiting = BTreeMap::new();
        let mut results = Results { desk: &desk, receiver, waiting, due: start };
        for _ in 0..jobs {
            let (sender, desk, make) = (sender.clone(), &desk, &make);
            scope.spawn(move || {
                while let Some(job) = desk.take() {
                    if sender.send((job.place, make(job))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        take(&mut results)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_threads() {
        for jobs in [1, 2, 7] {
            let slow = |job: Job<u64>| {
                thread::sleep(Duration::from_micros(job.place * 7919 % 300));
                (job.place, job.hint)
            };
            let seen = ordered(Crew::of(jobs), 5, 301, slow, |results| {
                let mut seen = Vec::new();
                while let Some((place, from)) = results.next(|| false) {
                    if place % 10 == 3 && from < 2 {
                        results.more(from + 1);
                    } else {
                        seen.push((place, from));
                        results.done();
                    }
                }
                seen
            });
            let expected: Vec<(u64, u64)> =
                (5..301).map(|place| (place, if place % 10 == 3 { 2 } else { 0 })).collect();
            assert_eq!(seen, expected);
        }
    }

    #[test]
    fn one_who_stops_waits_for_nobody() {
        let stopped = ordered(
            Crew::of(2),
            0,
            1000,
            |job: Job<()>| job.place,
            |results| results.next(|| true),
        );
        assert_eq!(stopped, None);
    }
}
