//! Lines over time: read a value; count crossings, find the steepest rise or the
//! widest gap.
//!
//! The answer is certain because values sit on the grid, lines that are compared
//! stay a grid step apart at every tick, and a rise or gap that wins does so by
//! a grid step. One solver works on the table of values, the other on the places
//! polylines (exact segment intersection) and on sums of signs.

use serde::Serialize;
use synth_chart::{Legend, LineChart as Chart, Marker, Places, Series};
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{corners, filled, marks, path, stroked, texts};
use crate::names::{self, DAYS, MEASURES, MONTHS, SERIES};
use crate::numbers::leads;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 460.0;
/// Free space at both ends of the time axis, in ticks.
const AIR: f64 = 0.33;
/// How many grid steps the value axis has.
const STEPS: i64 = 10;
/// How many changed points are looked at for another answer.
const TRIES: usize = 80;

/// See the [module](self).
pub struct LineChart;

/// What a line chart shows and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    what: &'static str,
    /// What a tick is: a month or a day.
    by: &'static str,
    ticks: Vec<&'static str>,
    series: Vec<&'static str>,
    /// By series, then by tick.
    values: Vec<Vec<i64>>,
    /// Distance of the grid's lines.
    step: i64,
    /// Series and tick that the easy question reads.
    read: (usize, usize),
    hard: Hard,
}

/// The hard questions. Numbers index series or ticks.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How much a series changed between two ticks.
    Change { of: usize, from: usize, to: usize },
    /// How far a series' highest value is above its lowest.
    Range { of: usize },
    /// At how many ticks one series is above another.
    Above { a: usize, b: usize },
    /// How often two lines cross.
    Crossings { a: usize, b: usize },
    /// At which tick a series had risen most since the tick before.
    LargestRise { of: usize },
    /// At which tick two series are furthest apart.
    WidestGap { a: usize, b: usize },
}

impl Family for LineChart {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "line-chart",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::DataChart,
        asks: "Read a value; then find a change, a crossing count, the steepest rise or the \
               widest gap.",
        certain: "Values sit on the grid and whatever is compared differs by a grid step. Answers \
                  come from the table, and again from exact intersections of the drawn lines and \
                  sums of signs.",
        knobs: "Level 1 has one line over four ticks; level 3 two lines over six; level 5 four \
                lines over nine ticks with values between the grid's lines.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count = level.pick([4, 5, 6, 7, 9]);
        let lines = level.pick([1, 2, 2, 3, 4]);
        let names = if count <= DAYS.len() && rng.chance(0.4) { &DAYS[..] } else { &MONTHS[..] };
        let start = rng.index(names.len() - count + 1);
        let step = *rng.choose(&[2, 4, 10, 20]);
        let unit = if level.get() >= 4 { step / 2 } else { step };
        let set = *rng.choose(&SERIES);
        let series = rng.sample(&set, lines);
        let hard = Hard::draw(level, rng, count);
        let values = draw_values(rng, lines, count, STEPS * step / unit, step / unit, hard)?;
        let scale = |row: Vec<i64>| row.into_iter().map(|value| value * unit).collect();
        let scene = Scene {
            what: rng.choose::<&str>(&MEASURES),
            by: if names.len() == DAYS.len() { "day" } else { "month" },
            ticks: names.iter().skip(start).take(count).copied().collect(),
            series,
            values: values.into_iter().map(scale).collect(),
            step,
            read: (rng.index(lines), rng.index(count)),
            hard,
        };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        // An empty program draws nothing and is thrown out by whoever runs it, so
        // a fault here costs this candidate and not the run.
        let source = scene.chart(style).to_svg().unwrap_or_default();
        Drawing { program: Program::svg(source), width: WIDTH, height: HEIGHT, origin: [0.0; 2] }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let places = scene.chart(style).places();
        let (s, t) = scene.read;
        let of = if scene.series.len() > 1 { scene.series[s] } else { "the line" };
        let words =
            ["What is the value of {of} in {tick}?", "Which value does {of} have in {tick}?"];
        let words = words
            .map(|text| if scene.by == "day" { text.replace("in {", "on {") } else { text.into() });
        let words = [words[0].as_str(), words[1].as_str()];
        let easy = Question {
            text: style.phrase("read", &words, &[("of", of), ("tick", scene.ticks[t])]),
            answer: Answer::integer(scene.values[s][t]),
            evidence: places.as_ref().map_or_else(|_| vec![], |places| easy_evidence(places, s, t)),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.solve(),
            evidence: places.as_ref().map_or_else(|_| vec![], |places| scene.hard_evidence(places)),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let chart = scene.chart(style);
        let legend = usize::from(chart.legend != Legend::None);
        let mut claims = vec![texts(scene.texts(&chart)), scene.rules(&chart)];
        claims.extend(scene.axes());
        for Series { colour, values, .. } in &chart.series {
            let line = values.iter().enumerate().map(|(t, value)| [t as f64, -value]);
            claims.push(path(stroked(colour), line));
            claims.push(marks(stroked(colour), 1 + legend));
            claims.push(marks(filled(colour), values.len() + legend));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (s, t) = scene.read;
        // Walks to the value by its changes instead of looking it up.
        let line = &scene.values[s];
        let changes: i64 = line.windows(2).take(t).map(|pair| pair[1] - pair[0]).sum();
        [Some(Answer::integer(line[0] + changes)), scene.solve_drawn()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let on_grid = scene.values.iter().flatten().all(|value| value % scene.step == 0);
        let unit = if on_grid { scene.step } else { scene.step / 2 };
        let asked = scene.hard.series();
        let point = |rng: &mut Rng| {
            let mut changed = scene.clone();
            let (line, tick) = (*rng.choose(&asked), rng.index(scene.ticks.len()));
            *changed.values.get_mut(line)?.get_mut(tick)? =
                rng.int(1, STEPS * scene.step / unit) * unit;
            let sound = changed.fair() && changed.clear();
            (sound && changed.solve() != scene.solve()).then_some(changed)
        };
        (0..TRIES).find_map(|_| point(rng))
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize) -> Self {
        let from = rng.index(count - 1);
        let to = from + 1 + rng.index(count - 1 - from);
        let change = Self::Change { of: 0, from, to };
        let (range, rise) = (Self::Range { of: 0 }, Self::LargestRise { of: 0 });
        let above = Self::Above { a: 0, b: 1 };
        let (cross, gap) = (Self::Crossings { a: 0, b: 1 }, Self::WidestGap { a: 0, b: 1 });
        *rng.choose(&match level.get() {
            1 => [change, range, range],
            2 => [change, range, above],
            3 => [above, rise, gap],
            4 => [cross, rise, gap],
            _ => [cross, above, gap],
        })
    }

    /// The series that are asked about.
    fn series(self) -> Vec<usize> {
        match self {
            Self::Change { of, .. } | Self::Range { of } | Self::LargestRise { of } => vec![of],
            Self::Above { a, b } | Self::Crossings { a, b } | Self::WidestGap { a, b } => {
                vec![a, b]
            }
        }
    }

    /// The two series that are compared, if two are.
    fn pair(self) -> Option<(usize, usize)> {
        match self {
            Self::Above { a, b } | Self::Crossings { a, b } | Self::WidestGap { a, b } => {
                Some((a, b))
            }
            Self::Change { .. } | Self::Range { .. } | Self::LargestRise { .. } => None,
        }
    }
}

/// At each tick, whether the first of two compared series is above the second.
/// The count that will be asked for is drawn first, so that all are as likely.
fn draw_order(rng: &mut Rng, count: usize, hard: Hard) -> Vec<bool> {
    let mut flags = vec![false; count];
    match hard {
        Hard::Above { .. } => {
            let above = 1 + rng.index(count - 1);
            flags.iter_mut().take(above).for_each(|flag| *flag = true);
            rng.shuffle(&mut flags);
        }
        _ => {
            let wanted = 1 + rng.index((count - 1).min(6));
            let mut turns = vec![false; count - 1];
            turns.iter_mut().take(wanted).for_each(|turn| *turn = true);
            rng.shuffle(&mut turns);
            flags[0] = rng.chance(0.5);
            for tick in 1..count {
                flags[tick] = flags[tick - 1] ^ turns[tick - 1];
            }
        }
    }
    flags
}

/// Values in units, up to `top`, by series and tick: no two series meet at a
/// tick, and the first two keep `margin` units and the drawn order.
fn draw_values(
    rng: &mut Rng,
    lines: usize,
    count: usize,
    top: i64,
    margin: i64,
    hard: Hard,
) -> Option<Vec<Vec<i64>>> {
    let order = hard.pair().map(|_| draw_order(rng, count, hard));
    let mut values: Vec<Vec<i64>> = vec![Vec::new(); lines];
    for tick in 0..count {
        let column = (0..40).find_map(|_| {
            let column: Vec<i64> = values.iter().map(|row| next_value(rng, row, top)).collect();
            let apart = |a: usize, b: usize| (column[a] - column[b]).abs() >= margin.max(1);
            let ordered = order.as_ref().is_none_or(|o| (column[0] > column[1]) == o[tick]);
            let fits = ordered && (0..lines).all(|a| (0..a).all(|b| apart(a, b)));
            fits.then_some(column)
        })?;
        values.iter_mut().zip(column).for_each(|(row, value)| row.push(value));
    }
    Some(values)
}

/// A value not too far from the last one, and not equal to it.
fn next_value(rng: &mut Rng, row: &[i64], top: i64) -> i64 {
    let Some(last) = row.last() else { return rng.int(1, top) };
    let reach = top / 2;
    let value = rng.int((last - reach).max(1), (last + reach - 1).min(top - 1));
    if value >= *last { value + 1 } else { value }
}

/// Differences between neighbours.
fn rises(row: &[i64]) -> Vec<i64> {
    row.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

impl Scene {
    fn fair(&self) -> bool {
        match self.hard {
            Hard::Change { of, from, to } => self.values[of][from] != self.values[of][to],
            Hard::Range { .. } | Hard::Above { .. } | Hard::Crossings { .. } => true,
            Hard::LargestRise { of } => leads(&rises(&self.values[of]), self.step),
            Hard::WidestGap { a, b } => leads(&self.gaps(a, b), self.step),
        }
    }

    /// Whether lines stay apart at every tick and no line stays level.
    fn clear(&self) -> bool {
        let level = |row: &Vec<i64>| row.windows(2).any(|pair| pair[0] == pair[1]);
        let apart = |one: &Vec<i64>, two: &Vec<i64>| {
            one.iter().zip(two).all(|(a, b)| (a - b).abs() >= self.step)
        };
        let mut pairs = self
            .values
            .iter()
            .enumerate()
            .flat_map(|(i, one)| self.values.iter().skip(i + 1).map(move |two| (one, two)));
        !self.values.iter().any(level) && pairs.all(|(one, two)| apart(one, two))
    }

    fn gaps(&self, a: usize, b: usize) -> Vec<i64> {
        self.values[a].iter().zip(&self.values[b]).map(|(a, b)| (a - b).abs()).collect()
    }

    fn solve(&self) -> Answer {
        let largest = |all: &[i64]| (0..all.len()).max_by_key(|t| all[*t]).unwrap_or(0);
        match self.hard {
            Hard::Change { of, from, to } => {
                Answer::integer((self.values[of][to] - self.values[of][from]).abs())
            }
            Hard::Range { of } => {
                let ends = (self.values[of].iter().max(), self.values[of].iter().min());
                Answer::integer(ends.0.zip(ends.1).map_or(0, |(high, low)| high - low))
            }
            Hard::Above { a, b } => {
                let pairs = self.values[a].iter().zip(&self.values[b]);
                Answer::integer(pairs.filter(|(a, b)| a > b).count() as i64)
            }
            Hard::Crossings { a, b } => {
                let pairs = self.values[a].iter().zip(&self.values[b]);
                let order: Vec<bool> = pairs.map(|(a, b)| a > b).collect();
                Answer::integer(order.windows(2).filter(|pair| pair[0] != pair[1]).count() as i64)
            }
            Hard::LargestRise { of } => {
                Answer::text(self.ticks[largest(&rises(&self.values[of])) + 1])
            }
            Hard::WidestGap { a, b } => Answer::text(self.ticks[largest(&self.gaps(a, b))]),
        }
    }

    /// The hard answer by other means, see the module.
    fn solve_drawn(&self) -> Option<Answer> {
        let only = |wins: &dyn Fn(usize) -> bool| {
            let mut found = (0..self.ticks.len()).filter(|t| wins(*t));
            let first = found.next().filter(|_| found.next().is_none())?;
            self.ticks.get(first).map(|tick| Answer::text(*tick))
        };
        let ticks = self.ticks.len();
        match self.hard {
            Hard::Change { of, from, to } => {
                let steps = rises(self.values.get(of)?);
                let sum: i64 = steps.iter().skip(from).take(to - from).sum();
                Some(Answer::integer(sum.max(-sum)))
            }
            Hard::Range { of } => {
                let row = self.values.get(of)?;
                let all = row.iter().flat_map(|a| row.iter().map(move |b| a - b));
                Some(Answer::integer(all.fold(0, i64::max)))
            }
            Hard::Above { a, b } => {
                // As many ticks above as below would make this sum zero.
                let sign = |t: usize| (self.values[a][t] - self.values[b][t]).signum();
                let signs: i64 = (0..ticks).map(sign).sum();
                Some(Answer::integer((signs + ticks as i64) / 2))
            }
            Hard::Crossings { a, b } => {
                let (a, b) = (self.segments(a), self.segments(b));
                let crossed = a.iter().flat_map(|one| b.iter().filter(|two| cross(one, two)));
                Some(Answer::integer(crossed.count() as i64))
            }
            Hard::LargestRise { of } => {
                let row = self.values.get(of)?;
                let rise = |t: usize| row[t] - row[t - 1];
                only(&|t| t > 0 && (1..ticks).all(|u| u == t || rise(u) < rise(t)))
            }
            Hard::WidestGap { a, b } => {
                let gap = |t: usize| (self.values[a][t] - self.values[b][t]).pow(2);
                only(&|t| (0..ticks).all(|u| u == t || gap(u) < gap(t)))
            }
        }
    }

    /// A series as the segments that are drawn.
    fn segments(&self, s: usize) -> Vec<Segment> {
        let points: Vec<(i64, i64)> =
            self.values[s].iter().enumerate().map(|(t, value)| (t as i64, *value)).collect();
        points.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    /// The chart in a style.
    fn chart(&self, style: &Style) -> Chart {
        let mut shapes = Marker::SHAPES;
        let mut rng = style.rng("chart");
        rng.shuffle(&mut shapes);
        let ticks = self.ticks.iter().map(|tick| (*tick).to_owned()).collect();
        let mut chart = Chart::new(ticks, 0.0, (STEPS * self.step) as f64, self.step as f64);
        (chart.width, chart.height) = (WIDTH as u32, HEIGHT as u32);
        let values = [("what", self.what), ("by", self.by)];
        let titles = ["{what} by {by}", "{what} per {by}", "{what}, {by} by {by}"];
        chart.title = Some(style.phrase("title", &titles, &values));
        chart.y_label = Some(self.what.to_owned());
        chart.legend = match (self.series.len(), rng.chance(0.7)) {
            (1, _) => Legend::None,
            (_, true) => Legend::Top,
            (_, false) => Legend::Right,
        };
        chart.font = style.font.to_owned();
        (chart.text, chart.stroke) = (style.text.min(17.0), if style.stroke > 2.0 { 3 } else { 2 });
        chart.ink = style.ink.to_owned();
        chart.background = style.background.to_owned();
        let looks = style.palette.into_iter().zip(shapes);
        for ((name, row), (paint, marker)) in self.series.iter().zip(&self.values).zip(looks) {
            let values = row.iter().map(|value| *value as f64).collect();
            chart.series.push(Series { marker, ..Series::new(*name, paint, values) });
        }
        chart
    }

    /// Everything that the picture says in words and numbers.
    fn texts(&self, chart: &Chart) -> Vec<String> {
        let mut texts: Vec<String> = self.levels().map(|level| level.to_string()).collect();
        texts.extend(self.ticks.iter().map(|tick| (*tick).to_owned()));
        texts.extend(chart.title.iter().chain(&chart.y_label).cloned());
        if chart.legend != Legend::None {
            texts.extend(self.series.iter().map(|name| (*name).to_owned()));
        }
        texts
    }

    /// The numbers at the value axis.
    fn levels(&self) -> impl Iterator<Item = i64> {
        let step = self.step;
        (0..=STEPS).map(move |level| level * step)
    }

    /// The grid's lines: one a level above 0, a third of a tick longer than the
    /// time axis on either side.
    fn rules(&self, chart: &Chart) -> Claim {
        let ends = [-AIR, self.ticks.len() as f64 - 1.0 + AIR];
        let levels = self.levels().skip(1);
        let at = levels.flat_map(|level| ends.map(|x| [x, -level as f64]));
        corners(stroked(&faint(&chart.ink, &chart.background)), at)
    }

    fn axes(&self) -> [Claim; 2] {
        let ticks = self.ticks.iter().enumerate().map(|(t, tick)| ((*tick).to_owned(), t as f64));
        let levels = self.levels().map(|level| (level.to_string(), -level as f64));
        [(Axis::X, ticks.collect()), (Axis::Y, levels.collect())]
            .map(|(axis, labels)| Claim::Ticks { axis, labels })
    }

    /// The points or lines that decide the hard question.
    fn hard_evidence(&self, places: &Places) -> Vec<BBox> {
        let dot =
            |s: usize, t: usize| places.points[s].get(t).map(|(x, y)| BBox::around(*x, *y, 12.0));
        let lines = |all: &[usize]| {
            let points = all.iter().flat_map(|s| places.points[*s].iter());
            vec![around_all(points)]
        };
        match self.hard {
            Hard::Change { of, from, to } => {
                [dot(of, from), dot(of, to)].into_iter().flatten().collect()
            }
            Hard::Range { of } | Hard::LargestRise { of } => lines(&[of]),
            Hard::Above { a, b } | Hard::Crossings { a, b } | Hard::WidestGap { a, b } => {
                lines(&[a, b])
            }
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |s: usize| match self.series.len() {
            1 => "the line",
            _ => self.series.get(s).copied().unwrap_or_default(),
        };
        let tick = |t: usize| self.ticks.get(t).copied().unwrap_or_default();
        let (on, start) = if self.by == "day" { ("on", "On") } else { ("in", "In") };
        let (on, start) = (("on", on), ("On", start));
        let by = ("by", self.by);
        match self.hard {
            Hard::Change { of, from, to } => style.phrase(
                "hard",
                &["By how much did {of} change between {from} and {to}?",
                    "What is the absolute difference between the values of {of} {on} {from} and {to}?"],
                &[("of", name(of)), ("from", tick(from)), ("to", tick(to)), on],
            ),
            Hard::Range { of } => style.phrase(
                "hard",
                &["What is the difference between the highest and the lowest value of {of}?",
                    "How far is the highest point of {of} above its lowest point?"],
                &[("of", name(of))],
            ),
            Hard::Above { a, b } => style.phrase(
                "hard",
                &["{On} how many {by}s is {a} above {b}?",
                    "Count the {by}s {on} which {a} is higher than {b}. How many are there?"],
                &[("a", name(a)), ("b", name(b)), by, on, start],
            ),
            Hard::Crossings { a, b } => style.phrase(
                "hard",
                &["How many times do the lines of {a} and {b} cross?",
                    "How often does the line of {a} cross the line of {b}?"],
                &[("a", name(a)), ("b", name(b))],
            ),
            Hard::LargestRise { of } => style.phrase(
                "hard",
                &["{On} which {by} had {of} risen most compared with the {by} before?",
                    "Find the largest rise of {of} from one {by} to the next. {On} which {by} \
                     does it end?"],
                &[("of", name(of)), by, on, start],
            ),
            Hard::WidestGap { a, b } => style.phrase(
                "hard",
                &["{On} which {by} is the gap between {a} and {b} widest?",
                    "{On} which {by} are {a} and {b} furthest apart?"],
                &[("a", name(a)), ("b", name(b)), by, on, start],
            ),
        }
    }

    fn caption(&self) -> String {
        let rows: Vec<String> = self
            .series
            .iter()
            .zip(&self.values)
            .map(|(name, row)| {
                let row: Vec<String> = row.iter().map(i64::to_string).collect();
                format!("{name}: {}", row.join(", "))
            })
            .collect();
        format!(
            "A line chart of \"{}\" over the {}s {}. The value axis runs from 0 to {} with a grid \
             line every {}. Each line has markers at its values, which are, from left to right, {}.",
            self.what,
            self.by,
            names::list(&self.ticks),
            self.step * STEPS,
            self.step,
            rows.join("; ")
        )
    }
}

/// The point that the easy question reads, its tick and its line in the legend.
fn easy_evidence(places: &Places, s: usize, t: usize) -> Vec<BBox> {
    let dot = places.points.get(s).and_then(|line| line.get(t));
    let dot = dot.map(|(x, y)| BBox::around(*x, *y, 12.0));
    let tick = places.ticks.get(t).copied().map(BBox);
    let name = places.legend.get(s).copied().map(BBox);
    [dot, tick, name].into_iter().flatten().collect()
}

/// The box around points, with room for their markers.
fn around_all<'a>(points: impl Iterator<Item = &'a (f64, f64)>) -> BBox {
    let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    let [l, t, r, b] =
        points.fold(start, |[l, t, r, b], (x, y)| [l.min(*x), t.min(*y), r.max(*x), b.max(*y)]);
    BBox([l - 10.0, t - 10.0, r + 10.0, b + 10.0])
}

/// The paint of a chart's grid: the ink, most of the way to the background.
fn faint(ink: &str, background: &str) -> String {
    let channel = |hex: &str, at: usize| {
        let digits = hex.get(at..at + 2).unwrap_or_default();
        u8::from_str_radix(digits, 16).map_or(0.0, f64::from)
    };
    let mix = |at: usize| {
        let (from, to) = (channel(ink, at), channel(background, at));
        format!("{:02x}", (from + (to - from) * 0.82) as u8)
    };
    format!("#{}{}{}", mix(1), mix(3), mix(5))
}

type Segment = ((i64, i64), (i64, i64));

/// Whether two segments cross inside both: each separates the other's ends.
fn cross(one: &Segment, two: &Segment) -> bool {
    let side = |(a, b): &Segment, p: (i64, i64)| {
        ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)).signum()
    };
    side(one, two.0) * side(one, two.1) < 0 && side(two, one.0) * side(two, one.1) < 0
}
