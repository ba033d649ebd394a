//! Exports of made-up corpora, looked at file by file. Whether the libraries read
//! them is tested in Python, in the repository's `tests/loaders`.
#![allow(clippy::unwrap_used)]

mod common;
mod content;
mod full;
mod refusals;
mod selection;
mod tables;
