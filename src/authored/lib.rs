//! Tasks that models write.
//!
//! # Steps
//!
//! 1. A candidate gets an [`Assignment`], a topic and a kind of picture, or a concept
//!    that a task family proposed.
//! 2. The Proposer describes a picture and asks two questions about it; the Coder sees
//!    the description alone and writes a program.
//! 3. The program runs in the sandbox, and the verifier looks at what it drew ([`look`]).
//! 4. The Solver answers both questions from the picture. What most of its responses say
//!    must be what the author says. Then it answers without the picture, and must not
//!    find the same ([`Poll`]).
//!
//! Two witnesses who cannot see each other's work stand for each answer: the author, who
//! knows what was to be drawn, and the Solver, who sees what was. That is less than a
//! proof, and the task says how much less (its score `confidence`).
//!
//! # Whose fault
//!
//! What models do wrong is a [`Refusal`] with a gate and a reason. What servers, the
//! sandbox or the disk do wrong is a [`Fault`]; it costs no candidate. A candidate is a
//! function of its stream and of what the models say.

mod ask;
mod assign;
mod author;
mod fault;
pub mod gate;
mod look;
mod poll;
mod rules;

pub use assign::{Assignment, counts, lists};
pub use author::{Author, Candidate, Cast, Drafted, FAMILY, Made};
pub use fault::Fault;
pub use gate::Refusal;
pub use look::{Seen, look};
pub use poll::{Poll, level};
pub use rules::{Band, Rules, Votes};
