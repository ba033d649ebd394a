//! Parquet files that the `datasets` library, and every trainer that stands on
//! it, reads as it should.
//!
//! A format says which [`Column`]s it has and fills a row of [`Cell`]s for each
//! question; types, the library's footer, row groups and shards follow.

mod cells;
mod kinds;
mod shards;

pub(crate) use cells::Cell;
pub(crate) use kinds::{Column, Kind};
pub(crate) use shards::Tables;
