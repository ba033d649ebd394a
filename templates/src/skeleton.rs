//! Dots of two colours: how many of one, how many more than of the other.
//!
//! The answer is certain because each dot lies in a cell of its own, in one of two named
//! colours. One solver counts each colour; the other takes away pairs, a dot of each
//! colour, until only one colour is left.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, centres, filled, marks, texts};
use crate::style::{COLOURS, Colour};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const COLUMNS: i64 = 8;
const ROWS: i64 = 6;
/// Side of a cell in canvas units.
const CELL: f64 = 60.0;
const MARGIN: f64 = 20.0;
/// Places in `COLOURS` that nobody mixes up.
const CLEAR: [usize; 4] = [0, 1, 2, 3];

/// See the [module](self).
pub struct Skeleton;

/// A dot: its cell, and which of the two colours it has.
#[derive(Clone, Copy, Debug, Serialize)]
struct Dot {
    column: i64,
    row: i64,
    first: bool,
}

/// What is drawn and asked: facts, and nothing of style.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    dots: Vec<Dot>,
    /// Places in `COLOURS`. There are more dots of the first.
    colours: [usize; 2],
    /// Whether the easy question counts the first colour.
    easy: bool,
}

impl Family for Skeleton {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "skeleton",
        group: Group::Counting,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Count the dots of a colour; then say how many more there are than of another.",
        certain: "No two dots touch and each has one of two named colours: counting against taking \
                  away pairs.",
        knobs: "Level 1 has up to 12 dots; level 3 up to 22; level 5 up to 38.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        // Answers come first, each as likely, or they could be guessed.
        let more = rng.int(1, level.pick([4, 5, 6, 7, 8]));
        let second = rng.int(2, level.pick([4, 6, 8, 11, 15]));
        let colours = <[usize; 2]>::try_from(rng.sample(&CLEAR, 2)).ok()?;
        let cells: Vec<i64> = (0..COLUMNS * ROWS).collect();
        let cells = rng.sample(&cells, (2 * second + more) as usize);
        let dot = |(at, cell): (usize, i64)| Dot {
            column: cell % COLUMNS,
            row: cell / COLUMNS,
            first: at as i64 >= second,
        };
        let dots = cells.into_iter().enumerate().map(dot).collect();
        Some(Scene { dots, colours, easy: rng.chance(0.5) })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = canvas();
        let mut svg = Svg::framed(width, height, style);
        svg.comment("Dots");
        // Layout comes from the style, which never looks at the scene.
        let radius = style.rng("radius").real(14.0, 22.0);
        for dot in &scene.dots {
            let [x, y] = dot.centre();
            let paint = scene.colour(dot.first).hex;
            svg.element("circle", &attrs!["cx": x, "cy": y, "r": radius, "fill": paint]);
        }
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (width, height) = canvas();
        let everywhere = || vec![BBox([0.0, 0.0, width, height])];
        let [a, b] = [true, false].map(|first| scene.colour(first).name);
        let words = ["How many {colour} dots are there?", "How many of the dots are {colour}?"];
        let easy = Question {
            text: style.phrase("easy", &words, &[("colour", scene.colour(scene.easy).name)]),
            answer: Answer::integer(scene.count(scene.easy)),
            evidence: everywhere(),
        };
        let words = [
            "How many more {a} dots than {b} dots are there?",
            "By how many do the {a} dots outnumber the {b} ones?",
        ];
        let hard = Question {
            text: style.phrase("hard", &words, &[("a", a), ("b", b)]),
            answer: Answer::integer(scene.count(true) - scene.count(false)),
            evidence: everywhere(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, _style: &Style) -> Vec<Claim> {
        let mut claims = vec![texts([""; 0]), Claim::TrueToScale];
        for first in [true, false] {
            let paint = filled(scene.colour(first).hex);
            let places: Vec<Place> = scene.of(first).map(Dot::centre).collect();
            claims.push(marks(paint.clone(), places.len()));
            claims.push(centres(paint, places));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (mut ones, mut others): (Vec<Dot>, Vec<Dot>) =
            scene.dots.iter().partition(|dot| dot.first);
        while others.pop().is_some() {
            ones.pop();
        }
        let (all, more) = (scene.dots.len(), ones.len());
        let of = if scene.easy { all + more } else { all - more };
        [Some(Answer::integer(of as i64 / 2)), Some(Answer::integer(more as i64))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let mut changed = scene.clone();
        let place = rng.index(scene.dots.len());
        let dot = changed.dots.get_mut(place)?;
        dot.first = !dot.first;
        // Both colours stay, and the first stays ahead.
        let sound = changed.count(false) >= 1 && changed.count(true) > changed.count(false);
        sound.then_some(changed)
    }
}

/// Width and height.
fn canvas() -> (f64, f64) {
    (COLUMNS as f64 * CELL + 2.0 * MARGIN, ROWS as f64 * CELL + 2.0 * MARGIN)
}

impl Dot {
    fn centre(&self) -> Place {
        [self.column, self.row].map(|cell| MARGIN + CELL * (cell as f64 + 0.5))
    }
}

impl Scene {
    fn colour(&self, first: bool) -> Colour {
        let place = self.colours[usize::from(!first)];
        COLOURS.get(place).copied().unwrap_or(COLOURS[0])
    }

    fn of(&self, first: bool) -> impl Iterator<Item = &Dot> {
        self.dots.iter().filter(move |dot| dot.first == first)
    }

    fn count(&self, first: bool) -> i64 {
        self.of(first).count() as i64
    }

    /// From this the picture could be drawn; whoever wants the answer must count.
    fn caption(&self) -> String {
        let mut dots: Vec<&Dot> = self.dots.iter().collect();
        dots.sort_by_key(|dot| (dot.row, dot.column));
        let place = |dot: &&Dot| {
            format!("{} ({}, {})", self.colour(dot.first).name, dot.column + 1, dot.row + 1)
        };
        let places: Vec<String> = dots.iter().map(place).collect();
        format!(
            "Dots on a board of {COLUMNS} columns and {ROWS} rows without lines. As colour \
             (column, row), counted from the top left, they are: {}.",
            places.join("; ")
        )
    }
}
