//! One figure becomes another; a third becomes what?
//!
//! The answer is certain because the change is drawn on handed glyphs, so that just one
//! turn or flip explains it, and what else it sets was alike in both first figures. One
//! solver carries differences over; the other measures turn, flip and scale on the outlines
//! and lays the result over every option.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::glyphs::{Figure, HANDED, Part, lookalikes};
use crate::names::ordinal;
use crate::panels::{self, Panel};
use crate::sketch::Sketch;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Analogy", "Complete the pair"];
const WIDTH: f64 = 560.0;
const TOP: f64 = 26.0;
const SIDE: f64 = 104.0;
/// Room for an arrow between two panels.
const ARROW: f64 = 34.0;
/// Room between the two pairs.
const APART: f64 = 40.0;

/// See the [module](self).
pub struct Analogy;

/// Three figures, the options, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Before and after, and before again.
    given: [Figure; 3],
    /// Empty where dots are asked for.
    options: Vec<Figure>,
    easy: Easy,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// Dots of one panel.
    Dots { panel: usize },
    /// Dots of two panels together.
    Both { panels: (usize, usize) },
}

/// A turn after an optional flip, and a change of size.
#[derive(Clone, Copy, Debug)]
struct Motion {
    /// The complex number that all corners are multiplied by.
    factor: Place,
    flip: bool,
}

impl Family for Analogy {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "analogy",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Count the dots of a panel or of two; then find what the third figure becomes when \
               the first becomes the second, or count its dots.",
        certain: "Handed glyphs leave one turn or flip. Differences are carried over; motions \
                  are measured on outlines and laid over every option.",
        knobs: "The change has one part at level 1, up to all of turn or flip, shade, size and \
                dots at level 5.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let flips = level.get() >= 2 && rng.chance(0.5);
        let motion = if flips { Part::Hand } else { Part::Turn };
        let mut parts = vec![Part::Shade, Part::Size, Part::Dots];
        rng.shuffle(&mut parts);
        parts.insert(0, motion);
        parts.truncate(level.pick([1, 2, 2, 3, 4]));
        if level.get() == 1 {
            parts = vec![*rng.choose(&[Part::Turn, Part::Dots])];
        }
        let kinds = rng.sample(&HANDED, 2);
        let first = Figure {
            shade: rng.index(3),
            size: rng.index(3),
            turn: 2 * rng.int(0, 3),
            mirrored: rng.chance(0.5),
            dots: 1 + rng.index(6),
            ..Figure::of(kinds[0])
        };
        let second = parts.iter().fold(first, |figure, part| change(rng, figure, *part));
        let third = draw_third(rng, Figure { kind: kinds[1], ..first }, &parts);
        let given = [first, second, third];
        let truth = carried_over(&given)?;
        let counted = parts.contains(&Part::Dots) && rng.chance(0.25);
        let options = if counted { Vec::new() } else { draw_options(rng, &given, truth, &parts)? };
        let (a, b) = *rng.choose(&[(0, 1), (1, 2), (0, 2)]);
        let easy = if rng.chance(0.5) {
            Easy::Dots { panel: rng.index(3) }
        } else {
            Easy::Both { panels: (a, b) }
        };
        Some(Scene { given, options, easy })
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
        let truth = carried_over(&scene.given);
        let index = scene.options.iter().position(|option| Some(*option) == truth);
        let answer = match scene.options.is_empty() {
            true => Answer::integer(truth.map_or(0, |figure| figure.dots as i64)),
            false => panels::choice(index.unwrap_or_default(), scene.options.len()),
        };
        let options = option_panels().into_iter().take(scene.options.len());
        let evidence = given_panels().into_iter().chain(options).map(|panel| panel.place());
        let hard = Question { text: scene.hard_text(style), answer, evidence: evidence.collect() };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let dots: Vec<i64> = scene.given.iter().map(|figure| Part::Dots.of(figure)).collect();
        let easy = match scene.easy {
            Easy::Dots { panel } => dots.get(panel).copied(),
            Easy::Both { panels } => {
                let left = (0..3).find(|i| *i != panels.0 && *i != panels.1);
                left.map(|left| dots.iter().sum::<i64>() - dots[left])
            }
        };
        let hard = match scene.options.is_empty() {
            true => Some(Answer::integer(dots[1] + dots[2] - dots[0])),
            false => {
                let mut good =
                    (0..scene.options.len()).filter(|i| scene.overlaps(&scene.options[*i]));
                let only = good.next().filter(|_| good.next().is_none());
                only.map(|index| panels::choice(index, scene.options.len()))
            }
        };
        [easy.map(Answer::integer), hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let truth = carried_over(&scene.given)?;
        if let Some(index) = scene.options.iter().position(|option| *option == truth) {
            let options = panels::swap(rng, &scene.options, index)?;
            return Some(Scene { options, ..scene.clone() });
        }
        // Another number of dots in the third figure.
        let mut counts: Vec<usize> = (1..=6).filter(|dots| *dots != scene.given[2].dots).collect();
        rng.shuffle(&mut counts);
        counts.into_iter().find_map(|dots| {
            let third = Figure { dots, ..scene.given[2] };
            let twin = Scene { given: [scene.given[0], scene.given[1], third], ..scene.clone() };
            carried_over(&twin.given).map(|_| twin)
        })
    }
}

/// The figure after one part of the change.
fn change(rng: &mut Rng, figure: Figure, part: Part) -> Figure {
    match part {
        // Quarters, so that up and down, left and right stay what they are.
        Part::Turn => Figure { turn: (figure.turn + 2 * rng.int(1, 3)).rem_euclid(8), ..figure },
        Part::Hand => {
            // A flip from left to right, or from top to bottom.
            let half = if rng.chance(0.5) { 4 } else { 0 };
            let turn = (half - figure.turn).rem_euclid(8);
            Figure { mirrored: !figure.mirrored, turn, ..figure }
        }
        _ => part.other(rng, figure),
    }
}

/// The third figure: of another kind, and otherwise like the first where the change could
/// else be read in two ways.
fn draw_third(rng: &mut Rng, like: Figure, parts: &[Part]) -> Figure {
    let free = |part: Part| !parts.contains(&part);
    let mut third = like;
    for part in [Part::Shade, Part::Size] {
        if free(part) && rng.chance(0.5) {
            third = part.other(rng, third);
        }
    }
    if free(Part::Hand) {
        third.turn = 2 * rng.int(0, 3);
        third.mirrored = rng.chance(0.5);
    }
    third.dots = 1 + rng.index(6);
    third
}

/// What the third figure becomes; `None` where it would have no dots, or too many.
fn carried_over([first, second, third]: &[Figure; 3]) -> Option<Figure> {
    let flips = first.mirrored != second.mirrored;
    let turn = match flips {
        true => second.turn + first.turn - third.turn,
        false => third.turn + second.turn - first.turn,
    };
    let dots = (second.dots + third.dots).checked_sub(first.dots)?;
    let carried = |a: usize, b: usize, c: usize| if a == b { c } else { b };
    (1..=6).contains(&dots).then_some(Figure {
        kind: third.kind,
        shade: carried(first.shade, second.shade, third.shade),
        size: carried(first.size, second.size, third.size),
        turn: turn.rem_euclid(8),
        mirrored: third.mirrored != flips,
        dots,
    })
}

/// The truth among figures that differ in what changed. `None` where a wrong one could be
/// defended: the second figure's turn or dots taken as they are, not as a change.
fn draw_options(
    rng: &mut Rng,
    given: &[Figure; 3],
    truth: Figure,
    parts: &[Part],
) -> Option<Vec<Figure>> {
    let wrong = lookalikes(rng, truth, parts);
    let defended = |figure: &Figure| {
        [given[1].turn, truth.turn].contains(&figure.turn)
            && [given[1].dots, truth.dots].contains(&figure.dots)
            && Figure { turn: truth.turn, dots: truth.dots, ..*figure } == truth
    };
    let good = wrong.len() == 3 && !wrong.iter().any(defended);
    good.then(|| panels::hide(rng, truth, wrong).0)
}

/// Panels of the first and the second pair.
fn given_panels() -> Vec<Panel> {
    let pair = 2.0 * SIDE + ARROW;
    let first = (WIDTH - 2.0 * pair - APART) / 2.0 + SIDE / 2.0;
    let left = |i: usize| (i % 2) as f64 * (SIDE + ARROW) + (i / 2) as f64 * (pair + APART);
    (0..4).map(|i| Panel { at: [first + left(i), TOP + SIDE / 2.0], side: SIDE }).collect()
}

fn option_panels() -> Vec<Panel> {
    panels::row(4, WIDTH, TOP + SIDE + 40.0, SIDE, 26.0)
}

/// A figure's corners around its centre, as large as it is drawn.
fn corners(figure: &Figure) -> Vec<Place> {
    let reach = [1.0, 1.4, 1.8].get(figure.size).copied().unwrap_or(1.0);
    figure
        .kind
        .outline([0.0; 2], reach, figure.turn as f64 * 45.0, figure.mirrored)
        .corners()
        .to_vec()
}

impl Motion {
    /// The motion that takes one outline to another, if there is one.
    fn between(from: &[Place], to: &[Place]) -> Option<Self> {
        [false, true].into_iter().find_map(|flip| {
            let [x, y] = flipped(*from.first()?, flip);
            let [u, v] = to.first()?;
            let square = x * x + y * y;
            let motion =
                Self { factor: [(u * x + v * y) / square, (v * x - u * y) / square], flip };
            same(&motion.apply(from), to).then_some(motion)
        })
    }

    fn apply(self, corners: &[Place]) -> Vec<Place> {
        let [a, b] = self.factor;
        let moved = |at: &Place| {
            let [x, y] = flipped(*at, self.flip);
            [a * x - b * y, a * y + b * x]
        };
        corners.iter().map(moved).collect()
    }
}

fn flipped([x, y]: Place, flip: bool) -> Place {
    [if flip { -x } else { x }, y]
}

fn same(one: &[Place], two: &[Place]) -> bool {
    let near = |(p, q): (&Place, &Place)| libm::hypot(p[0] - q[0], p[1] - q[1]) < 1e-6;
    one.len() == two.len() && one.iter().zip(two).all(near)
}

impl Scene {
    /// Whether an option is what the measured motion makes of the third outline, with the
    /// paint and the dots that go with it.
    fn overlaps(&self, option: &Figure) -> bool {
        let [first, second, third] = &self.given;
        let Some(motion) = Motion::between(&corners(first), &corners(second)) else { return false };
        let painted = match first.shade == second.shade {
            true => option.shade == third.shade,
            false => option.shade == second.shade,
        };
        same(&motion.apply(&corners(third)), &corners(option))
            && painted
            && option.dots + first.dots == second.dots + third.dots
    }

    fn easy_answer(&self) -> i64 {
        let dots = |panel: usize| self.given[panel].dots as i64;
        match self.easy {
            Easy::Dots { panel } => dots(panel),
            Easy::Both { panels: (a, b) } => dots(a) + dots(b),
        }
    }

    fn easy_places(&self) -> Vec<BBox> {
        let (a, b) = match self.easy {
            Easy::Dots { panel } => (panel, panel),
            Easy::Both { panels } => panels,
        };
        let asked = given_panels().into_iter().enumerate().filter(|(i, _)| *i == a || *i == b);
        asked.map(|(_, panel)| panel.place()).collect()
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Dots { panel } => style.phrase(
                "easy",
                &[
                    "How many dots are in the {nth} panel of the top row?",
                    "Count the dots in the {nth} panel from the left of the top row.",
                ],
                &[("nth", &ordinal(panel + 1))],
            ),
            Easy::Both { panels: (a, b) } => style.phrase(
                "easy",
                &[
                    "How many dots do the {a} and the {b} panel of the top row have together?",
                    "In the top row, how many dots are in the {a} and {b} panels in all?",
                ],
                &[("a", &ordinal(a + 1)), ("b", &ordinal(b + 1))],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        if self.options.is_empty() {
            return style.phrase(
                "dots",
                &[
                    "The first figure becomes the second. If the third changes in the same way, \
                     how many dots does it have then?",
                    "The third figure is to change as the first did to become the second. How many \
                     dots will it have?",
                ],
                &[],
            );
        }
        style.phrase(
            "hard",
            &[
                "The first figure becomes the second. If the third changes in the same way, which \
                 panel does it become, {letters}?",
                "Which of the panels {letters} is to the third figure as the second is to the \
                 first?",
            ],
            &[("letters", &panels::letters(self.options.len()))],
        )
    }

    fn caption(&self) -> String {
        let [first, second, third] = self.given.map(|figure| figure.describe());
        let options: Vec<String> = self.options.iter().map(Figure::describe).collect();
        let below = match options.is_empty() {
            true => String::new(),
            false => format!(" Below are four panels A to D: {}.", options.join("; ")),
        };
        format!(
            "Two pairs of square panels, each with an arrow from its left to its right panel. The \
             first pair shows {first}, then {second}. The second shows {third}, then a question \
             mark.{below}"
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let foot = if self.options.is_empty() { TOP } else { 40.0 + SIDE + 38.0 };
        let mut sketch = Sketch::new(WIDTH, TOP + SIDE + foot, style);
        sketch.title(&TITLES, style);
        let given = given_panels();
        for (i, panel) in given.iter().enumerate() {
            panel.draw(&mut sketch);
            match self.given.get(i) {
                Some(figure) => figure.draw(&mut sketch, panel.at, SIDE, style),
                None => panel.question(&mut sketch, style),
            }
            if i % 2 == 0 {
                let [x, y] = panel.at;
                let (from, to) = (x + SIDE / 2.0 + 6.0, x + SIDE / 2.0 + ARROW - 6.0);
                sketch.arrow([from, y], [to, y], style.ink, 2.5, 11.0);
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
