//! What the index says of a task, with the reason.

use std::fmt;

/// Why a task was merged with another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// The same scene, however drawn and worded, and the same answer.
    Scene,
    /// The same program, question and answer.
    Program,
    /// The same pixels, question and answer.
    Pixels,
    /// Pictures that nothing tells apart at full size, the same question and
    /// answer.
    Picture {
        /// In how many of 256 bits the frequency hashes differ.
        frequency: u32,
        /// In how many of 256 bits the gradient hashes differ.
        gradient: u32,
        /// The largest difference between the pictures, in units of what
        /// re-encoding, resizing and the like explain: at most 1.
        excess: f32,
    },
}

impl Reason {
    /// `scene`, `program`, `pixels` or `picture`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Scene => "scene",
            Self::Program => "program",
            Self::Pixels => "pixels",
            Self::Picture { .. } => "picture",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scene => f.write_str("the same scene and answer"),
            Self::Program => f.write_str("the same program, question and answer"),
            Self::Pixels => f.write_str("the same pixels, question and answer"),
            Self::Picture { frequency, gradient, excess } => write!(
                f,
                "the same question and answer about pictures that look the same (hashes {frequency} \
                 and {gradient} bits of 256 apart, largest difference {excess:.2} of what is allowed)"
            ),
        }
    }
}

/// A merge: what the new task repeats, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// The admitted task that the new one repeats.
    pub of: u64,
    /// In what they are the same.
    pub reason: Reason,
    /// Name of the cluster: the id of the task that was admitted first, which
    /// stands for it. Since a refused task stands for nothing, a chain of small
    /// changes cannot join tasks that differ much.
    pub cluster: u64,
}

/// What becomes of a task that was shown to the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It is new, and now admitted.
    Unique,
    /// It repeats an admitted task; the index is as it was.
    Duplicate(Merge),
    /// It is new, but its picture has as many tasks as one may have; the index is
    /// as it was.
    Full {
        /// An admitted task with that picture.
        picture_of: u64,
        /// How many admitted tasks have it.
        tasks: u32,
    },
}
