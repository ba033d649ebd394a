//! The graph of a function: read a value; count zeros, turning points and solutions.
//!
//! The answer is certain because the graph goes through grid points and between them is
//! straight, or rises or falls without a turn, and what is compared keeps clear of its
//! limit. One solver reasons with the grid points alone, the other follows the drawn
//! line in small steps.

use serde::Serialize;
use synth_contracts::{Answer, Axis, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, centres, corners, filled, marks, path, stroked, texts};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const UNIT: f64 = 38.0;
/// The grid reaches from `-WIDE` to `WIDE` and from `-TALL` to `TALL`.
const WIDE: i64 = 6;
const TALL: i64 = 5;
const LEFT: f64 = 62.0;
const TOP: f64 = 54.0;
const SIZE: f64 = 16.0;
/// Paint of the grid's lines.
const GRID: &str = "#ccd2d9";
/// Least distance of a value from the one that it is compared with.
const CLEAR: f64 = 0.3;
/// Steps a unit in which the second solver follows the line.
const FINE: i64 = 32;

/// See the [module](self).
pub struct FunctionGraph;

/// A graph and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Grid points that the graph goes through, from left to right.
    knots: Vec<[i64; 2]>,
    /// Whether the graph bends, with a turn at each knot inside, or is straight between
    /// knots.
    smooth: bool,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The value at `x`.
    Value { x: i64 },
    /// The largest value.
    Largest,
    /// The smallest value.
    Smallest,
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The largest less the smallest value.
    Range,
    /// The slope from one place to the next knot.
    Slope { from: i64, to: i64 },
    /// At how many whole numbers the value is above 0.
    Positive,
    /// How many zeros.
    Zeros,
    /// How many turning points inside.
    Turns,
    /// How many solutions `f(x) = value` has.
    Solutions { value: i64 },
    /// At how many whole numbers the graph falls.
    Falling,
    /// `f(f(x))`.
    Twice { x: i64 },
}

impl Family for FunctionGraph {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "function-graph",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::DataChart,
        asks: "Read a value; then find a slope, the range, how many zeros, turning points or \
               solutions there are, where the graph falls, or f(f(x)).",
        certain: "The graph goes through grid points and does not turn between them. Reasoning \
                  with the grid points, against following the line in small steps.",
        knobs: "Levels 1 and 2 have straight pieces; from level 3 on the graph bends; level 5 \
                turns up to five times and asks for solutions and f(f(x)).",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let smooth = level.get() >= 3;
        let (form, wanted) = (rng.index(3), rng.index(5) as i64);
        let slope = *rng.choose(&[-3, -2, -1, 1, 2, 3]);
        (0..24).find_map(|_| {
            let knots = draw_knots(rng, smooth, level.pick([4, 3, 3, 3, 2]))?;
            let hard = Hard::draw(level, form, rng, &knots)?;
            let x = rng.choose(&knots)[0];
            let easy =
                *rng.choose(&[Easy::Value { x }, Easy::Value { x }, Easy::Largest, Easy::Smallest]);
            let scene = Scene { knots, smooth, easy, hard };
            let answer = scene.hard_answer();
            // Answers that few graphs have are as likely as those that many have.
            let even = match hard {
                Hard::Slope { .. } => answer == slope,
                Hard::Zeros | Hard::Turns | Hard::Solutions { .. } => answer == 1 + wanted % 4,
                Hard::Positive | Hard::Falling => (answer - 2) / 2 == wanted,
                Hard::Range | Hard::Twice { .. } => true,
            };
            (even && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = canvas();
        let mut svg = Svg::framed(width, height, style);
        draw_plane(&mut svg, style);
        svg.comment("The graph");
        let look = attrs!["d": scene.way(), "fill": "none", "stroke": style.palette[0],
            "stroke-width": 4.0, "stroke-linejoin": "round"];
        svg.element("path", &look);
        for [x, y] in scene.ends().map(on_canvas) {
            svg.element("circle", &attrs!["cx": x, "cy": y, "r": 6.5, "fill": style.palette[0]]);
        }
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let around = |[x, y]: [i64; 2]| {
            let [x, y] = on_canvas([x, y]);
            BBox::around(x, y, 16.0)
        };
        let easy_place = match scene.easy {
            Easy::Value { x } => scene.knots.iter().find(|knot| knot[0] == x).copied().map(around),
            Easy::Largest => scene.knots.iter().max_by_key(|knot| knot[1]).copied().map(around),
            Easy::Smallest => scene.knots.iter().min_by_key(|knot| knot[1]).copied().map(around),
        };
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: easy_place.into_iter().collect(),
        };
        let ([left, top], [right, bottom]) = (on_canvas([-WIDE, TALL]), on_canvas([WIDE, -TALL]));
        let evidence = match scene.hard {
            Hard::Slope { from, to } => {
                let ends = scene.knots.iter().filter(|knot| knot[0] == from || knot[0] == to);
                ends.copied().map(around).collect()
            }
            _ => vec![BBox([left, top, right, bottom])],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence,
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let place = |[x, y]: [i64; 2]| [x as f64, -y as f64];
        let knots = || scene.knots.iter().copied().map(place);
        let ticks = |end: i64, sign: f64| {
            (-end..=end).map(move |at| (at.to_string(), sign * at as f64)).collect()
        };
        let numbers = (-WIDE..=WIDE).chain(-TALL..=TALL).map(|number| number.to_string());
        let names = ["x", "y", title(style)].map(str::to_owned);
        let halves = (0..4 * WIDE).map(|half| half as f64 / 2.0 - WIDE as f64 + 0.25);
        let seen: Vec<Place> = halves.map(|x| [x, -scene.value(x)]).collect();
        let off = scene.knots.iter().filter(|[_, y]| y.abs() < TALL);
        let off = off.flat_map(|[x, y]| [-1, 1].map(|by| [*x as f64, -(y + by) as f64]));
        vec![
            texts(numbers.chain(names)),
            corners(stroked(GRID), grid_ends()),
            marks(stroked(style.palette[0]), 1),
            marks(filled(style.palette[0]), 2),
            centres(filled(style.palette[0]), scene.ends().map(place)),
            path(stroked(style.palette[0]), knots()),
            Claim::Ink {
                colour: style.palette[0].to_owned(),
                at: seen,
                off: if scene.smooth { off.collect() } else { vec![] },
            },
            Claim::Ticks { axis: Axis::X, labels: ticks(WIDE, 1.0) },
            Claim::Ticks { axis: Axis::Y, labels: ticks(TALL, -1.0) },
            Claim::TrueToScale,
        ]
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let line = Line::of(scene);
        let easy = match scene.easy {
            Easy::Value { x } => line.at(x as f64),
            Easy::Largest => line.largest(),
            Easy::Smallest => line.smallest(),
        };
        let whole = |value: f64| libm::round(value) as i64;
        let hard = match scene.hard {
            Hard::Range => whole(line.largest() - line.smallest()),
            Hard::Slope { from, to } => {
                let middle = (from + to) as f64 / 2.0;
                whole(line.at(middle + 0.5) - line.at(middle - 0.5))
            }
            Hard::Positive => line.wholes(|line, x| line.at(x) > 0.0),
            Hard::Zeros => line.crossings(0.0),
            Hard::Turns => line.turns(),
            Hard::Solutions { value } => line.crossings(value as f64),
            Hard::Falling => {
                let near = 2.0 / FINE as f64;
                line.wholes(|line, x| {
                    line.at(x - near) > line.at(x) + 1e-9 && line.at(x) > line.at(x + near) + 1e-9
                })
            }
            Hard::Twice { x } => whole(line.at(libm::round(line.at(x as f64)))),
        };
        [Some(Answer::integer(whole(easy))), Some(Answer::integer(hard))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..256).find_map(|_| {
            let mut changed = scene.clone();
            let knot = match scene.hard {
                Hard::Slope { from, .. } => {
                    let first = scene.knots.iter().position(|knot| knot[0] == from)?;
                    first + rng.index(2)
                }
                _ => rng.index(scene.knots.len()),
            };
            let height = rng.int(-TALL, TALL);
            match scene.hard {
                // A bent graph turns at each knot inside, wherever that lies.
                Hard::Turns => changed.redraw_end(rng),
                // Where a graph falls depends on where it turns.
                Hard::Falling if (1..scene.knots.len() - 1).contains(&knot) => {
                    changed.knots[knot][0] += *rng.choose(&[-2, -1, 1, 2]);
                }
                _ => changed.knots[knot][1] = height,
            }
            let spaced = changed.knots.windows(2).all(|two| two[1][0] - two[0][0] >= 2);
            let kept = spaced && changed.bends() && changed.steep();
            (kept && changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

/// Knots from the left to the right end of the grid.
fn draw_knots(rng: &mut Rng, smooth: bool, longest: i64) -> Option<Vec<[i64; 2]>> {
    let (mut x, mut knots) = (-WIDE, Vec::new());
    let mut up = rng.chance(0.5);
    // The band of heights differs from graph to graph.
    let (low, high) = (-rng.int(1, TALL), rng.int(2, TALL));
    let mut y = rng.int(low, high);
    while x < WIDE {
        knots.push([x, y]);
        x += rng.int(2, longest.max(if smooth { 5 } else { 4 }));
        let next = if up { y + rng.int(2, 9) } else { y - rng.int(2, 9) };
        y = next.clamp(low, high);
        up = if smooth { !up } else { rng.chance(0.5) };
    }
    knots.push([WIDE, y]);
    let spaced = knots.windows(2).all(|two| two[1][0] - two[0][0] >= 2);
    let scene = Scene { knots, smooth, easy: Easy::Largest, hard: Hard::Range };
    (spaced && scene.steep() && scene.bends()).then_some(scene.knots)
}

impl Hard {
    /// One of a level's three forms.
    fn draw(level: Level, form: usize, rng: &mut Rng, knots: &[[i64; 2]]) -> Option<Self> {
        let forms = match level.get() {
            1 => [Self::Range, Self::draw_slope(rng, knots)?, Self::draw_slope(rng, knots)?],
            2 => [Self::draw_slope(rng, knots)?, Self::Positive, Self::Zeros],
            3 => [Self::Zeros, Self::Turns, Self::Range],
            4 => [Self::Solutions { value: rng.int(-3, 3) }, Self::Positive, Self::Falling],
            _ => {
                let inner = |x: i64| knots.iter().any(|knot| knot[0] == x);
                let nested = knots.iter().filter(|knot| inner(knot[1]) && knot[1] != knot[0]);
                let nested: Vec<i64> = nested.map(|knot| knot[0]).collect();
                let x = *nested.get(rng.index(nested.len()))?;
                [Self::Solutions { value: rng.int(-3, 3) }, Self::Falling, Self::Twice { x }]
            }
        };
        forms.get(form).copied()
    }

    fn draw_slope(rng: &mut Rng, knots: &[[i64; 2]]) -> Option<Self> {
        // Over a short run many slopes are possible.
        let whole = |two: &&[[i64; 2]]| {
            let (run, rise) = (two[1][0] - two[0][0], two[1][1] - two[0][1]);
            run <= 3 && rise % run == 0
        };
        let pieces: Vec<&[[i64; 2]]> = knots.windows(2).filter(whole).collect();
        let piece = pieces.get(rng.index(pieces.len()))?;
        Some(Self::Slope { from: piece[0][0], to: piece[1][0] })
    }
}

/// Where a point lies on the canvas.
fn on_canvas([x, y]: [i64; 2]) -> Place {
    [LEFT + (x + WIDE) as f64 * UNIT, TOP + (TALL - y) as f64 * UNIT]
}

fn canvas() -> (f64, f64) {
    let [right, bottom] = on_canvas([WIDE, -TALL]);
    (right + 42.0, bottom + 44.0)
}

/// Ends of the grid's lines, y pointing down.
fn grid_ends() -> Vec<Place> {
    let (wide, tall) = (WIDE as f64, TALL as f64);
    let upright = (-WIDE..=WIDE).flat_map(|x| [[x as f64, -tall], [x as f64, tall]]);
    upright.chain((-TALL..=TALL).flat_map(|y| [[-wide, y as f64], [wide, y as f64]])).collect()
}

/// The words above the picture.
fn title(style: &Style) -> &'static str {
    style.rng("title").choose::<&str>(&["Graph of f", "y = f(x)", "The function f"])
}

impl Scene {
    fn ends(&self) -> [[i64; 2]; 2] {
        let end = |knot: Option<&[i64; 2]>| knot.copied().unwrap_or_default();
        [end(self.knots.first()), end(self.knots.last())]
    }

    /// Whether no piece is level.
    fn steep(&self) -> bool {
        self.knots.windows(2).all(|two| two[1][1] != two[0][1])
    }

    /// Whether a bent graph turns at each knot inside, and a straight one changes its
    /// slope there.
    fn bends(&self) -> bool {
        self.knots.windows(3).all(|three| {
            let rise = |i: usize| three[i + 1][1] - three[i][1];
            let run = |i: usize| three[i + 1][0] - three[i][0];
            if self.smooth {
                rise(0).signum() != rise(1).signum()
            } else {
                rise(0) * run(1) != rise(1) * run(0)
            }
        })
    }

    /// Draws the first or the last piece anew: as two, or as one with its neighbour.
    fn redraw_end(&mut self, rng: &mut Rng) {
        let count = self.knots.len();
        let (end, next) = *rng.choose(&[(0, 1), (count - 1, count - 2)]);
        self.knots[end][1] = rng.int(-TALL, TALL);
        let (a, b) = (self.knots[end], self.knots[next]);
        if (a[0] - b[0]).abs() >= 4 {
            self.knots.insert(end.max(next), [(a[0] + b[0]) / 2, rng.int(-TALL, TALL)]);
        } else if count > 3 {
            self.knots.remove(next);
        }
    }

    /// The value at `x`.
    fn value(&self, x: f64) -> f64 {
        let piece = self.knots.windows(2).find(|two| x <= two[1][0] as f64);
        let Some([[x0, y0], [x1, y1]]) = piece else { return self.ends()[1][1] as f64 };
        let t = (x - *x0 as f64) / (x1 - x0) as f64;
        let share = if self.smooth { t * t * (3.0 - 2.0 * t) } else { t };
        *y0 as f64 + (y1 - y0) as f64 * share
    }

    /// The line as the data of a path: a bend has level tangents at both ends.
    fn way(&self) -> String {
        let mut way = String::new();
        let mut last: Option<Place> = None;
        for [x, y] in self.knots.iter().copied().map(on_canvas) {
            way += &match last {
                None => format!("M{x} {y}"),
                Some([x0, y0]) if self.smooth => {
                    let third = (x - x0) / 3.0;
                    format!("C{:.2} {y0} {:.2} {y} {x} {y}", x0 + third, x - third)
                }
                Some(_) => format!("L{x} {y}"),
            };
            last = Some([x, y]);
        }
        way
    }

    /// Whether all that is compared keeps clear of its limit.
    fn fair(&self) -> bool {
        let apart = |limit: i64| self.knots.iter().all(|knot| knot[1] != limit);
        let wholes = || (-WIDE..=WIDE).map(|x| x as f64);
        let read = match self.easy {
            Easy::Value { x } => self.knots.iter().any(|knot| knot[0] == x),
            Easy::Largest | Easy::Smallest => true,
        };
        let clear = match self.hard {
            Hard::Positive => wholes().all(|x| libm::fabs(self.value(x)) >= CLEAR),
            Hard::Zeros => apart(0),
            Hard::Solutions { value } => apart(value),
            Hard::Slope { from, to } => {
                let has = |x: i64| self.knots.iter().find(|knot| knot[0] == x).map(|knot| knot[1]);
                has(from).zip(has(to)).is_some_and(|(a, b)| (b - a) % (to - from) == 0)
            }
            Hard::Twice { x } => {
                let has = |x: i64| self.knots.iter().find(|knot| knot[0] == x).map(|knot| knot[1]);
                has(x).and_then(has).is_some()
            }
            Hard::Range | Hard::Turns | Hard::Falling => true,
        };
        read && clear
    }

    fn easy_answer(&self) -> i64 {
        let values = || self.knots.iter().map(|knot| knot[1]);
        let found = match self.easy {
            Easy::Value { x } => return self.knot(x),
            Easy::Largest => values().max(),
            Easy::Smallest => values().min(),
        };
        found.unwrap_or(0)
    }

    /// The value at a knot.
    fn knot(&self, x: i64) -> i64 {
        self.knots.iter().find(|knot| knot[0] == x).map_or(0, |knot| knot[1])
    }

    fn hard_answer(&self) -> i64 {
        let values = || self.knots.iter().map(|knot| knot[1]);
        let crossed = |limit: i64| {
            let sides = |two: &&[[i64; 2]]| (two[0][1] > limit) != (two[1][1] > limit);
            self.knots.windows(2).filter(sides).count() as i64
        };
        match self.hard {
            Hard::Range => values().max().unwrap_or(0) - values().min().unwrap_or(0),
            Hard::Slope { from, to } => (self.knot(to) - self.knot(from)) / (to - from),
            Hard::Positive => (-WIDE..=WIDE).filter(|x| self.value(*x as f64) > 0.0).count() as i64,
            Hard::Zeros => crossed(0),
            Hard::Turns => self.knots.len() as i64 - 2,
            Hard::Solutions { value } => crossed(value),
            Hard::Falling => {
                let falls = |two: &&[[i64; 2]]| two[1][1] < two[0][1];
                self.knots.windows(2).filter(falls).map(|two| two[1][0] - two[0][0] - 1).sum()
            }
            Hard::Twice { x } => self.knot(self.knot(x)),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Value { x } => style.phrase(
                "easy",
                &["What is f({x})?", "Which value does f have at x = {x}?"],
                &[("x", &x.to_string())],
            ),
            Easy::Largest => style.phrase(
                "easy",
                &[
                    "What is the largest value of f in the picture?",
                    "How high does the graph of f get?",
                ],
                &[],
            ),
            Easy::Smallest => style.phrase(
                "easy",
                &[
                    "What is the smallest value of f in the picture?",
                    "What is the lowest value that the graph of f reaches?",
                ],
                &[],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let words =
            |choices: &[&str], values: &[(&str, &str)]| style.phrase("hard", choices, values);
        match self.hard {
            Hard::Range => words(
                &[
                    "What is the difference between the largest and the smallest value of f?",
                    "How far is the highest point of the graph above its lowest point, in units?",
                ],
                &[],
            ),
            Hard::Slope { from, to } => words(
                &[
                    "What is the slope of the graph between x = {from} and x = {to}?",
                    "By how much does f change per unit of x from x = {from} to x = {to}? A fall \
                     is negative.",
                ],
                &[("from", &from.to_string()), ("to", &to.to_string())],
            ),
            Hard::Positive => words(
                &[
                    "For how many whole numbers x from -6 to 6 is f(x) > 0?",
                    "At how many of the whole numbers on the x axis, from -6 to 6, does the graph \
                     lie above the x axis?",
                ],
                &[],
            ),
            Hard::Zeros => words(
                &[
                    "How many zeros does f have in the picture?",
                    "How many times does the graph cross the x axis?",
                ],
                &[],
            ),
            Hard::Turns => words(
                &[
                    "How many turning points (highest and lowest points, without the two ends) does \
                   the graph have?",
                    "How often does f change between rising and falling?",
                ],
                &[],
            ),
            Hard::Solutions { value } => words(
                &[
                    "How many solutions does f(x) = {value} have in the picture?",
                    "At how many places does f have the value {value}?",
                ],
                &[("value", &value.to_string())],
            ),
            Hard::Falling => words(
                &[
                    "At how many whole numbers x is the graph falling? Turning points and the two \
                   ends do not count.",
                    "Leave out turning points and both ends. For how many whole numbers x is f \
                     decreasing at x?",
                ],
                &[],
            ),
            Hard::Twice { x } => words(
                &["What is f(f({x}))?", "Find f({x}) and put it into f again. What is the result?"],
                &[("x", &x.to_string())],
            ),
        }
    }

    fn caption(&self) -> String {
        let kind = if self.smooth {
            "a smooth curve with level tangents at"
        } else {
            "straight pieces that join"
        };
        let knots: Vec<String> = self.knots.iter().map(|[x, y]| format!("({x}, {y})")).collect();
        format!(
            "A coordinate grid from -{WIDE} to {WIDE} on the x axis and from -{TALL} to {TALL} on \
             the y axis shows the graph of a function f: {kind} the points {}. Both ends carry a \
             dot.",
            knots.join(", ")
        )
    }
}

/// The drawn line as points, close to each other.
struct Line(Vec<[f64; 2]>);

impl Line {
    /// Follows each piece of the path by its control points.
    fn of(scene: &Scene) -> Self {
        let mut points = Vec::new();
        for two in scene.knots.windows(2) {
            let [[x0, y0], [x1, y1]] = [two[0], two[1]].map(|knot| knot.map(|at| at as f64));
            let third = (x1 - x0) / 3.0;
            let aside =
                if scene.smooth { [y0, y1] } else { [y0 + (y1 - y0) / 3.0, y1 - (y1 - y0) / 3.0] };
            let controls = [[x0, y0], [x0 + third, aside[0]], [x1 - third, aside[1]], [x1, y1]];
            let steps = (two[1][0] - two[0][0]) * FINE;
            points.extend((0..steps).map(|i| bezier(controls, i as f64 / steps as f64)));
        }
        points.push(scene.ends()[1].map(|at| at as f64));
        Self(points)
    }

    /// The height at the nearest point.
    fn at(&self, x: f64) -> f64 {
        let far = |point: &[f64; 2]| libm::fabs(point[0] - x);
        self.0.iter().min_by(|a, b| far(a).total_cmp(&far(b))).map_or(0.0, |point| point[1])
    }

    fn largest(&self) -> f64 {
        self.0.iter().map(|point| point[1]).fold(f64::MIN, f64::max)
    }

    fn smallest(&self) -> f64 {
        self.0.iter().map(|point| point[1]).fold(f64::MAX, f64::min)
    }

    /// How often the line changes the side of a height.
    fn crossings(&self, height: f64) -> i64 {
        // A point on the height belongs to the side before it.
        let mut sides: Vec<bool> = self
            .0
            .iter()
            .filter(|p| libm::fabs(p[1] - height) > 1e-9)
            .map(|p| p[1] > height)
            .collect();
        sides.dedup();
        sides.len() as i64 - 1
    }

    /// How often the line changes between rising and falling.
    fn turns(&self) -> i64 {
        let mut rising: Vec<bool> = self.0.windows(2).map(|two| two[1][1] > two[0][1]).collect();
        rising.dedup();
        rising.len() as i64 - 1
    }

    /// At how many whole numbers something holds.
    fn wholes(&self, holds: impl Fn(&Self, f64) -> bool) -> i64 {
        (-WIDE..=WIDE).filter(|x| holds(self, *x as f64)).count() as i64
    }
}

/// A point of the curve with these control points.
fn bezier(points: [[f64; 2]; 4], t: f64) -> [f64; 2] {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    [0, 1].map(|axis| (0..4).map(|i| weights[i] * points[i][axis]).sum())
}

fn draw_plane(svg: &mut Svg, style: &Style) {
    let line = |svg: &mut Svg, from: [i64; 2], to: [i64; 2]| {
        let ([x1, y1], [x2, y2]) = (on_canvas(from), on_canvas(to));
        svg.element("line", &attrs!["x1": x1, "y1": y1, "x2": x2, "y2": y2]);
    };
    svg.comment("Grid");
    svg.open(&attrs!["stroke": GRID, "stroke-width": 1.0]);
    (-WIDE..=WIDE).for_each(|x| line(svg, [x, -TALL], [x, TALL]));
    (-TALL..=TALL).for_each(|y| line(svg, [-WIDE, y], [WIDE, y]));
    svg.close();
    svg.comment("Axes");
    svg.open(&attrs!["stroke": style.ink, "stroke-width": 2.0]);
    line(svg, [-WIDE, 0], [WIDE, 0]);
    line(svg, [0, -TALL], [0, TALL]);
    svg.close();
    svg.comment("Numbers and names");
    svg.open(&attrs!["font-size": SIZE, "fill": style.ink, "text-anchor": "middle"]);
    for x in -WIDE..=WIDE {
        let [at, bottom] = on_canvas([x, -TALL]);
        svg.text(at, bottom + 8.0 + SIZE, &x.to_string(), "");
    }
    for y in -TALL..=TALL {
        let [left, at] = on_canvas([-WIDE, y]);
        svg.text(left - 15.0, at + SIZE * 0.36, &y.to_string(), &attrs!["text-anchor": "end"]);
    }
    let ([right, middle], [zero, top]) = (on_canvas([WIDE, 0]), on_canvas([0, TALL]));
    let slanted = attrs!["font-style": "italic", "font-size": SIZE + 2.0];
    svg.text(right + 18.0, middle + 5.0, "x", &slanted);
    svg.text(zero, top - 10.0, "y", &slanted);
    let bold = attrs!["font-weight": "bold", "font-size": SIZE + 1.0, "text-anchor": "start"];
    svg.text(LEFT, 30.0, title(style), &bold);
    svg.close();
}
