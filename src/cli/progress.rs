//! The progress of a run: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::pipeline::Tick;

/// How often a line is printed where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// A line that turns where it is not known how far there is to go; hidden where nobody
/// looks.
pub fn spinner(quiet: bool) -> ProgressBar {
    let hidden = quiet || !std::io::stderr().is_terminal();
    let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(None, target);
    match ProgressStyle::with_template("{spinner} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Watches a run.
pub struct Watch {
    bar: ProgressBar,
    lines: bool,
    wanted: u64,
    before: Tick,
    started: Instant,
    last_line: Instant,
}

impl Watch {
    /// A watch on a run that stands at `before` and goes to `wanted` tasks.
    pub fn new(wanted: u64, before: Tick, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let target = match quiet || !terminal {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr_with_hz(8),
        };
        let bar = ProgressBar::with_draw_target(Some(wanted), target).with_style(style());
        bar.set_position(before.accepted);
        bar.reset_eta();
        let now = Instant::now();
        let lines = !quiet && !terminal;
        Self { bar, lines, wanted, before, started: now, last_line: now }
    }

    /// Shows how far the run has come.
    pub fn tick(&mut self, now: Tick) {
        self.bar.set_position(now.accepted.min(self.wanted));
        let percent = now.accepted as f64 * 100.0 / now.tried.max(1) as f64;
        self.bar.set_message(format!("{percent:.0} % accepted"));
        if self.lines && self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            let (rate, left) = (self.rate(now), self.wanted.saturating_sub(now.accepted));
            let decimals = decimals(rate);
            say::note(format_args!(
                "{} of {} tasks, {rate:.decimals$} a second, {percent:.0} % accepted, {:.0} s left",
                now.accepted,
                self.wanted,
                left as f64 / rate.max(1e-9)
            ));
        }
    }

    /// Takes the bar away and returns seconds passed and tasks a second.
    pub fn finish(self, now: Tick) -> (f64, f64) {
        self.bar.finish_and_clear();
        (self.started.elapsed().as_secs_f64(), self.rate(now))
    }

    fn rate(&self, now: Tick) -> f64 {
        let made = now.accepted.saturating_sub(self.before.accepted) as f64;
        made / self.started.elapsed().as_secs_f64().max(1e-9)
    }
}

/// Digits behind the point of a rate that say something.
pub fn decimals(rate: f64) -> usize {
    if rate < 10.0 { 2 } else { 0 }
}

fn style() -> ProgressStyle {
    let template = "{bar:30} {human_pos}/{human_len} tasks  {per_sec}  {msg}  {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A bar for work that is counted in slots.
pub struct Steps(ProgressBar);

impl Steps {
    /// A bar of this length, if someone looks.
    pub fn new(length: u64, quiet: bool) -> Self {
        let target = match quiet || !std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr_with_hz(8),
        };
        Self(ProgressBar::with_draw_target(Some(length), target))
    }

    /// Shows how far it is.
    pub fn at(&mut self, position: u64) {
        self.0.set_position(position);
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.0.finish_and_clear();
    }
}
