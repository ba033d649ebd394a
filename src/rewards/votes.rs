//! What the Solver's responses to one question said.

use serde::{Deserialize, Serialize};

/// Counts of responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    /// Responses asked for.
    pub asked: u32,
    /// Responses that gave any answer.
    pub valid: u32,
    /// Responses that gave the commonest answer.
    pub majority: u32,
}

impl Votes {
    /// Counts; a majority is no larger than the valid ones, and those than all.
    pub fn new(asked: u32, valid: u32, majority: u32) -> Self {
        let valid = valid.min(asked);
        Self { asked, valid, majority: majority.min(valid) }
    }

    /// Share of the commonest answer among the valid ones; 0 without any.
    pub fn share_of_valid(self) -> f64 {
        share(self.majority, self.valid)
    }

    /// Share of the commonest answer among all that were asked for; 0 without any.
    pub fn share_of_asked(self) -> f64 {
        share(self.majority, self.asked)
    }
}

/// `part / whole`, or 0 where there is nothing.
pub(crate) fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// The papers' measure of a frontier: largest, 0.5, where half the votes agree.
pub(crate) fn disagreement(share: f64) -> f64 {
    share.min(1.0 - share)
}
