//! The task store: a corpus is one folder with one SQLite file, readable with
//! plain `sqlite3` (`SCHEMA.md` describes every table).
//!
//! A corpus is a function of its [`RunConfig`]: slot 0, 1, 2 … are filled in
//! order, each with the first attempt at it that passes every gate. So the store
//! keeps one promise: at any moment the file holds exactly the slots below
//! [`Progress::next_slot`], each once, with every attempt that was refused on the
//! way. A slot is written whole, in one transaction, and nothing that is written
//! is changed later. A run that was killed, or whose disk was full, goes on from
//! there and ends with the same file, byte for byte. No clock is read.
//!
//! Every slot is sealed with a hash of its rows and of the seal before it.
//! [`Store::create_or_open`] makes all seals again before it goes on, and so does
//! [`Reader::check`]: damage is found in the slot in which it lies.
//!
//! A shard of a run holds every so-many-th slot, its [`Lane`].
//!
//! [`Store`] writes, one process at a time, through a [`Batch`]. [`Reader`]
//! reads and leaves the folder as it was, also while someone writes.

mod batch;
mod check;
mod config;
mod connect;
mod decode;
mod error;
mod fault;
mod folder;
mod header;
mod lane;
mod prepared;
mod reader;
mod records;
mod schema;
mod seal;
mod store;
mod tasks;

pub use batch::Batch;
pub use check::{Checked, Flaw};
pub use config::{Difference, RunConfig};
pub use error::StoreError;
pub use folder::FILE_NAME;
pub use lane::Lane;
pub use prepared::Prepared;
pub use reader::Reader;
pub use records::{
    AnswerCount, Count, DuplicateKind, DuplicateReason, FunnelRow, Progress, Rejection, StoredTask,
};
pub use schema::{APPLICATION_ID, SCHEMA_VERSION};
pub use store::Store;
pub use tasks::Tasks;

// The samples of `tests/` name the crate as a user of it does.
#[cfg(test)]
extern crate self as synth_datasets;
