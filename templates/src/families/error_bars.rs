//! Estimates with their intervals: read ends, and tell which intervals overlap.
//!
//! The answer is certain because ends that are compared lie some units apart. One solver
//! compares ends, the other walks along the axis and notes which intervals it meets.

use serde::Serialize;
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{Place, centres, corners, filled, marks, stroked, texts};
use crate::names::CITIES;
use crate::numbers::leads;
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 400.0;
/// Left, top, right and bottom of the plot.
const PLOT: [f64; 4] = [62.0, 76.0, 540.0, 350.0];
/// The highest value on the axis, and distance of its lines.
const MOST: i64 = 100;
const STEP: usize = 10;
/// Half the length of the stroke that ends an interval.
const CAP: f64 = 9.0;
const SUBTITLE: &str = "Mean with 95 % confidence interval";
/// How far off a value may be read, in units of the axis.
const SLACK: f64 = 2.0;

/// What is estimated, and for whom.
const TOPICS: [(&str, [&str; 7]); 5] = [
    ("Seeds that sprouted (%)", ["Basil", "Chives", "Cress", "Dill", "Mint", "Sage", "Thyme"]),
    ("Battery life (hours)", ["Aero", "Bolt", "Core", "Dash", "Echo", "Flux", "Glow"]),
    ("Growth in a season (cm)", ["Oak", "Pine", "Birch", "Maple", "Beech", "Larch", "Ash"]),
    ("Score in the final test", ["Ants", "Bees", "Crows", "Deer", "Foxes", "Hares", "Owls"]),
    ("Votes in favour (%)", {
        let [a, b, c, d, e, f, g, ..] = CITIES;
        [a, b, c, d, e, f, g]
    }),
];

/// See the [module](self).
pub struct ErrorBars;

/// An interval; the mean is its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Interval {
    low: i64,
    high: i64,
}

/// The intervals and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    title: &'static str,
    names: Vec<&'static str>,
    intervals: Vec<Interval>,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The mean of one.
    Mean { of: usize },
    /// Which mean is the highest.
    Highest,
}

/// The hard questions. Numbers index intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// Where an interval ends.
    End { of: usize, upper: bool },
    /// How wide an interval is.
    Width { of: usize },
    /// Which interval is the widest.
    Widest,
    /// How many others overlap with one.
    Meets { of: usize },
    /// How many pairs overlap.
    Pairs,
    /// How many share a value, at most.
    Deepest,
}

impl Family for ErrorBars {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "error-bars",
        group: Group::Charts,
        language: Language::Python,
        content_type: ContentType::DataChart,
        asks: "Read a mean or find the highest; then read where an interval ends or how wide it \
               is, find the widest, or count which overlap.",
        certain: "Ends that are compared lie at least four units apart. Ends are compared, and a \
                  walk along the axis notes which intervals it meets.",
        knobs: "Level 1 has four intervals and asks for their ends; level 3 five and which of them \
                overlap with one; level 5 seven and all overlaps at once.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (title, names) = *rng.choose(&TOPICS);
        let names = rng.sample(&names, level.pick([4, 5, 5, 6, 7]));
        let of = rng.index(names.len());
        let hard = Hard::draw(level, rng, of);
        let easy = match rng.chance(0.6) {
            true => Easy::Mean { of: (of + 1) % names.len() },
            false => Easy::Highest,
        };
        let wanted = hard.draw_answer(rng, names.len());
        let offset = rng.int(0, 3);
        (0..300).find_map(|_| {
            let intervals = names.iter().map(|_| hard.draw_interval(rng, offset, 15)).collect();
            let scene = Scene { title, names: names.clone(), intervals, easy, hard };
            let met = wanted.is_none_or(|count| scene.hard_answer() == Answer::integer(count));
            (met && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let [left, top, right, bottom] = PLOT;
        let rows: Vec<_> = scene
            .names
            .iter()
            .zip(&scene.intervals)
            .map(|(name, interval)| (*name, interval.mean(), interval.mean() - interval.low as f64))
            .collect();
        let program = Python::new("Draws estimates with their intervals.", &[])
            .set("WIDTH", WIDTH)
            .set("HEIGHT", HEIGHT)
            .set("LEFT", left)
            .set("TOP", top)
            .set("RIGHT", right)
            .set("BOTTOM", bottom)
            .set("BACKGROUND", style.background)
            .set("INK", style.ink)
            .set("POINT", style.palette[0])
            .set("LINE", style.palette[1])
            .set("FONT", style.font)
            .set("TITLE", scene.title)
            .set("SUBTITLE", SUBTITLE)
            .set("TITLE_AT", style.title_at(left, f64::midpoint(left, right)))
            .set("SQUARE", style.rng("point").chance(0.5))
            .set("DASHES", if style.rng("lines").chance(0.5) { "2 4" } else { "none" })
            .blank()
            .comment("Name, mean, and how far the interval reaches to either side.")
            .rows("estimates", &rows)
            .finish(CODE);
        Drawing {
            program: Program::python(program),
            width: WIDTH,
            height: HEIGHT,
            origin: [0.0; 2],
        }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let every = || (0..scene.names.len()).map(|i| scene.place(i)).collect::<Vec<_>>();
        let (answer, evidence) = match scene.easy {
            Easy::Mean { of } => (reading(scene.intervals[of].mean()), vec![scene.place(of)]),
            Easy::Highest => {
                let doubled = |i: &usize| scene.intervals[*i].low + scene.intervals[*i].high;
                let highest = (0..scene.names.len()).max_by_key(doubled).unwrap_or(0);
                (Answer::text(scene.names[highest]), every())
            }
        };
        let easy = Question { text: scene.easy_text(style), answer, evidence };
        let evidence = match scene.hard {
            Hard::End { of, .. } | Hard::Width { of } => vec![scene.place(of)],
            _ => every(),
        };
        let hard = Question { text: scene.hard_text(style), answer: scene.hard_answer(), evidence };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let count = scene.names.len();
        let lines = (0..=MOST).step_by(STEP);
        let words = lines.clone().map(|value| value.to_string());
        let names = scene.names.iter().map(|name| (*name).to_owned());
        let columns = (0..count).map(|i| (scene.names[i].to_owned(), scene.x(i)));
        let shape = |i: usize| {
            let (x, Interval { low, high }) = (scene.x(i), scene.intervals[i]);
            let end = |value| [-CAP, 0.0, CAP].map(|aside| [x + aside, y(value as f64)]);
            [end(high), end(low)].concat()
        };
        let point = |i: usize| -> Place { [scene.x(i), y(scene.intervals[i].mean())] };
        let (line, fill) = (|| stroked(style.palette[1]), || filled(style.palette[0]));
        vec![
            texts(words.chain(names).chain([scene.title.to_owned(), SUBTITLE.to_owned()])),
            marks(fill(), count),
            centres(fill(), (0..count).map(point)),
            marks(line(), count),
            corners(line(), (0..count).flat_map(shape)),
            Claim::Ticks { axis: Axis::X, labels: columns.collect() },
            Claim::Ticks {
                axis: Axis::Y,
                labels: lines.map(|value| (value.to_string(), y(value as f64))).collect(),
            },
        ]
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let drawn = Drawn::of(scene);
        [drawn.easy(scene), drawn.hard(scene)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let offset = scene.intervals.first()?.low.rem_euclid(8);
        (0..200).find_map(|_| {
            let mut changed = scene.clone();
            let one = match scene.hard {
                Hard::End { of, .. } | Hard::Width { of } => of,
                _ => rng.index(scene.names.len()),
            };
            changed.intervals[one] = scene.hard.draw_interval(rng, offset, 19);
            let (old, new) = (scene.hard_answer(), changed.hard_answer());
            let far = match (&old, &new) {
                (Answer::Number { value: a, .. }, Answer::Number { value: b, .. }) => {
                    libm::fabs(a - b) > 4.0 * SLACK
                }
                _ => old != new,
            };
            (far && changed.fair()).then_some(changed)
        })
    }
}

/// Where a value lies on the canvas.
fn y(value: f64) -> f64 {
    let [_, top, _, bottom] = PLOT;
    bottom - value * (bottom - top) / MOST as f64
}

/// A value that is read off the axis.
fn reading(value: f64) -> Answer {
    Answer::number(value, 0, SLACK)
}

impl Interval {
    fn mean(self) -> f64 {
        (self.low + self.high) as f64 / 2.0
    }

    fn width(self) -> i64 {
        self.high - self.low
    }

    fn overlaps(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, of: usize) -> Self {
        let end = Self::End { of, upper: rng.chance(0.5) };
        let (width, meets) = (Self::Width { of }, Self::Meets { of });
        *rng.choose(&match level.get() {
            1 => [end, end, width],
            2 => [end, width, Self::Widest],
            3 => [Self::Widest, meets, meets],
            4 => [meets, Self::Pairs, Self::Pairs],
            _ => [Self::Pairs, Self::Deepest, Self::Pairs],
        })
    }

    /// Draws the answer of a question that counts, so that all are as likely.
    fn draw_answer(self, rng: &mut Rng, count: usize) -> Option<i64> {
        match self {
            Self::Meets { .. } => Some(rng.int(0, count as i64 - 1)),
            Self::Pairs => Some(rng.int(2, count as i64 + 3)),
            Self::Deepest => Some(rng.int(2, 5)),
            Self::End { .. } | Self::Width { .. } | Self::Widest => None,
        }
    }

    fn compares(self) -> bool {
        matches!(self, Self::Meets { .. } | Self::Pairs | Self::Deepest)
    }

    /// An interval. Where they are compared, lower ends lie on every eighth unit from
    /// `offset` on and upper ends between them, so that no two are close; elsewhere it
    /// reaches at most so far to either side.
    fn draw_interval(self, rng: &mut Rng, offset: i64, most: i64) -> Interval {
        if self.compares() {
            let (start, length) = (rng.int(1, 9), rng.int(1, 4));
            let low = 8 * start + offset;
            return Interval { low, high: (low + 8 * length + 4).min(88 + offset + 4) };
        }
        let (mean, reach) = (rng.int(24, 76), rng.int(5, most));
        Interval { low: mean - reach, high: mean + reach }
    }
}

impl Scene {
    fn x(&self, i: usize) -> f64 {
        let [left, _, right, _] = PLOT;
        left + (i as f64 + 0.5) * (right - left) / self.names.len() as f64
    }

    fn place(&self, i: usize) -> BBox {
        let Interval { low, high } = self.intervals[i];
        let x = self.x(i);
        BBox([x - CAP - 8.0, y(high as f64) - 8.0, x + CAP + 8.0, y(low as f64) + 8.0])
    }

    /// Whether what leads does so clearly, and all stays within the axis.
    fn fair(&self) -> bool {
        let all = &self.intervals;
        let inside = all.iter().all(|one| one.low >= 4 && one.high <= MOST - 4);
        let high = matches!(self.easy, Easy::Mean { .. })
            || leads(&all.iter().map(|one| one.low + one.high).collect::<Vec<_>>(), 8);
        let wide = self.hard != Hard::Widest
            || leads(&all.iter().map(|one| one.width()).collect::<Vec<_>>(), 5);
        inside && high && wide
    }

    fn hard_answer(&self) -> Answer {
        let all = &self.intervals;
        let meeting = |one: &Interval| all.iter().filter(|other| one.overlaps(**other)).count() - 1;
        match self.hard {
            Hard::End { of, upper: true } => reading(all[of].high as f64),
            Hard::End { of, upper: false } => reading(all[of].low as f64),
            Hard::Width { of } => reading(all[of].width() as f64),
            Hard::Widest => {
                let widest = (0..all.len()).max_by_key(|i| all[*i].width()).unwrap_or(0);
                Answer::text(self.names[widest])
            }
            Hard::Meets { of } => Answer::integer(meeting(&all[of]) as i64),
            Hard::Pairs => Answer::integer(all.iter().map(meeting).sum::<usize>() as i64 / 2),
            // Where most intervals meet, one of them begins.
            Hard::Deepest => {
                let holding = |at: i64| {
                    all.iter().filter(|one| (one.low..=one.high).contains(&at)).count() as i64
                };
                Answer::integer(all.iter().map(|one| holding(one.low)).max().unwrap_or(0))
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Mean { of } => style.phrase(
                "easy",
                &["What is the mean of {of}?", "At which value does the point for {of} lie?"],
                &[("of", self.names[of])],
            ),
            Easy::Highest => style
                .word("easy", &["Which has the highest mean?", "Whose mean is the highest?"])
                .to_owned(),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (of, forms): (usize, [&str; 2]) = match self.hard {
            Hard::End { of, upper: true } => (
                of,
                [
                    "Up to which value does the interval of {of} reach?",
                    "What is the upper end of the interval of {of}?",
                ],
            ),
            Hard::End { of, upper: false } => (
                of,
                [
                    "Down to which value does the interval of {of} reach?",
                    "What is the lower end of the interval of {of}?",
                ],
            ),
            Hard::Width { of } => (
                of,
                [
                    "How wide is the interval of {of}, from its lower to its upper end?",
                    "By how much does the upper end of the interval of {of} exceed the lower one?",
                ],
            ),
            Hard::Widest => {
                (0, ["Which has the widest interval?", "Whose mean is the least certain?"])
            }
            Hard::Meets { of } => (
                of,
                [
                    "How many of the other intervals overlap with that of {of}?",
                    "With how many of the other intervals does that of {of} share a value?",
                ],
            ),
            Hard::Pairs => (
                0,
                [
                    "How many pairs of intervals overlap?",
                    "How many pairs of intervals have a value in common?",
                ],
            ),
            Hard::Deepest => (
                0,
                [
                    "What is the largest number of intervals that contain one and the same value?",
                    "At most how many of the intervals does one horizontal line cross?",
                ],
            ),
        };
        style.phrase("hard", &forms, &[("of", self.names[of])])
    }

    fn caption(&self) -> String {
        let one = |(name, interval): (&&str, &Interval)| {
            let mean = interval.mean();
            format!("{name} {mean} plus or minus {}", mean - interval.low as f64)
        };
        let all: Vec<String> = self.names.iter().zip(&self.intervals).map(one).collect();
        format!(
            "A chart titled \"{}\", with the words \"{SUBTITLE}\" below. The vertical axis goes \
             from 0 to {MOST} in steps of {STEP}. From left to right stand points with vertical \
             intervals that end in short strokes: {}.",
            self.title,
            all.join("; ")
        )
    }
}

/// What can be told from the drawing alone: where strokes end, and which intervals a walk
/// up the axis meets at every unit.
struct Drawn {
    ends: Vec<[f64; 2]>,
    met: Vec<u32>,
}

impl Drawn {
    fn of(scene: &Scene) -> Self {
        let ends: Vec<[f64; 2]> =
            scene.intervals.iter().map(|one| [y(one.low as f64), y(one.high as f64)]).collect();
        let meets = |value: i64| {
            let at = y(value as f64);
            let within = |[low, high]: &[f64; 2]| *high - 1e-9 <= at && at <= *low + 1e-9;
            ends.iter().enumerate().fold(0, |set, (i, end)| set | u32::from(within(end)) << i)
        };
        let met = (0..=MOST).map(meets).collect();
        Self { ends, met }
    }

    /// The value at a height, by the lowest and the highest line of the axis.
    fn value(height: f64) -> f64 {
        let (zero, most) = (y(0.0), y(MOST as f64));
        (zero - height) / (zero - most) * MOST as f64
    }

    fn easy(&self, scene: &Scene) -> Option<Answer> {
        let middle = |[low, high]: &[f64; 2]| (low + high) / 2.0;
        match scene.easy {
            Easy::Mean { of } => Some(reading(Self::value(middle(self.ends.get(of)?)))),
            Easy::Highest => {
                let below = |ends: &[f64; 2]| self.ends.iter().all(|o| middle(o) >= middle(ends));
                let at = self.ends.iter().position(below)?;
                Some(Answer::text(*scene.names.get(at)?))
            }
        }
    }

    fn hard(&self, scene: &Scene) -> Option<Answer> {
        let count = scene.names.len();
        let long = |[low, high]: &[f64; 2]| low - high;
        let together = |a: usize, b: usize| self.met.iter().any(|set| set >> a & set >> b & 1 == 1);
        let integer = |count: usize| Some(Answer::integer(count as i64));
        match scene.hard {
            Hard::End { of, upper } => {
                Some(reading(Self::value(self.ends.get(of)?[usize::from(upper)])))
            }
            Hard::Width { of } => {
                let [low, high] = self.ends.get(of)?;
                Some(reading(Self::value(*high) - Self::value(*low)))
            }
            Hard::Widest => {
                let at =
                    self.ends.iter().position(|e| self.ends.iter().all(|o| long(o) <= long(e)))?;
                Some(Answer::text(*scene.names.get(at)?))
            }
            Hard::Meets { of } => {
                integer((0..count).filter(|i| *i != of && together(*i, of)).count())
            }
            Hard::Pairs => {
                let later = |a: usize| (a + 1..count).filter(|b| together(a, *b)).count();
                integer((0..count).map(later).sum())
            }
            Hard::Deepest => integer(self.met.iter().map(|set| set.count_ones()).max()? as usize),
        }
    }
}

const CODE: &str = r##"

def y(value):
    return BOTTOM - value * (BOTTOM - TOP) / 100


def text(x, y, words, size, anchor="middle", weight="normal"):
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}" fill="{INK}" '
        f'text-anchor="{anchor}" font-weight="{weight}">{words}</text>'
    )


def estimate(x, mean, reach):
    high, low = y(mean + reach), y(mean - reach)
    shape = f"M {x - 9:.2f} {high:.2f} H {x + 9:.2f} M {x:.2f} {high:.2f} V {low:.2f} M {x - 9:.2f} {low:.2f} H {x + 9:.2f}"
    parts = [f'<path d="{shape}" fill="none" stroke="{LINE}" stroke-width="2.5"/>']
    if SQUARE:
        parts.append(f'<rect x="{x - 6:.2f}" y="{y(mean) - 6:.2f}" width="12" height="12" fill="{POINT}"/>')
    else:
        parts.append(f'<circle cx="{x:.2f}" cy="{y(mean):.2f}" r="6.5" fill="{POINT}"/>')
    return "\n".join(parts)


parts = [
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
    f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">',
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>',
    text(TITLE_AT[0], 32, TITLE, 18, TITLE_AT[1], weight="bold"),
    text(TITLE_AT[0], 54, SUBTITLE, 14, TITLE_AT[1]),
]
for value in range(0, 101, 10):
    parts.append(
        f'<line x1="{LEFT}" y1="{y(value):.2f}" x2="{RIGHT}" y2="{y(value):.2f}" '
        f'stroke="#c9cfd6" stroke-width="1" stroke-dasharray="{DASHES}"/>'
    )
    parts.append(text(LEFT - 8, y(value) + 5, value, 14, anchor="end"))
width = (RIGHT - LEFT) / len(estimates)
for i, (name, mean, reach) in enumerate(estimates):
    x = LEFT + (i + 0.5) * width
    parts.append(estimate(x, mean, reach))
    parts.append(text(x, BOTTOM + 26, name, 16))
parts.append("</svg>")
with open("output.svg", "w") as f:
    f.write("\n".join(parts) + "\n")
"##;
