//! What a family of tasks is.

use serde::Serialize;
use synth_contracts::{Answer, Claim, ContentType, Language, Level, Program, Question, Rng};

use crate::Style;

/// The part of the field a family belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Reading and reasoning over data on axes.
    Charts,
    /// Lengths, angles, areas, coordinates.
    Geometry,
    /// How many, under which condition.
    Counting,
    /// Rules, routes and boards.
    Puzzles,
}

impl Group {
    /// Every group, in the order in which pages list them.
    pub const ALL: [Self; 4] = [Self::Charts, Self::Geometry, Self::Counting, Self::Puzzles];

    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Charts => "charts",
            Self::Geometry => "geometry",
            Self::Counting => "counting",
            Self::Puzzles => "puzzles",
        }
    }
}

/// A family's page in the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// Name in records and on the command line, such as `bar-chart`.
    pub name: &'static str,
    /// Where it belongs.
    pub group: Group,
    /// What its programs are written in.
    pub language: Language,
    /// The kind of picture.
    pub content_type: ContentType,
    /// What it asks.
    pub asks: &'static str,
    /// Why the answer is certain: how the two solvers differ.
    pub certain: &'static str,
    /// What the five levels change.
    pub knobs: &'static str,
}

/// The words of a task: a caption and two questions on one scene.
#[derive(Clone, Debug)]
pub struct Asked {
    /// A description from which the picture can be drawn. It does not state the
    /// answer of the hard question.
    pub caption: String,
    /// Can be read off the picture.
    pub easy: Question,
    /// Takes several steps.
    pub hard: Question,
}

/// A scene as a program, with what the second solver may look at.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Draws the scene on a canvas of `width` × `height` units.
    pub program: Program,
    /// Width of the canvas in user units.
    pub width: f64,
    /// Height of the canvas in user units.
    pub height: f64,
    /// Where the units of evidence start on the canvas: the room left of the drawing and
    /// above it.
    pub origin: [f64; 2],
}

/// A family of tasks: one typed scene, one program, two questions, two solvers.
///
/// Implementations hold no state. All randomness comes from the generators they
/// are handed, and floating point that can reach a picture or an answer uses
/// `libm`, never the platform's own functions.
pub trait Family {
    /// The state of affairs that is drawn and asked about. Its JSON form is the
    /// key for duplicates, so it holds facts and no style.
    type Scene: Serialize;

    /// The family's page in the catalogue.
    const CARD: Card;

    /// Draws a scene. `None` when the draw broke one of the family's rules
    /// (no unique answer, too close a comparison): the caller draws again.
    fn scene(level: Level, rng: &mut Rng) -> Option<Self::Scene>;

    /// Writes the program.
    fn draw(scene: &Self::Scene, style: &Style) -> Drawing;

    /// Writes caption and questions; the answers follow from the scene.
    /// Evidence boxes are in the units in which [`Family::draw`] draws with the same
    /// style, from its [`Drawing::origin`] on.
    fn ask(scene: &Self::Scene, style: &Style) -> Asked;

    /// What the picture must show: every text, every mark that a question rests on,
    /// and how they lie to each other. The style tells paints, words and layout; values
    /// come from the scene alone.
    fn claims(_scene: &Self::Scene, _style: &Style) -> Vec<Claim> {
        Vec::new()
    }

    /// Answers the easy and the hard question again, by a method that shares no
    /// step with [`Family::ask`].
    fn solve_again(scene: &Self::Scene) -> [Option<Answer>; 2];

    /// The scene with one fact changed, so that the hard question, put in the very same
    /// words, has another answer. Facts that no question needs stay as they are. `None`
    /// where no single change does.
    fn counterfactual(_scene: &Self::Scene, _rng: &mut Rng) -> Option<Self::Scene> {
        None
    }
}
