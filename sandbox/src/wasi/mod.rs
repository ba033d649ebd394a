//! The closed world of a guest: the part of WASI preview 1 that its libraries
//! import, over a folder in memory.
//!
//! There are no host files, no environment, no arguments, no sockets, no
//! processes and no real time behind these functions. Whatever they do stays in
//! the [`State`](crate::state::State) of one instance.

mod calls;
mod errno;
mod files;
mod memory;

pub use calls::add_to;
pub use files::Files;
