//! Stacks of cubes on a floor, seen from a corner: how many cubes are there?
//!
//! The answer is certain because no cube floats and the top of every stack, or its bare
//! floor, can be seen: a test goes through all small floors and finds no two such heaps
//! with the same picture. One solver reckons with heights; the other looks at unit cubes
//! one by one, and for what is hidden follows lines of sight.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Cubes", "Stack of cubes"];
const MARGIN: f64 = 26.0;
/// Most cubes in a stack.
const TALLEST: i64 = 4;
/// Half the width of a cube that is one unit wide.
const WIDE: f64 = 0.866;
/// Paint of the marked top.
const MARKED: &str = "#d62728";
/// Paints of tops, right and left sides.
const PAINTS: [[&str; 3]; 4] = [
    ["#dbe9f6", "#9fc1e0", "#6b99c4"],
    ["#fbe7c6", "#eebf7a", "#cf9440"],
    ["#dff0d8", "#a9d39a", "#75ad63"],
    ["#eee0f5", "#c9a7dc", "#9d74b8"],
];

/// See the [module](self).
pub struct VoxelStack;

/// A heap and what is asked about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scene {
    /// Cubes in each stack, by column (to the lower right) and row (to the lower left).
    heights: Vec<Vec<i64>>,
    /// The stack with a red top: column and row.
    marked: (usize, usize),
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Easy {
    /// Cubes in the marked stack.
    Height,
    /// Stacks on the floor.
    Stacks,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// All cubes.
    Total,
    /// Cubes of which nothing is seen.
    Hidden,
    /// Cubes that are missing to a block as high as the tallest stack.
    Missing,
}

/// A unit cube by column, row and height; height -1 is the floor.
type Cube = [i64; 3];

/// A face that can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Face {
    Top,
    /// Towards greater columns.
    Right,
    /// Towards greater rows.
    Left,
}

const FACES: [Face; 3] = [Face::Top, Face::Right, Face::Left];

/// Half a face on the page, where all faces fall on one lattice of triangles.
type Half = (i64, i64, bool);

impl Family for VoxelStack {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "voxel-stack",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Count the stacks, or the cubes of the one with a red top; then count all cubes, \
               those that are hidden, or those missing to a full block.",
        certain: "Cubes rest on each other and every top is seen. Heights are summed up; cubes \
                  are looked at one by one along lines of sight.",
        knobs: "The floor has three by two squares at level 1, four by four at level 5; hidden and \
                missing cubes are asked for from levels 3 and 2 on.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (columns, rows) = level.pick([(3, 2), (3, 3), (3, 3), (4, 3), (4, 4)]);
        let marked = (rng.index(columns), rng.index(rows));
        let hard = match level.get() {
            1 => Hard::Total,
            2 => *rng.choose(&[Hard::Total, Hard::Missing]),
            _ => *rng.choose(&[Hard::Total, Hard::Missing, Hard::Hidden]),
        };
        let easy = if rng.chance(0.6) { Easy::Height } else { Easy::Stacks };
        let high = rng.int(1, TALLEST);
        // Low heaps and high ones, so that totals spread.
        let lift = rng.int(0, 2);
        (0..12).find_map(|_| {
            let mut heights = draw_heights(rng, columns, rows, lift);
            *heights.get_mut(marked.0)?.get_mut(marked.1)? = high;
            let scene = Scene { heights, marked, easy, hard };
            scene.is_clear().then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: vec![scene.easy_place()],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence: vec![scene.whole()],
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let cubes = scene.cubes();
        let highest = cubes.iter().map(|[_, _, z]| z + 1).max().unwrap_or_default();
        let floor = scene.heights.iter().map(Vec::len).sum::<usize>() as i64;
        let hard = match scene.hard {
            Hard::Total => cubes.len(),
            Hard::Missing => {
                let slots = (0..floor * highest).count();
                slots - cubes.len()
            }
            Hard::Hidden => cubes.iter().filter(|cube| !scene.meets_eye(**cube)).count(),
        };
        let (column, row) = scene.marked;
        let easy = match scene.easy {
            Easy::Height => {
                let own = |[x, y, _]: &&Cube| (*x, *y) == (column as i64, row as i64);
                cubes.iter().filter(own).count()
            }
            // Every stack has one lowest cube.
            Easy::Stacks => cubes.iter().filter(|[_, _, z]| *z == 0).count(),
        };
        [easy, hard].map(|count| Some(Answer::integer(count as i64)))
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let places = || scene.places().filter(|place| *place != scene.marked);
        let mut changes: Vec<_> =
            places().flat_map(|place| (0..=TALLEST).map(move |height| (place, height))).collect();
        rng.shuffle(&mut changes);
        changes.into_iter().find_map(|((column, row), height)| {
            let mut twin = scene.clone();
            *twin.heights.get_mut(column)?.get_mut(row)? = height;
            let other = twin.hard_answer() != scene.hard_answer();
            (twin != *scene && other && twin.is_clear()).then_some(twin)
        })
    }
}

/// Heights that fall towards the eye, more or less.
fn draw_heights(rng: &mut Rng, columns: usize, rows: usize, lift: i64) -> Vec<Vec<i64>> {
    let steps = (columns + rows - 2).max(1) as i64;
    let height = |rng: &mut Rng, far: i64| {
        let slope = (TALLEST * (steps - far) + steps / 2) / steps;
        (slope + rng.int(-2, 1) + lift - 1).clamp(0, TALLEST)
    };
    let column = |rng: &mut Rng, x: usize| {
        (0..rows).map(|y| height(rng, (x + y) as i64)).collect::<Vec<i64>>()
    };
    (0..columns).map(|x| column(rng, x)).collect()
}

/// The two halves of a face on the page.
fn halves([x, y, z]: Cube, face: Face) -> [Half; 2] {
    let (p, q) = (x - z, y - z);
    match face {
        Face::Top => [(p - 1, q - 1, true), (p - 1, q - 1, false)],
        Face::Right => [(p, q, true), (p, q - 1, false)],
        Face::Left => [(p, q, false), (p - 1, q, true)],
    }
}

/// Corners of a face, in cubes.
fn corners([x, y, z]: Cube, face: Face) -> [Cube; 4] {
    match face {
        Face::Top => [[x, y, z + 1], [x + 1, y, z + 1], [x + 1, y + 1, z + 1], [x, y + 1, z + 1]],
        Face::Right => [[x + 1, y, z], [x + 1, y + 1, z], [x + 1, y + 1, z + 1], [x + 1, y, z + 1]],
        Face::Left => [[x, y + 1, z], [x + 1, y + 1, z], [x + 1, y + 1, z + 1], [x, y + 1, z + 1]],
    }
}

impl Scene {
    fn places(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let rows = self.heights.first().map_or(0, Vec::len);
        (0..self.heights.len()).flat_map(move |column| (0..rows).map(move |row| (column, row)))
    }

    fn height(&self, column: i64, row: i64) -> i64 {
        let column = usize::try_from(column).ok().and_then(|column| self.heights.get(column));
        let height = usize::try_from(row).ok().and_then(|row| column?.get(row));
        height.copied().unwrap_or_default()
    }

    fn cubes(&self) -> Vec<Cube> {
        let stack = |(column, row): (usize, usize)| {
            let (x, y) = (column as i64, row as i64);
            (0..self.height(x, y)).map(move |z| [x, y, z])
        };
        self.places().flat_map(stack).collect()
    }

    /// What is seen at each half of a face: the nearest cube that has a face there.
    fn seen(&self) -> BTreeMap<Half, (Cube, Face)> {
        let near = |[x, y, z]: Cube| x + y + z;
        let mut seen: BTreeMap<Half, (Cube, Face)> = BTreeMap::new();
        let floor = self.places().map(|(x, y)| ([x as i64, y as i64, -1], Face::Top));
        let cubes = self.cubes().into_iter().flat_map(|cube| FACES.map(|face| (cube, face)));
        for (cube, face) in floor.chain(cubes) {
            for half in halves(cube, face) {
                let old = seen.entry(half).or_insert((cube, face));
                if near(cube) > near(old.0) {
                    *old = (cube, face);
                }
            }
        }
        seen
    }

    /// Whether the top of every stack, or its bare floor, is seen, at least half of it.
    fn is_clear(&self) -> bool {
        let seen = self.seen();
        let shown = |(column, row): (usize, usize)| {
            let (x, y) = (column as i64, row as i64);
            let top = ([x, y, self.height(x, y) - 1], Face::Top);
            halves(top.0, Face::Top).iter().any(|half| seen.get(half) == Some(&top))
        };
        self.places().all(shown)
    }

    /// Whether a line of sight from a half of one of its faces meets no other cube.
    fn meets_eye(&self, [x, y, z]: Cube) -> bool {
        let filled = |[x, y, z]: Cube| z < self.height(x, y);
        // From the middle of half a face a line towards the eye goes through these cubes,
        // again and again, one further along each axis.
        let ways: [[Cube; 3]; 6] = [
            [[0, 0, 1], [1, 0, 1], [1, 1, 1]],
            [[0, 0, 1], [0, 1, 1], [1, 1, 1]],
            [[1, 0, 0], [1, 1, 0], [1, 1, 1]],
            [[1, 0, 0], [1, 0, 1], [1, 1, 1]],
            [[0, 1, 0], [1, 1, 0], [1, 1, 1]],
            [[0, 1, 0], [0, 1, 1], [1, 1, 1]],
        ];
        let free = |way: &[Cube; 3]| {
            let along = |k: i64| way.map(|[u, v, w]| [x + u + k, y + v + k, z + w + k]);
            !(0..=TALLEST).flat_map(along).any(filled)
        };
        ways.iter().any(free)
    }

    fn hard_answer(&self) -> i64 {
        let total: i64 = self.heights.iter().flatten().sum();
        let floor = self.places().count() as i64;
        let highest = self.heights.iter().flatten().max().copied().unwrap_or_default();
        match self.hard {
            Hard::Total => total,
            Hard::Missing => floor * highest - total,
            Hard::Hidden => {
                let mut shown: Vec<Cube> =
                    self.seen().into_values().map(|(cube, _)| cube).collect();
                shown.retain(|[_, _, z]| *z >= 0);
                shown.sort_unstable();
                shown.dedup();
                total - shown.len() as i64
            }
        }
    }

    fn easy_answer(&self) -> i64 {
        let (column, row) = self.marked;
        match self.easy {
            Easy::Height => self.height(column as i64, row as i64),
            Easy::Stacks => {
                self.heights.iter().flatten().filter(|height| **height > 0).count() as i64
            }
        }
    }

    fn size(&self) -> (f64, f64) {
        let rows = self.heights.first().map_or(0, Vec::len);
        (self.heights.len() as f64, rows as f64)
    }

    /// Units of a cube's edge: heaps fill the picture, whatever their floor.
    fn unit(&self) -> f64 {
        let (columns, rows) = self.size();
        430.0 / ((columns + rows) * WIDE).max((columns + rows) / 2.0 + TALLEST as f64)
    }

    fn canvas(&self) -> (f64, f64) {
        let ((columns, rows), unit) = (self.size(), self.unit());
        let high = (columns + rows) / 2.0 + TALLEST as f64;
        let long = |size: f64| libm::ceil(size * unit + 2.0 * MARGIN);
        (long((columns + rows) * WIDE), long(high))
    }

    /// Where a corner of a cube lies on the page.
    fn put(&self, [x, y, z]: Cube) -> Place {
        let ((_, rows), unit) = (self.size(), self.unit());
        let [x, y, z] = [x, y, z].map(|value| value as f64);
        let across = (x - y + rows) * WIDE * unit;
        [MARGIN + across, MARGIN + ((x + y) / 2.0 - z + TALLEST as f64) * unit]
    }

    fn whole(&self) -> BBox {
        let (width, height) = self.canvas();
        BBox([MARGIN / 2.0, MARGIN / 2.0, width - MARGIN / 2.0, height - MARGIN / 2.0])
    }

    fn easy_place(&self) -> BBox {
        if self.easy == Easy::Stacks {
            return self.whole();
        }
        let (x, y) = (self.marked.0 as i64, self.marked.1 as i64);
        let ([_, top], [_, bottom]) =
            (self.put([x, y, self.height(x, y)]), self.put([x + 1, y + 1, 0]));
        let ([left, _], [right, _]) = (self.put([x, y + 1, 0]), self.put([x + 1, y, 0]));
        BBox([left, top, right, bottom])
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Height => style.phrase(
                "easy",
                &[
                    "How many cubes high is the stack with the red top?",
                    "Count the cubes in the stack that has a red top.",
                ],
                &[],
            ),
            Easy::Stacks => style.phrase(
                "easy",
                &[
                    "On how many squares of the floor does a stack stand?",
                    "How many stacks are there, single cubes among them?",
                ],
                &[],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let rule = style.word(
            "rule",
            &[
                "No cube floats: below each there are cubes down to the floor.",
                "Cubes rest on the floor or on other cubes.",
            ],
        );
        let ask = match self.hard {
            Hard::Total => style.word(
                "hard",
                &["How many cubes are there in all?", "Of how many cubes is the heap built?"],
            ),
            Hard::Missing => style.word(
                "hard",
                &[
                    "How many cubes are missing to a full block on this floor, as high as the \
                     tallest stack?",
                    "How many cubes must be added to make every stack as high as the tallest, on \
                     every square of the floor?",
                ],
            ),
            Hard::Hidden => style.word(
                "hard",
                &[
                    "How many cubes are hidden, so that no part of them is seen?",
                    "Of how many cubes can nothing be seen?",
                ],
            ),
        };
        format!("{rule} {ask}")
    }

    fn caption(&self) -> String {
        let (columns, rows) = (self.heights.len(), self.heights.first().map_or(0, Vec::len));
        let list =
            |heights: &Vec<i64>| heights.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        let all: Vec<String> = self.heights.iter().map(list).collect();
        format!(
            "Stacks of equal cubes on a floor of {columns} by {rows} squares, seen from a corner \
             above. Columns lead to the lower right, the squares of each to the lower left. The \
             heights of the stacks, column by column from the back, are: {}. The top of the stack \
             in column {}, square {}, is red.",
            all.join(" / "),
            self.marked.0 + 1,
            self.marked.1 + 1
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = self.canvas();
        let mut sketch = Sketch::new(width, height, style);
        sketch.title(&TITLES, style);
        let paints = *style.rng("paints").choose(&PAINTS);
        let mut shown: Vec<(Cube, Face)> = self.seen().into_values().collect();
        // From the back to the front, each face once.
        shown.sort_unstable_by_key(|([x, y, z], face)| (x + y + z, *x, *y, *z, *face));
        shown.dedup();
        let (column, row) = (self.marked.0 as i64, self.marked.1 as i64);
        let red = ([column, row, self.height(column, row) - 1], Face::Top);
        for (cube, face) in shown {
            let form = Form::Ring(corners(cube, face).map(|corner| self.put(corner)).to_vec());
            let look = match face {
                _ if cube[2] < 0 => Look::fill("#eef0f2").outlined("#aab2bc", 1.0),
                Face::Top if (cube, face) == red => {
                    Look::fill(MARKED).outlined(style.ink, style.stroke)
                }
                Face::Top => Look::fill(paints[0]).outlined(style.ink, style.stroke),
                Face::Right => Look::fill(paints[1]).outlined(style.ink, style.stroke),
                Face::Left => Look::fill(paints[2]).outlined(style.ink, style.stroke),
            };
            sketch.mark(form, look);
        }
        sketch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen where, and whether it is the floor.
    type Picture = Vec<(Half, Face, bool)>;

    #[test]
    fn a_clear_heap_has_a_picture_of_its_own() {
        // How many heaps have a picture, and whether one of them is clear.
        let mut pictures: BTreeMap<Picture, (usize, bool)> = BTreeMap::new();
        for code in 0..4_i64.pow(6) {
            let digit = |i: u32| code / 4_i64.pow(i) % 4;
            let heights = (0..3).map(|x| vec![digit(2 * x), digit(2 * x + 1)]).collect();
            let scene = Scene { heights, marked: (0, 0), easy: Easy::Stacks, hard: Hard::Total };
            let seen = scene.seen().into_iter();
            let picture = seen.map(|(half, (cube, face))| (half, face, cube[2] < 0)).collect();
            let entry = pictures.entry(picture).or_default();
            *entry = (entry.0 + 1, entry.1 || scene.is_clear());
        }
        let clear = pictures.values().filter(|(_, clear)| *clear);
        assert!(clear.clone().count() > 500);
        assert!(clear.into_iter().all(|(count, _)| *count == 1));
    }
}
