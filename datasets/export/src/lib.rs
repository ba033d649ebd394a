//! Writes a corpus in the form that a trainer reads.
//!
//! An export is a folder: `data/` with nothing but data, a `README.md` that says
//! how to load it, a `manifest.json` that says what it is, and a `reward.py` that
//! grades an answer exactly as synth does.
//!
//! [`export`] passes once through the corpus and hands each task to a
//! [`Format`]'s writer. Three writers serve all formats: Parquet tables, JSON Lines
//! with picture files, and tar archives; a format says which columns or keys there
//! are and what stands in them. A new format is a file in `formats/` and a line in
//! [`FORMATS`].

mod archives;
mod error;
mod folder;
mod formats;
mod instruction;
mod lines;
mod manifest;
mod options;
mod picture;
mod readme;
mod reward;
mod run;
mod sample;
mod splits;
mod tables;
mod truth;

pub use error::ExportError;
pub use formats::{FORMATS, Format, find};
pub use instruction::{Instruction, InstructionError};
pub use manifest::{DataFile, Summary};
pub use options::{MinScore, Options, Tiers};
pub use run::{Tick, export};
pub use splits::{Split, Splits, SplitsError};
