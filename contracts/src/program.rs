//! A program that draws, as text: the one form in which templates and models
//! hand over their work.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Digest;

/// The language of a [`Program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// An SVG document.
    Svg,
    /// A Python program that writes `output.svg` into its folder.
    Python,
}

impl Language {
    /// The language a file name's ending stands for, if any.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "py" => Some(Self::Python),
            _ => None,
        }
    }

    /// The lower-case name used in records: `svg` or `python`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Python => "python",
        }
    }

    /// The usual ending of a file that holds such a program, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Python => "py",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A program that draws one picture. It is data: nothing here runs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// What the source is written in.
    pub language: Language,
    /// The whole text.
    pub source: String,
}

impl Program {
    /// An SVG document.
    pub fn svg(source: impl Into<String>) -> Self {
        Self { language: Language::Svg, source: source.into() }
    }

    /// A Python program.
    pub fn python(source: impl Into<String>) -> Self {
        Self { language: Language::Python, source: source.into() }
    }

    /// Hash of the program as it is written.
    pub fn digest(&self) -> Digest {
        Digest::of_parts("program", [self.language.name().as_bytes(), self.source.as_bytes()])
    }

    /// Hash of the program with what cannot change its picture taken away:
    /// comments, blank lines, trailing space and, in SVG, white space between
    /// tags. Two programs with the same value draw the same thing.
    pub fn normalised_digest(&self) -> Digest {
        let text = match self.language {
            Language::Svg => normalise_svg(&self.source),
            Language::Python => normalise_python(&self.source),
        };
        Digest::of_parts("normalised", [self.language.name().as_bytes(), text.as_bytes()])
    }
}

/// Drops comments and the white space between one tag's `>` and the next
/// tag's `<`. White space that touches text stays: in SVG it is drawn.
fn normalise_svg(source: &str) -> String {
    let mut bare = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("<!--") {
        bare.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
    }
    bare.push_str(rest);

    let mut out = String::with_capacity(bare.len());
    let mut rest = bare.trim();
    while let Some(close) = rest.find('>') {
        let (head, tail) = rest.split_at(close + 1);
        out.push_str(head);
        let trimmed = tail.trim_start();
        rest = if trimmed.starts_with('<') { trimmed } else { tail };
    }
    out.push_str(rest);
    out
}

/// Drops trailing white space, blank lines and lines that hold only a comment.
/// It stays away from lines inside triple quotes, where all of that is text.
fn normalise_python(source: &str) -> String {
    if source.contains("\"\"\"") || source.contains("'''") {
        return source.trim_end().to_owned();
    }
    source
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.trim_start().starts_with('#'))
        .fold(String::new(), |mut out, line| {
            out.push_str(line);
            out.push('\n');
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_comments_do_not_change_the_normalised_digest() {
        let a = Program::svg("<svg><!-- a --><rect/>\n  <rect/></svg>");
        let b = Program::svg("<svg><rect/><rect/></svg>\n");
        assert_eq!(a.normalised_digest(), b.normalised_digest());
        let a = Program::python("x = 1  \n\n# note\nprint(x)\n");
        let b = Program::python("x = 1\nprint(x)");
        assert_eq!(a.normalised_digest(), b.normalised_digest());
    }

    #[test]
    fn what_is_drawn_changes_the_normalised_digest() {
        let a = Program::svg("<svg><text>a b</text></svg>");
        let b = Program::svg("<svg><text>a b </text></svg>");
        assert_ne!(a.normalised_digest(), b.normalised_digest());
        let a = Program::python("if x:\n    y = 1");
        let b = Program::python("if x:\n  y = 1");
        assert_ne!(a.normalised_digest(), b.normalised_digest());
    }

    #[test]
    fn the_same_text_in_two_languages_differs() {
        assert_ne!(Program::svg("x").digest(), Program::python("x").digest());
    }
}
