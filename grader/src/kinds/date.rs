//! A date, or a month of a year.

use std::sync::Arc;

use super::{Grade, Kind, text};
use crate::read::date::{self, Date};
use crate::truth::Verdict;

/// The kind.
pub(super) const KIND: Kind = Kind {
    name: "date",
    aliases: &["day"],
    infer: |text, _| date::read(text, true)[0].is_some(),
    build: |text, draft| match date::read(text, false) {
        // A weekday or a month alone is a word.
        [None, None] => (text::KIND.build)(text, draft),
        readings => Ok(Arc::new(Day(readings))),
    },
};

struct Day([Option<Date>; 2]);

impl Grade for Day {
    /// Where day and month could be either, the reading that is right counts.
    fn grade(&self, answer: &str) -> Verdict {
        let readings = date::read(answer, false);
        if readings[0].is_none() {
            return Verdict::wrong("no date");
        }
        // A truth that could be either is read as an American would.
        let truth = self.0[0];
        if readings.contains(&truth) {
            Verdict::right("the same date")
        } else {
            Verdict::wrong("another date")
        }
    }
}
