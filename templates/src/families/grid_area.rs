//! A polygon on a grid of unit squares: its area, its edge, the points inside.
//!
//! The answer is certain because every corner lies on a crossing of grid lines,
//! so everything is whole-number arithmetic. One solver uses the shoelace sum
//! (and Pick's theorem for points), the other looks at every cell and every grid
//! point and asks whether it lies inside.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Program, Question, Rng};

use crate::claims::{corners, filled, marks, path, ring, stroked, texts};
use crate::geometry::{self, Point, angle, segments_cross};
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const CELL: f64 = 42.0;
const MARGIN: f64 = 24.0;
/// Room below the grid for the scale.
const FOOT: f64 = 48.0;

/// Paint of the grid's lines, as the program has it.
const GRID: &str = "#9aa3ad";

/// Distance of the scale from the grid, as the program has it.
const SCALE_DROP: f64 = 22.0;

/// A grid point: column and row, counted from the top left.
type Corner = (i64, i64);

/// See the [module](self).
pub struct GridArea;

/// A polygon on a grid and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    columns: i64,
    rows: i64,
    /// In order along the outline.
    corners: Vec<Corner>,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Easy {
    Corners,
    Width,
    Height,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    Area,
    /// Only for shapes along the grid lines.
    Perimeter,
    /// Grid points strictly inside.
    Inside,
    /// Area of the smallest upright rectangle around the shape, less the shape.
    Around,
}

impl Family for GridArea {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "grid-area",
        group: Group::Geometry,
        language: Language::Python,
        content_type: ContentType::Geometry,
        asks: "Count corners or read a width; then find the area, the perimeter, the grid points \
               inside, or the area around the shape.",
        certain: "Corners lie on the grid, so all is whole-number arithmetic: shoelace and Pick's \
                  theorem against a test of every cell and grid point.",
        knobs: "Level 1 has rectangles and L-shapes; level 3 triangles and quadrilaterals; level \
                5 slanted shapes of seven or eight corners.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (columns, rows) = level.pick([(9, 7), (10, 7), (10, 8), (11, 8), (12, 9)]);
        let corners = match level.get() {
            1 => skyline(rng, 2, columns, rows)?,
            2 => skyline(rng, 4, columns, rows)?,
            3 => round_walk(rng, 3, 4, columns, rows)?,
            4 => round_walk(rng, 4, 6, columns, rows)?,
            // Many corners rarely come out clear at once.
            _ => (0..8).find_map(|_| round_walk(rng, 6, 8, columns, rows))?,
        };
        let forms: &[Hard] = match level.get() {
            1 | 2 => &[Hard::Area, Hard::Perimeter],
            3 => &[Hard::Area, Hard::Area, Hard::Inside],
            _ => &[Hard::Area, Hard::Area, Hard::Inside, Hard::Around],
        };
        // Corners are few at low levels: their count would be guessed.
        let easy = match level.get() {
            1..=3 => *rng.choose(&[Easy::Width, Easy::Height]),
            4 => *rng.choose(&[Easy::Corners, Easy::Width, Easy::Height]),
            _ => {
                *rng.choose(&[Easy::Corners, Easy::Width, Easy::Width, Easy::Height, Easy::Height])
            }
        };
        let scene = Scene { columns, rows, corners, easy, hard: *rng.choose(forms) };
        scene.fits().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let program = Python::new("Draws a polygon on a grid of unit squares.", &[])
            .set("CELL", CELL)
            .set("MARGIN", MARGIN)
            .set("COLUMNS", scene.columns)
            .set("ROWS", scene.rows)
            .set("FONT", style.font)
            .set("INK", style.ink)
            .set("BACKGROUND", style.background)
            .set("FILL", style.palette[0])
            .set("STROKE", style.stroke)
            .set("SCALE", scale(style))
            .blank()
            .comment("Corners of the shape as (column, row), counted from the top left.")
            .set("corners", scene.corners.clone())
            .finish(CODE);
        let (width, height) = scene.canvas();
        Drawing { program: Program::python(program), width, height, origin: [0.0; 2] }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let unit = unit(style);
        let easy = Question {
            text: scene.easy_text(style, unit),
            answer: Answer::integer(scene.easy_answer()),
            evidence: vec![scene.place()],
        };
        let hard = Question {
            text: scene.hard_text(style, unit),
            answer: Answer::integer(scene.hard_answer()),
            evidence: vec![scene.place()],
        };
        let list: Vec<String> = scene.corners.iter().map(|(x, y)| format!("({x}, {y})")).collect();
        let caption = format!(
            "A filled polygon lies on a square grid of {} columns and {} rows. Each grid square \
             has a side of 1 {unit}, as a scale below the grid says. The corners, as (column, row) \
             counted from the top left grid point, are {}.",
            scene.columns,
            scene.rows,
            list.join(", ")
        );
        Asked { caption, easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let outline = || scene.corners.iter().map(|(x, y)| [*x as f64, *y as f64]);
        vec![
            texts([scale(style)]),
            corners(stroked(GRID), scene.grid_ends()),
            corners(filled(style.palette[0]), outline()),
            ring(filled(style.palette[0]), outline()),
            ring(stroked(style.ink), outline()),
            path(stroked(style.ink), [0.0, 1.0].map(|x| [x, scene.scale_row()])),
            // The outline and the three lines of the scale.
            marks(stroked(style.ink), 4),
            Claim::TrueToScale,
        ]
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (inside, edge) = scene.count_points();
        let double = 2 * inside + edge - 2;
        let hard = match scene.hard {
            Hard::Area => double / 2,
            Hard::Perimeter => scene.count_borders(),
            Hard::Inside => inside,
            Hard::Around => scene.box_points() - double / 2,
        };
        // Corners are where the outline turns; extents are how many grid lines
        // of one direction the outline touches, less one.
        let touched = |get: fn(&Corner) -> i64, end: i64| {
            let spans = |at: &i64| scene.edges().any(|(a, b)| between(*at, get(&a), get(&b)));
            (0..=end).filter(spans).count() as i64 - 1
        };
        let easy = match scene.easy {
            Easy::Corners => scene.turns(),
            Easy::Width => touched(|c| c.0, scene.columns),
            Easy::Height => touched(|c| c.1, scene.rows),
        };
        [Some(Answer::integer(easy)), Some(Answer::integer(hard))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let count = scene.corners.len();
        let upright = scene.edges().all(|(a, b)| a.0 == b.0 || a.1 == b.1);
        let bend = |rng: &mut Rng| {
            let mut changed = scene.clone();
            let (first, by) = (rng.index(count), *rng.choose(&[-2, -1, 1, 2]));
            let next = (first + 1) % count;
            let (a, b) = (scene.corners[first], scene.corners[next]);
            // Along grid lines a whole edge moves, so that the shape stays upright.
            let sideways = if upright { a.0 == b.0 } else { rng.chance(0.5) };
            for corner in if upright { vec![first, next] } else { vec![first] } {
                let (x, y) = changed.corners.get_mut(corner)?;
                *(if sideways { x } else { y }) += by;
            }
            let sound = clear_outline(&changed.corners) && changed.fits();
            (sound && changed.hard_answer() != scene.hard_answer()).then_some(changed)
        };
        (0..60).find_map(|_| bend(rng))
    }
}

/// The name of the grid's unit.
fn unit(style: &Style) -> &'static str {
    style.rng("unit").choose::<&str>(&["unit", "cm", "m"])
}

/// The words beside the scale.
fn scale(style: &Style) -> String {
    format!("1 {}", unit(style))
}

/// A shape along the grid lines: columns of different extent side by side, each
/// sharing an edge with the next.
fn skyline(rng: &mut Rng, most: i64, columns: i64, rows: i64) -> Option<Vec<Corner>> {
    let parts = rng.int((most - 1).max(1), most);
    let (mut x, mut spans) = (rng.int(1, 2), Vec::new());
    let flat = most == 2;
    // All parts lie in a band, so that heights vary.
    let (roof, floor) = (rng.int(1, rows / 2), rng.int(rows / 2 + 1, rows - 1));
    let mut last = (rng.int(roof, rows / 2), rng.int(rows / 2 + 1, floor));
    for _ in 0..parts {
        let end = x + rng.int(1, (columns - 2) / parts + 1);
        spans.push((x, end, last.0, last.1));
        x = end;
        // The new part must differ from the old and still touch it.
        let top = rng.int(roof, rows / 2);
        let bottom = if flat { last.1 } else { rng.int(rows / 2 + 1, floor) };
        last = (top, bottom);
    }
    if x > columns - 1 {
        return None;
    }
    let there = spans.iter().flat_map(|(left, right, top, _)| [(*left, *top), (*right, *top)]);
    let back = spans.iter().rev().flat_map(|(l, r, _, bottom)| [(*r, *bottom), (*l, *bottom)]);
    Some(without_straight(there.chain(back).collect()))
}

/// Drops points that repeat or lie on a straight line between their neighbours.
fn without_straight(mut corners: Vec<Corner>) -> Vec<Corner> {
    corners.dedup();
    let count = corners.len();
    let turns = |i: usize| {
        turn(corners[(i + count - 1) % count], corners[i], corners[(i + 1) % count]) != 0
    };
    (0..count).filter(|i| turns(*i)).map(|i| corners[i]).collect()
}

/// A slanted shape whose corners go once around a centre. Its width and height are drawn
/// first, so that all are as likely.
fn round_walk(rng: &mut Rng, low: i64, high: i64, columns: i64, rows: i64) -> Option<Vec<Corner>> {
    let count = rng.int(low, high);
    let start = rng.real(0.0, 1.0);
    let corner = |i: i64| {
        let turn = (i as f64 + start + rng.real(-0.3, 0.3)) / count as f64;
        let (sin, cos) = libm::sincos(turn * std::f64::consts::TAU);
        let share = rng.real(0.42, 1.0);
        (cos * share, sin * share)
    };
    let around: Vec<Point> = (0..count).map(corner).collect();
    let xs = stretch(rng, around.iter().map(|point| point.0), columns);
    let ys = stretch(rng, around.iter().map(|point| point.1), rows);
    let corners: Vec<Corner> = xs.into_iter().zip(ys).collect();
    clear_outline(&corners).then_some(corners)
}

/// Coordinates stretched to an extent that is drawn, somewhere off the edge of a grid.
fn stretch(rng: &mut Rng, all: impl Iterator<Item = f64> + Clone, end: i64) -> Vec<i64> {
    let extent = rng.int(3, end - 2);
    let first = rng.int(1, end - 1 - extent);
    let (low, high) = all.clone().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let place = |value: f64| (value - low) / (high - low).max(1e-9) * extent as f64;
    all.map(|value| first + libm::round(place(value)) as i64).collect()
}

/// Whether an outline is simple, with clear corners and no pinched places.
fn clear_outline(corners: &[Corner]) -> bool {
    let count = corners.len();
    let real = |i: usize| {
        let (x, y) = corners[i % count];
        (x as f64, y as f64)
    };
    let clear_corner = |i: usize| {
        let degrees = angle(real(i), real(i + count - 1), real(i + 1));
        (24.0..=156.0).contains(&degrees) && corners[i] != corners[(i + 1) % count]
    };
    let apart = |i: usize, j: usize| {
        let touching = j == i || (j + 1) % count == i;
        touching || geometry::segment_distance(real(i), real(j), real(j + 1)) >= 0.9
    };
    let crossed = |i: usize, j: usize| segments_cross(real(i), real(i + 1), real(j), real(j + 1));
    (0..count).all(clear_corner)
        && (0..count).all(|i| (0..count).all(|j| apart(i, j) && !crossed(i, j)))
}

/// Twice the signed area of the triangle: zero when the points are in line.
fn turn(a: Corner, b: Corner, c: Corner) -> i64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Whether `value` lies from `a` to `b`, whichever is larger.
fn between(value: i64, a: i64, b: i64) -> bool {
    (a.min(b)..=a.max(b)).contains(&value)
}

impl Scene {
    fn canvas(&self) -> (f64, f64) {
        let (columns, rows) = (self.columns as f64, self.rows as f64);
        (columns * CELL + 2.0 * MARGIN, rows * CELL + MARGIN + FOOT)
    }

    /// Ends of the grid's lines.
    fn grid_ends(&self) -> impl Iterator<Item = [f64; 2]> {
        let (right, bottom) = (self.columns as f64, self.rows as f64);
        let tall = (0..=self.columns).flat_map(move |x| [[x as f64, 0.0], [x as f64, bottom]]);
        tall.chain((0..=self.rows).flat_map(move |y| [[0.0, y as f64], [right, y as f64]]))
    }

    /// How far down the scale lies, in grid units: as long as one of them, below the
    /// grid, where only the program says.
    fn scale_row(&self) -> f64 {
        self.rows as f64 + SCALE_DROP / CELL
    }

    /// Edges of the outline.
    fn edges(&self) -> impl Iterator<Item = (Corner, Corner)> + '_ {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(next.copied())
    }

    /// Whether the shape keeps off the grid's edge and has a whole area that is not tiny.
    fn fits(&self) -> bool {
        let [left, top, right, bottom] = self.extent();
        let within = left >= 1 && top >= 1 && right < self.columns && bottom < self.rows;
        let double = self.double_area();
        within && double % 2 == 0 && double >= 10
    }

    /// Twice the area, by the shoelace sum.
    fn double_area(&self) -> i64 {
        self.edges().map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<i64>().abs()
    }

    /// Left, top, right and bottom of the shape, in grid units.
    fn extent(&self) -> [i64; 4] {
        let start = [i64::MAX, i64::MAX, 0, 0];
        self.corners
            .iter()
            .fold(start, |[l, t, r, b], (x, y)| [l.min(*x), t.min(*y), r.max(*x), b.max(*y)])
    }

    /// The shape's box on the canvas.
    fn place(&self) -> BBox {
        BBox(self.extent().map(|value| MARGIN + value as f64 * CELL))
    }

    fn easy_answer(&self) -> i64 {
        let [left, top, right, bottom] = self.extent();
        match self.easy {
            Easy::Corners => self.corners.len() as i64,
            Easy::Width => right - left,
            Easy::Height => bottom - top,
        }
    }

    fn hard_answer(&self) -> i64 {
        let [left, top, right, bottom] = self.extent();
        let steps = |(a, b): (Corner, Corner)| ((b.0 - a.0).abs(), (b.1 - a.1).abs());
        match self.hard {
            Hard::Area => self.double_area() / 2,
            Hard::Perimeter => self.edges().map(steps).map(|(dx, dy)| dx + dy).sum(),
            Hard::Inside => {
                let edge: i64 = self.edges().map(steps).map(|(dx, dy)| divisor(dx, dy)).sum();
                (self.double_area() - edge + 2) / 2
            }
            Hard::Around => (right - left) * (bottom - top) - self.double_area() / 2,
        }
    }

    /// Whether a point, in halves of a unit, is inside (1), on the edge (0) or
    /// outside (-1). A ray to the right crosses the outline an odd number of
    /// times from inside.
    fn side(&self, p: Corner) -> i64 {
        let mut odd = false;
        for (a, b) in self.edges() {
            let (a, b) = ((a.0 * 2, a.1 * 2), (b.0 * 2, b.1 * 2));
            let area = turn(a, b, p);
            if area == 0 && between(p.0, a.0, b.0) && between(p.1, a.1, b.1) {
                return 0;
            }
            if (a.1 > p.1) != (b.1 > p.1) && (area > 0) == (b.1 > a.1) {
                odd = !odd;
            }
        }
        if odd { 1 } else { -1 }
    }

    /// How many grid points are strictly inside, and how many on the edge.
    fn count_points(&self) -> (i64, i64) {
        let points = (0..=self.columns).flat_map(|x| (0..=self.rows).map(move |y| (2 * x, 2 * y)));
        points.fold((0, 0), |(inside, edge), point| match self.side(point) {
            1 => (inside + 1, edge),
            0 => (inside, edge + 1),
            _ => (inside, edge),
        })
    }

    /// How many unit lines have the shape on one side only.
    fn count_borders(&self) -> i64 {
        let filled = |x: i64, y: i64| self.side((2 * x + 1, 2 * y + 1)) > 0;
        let cells = (0..self.columns).flat_map(|x| (0..self.rows).map(move |y| (x, y)));
        let bare = |(x, y): (i64, i64)| {
            let near = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)];
            near.into_iter().filter(|(x, y)| !filled(*x, *y)).count() as i64
        };
        cells.filter(|(x, y)| filled(*x, *y)).map(bare).sum()
    }

    /// Cells of the smallest upright rectangle around the shape, by counting
    /// those that lie between edges in both directions.
    fn box_points(&self) -> i64 {
        let covered = |get: fn(&Corner) -> i64, end: i64| {
            let holds =
                |at: &i64| self.edges().any(|(a, b)| between(2 * at + 1, 2 * get(&a), 2 * get(&b)));
            (0..end).filter(holds).count() as i64
        };
        covered(|c| c.0, self.columns) * covered(|c| c.1, self.rows)
    }

    /// How often the outline changes its direction.
    fn turns(&self) -> i64 {
        let edges: Vec<(Corner, Corner)> = self.edges().collect();
        let pairs = edges.iter().zip(edges.iter().cycle().skip(1));
        pairs.filter(|((a, b), (_, c))| turn(*a, *b, *c) != 0).count() as i64
    }

    fn easy_text(&self, style: &Style, unit: &str) -> String {
        let words = match self.easy {
            Easy::Corners => [
                "How many corners does the shape have?",
                "How many vertices does the polygon have?",
            ],
            Easy::Width => [
                "How wide is the shape from its leftmost to its rightmost point, in {unit}?",
                "What is the full width of the shape in {unit}?",
            ],
            Easy::Height => [
                "How tall is the shape from its lowest to its highest point, in {unit}?",
                "What is the full height of the shape in {unit}?",
            ],
        };
        style.phrase("easy", &words, &[("unit", plural(unit))])
    }

    fn hard_text(&self, style: &Style, unit: &str) -> String {
        let words = match self.hard {
            Hard::Area => [
                "What is the area of the shape in square {unit}?",
                "How many square {unit} does the polygon cover?",
            ],
            Hard::Perimeter => [
                "What is the perimeter of the shape in {unit}?",
                "How long is the outline of the shape, in {unit}?",
            ],
            Hard::Inside => [
                "How many crossings of grid lines lie strictly inside the shape, not on its edge?",
                "Count the grid points strictly inside the polygon. Points on its edge do not \
                 count. How many are there?",
            ],
            Hard::Around => [
                "Take the smallest rectangle along the grid lines that holds the whole shape. How \
                 many square {unit} of it are outside the shape?",
                "The smallest upright rectangle around the polygon has some area left over beside \
                 the polygon. How large is that left-over area in square {unit}?",
            ],
        };
        style.phrase("hard", &words, &[("unit", plural(unit))])
    }
}

/// A unit written out, after a number other than one.
fn plural(unit: &str) -> &'static str {
    match unit {
        "cm" => "centimetres",
        "m" => "metres",
        _ => "units",
    }
}

/// The greatest common divisor.
fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

const CODE: &str = r##"
width = COLUMNS * CELL + 2 * MARGIN
height = ROWS * CELL + MARGIN + 48


def at(column, row):
    """Position of a grid point on the canvas."""
    return MARGIN + column * CELL, MARGIN + row * CELL


def line(start, end, colour, stroke):
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" stroke-width="{stroke}"/>'


parts = [f'<rect width="{width}" height="{height}" fill="{BACKGROUND}"/>']

# The shape, pale enough for the grid to show through.
points = " ".join(f"{x},{y}" for x, y in (at(*corner) for corner in corners))
parts.append(f'<polygon points="{points}" fill="{FILL}" fill-opacity="0.35"/>')

# The grid.
for column in range(COLUMNS + 1):
    parts.append(line(at(column, 0), at(column, ROWS), "#9aa3ad", 1))
for row in range(ROWS + 1):
    parts.append(line(at(0, row), at(COLUMNS, row), "#9aa3ad", 1))
parts.append(f'<polygon points="{points}" fill="none" stroke="{INK}" stroke-width="{STROKE}"/>')

# The scale: one square wide.
x, y = MARGIN, MARGIN + ROWS * CELL + 22
parts.append(line((x, y), (x + CELL, y), INK, 2))
for end in (x, x + CELL):
    parts.append(line((end, y - 5), (end, y + 5), INK, 2))
parts.append(f'<text x="{x + CELL + 12}" y="{y + 5}" font-size="17" fill="{INK}">{SCALE}</text>')

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONT}">\n'
    )
    f.write("\n".join(parts))
    f.write("\n</svg>\n")
"##;
