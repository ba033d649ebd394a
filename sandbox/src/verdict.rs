//! Why there is no picture.

use std::fmt;

use serde::{Deserialize, Serialize};
use synth_renderers::{FaultKind, Place};
use synth_wire::{Refusal, WireError};

use crate::{Limits, Usage};

/// A reason for which a program is rejected: always the program's own doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The source is longer than allowed.
    SourceTooLong,
    /// The SVG that the program wrote is not text in UTF-8.
    NotUtf8,
    /// The SVG is not XML.
    NotWellFormed,
    /// The XML is not SVG, or its size is no size.
    NotSvg,
    /// One side is more than 100 times the other.
    Aspect,
    /// Too many elements, or nested too deep.
    TooComplex,
    /// It refers to something outside itself.
    ExternalReference,
    /// An embedded picture is broken or too large.
    BadImage,
    /// Every pixel has the same colour.
    Blank,
    /// The Python does not compile.
    PythonSyntax,
    /// An exception reached the end of the program.
    PythonError,
    /// A module that is not there was imported.
    MissingModule,
    /// The program ended without writing `output.svg`.
    NoOutput,
    /// It ran out of fuel.
    Fuel,
    /// It ran out of memory.
    Memory,
    /// It recursed too deep.
    Stack,
    /// It printed or wrote too much.
    OutputFlood,
    /// It crashed the interpreter or the renderer.
    Trap,
}

impl Reason {
    /// Every reason, in the order of the enum.
    pub const ALL: [Self; 18] = [
        Self::SourceTooLong,
        Self::NotUtf8,
        Self::NotWellFormed,
        Self::NotSvg,
        Self::Aspect,
        Self::TooComplex,
        Self::ExternalReference,
        Self::BadImage,
        Self::Blank,
        Self::PythonSyntax,
        Self::PythonError,
        Self::MissingModule,
        Self::NoOutput,
        Self::Fuel,
        Self::Memory,
        Self::Stack,
        Self::OutputFlood,
        Self::Trap,
    ];

    /// Whether the program came to its end and the fault is in what it drew.
    pub fn ran(self) -> bool {
        matches!(
            self,
            Self::NotUtf8
                | Self::NotWellFormed
                | Self::NotSvg
                | Self::Aspect
                | Self::TooComplex
                | Self::ExternalReference
                | Self::BadImage
                | Self::Blank
        )
    }

    /// The name in records and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceTooLong => "source-too-long",
            Self::NotUtf8 => "not-utf8",
            Self::NotWellFormed => "not-well-formed",
            Self::NotSvg => "not-svg",
            Self::Aspect => "aspect",
            Self::TooComplex => "too-complex",
            Self::ExternalReference => "external-reference",
            Self::BadImage => "bad-image",
            Self::Blank => "blank",
            Self::PythonSyntax => "python-syntax",
            Self::PythonError => "python-error",
            Self::MissingModule => "missing-module",
            Self::NoOutput => "no-output",
            Self::Fuel => "fuel",
            Self::Memory => "memory",
            Self::Stack => "stack",
            Self::OutputFlood => "output-flood",
            Self::Trap => "trap",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Svg(FaultKind::NotWellFormed) => Self::NotWellFormed,
            Refusal::Svg(FaultKind::NotSvg) => Self::NotSvg,
            Refusal::Svg(FaultKind::Aspect) => Self::Aspect,
            Refusal::Svg(FaultKind::TooComplex) => Self::TooComplex,
            Refusal::Svg(FaultKind::ExternalReference) => Self::ExternalReference,
            Refusal::Svg(FaultKind::BadImage) => Self::BadImage,
            Refusal::Svg(FaultKind::Blank) => Self::Blank,
            Refusal::PythonSyntax => Self::PythonSyntax,
            Refusal::PythonError => Self::PythonError,
            Refusal::MissingModule => Self::MissingModule,
            Refusal::NoOutput => Self::NoOutput,
            Refusal::NotUtf8 => Self::NotUtf8,
        }
    }
}

/// A program's fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Which fault.
    pub reason: Reason,
    /// What is wrong, in a sentence without the place.
    pub message: String,
    /// Where in the program, if it has a place.
    pub place: Option<Place>,
    /// What it printed, cut to its last 64 KiB.
    pub log: String,
    /// What it used.
    pub usage: Usage,
    /// What it might have used.
    pub limits: Limits,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.message)?;
        match self.place {
            Some(place) => write!(f, " ({place})"),
            None => Ok(()),
        }
    }
}

/// Our fault: it says nothing about the program and must never count against it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostFault {
    /// The compiled guest cannot be used on this machine.
    #[error("the sandbox's guest cannot be loaded: {0}; build synth again on this machine")]
    Load(String),
    /// An instance cannot be made.
    #[error("no instance of the sandbox can be made: {0}")]
    Instance(String),
    /// The watchdog bit before the fuel was spent.
    #[error(
        "the program ran {0} ms without spending its fuel: the machine is overloaded, or the \
         watchdog is set too low"
    )]
    Watchdog(u64),
    /// The renderer drew another picture in process than in the sandbox.
    #[error(
        "the program with the hash {0} comes out otherwise in process than in the sandbox: this \
         machine computes wrongly, or the renderer does; report it with the seed of the run"
    )]
    Unequal(String),
    /// The guest said something that no sound guest says.
    #[error(transparent)]
    Reply(#[from] WireError),
}

/// Why there is no picture: the program's fault, or ours.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Verdict {
    /// The program's fault.
    #[error("{0}")]
    Rejected(Box<Rejection>),
    /// Our fault.
    #[error(transparent)]
    Host(#[from] HostFault),
}

impl Verdict {
    /// The same rejection at a place in the program.
    #[must_use]
    pub(crate) fn at(mut self, place: Place) -> Self {
        if let Self::Rejected(rejection) = &mut self {
            rejection.place = Some(place);
        }
        self
    }

    /// The program's fault, if it is one.
    pub fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected(rejection) => Some(rejection),
            Self::Host(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reasons_name_is_its_name_in_json() {
        for reason in Reason::ALL {
            let json = serde_json::to_string(&reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.name()));
        }
    }
}
