//! A finished task, as it is stored and exported.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Answer, Concept, Digest, Level, Program, canonical_json};

/// A picture ready to be looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// An RGB PNG file.
    pub png: Vec<u8>,
    /// Hash of the size and the pixels, whatever the PNG encoder did.
    pub pixels: Digest,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{}, {:?})", self.width, self.height, self.pixels)
    }
}

/// One score of the verifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// What was scored, such as `legible`.
    pub name: String,
    /// From 0 (fails) to 1 (holds everywhere).
    pub value: f64,
    /// What the score rests on, in a sentence.
    pub evidence: String,
}

/// Who wrote a program, and from what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Origin {
    /// A family of templates.
    Template {
        /// The family's name.
        family: String,
        /// The seed of the run.
        seed: u64,
        /// The place among the family's slots, counted from 0.
        index: u64,
        /// Which attempt at that place it was, counted from 0: the ones before
        /// it were refused.
        attempt: u64,
    },
    /// Models, each in a role.
    Models {
        /// The seed of the run.
        seed: u64,
        /// The slot, counted from 0.
        index: u64,
        /// Which attempt at that slot it was, counted from 0.
        attempt: u64,
        /// Where the concept comes from.
        concept: Commission,
        /// Who had a part in it, in order. Without a Solver nobody held the answers
        /// against the picture.
        parts: Vec<Part>,
    },
}

/// Where a concept comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Commission {
    /// A Proposer invented it about this topic.
    Topic {
        /// What it was to be about.
        topic: String,
        /// The kind of picture it was to be.
        kind: String,
    },
    /// A family of templates, which computed the answers.
    Family {
        /// The family's name.
        family: String,
        /// The place among the family's slots, counted from 0.
        index: u64,
    },
}

/// What a model did for a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The role, such as `coder`.
    pub role: String,
    /// Where the model was: the address of a server, or `local`.
    pub backend: String,
    /// Its name.
    pub model: String,
    /// Hash of the role's prompt before anything was filled in.
    pub prompt: Digest,
    /// What divided the logits.
    pub temperature: f64,
    /// Share of the probability that was drawn from.
    pub top_p: f64,
    /// Most tokens of a response.
    pub max_tokens: u32,
    /// Seed of the sampling; of several requests the first one's.
    pub seed: u64,
    /// Responses that were taken.
    pub responses: u32,
    /// Hash of the first request, under which a run keeps the reply.
    pub request: Digest,
}

/// Where a program was drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawn {
    /// In the sandbox, as whatever a model wrote.
    #[default]
    Sandbox,
    /// By the sandbox's renderer, but in process: only what our own families wrote.
    InProcess,
}

/// What it takes to make a task again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Who wrote the program.
    pub origin: Origin,
    /// Version of `synth` that made the task.
    pub version: String,
    /// Hash of the compiled guest that ran the program, or whose renderer drew it.
    pub guest: Digest,
    /// Where the program was drawn.
    #[serde(default)]
    pub drawn: Drawn,
    /// Longest side allowed, in pixels.
    pub max_side: u32,
}

/// A picture, its questions, their proved answers, and how all of it came to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The family's name; `authored` if no family has a part in the concept.
    pub family: String,
    /// How hard it is meant to be, or was found to be.
    pub level: Level,
    /// Caption and questions; evidence boxes in pixels of `picture`.
    pub concept: Concept,
    /// What was drawn, as the family's own typed state.
    pub scene: Value,
    /// What drew it.
    pub program: Program,
    /// The drawing.
    pub picture: Picture,
    /// Easy and hard answer of the second solver; of a task by models, what most of the
    /// Solver's responses said, or empty texts where there was no Solver.
    pub second: [Answer; 2],
    /// The verifier's scores.
    pub scores: Vec<Score>,
    /// What the program used of each limit, as JSON; null where it was drawn in process.
    pub usage: Value,
    /// How to make it again.
    pub provenance: Provenance,
}

impl Task {
    /// Hash of what was drawn: equal for two tasks of the same family about the
    /// same state of affairs, whatever their style.
    pub fn scene_digest(&self) -> Digest {
        let scene = canonical_json(&self.scene);
        Digest::of_parts("scene", [self.family.as_bytes(), scene.as_bytes()])
    }

    /// The task's name: a hash of its program, picture, questions and answers.
    /// It says nothing about the answer and does not depend on where or in
    /// which order tasks were made.
    pub fn id(&self) -> Digest {
        let concept = serde_json::to_value(&self.concept).unwrap_or(Value::Null);
        Digest::of_parts(
            "task",
            [
                self.family.as_bytes(),
                self.program.digest().as_bytes().as_slice(),
                self.picture.pixels.as_bytes().as_slice(),
                canonical_json(&concept).as_bytes(),
            ],
        )
    }
}
