//! Pictures that others made: where they are looked for, what is asked about them, and
//! what Searcher and Questioner are paid for.
//!
//! # Parts
//!
//! - [`Library`] is the repository as the loop uses it: read, and never written to.
//! - [`Outlook`] says what there is to look for; [`Survey`] is the capability map over it.
//! - [`Inquiry`] is a question about a picture with what the Solver says of it.
//! - [`judge`] pays what was observed.

mod inquiry;
pub mod judge;
mod library;
mod outlook;
mod settings;
mod survey;

pub(crate) use inquiry::somebody;
pub use inquiry::{Inquiry, inquire, vote};
pub use library::{Library, Shown};
pub use outlook::{DOMAINS, Domain, Outlook, SKILLS, relevance};
pub use settings::Images;
pub use survey::Survey;
