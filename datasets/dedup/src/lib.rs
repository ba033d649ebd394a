//! Finds tasks that are the same, with a reason for every merge.
//!
//! A task is a picture *and* what is asked about it. Two tasks that differ in one
//! value, label, edge or colour are no duplicates: they are the pairs from which
//! most is learnt.
//!
//! # Steps
//!
//! 1. [`Signature::of`] reads off a task what identifies it: a pure function,
//!    half a millisecond, fit for many threads. It has a compact byte form.
//! 2. [`Index::admit`] is shown the signatures one by one. A task that repeats an
//!    admitted one is refused, with the reason and the task it repeats; any other
//!    is admitted.
//! 3. To go on another day, or with a second corpus, [`Index::restore`] what was
//!    admitted and admit the rest.
//!
//! ```
//! use synth_dedup::{Asked, Config, Index, NoPictures, Raster, Signature, Verdict};
//!
//! let picture = Raster::new(2, 1, 1, &[0, 255])?;
//! let of = |question| Signature::of(&picture, &[Asked::new(question, "left")]);
//! let mut index = Index::new(Config::default());
//! assert_eq!(index.admit(&of("Which side is dark?"), 1, &NoPictures)?, Verdict::Unique);
//! let again = index.admit(&of("which side is dark"), 2, &NoPictures)?;
//! assert!(matches!(again, Verdict::Duplicate(merge) if merge.of == 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arena;
mod chains;
pub mod compare;
mod index;
#[cfg(test)]
mod index_tests;
pub mod mih;
pub mod perceptual;
pub mod raster;
mod shrink;
mod signature;
pub mod text;
mod verdict;

pub use index::{Config, Index, IndexError, NoPictures, PictureFault, Pictures};
pub use raster::{Raster, RasterError};
pub use signature::{Asked, Signature, SignatureError};
pub use verdict::{Merge, Reason, Verdict};
