//! One symbol among many that has no equal: find its cell.
//!
//! The answer is certain because all other symbols have at least one equal. One solver
//! counts how often each look occurs; the other compares the drawn outlines two by two.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Program, Question, Rng};

use crate::claims::Place;
use crate::glyphs::{HANDED, Kind, NAMED};
use crate::names::{self, LETTERS};
use crate::python::Python;
use crate::sketch::{Form, Look as Paint, Sketch};
use crate::style::{CLEAR, COLOURS};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const CELL: f64 = 50.0;
const REACH: f64 = 17.0;
/// Room for the names of rows and columns.
const HEAD: f64 = 46.0;
const MARGIN: f64 = 22.0;
/// Paint of the grid's lines, as the program has it.
const GRID: &str = "#d0d5db";

/// See the [module](self).
pub struct VisualSearch;

/// How the one symbol differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    Colour,
    Shape,
    /// Its shape and its colour both occur elsewhere, but not together.
    Pair,
    Turn,
    /// It is mirrored, and all are turned.
    Mirror,
}

/// What a symbol looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Look {
    kind: Kind,
    /// Index in `COLOURS`.
    colour: usize,
    /// Eighths of a turn, clockwise.
    turn: i64,
    mirrored: bool,
}

/// A grid of symbols and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    columns: usize,
    /// Row by row.
    cells: Vec<Look>,
    way: Way,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Rows,
    Columns,
    /// What shape a cell holds.
    Shape {
        cell: usize,
    },
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    Cell,
    Row,
    Column,
}

impl Family for VisualSearch {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "visual-search",
        group: Group::Puzzles,
        language: Language::Python,
        content_type: ContentType::Other,
        asks: "Count rows or columns, or name a shape; then find the cell, the row or the column \
               of the one symbol that has no equal.",
        certain: "Every other symbol has an equal. Looks are tallied, and outlines are compared \
                  two by two.",
        knobs: "The one differs in colour at level 1, in shape at 2, in the pair of both at 3, in \
                its turn at 4, and is a mirror image among turned ones at 5; the grid grows.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let least = level.pick([5, 5, 5, 6, 6]);
        let (columns, rows) = (least + rng.index(4), least + rng.index(4) - rng.index(2));
        let way = level.pick([Way::Colour, Way::Shape, Way::Pair, Way::Turn, Way::Mirror]);
        let cells = way.draw(rng, columns * rows);
        let shape = Easy::Shape { cell: rng.index(cells.len()) };
        let named = level.get() <= 3;
        let easy =
            *rng.choose(&[Easy::Rows, Easy::Columns, if named { shape } else { Easy::Rows }]);
        let hard = *rng.choose(&[Hard::Cell, Hard::Row, Hard::Column]);
        Some(Scene { columns, cells, way, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let mut kinds: Vec<Kind> = scene.cells.iter().map(|look| look.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let shape = |kind: &Kind| {
            let corners: Vec<(f64, f64)> = kind.corners().iter().map(|[x, y]| (*x, *y)).collect();
            (kind.name(), corners)
        };
        let cell = |look: &Look| {
            (look.kind.name(), COLOURS[look.colour].hex, look.turn * 45, look.mirrored)
        };
        let rows: Vec<Vec<_>> =
            scene.cells.chunks(scene.columns).map(|row| row.iter().map(cell).collect()).collect();
        let (width, height) = scene.canvas();
        let program =
            Python::new("Draws a grid of symbols with named rows and columns.", &["math"])
                .set("CELL", CELL)
                .set("REACH", REACH)
                .set("HEAD", HEAD)
                .set("MARGIN", MARGIN)
                .set("BACKGROUND", style.background)
                .set("INK", style.ink)
                .set("FONT", style.font)
                .set("TEXT", style.text)
                .set("LINES", style.grid)
                .set("NAMES", LETTERS[..scene.columns].concat())
                .blank()
                .comment("Corners of each shape within a circle of radius 1; a circle has none.")
                .rows("shapes", &kinds.iter().map(shape).collect::<Vec<_>>())
                .comment("Rows of symbols: shape, colour, degrees clockwise, mirrored.")
                .rows("rows", &rows)
                .finish(CODE);
        Drawing { program: Program::python(program), width, height, origin: [0.0; 2] }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let odd = scene.lone();
        let easy = Question {
            text: scene.easy_text(style),
            answer: scene.easy_answer(scene.cells.len() / scene.columns),
            evidence: vec![scene.easy_place()],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(odd),
            evidence: vec![scene.place(odd)],
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let alone = |cell: &usize| {
            let others = (0..scene.cells.len()).filter(|other| other != cell);
            others.into_iter().all(|other| !scene.alike(*cell, other))
        };
        let mut found = (0..scene.cells.len()).filter(alone);
        let odd = found.next().filter(|_| found.next().is_none());
        // Rows are as many cells as lie in the first column.
        let rows = (0..scene.cells.len()).filter(|cell| cell % scene.columns == 0).count();
        [Some(scene.easy_answer(rows)), odd.map(|odd| scene.hard_answer(odd))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let odd = scene.lone();
        let named = match scene.easy {
            Easy::Shape { cell } => Some(cell),
            Easy::Rows | Easy::Columns => None,
        };
        let elsewhere = |cell: &usize| {
            let columns = scene.columns;
            cell / columns != odd / columns && cell % columns != odd % columns
        };
        let others: Vec<usize> =
            (0..scene.cells.len()).filter(elsewhere).filter(|cell| Some(*cell) != named).collect();
        let mut twin = scene.clone();
        twin.cells.swap(odd, *others.get(rng.index(others.len()))?);
        Some(twin)
    }
}

impl Way {
    /// Symbols in random order, one of which has no equal.
    fn draw(self, rng: &mut Rng, count: usize) -> Vec<Look> {
        let kinds = rng.sample(&NAMED, 2);
        let colours = rng.sample(&CLEAR, 2);
        let handed = *rng.choose(&HANDED);
        let kind = match self {
            Self::Colour | Self::Shape | Self::Pair => kinds[0],
            Self::Turn => *rng.choose(&[Kind::Arrow, Kind::Flag, Kind::Boot]),
            Self::Mirror => handed,
        };
        let turn = if self == Self::Turn { rng.int(0, 7) } else { 0 };
        let base = Look { kind, colour: colours[0], turn, mirrored: rng.chance(0.5) };
        let base = Look { mirrored: base.mirrored && self == Self::Mirror, ..base };
        let odd = match self {
            Self::Colour | Self::Pair => Look { colour: colours[1], ..base },
            Self::Shape => Look { kind: kinds[1], ..base },
            Self::Turn => Look { turn: (turn + rng.int(2, 6)) % 8, ..base },
            Self::Mirror => Look { mirrored: !base.mirrored, ..base },
        };
        let other = Look { kind: kinds[1], colour: colours[1], ..base };
        let mut cells = vec![odd];
        for i in 1..count {
            let second = self == Self::Pair && i % 2 == 0;
            cells.push(if second { other } else { base });
        }
        if self == Self::Mirror {
            cells.iter_mut().for_each(|look| look.turn = rng.int(0, 7));
        }
        rng.shuffle(&mut cells);
        cells
    }
}

/// Twice the signed area within corners.
fn double_area(at: &[Place]) -> f64 {
    let next = at.iter().cycle().skip(1);
    at.iter().zip(next).map(|([x, y], [u, v])| x * v - u * y).sum()
}

impl Scene {
    fn canvas(&self) -> (f64, f64) {
        let rows = self.cells.len() / self.columns;
        let long = |count: usize| HEAD + count as f64 * CELL + MARGIN;
        (long(self.columns), long(rows))
    }

    fn centre(&self, cell: usize) -> Place {
        let place = |i: usize| HEAD + (i as f64 + 0.5) * CELL;
        [place(cell % self.columns), place(cell / self.columns)]
    }

    fn place(&self, cell: usize) -> BBox {
        let [x, y] = self.centre(cell);
        BBox::around(x, y, CELL / 2.0)
    }

    /// The cell whose look occurs once; a turn does not count where all are turned.
    fn lone(&self) -> usize {
        let key = |look: &Look| match self.way {
            Way::Mirror => Look { turn: 0, ..*look },
            _ => *look,
        };
        let mut tally: BTreeMap<Look, usize> = BTreeMap::new();
        for look in &self.cells {
            *tally.entry(key(look)).or_default() += 1;
        }
        self.cells.iter().position(|look| tally.get(&key(look)) == Some(&1)).unwrap_or_default()
    }

    /// Whether two cells look alike, by their outlines.
    fn alike(&self, one: usize, two: usize) -> bool {
        let (one, two) = (self.cells[one], self.cells[two]);
        let corners = |look: Look| {
            look.kind
                .outline([0.0; 2], 1.0, look.turn as f64 * 45.0, look.mirrored)
                .corners()
                .to_vec()
        };
        let (a, b) = (corners(one), corners(two));
        if self.way == Way::Mirror {
            // Mirroring reverses the sense in which the corners go round.
            return double_area(&a) * double_area(&b) > 0.0;
        }
        let near = |(p, q): (&Place, &Place)| libm::hypot(p[0] - q[0], p[1] - q[1]) < 1e-6;
        one.colour == two.colour && a.len() == b.len() && a.iter().zip(&b).all(near)
    }

    fn easy_answer(&self, rows: usize) -> Answer {
        match self.easy {
            Easy::Rows => Answer::integer(rows as i64),
            Easy::Columns => Answer::integer(self.columns as i64),
            Easy::Shape { cell } => Answer::text(self.cells[cell].kind.name()),
        }
    }

    fn hard_answer(&self, odd: usize) -> Answer {
        let (row, column) = (odd / self.columns, odd % self.columns);
        match self.hard {
            Hard::Cell => Answer::text(names::cell(column, row)),
            Hard::Row => Answer::integer(row as i64 + 1),
            Hard::Column => Answer::text(LETTERS[column]),
        }
    }

    fn easy_place(&self) -> BBox {
        let (width, height) = self.canvas();
        match self.easy {
            Easy::Rows => BBox([2.0, HEAD, HEAD + CELL, height - MARGIN / 2.0]),
            Easy::Columns => BBox([HEAD, 2.0, width - MARGIN / 2.0, HEAD + CELL]),
            Easy::Shape { cell } => self.place(cell),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Rows => style.phrase(
                "easy",
                &["How many rows of symbols are there?", "Into how many rows are the symbols put?"],
                &[],
            ),
            Easy::Columns => style.phrase(
                "easy",
                &["How many columns of symbols are there?", "How many symbols does each row have?"],
                &[],
            ),
            Easy::Shape { cell } => {
                let names: Vec<&str> = NAMED.iter().map(|kind| kind.name()).collect();
                let name = names::cell(cell % self.columns, cell / self.columns);
                let all = names.join(", ");
                style.phrase(
                    "easy",
                    &[
                        "Which shape is in cell {cell}? It is one of: {all}.",
                        "Name the shape in cell {cell}. It is one of: {all}.",
                    ],
                    &[("cell", &name), ("all", &all)],
                )
            }
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let rule = match self.way {
            Way::Colour | Way::Shape | Way::Turn => style.word(
                "rule",
                &["One symbol differs from all the others.", "All symbols but one are alike."],
            ),
            Way::Pair => style.word(
                "rule",
                &[
                    "One symbol has a shape and a colour that occur together nowhere else.",
                    "No other symbol has both the shape and the colour of a certain one.",
                ],
            ),
            Way::Mirror => style.word(
                "rule",
                &[
                    "All symbols are the same shape, turned in various ways, but one is a mirror \
                     image of the others.",
                    "Every symbol but one can be turned until it matches the others; that one is \
                     mirrored.",
                ],
            ),
        };
        let ask = match self.hard {
            Hard::Cell => style.word(
                "hard",
                &[
                    "In which cell is it? Answer with the letter of its column and the number of \
                     its row, such as A1.",
                    "Where is it? Give the letter of the column, then the number of the row, such \
                     as A1.",
                ],
            ),
            Hard::Row => {
                style.word("hard", &["What is the number of its row?", "In which row is it?"])
            }
            Hard::Column => {
                style.word("hard", &["What is the letter of its column?", "In which column is it?"])
            }
        };
        format!("{rule} {ask}")
    }

    fn caption(&self) -> String {
        let one = |look: &Look| {
            let mirrored = if look.mirrored { "mirrored " } else { "" };
            let turn = match look.turn {
                0 => String::new(),
                turn => format!(" turned {} degrees", turn * 45),
            };
            format!("{} {mirrored}{}{turn}", COLOURS[look.colour].name, look.kind.name())
        };
        let row = |row: &[Look]| row.iter().map(one).collect::<Vec<_>>().join(", ");
        let rows: Vec<String> = self.cells.chunks(self.columns).map(row).collect();
        format!(
            "A grid of filled symbols. Columns are named by letters above them, rows by numbers \
             to their left. Row by row, from the top: {}.",
            rows.join("; ")
        )
    }

    /// The picture that the program draws.
    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = self.canvas();
        let rows = self.cells.len() / self.columns;
        let mut sketch = Sketch::bare(width, height, style);
        if style.grid {
            for i in 0..=self.columns {
                let x = HEAD + i as f64 * CELL;
                sketch.segment([x, HEAD], [x, height - MARGIN], Paint::stroke(GRID, 1.0));
            }
            for i in 0..=rows {
                let y = HEAD + i as f64 * CELL;
                sketch.segment([HEAD, y], [width - MARGIN, y], Paint::stroke(GRID, 1.0));
            }
        }
        for (i, letter) in LETTERS.iter().take(self.columns).enumerate() {
            sketch.word(letter, [self.centre(i)[0], HEAD * 0.55], style.text, style.ink);
        }
        for i in 0..rows {
            let at = [HEAD * 0.55, self.centre(i * self.columns)[1]];
            sketch.word(&(i + 1).to_string(), at, style.text, style.ink);
        }
        for (cell, look) in self.cells.iter().enumerate() {
            let degrees = look.turn as f64 * 45.0;
            let form: Form = look.kind.outline(self.centre(cell), REACH, degrees, look.mirrored);
            sketch.mark(form, Paint::fill(COLOURS[look.colour].hex));
        }
        sketch
    }
}

const CODE: &str = r##"

def symbol(shape, colour, degrees, mirrored, x, y):
    """One symbol around (x, y): mirrored first, then turned."""
    corners = dict(shapes)[shape]
    if not corners:
        return f'<circle cx="{x}" cy="{y}" r="{REACH * 0.88:.2f}" fill="{colour}"/>'
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    points = []
    for u, v in corners:
        u = -u if mirrored else u
        points.append(f"{x + REACH * (u * cos - v * sin):.2f},{y + REACH * (u * sin + v * cos):.2f}")
    return f'<polygon points="{" ".join(points)}" fill="{colour}"/>'


def label(text, x, y):
    return f'<text x="{x}" y="{y + TEXT * 0.36:.2f}">{text}</text>'


def line(x1, y1, x2, y2):
    return f'<path d="M{x1} {y1}L{x2} {y2}" fill="none" stroke="#d0d5db" stroke-width="1"/>'


width = HEAD + CELL * len(rows[0]) + MARGIN
height = HEAD + CELL * len(rows) + MARGIN
with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONT}">\n'
    )
    f.write(f'<rect width="{width}" height="{height}" fill="{BACKGROUND}"/>\n')
    if LINES:
        for i in range(len(rows[0]) + 1):
            f.write(line(HEAD + i * CELL, HEAD, HEAD + i * CELL, height - MARGIN) + "\n")
        for i in range(len(rows) + 1):
            f.write(line(HEAD, HEAD + i * CELL, width - MARGIN, HEAD + i * CELL) + "\n")
    f.write(f'<g font-size="{TEXT}" fill="{INK}" text-anchor="middle">\n')
    for i, name in enumerate(NAMES):
        f.write(label(name, HEAD + (i + 0.5) * CELL, HEAD * 0.55) + "\n")
    for i in range(len(rows)):
        f.write(label(i + 1, HEAD * 0.55, HEAD + (i + 0.5) * CELL) + "\n")
    f.write("</g>\n")
    for i, row in enumerate(rows):
        for j, look in enumerate(row):
            f.write(symbol(*look, HEAD + (j + 0.5) * CELL, HEAD + (i + 0.5) * CELL) + "\n")
    f.write("</svg>\n")
"##;
