//! What the loop tells while it runs.

use synth_backends::{Meter, Spent, Who};
use synth_course::Exam;
use synth_train::run::Metrics;

use crate::folder::Stage;
use crate::role::Role;
use crate::stages::{Gain, Verdict};

/// Something happened.
pub enum Event<'e> {
    /// A step of the warm-up was taken.
    WarmUp {
        /// Which step, counted from one.
        step: u64,
        /// What it taught.
        turn: &'static str,
        /// Its figures.
        metrics: &'e Metrics,
    },
    /// A stage begins, or goes on.
    Stage {
        /// The iteration.
        iteration: u64,
        /// The stage.
        stage: Stage,
    },
    /// A step of a role's training was taken.
    Step {
        /// The iteration.
        iteration: u64,
        /// The role.
        role: Role,
        /// Which step of the stage, counted from one.
        step: u64,
        /// Its figures.
        metrics: &'e Metrics,
    },
    /// A role's reward was measured before and after its training.
    Gain {
        /// The iteration.
        iteration: u64,
        /// The role.
        role: Role,
        /// The rewards.
        gain: &'e Gain,
    },
    /// A role has nothing to learn on, and stays as it is.
    Nothing {
        /// The iteration.
        iteration: u64,
        /// The role.
        role: Role,
    },
    /// A role is played by others, and stays as it is.
    Played {
        /// The iteration.
        iteration: u64,
        /// The role.
        role: Role,
        /// The model that plays it.
        model: &'e str,
    },
    /// What a guest was asked in this sitting, and what was paid for in all.
    Cost {
        /// The role that it plays.
        role: Role,
        /// Who it is.
        who: &'e Who,
        /// This sitting's counts.
        meter: &'e Meter,
        /// Replies and tokens of all sittings.
        spent: &'e Spent,
    },
    /// Tasks were made.
    Tasks {
        /// The iteration.
        iteration: u64,
        /// How many are worth training on.
        made: usize,
        /// How many candidates were refused.
        refused: usize,
    },
    /// The Solver was examined.
    Exam {
        /// After which iteration; 0 before the first.
        iteration: u64,
        /// Its marks.
        exam: &'e Exam,
        /// What follows, after an iteration.
        verdict: Option<&'e Verdict>,
    },
}
