//! Cells whose colour is a value: read one; count, add and compare rows and columns.
//!
//! The answer is certain because there are six colours, each with its value in the
//! legend, and totals that are compared differ by a step. One solver indexes the grid of
//! values, the other lists the drawn cells and looks their colours up in the legend.

use serde::Serialize;
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{Place, centres, filled, labels, marks, texts};
use crate::names::{CITIES, DAYS, MONTHS, PEOPLE};
use crate::numbers::leads;
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const CELL: [f64; 2] = [62.0, 46.0];
const LEFT: f64 = 92.0;
const TOP: f64 = 56.0;
/// Room for the legend on the right and for the names below.
const LEGEND: f64 = 104.0;
const FOOT: f64 = 46.0;
const SIZE: f64 = 16.0;
/// Distance of values that follow each other, and how many there are.
const STEP: i64 = 10;
const CLASSES: usize = 6;

/// Colours from the lowest to the highest value, easily told apart.
const RAMPS: [[&str; CLASSES]; 4] = [
    ["#dcebf7", "#a6cde8", "#64a6d6", "#2f7dbd", "#15528c", "#08274d"],
    ["#fde6d3", "#fbbb88", "#f4893f", "#d4580f", "#93370a", "#4a1a05"],
    ["#e2f3dc", "#aedba2", "#6cb96a", "#2f9148", "#14652f", "#06391a"],
    ["#fbe9a6", "#7fcf70", "#2ba58c", "#2a7892", "#41478a", "#3b0f52"],
];

/// What is measured, and the names of rows and columns.
const TOPICS: [(&str, &[&str], &[&str]); 3] = [
    ("Rain in mm", &CITIES, &MONTHS),
    ("Minutes of practice", &PEOPLE, &DAYS),
    ("Visitors", &CITIES, &DAYS),
];

/// See the [module](self).
pub struct Heatmap;

/// The grid and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    what: &'static str,
    rows: Vec<&'static str>,
    columns: Vec<&'static str>,
    /// By row, then by column; a class each, from 0.
    classes: Vec<Vec<usize>>,
    /// Whether each cell carries its value.
    printed: bool,
    /// Row and column of the cell that the easy question reads.
    easy: (usize, usize),
    hard: Hard,
}

/// The hard questions. Numbers index rows or columns, or are values.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How much two cells of a row differ.
    Gap { row: usize, a: usize, b: usize },
    /// The column in which a row is highest.
    Peak { row: usize },
    /// The total of a row.
    Total { row: usize },
    /// How many cells have a value.
    Count { value: i64 },
    /// How many cells are above a value.
    Above { value: i64 },
    /// The column with the largest total.
    Column,
    /// In how many columns one row is above another.
    Wins { a: usize, b: usize },
}

impl Family for Heatmap {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "heatmap",
        group: Group::Charts,
        language: Language::Python,
        content_type: ContentType::DataChart,
        asks: "Read a cell; then compare cells, add a row, count cells of a value, find the \
               highest column, or compare two rows column by column.",
        certain: "Six colours, each with its value in the legend. The grid of values is indexed, \
                  and the drawn cells are looked up by colour.",
        knobs: "Level 1 prints values in four by four cells; from level 3 on only the legend \
                tells them; level 5 has six by seven cells and totals of columns.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (what, rows, columns) = *rng.choose(&TOPICS);
        let (tall, wide) = level.pick([(4, 4), (4, 5), (5, 5), (5, 6), (6, 7)]);
        let start = rng.index(columns.len() - wide + 1);
        let columns = columns.iter().skip(start).take(wide).copied().collect();
        let rows = rng.sample(rows, tall);
        let hard = Hard::draw(level, rng, tall, wide);
        let easy = (rng.index(tall), rng.index(wide));
        let class = |rng: &mut Rng| rng.index(CLASSES);
        let wanted = rng.int(1, wide as i64 - 1);
        (0..32).find_map(|_| {
            let row = |rng: &mut Rng| (0..wide).map(|_| class(rng)).collect();
            let classes = (0..tall).map(|_| row(rng)).collect();
            let (rows, columns): (Vec<_>, Vec<_>) = (rows.clone(), Vec::clone(&columns));
            let printed = level.get() <= 2;
            let scene = Scene { what, rows, columns, classes, printed, easy, hard };
            let even = match hard {
                Hard::Wins { .. } => scene.hard_answer() == Answer::integer(wanted),
                // One other cell could be higher still.
                Hard::Peak { row } => scene.classes[row].iter().all(|class| class + 1 < CLASSES),
                _ => true,
            };
            (even && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = scene.canvas();
        let program = Python::new("Draws a grid of coloured cells with a legend.", &[])
            .set("WIDTH", width)
            .set("HEIGHT", height)
            .set("BACKGROUND", style.background)
            .set("INK", style.ink)
            .set("FONT", style.font)
            .set("TITLE", scene.what)
            .set(
                "TITLE_AT",
                style.title_at(24.0, LEFT + CELL[0] * scene.columns.len() as f64 / 2.0),
            )
            .comment("Whether the columns are named above the cells, and the title stands below.")
            .set("NAMES_ABOVE", style.flips("columns"))
            .set("PRINTED", scene.printed)
            .raw(&format!("CELL_WIDTH, CELL_HEIGHT = {}, {}", CELL[0], CELL[1]))
            .raw(&format!("LEFT, TOP, STEP, SIZE = {LEFT}, {TOP}, {STEP}, {SIZE}"))
            .comment("Colours of the values, lowest first.")
            .set("colours", ramp(style).to_vec())
            .set("columns", scene.columns.clone())
            .set("rows", scene.rows.clone())
            .comment("Number of the colour in each row, from left to right.")
            .rows("cells", &scene.classes)
            .finish(CODE);
        Drawing { program: Program::python(program), width, height, origin: [0.0; 2] }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (row, column) = scene.easy;
        let words = [
            "What is the value for {row} in the column {column}?",
            "Which value does the cell of row {row} and column {column} have?",
        ];
        let values = [("row", scene.rows[row]), ("column", scene.columns[column])];
        let easy = Question {
            text: style.phrase("easy", &words, &values),
            answer: Answer::integer(scene.value(row, column)),
            evidence: vec![scene.cell(row, column), scene.legend()],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: scene.hard_places(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let cells = scene.cells();
        let value = |class: usize| (STEP * (class as i64 + 1)).to_string();
        let names = scene.rows.iter().chain(&scene.columns).map(|name| (*name).to_owned());
        let legend = (0..CLASSES).map(value);
        let printed: Vec<(String, Place)> = cells
            .iter()
            .filter(|_| scene.printed)
            .map(|cell| (value(cell.class), cell.at))
            .collect();
        let inside = printed.iter().map(|(word, _)| word.clone());
        let ticks = |names: &[&'static str], at: &dyn Fn(usize) -> f64| {
            names.iter().enumerate().map(|(n, name)| ((*name).to_owned(), at(n))).collect()
        };
        let rows = ticks(&scene.rows, &|row| middle(row, 0)[1]);
        let columns = ticks(&scene.columns, &|column| middle(0, column)[0]);
        let mut claims = vec![
            texts(names.chain(legend).chain(inside).chain([scene.what.to_owned()])),
            Claim::Ticks { axis: Axis::Y, labels: rows },
            Claim::Ticks { axis: Axis::X, labels: columns },
        ];
        claims.extend((!printed.is_empty()).then(|| labels(printed)));
        for (class, paint) in ramp(style).into_iter().enumerate() {
            let swatch = scene.swatch(class);
            let of = || cells.iter().filter(|cell| cell.class == class).map(|cell| cell.at);
            claims.push(marks(filled(paint), of().count() + 1));
            claims.push(centres(filled(paint), of().chain([swatch])));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let cells = scene.cells();
        let seen = |row: usize, column: usize| {
            let at = middle(row, column);
            let cell = cells.iter().find(|cell| cell.at == at)?;
            // The line of the legend with this colour.
            (1..=CLASSES as i64).map(|line| line * STEP).nth(cell.class)
        };
        let easy = seen(scene.easy.0, scene.easy.1).map(Answer::integer);
        [easy, scene.look(&seen)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..256).find_map(|_| {
            let mut changed = scene.clone();
            let (row, column) = (rng.index(scene.rows.len()), rng.index(scene.columns.len()));
            changed.classes[row][column] = rng.index(CLASSES);
            (changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

fn ramp(style: &Style) -> [&'static str; CLASSES] {
    *style.rng("ramp").choose(&RAMPS)
}

/// Centre of a cell.
fn middle(row: usize, column: usize) -> Place {
    [LEFT + CELL[0] * (column as f64 + 0.5), TOP + CELL[1] * (row as f64 + 0.5)]
}

/// A cell as it is drawn.
struct Cell {
    at: Place,
    class: usize,
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, tall: usize, wide: usize) -> Self {
        let columns = rng.sample(&(0..wide).collect::<Vec<_>>(), 2);
        let rows = rng.sample(&(0..tall).collect::<Vec<_>>(), 2);
        let row = rows[0];
        let gap = Self::Gap { row, a: columns[0], b: columns[1] };
        let (peak, total) = (Self::Peak { row }, Self::Total { row });
        let count = Self::Count { value: STEP * rng.int(1, CLASSES as i64) };
        let above = Self::Above { value: STEP * rng.int(3, 4) };
        let wins = Self::Wins { a: rows[0], b: rows[1] };
        *rng.choose(&match level.get() {
            1 => [gap, peak, total],
            2 => [total, above, peak],
            3 => [count, total, above],
            4 => [wins, Self::Column, above],
            _ => [wins, Self::Column, total],
        })
    }
}

impl Scene {
    fn canvas(&self) -> (f64, f64) {
        let (wide, tall) = (self.columns.len() as f64, self.rows.len() as f64);
        let legend = TOP + 34.0 * CLASSES as f64;
        (LEFT + CELL[0] * wide + LEGEND, (TOP + CELL[1] * tall).max(legend) + FOOT)
    }

    fn cell(&self, row: usize, column: usize) -> BBox {
        let [x, y] = middle(row, column);
        BBox::xywh(x - CELL[0] / 2.0, y - CELL[1] / 2.0, CELL[0], CELL[1])
    }

    /// Centre of a class's square in the legend.
    fn swatch(&self, class: usize) -> Place {
        [LEFT + CELL[0] * self.columns.len() as f64 + 36.0, TOP + 34.0 * class as f64 + 17.0]
    }

    fn legend(&self) -> BBox {
        let [x, y] = self.swatch(0);
        BBox::xywh(x - 14.0, y - 16.0, 74.0, 34.0 * CLASSES as f64)
    }

    fn cells(&self) -> Vec<Cell> {
        let row = |(row, classes): (usize, &Vec<usize>)| {
            let cells = classes.iter().copied().enumerate();
            cells.map(|(column, class)| Cell { at: middle(row, column), class }).collect::<Vec<_>>()
        };
        self.classes.iter().enumerate().flat_map(row).collect()
    }

    fn value(&self, row: usize, column: usize) -> i64 {
        STEP * (self.classes[row][column] as i64 + 1)
    }

    fn totals(&self) -> Vec<i64> {
        let total = |column| (0..self.rows.len()).map(|row| self.value(row, column)).sum();
        (0..self.columns.len()).map(total).collect()
    }

    fn fair(&self) -> bool {
        match self.hard {
            Hard::Gap { row, a, b } => self.classes[row][a] != self.classes[row][b],
            Hard::Peak { row } => {
                let row = (0..self.columns.len()).map(|column| self.value(row, column));
                leads(&row.collect::<Vec<_>>(), 1)
            }
            Hard::Column => leads(&self.totals(), 1),
            Hard::Total { .. } | Hard::Count { .. } | Hard::Above { .. } => true,
            Hard::Wins { a, b } => {
                self.classes[a].iter().zip(&self.classes[b]).all(|(a, b)| a != b)
            }
        }
    }

    fn hard_answer(&self) -> Answer {
        let every = || self.classes.iter().flatten().map(|class| STEP * (*class as i64 + 1));
        let highest = |values: Vec<i64>| {
            let column = (0..values.len()).max_by_key(|column| values[*column]).unwrap_or(0);
            Answer::text(self.columns[column])
        };
        let row = |row: usize| (0..self.columns.len()).map(move |column| self.value(row, column));
        match self.hard {
            Hard::Gap { row, a, b } => {
                Answer::integer((self.value(row, a) - self.value(row, b)).abs())
            }
            Hard::Peak { row: of } => highest(row(of).collect()),
            Hard::Total { row: of } => Answer::integer(row(of).sum()),
            Hard::Count { value } => {
                Answer::integer(every().filter(|v| *v == value).count() as i64)
            }
            Hard::Above { value } => Answer::integer(every().filter(|v| *v > value).count() as i64),
            Hard::Column => highest(self.totals()),
            Hard::Wins { a, b } => {
                Answer::integer(row(a).zip(row(b)).filter(|(a, b)| a > b).count() as i64)
            }
        }
    }

    /// The hard answer from what is seen in each cell, without a table of totals.
    fn look(&self, seen: &dyn Fn(usize, usize) -> Option<i64>) -> Option<Answer> {
        let (tall, wide) = (self.rows.len(), self.columns.len());
        let all = || (0..tall * wide).filter_map(|cell| seen(cell / wide, cell % wide));
        // The column that no other beats in a measure.
        let best = |measure: &dyn Fn(usize) -> i64| {
            let beaten = |column: &usize| (0..wide).any(|o| measure(o) > measure(*column));
            let column = (0..wide).find(|column| !beaten(column))?;
            Some(Answer::text(self.columns[column]))
        };
        let number = |value: i64| Some(Answer::integer(value));
        match self.hard {
            Hard::Gap { row, a, b } => {
                let (a, b) = (seen(row, a)?, seen(row, b)?);
                number(a.max(b) - a.min(b))
            }
            Hard::Peak { row } => best(&|column| seen(row, column).unwrap_or(0)),
            Hard::Total { row } => {
                number((0..wide).rev().try_fold(0, |sum, column| Some(sum + seen(row, column)?))?)
            }
            Hard::Count { value } => {
                let others = all().filter(|seen| *seen != value).count();
                number((tall * wide - others) as i64)
            }
            Hard::Above { value } => {
                let below = all().filter(|seen| *seen <= value).count();
                number((tall * wide - below) as i64)
            }
            Hard::Column => best(&|column| (0..tall).filter_map(|row| seen(row, column)).sum()),
            Hard::Wins { a, b } => {
                let lost = |column: &usize| seen(a, *column) < seen(b, *column);
                number((wide - (0..wide).filter(lost).count()) as i64)
            }
        }
    }

    fn hard_places(&self) -> Vec<BBox> {
        let (tall, wide) = (self.rows.len(), self.columns.len());
        let row = |row: usize| {
            let ([left, top, ..], [.., right, bottom]) =
                (self.cell(row, 0).0, self.cell(row, wide - 1).0);
            BBox([left, top, right, bottom])
        };
        let mut places = match self.hard {
            Hard::Gap { row, a, b } => vec![self.cell(row, a), self.cell(row, b)],
            Hard::Peak { row: of } | Hard::Total { row: of } => vec![row(of)],
            Hard::Wins { a, b } => vec![row(a), row(b)],
            _ => (0..tall).map(row).collect(),
        };
        places.push(self.legend());
        places
    }

    fn hard_text(&self, style: &Style) -> String {
        let words =
            |choices: &[&str], values: &[(&str, &str)]| style.phrase("hard", choices, values);
        let row = |row: usize| self.rows[row];
        match self.hard {
            Hard::Gap { row: of, a, b } => words(
                &[
                    "By how much do the values of {row} in {a} and {b} differ?",
                    "In the row {row}, what is the difference between the columns {a} and {b}?",
                ],
                &[("row", row(of)), ("a", self.columns[a]), ("b", self.columns[b])],
            ),
            Hard::Peak { row: of } => words(
                &[
                    "In which column is the value of {row} highest?",
                    "Which column holds the largest value of the row {row}?",
                ],
                &[("row", row(of))],
            ),
            Hard::Total { row: of } => words(
                &[
                    "What is the total of all values in the row {row}?",
                    "What do the values of {row} add up to?",
                ],
                &[("row", row(of))],
            ),
            Hard::Count { value } => words(
                &[
                    "How many cells have the value {value}?",
                    "Count the cells that stand for {value}. How many are there?",
                ],
                &[("value", &value.to_string())],
            ),
            Hard::Above { value } => words(
                &[
                    "How many cells have a value above {value}?",
                    "Count the cells that stand for more than {value}. How many are there?",
                ],
                &[("value", &value.to_string())],
            ),
            Hard::Column => words(
                &[
                    "Which column has the largest total?",
                    "Add up the values of each column. Which column has the largest sum?",
                ],
                &[],
            ),
            Hard::Wins { a, b } => words(
                &[
                    "In how many columns is the value of {a} above that of {b}?",
                    "Compare {a} with {b} column by column. How often is {a} higher?",
                ],
                &[("a", row(a)), ("b", row(b))],
            ),
        }
    }

    fn caption(&self) -> String {
        let row = |row: usize| {
            let values = (0..self.columns.len()).map(|column| self.value(row, column).to_string());
            format!("{}: {}", self.rows[row], values.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = (0..self.rows.len()).map(row).collect();
        let printed = if self.printed { ", printed in each cell," } else { "" };
        format!(
            "A heatmap titled \"{}\" with the columns {} and a legend of {CLASSES} colours for \
             {STEP} to {}. The values{printed} are {}.",
            self.what,
            self.columns.join(", "),
            STEP * CLASSES as i64,
            rows.join("; ")
        )
    }
}

const CODE: &str = r##"

def text(x, y, words, colour, anchor="middle", more=""):
    return (
        f'<text x="{x}" y="{y + SIZE * 0.32:.2f}" font-size="{SIZE}" fill="{colour}" '
        f'text-anchor="{anchor}"{more}>{words}</text>'
    )


def box(x, y, width, height, colour):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}"/>'


right = LEFT + CELL_WIDTH * len(columns)
bottom = TOP + CELL_HEIGHT * len(rows)
parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>']
x, anchor = TITLE_AT
title_y, names_y = (bottom + 26, TOP - 18) if NAMES_ABOVE else (28, bottom + 20)
parts.append(text(x, title_y, TITLE, INK, anchor, ' font-weight="bold"'))

for row, classes in enumerate(cells):
    y = TOP + CELL_HEIGHT * row
    parts.append(text(LEFT - 12, y + CELL_HEIGHT / 2, rows[row], INK, "end"))
    for column, number in enumerate(classes):
        x = LEFT + CELL_WIDTH * column
        parts.append(box(x + 1, y + 1, CELL_WIDTH - 2, CELL_HEIGHT - 2, colours[number]))
        if PRINTED:
            colour = "#111111" if number < 3 else "#ffffff"
            parts.append(text(x + CELL_WIDTH / 2, y + CELL_HEIGHT / 2, STEP * (number + 1), colour))
for column, name in enumerate(columns):
    parts.append(text(LEFT + CELL_WIDTH * (column + 0.5), names_y, name, INK))

for number, colour in enumerate(colours):
    y = TOP + 34 * number + 17
    parts.append(box(right + 24, y - 12, 24, 24, colour))
    parts.append(text(right + 58, y, STEP * (number + 1), INK, "start"))

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">\n'
    )
    f.write("\n".join(parts))
    f.write("\n</svg>\n")
"##;
