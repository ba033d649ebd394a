//! Worlds that a loop can run in from nothing, and those that others bring.

mod brought;
mod plain;
mod scene;

pub use brought::{Brought, TOPICS};
#[cfg(test)]
pub(crate) use plain::fields;
pub use plain::{Plain, Taught};
pub use scene::{SKILLS, Scene, Wanted, domains};
