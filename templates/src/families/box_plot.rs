//! Box plots: read a median or an end; find ranges, spreads, orders and overlaps.
//!
//! The answer is certain because all five numbers of a plot lie on the grid or halfway
//! between its lines, and what is ranked differs by half a line. One solver uses the
//! numbers, the other measures the drawing and counts who surpasses whom.

use serde::Serialize;
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{Place, corners, filled, marks, path, stroked, texts};
use crate::names::{CITIES, PEOPLE};
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 470.0;
/// Left, top, right and bottom of the plot, whose axis goes from 0 to 100.
const PLOT: [f64; 4] = [76.0, 52.0, 578.0, 388.0];
const SIZE: f64 = 16.0;
/// All values are multiples of this.
const GRAIN: i64 = 5;
/// How far a reading, and a difference of two, may be off.
const TOLERANCE: [f64; 2] = [2.0, 3.0];
/// Half the width of a box and of a whisker's end, as a share of a group's room.
const BOX: f64 = 0.26;
const CAP: f64 = 0.14;
/// Paint of the line at the median.
const MEDIAN: &str = "#ffffff";
/// What is printed below, so that whiskers mean one thing.
const NOTE: &str = "Whiskers end at the smallest and the largest value.";

/// What the plots are about: the value and who has it.
const TOPICS: [(&str, &str); 4] = [
    ("Score", "pupil"),
    ("Waiting time", "city"),
    ("Rainfall", "city"),
    ("Reaction time", "player"),
];

/// See the [module](self).
pub struct BoxPlot;

/// Smallest value, lower quartile, median, upper quartile, largest value.
type Five = [i64; 5];
const MIN: usize = 0;
const LOWER: usize = 1;
const MIDDLE: usize = 2;
const UPPER: usize = 3;
const MAX: usize = 4;

/// The plots and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    what: &'static str,
    by: &'static str,
    names: Vec<&'static str>,
    plots: Vec<Five>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions. Numbers index plots.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Median { of: usize },
    Largest { of: usize },
    Smallest { of: usize },
}

/// The hard questions. Numbers index plots.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// Largest less smallest value.
    Range { of: usize },
    /// The height of a box.
    Quartiles { of: usize },
    /// How much two medians differ.
    Medians { a: usize, b: usize },
    /// Whose median is in this place from the top.
    Rank { place: usize },
    /// Whose box is tallest.
    Widest,
    /// How many boxes share no value with a box.
    Apart { of: usize },
    /// The order of boxes from the shortest to the tallest.
    Order,
}

impl Family for BoxPlot {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "box-plot",
        group: Group::Charts,
        language: Language::Python,
        content_type: ContentType::DataChart,
        asks: "Read a median or an end of a whisker; then find a range, a box's height, a rank, \
               the order of spreads, or the boxes that do not overlap.",
        certain: "All five numbers lie on the grid or halfway between its lines. Sums with the \
                  numbers, against measuring the drawing and counting who surpasses whom.",
        knobs: "Level 1 has three plots; level 3 five and ranks; level 5 six, of which four can be \
                put in order or boxes be compared with each other.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (what, by) = *rng.choose(&TOPICS);
        let count = level.pick([3, 4, 5, 5, 6]);
        let names = rng.sample(if by == "city" { &CITIES } else { &PEOPLE }, count);
        let hard = Hard::draw(level, rng, count);
        let of = rng.index(count);
        let easy = *rng.choose(&[Easy::Median { of }, Easy::Largest { of }, Easy::Smallest { of }]);
        let wanted = rng.int(1, count as i64 - 1);
        (0..48).find_map(|_| {
            let plots = (0..count).map(|_| draw_five(rng)).collect();
            let names = names.clone();
            let scene = Scene { what, by, names, plots, easy, hard };
            let even = match hard {
                Hard::Apart { .. } => scene.hard_answer() == Answer::integer(wanted),
                _ => true,
            };
            (even && scene.fair()).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let rows: Vec<_> = scene
            .names
            .iter()
            .zip(&scene.plots)
            .map(|(name, five)| (*name, five.to_vec()))
            .collect();
        let [left, top, right, bottom] = PLOT;
        let program = Python::new("Draws box plots side by side.", &[])
            .set("WIDTH", WIDTH)
            .set("HEIGHT", HEIGHT)
            .raw(&format!("LEFT, TOP, RIGHT, BOTTOM = {left}, {top}, {right}, {bottom}"))
            .set("BACKGROUND", style.background)
            .set("INK", style.ink)
            .set("FONT", style.font)
            .set("FILL", style.palette[0])
            .set("MEDIAN", MEDIAN)
            .set("STROKE", style.stroke)
            .comment("Half the width of a box and of a whisker's end.")
            .set("BOX", BOX * scene.room())
            .set("CAP", CAP * scene.room())
            .set("SIZE", SIZE)
            .set("TITLE", scene.title(style))
            .set("TITLE_AT", style.title_at(left, WIDTH / 2.0))
            .set("AXIS", scene.what)
            .set("NOTE", NOTE)
            .blank()
            .comment("Smallest value, lower quartile, median, upper quartile, largest value.")
            .rows("plots", &rows)
            .finish(CODE);
        Drawing {
            program: Program::python(program),
            width: WIDTH,
            height: HEIGHT,
            origin: [0.0; 2],
        }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (of, which) = scene.read();
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::number(scene.plots[of][which] as f64, 0, TOLERANCE[0]),
            evidence: vec![scene.place(of)],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: scene.hard_plots().into_iter().map(|plot| scene.place(plot)).collect(),
        };
        Asked { caption: scene.caption(style), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let ticks: Vec<(String, f64)> =
            (0..=10).map(|t| ((10 * t).to_string(), -10.0 * f64::from(t))).collect();
        let names = scene.names.iter().map(|name| (*name).to_owned());
        let words = ticks.iter().map(|(word, _)| word.clone()).chain(names.clone());
        let words = words.chain([scene.title(style), scene.what.to_owned(), NOTE.to_owned()]);
        let plots = || scene.plots.iter().enumerate();
        let at = |plot: usize, by: f64, value: i64| [plot as f64 + by, -value as f64];
        let boxes = plots().flat_map(|(plot, five)| {
            [(-BOX, UPPER), (BOX, UPPER), (BOX, LOWER), (-BOX, LOWER)]
                .map(|(by, which)| at(plot, by, five[which]))
        });
        let mut claims = vec![
            texts(words),
            Claim::Ticks { axis: Axis::Y, labels: ticks },
            Claim::Ticks {
                axis: Axis::X,
                labels: names.enumerate().map(|(plot, name)| (name, plot as f64)).collect(),
            },
            marks(filled(style.palette[0]), scene.plots.len()),
            corners(filled(style.palette[0]), boxes),
            marks(stroked(MEDIAN), scene.plots.len()),
            // A box has two whiskers.
            marks(stroked(style.palette[0]), 2 * scene.plots.len()),
        ];
        for (plot, five) in plots() {
            let median = [-BOX, BOX].map(|by| at(plot, by, five[MIDDLE]));
            claims.push(path(stroked(MEDIAN), median));
            for (from, to) in [(LOWER, MIN), (UPPER, MAX)] {
                let end = five[to];
                let whisker = [
                    at(plot, 0.0, five[from]),
                    at(plot, 0.0, end),
                    at(plot, -CAP, end),
                    at(plot, CAP, end),
                ];
                claims.push(path(stroked(style.palette[0]), whisker));
            }
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let (of, which) = scene.read();
        let easy = Answer::number(scene.measured(of, which), 0, TOLERANCE[0]);
        [Some(easy), scene.measure()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..256).find_map(|_| {
            let mut changed = scene.clone();
            let plot = *rng.choose(&scene.hard_plots());
            let five = &mut changed.plots[plot];
            match rng.index(7) {
                6 => *five = draw_five(rng),
                // The plot as a whole moves up or down.
                5 => {
                    let by = GRAIN * rng.int(-9, 9);
                    *five = five.map(|value| value + by);
                }
                which => five[which] = GRAIN * rng.int(1, 100 / GRAIN - 1),
            }
            let ordered = changed.plots.iter().all(sound);
            let other = crate::twins::apart(&changed.hard_answer(), &before);
            (ordered && changed.fair() && other).then_some(changed)
        })
    }
}

/// Five numbers that keep a distance.
fn draw_five(rng: &mut Rng) -> Five {
    let all: Vec<i64> = (1..100 / GRAIN).map(|line| line * GRAIN).collect();
    let mut five = rng.sample(&all, 5);
    five.sort_unstable();
    <Five>::try_from(five).unwrap_or_default()
}

/// Whether five numbers rise and lie on the axis.
fn sound(five: &Five) -> bool {
    let inside = five[MIN] >= GRAIN && five[MAX] <= 100 - GRAIN;
    inside && five.windows(2).all(|two| two[1] - two[0] >= GRAIN)
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize) -> Self {
        let two = rng.sample(&(0..count).collect::<Vec<_>>(), 2);
        let (of, b) = (two[0], two[1]);
        let (quartiles, medians) = (Self::Quartiles { of }, Self::Medians { a: of, b });
        let place = rng.int(2, 3) as usize;
        *rng.choose(&match level.get() {
            1 => [Self::Range { of }, quartiles, medians],
            2 => [quartiles, medians, Self::Rank { place }],
            3 => [Self::Rank { place }, Self::Widest, medians],
            4 => [Self::Widest, Self::Apart { of }, Self::Rank { place }],
            _ => [Self::Order, Self::Apart { of }, Self::Order],
        })
    }
}

impl Scene {
    /// Width of the room of one plot.
    fn room(&self) -> f64 {
        (PLOT[2] - PLOT[0]) / self.names.len() as f64
    }

    /// Where a value of a plot lies on the canvas.
    fn on_canvas(&self, plot: usize, value: i64) -> Place {
        let [left, top, _, bottom] = PLOT;
        let x = left + self.room() * (plot as f64 + 0.5);
        [x, bottom - (bottom - top) * value as f64 / 100.0]
    }

    /// A plot with its name.
    fn place(&self, plot: usize) -> BBox {
        let [x, _] = self.on_canvas(plot, 0);
        let half = self.room() / 2.0;
        BBox([x - half, PLOT[1], x + half, PLOT[3] + 28.0])
    }

    /// The plot and the number that the easy question reads.
    fn read(&self) -> (usize, usize) {
        match self.easy {
            Easy::Median { of } => (of, MIDDLE),
            Easy::Largest { of } => (of, MAX),
            Easy::Smallest { of } => (of, MIN),
        }
    }

    fn height(&self, plot: usize) -> i64 {
        self.plots[plot][UPPER] - self.plots[plot][LOWER]
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.plots.len()
    }

    /// Whether what is ranked differs, and boxes overlap clearly or not at all.
    fn fair(&self) -> bool {
        let differ =
            |value: &dyn Fn(usize) -> i64| self.all().all(|a| (0..a).all(|b| value(a) != value(b)));
        let tall = self.all().all(|plot| self.height(plot) >= 2 * GRAIN);
        tall && match self.hard {
            Hard::Medians { a, b } => self.plots[a][MIDDLE] != self.plots[b][MIDDLE],
            Hard::Rank { .. } => differ(&|plot| self.plots[plot][MIDDLE]),
            Hard::Order => differ(&|plot| self.height(plot)),
            Hard::Widest => {
                let mut heights: Vec<i64> = self.all().map(|plot| self.height(plot)).collect();
                heights.sort_unstable();
                matches!(heights.as_slice(), [.., second, first] if first > second)
            }
            Hard::Apart { of } => self.all().filter(|plot| *plot != of).all(|plot| {
                let (one, two) = (self.plots[of], self.plots[plot]);
                one[UPPER] != two[LOWER] && one[LOWER] != two[UPPER]
            }),
            Hard::Range { .. } | Hard::Quartiles { .. } => true,
        }
    }

    fn hard_answer(&self) -> Answer {
        let plots = &self.plots;
        let number = |value: i64| Answer::number(value as f64, 0, TOLERANCE[1]);
        match self.hard {
            Hard::Range { of } => number(plots[of][MAX] - plots[of][MIN]),
            Hard::Quartiles { of } => number(self.height(of)),
            Hard::Medians { a, b } => number((plots[a][MIDDLE] - plots[b][MIDDLE]).abs()),
            Hard::Rank { place } => {
                let mut order: Vec<usize> = self.all().collect();
                order.sort_by_key(|plot| -plots[*plot][MIDDLE]);
                Answer::text(self.names[order[place - 1]])
            }
            Hard::Widest => {
                let widest = self.all().max_by_key(|plot| self.height(*plot)).unwrap_or(0);
                Answer::text(self.names[widest])
            }
            Hard::Apart { of } => {
                let apart =
                    |plot: &Five| plot[LOWER] > plots[of][UPPER] || plot[UPPER] < plots[of][LOWER];
                Answer::integer(plots.iter().filter(|plot| apart(plot)).count() as i64)
            }
            Hard::Order => {
                let mut order: Vec<usize> = self.all().collect();
                order.sort_by_key(|plot| self.height(*plot));
                let values =
                    order.iter().take(4).map(|plot| self.names[*plot].to_owned()).collect();
                Answer::Sequence { values }
            }
        }
    }

    /// A number of a plot, from where it is drawn.
    fn measured(&self, plot: usize, which: usize) -> f64 {
        let [_, y] = self.on_canvas(plot, self.plots[plot][which]);
        (PLOT[3] - y) * 100.0 / (PLOT[3] - PLOT[1])
    }

    fn measure(&self) -> Option<Answer> {
        let gap = |a: (usize, usize), b: (usize, usize)| {
            let far = self.measured(a.0, a.1) - self.measured(b.0, b.1);
            Some(Answer::number(libm::fabs(far), 0, TOLERANCE[1]))
        };
        let tall = |plot: usize| self.measured(plot, UPPER) - self.measured(plot, LOWER);
        // The plot that so many others surpass in a measure.
        let placed = |measure: &dyn Fn(usize) -> f64, above: usize| {
            let more = |plot: &usize| {
                self.all().filter(|o| measure(*o) > measure(*plot) + 0.5).count() == above
            };
            self.all().find(more).map(|plot| self.names[plot])
        };
        match self.hard {
            Hard::Range { of } => gap((of, MAX), (of, MIN)),
            Hard::Quartiles { of } => gap((of, UPPER), (of, LOWER)),
            Hard::Medians { a, b } => gap((a, MIDDLE), (b, MIDDLE)),
            Hard::Rank { place } => {
                placed(&|plot| self.measured(plot, MIDDLE), place - 1).map(Answer::text)
            }
            Hard::Widest => placed(&tall, 0).map(Answer::text),
            Hard::Apart { of } => {
                // Boxes that share a height with this one, looked for in small steps.
                let within = |plot: usize, height: f64| {
                    self.measured(plot, LOWER) < height && height < self.measured(plot, UPPER)
                };
                let steps = || (0..200).map(|step| f64::from(step) / 2.0 + 0.25);
                let meets = |plot: &usize| steps().any(|h| within(*plot, h) && within(of, h));
                let meeting = self.all().filter(meets).count();
                Some(Answer::integer((self.plots.len() - meeting) as i64))
            }
            Hard::Order => {
                let last = self.plots.len() - 1;
                let order = (0..4).map(|place| placed(&tall, last - place).map(str::to_owned));
                Some(Answer::Sequence { values: order.collect::<Option<_>>()? })
            }
        }
    }

    /// The plots that the hard question looks at.
    fn hard_plots(&self) -> Vec<usize> {
        match self.hard {
            Hard::Range { of } | Hard::Quartiles { of } => vec![of],
            Hard::Medians { a, b } => vec![a, b],
            _ => self.all().collect(),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let words = match self.easy {
            Easy::Median { .. } => {
                ["What is the median for {name}?", "Where is the median of {name}?"]
            }
            Easy::Largest { .. } => {
                ["What is the largest value for {name}?", "What is the maximum of {name}?"]
            }
            Easy::Smallest { .. } => {
                ["What is the smallest value for {name}?", "What is the minimum of {name}?"]
            }
        };
        style.phrase("easy", &words, &[("name", self.names[self.read().0])])
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |plot: usize| self.names[plot];
        let words = |choices: &[&str], values: &[(&str, &str)]| {
            style.phrase("hard", choices, &[&[("by", self.by)], values].concat())
        };
        match self.hard {
            Hard::Range { of } => words(
                &[
                    "What is the range of {of}, from the smallest to the largest value?",
                    "By how much does the largest value for {of} exceed the smallest?",
                ],
                &[("of", name(of))],
            ),
            Hard::Quartiles { of } => words(
                &[
                    "What is the interquartile range for {of}?",
                    "How much higher is the upper quartile of {of} than the lower quartile?",
                ],
                &[("of", name(of))],
            ),
            Hard::Medians { a, b } => words(
                &[
                    "By how much do the medians of {a} and {b} differ?",
                    "What is the difference between the median of {a} and that of {b}?",
                ],
                &[("a", name(a)), ("b", name(b))],
            ),
            Hard::Rank { place } => words(
                &[
                    "Which {by} has the {place} highest median?",
                    "Rank the medians from the highest down. Which {by} is {place}?",
                ],
                &[("place", &crate::names::ordinal(place))],
            ),
            Hard::Widest => words(
                &[
                    "Which {by} has the largest interquartile range?",
                    "For which {by} are the two quartiles furthest apart?",
                ],
                &[],
            ),
            Hard::Apart { of } => words(
                &[
                    "How many boxes share no value with the box of {of}?",
                    "How many boxes lie entirely above or entirely below the box of {of}, whiskers \
                     left aside?",
                ],
                &[("of", name(of))],
            ),
            Hard::Order => words(
                &[
                    "Name the four with the smallest interquartile ranges, from the smallest up.",
                    "Which four have the shortest boxes? List them, the shortest first.",
                ],
                &[],
            ),
        }
    }

    fn title(&self, style: &Style) -> String {
        let values = [("what", self.what), ("by", self.by)];
        style.phrase("title", &["{what} by {by}", "{what} for each {by}"], &values)
    }

    fn caption(&self, style: &Style) -> String {
        let plot = |(name, five): (&&str, &Five)| {
            let five: Vec<String> = five.iter().map(i64::to_string).collect();
            format!("{name} {}", five.join(", "))
        };
        let plots: Vec<String> = self.names.iter().zip(&self.plots).map(plot).collect();
        format!(
            "Upright box plots titled \"{}\" on an axis \"{}\" from 0 to 100 with a grid line \
             every 10. Below them stands \"{NOTE}\". Smallest value, lower quartile, median, upper \
             quartile and largest value are, from left to right: {}.",
            self.title(style),
            self.what,
            plots.join("; ")
        )
    }
}

const CODE: &str = r##"

def height(value):
    return BOTTOM - (BOTTOM - TOP) * value / 100


def text(x, y, words, anchor="middle", more=""):
    return (
        f'<text x="{x:.2f}" y="{y + SIZE * 0.36:.2f}" font-size="{SIZE}" fill="{INK}" '
        f'text-anchor="{anchor}"{more}>{words}</text>'
    )


def whisker(x, start, end):
    """From the box to the end, then across."""
    way = f"M{x:.2f} {height(start):.2f}V{height(end):.2f}M{x - CAP:.2f} {height(end):.2f}H{x + CAP:.2f}"
    return f'<path d="{way}" fill="none" stroke="{FILL}" stroke-width="{STROKE}"/>'


parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>']
parts.append(text(TITLE_AT[0], 26, TITLE, TITLE_AT[1], ' font-weight="bold"'))
for value in range(0, 101, 10):
    y = height(value)
    parts.append(f'<line x1="{LEFT}" y1="{y:.2f}" x2="{RIGHT}" y2="{y:.2f}" stroke="#d0d6dc"/>')
    parts.append(text(LEFT - 10, y, value, "end"))
parts.append(f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="{INK}" stroke-width="2"/>')
middle = (TOP + BOTTOM) / 2
parts.append(text(20, middle, AXIS, "middle", f' transform="rotate(-90 20 {middle})"'))
parts.append(text((LEFT + RIGHT) / 2, BOTTOM + 58, NOTE))

room = (RIGHT - LEFT) / len(plots)
for place, (name, (smallest, lower, median, upper, largest)) in enumerate(plots):
    x = LEFT + room * (place + 0.5)
    parts.append(whisker(x, lower, smallest))
    parts.append(whisker(x, upper, largest))
    top, tall = height(upper), height(lower) - height(upper)
    parts.append(f'<rect x="{x - BOX:.2f}" y="{top:.2f}" width="{2 * BOX:.2f}" height="{tall:.2f}" fill="{FILL}"/>')
    way = f"M{x - BOX:.2f} {height(median):.2f}H{x + BOX:.2f}"
    parts.append(f'<path d="{way}" fill="none" stroke="{MEDIAN}" stroke-width="4"/>')
    parts.append(text(x, BOTTOM + 20, name))

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">\n'
    )
    f.write("\n".join(parts))
    f.write("\n</svg>\n")
"##;
