//! Shapes of squares, turned and sometimes mirrored: which are the same?
//!
//! The answer is certain because no turn takes the shape to its mirror image, and the other
//! shapes differ from both. One solver turns the cells by quarters and looks whether they
//! fall together; the other compares what no turn changes: the signed triangles of cells.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::glyphs::turned;
use crate::panels::{self, Panel};
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Rotation", "Turned shapes"];
/// The model's panel and those of the options.
const PANELS: usize = 6;
const TOP: f64 = 22.0;
const SIDE: f64 = 150.0;
const GAP: f64 = 18.0;
/// Room for a panel's letter.
const FOOT: f64 = 40.0;

/// See the [module](self).
pub struct MentalRotation;

/// A square: column and row.
type Cell = (i64, i64);

/// A shape as it lies in a panel.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Piece {
    cells: Vec<Cell>,
    /// Degrees clockwise by which the cells are turned when drawn.
    degrees: i64,
}

/// The shape to be found, the options, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    model: Vec<Cell>,
    options: Vec<Piece>,
    hard: Hard,
    easy: Easy,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Easy {
    /// Squares of the shape.
    Squares,
    /// Edges of squares along its outline.
    Outline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// Which option is the shape, turned.
    Which,
    /// How many options are.
    Count,
}

impl Family for MentalRotation {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "mental-rotation",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Count the squares of a shape or its outline; then find which of five panels shows it turned and \
               not mirrored, or how many do.",
        certain: "No turn takes the shape to its mirror image. Cells are laid over each other, \
                  and their signed triangles are compared.",
        knobs: "Shapes grow from four to nine squares; turns are by quarters up to level 2, by \
                eighths at 3, by any 15 degrees at 4 and 5.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let least = level.pick([4, 4, 4, 5, 5]);
        let count = least + rng.index(level.pick([4, 4, 4, 4, 5]));
        let model = (0..20).map(|_| grow(rng, count)).find(|cells| is_handed(cells))?;
        let other = (0..40).find_map(|_| {
            let other = move_one(rng, &model)?;
            let image = mirrored(&other);
            (is_handed(&other) && !same(&model, &other) && !same(&model, &image)).then_some(other)
        })?;
        let hard = if rng.chance(0.6) { Hard::Which } else { Hard::Count };
        let wrong = [mirrored(&model), other.clone(), mirrored(&other)];
        let shapes: Vec<Vec<Cell>> = match hard {
            Hard::Which => {
                // One more, so that no kind of fault is the rarest.
                let more = rng.choose(&wrong[1..]).clone();
                let all = wrong.iter().cloned().chain([more]).collect();
                panels::hide(rng, model.clone(), all).0
            }
            Hard::Count => {
                let right = 1 + rng.index(5);
                let mut all: Vec<Vec<Cell>> = (0..5)
                    .map(|i| if i < right { model.clone() } else { rng.choose(&wrong).clone() })
                    .collect();
                rng.shuffle(&mut all);
                all
            }
        };
        let step = level.pick([90, 90, 45, 15, 15]);
        let options = shapes.into_iter().map(|cells| put(rng, cells, step)).collect();
        let easy = if rng.chance(0.6) { Easy::Squares } else { Easy::Outline };
        Some(Scene { model, options, hard, easy })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let good = |piece: &Piece| same(&scene.model, &piece.cells);
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: frames(style)[..1].iter().map(Panel::place).collect(),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(&scene.options.iter().map(good).collect::<Vec<_>>()),
            evidence: places(style),
        };
        Asked { caption: scene.caption(style) + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let model = triangles(&scene.model);
        let good: Vec<bool> =
            scene.options.iter().map(|piece| triangles(&piece.cells) == model).collect();
        // There are as many triangles as triples in order.
        let squares = (3..).find(|n| n * (n - 1) * (n - 2) >= model.len());
        let easy = match scene.easy {
            Easy::Squares => squares,
            // Where two squares meet, the outline misses two edges.
            Easy::Outline => squares.map(|squares| 4 * squares - 2 * meetings(&scene.model)),
        };
        let one = scene.hard == Hard::Count || good.iter().filter(|good| **good).count() == 1;
        let hard = one.then(|| scene.hard_answer(&good));
        [easy.map(|count| Answer::integer(count as i64)), hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let mut twin = scene.clone();
        match scene.hard {
            Hard::Which => {
                let truth =
                    scene.options.iter().position(|piece| same(&scene.model, &piece.cells))?;
                twin.options = panels::swap(rng, &scene.options, truth)?;
            }
            Hard::Count => {
                let copies: Vec<usize> = (0..scene.options.len())
                    .filter(|i| same(&scene.model, &scene.options[*i].cells))
                    .collect();
                let piece = twin.options.get_mut(*copies.get(rng.index(copies.len()))?)?;
                piece.cells = mirrored(&piece.cells);
            }
        }
        Some(twin)
    }
}

/// So many squares, each put beside one that is there.
fn grow(rng: &mut Rng, count: usize) -> Vec<Cell> {
    let mut cells = vec![(0, 0)];
    while cells.len() < count {
        let (x, y) = *rng.choose(&cells);
        let (dx, dy) = *rng.choose(&[(1, 0), (-1, 0), (0, 1), (0, -1)]);
        if !cells.contains(&(x + dx, y + dy)) {
            cells.push((x + dx, y + dy));
        }
    }
    normal(&cells)
}

/// The shape with one square put elsewhere, if it stays in one piece.
fn move_one(rng: &mut Rng, cells: &[Cell]) -> Option<Vec<Cell>> {
    let mut rest = cells.to_vec();
    rest.remove(rng.index(rest.len()));
    let (x, y) = *rng.choose(&rest);
    let (dx, dy) = *rng.choose(&[(1, 0), (-1, 0), (0, 1), (0, -1)]);
    let new = (x + dx, y + dy);
    (!cells.contains(&new)).then(|| rest.push(new))?;
    is_whole(&rest).then(|| normal(&rest))
}

/// Whether squares hang together by their edges.
fn is_whole(cells: &[Cell]) -> bool {
    let mut seen: Vec<Cell> = cells.iter().take(1).copied().collect();
    let mut at = 0;
    while let Some((x, y)) = seen.get(at).copied() {
        let near = |(u, v): &&Cell| (u - x).abs() + (v - y).abs() == 1;
        let new: Vec<Cell> =
            cells.iter().filter(near).filter(|cell| !seen.contains(cell)).copied().collect();
        seen.extend(new);
        at += 1;
    }
    seen.len() == cells.len()
}

/// The cells in order, moved to the origin.
fn normal(cells: &[Cell]) -> Vec<Cell> {
    let left = cells.iter().map(|(x, _)| *x).min().unwrap_or_default();
    let top = cells.iter().map(|(_, y)| *y).min().unwrap_or_default();
    let mut moved: Vec<Cell> = cells.iter().map(|(x, y)| (x - left, y - top)).collect();
    moved.sort_unstable();
    moved
}

fn quarter(cells: &[Cell]) -> Vec<Cell> {
    normal(&cells.iter().map(|(x, y)| (-y, *x)).collect::<Vec<_>>())
}

fn mirrored(cells: &[Cell]) -> Vec<Cell> {
    normal(&cells.iter().map(|(x, y)| (-x, *y)).collect::<Vec<_>>())
}

/// Whether some quarter turns take one shape to the other.
fn same(one: &[Cell], two: &[Cell]) -> bool {
    let (mut turned, two) = (normal(one), normal(two));
    for _ in 0..4 {
        if turned == two {
            return true;
        }
        turned = quarter(&turned);
    }
    false
}

fn is_handed(cells: &[Cell]) -> bool {
    !same(cells, &mirrored(cells))
}

/// For each triple of cells in order: the squares of two distances and twice the signed
/// area between them. Turns change none of these; a mirror changes the signs.
fn triangles(cells: &[Cell]) -> Vec<[i64; 3]> {
    let mut all = Vec::new();
    for (i, a) in cells.iter().enumerate() {
        for (j, b) in cells.iter().enumerate().filter(|(j, _)| *j != i) {
            for (_, c) in cells.iter().enumerate().filter(|(k, _)| *k != i && *k != j) {
                let (u, v) = ((b.0 - a.0, b.1 - a.1), (c.0 - a.0, c.1 - a.1));
                let square = |(x, y): Cell| x * x + y * y;
                all.push([square(u), square(v), u.0 * v.1 - u.1 * v.0]);
            }
        }
    }
    all.sort_unstable();
    all
}

/// How many pairs of squares share an edge.
fn meetings(cells: &[Cell]) -> usize {
    let touch = |a: &Cell, b: &Cell| (a.0 - b.0).abs() + (a.1 - b.1).abs() == 1;
    let pairs = cells.iter().enumerate().flat_map(|(i, a)| cells[..i].iter().map(move |b| (a, b)));
    pairs.filter(|(a, b)| touch(a, b)).count()
}

/// A shape in a panel, turned by a multiple of `step` that is not zero.
fn put(rng: &mut Rng, cells: Vec<Cell>, step: i64) -> Piece {
    Piece { cells, degrees: step * rng.int(1, 360 / step - 1) }
}

/// The model's panel, then those of the options.
fn frames(style: &Style) -> Vec<Panel> {
    let (columns, (width, _)) = (columns(style), canvas(style));
    let row = |row: usize| panels::row(columns, width, TOP + row as f64 * (SIDE + FOOT), SIDE, GAP);
    (0..PANELS / columns).flat_map(row).collect()
}

/// How many panels stand in a row.
fn columns(style: &Style) -> usize {
    if style.flips("rows") { 2 } else { 3 }
}

fn canvas(style: &Style) -> (f64, f64) {
    let columns = columns(style);
    let rows = (PANELS / columns) as f64;
    (columns as f64 * (SIDE + GAP) + 30.0, TOP + rows * (SIDE + FOOT) + 4.0)
}

fn places(style: &Style) -> Vec<BBox> {
    frames(style).iter().map(Panel::place).collect()
}

/// Corners of the squares around the middle of their box, in squares.
fn squares(cells: &[Cell]) -> Vec<[Place; 4]> {
    let wide = cells.iter().map(|(x, _)| *x).max().unwrap_or_default() as f64 + 1.0;
    let high = cells.iter().map(|(_, y)| *y).max().unwrap_or_default() as f64 + 1.0;
    let square = |(x, y): &Cell| {
        let (x, y) = (*x as f64 - wide / 2.0, *y as f64 - high / 2.0);
        [[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]]
    };
    cells.iter().map(square).collect()
}

/// How far a shape reaches from its middle, in squares.
fn reach(cells: &[Cell]) -> f64 {
    squares(cells).concat().into_iter().map(|[x, y]| libm::hypot(x, y)).fold(0.0, f64::max)
}

impl Scene {
    fn hard_answer(&self, good: &[bool]) -> Answer {
        match self.hard {
            Hard::Which => {
                let first = good.iter().position(|good| *good).unwrap_or_default();
                panels::choice(first, good.len())
            }
            Hard::Count => Answer::integer(good.iter().filter(|good| **good).count() as i64),
        }
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Squares => self.model.len() as i64,
            Easy::Outline => {
                let bare = |(x, y): &Cell| {
                    let near = [(x + 1, *y), (x - 1, *y), (*x, y + 1), (*x, y - 1)];
                    near.into_iter().filter(|cell| !self.model.contains(cell)).count() as i64
                };
                self.model.iter().map(bare).sum()
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Squares => style.phrase(
                "easy",
                &[
                    "How many squares make up the model, the shape at the top left?",
                    "Of how many squares does the model at the top left consist?",
                ],
                &[],
            ),
            Easy::Outline => style.phrase(
                "easy",
                &[
                    "Each square of the model, the shape at the top left, has a side of 1. How \
                     long is the way around the model?",
                    "With squares of side 1, what is the perimeter of the model at the top left?",
                ],
                &[],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let letters = panels::letters(self.options.len());
        match self.hard {
            Hard::Which => style.phrase(
                "hard",
                &[
                    "Which panel shows the model turned but not mirrored, {letters}?",
                    "One of the panels {letters} shows the model after a turn, without a flip. \
                     Which one is it?",
                ],
                &[("letters", &letters)],
            ),
            Hard::Count => style.phrase(
                "hard",
                &[
                    "How many of the five lettered panels show the model turned but not mirrored?",
                    "In how many of the panels A to E is the model only turned, not flipped or \
                     changed?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self, style: &Style) -> String {
        let list = |cells: &[Cell]| {
            let all: Vec<String> = cells.iter().map(|(x, y)| format!("({x}, {y})")).collect();
            all.join(" ")
        };
        let option = |(piece, letter): (&Piece, &str)| {
            format!("{letter}: {}, turned {} degrees clockwise", list(&piece.cells), piece.degrees)
        };
        let options: Vec<String> = self.options.iter().zip(panels::OPTIONS).map(option).collect();
        let rows = if columns(style) == 3 { "two rows of three" } else { "three rows of two" };
        format!(
            "Six square panels in {rows}, each with a shape of equal squares. The first \
             is named Model; its squares, as (column, row) from the top left, are {}. The others \
             are: {}.",
            list(&self.model),
            options.join("; ")
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = canvas(style);
        let mut sketch = Sketch::new(width, height, style);
        sketch.title(&TITLES, style);
        let frames = frames(style);
        let shapes = || self.options.iter().map(|piece| &piece.cells).chain([&self.model]);
        let widest = shapes().map(|cells| reach(cells)).fold(1.5, f64::max);
        let unit = (SIDE * 0.45 / widest).min(SIDE * 0.2);
        let (model, options) = frames.split_at(1);
        for panel in model {
            panel.draw(&mut sketch);
            let below = [panel.at[0], panel.at[1] + SIDE / 2.0 + style.text * 0.85];
            sketch.word("Model", below, style.text, style.ink);
            draw_piece(&mut sketch, *panel, &self.model, 0, unit, style.palette[1], style);
        }
        panels::lettered(&mut sketch, options, style);
        for (piece, panel) in self.options.iter().zip(options) {
            let paint = style.palette[0];
            draw_piece(&mut sketch, *panel, &piece.cells, piece.degrees, unit, paint, style);
        }
        sketch
    }
}

fn draw_piece(
    sketch: &mut Sketch,
    panel: Panel,
    cells: &[Cell],
    degrees: i64,
    unit: f64,
    paint: &str,
    style: &Style,
) {
    for square in squares(cells) {
        let put = |at: Place| {
            let [x, y] = turned(at, degrees as f64);
            [panel.at[0] + x * unit, panel.at[1] + y * unit]
        };
        let look = Look::fill(paint).outlined(style.background, style.stroke * 0.8);
        sketch.mark(Form::Ring(square.map(put).to_vec()), look);
    }
}
