//! Abstract glyphs: outlines that can be told apart, turned and mirrored.
//!
//! A glyph lies within a circle around its centre, so that it fits wherever it is turned.
//! Three kinds are handed: no turn takes them to their mirror image.

use serde::Serialize;
use synth_contracts::Rng;

use crate::Style;
use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};

/// What a glyph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A circle.
    Circle,
    /// A regular triangle, tip up.
    Triangle,
    /// A square.
    Square,
    /// A regular pentagon.
    Pentagon,
    /// A regular hexagon.
    Hexagon,
    /// A star with five points.
    Star,
    /// An upright cross.
    Cross,
    /// A narrow diamond.
    Diamond,
    /// An arrow that points up.
    Arrow,
    /// A pole with a flag to its right: handed.
    Flag,
    /// The letter L: handed.
    Boot,
    /// A triangle of three different sides: handed.
    Fin,
}

/// Kinds that anybody names alike.
pub const NAMED: [Kind; 8] = [
    Kind::Circle,
    Kind::Triangle,
    Kind::Square,
    Kind::Pentagon,
    Kind::Hexagon,
    Kind::Star,
    Kind::Cross,
    Kind::Diamond,
];

/// Kinds that differ from their mirror images.
pub const HANDED: [Kind; 3] = [Kind::Flag, Kind::Boot, Kind::Fin];

/// Paint of grey glyphs.
pub const GREY: &str = "#b4bbc4";

/// Names of the shades, from empty to full.
pub const SHADES: [&str; 3] = ["white", "grey", "dark"];

impl Kind {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Triangle => "triangle",
            Self::Square => "square",
            Self::Pentagon => "pentagon",
            Self::Hexagon => "hexagon",
            Self::Star => "star",
            Self::Cross => "cross",
            Self::Diamond => "diamond",
            Self::Arrow => "arrow",
            Self::Flag => "flag",
            Self::Boot => "L-shape",
            Self::Fin => "slanted triangle",
        }
    }

    /// Corners within a circle of radius 1 around the origin, y pointing down; none for a
    /// circle.
    pub fn corners(self) -> Vec<Place> {
        match self {
            Self::Circle => Vec::new(),
            Self::Triangle => around(3, |_| 1.0),
            Self::Square => around(4, |_| 1.0).into_iter().map(|at| turned(at, 45.0)).collect(),
            Self::Pentagon => around(5, |_| 1.0),
            Self::Hexagon => around(6, |_| 1.0),
            Self::Star => around(10, |i| if i % 2 == 0 { 1.0 } else { 0.42 }),
            Self::Cross => cross(),
            Self::Diamond => vec![[0.0, -1.0], [0.6, 0.0], [0.0, 1.0], [-0.6, 0.0]],
            Self::Arrow => vec![
                [0.0, -1.0],
                [0.75, -0.1],
                [0.3, -0.1],
                [0.3, 0.9],
                [-0.3, 0.9],
                [-0.3, -0.1],
                [-0.75, -0.1],
            ],
            Self::Flag => {
                vec![[-0.5, -0.85], [0.75, -0.4], [-0.2, 0.1], [-0.2, 0.85], [-0.5, 0.85]]
            }
            Self::Boot => vec![
                [-0.55, -0.8],
                [-0.1, -0.8],
                [-0.1, 0.35],
                [0.6, 0.35],
                [0.6, 0.8],
                [-0.55, 0.8],
            ],
            Self::Fin => vec![[-0.5, -0.85], [0.7, 0.7], [-0.5, 0.7]],
        }
    }

    /// The outline around `at`, as large as `reach`, mirrored left to right if asked and then
    /// turned clockwise.
    pub fn outline(self, at: Place, reach: f64, degrees: f64, mirrored: bool) -> Form {
        if self == Self::Circle {
            return Form::Disc(at, reach * 0.88);
        }
        let put = |[x, y]: Place| {
            let [x, y] = turned([if mirrored { -x } else { x }, y], degrees);
            [at[0] + x * reach, at[1] + y * reach]
        };
        Form::Ring(self.corners().into_iter().map(put).collect())
    }
}

/// A place turned clockwise around the origin.
pub fn turned([x, y]: Place, degrees: f64) -> Place {
    let (sin, cos) = libm::sincos(degrees.to_radians());
    [x * cos - y * sin, x * sin + y * cos]
}

/// Evenly spread places around the origin, the first straight up.
fn around(count: usize, radius: impl Fn(usize) -> f64) -> Vec<Place> {
    let place = |i: usize| turned([0.0, -radius(i)], 360.0 * i as f64 / count as f64);
    (0..count).map(place).collect()
}

fn cross() -> Vec<Place> {
    let arm = [[-0.3, -0.3], [-0.3, -0.95], [0.3, -0.95]];
    (0..4).flat_map(|side| arm.map(|at| turned(at, 90.0 * f64::from(side)))).collect()
}

/// What one panel holds: a glyph and, below it, a row of dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Figure {
    /// The glyph.
    pub kind: Kind,
    /// Its fill, in [`SHADES`].
    pub shade: usize,
    /// How large it is: 0, 1 or 2.
    pub size: usize,
    /// Eighths of a turn, clockwise.
    pub turn: i64,
    /// Whether it is mirrored left to right before it is turned.
    pub mirrored: bool,
    /// Dots below it, at most 6.
    pub dots: usize,
}

impl Figure {
    /// A white glyph of middle size without dots.
    pub fn of(kind: Kind) -> Self {
        Self { kind, shade: 0, size: 1, turn: 0, mirrored: false, dots: 0 }
    }

    /// Adds the figure to a panel of that side around `at`.
    pub fn draw(&self, sketch: &mut Sketch, at: Place, side: f64, style: &Style) {
        let reach = side * [0.19, 0.26, 0.34].get(self.size).copied().unwrap_or(0.34);
        let fill = ["#ffffff", GREY, style.palette[0]].get(self.shade).copied().unwrap_or(GREY);
        let centre = [at[0], at[1] - side * 0.08];
        let form = self.kind.outline(centre, reach, self.turn as f64 * 45.0, self.mirrored);
        sketch.mark(form, Look::fill(fill).outlined(style.ink, style.stroke));
        let (gap, radius) = (side * 0.14, side * 0.046);
        for dot in 0..self.dots {
            let x = at[0] + gap * (dot as f64 - (self.dots as f64 - 1.0) / 2.0);
            sketch.mark(Form::Disc([x, at[1] + side * 0.38], radius), Look::fill(style.palette[1]));
        }
    }

    /// The figure in words.
    pub fn describe(&self) -> String {
        let size = ["small", "middle-sized", "large"].get(self.size).copied().unwrap_or("large");
        let shade = SHADES.get(self.shade).copied().unwrap_or("grey");
        let mut text = format!("a {size} {shade} {}", self.kind.name());
        if self.mirrored {
            text += ", mirrored left to right";
        }
        if self.turn % 8 != 0 {
            text += &format!(", turned {} degrees clockwise", self.turn.rem_euclid(8) * 45);
        }
        match self.dots {
            0 => text,
            1 => text + " above 1 dot",
            dots => format!("{text} above {dots} dots"),
        }
    }
}

/// What figures differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The kind of glyph.
    Kind,
    /// Its shade.
    Shade,
    /// Its size.
    Size,
    /// Its turn.
    Turn,
    /// Its handedness.
    Hand,
    /// The number of dots.
    Dots,
}

impl Part {
    /// The figure's value.
    pub fn of(self, figure: &Figure) -> i64 {
        match self {
            Self::Kind => figure.kind as i64,
            Self::Shade => figure.shade as i64,
            Self::Size => figure.size as i64,
            Self::Turn => figure.turn.rem_euclid(8),
            Self::Hand => i64::from(figure.mirrored),
            Self::Dots => figure.dots as i64,
        }
    }

    /// The figure with another value, of a kind that is handed if its own is.
    pub fn other(self, rng: &mut Rng, figure: Figure) -> Figure {
        let step =
            |rng: &mut Rng, value: usize, count: usize| (value + 1 + rng.index(count - 1)) % count;
        match self {
            Self::Kind => {
                let kinds: &[Kind] = if figure.kind >= Kind::Arrow { &HANDED } else { &NAMED };
                let others: Vec<Kind> =
                    kinds.iter().copied().filter(|kind| *kind != figure.kind).collect();
                Figure { kind: *rng.choose(&others), ..figure }
            }
            Self::Shade => Figure { shade: step(rng, figure.shade, 3), ..figure },
            Self::Size => Figure { size: step(rng, figure.size, 3), ..figure },
            Self::Turn => Figure { turn: (figure.turn + rng.int(1, 7)).rem_euclid(8), ..figure },
            Self::Hand => Figure { mirrored: !figure.mirrored, ..figure },
            Self::Dots => {
                let near = |dots: &usize| *dots != figure.dots && dots.abs_diff(figure.dots) <= 3;
                let others: Vec<usize> = (1..=6).filter(near).collect();
                Figure { dots: *rng.choose(&others), ..figure }
            }
        }
    }
}

/// Three figures that are easily taken for `truth`: they differ from it in one of two parts
/// or in both, so that no option is more like the others than any. With one part only, it
/// has four values.
pub fn lookalikes(rng: &mut Rng, truth: Figure, parts: &[Part]) -> Vec<Figure> {
    match rng.sample(parts, 2).as_slice() {
        [one, two] => {
            let (left, right) = (one.other(rng, truth), two.other(rng, truth));
            let mut both = left;
            match two {
                Part::Kind => both.kind = right.kind,
                Part::Shade => both.shade = right.shade,
                Part::Size => both.size = right.size,
                Part::Turn => both.turn = right.turn,
                Part::Hand => both.mirrored = right.mirrored,
                Part::Dots => both.dots = right.dots,
            }
            vec![left, right, both]
        }
        [only] => {
            let mut wrong: Vec<Figure> = Vec::new();
            for _ in 0..40 {
                let other = only.other(rng, truth);
                if wrong.len() < 3 && !wrong.contains(&other) {
                    wrong.push(other);
                }
            }
            wrong
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_stay_within_their_circle() {
        for kind in NAMED.into_iter().chain(HANDED).chain([Kind::Arrow]) {
            for [x, y] in kind.corners() {
                assert!(libm::hypot(x, y) <= 1.0 + 1e-9, "{kind:?} {x} {y}");
            }
        }
    }

    #[test]
    fn no_turn_takes_a_handed_glyph_to_its_mirror_image() {
        let far = |one: &[Place], two: &[Place]| {
            let near = |[x, y]: &Place| {
                two.iter().map(|[u, v]| libm::hypot(x - u, y - v)).fold(f64::MAX, f64::min)
            };
            one.iter().map(near).fold(0.0, f64::max)
        };
        for kind in HANDED {
            let plain = kind.corners();
            for degrees in 0..360 {
                let image = kind.outline([0.0, 0.0], 1.0, f64::from(degrees), true);
                assert!(far(&plain, image.corners()) > 0.2, "{kind:?} turned by {degrees}");
            }
        }
    }
}
