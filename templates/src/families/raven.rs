//! A matrix of figures with rules along its rows: what fills the last cell?
//!
//! The answer is certain because exactly one option keeps every rule that explains the
//! grid. Rules are those of a fixed library, tried along rows and along columns. One solver
//! computes the missing figure from the rules; the other puts in every option and looks
//! whether all those rules hold.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::glyphs::{Figure, NAMED, Part, lookalikes};
use crate::names::ordinal;
use crate::panels::{self, Panel};
use crate::sketch::Sketch;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Matrix", "Complete the matrix"];
const WIDTH: f64 = 480.0;
const CELL: f64 = 92.0;
const GAP: f64 = 8.0;
const TOP: f64 = 22.0;
const PARTS: [Part; 4] = [Part::Kind, Part::Shade, Part::Size, Part::Dots];

/// See the [module](self).
pub struct Raven;

/// The grid, the options, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Row by row; the ninth is missing.
    cells: Vec<Figure>,
    /// Empty where the dots of the missing figure are asked for.
    options: Vec<Figure>,
    easy: Easy,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// Dots of a cell.
    Dots { cell: usize },
    /// Dots of a full row.
    Row { row: usize },
}

/// What may hold of the three values of every line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// All three are the same.
    Same,
    /// Each is the one before and as much more.
    Step(i64),
    /// They are the same three different values in every line, in some order.
    Three,
    /// The third is the sum of the others.
    Sum,
    /// The third is the first less the second.
    Less,
}

const RULES: [Rule; 7] =
    [Rule::Same, Rule::Step(1), Rule::Step(-1), Rule::Step(2), Rule::Three, Rule::Sum, Rule::Less];

impl Family for Raven {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "raven",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Count the dots of a cell or of a row; then find the option that fills \
               the last cell, or how many dots it has.",
        certain: "Exactly one option keeps every rule of the library that explains rows or \
                  columns, by computing it and by trying them all.",
        knobs: "Of the four parts, one changes along rows at level 1 and all four at level 5, by \
                constant steps, three values in any order, sums and differences.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let mut parts = PARTS.to_vec();
        rng.shuffle(&mut parts);
        parts.truncate(level.pick([1, 2, 2, 3, 4]));
        let counted = level.get() >= 3 && rng.chance(0.3);
        if counted && !parts.contains(&Part::Dots) {
            parts[0] = Part::Dots;
        }
        let base = Figure {
            shade: rng.index(3),
            size: rng.index(3),
            dots: 1 + rng.index(5),
            ..Figure::of(*rng.choose(&NAMED))
        };
        let mut cells = vec![base; 9];
        for part in PARTS {
            let sums = counted && part == Part::Dots;
            let changes = parts.contains(&part);
            fill(rng, &mut cells, part, changes, sums || level.get() >= 3);
        }
        let truth = cells.pop()?;
        let wrong = lookalikes(rng, truth, if parts.len() > 1 { &parts } else { &PARTS });
        let options = if counted { Vec::new() } else { panels::hide(rng, truth, wrong).0 };
        let dots = Easy::Dots { cell: rng.index(8) };
        let easy = if rng.chance(0.6) { dots } else { Easy::Row { row: rng.index(2) } };
        let scene = Scene { cells, options, easy };
        let sums =
            [Rule::Sum, Rule::Less].into_iter().any(|rule| rule.explains(&scene.rows(Part::Dots)));
        let full = counted && sums || scene.options.len() == 4;
        (scene.missing() == Some(truth) && full).then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: scene.easy_places(),
        };
        let missing = scene.missing();
        let index = scene.options.iter().position(|option| Some(*option) == missing);
        let [.., right, bottom] = place(8).0;
        let [left, top, ..] = place(0).0;
        let options = option_panels().into_iter().take(scene.options.len());
        let mut evidence = vec![BBox([left, top, right, bottom])];
        evidence.extend(options.map(|panel| panel.place()));
        let answer = match scene.options.is_empty() {
            true => Answer::integer(missing.map_or(0, |figure| figure.dots as i64)),
            false => panels::choice(index.unwrap_or_default(), scene.options.len()),
        };
        let hard = Question { text: scene.hard_text(style), answer, evidence };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = match scene.easy {
            Easy::Dots { cell } => scene.rows(Part::Dots).concat().get(cell).copied(),
            Easy::Row { row } => scene.rows(Part::Dots).get(row).map(|row| row.iter().sum()),
        };
        let only = |good: Vec<usize>| match good[..] {
            [one] => Some(one),
            _ => None,
        };
        let hard = match scene.options.is_empty() {
            true => {
                let fits = |dots: &usize| scene.keeps(Part::Dots, *dots as i64);
                only((0..=20).filter(fits).collect()).map(|dots| Answer::integer(dots as i64))
            }
            false => {
                let fits = |option: &Figure| {
                    PARTS.into_iter().all(|part| scene.keeps(part, part.of(option)))
                };
                let good = (0..scene.options.len()).filter(|i| fits(&scene.options[*i])).collect();
                only(good).map(|index| panels::choice(index, scene.options.len()))
            }
        };
        [easy.map(Answer::integer), hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let missing = scene.missing()?;
        if let Some(truth) = scene.options.iter().position(|option| *option == missing) {
            let options = panels::swap(rng, &scene.options, truth)?;
            return Some(Scene { options, ..scene.clone() });
        }
        // Another number of dots beside the missing cell.
        let changes = [6, 7].into_iter().flat_map(|cell| (1..=6).map(move |dots| (cell, dots)));
        changes.into_iter().find_map(|(cell, dots)| {
            let mut twin = scene.clone();
            twin.cells.get_mut(cell)?.dots = dots;
            let other = twin.missing()?;
            (other.dots != missing.dots && (1..=6).contains(&other.dots)).then_some(twin)
        })
    }
}

/// Gives one part its values: the same everywhere or along each row, or by a rule.
fn fill(rng: &mut Rng, cells: &mut [Figure], part: Part, changes: bool, sums: bool) {
    if !changes {
        return;
    }
    let kinds = rng.sample(&NAMED, 3);
    let rule = match part {
        Part::Dots if sums => *rng.choose(&[Rule::Sum, Rule::Less, Rule::Three, Rule::Step(1)]),
        Part::Kind => *rng.choose(&[Rule::Same, Rule::Three, Rule::Three]),
        Part::Dots => *rng.choose(&[Rule::Step(1), Rule::Step(-1), Rule::Step(2), Rule::Three]),
        _ => *rng.choose(&[Rule::Step(1), Rule::Step(-1), Rule::Three, Rule::Same]),
    };
    let mut starts = match part {
        Part::Dots => rng.sample(&[1, 2, 3, 4, 5, 6], 3),
        _ => rng.sample(&[0, 1, 2], 3),
    };
    let (shift, flip) = (rng.int(0, 2), rng.chance(0.5));
    if part == Part::Dots && matches!(rule, Rule::Step(_)) {
        let most = if rule == Rule::Step(2) { 2 } else { 4 };
        starts =
            (0..3).map(|_| rng.int(1, most) + if rule == Rule::Step(-1) { 2 } else { 0 }).collect();
    }
    for row in 0..3 {
        let turn = if flip { 3 - row } else { row };
        let values: [i64; 3] = match rule {
            Rule::Same => [starts[row]; 3],
            Rule::Three => [0, 1, 2].map(|i| starts[(i + turn + shift as usize) % 3]),
            Rule::Step(by) if part == Part::Dots => [0, 1, 2].map(|i| starts[row] + by * i),
            Rule::Step(by) => {
                if by > 0 {
                    [0, 1, 2]
                } else {
                    [2, 1, 0]
                }
            }
            Rule::Sum => {
                let (a, b) = (rng.int(1, 3), rng.int(1, 3));
                [a, b, a + b]
            }
            Rule::Less => {
                let (b, c) = (rng.int(1, 3), rng.int(1, 3));
                [b + c, b, c]
            }
        };
        for (figure, value) in cells.iter_mut().skip(3 * row).zip(values) {
            let value = value as usize;
            match part {
                Part::Kind => figure.kind = kinds[value],
                Part::Shade => figure.shade = value,
                Part::Size => figure.size = value,
                _ => figure.dots = value,
            }
        }
    }
}

/// Three lines of values, the last without its end.
type Lines = [Vec<i64>];

impl Rule {
    /// Whether the rule holds in the full lines and can hold in the last.
    fn explains(self, lines: &Lines) -> bool {
        let [one, two, last] = lines else { return false };
        let (full, open) = ([one, two].map(|line| self.holds(line, one)), last.as_slice());
        let can = match (self, open) {
            (Self::Same, [a, b]) => a == b,
            (Self::Step(by), [a, b]) => b - a == by,
            (Self::Three, [a, b]) => a != b && one.contains(a) && one.contains(b),
            (Self::Sum, [_, _]) => true,
            (Self::Less, [a, b]) => a > b,
            _ => false,
        };
        full == [true, true] && can
    }

    /// Whether the rule holds in a line; `model` is the first line.
    fn holds(self, line: &[i64], model: &[i64]) -> bool {
        let [a, b, c] = line else { return false };
        match self {
            Self::Same => a == b && b == c,
            Self::Step(by) => b - a == by && c - b == by,
            Self::Three => {
                let all =
                    |from: &[i64], into: &[i64]| from.iter().all(|value| into.contains(value));
                a != b && b != c && a != c && all(line, model) && all(model, line)
            }
            Self::Sum => *c == a + b,
            Self::Less => *c == a - b,
        }
    }

    /// The third value of a line.
    fn third(self, a: i64, b: i64, model: &[i64]) -> Option<i64> {
        match self {
            Self::Same => Some(a),
            Self::Step(by) => Some(b + by),
            Self::Three => model.iter().copied().find(|value| *value != a && *value != b),
            Self::Sum => Some(a + b),
            Self::Less => Some(a - b),
        }
    }

    /// Whether the rule can be about a part: kinds have no order, shades and sizes no sum.
    fn suits(self, part: Part) -> bool {
        match self {
            Self::Same | Self::Three => true,
            Self::Step(by) => part == Part::Dots || (part != Part::Kind && by != 2),
            Self::Sum | Self::Less => part == Part::Dots,
        }
    }
}

fn centre(cell: usize) -> Place {
    let place = |i: usize| (i as f64 - 1.0) * (CELL + GAP);
    [WIDTH / 2.0 + place(cell % 3), TOP + CELL * 1.5 + GAP + place(cell / 3)]
}

fn place(cell: usize) -> BBox {
    let [x, y] = centre(cell);
    BBox::around(x, y, CELL / 2.0)
}

fn option_panels() -> Vec<Panel> {
    panels::row(4, WIDTH, TOP + 3.0 * CELL + 2.0 * GAP + 24.0, CELL, 14.0)
}

impl Scene {
    /// The values of a part row by row.
    fn rows(&self, part: Part) -> Vec<Vec<i64>> {
        self.cells.chunks(3).map(|row| row.iter().map(|cell| part.of(cell)).collect()).collect()
    }

    /// The values of a part column by column.
    fn columns(&self, part: Part) -> Vec<Vec<i64>> {
        let column = |column: usize| self.cells.iter().skip(column).step_by(3);
        (0..3).map(|i| column(i).map(|cell| part.of(cell)).collect()).collect()
    }

    /// The figure that every rule gives; `None` if a part has no rule along rows, or two
    /// rules part ways.
    fn missing(&self) -> Option<Figure> {
        let value = |part: Part| {
            let mut found = None;
            for lines in [self.rows(part), self.columns(part)] {
                for rule in RULES.into_iter().filter(|rule| rule.suits(part)) {
                    if rule.explains(&lines) {
                        let third = rule.third(lines[2][0], lines[2][1], &lines[0])?;
                        if *found.get_or_insert(third) != third {
                            return None;
                        }
                    }
                }
                found?;
            }
            found
        };
        let index = |part: Part| usize::try_from(value(part)?).ok();
        let kind = value(Part::Kind)?;
        Some(Figure {
            shade: index(Part::Shade)?,
            size: index(Part::Size)?,
            dots: index(Part::Dots)?,
            ..Figure::of(*NAMED.iter().find(|other| **other as i64 == kind)?)
        })
    }

    /// Whether a value in the last cell keeps every rule that explains the grid.
    fn keeps(&self, part: Part, value: i64) -> bool {
        [self.rows(part), self.columns(part)].iter().all(|lines| {
            let rules = RULES.into_iter().filter(|rule| rule.suits(part) && rule.explains(lines));
            let [model, _, last] = lines.as_slice() else { return false };
            let full: Vec<i64> = last.iter().copied().chain([value]).collect();
            rules.into_iter().all(|rule| rule.holds(&full, model))
        })
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Dots { cell } => self.cells[cell].dots as i64,
            Easy::Row { row } => {
                let row = self.cells.iter().skip(3 * row).take(3);
                row.map(|figure| figure.dots as i64).sum()
            }
        }
    }

    fn easy_places(&self) -> Vec<BBox> {
        match self.easy {
            Easy::Dots { cell } => vec![place(cell)],
            Easy::Row { row } => (3 * row..3 * row + 3).map(place).collect(),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Dots { cell } => style.phrase(
                "easy",
                &[
                    "How many dots are in row {row}, column {column} of the grid?",
                    "Count the dots in the cell in row {row} and column {column} of the grid.",
                ],
                &[("row", &(cell / 3 + 1).to_string()), ("column", &(cell % 3 + 1).to_string())],
            ),
            Easy::Row { row } => style.phrase(
                "easy",
                &[
                    "How many dots are in the {nth} row of the grid?",
                    "Count the dots of all three cells in the {nth} row of the grid.",
                ],
                &[("nth", &ordinal(row + 1))],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        if self.options.is_empty() {
            return style.phrase(
                "dots",
                &[
                    "Every row of the grid follows the same rules. How many dots belong in the \
                     cell with the question mark?",
                    "The rows of the grid share their rules. How many dots does the missing cell \
                     have?",
                ],
                &[],
            );
        }
        style.phrase(
            "hard",
            &[
                "Every row of the grid follows the same rules. Which panel belongs in place of the \
                 question mark, {letters}?",
                "Which of the panels {letters} completes the grid, so that all rows follow the \
                 same rules?",
            ],
            &[("letters", &panels::letters(self.options.len()))],
        )
    }

    fn caption(&self) -> String {
        let list = |all: &[Figure]| all.iter().map(Figure::describe).collect::<Vec<_>>().join("; ");
        let options = match self.options.is_empty() {
            true => String::new(),
            false => format!(" Below are four panels A to D: {}.", list(&self.options)),
        };
        format!(
            "A grid of three by three cells, the last of which holds a question mark. Row by row, \
             the others hold: {}.{options}",
            list(&self.cells)
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let grid = TOP + 3.0 * CELL + 2.0 * GAP;
        let height = grid + if self.options.is_empty() { TOP } else { 24.0 + CELL + 38.0 };
        let mut sketch = Sketch::new(WIDTH, height, style);
        sketch.title(&TITLES, style);
        for cell in 0..9 {
            let panel = Panel { at: centre(cell), side: CELL };
            panel.draw(&mut sketch);
            match self.cells.get(cell) {
                Some(figure) => figure.draw(&mut sketch, panel.at, CELL, style),
                None => panel.question(&mut sketch, style),
            }
        }
        let below: Vec<Panel> = option_panels().into_iter().take(self.options.len()).collect();
        panels::lettered(&mut sketch, &below, style);
        for (figure, panel) in self.options.iter().zip(&below) {
            figure.draw(&mut sketch, panel.at, panel.side, style);
        }
        sketch
    }
}
