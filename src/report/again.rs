//! Making candidates again: what the store does not keep, and whoever holds a sandbox
//! can tell.

use synth_contracts::{Concept, Program};

/// A line of text in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBox {
    /// The words.
    pub text: String,
    /// Left, top, right and bottom, in pixels.
    pub bbox: [f64; 4],
}

/// What a program draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// A PNG file.
    pub png: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Its lines of text.
    pub texts: Vec<TextBox>,
}

/// What was proposed in an attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// Caption, questions and answers.
    pub concept: Concept,
    /// What should draw it.
    pub program: Program,
}

/// Makes candidates again. An answer of `None` leaves a gap in the report.
pub trait Again: Sync {
    /// Runs a program in the sandbox; `None` if it draws nothing.
    fn draw(&self, program: &Program) -> Option<Drawn>;

    /// What was proposed for the slot in this attempt; `None` if that is not known.
    fn propose(&self, corpus: usize, slot: u64, attempt: u64) -> Option<Proposed>;
}
