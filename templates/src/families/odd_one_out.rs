//! Panels that share one property, which one of them lacks.
//!
//! The answer is certain because just one declared property sets one panel against all
//! others; in every other property the panels agree, or each of its values occurs at least
//! twice, or all differ. One solver sorts the panels by each property; the other leaves out
//! panel by panel and looks whether the rest agree on something.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::glyphs::{Figure, Kind, SHADES};
use crate::panels::{self, Panel};
use crate::sketch::Sketch;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Panels", "Compare the panels"];
const SIDE: f64 = 148.0;
const GAP: f64 = 22.0;
const MARGIN: f64 = 24.0;
/// Panels in all.
const PANELS: usize = 6;
/// Room for a panel's letter.
const FOOT: f64 = 40.0;
/// Kinds with as many corners as sides, by which dots are counted.
const SIDED: [(Kind, usize); 4] =
    [(Kind::Triangle, 3), (Kind::Square, 4), (Kind::Pentagon, 5), (Kind::Hexagon, 6)];

/// See the [module](self).
pub struct OddOneOut;

/// Panels and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    panels: Vec<Figure>,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// Dots of a panel.
    Dots { panel: usize },
    /// Panels of a shade.
    Shade { shade: usize },
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// Which panel breaks the rule.
    Which,
    /// How many dots that panel has.
    Dots,
}

/// The declared properties of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    Kind,
    Shade,
    Size,
    Dots,
    /// Whether the dots are even in number.
    Even,
    /// Whether there are as many dots as the glyph has sides.
    Sides,
}

const PROPERTIES: [Property; 6] = [
    Property::Kind,
    Property::Shade,
    Property::Size,
    Property::Dots,
    Property::Even,
    Property::Sides,
];

impl Family for OddOneOut {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "odd-one-out",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Count the dots of a panel or the panels of a shade; then find the panel that breaks \
               the rule of all others, or count its dots.",
        certain: "Just one declared property sets one panel apart, by sorting panels and by \
                  leaving out each in turn.",
        knobs: "At level 1 nothing else varies; up to level 3 ever more varies in twos and threes; \
                levels 4 and 5 have rules on even numbers and on dots against sides.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let rule = match level.get() {
            1 => *rng.choose(&[Property::Kind, Property::Shade, Property::Size]),
            2 | 3 => *rng.choose(&PROPERTIES[..4]),
            _ => *rng.choose(&[Property::Even, Property::Sides]),
        };
        let free = level.pick([1, 2, 3, 2, 3]);
        let panels = (0..40).find_map(|_| draw_panels(rng, rule, free))?;
        let shade = Easy::Shade { shade: rng.index(SHADES.len()) };
        let dots = Easy::Dots { panel: rng.index(panels.len()) };
        let easy = if rng.chance(0.6) { dots } else { shade };
        let hard = if rng.chance(0.75) { Hard::Which } else { Hard::Dots };
        Some(Scene { panels, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let odd = scene.split().unwrap_or_default();
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: scene.easy_places(style),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(odd),
            evidence: scene.places(style),
        };
        Asked { caption: scene.caption(style) + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let mut odd: Vec<usize> =
            (0..scene.panels.len()).filter(|panel| scene.left_out(*panel)).collect();
        let odd = odd.pop().filter(|_| odd.is_empty());
        let easy = match scene.easy {
            Easy::Dots { panel } => {
                scene.panels.get(panel).map_or(0, |figure| (0..figure.dots).count())
            }
            Easy::Shade { shade } => {
                let others = scene.panels.iter().filter(|figure| figure.shade != shade).count();
                scene.panels.len() - others
            }
        };
        [Some(Answer::integer(easy as i64)), odd.map(|odd| scene.hard_answer(odd))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let odd = scene.split()?;
        match scene.hard {
            Hard::Which => {
                let panels = panels::swap(rng, &scene.panels, odd)?;
                Some(Scene { panels, ..scene.clone() })
            }
            // Another number of dots in the odd panel, if it stays the odd one.
            Hard::Dots => (1..=6).filter(|dots| *dots != scene.panels[odd].dots).find_map(|dots| {
                let mut twin = scene.clone();
                twin.panels.get_mut(odd)?.dots = dots;
                (twin.split() == Some(odd)).then_some(twin)
            }),
        }
    }
}

/// Six panels of which one breaks a rule, while up to `free` other properties vary.
fn draw_panels(rng: &mut Rng, rule: Property, free: usize) -> Option<Vec<Figure>> {
    let (kind, _) = *rng.choose(&SIDED);
    let base = Figure {
        shade: rng.index(3),
        size: rng.index(3),
        dots: 1 + rng.index(6),
        ..Figure::of(kind)
    };
    let mut varied: Vec<Property> = PROPERTIES[..4].to_vec();
    varied.retain(|property| *property != rule);
    rng.shuffle(&mut varied);
    varied.truncate(free);
    let mut panels = vec![base; PANELS];
    for property in varied {
        vary(rng, &mut panels, property);
    }
    let odd = rng.index(panels.len());
    for (i, figure) in panels.iter_mut().enumerate() {
        obey(rng, figure, rule, i != odd);
    }
    let scene = Scene { panels, easy: Easy::Dots { panel: 0 }, hard: Hard::Which };
    (scene.split() == Some(odd)).then_some(scene.panels)
}

/// Gives three panels each of two values, or two each of three, at random.
fn vary(rng: &mut Rng, panels: &mut [Figure], property: Property) {
    let count = 2 + rng.index(2);
    let values = rng.sample(&[0, 1, 2], count);
    let dots = rng.sample(&[1, 2, 3, 4, 5, 6], count);
    let kinds = rng.sample(&SIDED, count);
    let mut order: Vec<usize> = (0..panels.len()).map(|i| i % count).collect();
    rng.shuffle(&mut order);
    for (figure, at) in panels.iter_mut().zip(order) {
        match property {
            Property::Kind => figure.kind = kinds[at].0,
            Property::Shade => figure.shade = values[at],
            Property::Size => figure.size = values[at],
            _ => figure.dots = dots[at],
        }
    }
}

/// Makes a panel keep a rule, or break it.
fn obey(rng: &mut Rng, figure: &mut Figure, rule: Property, keeps: bool) {
    match rule {
        Property::Kind if !keeps => figure.kind = rng.choose(&SIDED).0,
        Property::Shade if !keeps => figure.shade = rng.index(3),
        Property::Size if !keeps => figure.size = if figure.size == 0 { 2 } else { 0 },
        Property::Dots if !keeps => figure.dots = 1 + rng.index(6),
        Property::Even => figure.dots = 2 * (1 + rng.index(3)) - usize::from(!keeps),
        Property::Sides => {
            figure.kind = rng.choose(&SIDED).0;
            let sides = sides(figure.kind);
            figure.dots = if keeps { sides } else { 3 + (sides + rng.index(3) - 2) % 4 };
        }
        _ => {}
    }
}

fn sides(kind: Kind) -> usize {
    SIDED.iter().find(|(other, _)| *other == kind).map_or(0, |(_, sides)| *sides)
}

impl Property {
    /// The panel's value.
    fn of(self, figure: &Figure) -> usize {
        match self {
            Self::Kind => figure.kind as usize,
            Self::Shade => figure.shade,
            Self::Size => figure.size,
            Self::Dots => figure.dots,
            Self::Even => figure.dots % 2,
            Self::Sides => usize::from(figure.dots == sides(figure.kind)),
        }
    }
}

/// How many panels stand in a row.
fn columns(style: &Style) -> usize {
    if style.flips("rows") { 2 } else { 3 }
}

impl Scene {
    fn canvas(&self, style: &Style) -> (f64, f64) {
        let rows = self.panels.len().div_ceil(columns(style)) as f64;
        let columns = columns(style) as f64;
        let width = columns * SIDE + (columns - 1.0) * GAP + 2.0 * MARGIN;
        (width, rows * (SIDE + FOOT) + 2.0 * MARGIN - 6.0)
    }

    fn frames(&self, style: &Style) -> Vec<Panel> {
        let (width, _) = self.canvas(style);
        let rows = self.panels.len().div_ceil(columns(style));
        let top = |row: usize| MARGIN + row as f64 * (SIDE + FOOT);
        (0..rows).flat_map(|row| panels::row(columns(style), width, top(row), SIDE, GAP)).collect()
    }

    fn places(&self, style: &Style) -> Vec<BBox> {
        self.frames(style).iter().map(Panel::place).collect()
    }

    /// The panel that one property sets against all others. `None` unless it is the only
    /// one, and no property has a value that occurs once among values that repeat.
    fn split(&self) -> Option<usize> {
        let mut found = Vec::new();
        for property in PROPERTIES {
            let values: Vec<usize> = self.panels.iter().map(|figure| property.of(figure)).collect();
            let count = |value: usize| values.iter().filter(|other| **other == value).count();
            let lone: Vec<usize> = (0..values.len()).filter(|i| count(values[*i]) == 1).collect();
            let most = values.iter().map(|value| count(*value)).max().unwrap_or_default();
            match (lone.as_slice(), most + 1 == values.len()) {
                ([only], true) => found.push(*only),
                ([], _) => {}
                // A rule on dots leaves their bare number to chance.
                _ if property == Property::Dots || most == 1 => {}
                _ => return None,
            }
        }
        found.dedup();
        found.pop().filter(|_| found.is_empty())
    }

    /// Whether all panels but one agree on something on which it does not.
    fn left_out(&self, panel: usize) -> bool {
        let Some(own) = self.panels.get(panel) else { return false };
        PROPERTIES.into_iter().any(|property| {
            let mut rest = self.panels.iter().enumerate().filter(|(i, _)| *i != panel);
            let Some((_, first)) = rest.next() else { return false };
            let shared = property.of(first);
            property.of(own) != shared && rest.all(|(_, figure)| property.of(figure) == shared)
        })
    }

    fn easy_answer(&self) -> i64 {
        match self.easy {
            Easy::Dots { panel } => self.panels[panel].dots as i64,
            Easy::Shade { shade } => {
                self.panels.iter().filter(|figure| figure.shade == shade).count() as i64
            }
        }
    }

    fn hard_answer(&self, odd: usize) -> Answer {
        match self.hard {
            Hard::Which => panels::choice(odd, self.panels.len()),
            Hard::Dots => {
                Answer::integer(self.panels.get(odd).map_or(0, |figure| figure.dots) as i64)
            }
        }
    }

    fn easy_places(&self, style: &Style) -> Vec<BBox> {
        match self.easy {
            Easy::Dots { panel } => {
                self.frames(style).get(panel).map(Panel::place).into_iter().collect()
            }
            Easy::Shade { .. } => self.places(style),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Dots { panel } => style.phrase(
                "easy",
                &["How many dots are in panel {letter}?", "Count the dots in panel {letter}."],
                &[("letter", panels::OPTIONS[panel])],
            ),
            Easy::Shade { shade } => style.phrase(
                "easy",
                &[
                    "How many of the shapes above the dots are {shade}?",
                    "In how many panels is the shape above the dots {shade}?",
                ],
                &[("shade", SHADES[shade])],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let letters = panels::letters(self.panels.len());
        match self.hard {
            Hard::Which => style.phrase(
                "hard",
                &[
                    "All panels but one follow the same rule. Which one breaks it, {letters}?",
                    "Five of the six panels have something in common that one lacks. Which panel \
                     is the odd one out, {letters}?",
                ],
                &[("letters", &letters)],
            ),
            Hard::Dots => style.phrase(
                "hard",
                &[
                    "All panels but one follow the same rule. How many dots are in the panel that \
                     breaks it?",
                    "Five of the six panels have something in common that one lacks. How many dots \
                     does the odd one out hold?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self, style: &Style) -> String {
        let one = |(figure, letter): (&Figure, &str)| format!("{letter}: {}", figure.describe());
        let all: Vec<String> = self.panels.iter().zip(panels::OPTIONS).map(one).collect();
        let rows = if columns(style) == 3 { "two rows of three" } else { "three rows of two" };
        format!("Six square panels in {rows}, with letters below. {}.", all.join("; "))
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = self.canvas(style);
        let mut sketch = Sketch::new(width, height, style);
        sketch.title(&TITLES, style);
        let frames = self.frames(style);
        panels::lettered(&mut sketch, &frames, style);
        for (figure, frame) in self.panels.iter().zip(&frames) {
            figure.draw(&mut sketch, frame.at, frame.side, style);
        }
        sketch
    }
}
