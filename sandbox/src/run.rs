//! One program, one instance.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use synth_contracts::{Language, Program};
use synth_renderers::Place;
use synth_wire::{Drawn, Reply, Request, WireError};
use wasmtime::{Memory, Store, Trap};

use crate::pool::{MOST_MEMORY, Pool};
use crate::state::{Bounds, State, Stop};
use crate::{HostFault, Limits, Reason, Rejection, Rendering, Usage, Verdict};

/// Fuel after which the watchdog looks at the time: some ten milliseconds.
const LOOK_UP: u64 = 50_000_000;

/// Most bytes of a log that are kept.
const LONGEST_LOG: usize = 64 << 10;

/// Runs programs. Cheap to clone, and may be shared by any number of threads.
///
/// ```no_run
/// use synth_contracts::Program;
/// use synth_sandbox::{Limits, Sandbox};
///
/// let sandbox = Sandbox::new(2)?;
/// let program = Program::python("open('output.svg', 'w').write('<svg/>')");
/// match sandbox.run(&program, &Limits::default()) {
///     Ok(rendering) => println!("{} × {} pixels", rendering.width, rendering.height),
///     Err(verdict) => println!("{verdict}"),
/// }
/// # Ok::<(), synth_sandbox::HostFault>(())
/// ```
#[derive(Clone)]
pub struct Sandbox {
    pool: Arc<Pool>,
}

impl Sandbox {
    /// Loads the guest. At most `slots` programs run at a time; further callers
    /// wait.
    ///
    /// # Errors
    ///
    /// [`HostFault::Load`] when this machine cannot run the compiled guest.
    pub fn new(slots: usize) -> Result<Self, HostFault> {
        Pool::new(slots).map(|pool| Self { pool: Arc::new(pool) })
    }

    /// Runs `program` in an instance of its own and draws what it yields.
    ///
    /// The result depends on the program and the limits alone, as long as the
    /// watchdog does not bite.
    ///
    /// # Errors
    ///
    /// [`Verdict::Rejected`] when the program is at fault, [`Verdict::Host`] when
    /// we are.
    pub fn run(&self, program: &Program, limits: &Limits) -> Result<Rendering, Verdict> {
        if program.source.len() > limits.source_bytes {
            let message = format!(
                "the source is {} bytes long; at most {} are allowed",
                program.source.len(),
                limits.source_bytes
            );
            return Err(rejected(Reason::SourceTooLong, message, Usage::default(), limits));
        }
        let _slot = self.pool.slot();
        Run::new(&self.pool, program, limits)?.finish()
    }

    /// Runs a program that is still bytes, as it comes from a file or a model.
    ///
    /// # Errors
    ///
    /// Those of [`Sandbox::run`], and [`Reason::NotUtf8`] for bytes that are not
    /// text.
    pub fn run_bytes(
        &self,
        language: Language,
        source: &[u8],
        limits: &Limits,
    ) -> Result<Rendering, Verdict> {
        match std::str::from_utf8(source) {
            Ok(source) => self.run(&Program { language, source: source.to_owned() }, limits),
            Err(error) => {
                let at = error.valid_up_to();
                let message = format!("the source is not UTF-8 from byte {at} on");
                let text = String::from_utf8_lossy(&source[..at]);
                let verdict = rejected(Reason::NotUtf8, message, Usage::default(), limits);
                Err(verdict.at(Place::of_offset(&text, at)))
            }
        }
    }
}

fn rejected(reason: Reason, message: String, usage: Usage, limits: &Limits) -> Verdict {
    Verdict::Rejected(Box::new(Rejection {
        reason,
        message,
        place: None,
        log: String::new(),
        usage,
        limits: *limits,
    }))
}

/// The watchdog bit.
#[derive(Debug, thiserror::Error)]
#[error("the watchdog bit")]
struct Overdue;

/// An instance with its store, for the time of one program.
struct Run<'a> {
    pool: &'a Pool,
    store: Store<State>,
    limits: &'a Limits,
    request_length: u32,
}

impl<'a> Run<'a> {
    fn new(pool: &'a Pool, program: &Program, limits: &'a Limits) -> Result<Self, HostFault> {
        let request = synth_wire::encode_request(&Request {
            python: program.language == Language::Python,
            source: &program.source,
            max_side: limits.max_side,
            max_nodes: limits.nodes,
            max_image_pixels: limits.image_pixels,
        })?;
        let request_length = request.len() as u32;
        let bounds = Bounds {
            memory: limits.memory_bytes.min(MOST_MEMORY),
            log: limits.log_bytes,
            file_bytes: limits.file_bytes,
            files: limits.files,
        };
        let mut store = Store::new(&pool.engine, State::new(bounds, request));
        store.limiter(|state| state);
        store.set_fuel(limits.fuel).map_err(fault)?;
        store.fuel_async_yield_interval(Some(LOOK_UP)).map_err(fault)?;
        Ok(Self { pool, store, limits, request_length })
    }

    /// Runs the guest and reads what it leaves.
    fn finish(mut self) -> Result<Rendering, Verdict> {
        let (packed, memory) = self.call().map_err(|error| self.stopped(&error))?;
        let memory = memory.data(&self.store);
        let reply = synth_wire::decode_reply(memory, packed, self.limits.max_side)
            .map_err(HostFault::from)?;
        match reply {
            Reply::Drawn(Drawn { width, height, pixels, facts }) => {
                let rgba = pixels.within(memory).ok_or(HostFault::Reply(WireError::OutOfBounds))?;
                let (rgba, usage) = (rgba.to_vec(), self.usage());
                Ok(Rendering { width, height, rgba, facts, log: self.log(), usage })
            }
            Reply::Refused { refusal, message, place } => {
                Err(self.rejected(refusal.into(), message, place))
            }
        }
    }

    /// Makes the instance and calls it. The guest waits for nothing: it pauses only
    /// to let the watchdog look at the time.
    fn call(&mut self) -> wasmtime::Result<(u64, Memory)> {
        let deadline = Instant::now() + Duration::from_millis(self.limits.watchdog_ms);
        let Self { pool, store, request_length, .. } = self;
        let mut call = pin!(async {
            let instance = pool.guest.instantiate_async(&mut *store).await?;
            let run = instance.get_typed_func::<u32, u64>(&mut *store, "synth_run")?;
            let packed = run.call_async(&mut *store, *request_length).await?;
            let memory = instance.get_memory(&mut *store, "memory");
            memory
                .map(|memory| (packed, memory))
                .ok_or_else(|| wasmtime::Error::msg("the guest has no memory"))
        });
        loop {
            match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(ended) => return ended,
                Poll::Pending if Instant::now() < deadline => {}
                Poll::Pending => return Err(wasmtime::Error::new(Overdue)),
            }
        }
    }

    /// The verdict on an instance that did not come to its end.
    fn stopped(&self, error: &wasmtime::Error) -> Verdict {
        if let Some(stop) = error.downcast_ref::<Stop>() {
            return match stop {
                Stop::Flood(what) => {
                    self.rejected(Reason::OutputFlood, format!("the program {what}"), None)
                }
                Stop::Memory => self.out_of_memory(),
                Stop::Exit(code) => {
                    let message = format!("the program ended the process with code {code}");
                    self.rejected(Reason::NoOutput, message, None)
                }
            };
        }
        if error.is::<Overdue>() {
            return HostFault::Watchdog(self.limits.watchdog_ms).into();
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => {
                let message = format!("the program used up its {} units of fuel", self.limits.fuel);
                self.rejected(Reason::Fuel, message, None)
            }
            Some(Trap::StackOverflow) => {
                let message = "the program recursed too deep".to_owned();
                self.rejected(Reason::Stack, message, None)
            }
            Some(trap) => self.crashed(*trap),
            None => fault_ref(error).into(),
        }
    }

    fn out_of_memory(&self) -> Verdict {
        let most = self.limits.memory_bytes;
        let message = format!("the program asked for more than {most} bytes of memory");
        self.rejected(Reason::Memory, message, None)
    }

    /// A trap that no limit explains, with the guest's last words if it had any.
    fn crashed(&self, trap: Trap) -> Verdict {
        let said = self.store.data().panic.as_deref();
        let message = said.map_or_else(|| trap.to_string(), |said| format!("{trap}: {said}"));
        self.rejected(Reason::Trap, message, None)
    }

    fn rejected(&self, reason: Reason, message: String, place: Option<Place>) -> Verdict {
        let (log, usage, limits) = (self.log(), self.usage(), *self.limits);
        Verdict::Rejected(Box::new(Rejection { reason, message, place, log, usage, limits }))
    }

    fn usage(&self) -> Usage {
        let state = self.store.data();
        let left = self.store.get_fuel().unwrap_or(0);
        Usage {
            fuel: self.limits.fuel.saturating_sub(left),
            memory_bytes: state.peak_memory,
            log_bytes: state.log.len(),
            file_bytes: state.files.bytes(),
        }
    }

    /// The end of what was printed.
    fn log(&self) -> String {
        let log = &self.store.data().log;
        let start = log.len().saturating_sub(LONGEST_LOG);
        String::from_utf8_lossy(&log[start..]).into_owned()
    }
}

fn fault(error: wasmtime::Error) -> HostFault {
    fault_ref(&error)
}

fn fault_ref(error: &wasmtime::Error) -> HostFault {
    HostFault::Instance(format!("{error:#}"))
}
