//! Rays on a protractor: read one; then the angle between two, a bisector, or a turn.
//!
//! The answer is certain because rays end at ticks of the scale. One solver reckons with the
//! degrees of the scene; the other measures directions on the drawing.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::dial;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Protractor", "Rays on a protractor"];
const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 296.0;
const CENTRE: Place = [WIDTH / 2.0, 258.0];
const RADIUS: f64 = 212.0;
/// Where long ticks end, where rays end, and where their names stand.
const LONG: f64 = 194.0;
const REACH: f64 = 190.0;
const NAMED: f64 = 138.0;
const RIM: &str = "#9aa0a8";

/// See the [module](self).
pub struct Protractor;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Ray {
    name: &'static str,
    degrees: i64,
}

/// The scale, the rays on it, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Degrees from one tick to the next.
    every: i64,
    /// Degrees from one number to the next.
    numbered: i64,
    rays: Vec<Ray>,
    easy: Easy,
    hard: Hard,
}

/// The easy question: where a ray ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Easy {
    of: usize,
}

/// The hard questions; numbers index rays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    Between {
        a: usize,
        b: usize,
    },
    /// Where the ray ends that halves the angle between two.
    Bisector {
        a: usize,
        b: usize,
    },
    /// Where a ray ends after it was turned to higher numbers.
    Turned {
        of: usize,
        by: i64,
    },
}

impl Family for Protractor {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "protractor",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Read where a ray ends on a protractor; then the angle between two rays, where their \
               bisector ends, or where a ray ends after a turn.",
        certain: "Rays end at ticks. By degrees, and by measuring directions on the drawing.",
        knobs: "Level 1 has two rays and ticks every ten degrees; level 3 three rays and ticks \
                every five; level 5 four rays, ticks every two and few numbers.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let every: i64 = level.pick([10, 5, 5, 2, 2]);
        let numbered = level.pick([10, 10, 20, 10, 30]);
        let count: usize = level.pick([2, 3, 3, 4, 4]);
        let names = rng.sample(&LETTERS[..8], count);
        let ray = |name| Ray { name, degrees: every * rng.int(6 / every + 1, 174 / every) };
        let rays: Vec<Ray> = names.into_iter().map(ray).collect();
        let pair = rng.sample(&(0..count).collect::<Vec<_>>(), 2);
        let (a, b) = (pair[0], pair[1]);
        let hard = match rng.index(level.pick([2, 2, 3, 3, 3])) {
            0 => Hard::Between { a, b },
            1 => Hard::Turned { of: a, by: every * rng.int(15 / every + 1, 90 / every) },
            _ => Hard::Bisector { a, b },
        };
        let easy = Easy { of: rng.index(count) };
        let scene = Scene { every, numbered, rays, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let of = scene.easy.of;
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::number(scene.rays[of].degrees as f64, 0, 1.0),
            evidence: vec![scene.place(of, style)],
        };
        let seen = match scene.hard {
            Hard::Between { a, b } | Hard::Bisector { a, b } => vec![a, b],
            Hard::Turned { of, .. } => vec![of],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::number(scene.degrees(), 0, 1.5),
            evidence: seen.into_iter().map(|of| scene.place(of, style)).collect(),
        };
        Asked { caption: scene.caption(style) + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        // Clockwise from the top, as drawn with zero on the right.
        let towards = |of: usize| dial::direction(CENTRE, at(scene.rays[of].degrees, REACH, false));
        let read = |direction: f64| (450.0 - direction) % 360.0;
        let hard = match scene.hard {
            Hard::Between { a, b } => dial::apart(towards(a), towards(b)),
            Hard::Bisector { a, b } => {
                let [p, q] = [a, b].map(|of| at(scene.rays[of].degrees, REACH, false));
                let middle = [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0];
                read(dial::direction(CENTRE, middle))
            }
            Hard::Turned { of, by } => read(towards(of) - by as f64),
        };
        let easy = read(towards(scene.easy.of));
        [Some(Answer::number(easy, 0, 1.0)), Some(Answer::number(hard, 0, 1.5))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let of = match scene.hard {
            Hard::Between { a, .. } | Hard::Bisector { a, .. } => a,
            Hard::Turned { of, .. } => of,
        };
        let twins = (1..180 / scene.every).map(|tick| {
            let mut twin = scene.clone();
            twin.rays[of].degrees = tick * scene.every;
            twin
        });
        let differs =
            |twin: &Scene| twin.fair() && libm::fabs(twin.degrees() - scene.degrees()) >= 6.0;
        let twins: Vec<Scene> = twins.filter(differs).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

/// The place on the scale at so many degrees; zero lies on the right, or on the left.
fn at(degrees: i64, radius: f64, left: bool) -> Place {
    let turn = 90.0 - degrees as f64;
    dial::at(CENTRE, radius, if left { -turn } else { turn })
}

/// Whether zero lies on the left, which is a matter of style.
fn is_left(style: &Style) -> bool {
    style.rng("zero").chance(0.4)
}

impl Scene {
    /// Whether rays lie apart, and the answer is a whole number on the scale.
    fn fair(&self) -> bool {
        let apart = self.rays.iter().enumerate().all(|(i, ray)| {
            (6..=174).contains(&ray.degrees)
                && self.rays[..i].iter().all(|other| (ray.degrees - other.degrees).abs() >= 14)
        });
        let answer = self.degrees();
        apart && (4.0..=176.0).contains(&answer) && answer == libm::round(answer)
    }

    fn degrees(&self) -> f64 {
        let of = |ray: usize| self.rays[ray].degrees;
        match self.hard {
            Hard::Between { a, b } => (of(a) - of(b)).abs() as f64,
            Hard::Bisector { a, b } => (of(a) + of(b)) as f64 / 2.0,
            Hard::Turned { of: ray, by } => (of(ray) + by) as f64,
        }
    }

    /// Where a ray ends, with the ticks there.
    fn place(&self, of: usize, style: &Style) -> BBox {
        let [x, y] = at(self.rays[of].degrees, LONG + 8.0, is_left(style));
        BBox::around(x, y, 26.0)
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let left = is_left(style);
        let mut sketch = Sketch::new(WIDTH, HEIGHT, style);
        sketch.title(&TITLES, style);
        let rim = (0..=60).map(|step| at(3 * step, RADIUS, left));
        sketch.mark(Form::Ring(rim.collect()), Look::stroke(RIM, 2.0));
        for degrees in (0..=180).step_by(self.every as usize) {
            let is_numbered = degrees % self.numbered == 0;
            let inner = if degrees % 10 == 0 { LONG } else { LONG + 8.0 };
            let ends = [RADIUS, inner].map(|radius| at(degrees, radius, left));
            sketch.segment(ends[0], ends[1], Look::stroke(style.ink, 1.5));
            if is_numbered {
                let place = at(degrees, RADIUS + 20.0, left);
                sketch.word(&degrees.to_string(), place, 14.0, style.ink);
            }
        }
        for ray in &self.rays {
            let end = at(ray.degrees, REACH, left);
            sketch.segment(CENTRE, end, Look::stroke(style.palette[0], 2.5));
            let [x, y] = at(ray.degrees, NAMED, left);
            let long = libm::hypot(x - CENTRE[0], y - CENTRE[1]);
            // The name stands above its ray, whichever way that leans.
            let off = if x > CENTRE[0] { -14.0 } else { 14.0 } / long;
            let aside = [(CENTRE[1] - y) * off, (x - CENTRE[0]) * off];
            sketch.bold(ray.name, [x + aside[0], y + aside[1]], 17.0, style.palette[1]);
        }
        sketch.mark(Form::Disc(CENTRE, 4.5), Look::fill(style.ink));
        sketch
    }

    fn easy_text(&self, style: &Style) -> String {
        style.phrase(
            "easy",
            &[
                "At how many degrees of the scale does ray {of} end?",
                "Which number of degrees does ray {of} point to on the protractor?",
            ],
            &[("of", self.rays[self.easy.of].name)],
        )
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |of: usize| self.rays[of].name;
        let (forms, a, b) = match self.hard {
            Hard::Between { a, b } => (
                [
                    "How many degrees is the angle between rays {a} and {b}?",
                    "What is the size of the angle from ray {a} to ray {b}, in degrees?",
                ],
                name(a),
                name(b).to_owned(),
            ),
            Hard::Bisector { a, b } => (
                [
                    "A ray halves the angle between rays {a} and {b}. At how many degrees of the \
                     scale does it end?",
                    "To which number of degrees does the bisector of the angle between rays {a} \
                     and {b} point?",
                ],
                name(a),
                name(b).to_owned(),
            ),
            Hard::Turned { of, by } => (
                [
                    "Ray {a} is turned by {b} degrees, towards higher numbers. At how many degrees \
                     does it end then?",
                    "To which number of degrees does ray {a} point after a turn by {b} degrees \
                     towards higher numbers?",
                ],
                name(of),
                by.to_string(),
            ),
        };
        style.phrase("hard", &forms, &[("a", a), ("b", &b)])
    }

    fn caption(&self, style: &Style) -> String {
        let one = |ray: &Ray| format!("{} to {}°", ray.name, ray.degrees);
        let rays: Vec<String> = self.rays.iter().map(one).collect();
        let side = if is_left(style) { "left" } else { "right" };
        format!(
            "A half-round protractor with 0 on the {side}, a tick every {} degrees and a number \
             every {}. Rays go from its centre to the ticks, with their letters beside them: {}.",
            self.every,
            self.numbered,
            rays.join(", ")
        )
    }
}
