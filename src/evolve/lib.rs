//! The loop: Proposer, Coder and Solver trained against each other.
//!
//! # An iteration
//!
//! 1. The *Proposer* is trained against a Coder and a Solver that stay as they are.
//! 2. *Concepts* are chosen that the Coder does not always draw well.
//! 3. The *Coder* is trained on them, against a Solver that stays as it is.
//! 4. *Tasks* are proposed, drawn, looked over, voted on and filtered.
//! 5. The *Solver* is trained on them.
//! 6. An *exam* on held-out, proved questions says what that was worth; one that is
//!    certainly worse than before is rolled back.
//!
//! # Parts
//!
//! - [`Evolution`] is the schedule. Each stage is a folder that is whole or absent, so that
//!   a run that was killed goes on and ends with the same bytes.
//! - [`player`] is all it knows of models; [`players`] are models, adapters over one base,
//!   and [`Guests`] who play a role from outside and are not trained.
//! - [`judge`] pays what was observed, by a preset of rewards; every term of every
//!   candidate is logged. Who could not be judged has no reward.
//! - [`world`] holds what there is to talk about; from nothing, a world of plain boards.
//! - [`evolve`] puts all of it together.

mod control;
pub mod curriculum;
mod drawing;
mod enrol;
mod error;
mod event;
mod folder;
mod guests;
pub mod images;
pub mod judge;
mod lessons;
mod pay;
pub mod player;
pub mod players;
pub mod presets;
mod prompts;
#[cfg(test)]
mod rehearsal;
mod role;
mod schedule;
mod settings;
mod stages;
mod studio;
mod table;
mod vote;
mod warm_up;
pub mod world;

pub use drawing::{Attempt, Drawing};
pub use enrol::{Enrolment, Site, evolve};
pub use error::{EvolveError, Result};
pub use event::Event;
pub use folder::{Layout, Stage};
pub use guests::{Guest, Guests, REPLIES};
pub use images::{Images, Library};
pub use pay::Preset;
pub use prompts::Manner;
pub use role::Role;
pub use schedule::{Evolution, Parts, Stop};
pub use settings::{Ballot, Bands, Lesson, Regression, Settings};
pub use stages::{Context, Gain, Measure, Retrieved, Task, Verdict};
pub use studio::{Cell, Drawn, Shot, Studio};
pub use table::{Row, Table};
pub use vote::{Poll, Sight, Witness};
