//! A share with its 95 % interval, as exams are written down.

use serde::{Deserialize, Serialize};
use synth_benchmarks::statistics::{Accuracy, Paired};

/// A mean, or a difference of two, with its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// The interval's lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How many values.
    pub count: usize,
}

impl From<Accuracy> for Interval {
    fn from(found: Accuracy) -> Self {
        Self { mean: found.accuracy, low: found.low, high: found.high, count: found.count }
    }
}

impl From<Paired> for Interval {
    fn from(found: Paired) -> Self {
        Self { mean: found.difference, low: found.low, high: found.high, count: found.count }
    }
}
