//! The words and numbers around charts: titles, names of axes, ticks and legends.
//!
//! The answer is certain because all of them are printed. One solver uses what each
//! panel was made from, the other only the printed words and where they stand.

use serde::Serialize;
use synth_chart::text_width;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, corners, labels, marks, path, stroked, texts};
use crate::names::SERIES;
use crate::numbers::leads;
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

/// Width and height of a panel, and its plot within it.
const PANEL: [f64; 2] = [344.0, 266.0];
const PLOT: [f64; 4] = [74.0, 66.0, 312.0, 208.0];
const SIZE: f64 = 15.0;
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];
/// Paint of the grid's lines.
const GRID: &str = "#cfd5dc";

const TITLES: [&str; 8] = [
    "Tea sales",
    "Bus riders",
    "Bee hives",
    "Paper use",
    "Night trains",
    "Wheat yield",
    "River level",
    "Ice cover",
];
const ACROSS: [&str; 6] = ["Week", "Distance (km)", "Age", "Depth (m)", "Hour", "Dose (mg)"];
const UP: [&str; 7] = ["Tons", "Euros", "Persons", "Litres", "Degrees", "Points", "Metres"];
const STEPS: [i64; 7] = [1, 2, 5, 10, 20, 25, 50];

/// See the [module](self).
pub struct ChartWords;

/// Numbers along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Ticks {
    first: i64,
    step: i64,
    count: i64,
}

/// One chart.
#[derive(Clone, Debug, Serialize)]
struct Panel {
    title: &'static str,
    across: &'static str,
    up: &'static str,
    x: Ticks,
    y: Ticks,
    series: Vec<&'static str>,
    /// Heights in tenths of the plot, by series.
    lines: Vec<Vec<i64>>,
}

/// The charts and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    panels: Vec<Panel>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions. Numbers index panels.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Title { of: usize },
    Across { of: usize },
    Up { of: usize },
}

/// The hard questions. Numbers index panels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// Distance of the ticks on the upright axis.
    Step { of: usize },
    /// Last less first tick on the upright axis.
    Span { of: usize },
    /// Numbers on both axes together.
    Numbers { of: usize },
    /// By how much the last upright ticks of two panels differ.
    Reach { a: usize, b: usize },
    /// The panel whose upright axis reaches highest.
    Highest,
    /// The panel whose upright ticks are closest in value.
    Finest,
    /// How many panels have a name in their legend.
    Shown { name: &'static str },
}

impl Family for ChartWords {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "chart-words",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::DataChart,
        asks: "Read a title or the name of an axis; then find the step or span of ticks, count \
               numbers, compare axes of panels, or find a name in their legends.",
        certain: "All is printed. What panels are made from, against the printed words and where \
                  they stand.",
        knobs: "Levels 1 and 2 have one chart; level 3 two; levels 4 and 5 four panels with \
                legends of up to three names.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count = level.pick([1, 1, 2, 4, 4]);
        let set = *rng.choose(&SERIES);
        let hard = Hard::draw(level, rng, count, set[0]);
        let of = rng.index(count);
        let easy = *rng.choose(&[Easy::Title { of }, Easy::Across { of }, Easy::Up { of }]);
        let wanted = rng.int(0, 4);
        (0..40).find_map(|_| {
            let titles = rng.sample(&TITLES, count);
            let panels = titles.into_iter().map(|title| Panel::draw(rng, title, &set)).collect();
            let scene = Scene { panels, easy, hard };
            let even = !matches!(hard, Hard::Shown { .. })
                || scene.hard_answer() == Answer::integer(wanted);
            (even && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = scene.canvas();
        let mut svg = Svg::framed(width, height, style);
        for (panel, letter) in LETTERS.iter().enumerate().take(scene.panels.len()) {
            svg.comment(&format!("Panel {letter}"));
            draw_plot(&mut svg, scene, style, panel);
        }
        draw_words(&mut svg, scene, style);
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let of = scene.easy.panel();
        let panel = &scene.panels[of];
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::text(match scene.easy {
                Easy::Title { .. } => panel.title,
                Easy::Across { .. } => panel.across,
                Easy::Up { .. } => panel.up,
            }),
            evidence: vec![scene.place(of)],
        };
        let seen = match scene.hard {
            Hard::Step { of } | Hard::Span { of } | Hard::Numbers { of } => vec![of],
            Hard::Reach { a, b } => vec![a, b],
            _ => (0..scene.panels.len()).collect(),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: seen.into_iter().map(|panel| scene.place(panel)).collect(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let words = scene.words();
        let panels = || 0..scene.panels.len();
        let mut claims = vec![
            texts(words.iter().map(|(word, _)| word.clone())),
            labels(words),
            corners(stroked(GRID), panels().flat_map(|panel| scene.grid_ends(panel))),
            Claim::TrueToScale,
        ];
        for (name, paint) in scene.names().iter().zip(style.palette) {
            let lines = panels().filter_map(|panel| {
                let series = scene.panels[panel].series.iter().position(|other| other == name)?;
                scene.line(panel, series)
            });
            let lines: Vec<Vec<Place>> = lines.collect();
            // Each line has a stroke of its own in the legend.
            claims.push(marks(stroked(paint), 2 * lines.len()));
            claims.extend(lines.into_iter().map(|line| path(stroked(paint), line)));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let read = Reader(scene.words());
        let of = scene.corner(scene.easy.panel());
        let easy = match scene.easy {
            Easy::Title { .. } => read.within(of, [50.0, 4.0, PANEL[0], 34.0]),
            Easy::Across { .. } => read.within(of, [PLOT[0], PLOT[3] + 30.0, PLOT[2], PANEL[1]]),
            Easy::Up { .. } => read.within(of, [0.0, PLOT[1], 26.0, PLOT[3]]),
        };
        [easy.first().map(|word| Answer::text(*word)), scene.read_hard(&read)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..128).find_map(|_| {
            let mut changed = scene.clone();
            let panel = rng.index(scene.panels.len());
            let fresh = Panel::draw(rng, scene.panels[panel].title, scene.names());
            let panel = &mut changed.panels[panel];
            match scene.hard {
                Hard::Shown { .. } => panel.series = fresh.series,
                _ => panel.y = fresh.y,
            }
            let whole = panel.series.len() == panel.lines.len();
            (whole && changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

impl Ticks {
    fn draw(rng: &mut Rng, most: i64) -> Self {
        let step = *rng.choose(&STEPS);
        Self { first: step * rng.int(0, 3), step, count: rng.int(4, most) }
    }

    fn last(self) -> i64 {
        self.first + self.step * (self.count - 1)
    }

    fn numbers(self) -> impl Iterator<Item = i64> {
        (0..self.count).map(move |tick| self.first + self.step * tick)
    }
}

impl Panel {
    fn draw(rng: &mut Rng, title: &'static str, names: &[&'static str]) -> Self {
        let count = rng.int(1, 3) as usize;
        let mut series = rng.sample(names, count);
        series.sort_unstable();
        let line = |rng: &mut Rng| (0..6).map(|_| rng.int(1, 9)).collect();
        Self {
            title,
            across: *rng.choose(&ACROSS),
            up: *rng.choose(&UP),
            x: Ticks::draw(rng, 6),
            y: Ticks::draw(rng, 7),
            lines: series.iter().map(|_| line(rng)).collect(),
            series,
        }
    }
}

impl Easy {
    fn panel(self) -> usize {
        match self {
            Self::Title { of } | Self::Across { of } | Self::Up { of } => of,
        }
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize, name: &'static str) -> Self {
        let of = rng.index(count);
        let (step, span, numbers) = (Self::Step { of }, Self::Span { of }, Self::Numbers { of });
        *rng.choose(&match level.get() {
            1 => [step, span, numbers],
            2 => [span, numbers, span],
            3 => [Self::Reach { a: 0, b: 1 }, span, Self::Reach { a: 1, b: 0 }],
            4 => [Self::Highest, Self::Shown { name }, Self::Reach { a: of, b: (of + 1) % count }],
            _ => [Self::Finest, Self::Shown { name }, Self::Highest],
        })
    }
}

impl Scene {
    /// All names of the set from which the legends are.
    fn names(&self) -> &'static [&'static str] {
        let holds = |set: &&[&'static str; 4]| {
            self.panels.iter().all(|panel| panel.series.iter().all(|name| set.contains(name)))
        };
        SERIES.iter().find(holds).map_or(&[], |set| set.as_slice())
    }

    fn canvas(&self) -> (f64, f64) {
        let count = self.panels.len();
        (PANEL[0] * count.min(2) as f64, PANEL[1] * count.div_ceil(2) as f64)
    }

    /// Top left corner of a panel.
    fn corner(&self, panel: usize) -> Place {
        [PANEL[0] * (panel % 2) as f64, PANEL[1] * (panel / 2) as f64]
    }

    fn place(&self, panel: usize) -> BBox {
        let [x, y] = self.corner(panel);
        BBox::xywh(x + 2.0, y + 2.0, PANEL[0] - 4.0, PANEL[1] - 4.0)
    }

    /// The place of a tick: shares of the way along both axes.
    fn in_plot(&self, panel: usize, across: f64, up: f64) -> Place {
        let ([x, y], [left, top, right, bottom]) = (self.corner(panel), PLOT);
        [x + left + (right - left) * across, y + bottom - (bottom - top) * up]
    }

    /// Ends of the lines at the upright ticks.
    fn grid_ends(&self, panel: usize) -> Vec<Place> {
        let count = self.panels[panel].y.count;
        let share = move |tick: i64| tick as f64 / (count - 1) as f64;
        (0..count).flat_map(|t| [0.0, 1.0].map(|x| self.in_plot(panel, x, share(t)))).collect()
    }

    fn line(&self, panel: usize, series: usize) -> Option<Vec<Place>> {
        let line = self.panels.get(panel)?.lines.get(series)?;
        let at = |(i, height): (usize, &i64)| {
            self.in_plot(panel, i as f64 / (line.len() - 1) as f64, *height as f64 / 10.0)
        };
        Some(line.iter().enumerate().map(at).collect())
    }

    /// Where a legend's strokes begin, and the centres of its names.
    fn legend(&self, panel: usize) -> Vec<(f64, &'static str, Place)> {
        let [mut x, y] = self.corner(panel);
        x += PLOT[0] - 6.0;
        let entry = |name: &&'static str| {
            let (start, width) = (x, text_width(name, SIZE));
            x += 24.0 + width + 8.0;
            (start, *name, [start + 24.0 + width / 2.0, y + 50.0])
        };
        self.panels[panel].series.iter().map(entry).collect()
    }

    /// Every printed word with its centre.
    fn words(&self) -> Vec<(String, Place)> {
        (0..self.panels.len()).flat_map(|panel| self.panel_words(panel)).collect()
    }

    fn panel_words(&self, index: usize) -> Vec<(String, Place)> {
        let (panel, [x, y]) = (&self.panels[index], self.corner(index));
        let (middle, height) = ((PLOT[0] + PLOT[2]) / 2.0, (PLOT[1] + PLOT[3]) / 2.0);
        let mut words = vec![
            (panel.title.to_owned(), [x + middle, y + 24.0]),
            (panel.across.to_owned(), [x + middle, y + PLOT[3] + 44.0]),
            (panel.up.to_owned(), [x + 18.0, y + height]),
        ];
        if self.panels.len() > 1 {
            words.push((LETTERS[index].to_owned(), [x + 20.0, y + 24.0]));
        }
        let share = |ticks: Ticks, tick: usize| tick as f64 / (ticks.count - 1) as f64;
        words.extend(panel.x.numbers().enumerate().map(|(tick, number)| {
            let [x, y] = self.in_plot(index, share(panel.x, tick), 0.0);
            (number.to_string(), [x, y + 18.0])
        }));
        words.extend(panel.y.numbers().enumerate().map(|(tick, number)| {
            let [x, y] = self.in_plot(index, 0.0, share(panel.y, tick));
            (number.to_string(), [x - 22.0, y])
        }));
        words.extend(self.legend(index).into_iter().map(|(_, name, at)| (name.to_owned(), at)));
        words
    }

    /// Whether what is compared differs.
    fn fair(&self) -> bool {
        let ticks = || self.panels.iter().map(|panel| panel.y);
        match self.hard {
            Hard::Reach { a, b } => self.panels[a].y.last() > self.panels[b].y.last(),
            Hard::Highest => leads(&ticks().map(Ticks::last).collect::<Vec<_>>(), 1),
            Hard::Finest => leads(&ticks().map(|ticks| -ticks.step).collect::<Vec<_>>(), 1),
            _ => true,
        }
    }

    fn hard_answer(&self) -> Answer {
        let best = |measure: &dyn Fn(Ticks) -> i64| {
            let most = (0..self.panels.len()).max_by_key(|panel| measure(self.panels[*panel].y));
            Answer::text(LETTERS[most.unwrap_or(0)])
        };
        match self.hard {
            Hard::Step { of } => Answer::integer(self.panels[of].y.step),
            Hard::Span { of } => {
                Answer::integer(self.panels[of].y.last() - self.panels[of].y.first)
            }
            Hard::Numbers { of } => {
                Answer::integer(self.panels[of].x.count + self.panels[of].y.count)
            }
            Hard::Reach { a, b } => {
                Answer::integer(self.panels[a].y.last() - self.panels[b].y.last())
            }
            Hard::Highest => best(&Ticks::last),
            Hard::Finest => best(&|ticks| -ticks.step),
            Hard::Shown { name } => {
                let shown = self.panels.iter().filter(|panel| panel.series.contains(&name));
                Answer::integer(shown.count() as i64)
            }
        }
    }

    /// The hard answer from printed words.
    fn read_hard(&self, read: &Reader) -> Option<Answer> {
        let up =
            |panel: usize| read.numbers(self.corner(panel), [27.0, 0.0, PLOT[0] - 6.0, PANEL[1]]);
        let across = |panel: usize| {
            read.numbers(
                self.corner(panel),
                [PLOT[0] - 6.0, PLOT[3] + 6.0, PANEL[0], PLOT[3] + 30.0],
            )
        };
        let top = |panel: usize| up(panel).into_iter().max();
        let step = |panel: usize| {
            let all = up(panel);
            let gaps = all.iter().flat_map(|a| all.iter().map(move |b| b - a));
            gaps.filter(|gap| *gap > 0).min()
        };
        let letter = |wins: &dyn Fn(usize, usize) -> bool| {
            let panels = || 0..self.panels.len();
            let best = panels().find(|panel| panels().all(|o| o == *panel || wins(*panel, o)))?;
            Some(Answer::text(LETTERS[best]))
        };
        match self.hard {
            Hard::Step { of } => step(of).map(Answer::integer),
            Hard::Span { of } => Some(Answer::integer(top(of)? - up(of).into_iter().min()?)),
            Hard::Numbers { of } => Some(Answer::integer((up(of).len() + across(of).len()) as i64)),
            Hard::Reach { a, b } => Some(Answer::integer(top(a)? - top(b)?)),
            Hard::Highest => letter(&|panel, other| top(panel) > top(other)),
            Hard::Finest => letter(&|panel, other| step(panel) < step(other)),
            Hard::Shown { name } => {
                let count = read.0.iter().filter(|(word, _)| word == name).count();
                Some(Answer::integer(count as i64))
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let words = match self.easy {
            Easy::Title { .. } => {
                ["What is the title of {chart}?", "Which title stands above {chart}?"]
            }
            Easy::Across { .. } => [
                "What is the label of the horizontal axis of {chart}?",
                "How is the x axis of {chart} labelled?",
            ],
            Easy::Up { .. } => [
                "What is the label of the vertical axis of {chart}?",
                "How is the y axis of {chart} labelled?",
            ],
        };
        style.phrase("easy", &words, &[("chart", &self.chart(self.easy.panel()))])
    }

    /// What a question calls a panel.
    fn chart(&self, panel: usize) -> String {
        match self.panels.len() {
            1 => "the chart".to_owned(),
            _ => format!("panel {}", LETTERS[panel]),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let words =
            |choices: &[&str], values: &[(&str, &str)]| style.phrase("hard", choices, values);
        match self.hard {
            Hard::Step { of } => words(
                &[
                    "By how much do neighbouring numbers on the vertical axis of {chart} differ?",
                    "What is the step between the tick labels on the y axis of {chart}?",
                ],
                &[("chart", &self.chart(of))],
            ),
            Hard::Span { of } => words(
                &[
                    "What is the difference between the highest and the lowest number on the \
                   vertical axis of {chart}?",
                    "How wide is the range of the numbers on the y axis of {chart}?",
                ],
                &[("chart", &self.chart(of))],
            ),
            Hard::Numbers { of } => words(
                &[
                    "How many numbers stand along both axes of {chart} together?",
                    "Count the tick labels on the x axis and on the y axis of {chart}. How many \
                     are there in all?",
                ],
                &[("chart", &self.chart(of))],
            ),
            Hard::Reach { a, b } => words(
                &[
                    "By how much does the highest number on the y axis of {a} exceed that of {b}?",
                    "The vertical axis of {a} ends at a higher number than that of {b}. How much \
                     higher?",
                ],
                &[("a", &self.chart(a)), ("b", &self.chart(b))],
            ),
            Hard::Highest => words(
                &[
                    "Which panel's y axis reaches the highest number?",
                    "On the vertical axis of which panel stands the largest number?",
                ],
                &[],
            ),
            Hard::Finest => words(
                &[
                    "In which panel is the step between the numbers on the y axis smallest?",
                    "Which panel has the finest vertical scale, with the smallest difference \
                     between neighbouring numbers?",
                ],
                &[],
            ),
            Hard::Shown { name } => words(
                &[
                    "How many panels have {name} in their legend?",
                    "In how many of the panels is there a line for {name}?",
                ],
                &[("name", name)],
            ),
        }
    }

    fn caption(&self) -> String {
        let panel = |index: usize| {
            let panel = &self.panels[index];
            let axis = |ticks: Ticks| {
                format!("from {} to {} in steps of {}", ticks.first, ticks.last(), ticks.step)
            };
            let line = |(name, line): (&&str, &Vec<i64>)| {
                let heights: Vec<String> = line.iter().map(i64::to_string).collect();
                format!("{name} at {}", heights.join(", "))
            };
            let lines: Vec<String> = panel.series.iter().zip(&panel.lines).map(line).collect();
            format!(
                "{} has the title \"{}\", an x axis \"{}\" {}, a y axis \"{}\" {}, and lines with \
                 these heights in tenths of the plot: {}",
                self.chart(index),
                panel.title,
                panel.across,
                axis(panel.x),
                panel.up,
                axis(panel.y),
                lines.join("; ")
            )
        };
        let all: Vec<String> = (0..self.panels.len()).map(panel).collect();
        format!("Line charts with legends, two in a row if there are several. {}.", all.join(". "))
            .replace(". the chart", ". The chart")
            .replace(". panel", ". Panel")
    }
}

/// Printed words with their places.
struct Reader(Vec<(String, Place)>);

impl Reader {
    /// The words within a part of a panel.
    fn within(&self, corner: Place, [left, top, right, bottom]: [f64; 4]) -> Vec<&str> {
        let inside = |at: &Place| {
            let (x, y) = (at[0] - corner[0], at[1] - corner[1]);
            left <= x && x <= right && top <= y && y <= bottom
        };
        self.0.iter().filter(|(_, at)| inside(at)).map(|(word, _)| word.as_str()).collect()
    }

    fn numbers(&self, corner: Place, part: [f64; 4]) -> Vec<i64> {
        self.within(corner, part).into_iter().filter_map(|word| word.parse().ok()).collect()
    }
}

fn draw_plot(svg: &mut Svg, scene: &Scene, style: &Style, panel: usize) {
    svg.open(&attrs!["stroke": GRID, "stroke-width": 1.0]);
    for pair in scene.grid_ends(panel).chunks(2) {
        let [[x1, y1], [x2, y2]] = [pair[0], pair[1]];
        svg.element("line", &attrs!["x1": x1, "y1": y1, "x2": x2, "y2": y2]);
    }
    svg.close();
    let ([left, bottom], [right, top]) =
        (scene.in_plot(panel, 0.0, 0.0), scene.in_plot(panel, 1.0, 1.0));
    let frame = format!("M{left} {top}V{bottom}H{right}");
    svg.element(
        "path",
        &attrs!["d": frame, "fill": "none", "stroke": style.ink, "stroke-width": 1.5],
    );
    let legend = scene.legend(panel);
    for (series, (start, name, [_, y])) in legend.into_iter().enumerate() {
        // A name has one colour in all panels.
        let colour = scene.names().iter().position(|other| *other == name).unwrap_or(0);
        let look = attrs!["fill": "none", "stroke": style.palette[colour], "stroke-width": 3.0];
        let line = scene.line(panel, series).unwrap_or_default();
        let place = |(i, [x, y]): (usize, &Place)| {
            format!("{}{x:.2} {y:.2}", if i == 0 { "M" } else { "L" })
        };
        let way: String = line.iter().enumerate().map(place).collect();
        svg.element("path", &(attrs!["d": way] + &look));
        let stroke = format!("M{start:.2} {y:.2}H{:.2}", start + 20.0);
        svg.element("path", &(attrs!["d": stroke] + &look));
    }
}

fn draw_words(svg: &mut Svg, scene: &Scene, style: &Style) {
    svg.comment("Words and numbers");
    svg.open(&attrs!["font-size": SIZE, "fill": style.ink, "text-anchor": "middle"]);
    for (index, panel) in scene.panels.iter().enumerate() {
        let corner = scene.corner(index);
        for (word, [x, y]) in scene.panel_words(index) {
            let look = if word == panel.up && x - corner[0] < 26.0 {
                attrs!["transform": format!("rotate(-90 {x} {y})")]
            } else if word == panel.title || y - corner[1] < 34.0 {
                attrs!["font-weight": "bold"]
            } else {
                String::new()
            };
            svg.text(x, y + SIZE * 0.34, &word, &look);
        }
    }
    svg.close();
}
