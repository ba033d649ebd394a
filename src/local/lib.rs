//! A model of our own as a player: `local:FOLDER` wherever a server may stand.
//!
//! # Idea
//!
//! One thread owns the model. Whoever asks puts a request into its queue; the thread takes
//! all that wait and are sampled alike, answers them side by side, and hands the replies
//! back. While it works, the next ones gather.
//!
//! A reply is a function of the request alone: each response has a generator of its own,
//! and on the CPU in single precision the numbers that it draws from are the same to the
//! bit, whatever is answered beside it. On other devices and in other numbers
//! they may differ in the last places.
//!
//! # Parts
//!
//! - [`Shelf`] reads folders, each once, and seats a model in a role.
//! - [`Local`] is the player, the same for every caller as a server.

mod alone;
mod clerk;
mod error;
mod folder;
mod player;
mod shelf;

pub use error::{LocalError, Result};
pub use player::Local;
pub use shelf::Shelf;
