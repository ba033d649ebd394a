//! The task store: a corpus is one folder with one SQLite file, readable with
//! plain `sqlite3` (`SCHEMA.md` describes every table).
//!
//! A corpus is a function of its [`RunConfig`]: candidate 0, 1, 2 … are tried in
//! order, and each ends as a task or as a rejection with a named gate and
//! reason. So the store keeps one promise: at any moment the file holds exactly
//! the candidates below [`Progress::next_candidate`], each once. Everything about
//! a candidate and the counters that include it are written in the same
//! transaction; a run that was killed, or whose disk was full, goes on from
//! there and ends with the same rows. No clock is read, so two runs with the
//! same configuration are equal row by row.
//!
//! [`Store`] writes, one process at a time, through a [`Batch`]. [`Reader`]
//! reads and leaves the folder as it was, also while someone writes.

mod batch;
mod config;
mod connect;
mod decode;
mod encode;
mod error;
mod fault;
mod folder;
mod header;
mod reader;
mod records;
mod schema;
mod store;
mod tasks;

pub use batch::Batch;
pub use config::{Difference, RunConfig};
pub use error::StoreError;
pub use folder::FILE_NAME;
pub use reader::Reader;
pub use records::{
    Count, DuplicateKind, DuplicateReason, FunnelRow, Progress, Rejection, StoredTask,
};
pub use schema::{APPLICATION_ID, SCHEMA_VERSION};
pub use store::Store;
pub use tasks::Tasks;

// The samples of `tests/` name the crate as a user of it does.
#[cfg(test)]
extern crate self as synth_datasets;
