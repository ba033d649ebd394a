//! Works out the answer to a question from what is drawn, where that can be done with
//! certainty: labels by construction for programs that no family wrote.
//!
//! Two methods must agree. One reads the drawn tree, which knows each element's outline
//! and paint; the other reads the pixels alone, as connected blobs of one colour. A mark
//! that one sees and the other does not, that overlaps another, is blended, outlined or
//! of no kind that is known, leaves every question about the picture open.
//!
//! Questions are those of a few closed forms, [`Form`]; all others stay open. So it is with
//! captions that list marks by their places, [`Seen::shows`].

mod colour;
mod form;
mod listing;
mod pixels;
mod tree;

use std::cell::OnceCell;

use crate::Exhibit;
use form::{Form, Sought};

/// What is known of a question about a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proof {
    /// Its answer.
    Answer(String),
    /// That it asks about something that is not there.
    Nothing,
    /// Nothing.
    #[default]
    Open,
}

impl Proof {
    /// The answer, if there is one.
    pub fn answer(&self) -> Option<&str> {
        match self {
            Self::Answer(answer) => Some(answer),
            Self::Nothing | Self::Open => None,
        }
    }

    /// Whether nothing is known.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// What a mark looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Circle,
    Square,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
        }
    }
}

/// A mark, as one of the methods sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    /// Box `[left, top, right, bottom]` in pixels.
    bbox: [f32; 4],
    /// Its one colour.
    rgb: [u8; 3],
    kind: Kind,
}

impl Mark {
    fn centre(&self) -> [f32; 2] {
        let [left, top, right, bottom] = self.bbox;
        [(left + right) / 2.0, (top + bottom) / 2.0]
    }
}

/// Width and height differ by less than this share where both are meant to be equal.
const EVEN: f32 = 0.12;

fn is_even([left, top, right, bottom]: [f32; 4]) -> bool {
    let (width, height) = (right - left, bottom - top);
    (width - height).abs() <= EVEN * width.max(height)
}

/// The answer to a question about a picture, as far as it follows from what is drawn.
pub fn prove(question: &str, exhibit: &Exhibit<'_>) -> Proof {
    Seen::of(exhibit).prove(question)
}

/// A picture whose marks are read once, and only if something asks for them.
pub struct Seen<'e> {
    exhibit: &'e Exhibit<'e>,
    marks: OnceCell<Option<Vec<Mark>>>,
}

impl<'e> Seen<'e> {
    /// Of a picture.
    pub fn of(exhibit: &'e Exhibit<'e>) -> Self {
        Self { exhibit, marks: OnceCell::new() }
    }

    /// The answer to a question, as [`prove`] finds it.
    pub fn prove(&self, question: &str) -> Proof {
        let found = || answer(Form::of(question)?, self.marks()?, self.size());
        found().unwrap_or_default()
    }

    /// How far the picture shows what a caption lists, 0 to 1: the marks that both have,
    /// over all. Where marks cannot be told apart by both methods, none is shown: whoever
    /// looks would have to guess as well. `None` for a caption that is no list of marks by
    /// their places, or that names a place twice.
    pub fn shows(&self, caption: &str) -> Option<f64> {
        let listed = listing::of(caption)?;
        Some(listing::share(&listed, self.marks().unwrap_or_default(), self.size()))
    }

    fn marks(&self) -> Option<&[Mark]> {
        self.marks.get_or_init(|| agreed(self.exhibit)).as_deref()
    }

    fn size(&self) -> [f32; 2] {
        [self.exhibit.width as f32, self.exhibit.height as f32]
    }
}

/// Which third of a side a point lies in.
fn third(at: f32, side: f32) -> usize {
    (3.0 * at / side) as usize
}

/// The marks, if both methods see the same ones.
fn agreed(exhibit: &Exhibit<'_>) -> Option<Vec<Mark>> {
    let (drawn, mut seen) = (tree::marks(exhibit)?, pixels::marks(exhibit)?);
    if drawn.len() != seen.len() {
        return None;
    }
    for mark in &drawn {
        let same = |other: &Mark| is_same(mark, other);
        let at = seen.iter().position(same)?;
        seen.swap_remove(at);
    }
    let apart = |at: usize| drawn[at + 1..].iter().all(|other| is_apart(&drawn[at], other));
    (0..drawn.len()).all(apart).then_some(drawn)
}

/// Pixels between two marks, or people might take them for one.
const GAP: f32 = 1.5;

fn is_apart(a: &Mark, b: &Mark) -> bool {
    (0..2).any(|axis| {
        a.bbox[axis + 2] + GAP <= b.bbox[axis] || b.bbox[axis + 2] + GAP <= a.bbox[axis]
    })
}

/// Pixels by which the two methods may place an edge differently: that of a circle ends in
/// pixels which it hardly covers.
const EDGE: f32 = 1.75;

fn is_same(a: &Mark, b: &Mark) -> bool {
    let near = a.bbox.iter().zip(b.bbox).all(|(a, b)| (a - b).abs() <= EDGE);
    near && a.rgb == b.rgb && a.kind == b.kind
}

fn answer(form: Form, marks: &[Mark], size: [f32; 2]) -> Option<Proof> {
    match form {
        Form::Count { colour: None, kind } => {
            let count = marks.iter().filter(|mark| kind.is_none_or(|kind| kind == mark.kind));
            Some(Proof::Answer(count.count().to_string()))
        }
        Form::Count { colour: Some(colour), kind } => {
            let of = marks.iter().filter(|mark| kind.is_none_or(|kind| kind == mark.kind));
            let painted = of.map(|mark| colour::is(mark.rgb, colour));
            let all: Vec<bool> = painted.collect::<Option<_>>()?;
            Some(Proof::Answer(all.iter().filter(|is| **is).count().to_string()))
        }
        Form::At { sought, row, column } => {
            let within = |mark: &&Mark| {
                let [x, y] = mark.centre();
                third(x, size[0]) == column && third(y, size[1]) == row
            };
            let found: Vec<&Mark> = marks.iter().filter(within).collect();
            let mark = match found.as_slice() {
                [] => return Some(Proof::Nothing),
                [mark] => mark,
                _ => return None,
            };
            Some(Proof::Answer(match sought {
                Sought::Kind => mark.kind.name().to_owned(),
                Sought::Colour => colour::name(mark.rgb)?.to_owned(),
            }))
        }
    }
}

#[cfg(test)]
mod tests;
