//! Reads tagged fields out of a response.
//!
//! A field stands between `<name>` and `</name>`. What is thought (`<think>`) is taken
//! away first, also where it was never closed; of several fields of a name the last one
//! counts, since models correct themselves forwards. Nothing inside a field is changed,
//! but for the white space around it.

/// Why a response was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A field is not there, or never closed.
    #[error("there is no <{0}>…</{0}>")]
    Missing(&'static str),
    /// A field holds nothing.
    #[error("<{0}> is empty")]
    Empty(&'static str),
    /// A field is longer than anything sensible.
    #[error("<{name}> has {found} characters; at most {most} are read")]
    TooLong {
        /// The field.
        name: &'static str,
        /// Its length.
        found: usize,
        /// The most.
        most: usize,
    },
    /// A field that holds an end tag: it was closed twice, or fields run into each other.
    #[error("<{0}> holds an end tag")]
    Tagged(&'static str),
    /// More than what was asked for.
    #[error("something stands behind </{0}>, where the response should end")]
    Behind(&'static str),
    /// An answer that nothing could be held against.
    #[error("<{name}> cannot be graded: {why}")]
    Answer {
        /// The field.
        name: &'static str,
        /// Why.
        why: String,
    },
    /// No program.
    #[error("there is no program: neither a fenced block nor an <svg> element")]
    NoProgram,
    /// A program that was cut off.
    #[error("the program is cut off: its {0} is never closed")]
    Cut(&'static str),
}

/// The response without what was thought.
pub(crate) fn spoken(response: &str) -> &str {
    const CLOSE: &str = "</think>";
    match response.rfind(CLOSE) {
        Some(at) => &response[at + CLOSE.len()..],
        // Thoughts that never end are all there is.
        None => response.find("<think>").map_or(response, |at| &response[..at]),
    }
}

/// The last field of this name.
pub(crate) fn field<'r>(
    spoken: &'r str,
    name: &'static str,
    most: usize,
) -> Result<&'r str, ReadError> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let end = spoken.rfind(&close).ok_or(ReadError::Missing(name))?;
    let start = spoken[..end].rfind(&open).ok_or(ReadError::Missing(name))? + open.len();
    let text = spoken[start..end].trim();
    let found = text.chars().count();
    match found {
        0 => Err(ReadError::Empty(name)),
        _ if found > most => Err(ReadError::TooLong { name, found, most }),
        _ => Ok(text),
    }
}

/// As [`field`], for one that holds plain words and no end tag.
pub(crate) fn plain<'r>(
    spoken: &'r str,
    name: &'static str,
    most: usize,
) -> Result<&'r str, ReadError> {
    let text = field(spoken, name, most)?;
    if text.contains("</") { Err(ReadError::Tagged(name)) } else { Ok(text) }
}

/// Sees to it that a response ends with a field. Whoever is paid for a field alone learns to
/// write on behind it, for as long as there is room.
pub(crate) fn ends_with(spoken: &str, name: &'static str) -> Result<(), ReadError> {
    let ends = spoken.trim_end().ends_with(&format!("</{name}>"));
    if ends { Ok(()) } else { Err(ReadError::Behind(name)) }
}

/// As [`field`], for an answer: it must be one that can be graded.
pub(crate) fn answer(spoken: &str, name: &'static str) -> Result<String, ReadError> {
    let text = field(spoken, name, 200)?;
    synth_grader::Truth::from_text(text)
        .map_err(|fault| ReadError::Answer { name, why: fault.to_string() })?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_closed_field_counts_and_thoughts_do_not() {
        let response = "<think><a>0</a></think><a>1</a> no: <a> 2 < 3 </a><a>4";
        assert_eq!(field(spoken(response), "a", 9), Ok("2 < 3"));
        assert_eq!(spoken("x<think><a>1</a>"), "x");
        assert_eq!(field("<a>1", "a", 9), Err(ReadError::Missing("a")));
        assert_eq!(field("</a><a>", "a", 9), Err(ReadError::Missing("a")));
        assert_eq!(field("<a> \n</a>", "a", 9), Err(ReadError::Empty("a")));
        assert_eq!(field("<a>1</a></a>", "a", 9), Ok("1</a>"));
        assert_eq!(plain("<a>1</a></a>", "a", 9), Err(ReadError::Tagged("a")));
        assert_eq!(plain("<a>1 < 2</a>", "a", 9), Ok("1 < 2"));
        assert_eq!(ends_with("<a>1</a> \n", "a"), Ok(()));
        assert_eq!(ends_with("<a>1</a> so", "a"), Err(ReadError::Behind("a")));
        let long = ReadError::TooLong { name: "a", found: 3, most: 2 };
        assert_eq!(field("<a>abc</a>", "a", 2), Err(long));
    }
}
