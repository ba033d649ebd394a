//! Right triangles with some sides labelled: Pythagoras, perimeter, area, ratios, and a
//! similar triangle beside the first.
//!
//! The answer is certain because sides are multiples of Pythagorean triples. One solver
//! multiplies the triple; the other sees only what is printed and what is drawn: it takes
//! roots, proportions, and ratios of drawn lengths.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Triangles", "Right angles"];
/// Room between triangles and beside them, and above and below.
const ASIDE: f64 = 92.0;
const ABOVE: f64 = 56.0;
/// Legs and hypotenuse.
const TRIPLES: [[i64; 3]; 5] = [[3, 4, 5], [5, 12, 13], [8, 15, 17], [20, 21, 29], [7, 24, 25]];

/// See the [module](self).
pub struct RightTriangles;

/// The triangles and what is asked about them. Side 0 lies flat, side 1 stands upright, and
/// side 2 is the hypotenuse; corner 0 has the right angle, corners 1 and 2 end the flat and
/// the upright side.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Flat leg, upright leg and hypotenuse, before they are multiplied.
    triple: [i64; 3],
    /// What each triangle multiplies them by; two are similar.
    factors: Vec<i64>,
    /// Names of the corners, three a triangle.
    names: Vec<&'static str>,
    /// Whether the right angle lies on the right, and on top.
    flipped: [bool; 2],
    /// Which sides of each triangle are labelled.
    shown: Vec<[bool; 3]>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The length of a side that is labelled.
    Side { of: usize, side: usize },
    /// Which corner has the right angle.
    Corner { of: usize },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// A side of the last triangle, marked with a question mark.
    Side {
        side: usize,
    },
    Perimeter,
    Area,
    /// Sine, cosine or tangent at corner 1 or 2.
    Ratio {
        function: usize,
        corner: usize,
    },
}

const FUNCTIONS: [&str; 3] = ["sine", "cosine", "tangent"];

impl Family for RightTriangles {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "right-triangles",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Read a side or find the right angle; then find a side by Pythagoras or from a \
               similar triangle, a perimeter, an area, or a trigonometric ratio.",
        certain: "Sides are multiples of Pythagorean triples. Multiplied out, and found again by \
                  roots and proportions from what is printed and drawn.",
        knobs: "Levels 1 and 2 have one triangle; from level 3 on there may be a similar one; at \
                level 5 a side is found by Pythagoras and by similarity together.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let mut triple = *rng.choose(&TRIPLES);
        if rng.chance(0.5) {
            triple.swap(0, 1);
        }
        let kinds = level.pick([[0, 0, 0], [0, 1, 2], [3, 3, 1], [3, 4, 2], [5, 5, 4]]);
        let kind: usize = *rng.choose(&kinds);
        let side = rng.index(3);
        let others = match side {
            0 => [1, 2],
            1 => [0, 2],
            _ => [0, 1],
        };
        let other = others[rng.index(2)];
        let only = |sides: &[usize]| [0, 1, 2].map(|side| sides.contains(&side));
        let (shown, hard) = match kind {
            0 => (vec![only(&others)], Hard::Side { side }),
            1 => (vec![only(&others)], Hard::Perimeter),
            2 => (vec![only(&others)], Hard::Area),
            // A proportion, then one with a root.
            3 => (vec![only(&[side, other]), only(&[other])], Hard::Side { side }),
            5 => (vec![only(&others), only(&[other])], Hard::Side { side }),
            _ => {
                let (function, corner) = (rng.index(3), 1 + rng.index(2));
                (vec![only(&others)], Hard::Ratio { function, corner })
            }
        };
        let most = 96 / triple[2];
        let factors = rng.sample(&(1..=most.clamp(3, 8)).collect::<Vec<_>>(), shown.len());
        let of = rng.index(shown.len());
        let labelled: Vec<usize> = (0..3).filter(|side| shown[of][*side]).collect();
        let easy = match rng.chance(0.5) {
            true => Easy::Side { of, side: *rng.choose(&labelled) },
            false => Easy::Corner { of },
        };
        let names = rng.sample(&LETTERS, 3 * shown.len());
        let flipped = [rng.chance(0.5), rng.chance(0.5)];
        Some(Scene { triple, factors, names, flipped, shown, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (answer, evidence) = match scene.easy {
            Easy::Side { of, side } => {
                (Answer::integer(scene.length(of, side)), scene.label_place(of, side))
            }
            Easy::Corner { of } => {
                let [x, y] = scene.corner(of, 0);
                (Answer::text(scene.names[3 * of]), BBox::around(x, y, 26.0))
            }
        };
        let easy = Question { text: scene.easy_text(style), answer, evidence: vec![evidence] };
        let labelled = (0..scene.shown.len()).flat_map(|of| {
            (0..3).filter(move |side| scene.shown[of][*side]).map(move |side| (of, side))
        });
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.multiply(),
            evidence: labelled.map(|(of, side)| scene.label_place(of, side)).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = match scene.easy {
            Easy::Side { of, side } => scene.printed(of, side).map(Answer::integer),
            // The corner whose two sides stand at a right angle.
            Easy::Corner { of } => (0..3)
                .find(|corner| {
                    let at = scene.corner(of, *corner);
                    let [a, b] = [1, 2].map(|next| scene.corner(of, (corner + next) % 3));
                    let dot = (a[0] - at[0]) * (b[0] - at[0]) + (a[1] - at[1]) * (b[1] - at[1]);
                    libm::fabs(dot) < 1.0
                })
                .map(|corner| Answer::text(scene.names[3 * of + corner])),
        };
        [easy, scene.find()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let mut twin = scene.clone();
        let last = twin.factors.len() - 1;
        match scene.hard {
            // A ratio does not depend on size: the triangle becomes another one.
            Hard::Ratio { .. } => twin.triple.swap(0, 1),
            _ => {
                let others = (1..=9).filter(|factor| !scene.factors.contains(factor));
                twin.factors[last] = *rng.choose(&others.collect::<Vec<_>>());
            }
        }
        Some(twin)
    }
}

impl Scene {
    fn length(&self, of: usize, side: usize) -> i64 {
        self.triple[side] * self.factors[of]
    }

    /// What is printed at a side.
    fn printed(&self, of: usize, side: usize) -> Option<i64> {
        self.shown[of][side].then(|| self.length(of, side))
    }

    /// Length of a hypotenuse on the canvas: a larger triangle is drawn larger, but not to
    /// the same scale.
    fn drawn(&self, of: usize) -> f64 {
        match self.factors.as_slice() {
            [a, b] if (of == 0) == (a < b) => 176.0,
            [_, _] => 240.0,
            _ => 310.0,
        }
    }

    fn width(&self) -> f64 {
        let wide: f64 = (0..self.factors.len()).map(|of| self.legs(of)[0]).sum();
        (wide + ASIDE * (self.factors.len() as f64 + 1.0)).max(300.0)
    }

    fn height(&self) -> f64 {
        let tall = (0..self.factors.len()).map(|of| self.legs(of)[1]).fold(120.0, f64::max);
        tall + 2.0 * ABOVE
    }

    /// Flat and upright leg on the canvas.
    fn legs(&self, of: usize) -> [f64; 2] {
        let scale = self.drawn(of) / self.triple[2] as f64;
        [0, 1].map(|side| (self.triple[side] as f64 * scale).max(58.0))
    }

    fn corner(&self, of: usize, corner: usize) -> Place {
        let before: f64 = (0..of).map(|other| self.legs(other)[0] + ASIDE).sum();
        let wide: f64 = (0..self.factors.len()).map(|other| self.legs(other)[0]).sum();
        let all = wide + ASIDE * (self.factors.len() as f64 - 1.0);
        let [flat, upright] = self.legs(of);
        let left = (self.width() - all) / 2.0 + before;
        let top = (self.height() - upright) / 2.0;
        let (near, far) = if self.flipped[0] { (left + flat, left) } else { (left, left + flat) };
        let (low, high) = if self.flipped[1] { (top, top + upright) } else { (top + upright, top) };
        match corner {
            0 => [near, low],
            1 => [far, low],
            _ => [near, high],
        }
    }

    /// The corners at the ends of a side.
    fn ends(&self, of: usize, side: usize) -> [Place; 2] {
        let [a, b] = match side {
            0 => [0, 1],
            1 => [0, 2],
            _ => [1, 2],
        };
        [self.corner(of, a), self.corner(of, b)]
    }

    fn middle(&self, of: usize) -> Place {
        let [a, b, c] = [0, 1, 2].map(|corner| self.corner(of, corner));
        [(a[0] + b[0] + c[0]) / 3.0, (a[1] + b[1] + c[1]) / 3.0]
    }

    /// Where a side's label stands: outside, beside its middle.
    fn label(&self, of: usize, side: usize) -> Place {
        let ([a, b], m) = (self.ends(of, side), self.middle(of));
        let centre = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        let long = libm::hypot(b[0] - a[0], b[1] - a[1]);
        let normal = [(b[1] - a[1]) / long, (a[0] - b[0]) / long];
        let outward = (centre[0] - m[0]) * normal[0] + (centre[1] - m[1]) * normal[1];
        let far = if outward > 0.0 { 19.0 } else { -19.0 };
        [centre[0] + normal[0] * far, centre[1] + normal[1] * far]
    }

    fn label_place(&self, of: usize, side: usize) -> BBox {
        let [x, y] = self.label(of, side);
        BBox::around(x, y, 20.0)
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(self.width(), self.height(), style);
        sketch.title(&TITLES, style);
        for of in 0..self.factors.len() {
            let corners = [0, 1, 2].map(|corner| self.corner(of, corner));
            let paint = style.palette[of];
            sketch.mark(Form::Ring(corners.to_vec()), Look::stroke(paint, style.stroke + 0.5));
            let [[x, y], [far, _], [_, high]] = corners;
            let (aside, up) = (13.0 * (far - x).signum(), 13.0 * (high - y).signum());
            let square = vec![[x + aside, y], [x + aside, y + up], [x, y + up]];
            sketch.mark(Form::Line(square), Look::stroke(style.ink, 1.5));
            let m = self.middle(of);
            for (corner, at) in corners.into_iter().enumerate() {
                let long = libm::hypot(at[0] - m[0], at[1] - m[1]);
                let out = [0, 1].map(|axis| at[axis] + (at[axis] - m[axis]) / long * 17.0);
                sketch.bold(self.names[3 * of + corner], out, style.text, style.ink);
            }
            for side in 0..3 {
                let last = of + 1 == self.factors.len();
                let asked = last && self.hard == Hard::Side { side };
                match self.printed(of, side) {
                    Some(length) => sketch.word(
                        &length.to_string(),
                        self.label(of, side),
                        style.text + 1.0,
                        style.ink,
                    ),
                    None if asked => {
                        sketch.bold("?", self.label(of, side), style.text + 2.0, style.palette[3]);
                    }
                    None => {}
                }
            }
        }
        sketch
    }

    /// Opposite, adjacent and hypotenuse as seen from a corner, as sides.
    fn seen_from(corner: usize) -> [usize; 3] {
        if corner == 1 { [1, 0, 2] } else { [0, 1, 2] }
    }

    /// The ratio that a function takes of lengths.
    fn ratio(function: usize, [opposite, adjacent, hypotenuse]: [f64; 3]) -> Answer {
        let value = match function {
            0 => opposite / hypotenuse,
            1 => adjacent / hypotenuse,
            _ => opposite / adjacent,
        };
        Answer::number(value, 2, 0.011)
    }

    /// From the triple.
    fn multiply(&self) -> Answer {
        let last = self.factors.len() - 1;
        match self.hard {
            Hard::Side { side } => Answer::integer(self.length(last, side)),
            Hard::Perimeter => Answer::integer(self.triple.iter().sum::<i64>() * self.factors[0]),
            Hard::Area => Answer::integer(self.length(0, 0) * self.length(0, 1) / 2),
            Hard::Ratio { function, corner } => {
                let sides = Self::seen_from(corner).map(|side| self.triple[side] as f64);
                Self::ratio(function, sides)
            }
        }
    }

    /// All sides of the first triangle from the two that are printed.
    fn complete(&self) -> Option<[f64; 3]> {
        let [a, b, c] = [0, 1, 2].map(|side| self.printed(0, side).map(|length| length as f64));
        let leg = |c: f64, other: f64| libm::sqrt(c * c - other * other);
        Some(match (a, b, c) {
            (Some(a), Some(b), _) => [a, b, libm::hypot(a, b)],
            (Some(a), None, Some(c)) => [a, leg(c, a), c],
            (None, Some(b), Some(c)) => [leg(c, b), b, c],
            _ => return None,
        })
    }

    /// From what is printed.
    fn find(&self) -> Option<Answer> {
        let sides = self.complete()?;
        let whole = |value: f64| Answer::integer(libm::round(value) as i64);
        Some(match self.hard {
            Hard::Side { side } if self.factors.len() == 1 => whole(sides[side]),
            Hard::Side { side } => {
                let known = (0..3).find(|known| self.shown[1][*known])?;
                whole(sides[side] * self.printed(1, known)? as f64 / sides[known])
            }
            Hard::Perimeter => whole(sides.iter().sum()),
            // Heron's formula.
            Hard::Area => {
                let s = sides.iter().sum::<f64>() / 2.0;
                whole(libm::sqrt(sides.iter().fold(s, |product, side| product * (s - side))))
            }
            Hard::Ratio { function, corner } => {
                Self::ratio(function, Self::seen_from(corner).map(|side| sides[side]))
            }
        })
    }

    /// A side by the names of its ends.
    fn side_name(&self, of: usize, side: usize) -> String {
        let [a, b] = match side {
            0 => [0, 1],
            1 => [0, 2],
            _ => [1, 2],
        };
        format!("{}{}", self.names[3 * of + a], self.names[3 * of + b])
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Side { of, side } => style.phrase(
                "easy",
                &["How long is the side {side}?", "What is the length that stands at {side}?"],
                &[("side", &self.side_name(of, side))],
            ),
            Easy::Corner { of } => {
                let which = match (self.factors.len(), of) {
                    (1, _) => "the triangle",
                    (_, 0) => "the left triangle",
                    _ => "the right-hand triangle",
                };
                style.phrase(
                    "easy",
                    &[
                        "Which corner of {which} has the right angle?",
                        "At which corner of {which} is the right angle?",
                    ],
                    &[("which", which)],
                )
            }
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let last = self.factors.len() - 1;
        let (mut side_of, mut function_of, mut corner_of) = (String::new(), "", "");
        let forms = match self.hard {
            Hard::Side { side } => {
                side_of = self.side_name(last, side);
                match self.factors.len() {
                    1 => [
                        "How long is {side}, marked with a question mark?",
                        "Find the length of {side}.",
                    ],
                    _ => [
                        "The two triangles are similar. How long is {side}?",
                        "Both triangles have the same angles. Find the length of {side}.",
                    ],
                }
            }
            Hard::Perimeter => {
                ["What is the perimeter of the triangle?", "How long are the three sides together?"]
            }
            Hard::Area => {
                ["What is the area of the triangle?", "How large is the triangle's area?"]
            }
            Hard::Ratio { function, corner } => {
                (function_of, corner_of) = (FUNCTIONS[function], self.names[corner]);
                [
                    "What is the {function} of the angle at {corner}, to two decimal places?",
                    "Find the {function} of the angle at corner {corner}, rounded to two decimal \
                     places.",
                ]
            }
        };
        let values = [("side", side_of.as_str()), ("function", function_of), ("corner", corner_of)];
        style.phrase("hard", &forms, &values)
    }

    fn caption(&self) -> String {
        let one = |of: usize| {
            let sides: Vec<String> = (0..3)
                .filter_map(|side| {
                    let length = self.printed(of, side)?;
                    Some(format!("{} labelled {length}", self.side_name(of, side)))
                })
                .collect();
            let [a, b, c] = [0, 1, 2].map(|corner| self.names[3 * of + corner]);
            format!(
                "a triangle {a}{b}{c} with the right angle at {a}, {a}{b} level and {a}{c} upright, \
                 with {}",
                sides.join(" and ")
            )
        };
        let all: Vec<String> = (0..self.factors.len()).map(one).collect();
        format!("From left to right: {}.", all.join("; then similar to it "))
    }
}
