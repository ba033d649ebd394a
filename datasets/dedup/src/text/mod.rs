//! Questions and answers in the form in which they are compared.

mod answer;
mod minhash;
mod options;
mod question;

pub use answer::normalised_answer;
pub(crate) use minhash::mix;
pub use minhash::{BANDS, Bands, bands, similar};
pub use options::{Options, split_options};
pub use question::{content_words, plain};

/// The first eight bytes of a blake3 hash over a name and parts.
pub(crate) fn key<'a>(name: &str, parts: impl IntoIterator<Item = &'a str>) -> u64 {
    let parts = parts.into_iter().map(str::as_bytes);
    let digest = synth_contracts::Digest::of_parts(name, parts);
    digest.as_bytes().iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte))
}
