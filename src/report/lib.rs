//! Writes a corpus, and the training run beside it, as HTML that a person looks
//! through: without a server, without a network, quick at a hundred thousand tasks.
//!
//! # Steps
//!
//! 1. [`source`] opens the corpora and reads what lies beside them: curves, exams, and
//!    what a run noted about single tasks.
//! 2. [`choose`] says which candidates are shown, and cuts them into blocks.
//! 3. [`block`] turns each block, on all cores, into one sheet of thumbnails, one chunk
//!    of details, and a piece of every column.
//! 4. [`index`] joins the columns: what the page filters and sorts by, the words that it
//!    searches, and the neighbours of each task.
//! 5. [`overview`] counts and draws; [`page`] fills in the template.
//!
//! Chunks are scripts that call one function with base64 text, since `file://` lets a
//! page load scripts and nothing else. What programs and models wrote reaches the page
//! only as text inside compressed JSON, and the page writes it with `textContent`. The
//! page's policy lets only its own script run, and what that loads.
//!
//! The report is a function of what it is made from and of [`Options`].

mod again;
mod block;
mod choose;
mod columns;
mod curves;
mod detail;
mod error;
mod exams;
mod index;
mod lines;
mod neighbours;
mod notes;
mod options;
mod overview;
mod pack;
mod page;
mod plot;
mod replay;
mod source;
mod thumb;
mod words;
mod write;

pub use again::{Again, Drawn, Proposed, TextBox};
pub use error::ReportError;
pub use options::Options;
pub use write::{Summary, write};
