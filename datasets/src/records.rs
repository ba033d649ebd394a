//! What goes into and comes out of the store beside tasks.

use std::fmt;

use synth_contracts::{Digest, Level, Task};

use crate::Lane;

/// Why a candidate did not become a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The family that made the candidate.
    pub family: String,
    /// The level it was made for.
    pub level: Level,
    /// The gate that refused it, such as `sandbox` or `duplicate`.
    pub gate: String,
    /// The gate's reason: one of a few names, fit for counting.
    pub reason: String,
    /// What happened, in a sentence.
    pub message: String,
    /// Where in the program it happened, if that is known.
    pub place: Option<String>,
    /// The task that it repeats and that stands for its cluster, if it repeats one: the
    /// id of a stored task, or path and name of one in another corpus.
    pub cluster: Option<String>,
}

/// A task with its place in the corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredTask {
    /// Its number among the tasks of the run, counted from 0.
    pub slot: u64,
    /// Which attempt at the slot it was: how many were refused before it.
    pub attempt: u64,
    /// How many candidates the corpus' run tried before this one.
    pub candidate: u64,
    /// The task's id, equal to [`Task::id`].
    pub id: Digest,
    /// The task.
    pub task: Task,
}

/// In what a task equals one that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DuplicateKind {
    /// The same family drew the same state of affairs.
    Scene,
    /// The same program, but for comments and layout.
    Program,
    /// The same pixels.
    Picture,
}

impl DuplicateKind {
    /// All, in the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::Scene, Self::Program, Self::Picture];

    /// `scene`, `program` or `picture`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scene => "scene",
            Self::Program => "program",
            Self::Picture => "picture",
        }
    }
}

/// The stored task that a new one repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DuplicateReason {
    /// In what the two are equal.
    pub kind: DuplicateKind,
    /// Id of the stored task.
    pub of: Digest,
}

impl fmt::Display for DuplicateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the same {} as task {}", self.kind.name(), self.of)
    }
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The first slot that is not filled.
    pub next_slot: u64,
    /// Candidates tried for the slots that are: accepted and rejected together.
    pub next_candidate: u64,
    /// Candidates that became tasks.
    pub accepted: u64,
    /// Candidates that a gate refused.
    pub rejected: u64,
}

impl Progress {
    /// Where a run over `lane` begins.
    pub(crate) fn start(lane: Lane) -> Self {
        Self { next_slot: lane.first, next_candidate: 0, accepted: 0, rejected: 0 }
    }

    /// Where it stands after one more slot, filled by this attempt.
    pub(crate) fn after(self, lane: Lane, attempt: u64) -> Self {
        Self {
            next_slot: self.next_slot.saturating_add(lane.step),
            next_candidate: self.next_candidate + attempt + 1,
            accepted: self.accepted + 1,
            rejected: self.rejected + attempt,
        }
    }
}

/// How often the hard question of a family has one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerCount {
    /// The family's name.
    pub family: String,
    /// The level.
    pub level: Level,
    /// The answer's kind, as in [`synth_contracts::Answer::kind`].
    pub kind: String,
    /// The answer as a person would write it.
    pub answer: String,
    /// How many tasks have it.
    pub count: u64,
}

/// How many candidates one gate refused for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelRow {
    /// The gate.
    pub gate: String,
    /// Its reason.
    pub reason: String,
    /// How many candidates.
    pub count: u64,
}

/// What became of a family's candidates at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The family's name.
    pub family: String,
    /// The level.
    pub level: Level,
    /// Candidates that became tasks.
    pub accepted: u64,
    /// Candidates that a gate refused.
    pub rejected: u64,
}
