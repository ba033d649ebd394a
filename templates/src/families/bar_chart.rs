//! Bars over named things: read one; add, compare or rank several.
//!
//! The answer is certain because every bar ends on a line of the grid, halfway
//! between two, or carries its value. One solver indexes the table of values,
//! the other queries a flat list of rows (as a spreadsheet would) and never
//! sorts. Totals and gaps that decide an answer differ by a whole grid step.

use serde::Serialize;
use synth_chart::text_width;
use synth_contracts::{Answer, Axis, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{filled, marks, texts};
use crate::names::{self, SERIES, TOPICS};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 460.0;
/// How many grid steps the value axis has.
const STEPS: i64 = 10;
/// How many changed bars are looked at for another answer.
const TRIES: usize = 60;

/// See the [module](self).
pub struct BarChart;

/// What a bar chart shows and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    what: &'static str,
    by: &'static str,
    names: Vec<&'static str>,
    series: Vec<&'static str>,
    /// By series, then by name.
    values: Vec<Vec<i64>>,
    /// Distance of the grid's lines.
    step: i64,
    /// Whether each bar carries its value.
    labelled: bool,
    /// Series and name of the bar that the easy question reads.
    read: (usize, usize),
    hard: Hard,
}

/// The hard questions. Numbers index series or names.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How much two bars differ.
    Gap { a: usize, b: usize },
    /// How much the tallest and the shortest differ.
    Spread,
    /// What some bars add up to.
    Sum { of: Vec<usize> },
    /// Who has the `place`-th largest value.
    Rank { place: usize },
    /// What the bars above a limit add up to.
    SumAbove { limit: i64 },
    /// What one series adds up to where a second is above a third.
    SumWhere { of: usize, more: usize, less: usize },
    /// Where two series differ most.
    WidestGap { a: usize, b: usize },
    /// Where the series add up to most.
    BestTotal,
}

impl Family for BarChart {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "bar-chart",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::DataChart,
        asks: "Read one bar; then add, compare or rank bars, over a condition at high levels.",
        certain: "Bars end on the grid, halfway between its lines, or carry their value. Values \
                  are looked up in a table, and again by a query over rows that never sorts.",
        knobs: "Level 1 has four labelled bars; level 3 six bars read off the grid; level 5 five \
                groups of three bars and a condition over series.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let topic = rng.choose(&TOPICS);
        let count = level.pick([4, 5, 6, 4, 5]);
        let mut order = rng.sample(&(0..topic.names.len()).collect::<Vec<_>>(), count);
        order.sort_unstable();
        let step = *rng.choose(&[2, 4, 10, 20]);
        let groups = level.pick([1, 1, 1, 2, 3]);
        let series = rng.choose(&SERIES).iter().take(groups).copied().collect();
        // From level 4 on bars may end halfway between two lines.
        let unit = if level.get() >= 4 { step / 2 } else { step };
        let labelled = level.get() <= 2;
        let mut value = || match labelled {
            true => rng.int(step, STEPS * step),
            false => rng.int(2, STEPS * step / unit) * unit,
        };
        let values = (0..groups).map(|_| (0..count).map(|_| value()).collect()).collect();
        let read = (rng.index(groups), rng.index(count));
        let hard = Hard::draw(level, rng, count, step);
        let names = order.into_iter().filter_map(|i| topic.names.get(i).copied()).collect();
        let (what, by) = (topic.what, topic.by);
        let scene = Scene { what, by, names, series, values, step, labelled, read, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let layout = Layout::of(scene, style);
        let mut svg = Svg::framed(WIDTH, HEIGHT, style);
        draw_axes(&mut svg, scene, style, &layout);
        svg.comment("Bars");
        for (s, paint) in (0..scene.series.len()).zip(style.palette) {
            svg.open(&attrs!["fill": paint]);
            for n in 0..scene.names.len() {
                let [x, y, right, bottom] = layout.bar(scene, s, n).0;
                let size = attrs!["x": x, "y": y, "width": right - x, "height": bottom - y];
                svg.element("rect", &size);
            }
            svg.close();
        }
        draw_text(&mut svg, scene, style, &layout);
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let layout = Layout::of(scene, style);
        let (s, n) = scene.read;
        let of = match scene.series.len() {
            1 => String::new(),
            _ => format!(" in the series {}", scene.series[s]),
        };
        let read =
            ["What is the value for {name}{of}?", "What value does the bar for {name} show{of}?"];
        let easy = Question {
            text: style.phrase("read", &read, &[("name", scene.names[n]), ("of", &of)]),
            answer: Answer::integer(scene.values[s][n]),
            evidence: vec![layout.bar(scene, s, n), layout.name(scene, n)],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.solve(),
            evidence: scene.hard_names().iter().map(|n| layout.slot(*n)).collect(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let series = scene.values.iter().zip(style.palette);
        let counts = series.clone().map(|(row, paint)| {
            marks(filled(paint), row.len() + usize::from(scene.series.len() > 1))
        });
        let bars = series.map(|(row, paint)| Claim::Bars {
            fill: paint.to_owned(),
            values: row.iter().map(|value| *value as f64).collect(),
        });
        let mut claims = vec![texts(scene.texts(style)), scene.y_ticks(), scene.x_ticks()];
        claims.extend(counts.chain(bars));
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let rows = scene.rows();
        let (s, n) = scene.read;
        let read = rows.iter().find(|row| row.series == s && row.name == n);
        [read.map(|row| Answer::integer(row.value)), scene.query(&rows)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let unit = scene.unit();
        let bar = |rng: &mut Rng| {
            let mut changed = scene.clone();
            let row = rng.index(scene.values.len());
            let name = *rng.choose(&scene.hard_names());
            *changed.values.get_mut(row)?.get_mut(name)? =
                rng.int(1, STEPS * scene.step / unit) * unit;
            (changed.fair() && changed.solve() != scene.solve()).then_some(changed)
        };
        (0..TRIES).find_map(|_| bar(rng))
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize, step: i64) -> Self {
        let two = rng.sample(&(0..count).collect::<Vec<_>>(), 3);
        let limit = step * rng.int(3, 7);
        let forms = match level.get() {
            1 => [Self::Gap { a: two[0], b: two[1] }, Self::Rank { place: 2 }],
            2 => [Self::Spread, Self::Sum { of: two }],
            3 => [Self::SumAbove { limit }, Self::Rank { place: rng.int(3, 4) as usize }],
            4 => [Self::SumWhere { of: 0, more: 0, less: 1 }, Self::WidestGap { a: 0, b: 1 }],
            _ => [Self::SumWhere { of: 2, more: 0, less: 1 }, Self::BestTotal],
        };
        rng.choose(&forms).clone()
    }
}

/// One bar as a row of a table.
struct Row {
    series: usize,
    name: usize,
    value: i64,
}

impl Scene {
    /// Whether every comparison is clear and conditions hold for some but not all.
    fn fair(&self) -> bool {
        let values = &self.values;
        // Half a step apart at least, so that no two neighbours look equal.
        let clear = |a: i64, b: i64, margin: i64| (a - b).abs() * 2 >= margin;
        let leads = |mut all: Vec<i64>| {
            all.sort_unstable_by(|a, b| b.cmp(a));
            all.len() < 2 || clear(all[0], all[1], self.step * 2)
        };
        match &self.hard {
            Hard::Gap { a, b } => clear(values[0][*a], values[0][*b], self.step),
            Hard::Spread | Hard::Sum { .. } => true,
            Hard::Rank { .. } => (0..self.names.len())
                .all(|a| (0..a).all(|b| clear(values[0][a], values[0][b], self.step))),
            Hard::SumAbove { limit } => {
                let above = values[0].iter().filter(|value| *value > limit).count();
                (2..values[0].len()).contains(&above) && !values[0].contains(limit)
            }
            Hard::SumWhere { more, less, .. } => {
                let pairs = || values[*more].iter().zip(&values[*less]);
                let count = pairs().filter(|(a, b)| a > b).count();
                (2..self.names.len()).contains(&count)
                    && pairs().all(|(a, b)| clear(*a, *b, self.step))
            }
            Hard::WidestGap { a, b } => {
                leads(values[*a].iter().zip(&values[*b]).map(|(a, b)| (a - b).abs()).collect())
            }
            Hard::BestTotal => leads(self.totals()),
        }
    }

    /// What every value is a multiple of: bars without a number end on the grid or, at
    /// high levels, halfway.
    fn unit(&self) -> i64 {
        let on_grid = self.values.iter().flatten().all(|value| value % self.step == 0);
        match (self.labelled, on_grid) {
            (true, _) => 1,
            (false, true) => self.step,
            (false, false) => self.step / 2,
        }
    }

    fn totals(&self) -> Vec<i64> {
        (0..self.names.len()).map(|n| self.values.iter().map(|row| row[n]).sum()).collect()
    }

    fn solve(&self) -> Answer {
        let values = &self.values;
        let first = &values[0];
        match &self.hard {
            Hard::Gap { a, b } => Answer::integer((first[*a] - first[*b]).abs()),
            Hard::Spread => {
                let ends = (first.iter().max(), first.iter().min());
                Answer::integer(ends.0.zip(ends.1).map_or(0, |(high, low)| high - low))
            }
            Hard::Sum { of } => Answer::integer(of.iter().map(|n| first[*n]).sum()),
            Hard::Rank { place } => {
                let mut order: Vec<usize> = (0..first.len()).collect();
                order.sort_by_key(|n| -first[*n]);
                Answer::text(self.names[order[place - 1]])
            }
            Hard::SumAbove { limit } => {
                Answer::integer(first.iter().filter(|value| *value > limit).sum())
            }
            Hard::SumWhere { of, more, less } => {
                let holds = |n: &usize| values[*more][*n] > values[*less][*n];
                let names = (0..self.names.len()).filter(holds);
                Answer::integer(names.map(|n| values[*of][n]).sum())
            }
            Hard::WidestGap { a, b } => {
                let gap = |n: &usize| (values[*a][*n] - values[*b][*n]).abs();
                let name = (0..self.names.len()).max_by_key(gap).unwrap_or(0);
                Answer::text(self.names[name])
            }
            Hard::BestTotal => {
                let totals = self.totals();
                let name = (0..totals.len()).max_by_key(|n| totals[*n]).unwrap_or(0);
                Answer::text(self.names[name])
            }
        }
    }

    /// Every bar as a row.
    fn rows(&self) -> Vec<Row> {
        let row = |series, values: &[i64]| {
            let cells = values.iter().copied().enumerate();
            cells.map(move |(name, value)| Row { series, name, value }).collect::<Vec<_>>()
        };
        self.values.iter().enumerate().flat_map(|(series, values)| row(series, values)).collect()
    }

    /// The hard answer from rows alone: no sorting, no maxima, no table.
    fn query(&self, rows: &[Row]) -> Option<Answer> {
        let total = |keep: &dyn Fn(&Row) -> bool| {
            rows.iter().filter(|row| keep(row)).fold(0, |sum, row| sum + row.value)
        };
        let cell = |s: usize, n: usize| total(&|row| row.series == s && row.name == n);
        // The name that exactly `beaten` others surpass in a measure.
        let placed = |measure: &dyn Fn(usize) -> i64, beaten: usize| {
            let above = |n: &usize| {
                (0..self.names.len()).filter(|m| measure(*m) > measure(*n)).count() == beaten
            };
            let name = (0..self.names.len()).find(above)?;
            self.names.get(name).map(|name| Answer::text(*name))
        };
        match &self.hard {
            Hard::Gap { a, b } => {
                let gap = total(&|row| row.name == *a) - total(&|row| row.name == *b);
                Some(Answer::integer(gap.max(-gap)))
            }
            Hard::Spread => {
                let gaps = rows.iter().flat_map(|a| rows.iter().map(|b| a.value - b.value));
                Some(Answer::integer(gaps.fold(0, i64::max)))
            }
            Hard::Sum { of } => Some(Answer::integer(total(&|row| of.contains(&row.name)))),
            Hard::Rank { place } => placed(&|n| cell(0, n), place - 1),
            Hard::SumAbove { limit } => {
                let below = total(&|row| row.value <= *limit);
                Some(Answer::integer(total(&|_| true) - below))
            }
            Hard::SumWhere { of, more, less } => Some(Answer::integer(total(&|row| {
                row.series == *of && cell(*more, row.name) - cell(*less, row.name) > 0
            }))),
            Hard::WidestGap { a, b } => placed(&|n| (cell(*a, n) - cell(*b, n)).pow(2), 0),
            Hard::BestTotal => placed(&|n| total(&|row| row.name == n), 0),
        }
    }

    /// The names one must look at for the hard question.
    fn hard_names(&self) -> Vec<usize> {
        match &self.hard {
            Hard::Gap { a, b } => vec![*a, *b],
            Hard::Sum { of } => of.clone(),
            _ => (0..self.names.len()).collect(),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |n: usize| self.names.get(n).copied().unwrap_or_default();
        let series = |s: usize| self.series.get(s).copied().unwrap_or_default();
        let by = ("by", self.by);
        match &self.hard {
            Hard::Gap { a, b } => style.phrase(
                "hard",
                &["By how much do the values for {a} and {b} differ?",
                    "What is the difference between the values for {a} and {b}?"],
                &[("a", name(*a)), ("b", name(*b))],
            ),
            Hard::Spread => style.phrase(
                "hard",
                &["What is the difference between the largest and the smallest value?",
                    "How much higher is the tallest bar than the shortest?"],
                &[],
            ),
            Hard::Sum { of } => {
                let all: Vec<&str> = of.iter().map(|n| name(*n)).collect();
                let words = ["What is the sum of the values for {all}?",
                    "What do the values for {all} add up to?"];
                style.phrase("hard", &words, &[("all", &names::list(&all))])
            }
            Hard::Rank { place } => {
                let words = ["Which {by} has the {place} largest value?",
                    "Which {by} is {place} when ranked from the highest value down?"];
                style.phrase("hard", &words, &[by, ("place", &names::ordinal(*place))])
            }
            Hard::SumAbove { limit } => {
                let words = ["What is the sum of all values above {limit}?",
                    "Add up every bar that is taller than {limit}. What is the total?"];
                style.phrase("hard", &words, &[("limit", &limit.to_string())])
            }
            Hard::SumWhere { of, more, less } => style.phrase(
                "hard",
                &["Add up the values of {of} for every {by} for which {more} is above {less}. What \
                   is the total?",
                    "Only count a {by} for which {more} exceeds {less}. What do the values of {of} \
                     add up to?"],
                &[by, ("of", series(*of)), ("more", series(*more)), ("less", series(*less))],
            ),
            Hard::WidestGap { a, b } => style.phrase(
                "hard",
                &["For which {by} do {a} and {b} differ most?",
                    "Which {by} shows the largest gap between {a} and {b}?"],
                &[by, ("a", series(*a)), ("b", series(*b))],
            ),
            Hard::BestTotal => style.phrase(
                "hard",
                &["Which {by} has the largest total over all series?",
                    "Add up the bars of each {by}. Which {by} has the largest total?"],
                &[by],
            ),
        }
    }

    /// The numbers at the value axis.
    fn ticks(&self) -> Vec<i64> {
        (0..=STEPS).map(|tick| tick * self.step).collect()
    }

    fn title(&self, style: &Style) -> String {
        let values = [("what", self.what), ("by", self.by)];
        style.phrase("title", &["{what} by {by}", "{what} for each {by}"], &values)
    }

    /// Everything that the picture says in words and numbers.
    fn texts(&self, style: &Style) -> Vec<String> {
        let mut texts: Vec<String> = self.ticks().iter().map(i64::to_string).collect();
        texts.extend(self.names.iter().map(|name| (*name).to_owned()));
        texts.extend([self.what.to_owned(), capital(self.by), self.title(style)]);
        if self.labelled {
            texts.extend(self.values[0].iter().map(i64::to_string));
        }
        if self.series.len() > 1 {
            texts.extend(self.series.iter().map(|name| (*name).to_owned()));
        }
        texts
    }

    fn y_ticks(&self) -> Claim {
        let labels = self.ticks().into_iter().map(|value| (value.to_string(), -value as f64));
        Claim::Ticks { axis: Axis::Y, labels: labels.collect() }
    }

    fn x_ticks(&self) -> Claim {
        let labels = self.names.iter().enumerate().map(|(n, name)| ((*name).to_owned(), n as f64));
        Claim::Ticks { axis: Axis::X, labels: labels.collect() }
    }

    fn caption(&self) -> String {
        let (names, top) = (names::list(&self.names), self.step * STEPS);
        let bars = |(name, row): (&&str, &Vec<i64>)| {
            let row: Vec<String> = row.iter().map(i64::to_string).collect();
            format!("{name}: {}", row.join(", "))
        };
        let kind = match self.series.len() {
            1 => "A bar chart".to_owned(),
            _ => format!("A grouped bar chart with a legend for {}", names::list(&self.series)),
        };
        let data: Vec<String> = self.series.iter().zip(&self.values).map(bars).collect();
        let data = match self.series.len() {
            1 => data[0].split(": ").last().unwrap_or_default().to_owned(),
            _ => data.join("; "),
        };
        let ends = if self.labelled { " Each bar carries its value." } else { "" };
        format!(
            "{kind} shows \"{}\" by {} for {names}. The value axis runs from 0 to {top} with a \
             tick every {}. The values from left to right are {data}.{ends}",
            self.what, self.by, self.step
        )
    }
}

/// Where things stand.
struct Layout {
    plot: [f64; 4],
    /// Width of the room for one name.
    slot: f64,
    /// Width of one bar.
    bar: f64,
    size: f64,
}

impl Layout {
    fn of(scene: &Scene, style: &Style) -> Self {
        let size = style.text.min(17.0);
        let top = if scene.series.len() > 1 { 92.0 } else { 64.0 };
        let plot = [88.0, top, WIDTH - 22.0, HEIGHT - 66.0];
        let slot = (plot[2] - plot[0]) / scene.names.len() as f64;
        let share = style.rng("bars").real(0.56, 0.74);
        Self { plot, slot, bar: slot * share / scene.series.len() as f64, size }
    }

    fn y(&self, scene: &Scene, value: i64) -> f64 {
        let share = value as f64 / (scene.step * STEPS) as f64;
        self.plot[3] - (self.plot[3] - self.plot[1]) * share
    }

    /// Centre of the room for a name.
    fn centre(&self, n: usize) -> f64 {
        self.plot[0] + self.slot * (n as f64 + 0.5)
    }

    fn bar(&self, scene: &Scene, s: usize, n: usize) -> BBox {
        let group = self.bar * scene.series.len() as f64;
        let x = self.centre(n) - group / 2.0 + self.bar * s as f64;
        let y = self.y(scene, scene.values[s][n]);
        BBox([x, y, x + self.bar, self.plot[3]])
    }

    fn name(&self, scene: &Scene, n: usize) -> BBox {
        let width = text_width(scene.names[n], self.size);
        let top = self.plot[3] + 6.0;
        BBox::xywh(self.centre(n) - width / 2.0, top, width, self.size * 1.3)
    }

    /// A name with all its bars.
    fn slot(&self, n: usize) -> BBox {
        let left = self.plot[0] + self.slot * n as f64;
        BBox([left, self.plot[1] - 20.0, left + self.slot, self.plot[3] + 30.0])
    }
}

fn draw_axes(svg: &mut Svg, scene: &Scene, style: &Style, layout: &Layout) {
    let [left, top, right, bottom] = layout.plot;
    svg.comment("Grid and axes");
    // Bars without a label can only be read against the grid.
    if style.grid || !scene.labelled {
        svg.open(&attrs!["stroke": "#cfd3d8"]);
        for tick in 1..=STEPS {
            let y = layout.y(scene, tick * scene.step);
            svg.element("line", &attrs!["x1": left, "y1": y, "x2": right, "y2": y]);
        }
        svg.close();
    }
    let path = format!("M{left} {top}V{bottom}H{right}");
    let stroke = attrs!["d": path, "fill": "none", "stroke": style.ink, "stroke-width": 1.5];
    svg.element("path", &stroke);
}

fn draw_text(svg: &mut Svg, scene: &Scene, style: &Style, layout: &Layout) {
    let [left, top, right, bottom] = layout.plot;
    let size = layout.size;
    svg.comment("Text");
    let look = attrs!["font-size": size, "fill": style.ink, "text-anchor": "middle"];
    svg.open(&look);
    for (n, name) in scene.names.iter().enumerate() {
        svg.text(layout.centre(n), bottom + 8.0 + size, name, "");
    }
    for value in scene.ticks() {
        let y = layout.y(scene, value);
        let end = attrs!["text-anchor": "end"];
        svg.text(left - 8.0, y + size * 0.35, &value.to_string(), &end);
    }
    if scene.labelled {
        for n in 0..scene.names.len() {
            let [x, y, right, _] = layout.bar(scene, 0, n).0;
            svg.text((x + right) / 2.0, y - 6.0, &scene.values[0][n].to_string(), "");
        }
    }
    let turn = format!("rotate(-90 26 {})", (top + bottom) / 2.0);
    svg.text(26.0, (top + bottom) / 2.0, scene.what, &attrs!["transform": turn]);
    svg.text((left + right) / 2.0, HEIGHT - 14.0, &capital(scene.by), "");
    let (at, anchor) = style.title_at(left, WIDTH / 2.0);
    let large = attrs!["font-size": size * 1.2, "font-weight": "bold", "text-anchor": anchor];
    svg.text(at, 32.0, &scene.title(style), &large);
    svg.close();
    if scene.series.len() > 1 {
        draw_legend(svg, scene, style, layout);
    }
}

fn draw_legend(svg: &mut Svg, scene: &Scene, style: &Style, layout: &Layout) {
    svg.comment("Legend");
    let mut x = layout.plot[0];
    for (name, paint) in scene.series.iter().zip(style.palette) {
        let square = attrs!["x": x, "y": 52.0, "width": 16.0, "height": 16.0, "fill": paint];
        svg.element("rect", &square);
        let look = attrs!["font-size": layout.size, "fill": style.ink];
        svg.text(x + 24.0, 66.0, name, &look);
        x += 24.0 + text_width(name, layout.size) + 26.0;
    }
}

/// The word with its first letter large.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
