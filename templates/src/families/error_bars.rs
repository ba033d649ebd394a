//! Means with intervals: read one; tell which overlap, which hold a value, how precise
//! they are.
//!
//! The answer is certain because all ends lie on the grid or halfway between its lines,
//! and intervals that are compared overlap or part by at least half a line. One solver
//! compares ends, the other steps along the axis and asks which intervals are there.

use serde::Serialize;
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{centres, filled, marks, path, stroked, texts};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 416.0;
/// Left, top, right and bottom of the plot, whose axis goes from 0 to 100.
const PLOT: [f64; 4] = [76.0, 56.0, 578.0, 372.0];
const SIZE: f64 = 16.0;
/// All ends and means are multiples of this.
const GRAIN: i64 = 5;
/// Half the width of a bar's ends, as a share of a group's room.
const CAP: f64 = 0.16;
const DOT: f64 = 7.0;
/// How far a reading may be off.
const TOLERANCE: f64 = 2.0;

/// What is measured, and in which groups.
const TOPICS: [(&str, [&str; 8]); 3] = [
    ("Yield", ["Plot A", "Plot B", "Plot C", "Plot D", "Plot E", "Plot F", "Plot G", "Plot H"]),
    ("Relief", ["Drug A", "Drug B", "Drug C", "Drug D", "Drug E", "Drug F", "Drug G", "Drug H"]),
    ("Strength", ["Iron", "Steel", "Brass", "Zinc", "Tin", "Lead", "Copper", "Nickel"]),
];

/// See the [module](self).
pub struct ErrorBars;

/// A mean and how far its interval reaches to both sides.
#[derive(Clone, Copy, Debug, Serialize)]
struct Bar {
    mean: i64,
    reach: i64,
}

/// The intervals and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    what: &'static str,
    names: Vec<&'static str>,
    bars: Vec<Bar>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions. Numbers index groups.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Mean { of: usize },
    Upper { of: usize },
    Lower { of: usize },
}

/// The hard questions. Numbers index groups, or are values.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The length of an interval.
    Length { of: usize },
    /// How many intervals hold a value.
    Hold { value: i64 },
    /// How many intervals overlap that of a group.
    Overlap { of: usize },
    /// How many groups lie clearly above another.
    Above { of: usize },
    /// The group with the longest interval.
    Longest,
    /// How many pairs of groups do not overlap.
    Pairs,
}

impl Family for ErrorBars {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "error-bars",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::DataChart,
        asks: "Read a mean or an end; then find the length of an interval, or how many hold a \
               value, overlap another, or lie clearly above it.",
        certain: "Ends lie on the grid or halfway between its lines. Ends are compared, and all \
                  intervals are looked for at small steps along the axis.",
        knobs: "Level 1 has five intervals and asks for one; level 3 six and overlaps with one; \
                level 5 seven and overlaps of all pairs.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (what, all) = *rng.choose(&TOPICS);
        let count = level.pick([5, 5, 6, 6, 7]);
        let names = all.into_iter().take(count).collect::<Vec<_>>();
        let hard = Hard::draw(level, rng, count);
        let of = rng.index(count);
        let easy = *rng.choose(&[Easy::Mean { of }, Easy::Upper { of }, Easy::Lower { of }]);
        let wanted = rng.int(1, count as i64 - 1);
        (0..64).find_map(|_| {
            let bars = (0..count).map(|_| Bar::draw(rng)).collect();
            let scene = Scene { what, names: names.clone(), bars, easy, hard };
            let even = match hard {
                Hard::Hold { .. } | Hard::Overlap { .. } | Hard::Above { .. } => {
                    scene.hard_answer() == Answer::integer(wanted)
                }
                Hard::Length { .. } | Hard::Longest | Hard::Pairs => true,
            };
            (even && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let mut svg = Svg::new(WIDTH, HEIGHT, style.background);
        draw_plot(&mut svg, scene, style);
        svg.comment("Intervals and means");
        let stroke = attrs!["fill": "none", "stroke": style.palette[0],
            "stroke-width": style.stroke + 1.0];
        for (group, bar) in scene.bars.iter().enumerate() {
            let ([x, low], [_, high]) =
                (scene.on_canvas(group, bar.low()), scene.on_canvas(group, bar.high()));
            let half = CAP * scene.room();
            let (left, right) = (x - half, x + half);
            let way = format!(
                "M{left:.2} {low:.2}H{right:.2}M{x:.2} {low:.2}V{high:.2}M{left:.2} {high:.2}H{right:.2}"
            );
            svg.element("path", &(attrs!["d": way] + &stroke));
            let [x, y] = scene.on_canvas(group, bar.mean);
            svg.element("circle", &attrs!["cx": x, "cy": y, "r": DOT, "fill": style.palette[1]]);
        }
        Drawing { program: Program::svg(svg.finish(style.font)), width: WIDTH, height: HEIGHT }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (of, value) = scene.read();
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::number(value as f64, 0, TOLERANCE),
            evidence: vec![scene.place(of)],
        };
        let groups = match scene.hard {
            Hard::Length { of } => vec![of],
            _ => (0..scene.bars.len()).collect(),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: groups.into_iter().map(|group| scene.place(group)).collect(),
        };
        Asked { caption: scene.caption(style), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let ticks: Vec<(String, f64)> =
            (0..=10).map(|t| ((10 * t).to_string(), -10.0 * f64::from(t))).collect();
        let names = || scene.names.iter().map(|name| (*name).to_owned());
        let words = ticks.iter().map(|(word, _)| word.clone()).chain(names());
        let words = words.chain([title(style).to_owned(), scene.what.to_owned()]);
        let bars = || scene.bars.iter().enumerate();
        let at = |group: usize, by: f64, value: i64| [group as f64 + by, -value as f64];
        let mut claims = vec![
            texts(words),
            marks(filled(style.palette[1]), scene.bars.len()),
            centres(filled(style.palette[1]), bars().map(|(g, bar)| at(g, 0.0, bar.mean))),
            marks(stroked(style.palette[0]), scene.bars.len()),
            Claim::Ticks { axis: Axis::Y, labels: ticks },
            Claim::Ticks {
                axis: Axis::X,
                labels: names().enumerate().map(|(group, name)| (name, group as f64)).collect(),
            },
        ];
        claims.extend(bars().map(|(group, bar)| {
            let (low, high) = (bar.low(), bar.high());
            let way = [(-CAP, low), (CAP, low), (0.0, low), (0.0, high), (-CAP, high), (CAP, high)];
            path(stroked(style.palette[0]), way.map(|(by, value)| at(group, by, value)))
        }));
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let number = |value: f64| Answer::number(value, 0, TOLERANCE);
        let ends = |group: usize| {
            let there: Vec<i64> = STEPS.filter(|step| scene.covers(group, *step)).collect();
            Some((*there.first()? as f64, *there.last()? as f64 + 1.0))
        };
        let easy = match scene.easy {
            Easy::Mean { of } => ends(of).map(|(low, high)| (low + high) / 4.0),
            Easy::Upper { of } => ends(of).map(|(_, high)| high / 2.0),
            Easy::Lower { of } => ends(of).map(|(low, _)| low / 2.0),
        };
        [easy.map(number), scene.step_along()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..256).find_map(|_| {
            let mut changed = scene.clone();
            let group = match scene.hard {
                Hard::Length { of } => of,
                _ => rng.index(scene.bars.len()),
            };
            let reach = GRAIN * rng.int(1, 8);
            let bar = &mut changed.bars[group];
            match rng.index(3) {
                0 => bar.mean = Bar::draw(rng).mean,
                1 => bar.reach = reach,
                // Another interval with a middle of its own.
                _ => *bar = Bar { mean: GRAIN * rng.int(9, 11), reach },
            }
            (changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

/// Middles of the steps of half a unit along the axis, in steps.
const STEPS: std::ops::Range<i64> = 0..200;

fn title(style: &Style) -> &'static str {
    style.rng("title").choose::<&str>(&[
        "Mean and 95% interval",
        "Means with 95% confidence intervals",
        "Mean (dot) and confidence interval (bar)",
    ])
}

impl Bar {
    fn draw(rng: &mut Rng) -> Self {
        let reach = GRAIN * rng.int(1, 6);
        let low = reach / GRAIN + 1;
        Self { mean: GRAIN * rng.int(low, 100 / GRAIN - low), reach }
    }

    fn low(self) -> i64 {
        self.mean - self.reach
    }

    fn high(self) -> i64 {
        self.mean + self.reach
    }

    fn meets(self, other: Self) -> bool {
        self.low() < other.high() && other.low() < self.high()
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize) -> Self {
        let of = rng.index(count);
        let hold = Self::Hold { value: 10 * rng.int(4, 6) };
        let (overlap, above) = (Self::Overlap { of }, Self::Above { of });
        *rng.choose(&match level.get() {
            1 => [Self::Length { of }, hold, Self::Longest],
            2 => [Self::Length { of }, hold, Self::Longest],
            3 => [overlap, hold, Self::Longest],
            4 => [overlap, above, hold],
            _ => [Self::Pairs, overlap, Self::Pairs],
        })
    }
}

impl Scene {
    /// Width of the room of one group.
    fn room(&self) -> f64 {
        (PLOT[2] - PLOT[0]) / self.names.len() as f64
    }

    fn on_canvas(&self, group: usize, value: i64) -> [f64; 2] {
        let [left, top, _, bottom] = PLOT;
        let x = left + self.room() * (group as f64 + 0.5);
        [x, bottom - (bottom - top) * value as f64 / 100.0]
    }

    fn place(&self, group: usize) -> BBox {
        let ([x, _], half) = (self.on_canvas(group, 0), self.room() / 2.0);
        BBox([x - half, PLOT[1], x + half, PLOT[3] + 28.0])
    }

    /// The group and the value that the easy question reads.
    fn read(&self) -> (usize, i64) {
        match self.easy {
            Easy::Mean { of } => (of, self.bars[of].mean),
            Easy::Upper { of } => (of, self.bars[of].high()),
            Easy::Lower { of } => (of, self.bars[of].low()),
        }
    }

    fn others(&self, of: usize) -> impl Iterator<Item = Bar> + '_ {
        self.bars.iter().enumerate().filter(move |(group, _)| *group != of).map(|(_, bar)| *bar)
    }

    /// Whether intervals lie on the axis, and no two of those compared just touch.
    fn fair(&self) -> bool {
        let apart = |a: Bar, b: Bar| a.low() != b.high() && b.low() != a.high();
        let inside = self.bars.iter().all(|bar| bar.low() >= GRAIN && bar.high() <= 100 - GRAIN);
        inside
            && match self.hard {
                Hard::Length { .. } => true,
                Hard::Hold { value } => {
                    self.bars.iter().all(|bar| bar.low() != value && bar.high() != value)
                }
                Hard::Overlap { of } | Hard::Above { of } => {
                    self.others(of).all(|bar| apart(bar, self.bars[of]))
                }
                Hard::Longest => {
                    let mut reaches: Vec<i64> = self.bars.iter().map(|bar| bar.reach).collect();
                    reaches.sort_unstable();
                    matches!(reaches.as_slice(), [.., second, first] if first > second)
                }
                Hard::Pairs => {
                    (0..self.bars.len()).all(|of| self.others(of).all(|b| apart(b, self.bars[of])))
                }
            }
    }

    fn hard_answer(&self) -> Answer {
        let count = |count: usize| Answer::integer(count as i64);
        match self.hard {
            Hard::Length { of } => Answer::number(2.0 * self.bars[of].reach as f64, 0, TOLERANCE),
            Hard::Hold { value } => {
                count(self.bars.iter().filter(|bar| (bar.mean - value).abs() < bar.reach).count())
            }
            Hard::Overlap { of } => {
                count(self.others(of).filter(|b| b.meets(self.bars[of])).count())
            }
            Hard::Above { of } => {
                count(self.others(of).filter(|bar| bar.low() > self.bars[of].high()).count())
            }
            Hard::Longest => {
                let longest = (0..self.bars.len()).max_by_key(|group| self.bars[*group].reach);
                Answer::text(self.names[longest.unwrap_or(0)])
            }
            Hard::Pairs => {
                let parted = |of| self.others(of).filter(|b| !b.meets(self.bars[of])).count();
                count((0..self.bars.len()).map(parted).sum::<usize>() / 2)
            }
        }
    }

    /// Whether the drawn interval of a group covers the middle of a step of half a unit.
    fn covers(&self, group: usize, step: i64) -> bool {
        let bar = self.bars[group];
        let ([_, low], [_, high]) =
            (self.on_canvas(group, bar.low()), self.on_canvas(group, bar.high()));
        let y = PLOT[3] - (PLOT[3] - PLOT[1]) * (step as f64 + 0.5) / 200.0;
        high < y && y < low
    }

    /// The hard answer by looking along the axis which intervals are there.
    fn step_along(&self) -> Option<Answer> {
        let groups = || 0..self.bars.len();
        let length = |group: usize| STEPS.filter(|step| self.covers(group, *step)).count();
        let meet = |a: usize, b: usize| { STEPS }.any(|s| self.covers(a, s) && self.covers(b, s));
        let count = |count: usize| Some(Answer::integer(count as i64));
        match self.hard {
            Hard::Length { of } => Some(Answer::number(length(of) as f64 / 2.0, 0, TOLERANCE)),
            Hard::Hold { value } => {
                let holds =
                    |g: &usize| self.covers(*g, 2 * value) && self.covers(*g, 2 * value - 1);
                count(groups().filter(holds).count())
            }
            Hard::Overlap { of } => count(groups().filter(|g| *g != of && meet(*g, of)).count()),
            Hard::Above { of } => {
                let end = STEPS.rev().find(|step| self.covers(of, *step))?;
                let above = |g: &usize| {
                    *g != of && !{ STEPS }.take(end as usize + 1).any(|s| self.covers(*g, s))
                };
                count(groups().filter(above).count())
            }
            Hard::Longest => {
                let beaten = |group: &usize| groups().any(|other| length(other) > length(*group));
                groups().find(|group| !beaten(group)).map(|group| Answer::text(self.names[group]))
            }
            Hard::Pairs => {
                let pairs = groups().flat_map(|a| (0..a).map(move |b| (a, b)));
                count(pairs.filter(|(a, b)| !meet(*a, *b)).count())
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let words = match self.easy {
            Easy::Mean { .. } => {
                ["What is the mean of {name}?", "At which value is the dot of {name}?"]
            }
            Easy::Upper { .. } => [
                "What is the upper end of the interval of {name}?",
                "Up to which value does the interval of {name} reach?",
            ],
            Easy::Lower { .. } => [
                "What is the lower end of the interval of {name}?",
                "Down to which value does the interval of {name} reach?",
            ],
        };
        style.phrase("easy", &words, &[("name", self.names[self.read().0])])
    }

    fn hard_text(&self, style: &Style) -> String {
        let words =
            |choices: &[&str], values: &[(&str, &str)]| style.phrase("hard", choices, values);
        match self.hard {
            Hard::Length { of } => words(
                &[
                    "How long is the interval of {of} from end to end?",
                    "By how much does the upper end of the interval of {of} exceed its lower end?",
                ],
                &[("of", self.names[of])],
            ),
            Hard::Hold { value } => words(
                &[
                    "How many of the intervals contain the value {value}?",
                    "In how many intervals does {value} lie?",
                ],
                &[("value", &value.to_string())],
            ),
            Hard::Overlap { of } => words(
                &[
                    "How many of the other intervals overlap that of {of}?",
                    "Count the intervals that share some values with the interval of {of}. How \
                     many are there, without {of} itself?",
                ],
                &[("of", self.names[of])],
            ),
            Hard::Above { of } => words(
                &[
                    "How many intervals lie entirely above the interval of {of}?",
                    "How many groups are clearly higher than {of}, so that their intervals do not \
                     overlap with it?",
                ],
                &[("of", self.names[of])],
            ),
            Hard::Longest => words(
                &[
                    "Which mean is the least certain, with the longest interval?",
                    "Which interval is the longest?",
                ],
                &[],
            ),
            Hard::Pairs => words(
                &[
                    "How many pairs of intervals do not overlap?",
                    "Compare each interval with each other one. How many pairs share no value?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self, style: &Style) -> String {
        let bar = |(name, bar): (&&str, &Bar)| {
            format!("{name} {} from {} to {}", bar.mean, bar.low(), bar.high())
        };
        let bars: Vec<String> = self.names.iter().zip(&self.bars).map(bar).collect();
        format!(
            "A chart titled \"{}\" with an axis \"{}\" from 0 to 100 and a grid line every 10 \
             shows a dot for each mean and an upright bar with caps for its interval: {}.",
            title(style),
            self.what,
            bars.join("; ")
        )
    }
}

fn draw_plot(svg: &mut Svg, scene: &Scene, style: &Style) {
    let [left, top, right, bottom] = PLOT;
    svg.comment("Grid and axes");
    svg.open(&attrs!["stroke": "#d0d6dc", "stroke-width": 1.0]);
    let height = |value: i64| scene.on_canvas(0, value)[1];
    for value in (0..=10).map(|tick| 10 * tick) {
        let y = height(value);
        svg.element("line", &attrs!["x1": left, "y1": y, "x2": right, "y2": y]);
    }
    svg.close();
    let frame = format!("M{left} {top}V{bottom}H{right}");
    svg.element(
        "path",
        &attrs!["d": frame, "fill": "none", "stroke": style.ink, "stroke-width": 2.0],
    );
    svg.comment("Words");
    svg.open(&attrs!["font-size": SIZE, "fill": style.ink, "text-anchor": "middle"]);
    let bold = attrs!["font-weight": "bold", "font-size": SIZE + 1.0];
    svg.text(WIDTH / 2.0, 32.0, title(style), &bold);
    for value in (0..=10).map(|tick| 10 * tick) {
        let end = attrs!["text-anchor": "end"];
        svg.text(left - 10.0, height(value) + SIZE * 0.36, &value.to_string(), &end);
    }
    for (group, name) in scene.names.iter().enumerate() {
        svg.text(scene.on_canvas(group, 0)[0], bottom + 24.0, name, "");
    }
    let middle = (top + bottom) / 2.0;
    svg.text(26.0, middle, scene.what, &attrs!["transform": format!("rotate(-90 26 {middle})")]);
    svg.close();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;

    #[test]
    fn checks_hold() {
        checks::one_fact_changes_the_answer::<ErrorBars>();
        checks::answers_spread::<ErrorBars>();
    }
}
