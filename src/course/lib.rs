//! A course for the Solver, from a corpus and a model to a better model.
//!
//! # Steps
//!
//! 1. [`examples`] reads questions with pictures and truths out of a corpus; some are
//!    held out, by the hash of their scene, as in an export.
//! 2. A [`Preset`] makes a model and its processor from nothing, or a folder holds them.
//! 3. [`Course::run`] warms the model up on answers, then trains it by GRPO on the
//!    project's own grader, with an [`exam`] on what is held out before and after. It is
//!    saved as it goes, and goes on from there to the bit.

mod course;
mod desk;
mod enrol;
mod error;
pub mod evaluate;
pub mod exam;
pub mod examples;
mod interval;
mod preset;
mod settings;
mod training;

pub use course::{Course, Event, Site, Stop};
pub use desk::{Desk, Sheet};
pub use enrol::{Enrolment, enrol, is_trained_on};
pub use error::{CourseError, Result};
pub use exam::{Exam, Mark};
pub use interval::Interval;
pub use preset::{PRESETS, Preset, find};
pub use settings::{Base, Settings, Stage, differences};
pub use training::{Precision, Training};

pub use candle_core::Device;
pub use synth_model::{Gpu, LoraConfig, Place};
