//! What a picture should show and what is asked about it.

use serde::{Deserialize, Serialize};

use crate::Answer;

/// The kind of picture, in the seven classes of MM-Zero's proposer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentType {
    /// Bars, lines, slices, points on axes.
    DataChart,
    /// Boxes, nodes and arrows.
    Diagram,
    /// Figures with lengths, angles and areas.
    Geometry,
    /// Events along an axis of time.
    Timeline,
    /// Places and routes.
    Map,
    /// Rows and columns of text.
    Table,
    /// Anything else.
    Other,
}

impl ContentType {
    /// The name used in records and in MM-Zero's `<content_type>` tag.
    pub fn name(self) -> &'static str {
        match self {
            Self::DataChart => "data_chart",
            Self::Diagram => "diagram",
            Self::Geometry => "geometry",
            Self::Timeline => "timeline",
            Self::Map => "map",
            Self::Table => "table",
            Self::Other => "other",
        }
    }
}

/// An axis-aligned box `[left, top, right, bottom]`, y pointing down.
///
/// In a [`Question`] it is in the units of the program's own canvas; in a
/// [`Task`](crate::Task) it is in pixels of the stored picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BBox(pub [f64; 4]);

impl BBox {
    /// A box from its left, top, width and height.
    pub fn xywh(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self([x, y, x + width, y + height])
    }

    /// A square of side `2 * reach` around a point.
    pub fn around(x: f64, y: f64, reach: f64) -> Self {
        Self([x - reach, y - reach, x + reach, y + reach])
    }

    /// The box with every coordinate multiplied by `factor`.
    pub fn scaled(self, factor: f64) -> Self {
        Self(self.0.map(|value| value * factor))
    }

    /// Whether the box has an area and lies within `[0, width] × [0, height]`,
    /// with a slack of half a unit on each side.
    pub fn fits(self, width: f64, height: f64) -> bool {
        let [left, top, right, bottom] = self.0;
        left < right
            && top < bottom
            && left >= -0.5
            && top >= -0.5
            && right <= width + 0.5
            && bottom <= height + 0.5
    }
}

/// A question with its true answer and where in the picture the answer is seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The text put to the solver.
    pub text: String,
    /// The true answer.
    pub answer: Answer,
    /// Boxes around what one must look at to answer; see [`BBox`] for the units.
    pub evidence: Vec<BBox>,
}

/// Which of a concept's two questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Can be read off the picture: it shows that the picture is right.
    Easy,
    /// Takes several steps: it is what the solver learns from.
    Hard,
}

impl Tier {
    /// Both, easy first.
    pub const ALL: [Self; 2] = [Self::Easy, Self::Hard];

    /// `easy` or `hard`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Hard => "hard",
        }
    }
}

/// What a proposer hands to a coder: MM-Zero's six fields, with typed answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concept {
    /// The kind of picture.
    pub content_type: ContentType,
    /// A description from which the picture can be drawn.
    pub caption: String,
    /// Can be read off the picture.
    pub easy: Question,
    /// Takes several steps.
    pub hard: Question,
}

impl Concept {
    /// The question of this tier.
    pub fn question(&self, tier: Tier) -> &Question {
        match tier {
            Tier::Easy => &self.easy,
            Tier::Hard => &self.hard,
        }
    }
}
