//! Worlds that a loop can run in from nothing, and those that others bring.

mod brought;
mod plain;
mod scene;

pub use brought::{Brought, TOPICS};
pub use plain::Plain;
#[cfg(test)]
pub(crate) use plain::fields;
pub use scene::{SKILLS, Scene, Wanted, domains};
