//! A sheet is folded and punched: where are the holes when it is open again?
//!
//! The answer is certain because every crease lies on a line of the sheet's grid and every
//! hole in the middle of a square. One solver follows each square of the sheet through the
//! folds; the other reflects the holes back, fold by fold.

use serde::Serialize;
use synth_contracts::{Answer, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::panels::{self, EDGE, Panel};
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Paper folding", "Fold and punch"];
const WIDTH: f64 = 600.0;
const TOP: f64 = 24.0;
/// Side of an option's panel.
const SIDE: f64 = 116.0;
/// Largest side of a step's panel, and room between two.
const STEP: f64 = 150.0;
const GAP: f64 = 16.0;
/// Paint of the lines between squares.
const LINES: &str = "#c3cad2";

/// See the [module](self).
pub struct PaperFolding;

/// A square of the sheet: column and row.
type Cell = (i64, i64);

/// A fold over a line of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Fold {
    /// Whether the crease is upright: it moves columns, else rows.
    upright: bool,
    /// The line of the grid.
    at: i64,
    /// Whether what lies before the crease (left of it, above it) moves.
    before: bool,
}

/// Columns and rows that the folded sheet takes: from, and up to but not with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    x: (i64, i64),
    y: (i64, i64),
}

/// The sheet, what is done to it, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Squares along each side.
    side: i64,
    folds: Vec<Fold>,
    punched: Vec<Cell>,
    /// Holes of each option; empty where their number is asked for.
    options: Vec<Vec<Cell>>,
    easy: Easy,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Easy {
    /// Holes in the folded sheet.
    Punched,
    /// Squares of the folded sheet without a hole.
    Bare,
}

impl Family for PaperFolding {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "paper-folding",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Count the holes in the folded sheet or its squares without; then find how the open \
               sheet looks, or how many holes it has.",
        certain: "Creases lie on grid lines and holes in squares. Squares are followed through \
                  the folds, and holes are reflected back.",
        knobs: "One fold at levels 1 and 2, two at 3 and 4, three at 5; from level 2 on parts may \
                be folded that are less than half.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let side = level.pick([4, 6, 4, 6, 6]);
        let count = level.pick([1, 1, 2, 2, 3]);
        let halves = level.get() == 1 || rng.chance(0.3);
        let mut folds = Vec::new();
        for _ in 0..count {
            let area = folds.iter().fold(Area::sheet(side), |area: Area, fold| area.folded(*fold));
            folds.push(draw_fold(rng, area, halves)?);
        }
        let area = folds.iter().fold(Area::sheet(side), |area, fold| area.folded(*fold));
        let counted = rng.chance(0.4);
        let holes = 1 + rng.index(if counted { 5 } else { 4 });
        let cells = rng.sample(&area.cells(), holes + 2);
        let [one, two, punched @ ..] = cells.as_slice() else { return None };
        let scene = Scene {
            side,
            folds,
            punched: punched.to_vec(),
            options: Vec::new(),
            easy: Easy::Punched,
        };
        let easy = if rng.chance(0.6) { Easy::Punched } else { Easy::Bare };
        if punched.len() < holes {
            return None;
        }
        let options = match counted {
            true => Vec::new(),
            false => draw_options(rng, &scene, *one, *two)?,
        };
        Some(Scene { options, easy, ..scene })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let easy = match scene.easy {
            Easy::Punched => scene.punched.len(),
            Easy::Bare => scene.area().cells().len() - scene.punched.len(),
        };
        let last = scene.steps().last().map(Panel::place);
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(easy as i64),
            evidence: last.into_iter().collect(),
        };
        let panels = scene.steps().into_iter().chain(scene.option_panels());
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(&scene.holes(&scene.punched)),
            evidence: panels.map(|panel| panel.place()).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let mut holes = scene.punched.clone();
        for (i, fold) in scene.folds.iter().enumerate().rev() {
            let before = scene.area_after(i);
            let back: Vec<Cell> = holes
                .iter()
                .map(|cell| fold.reflect(*cell))
                .filter(|cell| before.holds(*cell) && fold.moves(*cell))
                .collect();
            holes.extend(back);
        }
        holes.sort_unstable();
        let easy = match scene.easy {
            Easy::Punched => {
                scene.punched.iter().filter(|cell| scene.area().holds(**cell)).count() as i64
            }
            Easy::Bare => {
                let Area { x, y } = scene.area();
                (x.1 - x.0) * (y.1 - y.0) - scene.punched.len() as i64
            }
        };
        [Some(Answer::integer(easy)), Some(scene.hard_answer(&holes))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let holes = scene.holes(&scene.punched);
        let mut twin = scene.clone();
        if let Some(truth) = scene.options.iter().position(|option| *option == holes) {
            twin.options = panels::swap(rng, &scene.options, truth)?;
            return Some(twin);
        }
        // One hole elsewhere, where the sheet has another number of layers; or one more.
        let area = scene.area().cells();
        let free: Vec<Cell> =
            area.into_iter().filter(|cell| !scene.punched.contains(cell)).collect();
        let layers = |cell: &Cell| scene.holes(&[*cell]).len();
        let first = scene.punched.first()?;
        match free.iter().find(|cell| layers(cell) != layers(first)) {
            Some(other) => *twin.punched.first_mut()? = *other,
            None => twin.punched.push(*free.get(rng.index(free.len()))?),
        }
        Some(twin)
    }
}

/// A fold that leaves the sheet as large as its larger part.
fn draw_fold(rng: &mut Rng, area: Area, halves: bool) -> Option<Fold> {
    let upright = match (area.x.1 - area.x.0 > 2, area.y.1 - area.y.0 > 2) {
        (true, true) => rng.chance(0.5),
        (false, false) => return None,
        (wide, _) => wide,
    };
    let (from, to) = if upright { area.x } else { area.y };
    let half = (to - from) / 2;
    let even = (to - from) % 2 == 0;
    let part = if halves && even { half } else { rng.int(1, half) };
    let before = rng.chance(0.5);
    Some(Fold { upright, at: if before { from + part } else { to - part }, before })
}

/// The open sheet among those that come of one or two holes punched elsewhere.
fn draw_options(rng: &mut Rng, scene: &Scene, one: Cell, two: Cell) -> Option<Vec<Vec<Cell>>> {
    let mut left = scene.punched.clone();
    *left.first_mut()? = one;
    let mut right = scene.punched.clone();
    *right.last_mut()? = two;
    let mut both = left.clone();
    *both.last_mut()? = two;
    let wrong = [left, right, both].map(|punched| scene.holes(&punched)).to_vec();
    Some(panels::hide(rng, scene.holes(&scene.punched), wrong).0)
}

impl Fold {
    /// Whether a square lies on the part that moves.
    fn moves(self, (x, y): Cell) -> bool {
        (if self.upright { x } else { y } < self.at) == self.before
    }

    /// The square on the other side of the crease.
    fn reflect(self, (x, y): Cell) -> Cell {
        let over = |value: i64| 2 * self.at - 1 - value;
        if self.upright { (over(x), y) } else { (x, over(y)) }
    }

    /// Such as `the left part is folded to the right`.
    fn describe(self) -> &'static str {
        match (self.upright, self.before) {
            (true, true) => "the left part is folded to the right",
            (true, false) => "the right part is folded to the left",
            (false, true) => "the upper part is folded down",
            (false, false) => "the lower part is folded up",
        }
    }
}

impl Area {
    fn sheet(side: i64) -> Self {
        Self { x: (0, side), y: (0, side) }
    }

    fn holds(self, (x, y): Cell) -> bool {
        (self.x.0..self.x.1).contains(&x) && (self.y.0..self.y.1).contains(&y)
    }

    fn cells(self) -> Vec<Cell> {
        let Self { x, y } = self;
        (y.0..y.1).flat_map(|row| (x.0..x.1).map(move |column| (column, row))).collect()
    }

    /// What stays after a fold.
    fn folded(self, fold: Fold) -> Self {
        let cut =
            |(from, to): (i64, i64)| if fold.before { (fold.at, to) } else { (from, fold.at) };
        if fold.upright { Self { x: cut(self.x), ..self } } else { Self { y: cut(self.y), ..self } }
    }

    /// What moves in a fold.
    fn flap(self, fold: Fold) -> Self {
        self.folded(Fold { before: !fold.before, ..fold })
    }

    fn form(self, panel: Panel, unit: f64) -> Form {
        let [left, top] = panel.at.map(|at| at - panel.side / 2.0);
        let long = |(from, to): (i64, i64)| (to - from) as f64 * unit;
        let (x, y) = (self.x.0 as f64 * unit, self.y.0 as f64 * unit);
        Form::rect(left + x, top + y, long(self.x), long(self.y))
    }

    fn middle(self) -> Place {
        [self.x, self.y].map(|(from, to)| (from + to) as f64 / 2.0)
    }
}

impl Scene {
    /// What the sheet takes after so many folds.
    fn area_after(&self, folds: usize) -> Area {
        let folds = self.folds.iter().take(folds);
        folds.fold(Area::sheet(self.side), |area, fold| area.folded(*fold))
    }

    fn area(&self) -> Area {
        self.area_after(self.folds.len())
    }

    /// The squares of the open sheet that lie under some punched squares, in order.
    fn holes(&self, punched: &[Cell]) -> Vec<Cell> {
        let lands = |cell: &Cell| {
            let step = |at: Cell, fold: &Fold| if fold.moves(at) { fold.reflect(at) } else { at };
            punched.contains(&self.folds.iter().fold(*cell, step))
        };
        let mut holes: Vec<Cell> =
            Area::sheet(self.side).cells().into_iter().filter(lands).collect();
        holes.sort_unstable();
        holes
    }

    fn hard_answer(&self, holes: &[Cell]) -> Answer {
        match self.options.is_empty() {
            true => Answer::integer(holes.len() as i64),
            false => {
                let index = self.options.iter().position(|option| option == holes);
                panels::choice(index.unwrap_or_default(), self.options.len())
            }
        }
    }

    /// Side of a step's panel: as large as the row has room for.
    fn step_side(&self) -> f64 {
        let count = self.folds.len() as f64 + 2.0;
        libm::floor((WIDTH - 2.0 * TOP - GAP * (count - 1.0)) / count).min(STEP)
    }

    /// Panels of the open sheet, of every fold, and of the punched sheet.
    fn steps(&self) -> Vec<Panel> {
        panels::row(self.folds.len() + 2, WIDTH, TOP, self.step_side(), GAP)
    }

    fn option_panels(&self) -> Vec<Panel> {
        let count = self.options.len();
        panels::row(count, WIDTH, TOP + self.step_side() + 54.0, SIDE, 26.0)
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Punched => style.phrase(
                "easy",
                &[
                    "How many holes are punched into the folded sheet?",
                    "How many holes does the last step show in the folded sheet?",
                ],
                &[],
            ),
            Easy::Bare => style.phrase(
                "easy",
                &[
                    "How many grid squares of the folded sheet have no hole in the last step?",
                    "In the last step, how many squares of the folded sheet are not punched?",
                ],
                &[],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        if self.options.is_empty() {
            return style.phrase(
                "count",
                &[
                    "A sheet is folded as shown and punched through all its layers. How many holes \
                     does it have when it is unfolded?",
                    "The sheet is folded step by step and then punched through every layer. How \
                     many holes are in it once it is open again?",
                ],
                &[],
            );
        }
        style.phrase(
            "hard",
            &[
                "A sheet is folded as shown and punched through all its layers. How does it look \
                 when it is unfolded, {letters}?",
                "The sheet is folded step by step and then punched through every layer. Which \
                 panel shows it open again, {letters}?",
            ],
            &[("letters", &panels::letters(self.options.len()))],
        )
    }

    fn caption(&self) -> String {
        let list = |cells: &[Cell]| {
            let all: Vec<String> =
                cells.iter().map(|(x, y)| format!("({}, {})", x + 1, y + 1)).collect();
            all.join(" ")
        };
        let fold = |fold: &Fold| {
            let (line, from) = if fold.upright { ("upright", "left") } else { ("level", "top") };
            format!("{} over the {line} line {} from the {from}", fold.describe(), fold.at)
        };
        let folds: Vec<String> = self.folds.iter().map(fold).collect();
        let options: Vec<String> = self.options.iter().map(|option| list(option)).collect();
        let below = match options.is_empty() {
            true => String::new(),
            false => {
                format!(" Below are four open sheets A to D with holes at: {}.", options.join("; "))
            }
        };
        format!(
            "A square sheet with a grid of {0} by {0} squares is shown in numbered steps: open, \
             after each fold, and punched. Folds: {1}. Holes are punched at (column, row) {2}.\
             {below}",
            self.side,
            folds.join("; "),
            list(&self.punched)
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let foot = if self.options.is_empty() { 46.0 } else { 54.0 + SIDE + 38.0 };
        let mut sketch = Sketch::new(WIDTH, TOP + self.step_side() + foot, style);
        sketch.title(&TITLES, style);
        let steps = self.steps();
        for (i, panel) in steps.iter().enumerate() {
            self.draw_step(&mut sketch, *panel, i, style);
            let below = [panel.at[0], panel.at[1] + panel.side / 2.0 + style.text * 0.9];
            sketch.word(&(i + 1).to_string(), below, style.text, style.ink);
        }
        let unit = SIDE / self.side as f64;
        for ((option, panel), letter) in
            self.options.iter().zip(self.option_panels()).zip(panels::OPTIONS)
        {
            draw_sheet(&mut sketch, panel, Area::sheet(self.side), unit, style);
            draw_holes(&mut sketch, panel, option, unit, style);
            let below = [panel.at[0], panel.at[1] + SIDE / 2.0 + style.text * 0.95];
            sketch.bold(letter, below, style.text, style.ink);
        }
        sketch
    }

    /// The sheet before any fold, after the `step`-th, or at last punched.
    fn draw_step(&self, sketch: &mut Sketch, panel: Panel, step: usize, style: &Style) {
        let unit = panel.side / self.side as f64;
        if step > 0 {
            let open = Area::sheet(self.side).form(panel, unit);
            sketch.mark(open, Look::stroke(EDGE, 1.2).dashed());
        }
        let area = self.area_after(step);
        draw_sheet(sketch, panel, area, unit, style);
        let fold = step.checked_sub(1).and_then(|last| self.folds.get(last));
        if let Some(fold) = fold {
            let flap = self.area_after(step - 1).flap(*fold);
            draw_fold_arrow(sketch, panel, flap, *fold, unit, style);
        }
        if step > self.folds.len() {
            draw_holes(sketch, panel, &self.punched, unit, style);
        }
    }
}

fn draw_sheet(sketch: &mut Sketch, panel: Panel, area: Area, unit: f64, style: &Style) {
    let tint = *style.rng("tint").choose(&["#fbf1d2", "#e2eefa", "#e6f3e2", "#ffffff"]);
    sketch.mark(area.form(panel, unit), Look::fill(tint).outlined(style.ink, style.stroke));
    let [left, top] = panel.at.map(|at| at - panel.side / 2.0);
    let (x, y) = ([area.x.0, area.x.1], [area.y.0, area.y.1]);
    let at = |value: i64, start: f64| start + value as f64 * unit;
    for column in x[0] + 1..x[1] {
        let ends = y.map(|row| [at(column, left), at(row, top)]);
        sketch.segment(ends[0], ends[1], Look::stroke(LINES, 1.0));
    }
    for row in y[0] + 1..y[1] {
        let ends = x.map(|column| [at(column, left), at(row, top)]);
        sketch.segment(ends[0], ends[1], Look::stroke(LINES, 1.0));
    }
}

/// An arrow from where the flap was to where it lies.
fn draw_fold_arrow(
    sketch: &mut Sketch,
    panel: Panel,
    flap: Area,
    fold: Fold,
    unit: f64,
    style: &Style,
) {
    let [x, y] = flap.middle();
    let over = |value: f64| 2.0 * fold.at as f64 - value;
    let to = if fold.upright { [over(x), y] } else { [x, over(y)] };
    let put = |[x, y]: Place| {
        [panel.at[0] - panel.side / 2.0 + x * unit, panel.at[1] - panel.side / 2.0 + y * unit]
    };
    sketch.arrow(put([x, y]), put(to), style.palette[0], 3.0, 11.0);
}

fn draw_holes(sketch: &mut Sketch, panel: Panel, holes: &[Cell], unit: f64, style: &Style) {
    for (x, y) in holes {
        let at = [*x, *y].map(|value| (value as f64 + 0.5) * unit - panel.side / 2.0);
        let centre = [panel.at[0] + at[0], panel.at[1] + at[1]];
        sketch.mark(Form::Disc(centre, unit * 0.29), Look::fill(style.palette[3]));
    }
}
