//! Points on a grid with axes: read one; then distances, midpoints, slopes, mirror images,
//! parallelograms and areas.
//!
//! The answer is certain because points lie on the grid's crossings. One solver calculates
//! with coordinates, the other measures the drawing and maps what it finds back.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Points on a grid", "Coordinates"];
const MARGIN: f64 = 40.0;
/// Room above the grid for the names of points on its edge.
const TOP: f64 = 30.0;
const DOT: f64 = 6.5;
/// Length of the whole grid.
const SIDE: f64 = 396.0;
const GRID: &str = "#d3d9df";

/// See the [module](self).
pub struct CoordinateGeometry;

/// A point on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Point {
    name: &'static str,
    x: i64,
    y: i64,
}

/// The points and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// The lowest and the highest number on both axes.
    low: i64,
    high: i64,
    points: Vec<Point>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index points.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    X { of: usize },
    Y { of: usize },
    Which { of: usize },
}

/// The hard questions, about the first two or three points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    Distance,
    /// The x-coordinate of the midpoint.
    MiddleX,
    MiddleY,
    Slope,
    /// The y-coordinate of the first point's image in the line y = x.
    Mirrored,
    /// The x-coordinate of the first point after a quarter turn against the clock.
    Turned,
    /// The x-coordinate of the point that completes a parallelogram.
    FourthX,
    FourthY,
    Area,
}

impl Family for CoordinateGeometry {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "coordinate-geometry",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Read a coordinate or find a point; then find a distance, a midpoint, a slope, a \
               mirrored or turned point, the fourth corner of a parallelogram, or an area.",
        certain: "Points lie on crossings of the grid. Calculated from coordinates, and measured \
                  on the drawing.",
        knobs: "Levels 1 and 2 stay in one quadrant, with distances and midpoints; level 3 goes \
                below zero and asks for slopes; level 5 for areas and turned points.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (low, high) = level.pick([(0, 9), (0, 11), (-5, 6), (-6, 6), (-6, 6)]);
        let count: usize = level.pick([4, 5, 5, 6, 7]);
        let names = rng.sample(&LETTERS, count);
        let mut points: Vec<Point> = Vec::new();
        for name in names {
            let point = (0..40).find_map(|_| {
                let (x, y) = (rng.int(low, high), rng.int(low, high));
                let point = Point { name, x, y };
                points.iter().all(|other| point.clear_of(*other)).then_some(point)
            })?;
            points.push(point);
        }
        let forms: &[Hard] = level.pick([
            &[Hard::MiddleX, Hard::MiddleY, Hard::Distance] as &[Hard],
            &[Hard::Distance, Hard::MiddleX, Hard::MiddleY, Hard::FourthX],
            &[Hard::Slope, Hard::Mirrored, Hard::FourthX, Hard::FourthY],
            &[Hard::Slope, Hard::FourthY, Hard::Area, Hard::Turned],
            &[Hard::Area, Hard::Turned, Hard::Distance, Hard::Slope],
        ]);
        let of = rng.index(count);
        let easy = *rng.choose(&[Easy::X { of }, Easy::Y { of }, Easy::Which { of }]);
        let scene = Scene { low, high, points, easy, hard: *rng.choose(forms) };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (Easy::X { of } | Easy::Y { of } | Easy::Which { of }) = scene.easy;
        let Point { name, x, y } = scene.points[of];
        let answer = match scene.easy {
            Easy::X { .. } => Answer::integer(x),
            Easy::Y { .. } => Answer::integer(y),
            Easy::Which { .. } => Answer::text(name),
        };
        let evidence = vec![scene.place(of)];
        let easy = Question { text: scene.easy_text(style), answer, evidence };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.calculate(),
            evidence: (0..scene.hard.points()).map(|i| scene.place(i)).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let whole = |value: f64| Answer::integer(libm::round(value) as i64);
        let easy = match scene.easy {
            Easy::X { of } => whole(scene.back(scene.at(of))[0]),
            Easy::Y { of } => whole(scene.back(scene.at(of))[1]),
            Easy::Which { of } => {
                let wanted = scene.at(of);
                let found = (0..scene.points.len()).find(|i| far(scene.at(*i), wanted) < 1.0);
                Answer::text(found.map_or("", |i| scene.points[i].name))
            }
        };
        [Some(easy), Some(scene.measure())]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        (0..200).find_map(|_| {
            let mut twin = scene.clone();
            let point = &mut twin.points[rng.index(scene.hard.points())];
            point.x += rng.int(-3, 3);
            point.y += rng.int(-3, 3);
            let value = |scene: &Scene| match scene.calculate() {
                Answer::Number { value, .. } => value,
                Answer::Integer { value } => value as f64,
                _ => f64::NAN,
            };
            let other = libm::fabs(value(&twin) - value(scene)) > 0.3;
            (other && twin.fair()).then_some(twin)
        })
    }
}

/// Distance of two places.
fn far(one: Place, two: Place) -> f64 {
    libm::hypot(one[0] - two[0], one[1] - two[1])
}

/// A number to one digit, or to two.
fn decimal(value: f64, digits: u8) -> Answer {
    Answer::number(value, digits, if digits == 1 { 0.1 } else { 0.02 })
}

impl Point {
    /// Whether the names of two points do not touch.
    fn clear_of(self, other: Self) -> bool {
        (self.x - other.x).abs() >= 2 || (self.y - other.y).abs() >= 2
    }
}

impl Hard {
    /// How many points it is about.
    fn points(self) -> usize {
        match self {
            Self::Mirrored | Self::Turned => 1,
            Self::Distance | Self::MiddleX | Self::MiddleY | Self::Slope => 2,
            Self::FourthX | Self::FourthY | Self::Area => 3,
        }
    }
}

impl Scene {
    /// Whether points lie apart on the grid, and what is asked makes sense.
    fn fair(&self) -> bool {
        let range = self.low..=self.high;
        let apart = self.points.iter().enumerate().all(|(i, point)| {
            range.contains(&point.x)
                && range.contains(&point.y)
                && self.points[..i].iter().all(|other| point.clear_of(*other))
        });
        let [a, b, c] = [self.points[0], self.points[1], self.points[2]];
        let sense = match self.hard {
            Hard::Slope => a.x != b.x && a.y != b.y && (a.x - b.x).abs() != (a.y - b.y).abs(),
            Hard::Area => self.cross().abs() >= 4,
            Hard::FourthX | Hard::FourthY => self.cross() != 0,
            Hard::Mirrored | Hard::Turned => a.x.abs() != a.y.abs(),
            _ => true,
        };
        apart && sense && a != b && b != c
    }

    /// Twice the signed area of the first three points.
    fn cross(&self) -> i64 {
        let [a, b, c] = [self.points[0], self.points[1], self.points[2]];
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }

    fn unit(&self) -> f64 {
        SIDE / (self.high - self.low) as f64
    }

    /// Where a pair of coordinates lies on the canvas.
    fn put(&self, x: f64, y: f64) -> Place {
        let step = |value: f64| (value - self.low as f64) * self.unit();
        [MARGIN + step(x), TOP + SIDE - step(y)]
    }

    fn at(&self, i: usize) -> Place {
        self.put(self.points[i].x as f64, self.points[i].y as f64)
    }

    /// The coordinates of a place on the canvas.
    fn back(&self, [x, y]: Place) -> Place {
        let ([left, bottom], unit) = (self.put(self.low as f64, self.low as f64), self.unit());
        [self.low as f64 + (x - left) / unit, self.low as f64 + (bottom - y) / unit]
    }

    fn place(&self, i: usize) -> BBox {
        let [x, y] = self.at(i);
        BBox([x - 10.0, (y - 28.0).max(0.0), x + 28.0, y + 10.0])
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(MARGIN + SIDE + 30.0, SIDE + TOP + MARGIN, style);
        sketch.title(&TITLES, style);
        let (low, high) = (self.low as f64, self.high as f64);
        let mut cross = |at: f64, look: Look| {
            sketch.segment(self.put(at, low), self.put(at, high), look.clone());
            sketch.segment(self.put(low, at), self.put(high, at), look);
        };
        for line in (self.low..=self.high).filter(|line| *line != 0) {
            cross(line as f64, Look::stroke(GRID, 1.0));
        }
        cross(0.0, Look::stroke(style.ink, 2.5));
        for line in self.low..=self.high {
            let at = line as f64;
            let ([x, bottom], [left, y]) = (self.put(at, low), self.put(low, at));
            sketch.word(&line.to_string(), [x, bottom + 18.0], 15.0, style.ink);
            sketch.word(&line.to_string(), [left - 20.0, y], 15.0, style.ink);
        }
        for (i, point) in self.points.iter().enumerate() {
            let [x, y] = self.at(i);
            sketch.mark(Form::Disc([x, y], DOT), Look::fill(style.palette[0]));
            sketch.bold(point.name, [x + 14.0, y - 14.0], style.text, style.palette[1]);
        }
        sketch
    }

    /// From the coordinates.
    fn calculate(&self) -> Answer {
        let [a, b, c] = [self.points[0], self.points[1], self.points[2]];
        let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
        match self.hard {
            Hard::Distance => decimal(libm::sqrt(dx * dx + dy * dy), 1),
            Hard::MiddleX => decimal((a.x + b.x) as f64 / 2.0, 1),
            Hard::MiddleY => decimal((a.y + b.y) as f64 / 2.0, 1),
            Hard::Slope => decimal(dy / dx, 2),
            Hard::Mirrored => Answer::integer(a.x),
            Hard::Turned => Answer::integer(-a.y),
            Hard::FourthX => Answer::integer(a.x + c.x - b.x),
            Hard::FourthY => Answer::integer(a.y + c.y - b.y),
            Hard::Area => decimal(self.cross().abs() as f64 / 2.0, 1),
        }
    }

    /// From places on the canvas, with lengths in units of the grid.
    fn measure(&self) -> Answer {
        let [a, b, c] = [0, 1, 2].map(|i| self.at(i));
        let long = |one, two| far(one, two) / self.unit();
        let middle = |one: Place, two: Place| [(one[0] + two[0]) / 2.0, (one[1] + two[1]) / 2.0];
        let whole = |value: f64| Answer::integer(libm::round(value) as i64);
        let origin = self.put(0.0, 0.0);
        // Diagonals of a parallelogram halve each other.
        let fourth = || {
            let centre = middle(a, c);
            self.back([2.0 * centre[0] - b[0], 2.0 * centre[1] - b[1]])
        };
        match self.hard {
            Hard::Distance => decimal(long(a, b), 1),
            Hard::MiddleX => decimal(self.back(middle(a, b))[0], 1),
            Hard::MiddleY => decimal(self.back(middle(a, b))[1], 1),
            Hard::Slope => decimal((a[1] - b[1]) / (b[0] - a[0]), 2),
            Hard::Mirrored => whole((a[0] - origin[0]) / self.unit()),
            Hard::Turned => {
                let (sin, cos) = libm::sincos((-90.0_f64).to_radians());
                let (x, y) = (a[0] - origin[0], a[1] - origin[1]);
                whole(self.back([origin[0] + x * cos - y * sin, origin[1] + x * sin + y * cos])[0])
            }
            Hard::FourthX => whole(fourth()[0]),
            Hard::FourthY => whole(fourth()[1]),
            // Heron's formula.
            Hard::Area => {
                let (p, q, r) = (long(a, b), long(b, c), long(c, a));
                let s = (p + q + r) / 2.0;
                decimal(libm::sqrt(s * (s - p) * (s - q) * (s - r)), 1)
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let (Easy::X { of } | Easy::Y { of } | Easy::Which { of }) = self.easy;
        let Point { name, x, y } = self.points[of];
        let axis = if matches!(self.easy, Easy::X { .. }) { "x" } else { "y" };
        match self.easy {
            Easy::Which { .. } => style.phrase(
                "easy",
                &["Which point lies at ({x}, {y})?", "What is the name of the point ({x}, {y})?"],
                &[("x", &x.to_string()), ("y", &y.to_string())],
            ),
            _ => style.phrase(
                "easy",
                &[
                    "What is the {axis}-coordinate of {name}?",
                    "Which {axis}-value has point {name}?",
                ],
                &[("axis", axis), ("name", name)],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let [a, b, c] = [0, 1, 2].map(|i| self.points[i].name);
        let forms = match self.hard {
            Hard::Distance => [
                "How far apart are {a} and {b}, to one decimal place?",
                "How long is the segment from {a} to {b}, to one decimal place?",
            ],
            Hard::MiddleX => [
                "What is the x-coordinate of the midpoint of {a} and {b}?",
                "Halfway from {a} to {b} lies a point. What is its x-coordinate?",
            ],
            Hard::MiddleY => [
                "What is the y-coordinate of the midpoint of {a} and {b}?",
                "Halfway from {a} to {b} lies a point. What is its y-coordinate?",
            ],
            Hard::Slope => [
                "What is the slope of the line through {a} and {b}, to two decimal places?",
                "A line goes through {a} and {b}. What is its slope, to two decimal places?",
            ],
            Hard::Mirrored => [
                "{a} is mirrored in the line y = x. What is the y-coordinate of its image?",
                "What is the y-coordinate of the image of {a} in the line y = x?",
            ],
            Hard::Turned => [
                "{a} is turned by 90 degrees counterclockwise around the origin. What is the \
                 x-coordinate of its image?",
                "Turn {a} a quarter counterclockwise around (0, 0). Which x-coordinate does it get?",
            ],
            Hard::FourthX => [
                "{a}, {b}, {c} and a fourth point, in this order, are the corners of a \
                 parallelogram. What is the x-coordinate of the fourth?",
                "Which x-coordinate has the point that completes {a}, {b} and {c}, in this order, \
                 to a parallelogram?",
            ],
            Hard::FourthY => [
                "{a}, {b}, {c} and a fourth point, in this order, are the corners of a \
                 parallelogram. What is the y-coordinate of the fourth?",
                "Which y-coordinate has the point that completes {a}, {b} and {c}, in this order, \
                 to a parallelogram?",
            ],
            Hard::Area => [
                "What is the area of the triangle {a}{b}{c}, in units of the grid?",
                "How large is the triangle with the corners {a}, {b} and {c}, in squares of the grid?",
            ],
        };
        let text = style.phrase("hard", &forms, &[("a", a), ("b", b), ("c", c)]);
        text[..1].to_uppercase() + &text[1..]
    }

    fn caption(&self) -> String {
        let one = |point: &Point| format!("{} at ({}, {})", point.name, point.x, point.y);
        let all: Vec<String> = self.points.iter().map(one).collect();
        format!(
            "A square grid with both axes from {} to {}, numbered at its edges, and points on it \
             with their names beside them: {}.",
            self.low,
            self.high,
            all.join(", ")
        )
    }
}
