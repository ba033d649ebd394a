//! A course from the library: `cargo run --release -p synth-course --example course --
//! STORE OUT [WARM-UP STEPS SECONDS]` trains the tiny preset on a corpus.

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use synth_course::examples::Choice;
use synth_course::{Base, Enrolment, Event, Site, Training, enrol};
use synth_export::Tiers;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let store = PathBuf::from(arguments.next().ok_or("which corpus?")?);
    let out = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let mut number = || arguments.next().map(|text| text.parse::<u64>()).transpose();
    let (warm_up, steps, seconds) = (number()?, number()?, number()?);
    let (families, levels, tiers) = (Vec::new(), Vec::new(), Tiers::Easy);
    let course = enrol(
        &out,
        &Enrolment {
            store,
            choice: Choice { tiers, families, levels, limit: None },
            base: Base::Preset("tiny".into()),
            training: Training::default(),
            site: Site::default(),
            seed: 0,
            warm_up,
            steps,
            loss: None,
            beta: None,
            group: None,
            rate: None,
            shuffle_grades: false,
            exam: 600,
            save_every: 100,
        },
    )?;
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
