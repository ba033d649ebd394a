//! Rulers, thermometers, gauges and measuring cylinders: read them and reckon with it.
//!
//! The answer is certain because every reading lies on a tick or halfway between two. One
//! solver counts ticks; the other measures on the drawing where the marker ends, as a part
//! of the way from the first tick to the last.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::dial;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Readings", "Two instruments"];

/// What a tick is worth.
const WORTH: [i64; 5] = [1, 2, 4, 5, 10];
const NAMES: [&str; 2] = ["A", "B"];
/// Ticks from one number to the next.
const NUMBERED: i64 = 5;
/// Paint of tubes, rims and edges.
const GLASS: &str = "#9aa0a8";
const LENGTH: f64 = 320.0;
const RADIUS: f64 = 94.0;
/// The first tick of a gauge, in degrees from the top; the last lies opposite.
const SWEEP: f64 = 135.0;

/// See the [module](self).
pub struct ScaleReading;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Ruler,
    Thermometer,
    Gauge,
    Cylinder,
}

/// Two instruments with equal scales.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    kind: Kind,
    /// What a tick is worth.
    worth: i64,
    ticks: i64,
    /// The readings in halves of a tick.
    halves: [i64; 2],
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index instruments.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Read { of: usize },
    Tick,
}

/// The hard questions; marks and changes are in ticks.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    Difference,
    /// How much is missing to a mark.
    Missing {
        of: usize,
        mark: i64,
    },
    /// What it reads after it rose or fell.
    Changed {
        of: usize,
        by: i64,
    },
}

impl Family for ScaleReading {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "scale-reading",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read a ruler, thermometer, gauge or measuring cylinder, or tell what a tick is \
               worth; then how far two readings are apart, how much is missing to a mark, or \
               what is read after a change.",
        certain: "Readings lie on ticks or halfway between. By counting ticks, and by measuring \
                  where the marker ends on the drawing.",
        knobs: "Level 1 has 15 ticks, level 3 20, level 5 30; from level 3 on readings also lie \
                halfway between ticks.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let ticks: i64 = level.pick([15, 20, 20, 25, 30]);
        let grain = if level.get() >= 3 { 1 } else { 2 };
        let kind = *rng.choose(&[Kind::Ruler, Kind::Thermometer, Kind::Gauge, Kind::Cylinder]);
        let mut reading = || grain * rng.int(2, 2 * ticks / grain - 1);
        let mut halves = [reading(), reading()];
        let (of, answer) = (rng.index(2), grain * rng.int(4 / grain, 2 * ticks / grain - 4));
        let hard = match rng.index(3) {
            0 => {
                halves[1] = halves[0] + if rng.chance(0.5) { answer } else { -answer };
                Hard::Difference
            }
            1 => {
                let mark = rng.int((answer + 3) / 2, ticks);
                halves[of] = 2 * mark - answer;
                Hard::Missing { of, mark }
            }
            _ => {
                let by = rng.int(2, ticks / 2) * if rng.chance(0.5) { 1 } else { -1 };
                halves[of] = answer - 2 * by;
                Hard::Changed { of, by }
            }
        };
        let easy = if rng.chance(0.6) { Easy::Read { of: rng.index(2) } } else { Easy::Tick };
        let scene = Scene { kind, worth: *rng.choose(&WORTH), ticks, halves, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (answer, evidence) = match scene.easy {
            Easy::Read { of } => (scene.number(scene.halves[of] as f64), vec![scene.panel(of)]),
            Easy::Tick => (Answer::integer(scene.worth), vec![scene.panel(0)]),
        };
        let easy = Question { text: scene.easy_text(style), answer, evidence };
        let evidence = match scene.hard {
            Hard::Difference => vec![scene.panel(0), scene.panel(1)],
            Hard::Missing { of, .. } | Hard::Changed { of, .. } => vec![scene.panel(of)],
        };
        let answer = scene.number(scene.hard_halves() as f64);
        let hard = Question { text: scene.hard_text(style), answer, evidence };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let worth = scene.worth as f64;
        let easy = match scene.easy {
            Easy::Read { of } => scene.number(2.0 * scene.measure(of) / worth),
            Easy::Tick => {
                let numbers = scene.number_at(NUMBERED) - scene.number_at(0);
                Answer::integer(numbers / NUMBERED)
            }
        };
        let found = match scene.hard {
            Hard::Difference => libm::fabs(scene.measure(0) - scene.measure(1)),
            Hard::Missing { of, mark } => (mark * scene.worth) as f64 - scene.measure(of),
            Hard::Changed { of, by } => scene.measure(of) + (by * scene.worth) as f64,
        };
        [Some(easy), Some(scene.number(2.0 * found / worth))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let of = match scene.hard {
            Hard::Difference => rng.index(2),
            Hard::Missing { of, .. } | Hard::Changed { of, .. } => of,
        };
        let grain = if scene.halves.iter().all(|h| h % 2 == 0) { 2 } else { 1 };
        let twins = (2..2 * scene.ticks - 1).filter(|to| to % grain == 0).map(|to| {
            let mut twin = scene.clone();
            twin.halves[of] = to;
            twin
        });
        let differs = |twin: &Scene| {
            twin.fair()
                && (twin.hard_halves() - scene.hard_halves()).abs() >= 4
                && (twin.halves[of] - scene.halves[of]).abs() <= scene.ticks
        };
        let twins: Vec<Scene> = twins.filter(differs).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

impl Kind {
    fn unit(self) -> &'static str {
        match self {
            Self::Ruler => "mm",
            Self::Thermometer => "°C",
            Self::Gauge => "bar",
            Self::Cylinder => "ml",
        }
    }

    /// What is read on the instrument called `name`.
    fn quantity(self, name: &str) -> String {
        let quantity = match self {
            Self::Ruler => "length of bar",
            Self::Thermometer => "temperature on thermometer",
            Self::Gauge => "pressure on gauge",
            Self::Cylinder => "volume in cylinder",
        };
        format!("the {quantity} {name}")
    }

    /// What its quantity does when it becomes more and when it becomes less.
    fn changes(self) -> [&'static str; 2] {
        if self == Self::Ruler { ["grow", "shrink"] } else { ["rise", "fall"] }
    }

    /// Width and height of a panel.
    fn size(self) -> (f64, f64) {
        match self {
            Self::Ruler => (LENGTH + 80.0, 162.0),
            Self::Thermometer | Self::Cylinder => (180.0, LENGTH + 110.0),
            Self::Gauge => (296.0, 290.0),
        }
    }
}

impl Scene {
    /// Whether all that is asked for lies on the scale.
    fn fair(&self) -> bool {
        let top = 2 * self.ticks;
        let on = |halves: i64| (2..top - 1).contains(&halves);
        let answer = self.hard_halves();
        let apart = (self.halves[0] - self.halves[1]).abs() >= 1;
        self.halves.iter().all(|h| on(*h)) && apart && answer >= 3 && answer <= top
    }

    fn hard_halves(&self) -> i64 {
        match self.hard {
            Hard::Difference => (self.halves[0] - self.halves[1]).abs(),
            Hard::Missing { of, mark } => 2 * mark - self.halves[of],
            Hard::Changed { of, by } => self.halves[of] + 2 * by,
        }
    }

    /// So many halves of a tick as a number, right to a quarter of a tick.
    fn number(&self, halves: f64) -> Answer {
        Answer::number(halves * self.worth as f64 / 2.0, 1, self.worth as f64 / 4.0)
    }

    /// The number at a tick.
    fn number_at(&self, tick: i64) -> i64 {
        tick * self.worth
    }

    fn canvas(&self) -> (f64, f64) {
        let (width, height) = self.kind.size();
        if self.kind == Kind::Ruler { (width, 2.0 * height) } else { (2.0 * width, height) }
    }

    /// The upper left corner of a panel.
    fn corner(&self, of: usize) -> Place {
        let (width, height) = self.kind.size();
        if self.kind == Kind::Ruler { [0.0, of as f64 * height] } else { [of as f64 * width, 0.0] }
    }

    fn panel(&self, of: usize) -> BBox {
        let ([x, y], (width, height)) = (self.corner(of), self.kind.size());
        BBox::xywh(x + 4.0, y + 4.0, width - 8.0, height - 8.0)
    }

    /// The centre of a gauge, or where a straight scale starts.
    fn origin(&self, of: usize) -> Place {
        let [x, y] = self.corner(of);
        match self.kind {
            Kind::Ruler => [x + 40.0, y + 74.0],
            Kind::Thermometer => [x + 66.0, y + LENGTH + 22.0],
            Kind::Cylinder => [x + 102.0, y + LENGTH + 22.0],
            Kind::Gauge => [x + 148.0, y + 134.0],
        }
    }

    /// The place at so many halves of a tick, `aside` units off the scale.
    fn place(&self, of: usize, halves: i64, aside: f64) -> Place {
        let [x, y] = self.origin(of);
        let part = halves as f64 / (2 * self.ticks) as f64;
        match self.kind {
            Kind::Ruler => [x + part * LENGTH, y + aside],
            Kind::Thermometer | Kind::Cylinder => [x + aside, y - part * LENGTH],
            Kind::Gauge => dial::at([x, y], RADIUS + aside, (2.0 * part - 1.0) * SWEEP),
        }
    }

    /// The bar, column or needle that shows a reading; its first corner lies at it.
    fn marker(&self, of: usize) -> Form {
        let halves = self.halves[of];
        let [x, y] = self.origin(of);
        let [u, v] = self.place(of, halves, 0.0);
        match self.kind {
            Kind::Ruler => {
                Form::Ring(vec![[u, y - 14.0], [u, y - 38.0], [x, y - 38.0], [x, y - 14.0]])
            }
            Kind::Cylinder => {
                Form::Ring(vec![[x - 12.0, v], [x - 12.0, y], [x - 74.0, y], [x - 74.0, v]])
            }
            Kind::Thermometer => {
                // From one side of the column around to the other, so that it stays straight.
                let neck = libm::asin(5.0 / 14.0).to_degrees();
                let step = (360.0 - 2.0 * neck) / 12.0;
                let bulb = (0..=12)
                    .map(|i| dial::at([x - 20.0, y + 22.0], 14.0, neck + f64::from(i) * step));
                let column = [[x - 25.0, v], [x - 15.0, v]];
                Form::Ring(column.into_iter().chain(bulb).collect())
            }
            Kind::Gauge => {
                let to = self.place(of, halves, -22.0);
                let back = dial::direction([x, y], to) + 180.0;
                let tail = [-30.0, 30.0].map(|turn| dial::at([x, y], 14.0, back + turn));
                Form::Ring(vec![to, tail[0], tail[1]])
            }
        }
    }

    /// The reading by where the marker ends, as a part of the whole scale.
    fn measure(&self, of: usize) -> f64 {
        let tip = self.marker(of).corners().first().copied().unwrap_or_default();
        let (first, last) = (self.place(of, 0, 0.0), self.place(of, 2 * self.ticks, 0.0));
        let part = match self.kind {
            Kind::Ruler => (tip[0] - first[0]) / (last[0] - first[0]),
            Kind::Thermometer | Kind::Cylinder => (tip[1] - first[1]) / (last[1] - first[1]),
            Kind::Gauge => {
                let direction = |to: Place| (dial::direction(self.origin(of), to) + 180.0) % 360.0;
                (direction(tip) - direction(first)) / (direction(last) - direction(first))
            }
        };
        libm::round(part * (2 * self.ticks) as f64) / 2.0 * self.worth as f64
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = self.canvas();
        let mut sketch = Sketch::new(width, height, style);
        sketch.title(&TITLES, style);
        for (of, name) in NAMES.into_iter().enumerate() {
            self.scale(&mut sketch, of, style);
            self.body(&mut sketch, of);
            sketch.mark(self.marker(of), Look::fill(style.palette[of]));
            let ([x, y], (wide, high)) = (self.corner(of), self.kind.size());
            let words = format!("{name} ({})", self.kind.unit());
            sketch.bold(&words, [x + wide / 2.0, y + high - 22.0], 16.0, style.ink);
        }
        sketch
    }

    /// Ticks and numbers.
    fn scale(&self, sketch: &mut Sketch, of: usize, style: &Style) {
        // On a gauge, ticks point inwards and the numbers lie around them.
        let side = if self.kind == Kind::Gauge { -1.0 } else { 1.0 };
        for tick in 0..=self.ticks {
            let numbered = tick % NUMBERED == 0;
            let long = if numbered { 16.0 } else { 9.0 };
            let ends = [0.0, side * long].map(|aside| self.place(of, 2 * tick, aside));
            sketch.segment(ends[0], ends[1], Look::stroke(style.ink, 1.5));
            if numbered {
                let words = self.number_at(tick).to_string();
                let aside = self.aside(tick, words.len());
                sketch.word(&words, self.place(of, 2 * tick, aside), 15.0, style.ink);
            }
        }
    }

    /// How far off the scale a number of so many digits is centred, clear of its tick.
    fn aside(&self, tick: i64, digits: usize) -> f64 {
        let half = 4.8 * digits as f64;
        match self.kind {
            Kind::Ruler => 32.0,
            Kind::Thermometer | Kind::Cylinder => 23.0 + half,
            Kind::Gauge => {
                let turn = (2.0 * tick as f64 / self.ticks as f64 - 1.0) * SWEEP;
                let (sin, cos) = libm::sincos(turn.to_radians());
                14.0 + half * libm::fabs(sin) + 7.0 * libm::fabs(cos)
            }
        }
    }

    /// The edge, tube or rim behind a marker.
    fn body(&self, sketch: &mut Sketch, of: usize) {
        let [x, y] = self.origin(of);
        let form = match self.kind {
            Kind::Ruler => Form::rect(x - 18.0, y - 7.0, LENGTH + 36.0, 54.0),
            Kind::Thermometer => Form::rect(x - 32.0, y - LENGTH - 8.0, 24.0, LENGTH + 10.0),
            Kind::Cylinder => {
                let (left, right, top) = (x - 79.0, x - 7.0, y - LENGTH - 8.0);
                Form::Line(vec![[left, top], [left, y + 5.0], [right, y + 5.0], [right, top]])
            }
            Kind::Gauge => Form::Disc([x, y], RADIUS + 6.0),
        };
        sketch.mark(form, Look::stroke(GLASS, 2.0));
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Read { of } => style.phrase(
                "easy",
                &["What is {of}, in {unit}?", "Read {of}. How many {unit} is it?"],
                &[("of", &self.kind.quantity(NAMES[of])), ("unit", self.kind.unit())],
            ),
            Easy::Tick => style.phrase(
                "easy",
                &[
                    "How many {unit} are there from one tick to the next?",
                    "How many {unit} is the space between two neighbouring ticks worth?",
                ],
                &[("unit", self.kind.unit())],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (of, ticks, forms) = match self.hard {
            Hard::Difference => (
                0,
                0,
                [
                    "By how many {unit} do the readings of A and B differ?",
                    "How many {unit} are the readings of A and B apart?",
                ],
            ),
            Hard::Missing { of, mark } => (
                of,
                mark,
                [
                    "By how many {unit} must {of} {rise} to reach {n} {unit}?",
                    "How many {unit} are missing from {of} to {n} {unit}?",
                ],
            ),
            Hard::Changed { of, by } if by > 0 => (
                of,
                by,
                [
                    "If {of} {rise}s by {n} {unit}, how many {unit} is it then?",
                    "How many {unit} is {of} after a rise by {n} {unit}?",
                ],
            ),
            Hard::Changed { of, by } => (
                of,
                -by,
                [
                    "If {of} {fall}s by {n} {unit}, how many {unit} is it then?",
                    "How many {unit} is {of} after a fall by {n} {unit}?",
                ],
            ),
        };
        let (of, n) = (self.kind.quantity(NAMES[of]), self.number_at(ticks).to_string());
        let [rise, fall] = self.kind.changes();
        let values = [("of", of.as_str()), ("n", &n), ("unit", self.kind.unit())];
        style.phrase("hard", &forms, &[&values[..], &[("rise", rise), ("fall", fall)]].concat())
    }

    fn caption(&self) -> String {
        let unit = self.kind.unit();
        let (pair, shown) = match self.kind {
            Kind::Ruler => ("rulers, one above the other, with a bar on each", "the bar ends"),
            Kind::Thermometer => ("thermometers side by side", "the column ends"),
            Kind::Gauge => ("round gauges side by side", "the needle points"),
            Kind::Cylinder => ("measuring cylinders side by side", "the liquid ends"),
        };
        let read = |of: usize| (self.halves[of] * self.worth) as f64 / 2.0;
        format!(
            "Two {pair}, named A and B with the unit {unit}. Each scale runs from 0 to {}, with \
             a tick for every {} and a number at every fifth tick. On A {shown} at {}, on B at {}.",
            self.number_at(self.ticks),
            self.worth,
            read(0),
            read(1)
        )
    }
}
