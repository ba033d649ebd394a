//! Questions whose answers follow from the marks of a picture.

use super::{Kind, colour};
use crate::words::{plain, words};

/// What a question asks, if it is of a form that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `How many red circles are there?`
    Count {
        /// Of which colour, by its name; `None` for any.
        colour: Option<&'static str>,
        /// Of which kind; `None` for any.
        kind: Option<Kind>,
    },
    /// `Which colour is top left?`, the picture being cut into nine equal places.
    At {
        /// What is asked of the mark there.
        sought: Sought,
        /// 0 to 2, from the top.
        row: usize,
        /// 0 to 2, from the left.
        column: usize,
    },
}

/// What is asked of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Its colour.
    Colour,
    /// Its kind.
    Kind,
}

impl Form {
    /// The form of a question, each of whose words must be understood.
    pub fn of(question: &str) -> Option<Self> {
        let text = plain(question);
        let all: Vec<&str> = words(&text).collect();
        match all.as_slice() {
            ["how", "many", rest @ ..] => count(rest),
            ["which" | "what", sought, "is", rest @ ..] => at(sought, rest),
            _ => None,
        }
    }
}

fn count(rest: &[&str]) -> Option<Form> {
    let end = rest.windows(2).position(|pair| pair == ["are", "there"])?;
    let (subject, tail) = (&rest[..end], &rest[end + 2..]);
    if !matches!(tail, [] | ["in", "the", "picture" | "image" | "diagram"]) {
        return None;
    }
    let (colour, noun) = match subject {
        [noun] => (None, noun),
        [colour, noun] => (Some(colour::known(colour)?), noun),
        _ => return None,
    };
    let kind = match *noun {
        "shapes" => None,
        "circles" => Some(Kind::Circle),
        "squares" => Some(Kind::Square),
        _ => return None,
    };
    Some(Form::Count { colour, kind })
}

fn at(sought: &str, rest: &[&str]) -> Option<Form> {
    let sought = match sought {
        "colour" | "color" => Sought::Colour,
        "shape" => Sought::Kind,
        _ => return None,
    };
    let place = match rest {
        ["at" | "in", "the", place @ ..] => place,
        place => place,
    };
    let [first, second] = place else { return None };
    Some(Form::At { sought, row: row(first)?, column: column(second)? })
}

/// A row by its name, from the top.
pub fn row(name: &str) -> Option<usize> {
    match name {
        "top" => Some(0),
        "centre" | "center" | "middle" => Some(1),
        "bottom" => Some(2),
        _ => None,
    }
}

/// A column by its name, from the left.
pub fn column(name: &str) -> Option<usize> {
    match name {
        "left" => Some(0),
        "centre" | "center" | "middle" => Some(1),
        "right" => Some(2),
        _ => None,
    }
}
