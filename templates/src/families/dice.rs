//! Dice seen from above: what they show, and what lies hidden on the table.
//!
//! The answer is certain because opposite faces of a die add to seven. One solver reckons
//! with the faces of the scene; the other counts the pips that are drawn, and looks hidden
//! faces up in the table of opposite pairs.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Dice", "A throw of dice"];
const CELL: [f64; 2] = [150.0, 156.0];
const SIDE: f64 = 88.0;
const PIP: f64 = 8.0;
/// From the centre of a face to its outer pips.
const REACH: f64 = 25.0;
const OPPOSITE: [[i64; 2]; 3] = [[1, 6], [2, 5], [3, 4]];

/// See the [module](self).
pub struct Dice;

#[derive(Clone, Copy, Debug, Serialize)]
struct Die {
    face: i64,
    /// Degrees clockwise.
    tilt: i64,
}

/// The dice row by row, named A, B, C and so on.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    dice: Vec<Die>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index dice.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Face { of: usize },
    Pair { of: [usize; 2] },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    Sum,
    /// How many dice show more than so many pips.
    More {
        than: i64,
    },
    /// The sum of the faces on the table.
    Hidden,
    Product {
        of: [usize; 2],
    },
    /// The product of two faces on the table.
    HiddenProduct {
        of: [usize; 2],
    },
}

impl Family for Dice {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "dice",
        group: Group::Counting,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read one die or two; then add all, count those above a number, multiply two, or \
               reckon with the faces hidden on the table.",
        certain: "Opposite faces add to seven. By arithmetic on the faces, and by counting drawn \
                  pips with a table of opposite faces.",
        knobs: "Level 1 has four dice, level 3 six, level 5 nine; from level 2 on they lie \
                askew, and from level 3 on products are asked for.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count: usize = level.pick([4, 5, 6, 8, 9]);
        let askew: i64 = level.pick([0, 12, 20, 40, 44]);
        let mut pair = || {
            let first = rng.index(count);
            [first, (first + 1 + rng.index(count - 1)) % count]
        };
        let (of, both) = (pair(), pair());
        let forms = [
            Hard::Sum,
            Hard::Hidden,
            Hard::More { than: rng.int(2, 4) },
            Hard::Product { of },
            Hard::HiddenProduct { of },
        ];
        let hard = *rng.choose(&forms[..level.pick([3, 3, 4, 5, 5])]);
        let faces = match hard {
            Hard::More { than } => split(count, than, rng),
            Hard::Sum | Hard::Hidden => summing(count, rng),
            Hard::Product { .. } | Hard::HiddenProduct { .. } => {
                (0..count).map(|_| rng.int(1, 6)).collect()
            }
        };
        let dice = faces.into_iter().map(|face| Die { face, tilt: rng.int(-askew, askew) });
        let dice = dice.collect();
        let easy = match rng.chance(0.5) {
            true => Easy::Face { of: rng.index(count) },
            false => Easy::Pair { of: both },
        };
        Some(Scene { dice, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let face = |of: usize| scene.dice[of].face;
        let (answer, seen) = match scene.easy {
            Easy::Face { of } => (face(of), vec![of]),
            Easy::Pair { of } => (face(of[0]) + face(of[1]), of.to_vec()),
        };
        let boxes = |seen: Vec<usize>| seen.into_iter().map(|of| scene.place(of)).collect();
        let answer = Answer::integer(answer);
        let easy = Question { text: scene.easy_text(style), answer, evidence: boxes(seen) };
        let seen = match scene.hard {
            Hard::Product { of } | Hard::HiddenProduct { of } => of.to_vec(),
            _ => (0..scene.dice.len()).collect(),
        };
        let answer = Answer::integer(scene.hard_answer());
        let hard = Question { text: scene.hard_text(style), answer, evidence: boxes(seen) };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let seen = |of: usize| scene.pips(of).len() as i64;
        let easy = match scene.easy {
            Easy::Face { of } => seen(of),
            Easy::Pair { of } => of.into_iter().map(seen).sum(),
        };
        let all = 0..scene.dice.len();
        let hard = match scene.hard {
            Hard::Sum => Some(all.map(seen).sum()),
            Hard::Hidden => all.map(|of| below(seen(of))).sum(),
            Hard::More { than } => Some(all.filter(|of| seen(*of) > than).count() as i64),
            Hard::Product { of } => Some(of.into_iter().map(seen).product()),
            Hard::HiddenProduct { of } => of.into_iter().map(|of| below(seen(of))).product(),
        };
        [Some(Answer::integer(easy)), hard.map(Answer::integer)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let every = (0..scene.dice.len()).flat_map(|of| (1..=6).map(move |face| (of, face)));
        let twins = every.map(|(of, face)| {
            let mut twin = scene.clone();
            twin.dice[of].face = face;
            twin
        });
        let twins: Vec<Scene> =
            twins.filter(|twin| twin.hard_answer() != scene.hard_answer()).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

/// Faces of which any number, each as likely, are above `than`.
fn split(count: usize, than: i64, rng: &mut Rng) -> Vec<i64> {
    let above = rng.index(count + 1);
    let high = rng.sample(&(0..count).collect::<Vec<_>>(), above);
    let face = |of: usize| {
        if high.contains(&of) { rng.int(than + 1, 6) } else { rng.int(1, than) }
    };
    (0..count).map(face).collect()
}

/// Faces whose sum is drawn first, among all but the utmost sums.
fn summing(count: usize, rng: &mut Rng) -> Vec<i64> {
    let mut faces: Vec<i64> = (0..count).map(|_| rng.int(1, 6)).collect();
    let wanted = rng.int(count as i64 + 2, 6 * count as i64 - 2);
    loop {
        let step = (wanted - faces.iter().sum::<i64>()).signum();
        if step == 0 {
            return faces;
        }
        let of = rng.index(count);
        faces[of] = (faces[of] + step).clamp(1, 6);
    }
}

/// The face on the table under a face.
fn below(face: i64) -> Option<i64> {
    let pair = OPPOSITE.iter().find(|pair| pair.contains(&face))?;
    pair.iter().copied().find(|other| *other != face)
}

/// Where the pips of a face lie, as steps from its centre.
fn layout(face: i64) -> Vec<[f64; 2]> {
    let diagonal = [[-1.0, -1.0], [1.0, 1.0]];
    let other = [[1.0, -1.0], [-1.0, 1.0]];
    let (middle, sides) = ([[0.0, 0.0]], [[-1.0, 0.0], [1.0, 0.0]]);
    let mut pips = Vec::new();
    if face % 2 == 1 {
        pips.extend(middle);
    }
    if face >= 2 {
        pips.extend(diagonal);
    }
    if face >= 4 {
        pips.extend(other);
    }
    if face == 6 {
        pips.extend(sides);
    }
    pips
}

impl Scene {
    /// Dice in a row, so that rows are full where they can be.
    fn columns(&self) -> usize {
        match self.dice.len() {
            4 => 2,
            8 => 4,
            _ => 3,
        }
    }

    fn canvas(&self) -> (f64, f64) {
        let rows = self.dice.len().div_ceil(self.columns());
        (self.columns() as f64 * CELL[0], rows as f64 * CELL[1] + 8.0)
    }

    fn centre(&self, of: usize) -> Place {
        let columns = self.columns();
        let (column, row) = (of % columns, of / columns);
        // A row that is not full stands in the middle.
        let free = columns - (self.dice.len() - row * columns).min(columns);
        [(column as f64 + 0.5 + free as f64 / 2.0) * CELL[0], row as f64 * CELL[1] + 68.0]
    }

    fn place(&self, of: usize) -> BBox {
        let [x, y] = self.centre(of);
        BBox::around(x, y, 64.0)
    }

    /// The place at a step from the centre of a die, turned with it.
    fn turned(&self, of: usize, [dx, dy]: [f64; 2]) -> Place {
        let [x, y] = self.centre(of);
        let (sin, cos) = libm::sincos((self.dice[of].tilt as f64).to_radians());
        [x + dx * cos - dy * sin, y + dx * sin + dy * cos]
    }

    fn pips(&self, of: usize) -> Vec<Place> {
        let steps = layout(self.dice[of].face).into_iter();
        steps.map(|step| self.turned(of, step.map(|d| d * REACH))).collect()
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = self.canvas();
        let mut sketch = Sketch::new(width, height, style);
        sketch.title(&TITLES, style);
        for (of, name) in LETTERS.iter().enumerate().take(self.dice.len()) {
            let half = SIDE / 2.0;
            let corners = [[-half, -half], [half, -half], [half, half], [-half, half]];
            let outline = corners.map(|step| self.turned(of, step)).to_vec();
            sketch.mark(Form::Ring(outline), Look::fill(style.palette[of % 3]));
            for pip in self.pips(of) {
                sketch.mark(Form::Disc(pip, PIP), Look::fill("#ffffff"));
            }
            let [x, y] = self.centre(of);
            sketch.bold(name, [x, y + 76.0], 17.0, style.ink);
        }
        sketch
    }

    fn hard_answer(&self) -> i64 {
        let face = |of: usize| self.dice[of].face;
        let sum: i64 = self.dice.iter().map(|die| die.face).sum();
        match self.hard {
            Hard::Sum => sum,
            Hard::Hidden => 7 * self.dice.len() as i64 - sum,
            Hard::More { than } => self.dice.iter().filter(|die| die.face > than).count() as i64,
            Hard::Product { of: [a, b] } => face(a) * face(b),
            Hard::HiddenProduct { of: [a, b] } => (7 - face(a)) * (7 - face(b)),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Face { of } => style.phrase(
                "easy",
                &["How many pips does die {of} show?", "What does die {of} show?"],
                &[("of", LETTERS[of])],
            ),
            Easy::Pair { of: [a, b] } => style.phrase(
                "easy",
                &[
                    "How many pips do dice {a} and {b} show together?",
                    "What do the faces of dice {a} and {b} add to?",
                ],
                &[("a", LETTERS[a]), ("b", LETTERS[b])],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (forms, [a, b], n) = match self.hard {
            Hard::Sum => (
                [
                    "How many pips do all dice show together?",
                    "What do the faces of all dice add to?",
                ],
                [0; 2],
                0,
            ),
            Hard::More { than } => (
                [
                    "How many of the dice show more than {n} pips?",
                    "On how many dice are there more than {n} pips?",
                ],
                [0; 2],
                than,
            ),
            Hard::Hidden => (
                [
                    "Opposite faces of a die add to 7. The dice are seen from above: what do all \
                     the faces at the bottom add to?",
                    "The dice are seen from above, and opposite faces of a die add to 7. How many \
                     pips lie hidden at the bottom of all dice together?",
                ],
                [0; 2],
                0,
            ),
            Hard::Product { of } => (
                [
                    "What is the product of the numbers that dice {a} and {b} show?",
                    "Multiply what dice {a} and {b} show. What comes out?",
                ],
                of,
                0,
            ),
            Hard::HiddenProduct { of } => (
                [
                    "Opposite faces of a die add to 7. What is the product of the faces at the \
                     bottom of dice {a} and {b}, which are seen from above?",
                    "Dice {a} and {b} are seen from above, and opposite faces add to 7. Multiply \
                     their faces at the bottom: what comes out?",
                ],
                of,
                0,
            ),
        };
        let values = [("a", LETTERS[a]), ("b", LETTERS[b]), ("n", &n.to_string())];
        style.phrase("hard", &forms, &values)
    }

    fn caption(&self) -> String {
        let shown = self.dice.iter().zip(LETTERS).map(|(die, name)| {
            let tilt = match die.tilt {
                0 => String::new(),
                tilt => format!(" (turned by {tilt}° clockwise)"),
            };
            format!("{name} shows {}{tilt}", die.face)
        });
        format!(
            "Dice lie in rows of {} and are seen from above, with white pips and with their \
             letters below: {}.",
            self.columns(),
            shown.collect::<Vec<_>>().join(", ")
        )
    }
}
