//! Points on two axes: read one; count clusters, find the outlier or the falling
//! series, count what lies above a line.
//!
//! The answer is certain because clusters keep a distance that no gap within them has,
//! and points keep clear of lines. One solver uses how the points were laid out, the
//! other only where they lie: it joins neighbours and compares pairs.

use serde::Serialize;
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{Place, centres, filled, labels, marks, path, stroked, texts};
use crate::names::SERIES;
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 470.0;
/// Left, top, right and bottom of the plot, whose axes go from 0 to 100.
const PLOT: [f64; 4] = [64.0, 30.0, 476.0, 402.0];
const RADIUS: f64 = 6.0;
const SIZE: f64 = 16.0;
/// Distance of a letter from its point, and of a legend's lines.
const ASIDE: f64 = 17.0;
const LINE: f64 = 34.0;
/// Least distance of points, most of neighbours in a cluster, least of clusters.
const APART: f64 = 4.2;
const NEAR: f64 = 9.0;
const FAR: f64 = 16.0;
/// Distance from a line that is seen as beside it.
const CLEAR: f64 = 5.0;
const LETTERS: [&str; 5] = ["A", "B", "C", "D", "E"];

/// See the [module](self).
pub struct ScatterPlot;

/// A point by its values on both axes.
type Point = [i64; 2];

/// Points and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Names of the series, if there are several.
    series: Vec<&'static str>,
    /// Points by series or by cluster.
    parts: Vec<Vec<Point>>,
    /// The points that carry letters.
    lettered: Vec<Point>,
    /// Heights at both ends of a line through the plot.
    line: Option<[i64; 2]>,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The value of a lettered point on the upright axis.
    Height { letter: usize },
    /// Its value on the other axis.
    Along { letter: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How many clusters there are.
    Clusters,
    /// How many points the largest cluster has.
    Biggest,
    /// How many clusters have more points than this.
    More { than: usize },
    /// Which lettered point lies off the trend of all others.
    Outlier,
    /// How many points lie above the line.
    Above,
    /// Which series falls while the others rise.
    Falling,
}

impl Family for ScatterPlot {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "scatter-plot",
        group: Group::Charts,
        language: Language::Python,
        content_type: ContentType::DataChart,
        asks: "Read a point; then count clusters or the points of one, find an outlier or the \
               series that falls, or count the points above a line.",
        certain: "Distances between clusters and from lines have margins. The layout is known to \
                  one solver; the other joins neighbours and compares pairs of points.",
        knobs: "Level 1 has few clusters or points; level 3 asks for sizes of clusters; level 5 \
                has six clusters, twenty points about a line, or four series at once.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let hard = *rng.choose(&match level.get() {
            1 => [Hard::Clusters, Hard::Above],
            2 => [Hard::Clusters, Hard::Outlier],
            3 => [Hard::Biggest, Hard::Above],
            4 => [Hard::More { than: 6 }, Hard::Falling],
            _ => [Hard::Biggest, Hard::Falling],
        });
        (0..24).find_map(|_| Scene::draw(level, rng, hard))
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let paint = |part: usize| if scene.series.is_empty() { 0 } else { part };
        let points: Vec<_> = scene
            .parts
            .iter()
            .enumerate()
            .flat_map(|(part, points)| points.iter().map(move |[x, y]| (*x, *y, paint(part))))
            .collect();
        let letters: Vec<_> =
            scene.letters().into_iter().map(|(word, [x, y])| (word, x, y)).collect();
        let legend: Vec<_> = scene.series.iter().zip(style.palette).map(|(n, p)| (*n, p)).collect();
        let ends = scene.line.map_or(vec![], |ends| ends.to_vec());
        let [left, top, right, bottom] = PLOT;
        let [what_x, what_y] = axes(style);
        let program = Python::new("Draws points on two axes.", &[])
            .set("WIDTH", scene.width())
            .set("HEIGHT", HEIGHT)
            .raw(&format!("LEFT, TOP, RIGHT, BOTTOM = {left}, {top}, {right}, {bottom}"))
            .set("BACKGROUND", style.background)
            .set("INK", style.ink)
            .set("FONT", style.font)
            .set("COLOURS", style.palette[..4].to_vec())
            .set("LINE_COLOUR", style.palette[4])
            .set("NAMES", (what_x, what_y))
            .set("RADIUS", RADIUS)
            .set("SIZE", SIZE)
            .blank()
            .comment("Value on either axis and number of the colour.")
            .rows("points", &points)
            .comment("Letters and where they stand on the canvas.")
            .rows("letters", &letters)
            .comment("Heights of a line at both ends of the plot, if there is one.")
            .set("line", ends)
            .rows("legend", &legend)
            .finish(CODE);
        Drawing {
            program: Program::python(program),
            width: scene.width(),
            height: HEIGHT,
            origin: [0.0; 2],
        }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let [what_x, what_y] = axes(style);
        let (letter, axis, what) = match scene.easy {
            Easy::Height { letter } => (letter, 1, what_y),
            Easy::Along { letter } => (letter, 0, what_x),
        };
        let point = scene.lettered[letter];
        let [x, y] = on_canvas(point);
        let words =
            ["What is the {what} of point {letter}?", "Which {what} does point {letter} have?"];
        let values = [("what", what.to_lowercase()), ("letter", LETTERS[letter].to_owned())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let easy = Question {
            text: style.phrase("easy", &words, &values),
            answer: Answer::number(point[axis] as f64, 0, TOLERANCE),
            evidence: vec![BBox::around(x, y, 24.0)],
        };
        let [left, top, right, bottom] = PLOT;
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: vec![BBox([left, top, right, bottom])],
        };
        Asked { caption: scene.caption(style), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let ticks =
            |sign: f64| (0..=10).map(move |t| ((10 * t).to_string(), sign * 10.0 * f64::from(t)));
        let numbers = ticks(1.0).chain(ticks(1.0)).map(|(word, _)| word);
        let letters = scene.letters();
        let words = letters.iter().map(|(word, _)| (*word).to_owned());
        let names = scene.series.iter().map(|name| (*name).to_owned());
        let axes = axes(style).map(str::to_owned);
        let mut claims = vec![
            texts(numbers.chain(words).chain(names).chain(axes)),
            labels(letters.into_iter().map(|(word, at)| (word, in_units(at)))),
            Claim::Ticks { axis: Axis::X, labels: ticks(1.0).collect() },
            Claim::Ticks { axis: Axis::Y, labels: ticks(-1.0).collect() },
        ];
        let place = |[x, y]: &Point| [*x as f64, -*y as f64];
        let series: Vec<Vec<Point>> = match scene.series.len() {
            0 => vec![scene.parts.concat()],
            _ => scene.parts.clone(),
        };
        for (part, points) in series.iter().enumerate() {
            let paint = filled(style.palette[part]);
            let swatch = scene.series.get(part).map(|_| in_units(swatch(part)));
            claims.push(marks(paint.clone(), points.len() + usize::from(swatch.is_some())));
            claims.push(centres(paint, points.iter().map(place).chain(swatch)));
        }
        if let Some([a, b]) = scene.line {
            let ends = [[0.0, -a as f64], [100.0, -b as f64]];
            claims.push(path(stroked(style.palette[4]), ends));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (letter, axis) = match scene.easy {
            Easy::Height { letter } => (letter, 1),
            Easy::Along { letter } => (letter, 0),
        };
        // Back from where the point is drawn.
        let drawn = scene.lettered.get(letter).map(|point| in_units(on_canvas(*point)));
        let easy = drawn.map(|[x, y]| Answer::number([x, -y][axis], 0, TOLERANCE));
        [easy, scene.look()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..256).find_map(|_| {
            let mut changed = scene.clone();
            changed.change(rng);
            (changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

/// How far a reading may be off.
const TOLERANCE: f64 = 3.0;

fn axes(style: &Style) -> [&'static str; 2] {
    *style.rng("axes").choose(&[
        ["Age", "Score"],
        ["Price", "Demand"],
        ["Speed", "Noise"],
        ["Height", "Weight"],
        ["Income", "Rent"],
    ])
}

fn on_canvas([x, y]: Point) -> Place {
    let [left, top, right, bottom] = PLOT;
    [left + (right - left) * x as f64 / 100.0, bottom - (bottom - top) * y as f64 / 100.0]
}

/// Values of a place of the canvas, y pointing down.
fn in_units([x, y]: Place) -> Place {
    let [left, top, right, bottom] = PLOT;
    [(x - left) * 100.0 / (right - left), (y - bottom) * 100.0 / (bottom - top)]
}

/// Centre of the mark in a line of the legend.
fn swatch(line: usize) -> Place {
    [PLOT[2] + 24.0, PLOT[1] + 24.0 + LINE * line as f64]
}

fn distance(a: Point, b: Point) -> f64 {
    libm::hypot((a[0] - b[0]) as f64, (a[1] - b[1]) as f64)
}

/// A point with a margin to the plot's edge and to others.
fn draw_free(rng: &mut Rng, others: &[Point], draw: impl Fn(&mut Rng) -> Point) -> Option<Point> {
    (0..40).map(|_| draw(rng)).find(|point| {
        point.iter().all(|at| (4..=96).contains(at))
            && others.iter().all(|other| distance(*point, *other) >= APART)
    })
}

/// Clusters: their number is drawn first, or their sizes differ.
fn draw_clusters(rng: &mut Rng, most: i64, sized: bool) -> Option<Vec<Vec<Point>>> {
    let count = if sized { most } else { rng.int(2, most) };
    let mut middles: Vec<Point> = Vec::new();
    for _ in 0..count {
        let free = |middle: &Point| {
            middles.iter().all(|other| distance(*middle, *other) > 2.0 * 9.0 + FAR)
        };
        let mut draws = (0..60).map(|_| [rng.int(14, 86), rng.int(14, 86)]);
        middles.push(draws.find(free)?);
    }
    let largest = rng.int(6, 10);
    let mut size = |cluster: usize| match (sized, cluster) {
        (true, 0) => largest,
        (true, _) => rng.int(4, largest - 1),
        _ => rng.int(4, 7),
    };
    let sizes: Vec<i64> = (0..middles.len()).map(&mut size).collect();
    middles.into_iter().zip(sizes).map(|(middle, size)| draw_cluster(rng, middle, size)).collect()
}

fn draw_cluster(rng: &mut Rng, middle: Point, size: i64) -> Option<Vec<Point>> {
    let mut points = Vec::new();
    for _ in 0..size {
        let point = draw_free(rng, &points, |rng| {
            let by = [rng.int(-9, 9), rng.int(-9, 9)];
            let far = distance([0, 0], by) > 9.0;
            if far { middle } else { [middle[0] + by[0], middle[1] + by[1]] }
        })?;
        points.push(point);
    }
    Some(points)
}

/// Points along a trend, the first of them off it.
fn draw_outlier(rng: &mut Rng, count: usize) -> Option<Vec<Point>> {
    let (slope, middle) = (*rng.choose(&[-0.7, -0.5, 0.5, 0.7]), rng.real(42.0, 58.0));
    let trend = |x: i64| libm::round(middle + slope * (x - 50) as f64) as i64;
    let x = rng.int(25, 75);
    let off = rng.int(28, 36) * *rng.choose(&[-1, 1]);
    let mut points = vec![[x, trend(x) + off]];
    for _ in 1..count {
        points.push(draw_free(rng, &points, |rng| {
            let x = rng.int(6, 94);
            [x, trend(x) + rng.int(-6, 6)]
        })?);
    }
    Some(points)
}

/// Letters for the outlier, which comes first, and four others, in random order.
fn draw_letters(rng: &mut Rng, points: &[Point]) -> Vec<Point> {
    let mut lettered = rng.sample(points.get(1..).unwrap_or_default(), LETTERS.len() - 1);
    lettered.extend(points.first());
    rng.shuffle(&mut lettered);
    lettered
}

/// Points beside a line; how many lie above is drawn first.
fn draw_about(rng: &mut Rng, ends: [i64; 2], count: usize) -> Option<Vec<Point>> {
    let above = rng.int(2, count as i64 - 2) as usize;
    let mut points = Vec::new();
    for number in 0..count {
        let point = (0..60).find_map(|_| {
            let point = draw_free(rng, &points, |rng| [rng.int(5, 95), rng.int(5, 95)])?;
            ((beside(point, ends) > 0.0) == (number < above)).then_some(point)
        })?;
        points.push(point);
    }
    Some(points)
}

/// How far above a line a point lies.
fn beside([x, y]: Point, [a, b]: [i64; 2]) -> f64 {
    y as f64 - (a as f64 + (b - a) as f64 * x as f64 / 100.0)
}

/// Four series of points, one of which falls.
fn draw_series(rng: &mut Rng, count: usize) -> Option<Vec<Vec<Point>>> {
    let falling = rng.index(4);
    let mut all: Vec<Point> = Vec::new();
    let mut parts = Vec::new();
    for part in 0..4 {
        let slope = rng.real(0.45, 0.8) * if part == falling { -1.0 } else { 1.0 };
        let middle = rng.int(28, 72) as f64;
        let mut points = Vec::new();
        for number in 0..count {
            let room = 84 / count as i64;
            let point = draw_free(rng, &all, |rng| {
                let x = 8 + room * number as i64 + rng.int(0, room - 2);
                [x, libm::round(middle + slope * (x - 50) as f64) as i64 + rng.int(-7, 7)]
            })?;
            points.push(point);
            all.push(point);
        }
        parts.push(points);
    }
    Some(parts)
}

impl Scene {
    fn draw(level: Level, rng: &mut Rng, hard: Hard) -> Option<Self> {
        let count = level.pick([9, 12, 13, 16, 20]);
        let mut line = None;
        let parts = match hard {
            Hard::Clusters => draw_clusters(rng, level.pick([6, 7, 7, 7, 7]), false)?,
            Hard::Biggest | Hard::More { .. } => {
                draw_clusters(rng, level.pick([3, 3, 4, 4, 5]), true)?
            }
            Hard::Outlier => vec![draw_outlier(rng, count)?],
            Hard::Above => {
                let ends = [rng.int(15, 85), rng.int(15, 85)];
                line = Some(ends);
                vec![draw_about(rng, ends, count)?]
            }
            Hard::Falling => draw_series(rng, level.pick([5, 5, 5, 5, 6]))?,
        };
        let series = match hard {
            Hard::Falling => rng.choose(&SERIES).to_vec(),
            _ => vec![],
        };
        let all: Vec<Point> = parts.concat();
        let lettered = match hard {
            Hard::Outlier => draw_letters(rng, &all),
            _ => rng.sample(&all, 2),
        };
        let letter = rng.index(lettered.len());
        let easy = if rng.chance(0.5) { Easy::Height { letter } } else { Easy::Along { letter } };
        let scene = Scene { series, parts, lettered, line, easy, hard };
        scene.fair().then_some(scene)
    }

    /// Width of the canvas: several series need a legend.
    fn width(&self) -> f64 {
        if self.series.is_empty() { PLOT[2] + 30.0 } else { WIDTH }
    }

    /// Letters and where they stand on the canvas: beside their points, clear of others.
    fn letters(&self) -> Vec<(&'static str, Place)> {
        let places: Vec<Place> = self.parts.concat().into_iter().map(on_canvas).collect();
        let letter = |(index, point): (usize, &Point)| {
            let [x, y] = on_canvas(*point);
            let around = |step: i32| {
                let (sin, cos) = libm::sincos(f64::from(step) * std::f64::consts::FRAC_PI_4);
                [x + ASIDE * cos, y - ASIDE * sin]
            };
            let clear = |at: &Place| {
                places.iter().all(|[px, py]| {
                    let own = [*px, *py] == [x, y];
                    own || libm::hypot(px - at[0], py - at[1]) >= ASIDE * 1.5
                }) && self.line.is_none_or(|ends| {
                    let [ux, uy] = in_units(*at);
                    libm::fabs(-uy - line_at(ends, ux)) >= CLEAR
                })
            };
            (1..9).map(around).find(clear).map(|at| (LETTERS[index], at))
        };
        self.lettered.iter().enumerate().filter_map(letter).collect()
    }

    /// Changes one fact that the hard question rests on.
    fn change(&mut self, rng: &mut Rng) {
        let free = |rng: &mut Rng| [rng.int(5, 95), rng.int(5, 95)];
        match self.hard {
            Hard::Clusters => {
                let middle = free(rng);
                match rng.chance(0.5) {
                    true => self.parts.push(draw_cluster(rng, middle, 5).unwrap_or_default()),
                    false => drop(self.parts.remove(rng.index(self.parts.len()))),
                }
            }
            Hard::Biggest | Hard::More { .. } => {
                let part = rng.index(self.parts.len());
                let near = *rng.choose(&self.parts[part]);
                let all = self.parts.concat();
                let more = draw_free(rng, &all, |rng| near.map(|at| at + rng.int(-8, 8)));
                match rng.chance(0.5) {
                    true => self.parts[part].extend(more),
                    false => self.parts[part].retain(|point| *point != near),
                }
            }
            Hard::Outlier => {
                // The two letters change places.
                let two = rng.sample(&(0..self.lettered.len()).collect::<Vec<_>>(), 2);
                self.lettered.swap(two[0], two[1]);
            }
            Hard::Above => {
                let point = rng.index(self.parts[0].len());
                if !self.lettered.contains(&self.parts[0][point]) {
                    self.parts[0][point] = free(rng);
                }
            }
            Hard::Falling => {
                // Two series change places.
                let two = rng.sample(&[0, 1, 2, 3], 2);
                self.parts.swap(two[0], two[1]);
            }
        }
    }

    /// Whether margins are kept and every letter has its place.
    fn fair(&self) -> bool {
        let all = self.parts.concat();
        let inside = all.iter().flatten().all(|at| (4..=96).contains(at));
        let apart = all
            .iter()
            .enumerate()
            .all(|(i, a)| all.iter().skip(i + 1).all(|b| distance(*a, *b) >= APART));
        let lettered = self.lettered.iter().all(|point| all.contains(point))
            && self.letters().len() == self.lettered.len();
        let clear = match self.hard {
            Hard::Clusters | Hard::Biggest | Hard::More { .. } => self.clusters_are_clear(),
            Hard::Above => self.line.is_some_and(|ends| {
                all.iter().all(|point| libm::fabs(beside(*point, ends)) >= CLEAR)
            }),
            Hard::Outlier => true,
            Hard::Falling => self.parts.iter().all(|part| libm::fabs(concord(part)) >= 0.6),
        };
        inside && apart && lettered && clear
    }

    fn clusters_are_clear(&self) -> bool {
        let far = |i: usize, j: usize| {
            self.parts[i].iter().all(|a| self.parts[j].iter().all(|b| distance(*a, *b) >= FAR))
        };
        let apart = (0..self.parts.len()).all(|i| (0..i).all(|j| far(i, j)));
        let whole = self.parts.iter().all(|part| part.len() >= 3 && joined(part, NEAR).len() == 1);
        let mut sizes: Vec<usize> = self.parts.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        let leads = self.hard != Hard::Biggest
            || matches!(sizes.as_slice(), [.., second, first] if first > second);
        apart && whole && leads
    }

    fn hard_answer(&self) -> Answer {
        let sizes = || self.parts.iter().map(Vec::len);
        match self.hard {
            Hard::Clusters => Answer::integer(self.parts.len() as i64),
            Hard::Biggest => Answer::integer(sizes().max().unwrap_or(0) as i64),
            Hard::More { than } => Answer::integer(sizes().filter(|s| *s > than).count() as i64),
            Hard::Outlier => {
                // The first point was put off the trend.
                let first = self.parts.first().and_then(|points| points.first());
                let letter = self.lettered.iter().position(|point| Some(point) == first);
                Answer::text(LETTERS[letter.unwrap_or(0)])
            }
            Hard::Above => {
                let above =
                    |point: &&Point| self.line.is_some_and(|ends| beside(**point, ends) > 0.0);
                Answer::integer(self.parts.iter().flatten().filter(above).count() as i64)
            }
            Hard::Falling => {
                // The series whose values on both axes vary against each other.
                let part = self.parts.iter().position(|part| covariance(part) < 0.0);
                Answer::text(self.series[part.unwrap_or(0)])
            }
        }
    }

    /// The hard answer from the places of all points.
    fn look(&self) -> Option<Answer> {
        let all = self.parts.concat();
        let clusters = || joined(&all, (NEAR + FAR) / 2.0);
        match self.hard {
            Hard::Clusters => Some(Answer::integer(clusters().len() as i64)),
            Hard::Biggest => Some(Answer::integer(clusters().into_iter().max()? as i64)),
            Hard::More { than } => {
                let more = clusters().into_iter().filter(|size| *size > than).count();
                Some(Answer::integer(more as i64))
            }
            Hard::Outlier => {
                // Without the outlier the others agree most about the trend.
                let agreed = |point: &Point| {
                    let others: Vec<Point> = all.iter().filter(|p| *p != point).copied().collect();
                    libm::fabs(correlation(&others))
                };
                let best = self.lettered.iter().max_by(|a, b| agreed(a).total_cmp(&agreed(b)))?;
                let letter = self.lettered.iter().position(|point| point == best)?;
                Some(Answer::text(LETTERS[letter]))
            }
            Hard::Above => {
                let [a, b] = self.line?;
                let ([x0, y0], [x1, y1]) = (on_canvas([0, a]), on_canvas([100, b]));
                let left = |point: &Point| {
                    let [x, y] = on_canvas(*point);
                    (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) < 0.0
                };
                Some(Answer::integer(all.iter().filter(|point| left(point)).count() as i64))
            }
            Hard::Falling => {
                let part = self.parts.iter().position(|part| concord(part) < 0.0)?;
                self.series.get(part).map(|name| Answer::text(*name))
            }
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let [what_x, what_y] = axes(style).map(str::to_lowercase);
        let words = match self.hard {
            Hard::Clusters => [
                "How many clusters do the points form?",
                "Into how many separate groups do the points fall?",
            ],
            Hard::Biggest => [
                "How many points are in the largest cluster?",
                "Find the group with the most points. How many points does it have?",
            ],
            Hard::More { .. } => [
                "How many clusters have more than {than} points?",
                "Count the groups of more than {than} points. How many are there?",
            ],
            Hard::Outlier => [
                "Which lettered point is an outlier, far from the trend of all others?",
                "One lettered point does not follow the trend. Which one?",
            ],
            Hard::Above => [
                "How many points lie above the line?",
                "Count the points above the straight line. How many are there?",
            ],
            Hard::Falling => [
                "In which series does the {y} fall as the {x} grows?",
                "Which series has a negative correlation between {x} and {y}?",
            ],
        };
        let than = match self.hard {
            Hard::More { than } => than.to_string(),
            _ => String::new(),
        };
        style.phrase("hard", &words, &[("than", &than), ("x", &what_x), ("y", &what_y)])
    }

    fn caption(&self, style: &Style) -> String {
        let [what_x, what_y] = axes(style);
        let mut all = self.parts.concat();
        all.sort_unstable();
        let list = |points: &[Point]| {
            let points: Vec<String> = points.iter().map(|[x, y]| format!("({x}, {y})")).collect();
            points.join(", ")
        };
        let points = match self.series.len() {
            0 => format!("The points, from left to right, are {}.", list(&all)),
            _ => {
                let part =
                    |(name, points): (&&str, &Vec<Point>)| format!("{name}: {}", list(points));
                let parts: Vec<String> = self.series.iter().zip(&self.parts).map(part).collect();
                format!("A legend tells four series apart: {}.", parts.join("; "))
            }
        };
        let letters = LETTERS.iter().zip(&self.lettered);
        let letters: Vec<String> =
            letters.map(|(letter, [x, y])| format!("{letter} at ({x}, {y})")).collect();
        let line = self.line.map_or(String::new(), |[a, b]| {
            format!(" A straight line goes from (0, {a}) to (100, {b}).")
        });
        format!(
            "A scatter plot of \"{what_y}\" against \"{what_x}\" with a grid line every 10 from 0 \
             to 100 on both axes. {points}{line} Letters stand beside {}.",
            letters.join(", ")
        )
    }
}

fn line_at([a, b]: [i64; 2], x: f64) -> f64 {
    a as f64 + (b - a) as f64 * x / 100.0
}

/// Sizes of the groups in which points follow each other within `reach`.
fn joined(points: &[Point], reach: f64) -> Vec<usize> {
    let mut left: Vec<Point> = points.to_vec();
    let mut sizes = Vec::new();
    while let Some(start) = left.pop() {
        let mut group = vec![start];
        let mut next = 0;
        while next < group.len() {
            let here = group[next];
            let (near, rest) = left.into_iter().partition(|p| distance(here, *p) <= reach);
            group.extend::<Vec<Point>>(near);
            left = rest;
            next += 1;
        }
        sizes.push(group.len());
    }
    sizes
}

/// Pairs that rise less pairs that fall, as a share of all.
fn concord(points: &[Point]) -> f64 {
    let pairs =
        points.iter().enumerate().flat_map(|(i, a)| points[..i].iter().map(move |b| (a, b)));
    let signs = pairs.map(|(a, b)| ((a[0] - b[0]) * (a[1] - b[1])).signum());
    let (sum, count) = signs.fold((0, 0), |(sum, count), sign| (sum + sign, count + 1));
    sum as f64 / f64::from(count.max(1))
}

/// How both axes vary together.
fn covariance(points: &[Point]) -> f64 {
    let count = points.len().max(1) as f64;
    let mean = |axis: usize| points.iter().map(|p| p[axis] as f64).sum::<f64>() / count;
    let means = [mean(0), mean(1)];
    points.iter().map(|p| (p[0] as f64 - means[0]) * (p[1] as f64 - means[1])).sum::<f64>() / count
}

/// Pearson's correlation.
fn correlation(points: &[Point]) -> f64 {
    let along = |axis: usize| {
        let twice: Vec<Point> = points.iter().map(|p| [p[axis], p[axis]]).collect();
        covariance(&twice)
    };
    covariance(points) / libm::sqrt(along(0) * along(1)).max(1e-9)
}

const CODE: &str = r##"

def at(x, y):
    """The place of a pair of values."""
    return LEFT + (RIGHT - LEFT) * x / 100, BOTTOM - (BOTTOM - TOP) * y / 100


def line_from(start, end, colour, width):
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def text(x, y, words, anchor="middle", more=""):
    return (
        f'<text x="{x:.2f}" y="{y + SIZE * 0.36:.2f}" font-size="{SIZE}" fill="{INK}" '
        f'text-anchor="{anchor}"{more}>{words}</text>'
    )


parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>']
for value in range(0, 101, 10):
    parts.append(line_from(at(value, 0), at(value, 100), "#d5dae0", 1))
    parts.append(line_from(at(0, value), at(100, value), "#d5dae0", 1))
    parts.append(text(at(value, 0)[0], BOTTOM + 18, value))
    parts.append(text(LEFT - 10, at(0, value)[1], value, "end"))
parts.append(line_from(at(0, 0), at(100, 0), INK, 2))
parts.append(line_from(at(0, 0), at(0, 100), INK, 2))
parts.append(text((LEFT + RIGHT) / 2, BOTTOM + 46, NAMES[0]))
middle = (TOP + BOTTOM) / 2
parts.append(text(16, middle, NAMES[1], "middle", f' transform="rotate(-90 16 {middle})"'))

if line:
    parts.append(line_from(at(0, line[0]), at(100, line[1]), LINE_COLOUR, 3))
for x, y, colour in points:
    px, py = at(x, y)
    parts.append(f'<circle cx="{px:.2f}" cy="{py:.2f}" r="{RADIUS}" fill="{COLOURS[colour]}"/>')
for letter, x, y in letters:
    parts.append(text(x, y, letter, "middle", ' font-weight="bold"'))
for row, (name, colour) in enumerate(legend):
    y = TOP + 24 + 34 * row
    parts.append(f'<circle cx="{RIGHT + 24}" cy="{y}" r="{RADIUS}" fill="{colour}"/>')
    parts.append(text(RIGHT + 38, y, name, "start"))

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">\n'
    )
    f.write("\n".join(parts))
    f.write("\n</svg>\n")
"##;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined() {
        let points = [[0, 0], [5, 0], [10, 0], [40, 0], [44, 3]];
        let mut sizes = joined(&points, 6.0);
        sizes.sort_unstable();
        assert_eq!(sizes, [2, 3]);
        assert!(concord(&points) > 0.0);
    }
}
