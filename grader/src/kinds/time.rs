//! A time of day; a duration is a number with a unit.

use std::sync::Arc;

use super::{Grade, Kind, number};
use crate::read::{clock, quantity};
use crate::truth::Verdict;

/// The kind.
pub(super) const KIND: Kind = Kind {
    name: "time",
    aliases: &["clock", "time-of-day", "duration"],
    infer: |text, _| clock::read(text).is_some(),
    build: |text, draft| {
        if let Some(seconds) = read(text) {
            let tolerance = draft.tolerance.unwrap_or(0.0) * 60.0;
            return Ok(Arc::new(Time { seconds, tolerance }));
        }
        let length = quantity::read(text).ok_or("write a time such as 15:30 or 3:30 pm")?;
        let minutes = length.standard().map_or(0.0, |value| value.approx() / 60.0);
        let grade = (number::NUMBER.build)(text, draft)?;
        Ok(Arc::new(Duration { minutes, grade }))
    },
};

/// A time of day; `15.30` is one where a time is asked for.
fn read(text: &str) -> Option<u32> {
    clock::read(text).or_else(|| {
        let (hour, minute) = text.split_once('.')?;
        (minute.len() == 2).then(|| clock::read(&format!("{hour}:{minute}")))?
    })
}

struct Time {
    seconds: u32,
    tolerance: f64,
}

impl Grade for Time {
    fn grade(&self, answer: &str) -> Verdict {
        let Some(seconds) = read(answer) else { return Verdict::wrong("no time of day") };
        let apart = seconds.abs_diff(self.seconds);
        // Five past midnight is ten minutes after five to.
        let apart = apart.min(86_400 - apart);
        match apart {
            0 => Verdict::right("the same time"),
            _ if f64::from(apart) <= self.tolerance => Verdict::right("within the tolerance"),
            _ => Verdict::wrong("another time"),
        }
    }
}

struct Duration {
    minutes: f64,
    grade: Arc<dyn Grade>,
}

impl Grade for Duration {
    /// A duration may be written as `2:09`, hours and minutes.
    fn grade(&self, answer: &str) -> Verdict {
        match clock::read(answer).filter(|_| answer.contains(':')) {
            Some(seconds) if (f64::from(seconds) / 60.0 - self.minutes).abs() < 1e-9 => {
                Verdict::right("the same duration")
            }
            Some(_) => Verdict::wrong("another duration"),
            None => self.grade.grade(answer),
        }
    }
}
