//! The player: its name, its counts, and the way to the thread that owns the model.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use synth_backends::{BackendError, Meter, Player, Reply, Request, Who};

use crate::clerk::{Clerk, Job, Outcome};
use crate::error::{LocalError, Result};

/// Requests of one caller that wait in the queue.
const AHEAD: usize = 64;

/// A model at work. It ends when nobody can ask it any more.
pub(crate) struct Office {
    queue: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Office {
    /// Gives a model a thread of its own.
    pub fn open(clerk: Clerk) -> Result<Self> {
        let (queue, jobs) = channel();
        let thread = Builder::new().name("local model".to_owned());
        let thread = thread.spawn(move || clerk.serve(&jobs)).map_err(LocalError::Thread)?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Puts a request into the queue. Where nobody serves it, no outcome comes.
    fn ask(&self, request: Request) -> Receiver<Outcome> {
        let (back, outcome) = sync_channel(1);
        if let Some(queue) = &self.queue {
            // A closed queue drops the job, and with it the way back.
            let _ = queue.send(Job { request, back });
        }
        outcome
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has said so.
            let _ = thread.join();
        }
    }
}

/// A model of our own in one role.
pub struct Local {
    who: Who,
    office: Arc<Office>,
    meter: Mutex<Meter>,
}

impl Local {
    pub(crate) fn new(model: String, office: Arc<Office>) -> Self {
        let who = Who { backend: "local".to_owned(), model };
        Self { who, office, meter: Mutex::default() }
    }

    fn counts(&self) -> MutexGuard<'_, Meter> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for an outcome, and counts it.
    fn ended(&self, outcome: &Receiver<Outcome>, begun: Instant) -> Outcome {
        let outcome = outcome.recv().unwrap_or_else(|_| Err(self.gone()));
        let mut counts = self.counts();
        counts.calls += 1;
        counts.milliseconds += u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &outcome {
            Err(_) => counts.failed += 1,
            Ok(reply) => {
                counts.replied += 1;
                counts.responses += reply.texts.len() as u64;
                counts.usage.prompt_tokens += reply.usage.prompt_tokens;
                counts.usage.completion_tokens += reply.usage.completion_tokens;
            }
        }
        outcome
    }

    fn gone(&self) -> BackendError {
        let why = "its thread has ended".to_owned();
        BackendError::Model { model: self.who.model.clone(), why }
    }
}

impl Player for Local {
    fn who(&self) -> &Who {
        &self.who
    }

    fn respond(
        &self,
        requests: &mut dyn Iterator<Item = Request>,
        each: &mut dyn FnMut(usize, Result<Reply, BackendError>),
    ) {
        let mut open = VecDeque::new();
        let mut requests = requests.enumerate();
        loop {
            let free = AHEAD - open.len();
            let asked = requests.by_ref().take(free);
            open.extend(asked.map(|(at, request)| (at, self.office.ask(request), Instant::now())));
            let Some((at, outcome, begun)) = open.pop_front() else { break };
            each(at, self.ended(&outcome, begun));
        }
    }

    fn meter(&self) -> Meter {
        self.counts().clone()
    }
}
