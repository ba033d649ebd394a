//! Frames that change by a rule: which figure comes next, or later?
//!
//! Each part of a figure (turn, shade, size, dots) goes on by equal steps or by turns. The
//! answer is certain because four frames leave one such rule for each part. One solver
//! reads the rules off the frames and carries them on; the other puts every option at its
//! place and keeps those for which the whole series has a rule.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::glyphs::{Figure, HANDED, Kind, Part, lookalikes};
use crate::names::ordinal;
use crate::panels::{self, Panel};
use crate::sketch::Sketch;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Series", "Continue the series"];
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 316.0;
const SIDE: f64 = 94.0;
const GAP: f64 = 13.0;
const FRAMES: usize = 4;
const PARTS: [Part; 4] = [Part::Turn, Part::Shade, Part::Size, Part::Dots];

/// See the [module](self).
pub struct FigureSeries;

/// The frames shown, the options, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    frames: Vec<Figure>,
    options: Vec<Figure>,
    /// The frame that is asked for, counted from 0.
    asked: usize,
    easy: Easy,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// Dots of a frame.
    Dots { frame: usize },
    /// Dots of two frames together.
    Both { frames: (usize, usize) },
}

impl Family for FigureSeries {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "figure-series",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Count the dots of a frame or of two; then find the figure that \
               comes next, or that comes after several more.",
        certain: "Four frames leave one rule for each part. It is read off and carried on, and \
                  every option is tried at its place.",
        knobs: "One part changes at level 1, two at 2 and 3, three at 4, four at 5; from level 3 \
                on the question may go up to three frames further.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let further = level.pick([0, 0, 1, 2, 3]);
        let asked = FRAMES + rng.index(further + 1);
        let mut parts = rng.sample(&PARTS, level.pick([1, 2, 2, 3, 4]));
        if level.get() <= 1 {
            parts = vec![*rng.choose(&[Part::Turn, Part::Dots])];
        }
        let kind = *rng.choose(&[Kind::Arrow, HANDED[0], HANDED[1], HANDED[2]]);
        let start = Figure {
            shade: rng.index(3),
            size: rng.index(3),
            turn: rng.int(0, 7),
            dots: 1 + rng.index(6),
            ..Figure::of(kind)
        };
        let mut series = vec![start; asked + 1];
        for part in &parts {
            vary(rng, &mut series, *part)?;
        }
        let truth = series.pop()?;
        series.truncate(FRAMES);
        let wrong = lookalikes(rng, truth, &parts);
        if wrong.len() < 3 {
            return None;
        }
        let (options, _) = panels::hide(rng, truth, wrong);
        let dots = Easy::Dots { frame: rng.index(FRAMES) };
        let first = rng.index(FRAMES - 1);
        let second = rng.int(first as i64 + 1, FRAMES as i64 - 1) as usize;
        let easy = if rng.chance(0.5) { dots } else { Easy::Both { frames: (first, second) } };
        Some(Scene { frames: series, options, asked, easy })
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
        let index = scene.options.iter().position(|option| scene.is_next(option));
        let all = frames().into_iter().chain(option_panels()).map(|panel| panel.place());
        let hard = Question {
            text: scene.hard_text(style),
            answer: panels::choice(index.unwrap_or_default(), scene.options.len()),
            evidence: all.collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let fits = |option: &Figure| PARTS.into_iter().all(|part| scene.fits(part, option));
        let mut good = (0..scene.options.len()).filter(|i| fits(&scene.options[*i]));
        let hard = good.next().filter(|_| good.next().is_none());
        let easy = match scene.easy {
            Easy::Dots { frame } => {
                scene.frames.iter().skip(frame).map(|figure| figure.dots).next().unwrap_or(0)
            }
            Easy::Both { frames: (a, b) } => {
                let asked = scene.frames.iter().enumerate().filter(|(i, _)| *i == a || *i == b);
                asked.map(|(_, figure)| figure.dots).sum()
            }
        };
        let hard = hard.map(|index| panels::choice(index, scene.options.len()));
        [Some(Answer::integer(easy as i64)), hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let truth = scene.options.iter().position(|option| scene.is_next(option))?;
        let options = panels::swap(rng, &scene.options, truth)?;
        Some(Scene { options, ..scene.clone() })
    }
}

/// Changes one part along a series by equal steps or by turns. `None` where dots run out.
fn vary(rng: &mut Rng, series: &mut [Figure], part: Part) -> Option<()> {
    let other = part.other(rng, *series.first()?);
    let step = match part {
        Part::Turn => *rng.choose(&[1, 2, 3, 5, 6, 7]),
        Part::Dots => *rng.choose(&[-2, -1, 1, 2]),
        _ => rng.int(1, 2),
    };
    let by_turns = part != Part::Turn && rng.chance(0.4);
    for (i, figure) in series.iter_mut().enumerate() {
        let far = step * i as i64;
        match part {
            Part::Turn => figure.turn = (figure.turn + far).rem_euclid(8),
            Part::Shade if by_turns && i % 2 == 1 => figure.shade = other.shade,
            Part::Size if by_turns && i % 2 == 1 => figure.size = other.size,
            Part::Dots if by_turns && i % 2 == 1 => figure.dots = other.dots,
            _ if by_turns => {}
            Part::Shade => figure.shade = (figure.shade + far as usize) % 3,
            Part::Size => figure.size = (figure.size + far as usize) % 3,
            _ => {
                let dots = figure.dots as i64 + far;
                figure.dots = usize::try_from(dots).ok().filter(|dots| (1..=6).contains(dots))?;
            }
        }
    }
    Some(())
}

/// Values after which a part begins again; dots never do.
fn cycle(part: Part) -> Option<i64> {
    match part {
        Part::Turn => Some(8),
        Part::Shade | Part::Size => Some(3),
        _ => None,
    }
}

/// A number within the part's cycle.
fn wrap(part: Part, value: i64) -> i64 {
    cycle(part).map_or(value, |cycle| value.rem_euclid(cycle))
}

fn frames() -> Vec<Panel> {
    panels::row(FRAMES + 1, WIDTH, 26.0, SIDE, GAP)
}

fn option_panels() -> Vec<Panel> {
    panels::row(4, WIDTH, 176.0, SIDE, 30.0)
}

impl Scene {
    fn values(&self, part: Part) -> Vec<i64> {
        self.frames.iter().map(|figure| part.of(figure)).collect()
    }

    /// Whether a figure is the one asked for, by the rules that the frames follow.
    fn is_next(&self, option: &Figure) -> bool {
        PARTS.into_iter().all(|part| self.carried_on(part) == Some(part.of(option)))
    }

    /// The value of a part in the frame asked for.
    fn carried_on(&self, part: Part) -> Option<i64> {
        match self.values(part)[..] {
            [a, b, c, d] if a == c && b == d => {
                Some(if self.asked.is_multiple_of(2) { a } else { b })
            }
            [a, b, ..] => Some(wrap(part, a + (b - a) * self.asked as i64)),
            _ => None,
        }
    }

    /// Whether the series, with an option in the frame asked for, has a rule in a part:
    /// for some filling of the frames between, neighbours differ by the same, or every
    /// second frame is the same.
    fn fits(&self, part: Part, option: &Figure) -> bool {
        let (values, last) = (self.values(part), part.of(option));
        let by_turns = values.windows(3).all(|w| w[0] == w[2])
            && values.iter().skip(self.asked % 2).step_by(2).all(|value| *value == last);
        let walks = |step: i64| {
            let mut at = values[0];
            let mut good = true;
            for i in 0..=self.asked {
                good &= values.get(i).is_none_or(|value| *value == at);
                good &= i != self.asked || at == last;
                at = wrap(part, at + step);
            }
            good
        };
        by_turns || (-8..=8).any(walks)
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Dots { frame } => self.frames[frame].dots as i64,
            Easy::Both { frames: (a, b) } => (self.frames[a].dots + self.frames[b].dots) as i64,
        }
    }

    fn easy_places(&self) -> Vec<BBox> {
        let asked = match self.easy {
            Easy::Dots { frame } => (frame, frame),
            Easy::Both { frames } => frames,
        };
        let places = frames().into_iter().enumerate();
        let places = places.filter(|(i, _)| *i == asked.0 || *i == asked.1);
        places.map(|(_, panel)| panel.place()).collect()
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Dots { frame } => style.phrase(
                "easy",
                &["How many dots are in frame {n}?", "Count the dots in the {nth} frame."],
                &[("nth", &ordinal(frame + 1)), ("n", &(frame + 1).to_string())],
            ),
            Easy::Both { frames: (a, b) } => style.phrase(
                "easy",
                &[
                    "How many dots are in frames {a} and {b} together?",
                    "Count the dots in frames {a} and {b}. How many are there in all?",
                ],
                &[("a", &(a + 1).to_string()), ("b", &(b + 1).to_string())],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let letters = panels::letters(self.options.len());
        if self.asked == FRAMES {
            return style.phrase(
                "hard",
                &[
                    "The frames follow a rule. Which panel belongs in place of the question mark, \
                     {letters}?",
                    "Which of the panels {letters} continues the series?",
                ],
                &[("letters", &letters)],
            );
        }
        style.phrase(
            "later",
            &[
                "The series of frames goes on by its rule. Which panel would be frame {n}, \
                 {letters}?",
                "If the rule of the frames is kept, which of the panels {letters} is the {nth} \
                 frame?",
            ],
            &[
                ("nth", &ordinal(self.asked + 1)),
                ("n", &(self.asked + 1).to_string()),
                ("letters", &letters),
            ],
        )
    }

    fn caption(&self) -> String {
        let list = |all: &[Figure]| all.iter().map(Figure::describe).collect::<Vec<_>>().join("; ");
        format!(
            "A row of four numbered frames, then a frame with a question mark. The frames hold: \
             {}. Below are four panels A to D: {}.",
            list(&self.frames),
            list(&self.options)
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(WIDTH, HEIGHT, style);
        sketch.title(&TITLES, style);
        let frames = frames();
        for (i, frame) in frames.iter().enumerate() {
            frame.draw(&mut sketch);
            let below = [frame.at[0], frame.at[1] + SIDE / 2.0 + style.text * 0.8];
            sketch.word(&(i + 1).to_string(), below, style.text, style.ink);
            match self.frames.get(i) {
                Some(figure) => figure.draw(&mut sketch, frame.at, SIDE, style),
                None => frame.question(&mut sketch, style),
            }
        }
        let below = option_panels();
        panels::lettered(&mut sketch, &below, style);
        for (figure, panel) in self.options.iter().zip(&below) {
            figure.draw(&mut sketch, panel.at, panel.side, style);
        }
        sketch
    }
}
