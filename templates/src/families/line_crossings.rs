//! Straight lines on a canvas: how often they cross.
//!
//! The answer is certain because ends lie on whole units, so both solvers are
//! exact: one asks on which side of each line the other's ends lie, the other
//! computes every crossing point as a fraction and counts different points. No
//! crossing is near an end or another crossing, and no two lines cross at a
//! narrow angle.

use std::collections::BTreeSet;

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{corners, marks, path, stroked, texts};
use crate::geometry::{self, Point};
use crate::style::{COLOURS, Colour};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const WIDTH: f64 = 540.0;
const HEIGHT: f64 = 420.0;
/// Free space along the canvas's edge.
const MARGIN: i64 = 24;
/// Places in `COLOURS` that nobody mixes up.
const CLEAR: [usize; 5] = [0, 1, 2, 4, 7];

/// See the [module](self).
pub struct LineCrossings;

/// A line from one end to the other.
#[derive(Clone, Copy, Debug, Serialize)]
struct Line {
    from: (i64, i64),
    to: (i64, i64),
    /// Which of `COLOURS` it has.
    colour: usize,
}

/// The lines and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    lines: Vec<Line>,
    /// The colour whose lines the easy question counts; all if none.
    easy: Option<usize>,
    hard: Hard,
}

/// The hard questions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// All crossings.
    All,
    /// Crossings of a line of one colour with a line of another.
    Mixed { a: usize, b: usize },
    /// Crossings on the only line of a colour.
    On { colour: usize },
}

impl Family for LineCrossings {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "line-crossings",
        group: Group::Counting,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Count the lines; then count their crossings: all, between two colours, or on one \
               line.",
        certain: "Ends lie on whole units. Crossings follow from the sides on which ends lie, and \
                  again from the crossing points as exact fractions.",
        knobs: "Level 1 has two to six lines of one colour; level 3 up to ten in two colours; level \
                5 eight to twelve lines in three colours with up to twelve crossings to count.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let palette = rng.sample(&CLEAR, level.pick([1, 2, 2, 3, 3]));
        let hard = Hard::draw(level, rng, &palette);
        // Both answers are drawn first, so that all are as likely.
        let colours = draw_colours(rng, level, &palette, hard)?;
        let (low, high) = match hard {
            Hard::All => level.pick([(0, 4), (0, 5), (1, 7), (2, 9), (3, 12)]),
            Hard::Mixed { .. } => level.pick([(0, 3), (0, 4), (1, 5), (1, 6), (1, 8)]),
            Hard::On { .. } => level.pick([(0, 3), (0, 3), (1, 4), (1, 5), (1, 6)]),
        };
        // A few lines cannot cross as often.
        let wanted = rng.int(low, high) as usize;
        if wanted * 4 > hard.pairs(&colours) * 3 {
            return None;
        }
        let mut lines = (0..12).find_map(|_| draw_lines(rng, &colours, hard, wanted))?;
        rng.shuffle(&mut lines);
        let easy = hard.countable(rng, &palette);
        Some(Scene { lines, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let mut svg = Svg::framed(WIDTH, HEIGHT, style);
        svg.comment("Lines");
        let round = if style.grid { "round" } else { "butt" };
        svg.open(&attrs!["stroke-width": style.stroke + 0.5, "stroke-linecap": round]);
        for Line { from, to, colour } in &scene.lines {
            let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(|value| value as f64);
            let stroke = COLOURS[*colour].hex;
            svg.element("line", &attrs!["x1": x1, "y1": y1, "x2": x2, "y2": y2, "stroke": stroke]);
        }
        svg.close();
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let of = scene.easy.map_or(String::new(), |colour| format!("{} ", name(colour)));
        let words = ["How many {of}line segments are there?", "How many {of}lines are drawn?"];
        let easy = Question {
            text: style.phrase("easy", &words, &[("of", &of)]),
            answer: Answer::integer(scene.lines_of(scene.easy).count() as i64),
            evidence: scene.lines_of(scene.easy).map(Line::place).collect(),
        };
        let places = scene.crossings();
        let places: Vec<BBox> = places.into_iter().map(|(x, y)| BBox::around(x, y, 10.0)).collect();
        let whole = vec![BBox([0.0, 0.0, WIDTH, HEIGHT])];
        let hard = Question {
            text: scene.hard.text(style),
            answer: Answer::integer(scene.hard.count(&scene.lines) as i64),
            evidence: if places.is_empty() || places.len() > 12 { whole } else { places },
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, _style: &Style) -> Vec<Claim> {
        let mut claims = vec![texts([""; 0]), Claim::TrueToScale];
        for (colour, Colour { hex, .. }) in COLOURS.iter().enumerate() {
            let paint = stroked(hex);
            let lines: Vec<_> = scene.lines_of(Some(colour)).map(Line::places).collect();
            claims.push(marks(paint.clone(), lines.len()));
            claims.extend(lines.iter().map(|line| path(paint.clone(), *line)));
            if !lines.is_empty() {
                claims.push(corners(paint, lines.into_iter().flatten()));
            }
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        // Fractions in lowest terms, so that equal points are equal.
        let mut points = BTreeSet::new();
        for (i, one) in scene.lines.iter().enumerate() {
            for two in scene.lines.iter().skip(i + 1) {
                if scene.hard.covers(one.colour, two.colour) {
                    points.extend(exact_crossing(one, two));
                }
            }
        }
        let others = |line: &&Line| scene.easy.is_some_and(|colour| line.colour != colour);
        let counted = scene.lines.len() - scene.lines.iter().filter(others).count();
        [counted, points.len()].map(|count| Some(Answer::integer(count as i64)))
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let count = scene.hard.count(&scene.lines);
        let redraw = |rng: &mut Rng| {
            let mut lines = scene.lines.clone();
            let place = rng.index(lines.len());
            let old = lines.remove(place);
            let new = draw_line(rng, old.colour);
            if !clear(&lines, new) {
                return None;
            }
            lines.insert(place, new);
            let other = scene.hard.count(&lines) != count;
            (other && clear_crossings(&lines)).then(|| Scene { lines, ..scene.clone() })
        };
        (0..400).find_map(|_| redraw(rng))
    }
}

/// The colour of each line: so many of each as a level has, drawn for each by itself, so
/// that no count can be guessed; `None` if they are too many or too few together.
fn draw_colours(rng: &mut Rng, level: Level, palette: &[usize], hard: Hard) -> Option<Vec<usize>> {
    let (low, high) = level.pick([(2, 6), (1, 4), (1, 5), (1, 5), (2, 6)]);
    let (fewest, most) = level.pick([(2, 6), (3, 8), (4, 10), (6, 10), (8, 12)]);
    let mut colours = Vec::new();
    for colour in palette {
        let only = matches!(hard, Hard::On { colour: one } if one == *colour);
        let count = if only { 1 } else { rng.int(low, high) as usize };
        colours.extend(std::iter::repeat_n(*colour, count));
    }
    rng.shuffle(&mut colours);
    (fewest..=most).contains(&colours.len()).then_some(colours)
}

/// The word for a colour.
fn name(colour: usize) -> &'static str {
    COLOURS.get(colour).map_or("", |Colour { name, .. }| name)
}

/// A line of some length anywhere on the canvas.
fn draw_line(rng: &mut Rng, colour: usize) -> Line {
    let mut end = || {
        let x = rng.int(MARGIN, WIDTH as i64 - MARGIN);
        (x, rng.int(MARGIN, HEIGHT as i64 - MARGIN))
    };
    Line { from: end(), to: end(), colour }
}

/// Lines of these colours with as many crossings as wanted.
fn draw_lines(rng: &mut Rng, colours: &[usize], hard: Hard, wanted: usize) -> Option<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    for (index, colour) in colours.iter().enumerate() {
        let last = index + 1 == colours.len();
        // Crossings should grow with the number of pairs, or the last lines would
        // have to cross everything at once.
        let pairs = |count: usize| count * count.saturating_sub(1);
        let due = wanted * pairs(index + 1) / pairs(colours.len()).max(1);
        let mut best: Option<(usize, Line)> = None;
        for _ in 0..24 {
            let line = draw_line(rng, *colour);
            if !clear(&lines, line) {
                continue;
            }
            lines.push(line);
            let seen = hard.count(&lines);
            let off = seen.abs_diff(due);
            let better = seen <= wanted && best.is_none_or(|(least, _)| off < least);
            if better && clear_crossings(&lines) {
                best = Some((off, line));
            }
            lines.pop();
            if best.is_some_and(|(least, _)| least == 0) {
                break;
            }
        }
        let (off, line) = best?;
        if last && off > 0 {
            return None;
        }
        lines.push(line);
    }
    Some(lines)
}

/// Whether a new line is long enough and keeps its distance from the others:
/// ends from lines, and crossings from narrow angles.
fn clear(lines: &[Line], new: Line) -> bool {
    let (a, b) = new.ends();
    let apart = |old: &Line| {
        let (c, d) = old.ends();
        let gaps = [
            geometry::segment_distance(a, c, d),
            geometry::segment_distance(b, c, d),
            geometry::segment_distance(c, a, b),
            geometry::segment_distance(d, a, b),
        ];
        let narrow = geometry::angle((0.0, 0.0), (b.0 - a.0, b.1 - a.1), (d.0 - c.0, d.1 - c.1));
        let wide = (24.0..=156.0).contains(&narrow) || !crosses(&new, old);
        wide && gaps.into_iter().all(|gap| gap >= 18.0)
    };
    (120.0..=430.0).contains(&geometry::distance(a, b)) && lines.iter().all(apart)
}

/// Whether crossings keep their distance from one another.
fn clear_crossings(lines: &[Line]) -> bool {
    let points = crossing_points(lines, |_, _| true);
    let apart = |i: usize| points[..i].iter().all(|p| geometry::distance(*p, points[i]) >= 24.0);
    (0..points.len()).all(apart)
}

/// Where pairs of lines that `keep` names by their colours cross.
fn crossing_points(lines: &[Line], keep: impl Fn(usize, usize) -> bool) -> Vec<Point> {
    let mut points = Vec::new();
    for (i, one) in lines.iter().enumerate() {
        for two in lines.iter().skip(i + 1) {
            if keep(one.colour, two.colour) && crosses(one, two) {
                let ((a, b), (c, d)) = (one.ends(), two.ends());
                let (u, v) = ((b.0 - a.0, b.1 - a.1), (d.0 - c.0, d.1 - c.1));
                let share = ((c.0 - a.0) * v.1 - (c.1 - a.1) * v.0) / (u.0 * v.1 - u.1 * v.0);
                points.push(geometry::between(a, b, share));
            }
        }
    }
    points
}

/// Whether each line has the other's ends on different sides.
fn crosses(one: &Line, two: &Line) -> bool {
    let side = |line: &Line, p: (i64, i64)| {
        let (a, b) = (line.from, line.to);
        ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)).signum()
    };
    side(one, two.from) * side(one, two.to) < 0 && side(two, one.from) * side(two, one.to) < 0
}

/// The crossing point of two lines by Cramer's rule, each coordinate as a
/// numerator over the shared denominator, in lowest terms; none if they miss.
fn exact_crossing(one: &Line, two: &Line) -> Option<[i64; 4]> {
    let (a, c) = (one.from, two.from);
    let (ux, uy) = (one.to.0 - a.0, one.to.1 - a.1);
    let (vx, vy) = (two.to.0 - c.0, two.to.1 - c.1);
    let (wx, wy) = (c.0 - a.0, c.1 - a.1);
    let below = ux * vy - uy * vx;
    let (s, t) = (wx * vy - wy * vx, wx * uy - wy * ux);
    let (below, s, t) = if below < 0 { (-below, -s, -t) } else { (below, s, t) };
    let inside = |share: i64| share > 0 && share < below;
    if !inside(s) || !inside(t) {
        return None;
    }
    let (x, y) = (a.0 * below + ux * s, a.1 * below + uy * s);
    let (gx, gy) = (divisor(x, below), divisor(y, below));
    Some([x / gx, below / gx, y / gy, below / gy])
}

/// The greatest common divisor; at least 1.
fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs().max(1) } else { divisor(b, a % b) }
}

impl Line {
    fn ends(&self) -> (Point, Point) {
        let real = |(x, y): (i64, i64)| (x as f64, y as f64);
        (real(self.from), real(self.to))
    }

    fn places(&self) -> [[f64; 2]; 2] {
        [self.from, self.to].map(|(x, y)| [x as f64, y as f64])
    }

    fn place(&self) -> BBox {
        let ((x1, y1), (x2, y2)) = self.ends();
        BBox([x1.min(x2) - 3.0, y1.min(y2) - 3.0, x1.max(x2) + 3.0, y1.max(y2) + 3.0])
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, palette: &[usize]) -> Self {
        let first = palette.first().copied().unwrap_or_default();
        let second = palette.get(1).copied().unwrap_or(first);
        let (mixed, on) = (Self::Mixed { a: first, b: second }, Self::On { colour: first });
        match level.get() {
            1 => Self::All,
            2 => *rng.choose(&[Self::All, Self::All, mixed]),
            _ => *rng.choose(&[Self::All, mixed, mixed, on]),
        }
    }

    /// What the easy question counts: lines of a colour of which there may be several,
    /// or all.
    fn countable(self, rng: &mut Rng, palette: &[usize]) -> Option<usize> {
        let single = |colour: &usize| matches!(self, Self::On { colour: one } if one == *colour);
        let several: Vec<usize> = palette.iter().copied().filter(|c| !single(c)).collect();
        (several.len() > 1 && rng.chance(0.6)).then(|| *rng.choose(&several))
    }

    /// How many pairs of lines of these colours would count if they crossed.
    fn pairs(self, colours: &[usize]) -> usize {
        let pairs = colours.iter().enumerate();
        let pairs =
            pairs.flat_map(|(i, one)| colours.iter().skip(i + 1).map(move |two| (one, two)));
        pairs.filter(|(one, two)| self.covers(**one, **two)).count()
    }

    /// Whether crossings of lines of these colours count.
    fn covers(self, one: usize, two: usize) -> bool {
        match self {
            Self::All => true,
            Self::Mixed { a, b } => (one, two) == (a, b) || (one, two) == (b, a),
            Self::On { colour } => one == colour || two == colour,
        }
    }

    fn count(self, lines: &[Line]) -> usize {
        let pairs = lines.iter().enumerate();
        let pairs = pairs.flat_map(|(i, one)| lines.iter().skip(i + 1).map(move |two| (one, two)));
        pairs.filter(|(one, two)| self.covers(one.colour, two.colour) && crosses(one, two)).count()
    }

    fn text(self, style: &Style) -> String {
        match self {
            Self::All => style.phrase(
                "hard",
                &[
                    "How many times do the lines cross one another?",
                    "At how many points do two of the line segments cross?",
                    "Count the crossings between line segments. How many are there?",
                ],
                &[],
            ),
            Self::Mixed { a, b } => style.phrase(
                "hard",
                &[
                    "How many times does a {a} line cross a {b} line?",
                    "Count only crossings between a {a} and a {b} line. How many are there?",
                ],
                &[("a", name(a)), ("b", name(b))],
            ),
            Self::On { colour } => style.phrase(
                "hard",
                &[
                    "How many other lines does the {colour} line cross?",
                    "How many crossings are there on the {colour} line?",
                ],
                &[("colour", name(colour))],
            ),
        }
    }
}

impl Scene {
    fn lines_of(&self, colour: Option<usize>) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| colour.is_none_or(|colour| colour == line.colour))
    }

    /// Where the crossings that count lie.
    fn crossings(&self) -> Vec<Point> {
        crossing_points(&self.lines, |one, two| self.hard.covers(one, two))
    }

    fn caption(&self) -> String {
        let line = |line: &Line| {
            let ((x1, y1), (x2, y2)) = line.ends();
            format!("{} from ({x1}, {y1}) to ({x2}, {y2})", name(line.colour))
        };
        let lines: Vec<String> = self.lines.iter().map(line).collect();
        format!(
            "Straight line segments lie on an empty canvas of {WIDTH} by {HEIGHT} units. They \
             are: {}.",
            lines.join("; ")
        )
    }
}
