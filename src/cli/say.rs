//! Writing to standard output and error.

use std::fmt::Display;
use std::io::{self, Write};

use anyhow::Result;

/// Writes a line to standard output.
///
/// # Errors
///
/// When standard output is closed; see [`is_broken_pipe`].
pub fn line(text: impl Display) -> Result<()> {
    writeln!(io::stdout().lock(), "{text}")?;
    Ok(())
}

/// Writes a value as one line of JSON to standard output.
///
/// # Errors
///
/// As [`line`].
pub fn json(value: &impl serde::Serialize) -> Result<()> {
    line(serde_json::to_string(value)?)
}

/// Writes a note for people to standard error. Nobody reads it if it is closed.
pub fn note(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes an error with its causes to standard error.
pub fn error(error: &anyhow::Error) {
    note(format_args!("error: {error:#}"));
}

/// Whether the reader of standard output went away, as `head` does: no error.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
