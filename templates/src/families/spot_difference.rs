//! Two pictures side by side: how many cells differ, or which one does.
//!
//! The answer is certain because both pictures have the same cells, and what differs does
//! so in shape, in colour, by a quarter turn or by being there. One solver compares what
//! the cells hold; the other compares the outlines that are drawn.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::glyphs::{Kind, NAMED};
use crate::names::{self, LETTERS};
use crate::sketch::{Form, Look as Paint, Sketch};
use crate::style::{CLEAR, COLOURS};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Two pictures", "Compare the pictures"];
const CELL: f64 = 44.0;
const REACH: f64 = 15.0;
/// Room for the names of rows and columns.
const HEAD: f64 = 34.0;
const MARGIN: f64 = 18.0;
const GAP: f64 = 22.0;
/// Paint of the lines between cells.
const GRID: &str = "#c3c9d1";
/// Kinds that a quarter turn changes.
const POINTED: [Kind; 3] = [Kind::Arrow, Kind::Flag, Kind::Boot];

/// See the [module](self).
pub struct SpotDifference;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Look {
    kind: Kind,
    /// Index in `COLOURS`.
    colour: usize,
    /// Quarters of a turn, clockwise.
    turn: i64,
}

/// One way in which a cell may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    Gone,
    Colour,
    Shape,
    Turn,
}

/// Both pictures, row by row, and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    columns: usize,
    left: Vec<Option<Look>>,
    right: Vec<Option<Look>>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions, about a cell of the left picture.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Shape { cell: usize },
    Colour { cell: usize },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// How many cells differ.
    Count,
    /// Which one does.
    Cell,
}

impl Family for SpotDifference {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "spot-difference",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Name the shape or the colour in a cell; then count the cells in which two pictures \
               differ, or find the one.",
        certain: "Both pictures have the same cells. What cells hold is compared, and so are the \
                  outlines that are drawn.",
        knobs: "At level 1 nine symbols differ in colour or are gone; at level 3 fifteen differ in \
                shape as well; at level 5 twenty-two, some by a quarter turn alone.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (columns, rows) = level.pick([(4, 4), (4, 4), (5, 5), (5, 5), (5, 6)]);
        let kinds: Vec<Kind> = match level.get() {
            1..=3 => rng.sample(&NAMED, 4),
            _ => POINTED.into_iter().chain(rng.sample(&NAMED, 2)).collect(),
        };
        let colours = rng.sample(&CLEAR, 4);
        let cells: Vec<usize> = (0..columns * rows).collect();
        let mut left = vec![None; columns * rows];
        for cell in rng.sample(&cells, level.pick([9, 11, 15, 18, 22])) {
            let (kind, colour) = (*rng.choose(&kinds), *rng.choose(&colours));
            let turn = if POINTED.contains(&kind) { rng.int(0, 3) } else { 0 };
            left[cell] = Some(Look { kind, colour, turn });
        }
        let hard = *rng.choose(level.pick([
            &[Hard::Count, Hard::Count],
            &[Hard::Count, Hard::Cell],
            &[Hard::Count, Hard::Cell],
            &[Hard::Count, Hard::Cell],
            &[Hard::Count, Hard::Cell],
        ]));
        let edits: &[Edit] = level.pick([
            &[Edit::Gone, Edit::Colour] as &[Edit],
            &[Edit::Gone, Edit::Colour, Edit::Shape],
            &[Edit::Colour, Edit::Shape],
            &[Edit::Colour, Edit::Shape, Edit::Turn],
            &[Edit::Shape, Edit::Turn, Edit::Turn],
        ]);
        let many = if hard == Hard::Count { rng.int(1, 6) as usize } else { 1 };
        let held: Vec<usize> = cells.into_iter().filter(|cell| left[*cell].is_some()).collect();
        let cell = *rng.choose(&held);
        let easy = match left[cell].is_some_and(|look| NAMED.contains(&look.kind)) {
            true if rng.chance(0.5) => Easy::Shape { cell },
            _ => Easy::Colour { cell },
        };
        let mut right = left.clone();
        for cell in rng.sample(&held, many) {
            right[cell] = (0..20).find_map(|_| {
                let edited = rng.choose(edits).on(left[cell]?, rng, &kinds, &colours)?;
                (edited != left[cell]).then_some(edited)
            })?;
        }
        Some(Scene { columns, left, right, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (Easy::Shape { cell } | Easy::Colour { cell }) = scene.easy;
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::text(scene.left[cell].map_or("", |look| scene.easy.word(look))),
            evidence: vec![scene.place(0, cell)],
        };
        let differing: Vec<usize> =
            (0..scene.left.len()).filter(|i| scene.left[*i] != scene.right[*i]).collect();
        // Of many cells, those of one picture show where to look in both.
        let sides = if differing.len() > 6 { 0..1 } else { 0..2 };
        let places = differing.iter().flat_map(|i| sides.clone().map(|side| scene.place(side, *i)));
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.answer(&differing),
            evidence: places.collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (Easy::Shape { cell } | Easy::Colour { cell }) = scene.easy;
        let easy = scene.left.get(cell).copied().flatten().map(|look| match scene.easy {
            Easy::Shape { .. } => Answer::text(look.kind.name()),
            Easy::Colour { .. } => Answer::text(COLOURS[look.colour].name),
        });
        let seen = |side: usize| (0..scene.left.len()).map(move |cell| scene.seen(side, cell));
        let unlike = seen(0).zip(seen(1)).enumerate().filter(|(_, (one, two))| one != two);
        let differing: Vec<usize> = unlike.map(|(cell, _)| cell).collect();
        [easy, Some(scene.answer(&differing))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let mut twin = scene.clone();
        let differs = |cell: &usize| scene.left[*cell] != scene.right[*cell];
        let (mended, same): (Vec<usize>, Vec<usize>) =
            (0..scene.left.len()).filter(|cell| scene.left[*cell].is_some()).partition(differs);
        let count = scene.hard == Hard::Count;
        if count && mended.len() > 1 && rng.chance(0.5) {
            let cell = *rng.choose(&mended);
            twin.right[cell] = twin.left[cell];
            return Some(twin);
        }
        if !count {
            twin.right.clone_from(&scene.left);
        }
        let cell = *same.get(rng.index(same.len().max(1)))?;
        let colour = *CLEAR.iter().find(|c| twin.left[cell].is_some_and(|l| l.colour != **c))?;
        twin.right[cell] = twin.left[cell].map(|look| Look { colour, ..look });
        Some(twin)
    }
}

impl Edit {
    /// What a cell holds afterwards; `None` where the edit changes nothing that is seen.
    fn on(
        self,
        look: Look,
        rng: &mut Rng,
        kinds: &[Kind],
        colours: &[usize],
    ) -> Option<Option<Look>> {
        Some(match self {
            Self::Gone => None,
            Self::Colour => Some(Look { colour: *rng.choose(colours), ..look }),
            Self::Shape => Some(Look { kind: *rng.choose(kinds), ..look }),
            Self::Turn if POINTED.contains(&look.kind) => {
                Some(Look { turn: (look.turn + rng.int(1, 3)) % 4, ..look })
            }
            Self::Turn => return None,
        })
    }
}

impl Easy {
    fn word(self, look: Look) -> &'static str {
        match self {
            Self::Shape { .. } => look.kind.name(),
            Self::Colour { .. } => COLOURS[look.colour].name,
        }
    }
}

impl Scene {
    fn rows(&self) -> usize {
        self.left.len() / self.columns
    }

    /// Left edge of a picture's cells.
    fn start(&self, side: usize) -> f64 {
        let wide = HEAD + self.columns as f64 * CELL + GAP;
        MARGIN + HEAD + side as f64 * wide
    }

    fn centre(&self, side: usize, cell: usize) -> Place {
        let (row, column) = (cell / self.columns, cell % self.columns);
        [self.start(side) + (column as f64 + 0.5) * CELL, MARGIN + HEAD + (row as f64 + 0.5) * CELL]
    }

    fn place(&self, side: usize, cell: usize) -> BBox {
        let [x, y] = self.centre(side, cell);
        BBox::around(x, y, CELL / 2.0)
    }

    fn name(&self, cell: usize) -> String {
        names::cell(cell % self.columns, cell / self.columns)
    }

    fn form(&self, side: usize, cell: usize, look: Look) -> Form {
        look.kind.outline(self.centre(side, cell), REACH, look.turn as f64 * 90.0, false)
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (columns, rows) = (self.columns as f64, self.rows() as f64);
        let width = self.start(1) + columns * CELL + MARGIN;
        let bottom = MARGIN + HEAD + rows * CELL;
        let mut sketch = Sketch::new(width, bottom + MARGIN, style);
        sketch.title(&TITLES, style);
        for (side, cells) in [&self.left, &self.right].into_iter().enumerate() {
            let (left, top) = (self.start(side), MARGIN + HEAD);
            sketch.mark(Form::rect(left, top, columns * CELL, rows * CELL), Paint::fill("#ffffff"));
            for line in 0..=self.columns {
                let x = left + line as f64 * CELL;
                sketch.segment([x, top], [x, bottom], Paint::stroke(GRID, 1.5));
            }
            for line in 0..=self.rows() {
                let y = top + line as f64 * CELL;
                sketch.segment([left, y], [left + columns * CELL, y], Paint::stroke(GRID, 1.5));
            }
            for (column, letter) in LETTERS.iter().enumerate().take(self.columns) {
                let at = [left + (column as f64 + 0.5) * CELL, top - HEAD * 0.45];
                sketch.word(letter, at, style.text, style.ink);
            }
            for row in 0..self.rows() {
                let at = [left - HEAD * 0.45, top + (row as f64 + 0.5) * CELL];
                sketch.word(&(row + 1).to_string(), at, style.text, style.ink);
            }
            for (cell, look) in cells.iter().enumerate() {
                let Some(look) = look else { continue };
                sketch.mark(self.form(side, cell, *look), Paint::fill(COLOURS[look.colour].hex));
            }
        }
        sketch
    }

    /// The outline and the paint in a cell, in thousandths of a unit from the cell's centre.
    fn seen(&self, side: usize, cell: usize) -> Option<(Vec<[i64; 2]>, &'static str)> {
        let look = [&self.left, &self.right].get(side)?.get(cell).copied().flatten()?;
        let [x, y] = self.centre(side, cell);
        let whole = |value: f64| libm::round(value * 1000.0) as i64;
        let mut corners: Vec<[i64; 2]> = self
            .form(side, cell, look)
            .corners()
            .iter()
            .map(|at| [whole(at[0] - x), whole(at[1] - y)])
            .collect();
        corners.sort_unstable();
        // A circle has corners where a square may have them, too.
        corners.push([look.kind as i64, 0]);
        Some((corners, COLOURS[look.colour].hex))
    }

    fn answer(&self, differing: &[usize]) -> Answer {
        match (self.hard, differing) {
            (Hard::Cell, [only]) => Answer::text(self.name(*only)),
            _ => Answer::integer(differing.len() as i64),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let (Easy::Shape { cell } | Easy::Colour { cell }) = self.easy;
        let name = self.name(cell);
        match self.easy {
            Easy::Shape { .. } => {
                let all: Vec<&str> = NAMED.iter().map(|kind| kind.name()).collect();
                style.phrase(
                    "easy",
                    &[
                        "Which shape is in cell {cell} of the left picture? It is one of: {all}.",
                        "Name the shape in cell {cell} on the left, one of: {all}.",
                    ],
                    &[("cell", &name), ("all", &all.join(", "))],
                )
            }
            Easy::Colour { .. } => style.phrase(
                "easy",
                &[
                    "What colour is the symbol in cell {cell} of the left picture?",
                    "What is the colour of the symbol in cell {cell} on the left?",
                ],
                &[("cell", &name)],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let forms: &[&str] = match self.hard {
            Hard::Count => &[
                "In how many cells do the two pictures differ?",
                "Compare the two pictures cell by cell. How many cells are not the same?",
            ],
            Hard::Cell => &[
                "The two pictures differ in one cell. Which one is it? Answer with its column and \
                 row, such as B2.",
                "Which cell is not the same in both pictures? Give its column and row, such as B2.",
            ],
        };
        style.word("hard", forms).to_owned()
    }

    fn caption(&self) -> String {
        let listed = |cells: &[Option<Look>]| {
            let one = |(cell, look): (usize, &Option<Look>)| {
                let Look { kind, colour, turn } = (*look)?;
                let turned = match turn {
                    0 => String::new(),
                    _ => format!(" turned by {} degrees", turn * 90),
                };
                let (colour, kind) = (COLOURS[colour].name, kind.name());
                Some(format!("{} {colour} {kind}{turned}", self.name(cell)))
            };
            cells.iter().enumerate().filter_map(one).collect::<Vec<_>>().join("; ")
        };
        format!(
            "Two grids of {} columns and {} rows stand side by side, with letters above the \
             columns and numbers left of the rows. On the left: {}. On the right: {}.",
            self.columns,
            self.rows(),
            listed(&self.left),
            listed(&self.right)
        )
    }
}
