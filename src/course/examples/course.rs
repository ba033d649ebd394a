//! A course from the library: the tiny preset on a corpus that is there, without a
//! sandbox to build. `--help` shows the flags, which are those of `synth train`.

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use synth_course::examples::Choice;
use synth_course::{Base, Enrolment, Event, Site, Training, enrol};
use synth_export::Tiers;

const USAGE: &str = "course --store DIR --out RUN [--seed N] [--families A,B] [--warm-up STEPS] \
[--steps STEPS] [--rate RATE] [--exam N] [--limit-time SECONDS] [--shuffle-grades]";

fn main() -> Result<(), Box<dyn Error>> {
    let (asked, out, seconds) = flags(std::env::args().skip(1))?;
    let course = enrol(&out, &asked)?;
    let begun = Instant::now();
    let limit = seconds.map(Duration::from_secs);
    let stopped = || limit.is_some_and(|limit| begun.elapsed() >= limit);
    let ended = course.run(&stopped, &mut |event| match event {
        Event::Plan(plan) => println!("{plan}"),
        Event::Exam { stage, exam } => {
            for (family, found) in exam.table().unwrap_or_default() {
                println!(
                    "{stage} {family} {:.3} [{:.3}, {:.3}]",
                    found.mean, found.low, found.high
                );
            }
        }
        Event::Step { stage, step, report } if step % 20 == 0 => {
            let figure = |name: &str| report.metrics.get(name).copied().unwrap_or(f64::NAN);
            let (loss, accuracy) = (figure("loss"), figure("accuracy"));
            println!("{stage} {step} loss {loss:.4} accuracy {accuracy:.3} {:?}", report.seconds);
        }
        Event::Step { .. } | Event::Saved(_) => {}
    })?;
    println!("{ended:?} after {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// What is asked for, where it goes, and after how many seconds it stops.
fn flags(
    mut words: impl Iterator<Item = String>,
) -> Result<(Enrolment, PathBuf, Option<u64>), Box<dyn Error>> {
    let (mut asked, mut out, mut seconds) = (nothing(), None, None);
    while let Some(flag) = words.next() {
        let mut word = || words.next().ok_or(USAGE);
        match flag.as_str() {
            "--store" => asked.store = word()?.into(),
            "--out" => out = Some(word()?.into()),
            "--seed" => asked.seed = word()?.parse()?,
            "--families" => {
                asked.choice.families = word()?.split(',').map(str::to_owned).collect();
            }
            "--warm-up" => asked.warm_up = Some(word()?.parse()?),
            "--steps" => asked.steps = Some(word()?.parse()?),
            "--rate" => asked.rate = Some(word()?.parse()?),
            "--exam" => asked.exam = Some(word()?.parse()?),
            "--limit-time" => seconds = Some(word()?.parse()?),
            "--shuffle-grades" => asked.shuffle_grades = true,
            _ => return Err(USAGE.into()),
        }
    }
    Ok((asked, out.ok_or(USAGE)?, seconds))
}

/// The preset as it is.
fn nothing() -> Enrolment {
    Enrolment {
        store: PathBuf::new(),
        choice: Choice {
            tiers: Tiers::Easy,
            families: Vec::new(),
            levels: Vec::new(),
            limit: None,
        },
        base: Base::Preset("tiny".into()),
        training: Training::default(),
        site: Site::default(),
        seed: 0,
        warm_up: None,
        steps: None,
        loss: None,
        beta: None,
        group: None,
        rate: None,
        shuffle_grades: false,
        exam: None,
        save_every: 100,
    }
}
