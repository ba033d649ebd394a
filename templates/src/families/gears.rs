//! Gears in a row: which way one turns, how fast, and which is the fastest.
//!
//! The answer is certain because gears that mesh turn against each other, and the products
//! of their teeth and turns are equal. One solver counts places in the row; the other finds
//! by their distances which gears mesh, and hands the motion on from one to the next.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::dial;
use crate::names::LETTERS;
use crate::numbers::gcd;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Gears", "A train of gears"];

/// Radius of the pitch circle for every tooth, and how far teeth reach beyond it and
/// gaps within.
const RADIUS: f64 = 1.9;
const TOOTH: f64 = 4.0;
const GAP: f64 = 5.0;
const HUB: f64 = 13.0;
const MARGIN: f64 = 26.0;
/// Room above the gears for the arrow and its label, and below for the numbers of teeth.
const TOP: f64 = 62.0;
const FOOT: f64 = 74.0;
const TEETH: [i64; 7] = [12, 15, 16, 18, 20, 24, 30];
const WAYS: [&str; 2] = ["clockwise", "counterclockwise"];

/// See the [module](self).
pub struct Gears;

/// A gear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Gear {
    name: &'static str,
    teeth: i64,
    /// Degrees by which the line from the gear before it falls, seen to the right.
    falls: i64,
}

/// The gears from left to right; the first is driven.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    gears: Vec<Gear>,
    /// Which way the first one turns: an index of `WAYS`.
    way: usize,
    /// Turns of the first one in a minute.
    turns: i64,
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index gears.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Teeth {
        of: usize,
    },
    /// Which gear has so many teeth.
    Which {
        of: usize,
    },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    Direction { of: usize },
    Turns { of: usize },
    Fastest,
}

impl Family for Gears {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "gears",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read how many teeth a gear has; then tell which way it turns, how often, or which \
               gear is the fastest.",
        certain: "Meshing gears turn against each other, and teeth times turns are equal. By \
                  places in the row, and by handing the motion from gear to gear.",
        knobs: "Level 1 has three gears, level 3 four, level 5 six; the numbers of teeth are drawn \
                so that turns come out whole.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count: usize = level.pick([3, 4, 4, 5, 6]);
        let names = rng.sample(&LETTERS[..8], count);
        let gears: Vec<Gear> = names
            .into_iter()
            .enumerate()
            .map(|(i, name)| {
                let falls = if i % 2 == 1 { rng.int(12, 28) } else { -rng.int(12, 28) };
                Gear { name, teeth: *rng.choose(&TEETH), falls }
            })
            .collect();
        let of = rng.int(1, count as i64 - 1) as usize;
        let (direction, turns) = (Hard::Direction { of }, Hard::Turns { of });
        let hard = *rng.choose(&match level.get() {
            1 => [direction, turns, turns],
            2 | 3 => [direction, turns, Hard::Fastest],
            _ => [direction, turns, turns],
        });
        let easy = match rng.chance(0.5) {
            true => Easy::Teeth { of: rng.index(count) },
            false => Easy::Which { of: rng.index(count) },
        };
        let wanted = rng.int(2, 12);
        let turns = match hard {
            Hard::Turns { of } => {
                let turns = wanted * gears[of].teeth;
                (turns % gears[0].teeth == 0).then_some(turns / gears[0].teeth)?
            }
            _ => rng.int(2, 20),
        };
        let scene = Scene { gears, way: rng.index(2), turns, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (Easy::Teeth { of } | Easy::Which { of }) = scene.easy;
        let Gear { name, teeth, .. } = scene.gears[of];
        let answer = match scene.easy {
            Easy::Teeth { .. } => Answer::integer(teeth),
            Easy::Which { .. } => Answer::text(name),
        };
        let evidence = vec![scene.label_place(of)];
        let easy = Question { text: scene.easy_text(style), answer, evidence };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: (0..scene.gears.len()).map(|i| scene.place(i)).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = match scene.easy {
            Easy::Teeth { of } => Answer::integer(scene.count_teeth(of)),
            Easy::Which { of } => {
                let wanted = scene.gears[of].teeth;
                let found = (0..scene.gears.len()).find(|i| scene.count_teeth(*i) == wanted);
                Answer::text(found.map_or("", |i| scene.gears[i].name))
            }
        };
        [Some(easy), scene.hand_on()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let mut twin = scene.clone();
        match scene.hard {
            Hard::Direction { .. } => twin.way = 1 - scene.way,
            Hard::Turns { of } => {
                let step = scene.gears[of].teeth / gcd(scene.gears[of].teeth, scene.gears[0].teeth);
                twin.turns = if scene.turns > step && rng.chance(0.5) {
                    scene.turns - step
                } else {
                    scene.turns + step
                };
            }
            Hard::Fastest => {
                let fastest = scene.fastest();
                let others: Vec<usize> = (0..twin.gears.len()).filter(|i| *i != fastest).collect();
                let other = *rng.choose(&others);
                twin.gears[fastest].name = scene.gears[other].name;
                twin.gears[other].name = scene.gears[fastest].name;
            }
        }
        Some(twin)
    }
}

impl Gear {
    fn radius(self) -> f64 {
        self.teeth as f64 * RADIUS
    }

    /// Degrees from one tooth to the next.
    fn pitch(self) -> f64 {
        360.0 / self.teeth as f64
    }

    /// The outline around a centre, with the middle of a tooth `phase` degrees clockwise
    /// from the top.
    fn outline(self, at: Place, phase: f64) -> Form {
        let (tip, root) = (self.radius() + TOOTH, self.radius() - GAP);
        let corners = [(root, -0.29), (tip, -0.16), (tip, 0.16), (root, 0.29)];
        let tooth = |i: i64| {
            corners
                .map(|(radius, off)| dial::at(at, radius, phase + (i as f64 + off) * self.pitch()))
        };
        Form::Ring((0..self.teeth).flat_map(tooth).collect())
    }
}

impl Scene {
    /// Whether one gear is the fastest, by a margin, and one alone has the teeth asked for.
    fn fair(&self) -> bool {
        let mut teeth: Vec<i64> = self.gears.iter().map(|gear| gear.teeth).collect();
        teeth.sort_unstable();
        let alone = match self.easy {
            Easy::Which { of } => teeth.iter().filter(|t| **t == self.gears[of].teeth).count() == 1,
            Easy::Teeth { .. } => true,
        };
        let fastest = self.hard != Hard::Fastest || teeth[1] - teeth[0] >= 2;
        alone && fastest && (2..=30).contains(&self.turns)
    }

    /// The gear with the fewest teeth.
    fn fastest(&self) -> usize {
        (0..self.gears.len()).min_by_key(|i| self.gears[*i].teeth).unwrap_or(0)
    }

    /// Centres as they follow from one another, the first at 0, 0.
    fn chain(&self) -> Vec<Place> {
        let mut at = vec![[0.0; 2]];
        for pair in self.gears.windows(2) {
            let [x, y] = at[at.len() - 1];
            let (sin, cos) = libm::sincos((pair[1].falls as f64).to_radians());
            let apart = pair[0].radius() + pair[1].radius();
            at.push([x + apart * cos, y + apart * sin]);
        }
        at
    }

    /// Left, top, right and bottom of all gears in the chain.
    fn bounds(&self) -> [f64; 4] {
        let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        for (gear, [x, y]) in self.gears.iter().zip(self.chain()) {
            let r = gear.radius() + TOOTH;
            let [left, top, right, bottom] = bounds;
            bounds = [left.min(x - r), top.min(y - r), right.max(x + r), bottom.max(y + r)];
        }
        // The arrow and its label lie above the first gear, whatever else is there.
        bounds[1] = bounds[1].min(-self.gears[0].radius() - TOOTH);
        bounds
    }

    /// Width and height of the canvas.
    fn canvas(&self) -> (f64, f64) {
        let [left, top, right, bottom] = self.bounds();
        ((right - left + 2.0 * MARGIN).max(300.0), bottom - top + TOP + FOOT)
    }

    fn centres(&self) -> Vec<Place> {
        let [left, top, right, _] = self.bounds();
        let aside = (self.canvas().0 - (right - left)) / 2.0 - left;
        self.chain().into_iter().map(|[x, y]| [x + aside, y + TOP - top]).collect()
    }

    /// Where the middle of a tooth lies on each gear, so that teeth meet gaps.
    fn phases(&self) -> Vec<f64> {
        let mut phases = vec![0.0];
        for pair in self.gears.windows(2) {
            // The direction to the next gear, clockwise from the top, and back from there.
            let towards = 90.0 + pair[1].falls as f64;
            let into = (towards - phases[phases.len() - 1]) / pair[0].pitch();
            let back = towards + 180.0;
            phases.push(back + (into + 0.5) * pair[1].pitch());
        }
        phases
    }

    fn place(&self, i: usize) -> BBox {
        let [x, y] = self.centres()[i];
        BBox::around(x, y, self.gears[i].radius() + TOOTH)
    }

    /// Where the number of teeth of a gear is printed: in a row at the foot.
    fn label(&self, i: usize) -> Place {
        let (width, height) = self.canvas();
        let count = self.gears.len() as f64;
        [MARGIN + (i as f64 + 0.5) * (width - 2.0 * MARGIN) / count, height - 22.0]
    }

    fn label_place(&self, i: usize) -> BBox {
        let [x, y] = self.label(i);
        BBox([x - 28.0, y - 14.0, x + 28.0, y + 14.0])
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = self.canvas();
        let mut sketch = Sketch::new(width, height, style);
        sketch.title(&TITLES, style);
        let (centres, phases) = (self.centres(), self.phases());
        for (i, gear) in self.gears.iter().enumerate() {
            let paint = style.palette[i % 3];
            sketch.mark(gear.outline(centres[i], phases[i]), Look::fill(paint));
            sketch.mark(Form::Disc(centres[i], HUB), Look::fill("#ffffff"));
            sketch.bold(gear.name, centres[i], 16.0, style.ink);
            let words = format!("{}: {}", gear.name, gear.teeth);
            sketch.word(&words, self.label(i), 16.0, style.ink);
        }
        sketch.word("Teeth", [width / 2.0, height - 48.0], 15.0, style.ink);
        self.arrow(&mut sketch, centres[0], style);
        sketch
    }

    /// The arrow above the first gear, with its turns.
    fn arrow(&self, sketch: &mut Sketch, at: Place, style: &Style) {
        let radius = self.gears[0].radius() + TOOTH + 9.0;
        let side = if self.way == 0 { 1.0 } else { -1.0 };
        let arc = (-4..=4).map(|step| dial::at(at, radius, side * f64::from(step) * 10.0));
        sketch.mark(Form::Line(arc.collect()), Look::stroke(style.ink, 2.5));
        let head = [(radius + 7.0, 40.0), (radius - 7.0, 40.0), (radius, 40.0 + 900.0 / radius)];
        let head = head.map(|(radius, degrees)| dial::at(at, radius, side * degrees));
        sketch.mark(Form::Ring(head.to_vec()), Look::fill(style.ink));
        let words = format!("{} turns a minute", self.turns);
        let mut above = [(at[0] + 30.0).max(MARGIN + 66.0), at[1] - radius - 22.0];
        // A tall neighbour would run into the words: they go above all gears then.
        let beside = self.centres().into_iter().zip(&self.gears).skip(1).any(|([x, y], gear)| {
            let reach = gear.radius() + TOOTH;
            x - reach < above[0] + 74.0 && y - reach < above[1] + 14.0
        });
        if beside {
            above[1] = above[1].min(TOP - 22.0);
        }
        sketch.word(&words, above, 16.0, style.ink);
    }

    fn hard_answer(&self) -> Answer {
        match self.hard {
            Hard::Direction { of } => way((self.way + of) % 2),
            Hard::Turns { of } => {
                Answer::integer(self.turns * self.gears[0].teeth / self.gears[of].teeth)
            }
            Hard::Fastest => Answer::text(self.gears[self.fastest()].name),
        }
    }

    /// The teeth on the outline that is drawn: it has four corners for each.
    fn count_teeth(&self, of: usize) -> i64 {
        self.gears[of].outline([0.0; 2], 0.0).corners().len() as i64 / 4
    }

    /// Signed turns of every gear, handed on between those that touch.
    fn hand_on(&self) -> Option<Answer> {
        let (count, centres) = (self.gears.len(), self.centres());
        let mesh = |a: usize, b: usize| {
            let ([x, y], [u, v]) = (centres[a], centres[b]);
            let apart = self.gears[a].radius() + self.gears[b].radius();
            libm::fabs(libm::hypot(u - x, v - y) - apart) < 0.01
        };
        let mut speeds = vec![None; count];
        speeds[0] = Some(if self.way == 0 { self.turns as f64 } else { -self.turns as f64 });
        for _ in 0..count {
            for (a, b) in (0..count).flat_map(|a| (0..count).map(move |b| (a, b))) {
                if let (Some(speed), None, true) = (speeds[a], speeds[b], a != b && mesh(a, b)) {
                    let ratio = self.count_teeth(a) as f64 / self.count_teeth(b) as f64;
                    speeds[b] = Some(-speed * ratio);
                }
            }
        }
        let speeds: Vec<f64> = speeds.into_iter().collect::<Option<_>>()?;
        match self.hard {
            Hard::Direction { of } => Some(way(usize::from(speeds[of] < 0.0))),
            Hard::Turns { of } => Some(Answer::integer(libm::round(libm::fabs(speeds[of])) as i64)),
            Hard::Fastest => {
                let fast =
                    |i: &usize| speeds.iter().all(|s| libm::fabs(*s) <= libm::fabs(speeds[*i]));
                Some(Answer::text(self.gears[(0..count).find(fast)?].name))
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Teeth { of } => style.phrase(
                "easy",
                &[
                    "How many teeth does gear {of} have?",
                    "What is the number of teeth of gear {of}?",
                ],
                &[("of", self.gears[of].name)],
            ),
            Easy::Which { of } => style.phrase(
                "easy",
                &["Which gear has {n} teeth?", "What is the name of the gear with {n} teeth?"],
                &[("n", &self.gears[of].teeth.to_string())],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (of, forms) = match self.hard {
            Hard::Direction { of } => (
                of,
                [
                    "The arrow shows which way the first gear turns. Which way does gear {of} \
                     turn, clockwise or counterclockwise?",
                    "Does gear {of} turn clockwise or counterclockwise, if the first gear is \
                     driven as the arrow shows?",
                ],
            ),
            Hard::Turns { of } => (
                of,
                [
                    "How many turns a minute does gear {of} make?",
                    "The first gear is driven as the label says. How often does gear {of} turn \
                     in a minute?",
                ],
            ),
            Hard::Fastest => {
                (0, ["Which gear makes the most turns?", "Which of the gears turns the fastest?"])
            }
        };
        style.phrase("hard", &forms, &[("of", self.gears[of].name)])
    }

    fn caption(&self) -> String {
        let all: Vec<String> =
            self.gears.iter().map(|g| format!("{} with {} teeth", g.name, g.teeth)).collect();
        format!(
            "Toothed gears mesh in a row, each with its name in its hub, and their numbers of \
             teeth are printed below. From left to right: {}. An arrow above the first shows that \
             it turns {}, and its label reads \"{} turns a minute\".",
            all.join("; "),
            WAYS[self.way],
            self.turns
        )
    }
}

/// One of the two ways to turn.
fn way(index: usize) -> Answer {
    Answer::Choice { index, options: WAYS.map(str::to_owned).to_vec() }
}
