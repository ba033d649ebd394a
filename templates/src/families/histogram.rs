//! Histograms: read a bin; then count beyond or between edges, or find the bin of the median.
//!
//! The answer is certain because bars end on lines of the grid or halfway between two. One
//! solver adds the counts of bins; the other measures the drawn bars, and lines all members
//! up to look at the one in the middle.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 424.0;
/// Left, top, right and bottom of the plot.
const PLOT: [f64; 4] = [66.0, 22.0, 494.0, 332.0];
/// From one line of the grid to the next.
const LINE: i64 = 2;
const GRID: &str = "#cdd2d8";
/// What is printed below, so that no member lies in two bins.
const NOTE: &str = "A bin holds its lower end, and not its upper end.";

/// What is measured, and of whom.
const TOPICS: [Topic; 5] = [
    Topic { title: "Way to school", unit: "Minutes", who: "pupils" },
    Topic { title: "Results of a test", unit: "Points", who: "students" },
    Topic { title: "At the counter", unit: "Seconds", who: "customers" },
    Topic { title: "Parcels of a day", unit: "Kilograms", who: "parcels" },
    Topic { title: "In the greenhouse", unit: "Centimetres", who: "plants" },
];

/// See the [module](self).
pub struct Histogram;

#[derive(Clone, Copy, Debug, Serialize)]
struct Topic {
    title: &'static str,
    unit: &'static str,
    who: &'static str,
}

/// The bins and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    topic: Topic,
    /// Where the first bin starts.
    start: i64,
    /// How wide a bin is.
    wide: i64,
    counts: Vec<i64>,
    /// Where the axis of counts ends.
    most: i64,
    easy: Easy,
    hard: Hard,
}

/// The easy questions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Bin {
        of: usize,
    },
    /// How many are in the fullest bin.
    Fullest,
}

/// The hard questions; numbers index bins.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How many lie at the lower end of a bin or above.
    From {
        bin: usize,
    },
    Below {
        bin: usize,
    },
    /// How many lie from the lower end of one bin to the upper end of another.
    Between {
        first: usize,
        last: usize,
    },
    /// Where the bin starts that holds the member in the middle.
    Median,
}

impl Family for Histogram {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "histogram",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::DataChart,
        asks: "Read how many are in a bin; then how many lie above, below or between edges of \
               bins, or in which bin the median lies.",
        certain: "Bars end on lines of the grid or halfway between. By adding counts, and by \
                  measuring bars and lining all members up.",
        knobs: "Level 1 has five bins that end on lines; level 3 seven that also end halfway; \
                level 5 nine, of which up to seven are added, or the median is found.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let bins: usize = level.pick([5, 6, 7, 8, 9]);
        let most: i64 = level.pick([12, 14, 16, 18, 20]);
        let grain = if level.get() >= 3 { 1 } else { LINE };
        let counts = (0..bins).map(|_| grain * rng.int(2 / grain, most / grain)).collect();
        let long = rng.int(2, bins as i64 - 2) as usize;
        let first = rng.index(bins - long + 1);
        let hard = match rng.index(level.pick([2, 3, 4, 4, 4])) {
            0 => Hard::From { bin: bins - long },
            1 => Hard::Below { bin: long },
            2 => Hard::Between { first, last: first + long - 1 },
            _ => Hard::Median,
        };
        let easy = if rng.chance(0.7) { Easy::Bin { of: rng.index(bins) } } else { Easy::Fullest };
        let (start, wide) = (10 * rng.int(0, 4), *rng.choose(&[2, 4, 5, 10]));
        let topic = *rng.choose(&TOPICS);
        let scene = Scene { topic, start, wide, counts, most, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let of = match scene.easy {
            Easy::Bin { of } => of,
            Easy::Fullest => scene.fullest(),
        };
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.counts[of]),
            evidence: vec![scene.place(of)],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence: scene.counted().map(|of| scene.place(of)).collect(),
        };
        let caption = scene.caption() + &style.titled(&[scene.topic.title]);
        Asked { caption, easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let bars: Vec<[f64; 3]> = (0..scene.counts.len()).map(|of| scene.measure(of)).collect();
        let high = |bar: &[f64; 3]| libm::round(bar[2]) as i64;
        let easy = match scene.easy {
            Easy::Bin { of } => {
                let middle = scene.edge(of) as f64 + scene.wide as f64 / 2.0;
                bars.iter().find(|[left, right, _]| *left < middle && middle < *right).map(high)
            }
            Easy::Fullest => bars.iter().map(high).max(),
        };
        let within = |from: i64, to: i64| {
            let inside = |[left, right, _]: &&[f64; 3]| {
                *left > from as f64 - 0.5 && *right < to as f64 + 0.5
            };
            bars.iter().filter(inside).map(high).sum()
        };
        let end = scene.edge(scene.counts.len());
        let hard = match scene.hard {
            Hard::From { bin } => Some(within(scene.edge(bin), end)),
            Hard::Below { bin } => Some(within(scene.start, scene.edge(bin))),
            Hard::Between { first, last } => Some(within(scene.edge(first), scene.edge(last + 1))),
            Hard::Median => {
                let each = bars.iter().flat_map(|bar| {
                    std::iter::repeat_n(libm::round(bar[0]) as i64, high(bar) as usize)
                });
                let line: Vec<i64> = each.collect();
                line.get(line.len() / 2).copied()
            }
        };
        [easy.map(Answer::integer), hard.map(Answer::integer)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let odd = scene.counts.iter().any(|count| count % LINE != 0);
        let bins: Vec<usize> = scene.counted().collect();
        let twins = bins.into_iter().flat_map(|of| {
            (2..=scene.most).filter(move |to| odd || to % LINE == 0).map(move |to| {
                let mut twin = scene.clone();
                twin.counts[of] = to;
                twin
            })
        });
        let differs = |twin: &Scene| twin.fair() && twin.hard_answer() != scene.hard_answer();
        let twins: Vec<Scene> = twins.filter(differs).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

impl Scene {
    /// Whether the fullest bin and the bin of the median leave no doubt.
    fn fair(&self) -> bool {
        let fullest = self.counts[self.fullest()];
        let alone = self.counts.iter().filter(|count| **count == fullest).count() == 1;
        let [before, after] = self.halves();
        let middle = 2 * (before.max(after) + 1) < self.counts.iter().sum::<i64>();
        (alone || matches!(self.easy, Easy::Bin { .. }))
            && (middle || !matches!(self.hard, Hard::Median))
    }

    fn fullest(&self) -> usize {
        (0..self.counts.len()).max_by_key(|of| self.counts[*of]).unwrap_or(0)
    }

    /// The bin that holds the member in the middle: the first with half of all up to it.
    fn middle(&self) -> usize {
        let all: i64 = self.counts.iter().sum();
        let up_to = |of: usize| self.counts[..=of].iter().sum::<i64>();
        (0..self.counts.len()).find(|of| 2 * up_to(*of) > all).unwrap_or(0)
    }

    /// How many lie in bins before that of the median, and after it.
    fn halves(&self) -> [i64; 2] {
        let middle = self.middle();
        [self.counts[..middle].iter().sum(), self.counts[middle + 1..].iter().sum()]
    }

    /// Where a bin starts.
    fn edge(&self, bin: usize) -> i64 {
        self.start + self.wide * bin as i64
    }

    /// The bins that the hard question is about.
    fn counted(&self) -> std::ops::Range<usize> {
        match self.hard {
            Hard::From { bin } => bin..self.counts.len(),
            Hard::Below { bin } => 0..bin,
            Hard::Between { first, last } => first..last + 1,
            Hard::Median => 0..self.counts.len(),
        }
    }

    fn hard_answer(&self) -> i64 {
        match self.hard {
            Hard::Median => self.edge(self.middle()),
            _ => self.counts[self.counted()].iter().sum(),
        }
    }

    /// The place of an edge, and of a count.
    fn put(&self, bin: usize, count: i64) -> Place {
        let [left, top, right, bottom] = PLOT;
        let across = bin as f64 / self.counts.len() as f64;
        let up = count as f64 / self.most as f64;
        [left + across * (right - left), bottom - up * (bottom - top)]
    }

    fn bar(&self, of: usize) -> Form {
        let ([left, top], [right, bottom]) = (self.put(of, self.counts[of]), self.put(of + 1, 0));
        Form::rect(left, top, right - left, bottom - top)
    }

    /// The ends and the height of a bar by its drawn corners, in units of the axes.
    fn measure(&self, of: usize) -> [f64; 3] {
        let [left, top, right, bottom] = PLOT;
        let form = self.bar(of);
        let corner = |at: usize| form.corners().get(at).copied().unwrap_or_default();
        let all = (self.wide * self.counts.len() as i64) as f64;
        let across = |x: f64| self.start as f64 + (x - left) / (right - left) * all;
        let high = (bottom - corner(0)[1]) / (bottom - top) * self.most as f64;
        [across(corner(0)[0]), across(corner(2)[0]), high]
    }

    fn place(&self, of: usize) -> BBox {
        let ([left, top], [right, bottom]) = (self.put(of, self.counts[of]), self.put(of + 1, 0));
        BBox([left, top - 4.0, right, bottom + 4.0])
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(WIDTH, HEIGHT, style);
        sketch.title(&[self.topic.title], style);
        let bins = self.counts.len();
        // The axis of counts may stand on either side.
        let right = style.rng("axis").chance(0.35);
        let (axis, side) = if right { (bins, 1.0) } else { (0, -1.0) };
        for count in (0..=self.most).step_by(LINE as usize) {
            let at = self.put(axis, count);
            sketch.segment(self.put(0, count), self.put(bins, count), Look::stroke(GRID, 1.0));
            sketch.word(&count.to_string(), [at[0] + side * 20.0, at[1]], 15.0, style.ink);
        }
        let look = Look::fill(style.palette[0]).outlined(style.ink, 1.5);
        for of in 0..bins {
            sketch.mark(self.bar(of), look.clone());
        }
        sketch.segment(self.put(0, 0), self.put(bins, 0), Look::stroke(style.ink, 2.0));
        let foot = PLOT[3];
        for bin in 0..=bins {
            let [x, _] = self.put(bin, 0);
            sketch.segment([x, foot], [x, foot + 6.0], Look::stroke(style.ink, 2.0));
            sketch.word(&self.edge(bin).to_string(), [x, foot + 20.0], 15.0, style.ink);
        }
        let (middle, aside) = ((PLOT[0] + PLOT[2]) / 2.0, self.put(axis, 0)[0] + side * 48.0);
        sketch.word(self.topic.unit, [middle, foot + 46.0], 16.0, style.ink);
        sketch.word(NOTE, [middle, foot + 74.0], 14.0, style.ink);
        let along = [aside, (PLOT[1] + foot) / 2.0];
        sketch.turned(&self.counted_as(), along, 16.0, style.ink, side * 90.0);
        sketch
    }

    /// What stands along the axis of counts.
    fn counted_as(&self) -> String {
        format!("Number of {}", self.topic.who)
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Bin { of } => style.phrase(
                "easy",
                &[
                    "How many {who} are in the bin from {a} to {b}?",
                    "The bin from {a} to {b} holds how many {who}?",
                ],
                &[
                    ("who", self.topic.who),
                    ("a", &self.edge(of).to_string()),
                    ("b", &self.edge(of + 1).to_string()),
                ],
            ),
            Easy::Fullest => style.phrase(
                "easy",
                &["How many {who} are in the fullest bin?", "How many {who} has the tallest bar?"],
                &[("who", self.topic.who)],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let ends = self.counted();
        let forms = match self.hard {
            Hard::From { .. } => [
                "How many {who} are in the bins from {a} on?",
                "How many {who} lie at {a} or above?",
            ],
            Hard::Below { .. } => {
                ["How many {who} are in the bins up to {b}?", "How many {who} lie below {b}?"]
            }
            Hard::Between { .. } => [
                "How many {who} are in the bins from {a} to {b} together?",
                "How many {who} lie at {a} or above, but below {b}?",
            ],
            Hard::Median => [
                "All {who} are put in order. At which number does the bin start that holds the \
                 one in the middle?",
                "Where does the bin start in which the median of the {who} lies?",
            ],
        };
        let (a, b) = (self.edge(ends.start).to_string(), self.edge(ends.end).to_string());
        style.phrase("hard", &forms, &[("who", self.topic.who), ("a", &a), ("b", &b)])
    }

    fn caption(&self) -> String {
        let one = |of: usize| {
            format!("{} from {} to {}", self.counts[of], self.edge(of), self.edge(of + 1))
        };
        let all: Vec<String> = (0..self.counts.len()).map(one).collect();
        format!(
            "A histogram over a grid, with counts from 0 to {} in steps of {LINE} along the axis \
             \"{}\" and the edges of bins along the axis \"{}\". Its bars: {}. A note below reads \
             \"{NOTE}\"",
            self.most,
            self.counted_as(),
            self.topic.unit,
            all.join(", ")
        )
    }
}
