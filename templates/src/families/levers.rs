//! Levers with weights on hooks: which side goes down, and which weight keeps the balance.
//!
//! The answer is certain because a weight turns a lever by its mass times its distance from
//! the pivot. One solver multiplies masses by hooks; the other measures on the drawing how
//! far off the pivot the weights hang, and tries masses until nothing turns.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 3] = ["Lever", "In balance?", "Weights on a lever"];
const SIDES: [&str; 2] = ["left", "right"];
/// From one hook to the next.
const STEP: f64 = 46.0;
const MARGIN: f64 = 34.0;
/// Where the beam lies, and the top of the weights.
const BEAM: f64 = 66.0;
const HANG: f64 = 122.0;
/// Width and height of a weight.
const SIZE: [f64; 2] = [38.0, 34.0];
const HEIGHT: f64 = 236.0;
/// The heaviest weight.
const HEAVIEST: i64 = 15;

/// See the [module](self).
pub struct Levers;

/// A weight: its hook, counted from the pivot and below zero at the left, and its mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Weight {
    hook: i64,
    mass: i64,
}

/// A lever that is held level; the first weight may be unknown.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Hooks on either side.
    hooks: i64,
    weights: Vec<Weight>,
    /// Whether hooks have their numbers printed above.
    numbered: bool,
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index weights.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Mass { of: usize },
    Hook { of: usize },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// Which side goes down.
    Side,
    /// How heavy the first weight is, if the lever is in balance.
    Missing,
    /// The sum of masses times hooks on a side: an index of `SIDES`.
    Moment { side: usize },
}

impl Family for Levers {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "levers",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read a weight or the hook on which it hangs; then tell which side of a lever goes \
               down, how much a side turns, or how heavy a weight is that keeps the balance.",
        certain: "A weight turns a lever by its mass times its distance. By multiplying, and by \
                  measuring the drawing and trying masses.",
        knobs: "Level 1 has two weights and numbered hooks; level 3 three weights; level 5 five, \
                on hooks without numbers.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count: usize = level.pick([2, 3, 3, 4, 5]);
        let hooks: i64 = level.pick([4, 4, 5, 5, 5]);
        let side = rng.index(2);
        let hard = *rng.choose(&[Hard::Side, Hard::Missing, Hard::Missing, Hard::Moment { side }]);
        let (wanted, down) = (rng.int(1, HEAVIEST), rng.index(2));
        let of = rng.int(1, count as i64 - 1) as usize;
        let easy = if rng.chance(0.5) { Easy::Mass { of } } else { Easy::Hook { of } };
        let places: Vec<i64> = (-hooks..=hooks).filter(|hook| *hook != 0).collect();
        let masses: Vec<i64> = (1..=HEAVIEST).collect();
        (0..64).find_map(|_| {
            let masses = rng.sample(&masses, count);
            let taken = rng.sample(&places, count);
            let weights = taken.into_iter().zip(masses).map(|(hook, mass)| Weight { hook, mass });
            let mut scene =
                Scene { hooks, weights: weights.collect(), numbered: level.get() <= 3, easy, hard };
            match hard {
                Hard::Missing => scene.weights[0].mass = wanted,
                Hard::Side if scene.down() != down => {
                    scene.weights.iter_mut().for_each(|weight| weight.hook = -weight.hook);
                }
                Hard::Side | Hard::Moment { .. } => {}
            }
            scene.fair().then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (Easy::Mass { of } | Easy::Hook { of }) = scene.easy;
        let Weight { hook, mass } = scene.weights[of];
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(if matches!(scene.easy, Easy::Mass { .. }) {
                mass
            } else {
                hook.abs()
            }),
            evidence: vec![scene.place(of)],
        };
        let all = 0..scene.weights.len();
        let evidence = match scene.hard {
            Hard::Moment { side } => all.filter(|of| scene.weights[*of].side() == side).collect(),
            Hard::Side | Hard::Missing => all.collect::<Vec<usize>>(),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: evidence.into_iter().map(|of| scene.place(of)).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = match scene.easy {
            Easy::Mass { of } => {
                let under = scene.hook(scene.weights[of].hook)[0];
                let hangs = |at: &usize| libm::fabs(scene.centre(*at)[0] - under) < 1.0;
                let found = (0..scene.weights.len()).find(hangs);
                found.map(|at| scene.weights[at].mass)
            }
            Easy::Hook { of } => Some(libm::round(libm::fabs(scene.reach(of))) as i64),
        };
        let turn = |first: i64| -> f64 {
            let mass = |of: usize| if of == 0 { first } else { scene.weights[of].mass };
            (0..scene.weights.len()).map(|of| scene.reach(of) * mass(of) as f64).sum()
        };
        let hard = match scene.hard {
            Hard::Side => Some(side(usize::from(turn(scene.weights[0].mass) > 0.0))),
            Hard::Missing => {
                (1..=HEAVIEST).find(|mass| libm::fabs(turn(*mass)) < 0.5).map(Answer::integer)
            }
            Hard::Moment { side } => {
                let sign = if side == 0 { -1.0 } else { 1.0 };
                let reaches = (0..scene.weights.len()).map(|of| (sign * scene.reach(of), of));
                let turns = reaches.filter(|(reach, _)| *reach > 0.0);
                let sum: f64 = turns.map(|(reach, of)| reach * scene.weights[of].mass as f64).sum();
                Some(Answer::integer(libm::round(sum) as i64))
            }
        };
        [easy.map(Answer::integer), hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let known = usize::from(scene.hard == Hard::Missing);
        let is_free = |hook: &i64| scene.weights.iter().all(|weight| weight.hook != *hook);
        let free: Vec<i64> =
            (-scene.hooks..=scene.hooks).filter(|h| *h != 0).filter(is_free).collect();
        // A weight changes its mass or its hook.
        let changes = (known..scene.weights.len()).flat_map(|of| {
            let Weight { hook, mass } = scene.weights[of];
            let masses = (1..=HEAVIEST).filter(move |other| *other != mass);
            let hooks = free.iter().map(move |other| Weight { hook: *other, mass });
            let changed = masses.map(move |mass| Weight { hook, mass }).chain(hooks);
            changed.map(move |weight| (of, weight))
        });
        let twins = changes.filter_map(|(of, weight)| {
            let mut twin = scene.clone();
            twin.weights[of] = weight;
            if scene.hard == Hard::Missing {
                twin.weights[0].mass = twin.balancing()?;
            }
            Some(twin)
        });
        let differs = |twin: &Scene| twin.fair() && twin.hard_answer() != scene.hard_answer();
        let twins: Vec<Scene> = twins.filter(differs).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

/// The answer that names a side.
fn side(index: usize) -> Answer {
    Answer::Choice { index, options: SIDES.map(str::to_owned).to_vec() }
}

impl Weight {
    /// The side on which it hangs: an index of `SIDES`.
    fn side(self) -> usize {
        usize::from(self.hook > 0)
    }
}

impl Scene {
    /// Whether weights hang on both sides, each mass is known apart, and the lever turns or
    /// is in balance as the question has it.
    fn fair(&self) -> bool {
        let known = &self.weights[usize::from(self.hard == Hard::Missing)..];
        let mut masses: Vec<i64> = known.iter().map(|weight| weight.mass).collect();
        masses.sort_unstable();
        masses.dedup();
        let both = (0..2).all(|side| self.weights.iter().any(|weight| weight.side() == side));
        let turn = self.turn();
        let sense = match self.hard {
            Hard::Side => turn.abs() >= 2,
            Hard::Missing => turn == 0 && (1..=HEAVIEST).contains(&self.weights[0].mass),
            Hard::Moment { side } => self.moment(side) > 0,
        };
        both && sense && masses.len() == known.len()
    }

    /// The sum of masses times hooks on a side.
    fn moment(&self, side: usize) -> i64 {
        let on = self.weights.iter().filter(|weight| weight.side() == side);
        on.map(|weight| weight.hook.abs() * weight.mass).sum()
    }

    /// How much more the right side turns than the left one.
    fn turn(&self) -> i64 {
        self.moment(1) - self.moment(0)
    }

    /// The side that goes down: an index of `SIDES`.
    fn down(&self) -> usize {
        usize::from(self.turn() > 0)
    }

    /// The mass of the first weight that balances all others; `None` unless it is whole.
    fn balancing(&self) -> Option<i64> {
        let others: i64 = self.weights[1..].iter().map(|weight| weight.hook * weight.mass).sum();
        let hook = self.weights[0].hook;
        (others % hook == 0).then_some(-others / hook)
    }

    fn hard_answer(&self) -> Answer {
        match self.hard {
            Hard::Side => side(self.down()),
            Hard::Missing => Answer::integer(self.weights[0].mass),
            Hard::Moment { side } => Answer::integer(self.moment(side)),
        }
    }

    fn width(&self) -> f64 {
        2.0 * (MARGIN + STEP * self.hooks as f64)
    }

    /// The place of a hook on the beam; the pivot is hook 0.
    fn hook(&self, hook: i64) -> Place {
        [self.width() / 2.0 + STEP * hook as f64, BEAM]
    }

    /// The centre of a weight. Neighbours hang at two heights, so that none touch.
    fn centre(&self, of: usize) -> Place {
        let hook = self.weights[of].hook;
        let lower = if hook.rem_euclid(2) == 0 { 0.0 } else { SIZE[1] + 12.0 };
        [self.hook(hook)[0], HANG + lower + SIZE[1] / 2.0]
    }

    /// How far right of the pivot a weight is drawn, in steps from hook to hook.
    fn reach(&self, of: usize) -> f64 {
        (self.centre(of)[0] - self.width() / 2.0) / STEP
    }

    fn place(&self, of: usize) -> BBox {
        let ([x, y], half) = (self.centre(of), SIZE[0] / 2.0);
        BBox([x - half, BEAM - 8.0, x + half, y + SIZE[1] / 2.0])
    }

    /// What is printed on a weight.
    fn label(&self, of: usize) -> String {
        let unknown = of == 0 && self.hard == Hard::Missing;
        if unknown { "?".to_owned() } else { self.weights[of].mass.to_string() }
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(self.width(), HEIGHT, style);
        sketch.title(&TITLES, style);
        let ([left, y], [right, _]) = (self.hook(-self.hooks), self.hook(self.hooks));
        let [middle, _] = self.hook(0);
        let thread = Look::stroke(style.ink, 1.5);
        for of in 0..self.weights.len() {
            let [x, top] = self.centre(of);
            sketch.segment([x, y], [x, top - SIZE[1] / 2.0], thread.clone());
        }
        let foot = [[middle, y + 4.0], [middle + 13.0, y + 36.0], [middle - 13.0, y + 36.0]];
        sketch.mark(Form::Ring(foot.to_vec()), Look::fill(style.ink));
        let beam = Form::rect(left - 14.0, y - 5.0, right - left + 28.0, 10.0);
        sketch.mark(beam, Look::fill(style.palette[1]));
        for hook in (-self.hooks..=self.hooks).filter(|hook| *hook != 0) {
            let [x, y] = self.hook(hook);
            sketch.mark(Form::Disc([x, y], 3.5), Look::fill(style.ink));
            if self.numbered {
                sketch.word(&hook.abs().to_string(), [x, y - 20.0], 15.0, style.ink);
            }
        }
        for of in 0..self.weights.len() {
            let [x, y] = self.centre(of);
            let form = Form::rect(x - SIZE[0] / 2.0, y - SIZE[1] / 2.0, SIZE[0], SIZE[1]);
            sketch.mark(form, Look::fill(style.palette[0]));
            sketch.bold(&self.label(of), [x, y], 18.0, "#ffffff");
        }
        sketch.word("Weights in kilograms", [middle, HEIGHT - 16.0], 15.0, style.ink);
        sketch
    }

    fn easy_text(&self, style: &Style) -> String {
        let (Easy::Mass { of } | Easy::Hook { of }) = self.easy;
        let Weight { hook, mass } = self.weights[of];
        let forms = match self.easy {
            Easy::Mass { .. } => [
                "Hooks are counted from the pivot. How many kilograms hang on hook {hook} on the \
                 {side}?",
                "How many kilograms hang on the {side}, on hook {hook} as counted from the pivot?",
            ],
            Easy::Hook { .. } => [
                "Hooks are counted from the pivot. On which hook hangs the weight of {mass} kg?",
                "On which hook, as counted from the pivot, hang the {mass} kg?",
            ],
        };
        let (hook, mass) = (hook.abs().to_string(), mass.to_string());
        let side = SIDES[self.weights[of].side()];
        style.phrase("easy", &forms, &[("hook", &hook), ("side", side), ("mass", &mass)])
    }

    fn hard_text(&self, style: &Style) -> String {
        let (forms, side) = match self.hard {
            Hard::Side => (
                [
                    "The lever is held level. Which side goes down when it is let go, left or \
                     right?",
                    "Does the left or the right side go down when the lever is let go?",
                ],
                "",
            ),
            Hard::Missing => (
                [
                    "The lever is in balance. How many kilograms is the weight with the question \
                     mark?",
                    "How heavy must the weight with the question mark be, in kilograms, for the \
                     lever to stay level?",
                ],
                "",
            ),
            Hard::Moment { side } => (
                [
                    "Multiply each weight on the {side} by its hook, as counted from the pivot. \
                     What do the products add to?",
                    "Each weight counts its kilograms times its number of hooks from the pivot. \
                     What does the {side} side add to?",
                ],
                SIDES[side],
            ),
        };
        style.phrase("hard", &forms, &[("side", side)])
    }

    fn caption(&self) -> String {
        let one = |of: usize| {
            let Weight { hook, .. } = self.weights[of];
            let side = SIDES[self.weights[of].side()];
            format!("\"{}\" on hook {} on the {side}", self.label(of), hook.abs())
        };
        let all: Vec<String> = (0..self.weights.len()).map(one).collect();
        let numbers = if self.numbered { ", numbered from the pivot," } else { "" };
        format!(
            "A level beam on a pivot, with {} hooks{numbers} on either side. Weights hang from it: \
             {}. Below it is written \"Weights in kilograms\".",
            self.hooks,
            all.join("; ")
        )
    }
}
