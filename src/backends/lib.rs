//! Whoever plays a role: servers that speak the OpenAI protocol, such as vLLM, SGLang,
//! llama.cpp and Ollama.
//!
//! # Steps
//!
//! 1. A [`Request`] is a prompt, perhaps with a picture, and how many responses are
//!    wanted.
//! 2. [`Server::ask`] gets them: a fault that may pass (a full queue, a broken line, a
//!    reply that makes no sense) is tried again, later each time; one that will not pass
//!    is told at once.
//! 3. [`Server::ask_all`] keeps so many requests in flight, takes the next only when one
//!    has ended, and yields every outcome once.
//!
//! A [`Player`] is whoever answers, for callers that wait: a server ([`Remote`]), a model
//! in this process. A [`Journal`] before either ([`Kept`]) keeps every reply as it comes,
//! and a request that was answered once is not asked again.
//!
//! What went wrong on the way is counted ([`Meter`]), never hidden, and never mistaken
//! for what a model said.

mod choice;
mod fault;
mod journal;
mod meter;
mod player;
mod protocol;
mod remote;
mod retry;
mod server;

pub use choice::{Choice, ChoiceError};
pub use fault::{BackendError, Fault};
pub use journal::{Journal, Kept, Spent};
pub use meter::Meter;
pub use player::{Player, Who, ask_one};
pub use protocol::{Finish, Reply, Request, Text, Usage};
pub use remote::Remote;
pub use retry::Patience;
pub use server::{Server, Settings};
