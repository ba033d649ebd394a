//! The net of a cube: which face lies where when it is folded?
//!
//! The answer is certain because each of the eleven nets folds in one way. One solver
//! carries the directions of the faces around the folds; the other rolls a cube over the
//! net and notes which side comes to lie on which square.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["A cube unfolded", "Net of a cube"];
const CELL: f64 = 84.0;
const MARGIN: f64 = 34.0;

/// See the [module](self).
pub struct CubeNet;

/// A square of the net: column and row.
type Cell = (i64, i64);

/// Nets with four squares in a line.
const LONG: [[Cell; 6]; 6] = [
    [(0, 1), (1, 1), (2, 1), (3, 1), (0, 0), (0, 2)],
    [(0, 1), (1, 1), (2, 1), (3, 1), (0, 0), (1, 2)],
    [(0, 1), (1, 1), (2, 1), (3, 1), (0, 0), (2, 2)],
    [(0, 1), (1, 1), (2, 1), (3, 1), (0, 0), (3, 2)],
    [(0, 1), (1, 1), (2, 1), (3, 1), (1, 0), (1, 2)],
    [(0, 1), (1, 1), (2, 1), (3, 1), (1, 0), (2, 2)],
];

/// The other nets.
const SHORT: [[Cell; 6]; 5] = [
    [(0, 0), (1, 0), (1, 1), (2, 1), (3, 1), (1, 2)],
    [(0, 0), (1, 0), (1, 1), (2, 1), (3, 1), (2, 2)],
    [(0, 0), (1, 0), (1, 1), (2, 1), (3, 1), (3, 2)],
    [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2)],
    [(0, 0), (1, 0), (2, 0), (2, 1), (3, 1), (4, 1)],
];

/// A net and what is asked about it. Faces are numbered as their squares are.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    net: [Cell; 6],
    letters: [&'static str; 6],
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
struct Easy {
    /// The square beside which one looks.
    from: usize,
    side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Side {
    Left,
    Right,
    Above,
    Below,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The face across from one.
    Opposite { face: usize },
    /// The face on top when the cube stands on one.
    Top { face: usize },
    /// The face on the right of two.
    Right { front: usize, top: usize },
    /// The face on the left of two.
    Left { front: usize, top: usize },
}

const SIDES: [Side; 4] = [Side::Left, Side::Right, Side::Above, Side::Below];

impl Family for CubeNet {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "cube-net",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Name the square beside another in a net; then find the face across from one when \
               it is folded, or at the side of two.",
        certain: "A net folds in one way: directions are carried around the folds, and a cube is \
                  rolled over the squares.",
        knobs: "Nets with four in a line and opposite faces at level 1, all eleven at 2; from 3 on \
                faces to the right or left of two others, from 4 on on all nets, turned and \
                flipped.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let long = matches!(level.get(), 1 | 3) || rng.chance(0.3);
        let net = if long { *rng.choose(&LONG) } else { *rng.choose(&SHORT) };
        let net = turn(net, rng.index(if level.get() >= 4 { 8 } else { 4 }));
        let letters: [&str; 6] = rng.sample(&LETTERS, 6).try_into().ok()?;
        let pairs: Vec<(usize, Side)> =
            (0..6).flat_map(|from| SIDES.map(|side| (from, side))).collect();
        let beside: Vec<_> =
            pairs.into_iter().filter(|(from, side)| beside(&net, *from, *side).is_some()).collect();
        let (from, side) = *beside.get(rng.index(beside.len()))?;
        let face = rng.index(6);
        let normals = fold(&net);
        let next: Vec<usize> = (0..6).filter(|i| dot(normals[*i], normals[face]) == 0).collect();
        let top = *next.get(rng.index(next.len()))?;
        let hard = match (level.get() >= 3, rng.chance(0.5)) {
            (false, true) => Hard::Opposite { face },
            (false, false) => Hard::Top { face },
            (true, true) => Hard::Right { front: face, top },
            (true, false) => Hard::Left { front: face, top },
        };
        Some(Scene { net, letters, easy: Easy { from, side }, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let Easy { from, side } = scene.easy;
        let near = beside(&scene.net, from, side).unwrap_or_default();
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::text(scene.letters[near]),
            evidence: vec![scene.place(from), scene.place(near)],
        };
        let face = scene.folded().unwrap_or_default();
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::text(scene.letters[face]),
            evidence: (0..6).map(|cell| scene.place(cell)).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let Easy { from, side } = scene.easy;
        let ([x, y], reach) = (scene.centre(from), CELL * 0.2);
        // The square in which one lands a step away.
        let step = match side {
            Side::Left => [x - CELL, y],
            Side::Right => [x + CELL, y],
            Side::Above => [x, y - CELL],
            Side::Below => [x, y + CELL],
        };
        let lands = |cell: &usize| {
            let [u, v] = scene.centre(*cell);
            (u - step[0]).abs() < reach && (v - step[1]).abs() < reach
        };
        let easy = (0..6).find(lands).map(|cell| Answer::text(scene.letters[cell]));
        [easy, scene.rolled().map(|face| Answer::text(scene.letters[face]))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let face = scene.folded()?;
        let Easy { from, side } = scene.easy;
        let mut named = vec![face, from];
        named.extend(beside(&scene.net, from, side));
        named.extend(scene.hard.named());
        let free: Vec<usize> = (0..6).filter(|cell| !named.contains(cell)).collect();
        let others: Vec<usize> =
            (0..6).filter(|cell| *cell != face && !scene.hard.named().contains(cell)).collect();
        // Rather two letters of which the easy question knows nothing.
        let from = if free.is_empty() { others } else { free };
        let mut twin = scene.clone();
        twin.letters.swap(face, *from.get(rng.index(from.len()))?);
        Some(twin)
    }
}

/// The net turned by quarters, flipped first from 4 on, and moved to the origin.
fn turn(net: [Cell; 6], how: usize) -> [Cell; 6] {
    let mut net = net;
    if how >= 4 {
        net = net.map(|(x, y)| (-x, y));
    }
    for _ in 0..how % 4 {
        net = net.map(|(x, y)| (-y, x));
    }
    let left = net.iter().map(|(x, _)| *x).min().unwrap_or_default();
    let top = net.iter().map(|(_, y)| *y).min().unwrap_or_default();
    net.map(|(x, y)| (x - left, y - top))
}

/// The square beside another.
fn beside(net: &[Cell; 6], from: usize, side: Side) -> Option<usize> {
    let (x, y) = *net.get(from)?;
    let to = match side {
        Side::Left => (x - 1, y),
        Side::Right => (x + 1, y),
        Side::Above => (x, y - 1),
        Side::Below => (x, y + 1),
    };
    net.iter().position(|cell| *cell == to)
}

/// A direction in space.
type Vector = [i64; 3];

fn minus(a: Vector) -> Vector {
    a.map(|value| -value)
}

fn dot(a: Vector, b: Vector) -> i64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn cross(a: Vector, b: Vector) -> Vector {
    let at = |i: usize, j: usize| a[i] * b[j] - a[j] * b[i];
    [at(1, 2), at(2, 0), at(0, 1)]
}

/// Visits the squares of a net from the first; `step` takes the state of a square to that
/// of the one beside it.
fn walk<T: Copy>(net: &[Cell; 6], first: T, step: impl Fn(T, Side) -> T) -> [T; 6] {
    let mut states: [Option<T>; 6] = [Some(first), None, None, None, None, None];
    for _ in 0..6 {
        for from in 0..6 {
            let Some(state) = states[from] else { continue };
            for side in SIDES {
                if let Some(to) = beside(net, from, side) {
                    states[to].get_or_insert(step(state, side));
                }
            }
        }
    }
    states.map(|state| state.unwrap_or(first))
}

/// Where each square of a net faces when it is folded away from the reader: printed letters
/// lie outside. x goes right, y up, z to the reader.
fn fold(net: &[Cell; 6]) -> [Vector; 6] {
    // Where a square faces, its right and its upper edge.
    let first = [[0, 0, 1], [1, 0, 0], [0, 1, 0]];
    let states = walk(net, first, |[face, right, up], side| match side {
        Side::Right => [right, minus(face), up],
        Side::Left => [minus(right), face, up],
        Side::Above => [up, right, minus(face)],
        Side::Below => [minus(up), right, face],
    });
    states.map(|[face, ..]| face)
}

/// Sides of a rolling cube: those that lie below, on top, to the left, right, above and
/// below on the page. Sides 2k and 2k + 1 are across from each other.
type Cube = [usize; 6];

/// Which side of a cube comes to lie on each square as it rolls over the net.
fn roll(net: &[Cell; 6]) -> [usize; 6] {
    let states: [Cube; 6] =
        walk(net, [0, 1, 2, 3, 4, 5], |[down, up, l, r, a, b], side| match side {
            Side::Right => [r, l, down, up, a, b],
            Side::Left => [l, r, up, down, a, b],
            Side::Above => [a, b, l, r, up, down],
            Side::Below => [b, a, l, r, down, up],
        });
    states.map(|[down, ..]| down)
}

impl Hard {
    /// Faces that the question names.
    fn named(self) -> Vec<usize> {
        match self {
            Self::Opposite { face } | Self::Top { face } => vec![face],
            Self::Right { front, top } | Self::Left { front, top } => vec![front, top],
        }
    }
}

impl Scene {
    /// The face asked for, by the directions of the folded faces.
    fn folded(&self) -> Option<usize> {
        let normals = fold(&self.net);
        let wanted = match self.hard {
            Hard::Opposite { face } | Hard::Top { face } => minus(normals[face]),
            Hard::Right { front, top } => cross(normals[top], normals[front]),
            Hard::Left { front, top } => cross(normals[front], normals[top]),
        };
        normals.iter().position(|normal| *normal == wanted)
    }

    /// The face asked for, by the sides of a cube rolled over the net.
    fn rolled(&self) -> Option<usize> {
        let sides = roll(&self.net);
        let across = |side: usize| side ^ 1;
        let wanted = match self.hard {
            Hard::Opposite { face } | Hard::Top { face } => across(sides[face]),
            Hard::Right { front, top } => third(sides[front], sides[top]),
            Hard::Left { front, top } => across(third(sides[front], sides[top])),
        };
        sides.iter().position(|side| *side == wanted)
    }

    fn extent(&self) -> (f64, f64) {
        let most = |get: fn(&Cell) -> i64| self.net.iter().map(get).max().unwrap_or_default();
        (most(|cell| cell.0) as f64 + 1.0, most(|cell| cell.1) as f64 + 1.0)
    }

    fn centre(&self, cell: usize) -> Place {
        let (x, y) = self.net[cell];
        [x, y].map(|at| MARGIN + (at as f64 + 0.5) * CELL)
    }

    fn place(&self, cell: usize) -> BBox {
        let [x, y] = self.centre(cell);
        BBox::around(x, y, CELL / 2.0)
    }

    fn easy_text(&self, style: &Style) -> String {
        let words = match self.easy.side {
            Side::Left => "directly to the left of",
            Side::Right => "directly to the right of",
            Side::Above => "directly above",
            Side::Below => "directly below",
        };
        style.phrase(
            "easy",
            &[
                "Which letter stands {where} {letter} in the net?",
                "In the flat net, which letter is {where} {letter}?",
            ],
            &[("where", words), ("letter", self.letters[self.easy.from])],
        )
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |face: usize| self.letters[face];
        let rule = style.word(
            "rule",
            &[
                "The net is folded into a cube with the letters outside.",
                "Fold the net into a cube so that its letters are on the outside.",
            ],
        );
        let ask = match self.hard {
            Hard::Opposite { face } => style.phrase(
                "hard",
                &["Which letter is opposite {face}?", "Which face lies across from face {face}?"],
                &[("face", name(face))],
            ),
            Hard::Top { face } => style.phrase(
                "hard",
                &[
                    "Which letter is on top when the cube stands on {face}?",
                    "If {face} is on the bottom, which letter is on the top?",
                ],
                &[("face", name(face))],
            ),
            Hard::Right { front, top } => style.phrase(
                "hard",
                &[
                    "With {front} facing you and {top} on top, which letter is on the right side?",
                    "You look at face {front} while face {top} is on top. Which face is to your \
                     right?",
                ],
                &[("front", name(front)), ("top", name(top))],
            ),
            Hard::Left { front, top } => style.phrase(
                "hard",
                &[
                    "With {front} facing you and {top} on top, which letter is on the left side?",
                    "You look at face {front} while face {top} is on top. Which face is to your \
                     left?",
                ],
                &[("front", name(front)), ("top", name(top))],
            ),
        };
        format!("{rule} {ask}")
    }

    fn caption(&self) -> String {
        let one = |((x, y), letter): (&Cell, &&str)| {
            format!("{letter} in column {}, row {}", x + 1, y + 1)
        };
        let all: Vec<String> = self.net.iter().zip(&self.letters).map(one).collect();
        format!(
            "A net of a cube: six equal squares that hang together by their edges, with a letter \
             in each. Counted from the top left they are: {}.",
            all.join("; ")
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (columns, rows) = self.extent();
        let long = |count: f64| count * CELL + 2.0 * MARGIN;
        let mut sketch = Sketch::new(long(columns), long(rows), style);
        sketch.title(&TITLES, style);
        let tint = *style.rng("tint").choose(&["#fff3cf", "#dcebf7", "#e3f1de", "#f6e3dc"]);
        for cell in 0..6 {
            let [x, y] = self.centre(cell);
            let form = Form::rect(x - CELL / 2.0, y - CELL / 2.0, CELL, CELL);
            sketch.mark(form, Look::fill(tint).outlined(style.ink, style.stroke));
        }
        for (cell, letter) in self.letters.iter().enumerate() {
            sketch.bold(letter, self.centre(cell), CELL * 0.42, style.palette[0]);
        }
        sketch
    }
}

/// The side to the right when `front` faces the reader and `top` is up, on a cube lettered
/// from inside, as one that rolls over letters is: what is seen from outside is mirrored.
fn third(front: usize, top: usize) -> usize {
    // The pairs of sides in their cycle: down and up, left and right, above and below.
    let (first, second) = (front / 2, top / 2);
    let follows = second == (first + 1) % 3;
    let even = (front + top).is_multiple_of(2);
    2 * (3 - first - second) + usize::from(follows != even)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleven_nets_cover_a_cube() {
        for net in LONG.into_iter().chain(SHORT) {
            for how in 0..8 {
                let net = turn(net, how);
                let mut normals = fold(&net).to_vec();
                normals.sort_unstable();
                normals.dedup();
                assert_eq!(normals.len(), 6, "{net:?}");
                let mut sides = roll(&net);
                sides.sort_unstable();
                assert_eq!(sides, [0, 1, 2, 3, 4, 5], "{net:?}");
            }
        }
    }

    #[test]
    fn a_cross_folds_as_one_sees_it() {
        // A on top of B, C to the right of B.
        let net = [(1, 0), (1, 1), (2, 1), (0, 1), (1, 2), (1, 3)];
        let letters = ["A", "B", "C", "D", "E", "F"];
        let easy = Easy { from: 0, side: Side::Below };
        let scene = |hard| Scene { net, letters, easy, hard };
        assert_eq!(scene(Hard::Right { front: 1, top: 0 }).folded(), Some(2));
        assert_eq!(scene(Hard::Left { front: 1, top: 0 }).folded(), Some(3));
        assert_eq!(scene(Hard::Opposite { face: 1 }).folded(), Some(5));
    }
}
