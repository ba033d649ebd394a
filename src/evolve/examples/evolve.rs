//! The loop from the library: from nothing, with figures of every tenth step.

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use synth_course::exam::ALL;
use synth_evolve::{Enrolment, Event, Guests, Site, evolve};

const USAGE: &str = "evolve --out RUN [--seed N] [--iterations N] [--warm-up STEPS] \
[--role-steps P,C,S] [--role-rates P,C,S] [--tasks N] [--measured N] [--exam N] [--rewards PRESET] [--control] [--images REPOSITORY] \
[--limit-time SECONDS]";

fn main() -> Result<(), Box<dyn Error>> {
    let (asked, out, seconds) = flags(std::env::args().skip(1))?;
    let begun = Instant::now();
    let limit = seconds.map(Duration::from_secs);
    let stopped = || limit.is_some_and(|limit| begun.elapsed() >= limit);
    let site = Site { device: synth_course::Device::Cpu, slots: 2, hands: 2 };
    let mut told = |event: Event<'_>| tell(begun, &event);
    let (ended, table) = evolve(&out, &asked, &site, &Guests::default(), &stopped, &mut told)?;
    println!("{}", serde_json::to_string_pretty(&table)?);
    println!("{ended:?} after {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

fn tell(begun: Instant, event: &Event<'_>) {
    let at = begun.elapsed().as_secs_f64();
    match event {
        Event::WarmUp { step, turn, metrics } if step % 50 <= 3 => {
            println!("{at:.1} warm-up {step} {turn} loss {:.4}", metrics["loss"]);
        }
        Event::Step { iteration, role, step, metrics } if step % 4 == 0 || *step == 1 => {
            println!("{at:.1} {iteration} {} {step} {metrics:.3?}", role.name());
        }
        Event::Stage { iteration, stage } => println!("{at:.1} {iteration} {}", stage.name()),
        Event::Gain { iteration, role, gain } => {
            println!("{at:.1} {iteration} {} {gain:.3?}", role.name());
        }
        Event::Tasks { iteration, made, refused } => {
            println!("{at:.1} {iteration} tasks {made}, refused {refused}");
        }
        Event::Exam { iteration, exam, .. } => {
            let table = exam.table().unwrap_or_default();
            println!("{at:.1} {iteration} exam {:.3?} {table:.3?}", table.get(ALL));
        }
        // Nobody plays from outside here.
        Event::Played { .. } | Event::Cost { .. } => {}
        Event::WarmUp { .. } | Event::Step { .. } | Event::Nothing { .. } => {}
    }
}

/// What is asked for, where it goes, and after how many seconds it stops.
fn flags(
    mut words: impl Iterator<Item = String>,
) -> Result<(Enrolment, PathBuf, Option<u64>), Box<dyn Error>> {
    let (mut asked, mut out, mut seconds) = (Enrolment::default(), None, None);
    while let Some(flag) = words.next() {
        let mut word = || words.next().ok_or(USAGE);
        match flag.as_str() {
            "--out" => out = Some(word()?.into()),
            "--seed" => asked.seed = word()?.parse()?,
            "--iterations" => asked.iterations = Some(word()?.parse()?),
            "--warm-up" => asked.warm_up = Some(word()?.parse()?),
            "--images" => asked.images = Some(word()?.into()),
            "--tasks" => asked.tasks = Some(word()?.parse()?),
            "--measured" => asked.measured = Some(word()?.parse()?),
            "--exam" => asked.exam = Some(word()?.parse()?),
            "--rewards" => asked.rewards = word()?.parse()?,
            "--limit-time" => seconds = Some(word()?.parse()?),
            "--control" => asked.control = true,
            "--role-steps" => asked.steps = Some(three(&word()?)?),
            "--role-rates" => asked.rates = Some(three(&word()?)?),
            _ => return Err(USAGE.into()),
        }
    }
    Ok((asked, out.ok_or(USAGE)?, seconds))
}

/// Figures for Proposer, Coder and Solver, with commas between.
fn three<T: std::str::FromStr>(text: &str) -> Result<[T; 3], &'static str> {
    let all: Result<Vec<T>, _> = text.split(',').map(str::parse).collect();
    all.map_err(|_| USAGE)?.try_into().map_err(|_| USAGE)
}
