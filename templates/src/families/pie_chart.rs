//! Slices of pies and rings: read one; add, count and compare.
//!
//! The answer is certain because shares are whole per cents and the totals are whole
//! multiples. One solver does sums with the shares, the other measures the areas of the
//! drawn slices.

use serde::Serialize;
use synth_contracts::{
    Answer, Axis, BBox, Claim, ContentType, Language, Level, Program, Question, Rng,
};

use crate::claims::{Place, corners, filled, labels, marks, ring, texts};
use crate::dial;
use crate::numbers::leads;
use crate::python::Python;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const HEIGHT: f64 = 400.0;
/// Side of a square of the legend, and distance of its lines.
const SWATCH: f64 = 18.0;
const LINE: f64 = 38.0;
const SIZE: f64 = 17.0;

/// Whose shares a pie shows, and of what.
const TOPICS: [(&str, &str, [&str; 6]); 5] = [
    (
        "Favourite sport",
        "pupils",
        ["Football", "Tennis", "Swimming", "Running", "Cycling", "Chess"],
    ),
    ("Way to work", "workers", ["Bus", "Train", "Car", "Bike", "Walk", "Ferry"]),
    ("Books lent", "books", ["Novels", "Comics", "Poetry", "Travel", "History", "Science"]),
    ("Drinks sold", "drinks", ["Coffee", "Tea", "Juice", "Water", "Cocoa", "Soda"]),
    ("Trees planted", "trees", ["Oak", "Pine", "Birch", "Maple", "Beech", "Larch"]),
];

/// See the [module](self).
pub struct PieChart;

/// One pie.
#[derive(Clone, Debug, Serialize)]
struct Pie {
    year: i64,
    total: i64,
    /// Per cents, clockwise from the top.
    shares: Vec<i64>,
}

/// The pies and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    title: &'static str,
    group: &'static str,
    names: Vec<&'static str>,
    pies: Vec<Pie>,
    /// Whether the pies have a hole.
    hole: bool,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The per cent of a slice of the last pie.
    Share { of: usize },
    /// The largest slice of the last pie.
    Largest,
}

/// The hard questions. Numbers index slices.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The per cent of two slices of the first pie together.
    Sum { a: usize, b: usize },
    /// How many a slice of the first pie stands for.
    Count { of: usize },
    /// The same for a slice whose per cent is not printed.
    Missing { of: usize },
    /// The angle of a slice of the first pie.
    Angle { of: usize },
    /// How much a slice's count differs between the pies.
    Change { of: usize },
    /// The slice whose count grew most from the first pie to the second.
    Grew,
}

impl Family for PieChart {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "pie-chart",
        group: Group::Charts,
        language: Language::Python,
        content_type: ContentType::DataChart,
        asks: "Read a slice or find the largest; then add shares, turn them into counts or angles, \
               find one that is not printed, or compare two pies.",
        certain: "Shares are whole per cents of whole totals. Sums of shares, against the areas of \
                  the drawn slices.",
        knobs: "Level 1 has four slices in steps of five per cent; level 3 five, one of them not \
                printed; level 5 two pies of six slices whose counts are compared.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (title, group, names) = *rng.choose(&TOPICS);
        let names = rng.sample(&names, level.pick([4, 5, 5, 5, 6]));
        let two = level.get() >= 4;
        let (grain, unit) = if two { (1, 100) } else { (5, 20) };
        let year = rng.int(2004, 2019);
        let total = unit * rng.int(4, level.pick([18, 18, 18, 8, 8]));
        let pie = |rng: &mut Rng, later| Pie {
            year: year + later,
            // The totals differ, but not so much that every slice grows or shrinks.
            total: total + later * unit * *rng.choose(&[-1, 1]),
            shares: draw_shares(rng, names.len(), grain),
        };
        let pies: Vec<Pie> = (0..=i64::from(two)).map(|later| pie(rng, later)).collect();
        let slices = rng.sample(&(0..names.len()).collect::<Vec<_>>(), 3);
        let hard = Hard::draw(level, rng, &slices);
        let easy = match rng.chance(0.6) {
            true => Easy::Share { of: *slices.last()? },
            false => Easy::Largest,
        };
        let scene = Scene { title, group, names, pies, hole: rng.chance(0.5), easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = scene.canvas();
        let slice = |pie: usize, slice: usize| {
            let paint = style.palette[slice];
            (scene.pies[pie].shares[slice], paint, scene.label(pie, slice))
        };
        let mut program = Python::new("Draws shares as slices of a circle.", &["math"])
            .set("WIDTH", width)
            .set("HEIGHT", height)
            .set("BACKGROUND", style.background)
            .set("INK", style.ink)
            .set("FONT", style.font)
            .set("TITLE", scene.title)
            .set("TITLE_AT", style.title_at(24.0, width / 2.0))
            .set("RADIUS", scene.radius())
            .comment("Radius of the hole and distance of the labels from the centre.")
            .set("HOLE", scene.hole_radius())
            .set("LABELS", scene.label_radius())
            .set("SIZE", SIZE)
            .blank();
        for (index, pie) in scene.pies.iter().enumerate() {
            let [x, y] = scene.centre(index);
            let slices: Vec<_> = (0..pie.shares.len()).map(|i| slice(index, i)).collect();
            program = program
                .comment("Per cent, colour and label of each slice, clockwise from the top.")
                .rows(&format!("pie_{}", index + 1), &slices)
                .set(&format!("place_{}", index + 1), (x, y, scene.foot(index)));
        }
        let names: Vec<&str> = (1..=scene.pies.len()).map(|n| ["pie_1", "pie_2"][n - 1]).collect();
        let pairs: Vec<String> =
            names.iter().map(|n| format!("({n}, place_{})", &n[4..])).collect();
        let [x, y] = scene.swatch(0);
        let legend: Vec<_> = scene.names.iter().copied().zip(style.palette).collect();
        let program = program
            .raw(&format!("pies = [{}]", pairs.join(", ")))
            .blank()
            .rows("legend", &legend)
            .set("LEGEND", (x, y))
            .finish(CODE);
        Drawing { program: Program::python(program), width, height, origin: [0.0; 2] }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let last = scene.pies.len() - 1;
        let shares = &scene.pies[last].shares;
        let easy = match scene.easy {
            Easy::Share { of } => Answer::integer(shares[of]),
            Easy::Largest => {
                let largest = (0..shares.len()).max_by_key(|slice| shares[*slice]).unwrap_or(0);
                Answer::text(scene.names[largest])
            }
        };
        let easy = Question {
            text: scene.easy_text(style),
            answer: easy,
            evidence: vec![scene.place(last), scene.legend_place()],
        };
        let mut evidence: Vec<BBox> = match scene.hard {
            Hard::Change { .. } | Hard::Grew => (0..=last).map(|pie| scene.place(pie)).collect(),
            _ => vec![scene.place(0)],
        };
        evidence.push(scene.legend_place());
        let hard = Question { text: scene.hard_text(style), answer: scene.hard_answer(), evidence };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let pies = || 0..scene.pies.len();
        let slices = || pies().flat_map(|pie| (0..scene.names.len()).map(move |s| (pie, s)));
        let middle =
            |(pie, slice): (usize, usize)| (scene.label(pie, slice), scene.label_place(pie, slice));
        let words = slices().map(|at| middle(at).0).chain(pies().map(|pie| scene.foot(pie)));
        let names = scene.names.iter().map(|name| (*name).to_owned());
        let legend = (0..scene.names.len())
            .map(|line| (scene.names[line].to_owned(), scene.swatch(line)[1] + SWATCH / 2.0));
        let mut claims = vec![
            texts(words.chain(names).chain([scene.title.to_owned()])),
            labels(slices().map(middle)),
            Claim::Ticks { axis: Axis::Y, labels: legend.collect() },
            Claim::TrueToScale,
        ];
        for slice in 0..scene.names.len() {
            let paint = || filled(style.palette[slice]);
            let [x, y] = scene.swatch(slice);
            let swatch = [[x, y], [x + SWATCH, y], [x + SWATCH, y + SWATCH], [x, y + SWATCH]];
            let outlines: Vec<Vec<Place>> = pies().map(|pie| scene.outline(pie, slice)).collect();
            claims.push(marks(paint(), outlines.len() + 1));
            claims.push(corners(paint(), outlines.concat().into_iter().chain(swatch)));
            claims.extend(outlines.into_iter().map(|outline| ring(paint(), outline)));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        [scene.measure_easy(), scene.measure_hard()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let grain = if scene.pies.len() == 1 { 5 } else { 1 };
        (0..128).find_map(|_| {
            let mut changed = scene.clone();
            let pie = if matches!(scene.hard, Hard::Grew) { rng.index(2) } else { 0 };
            let shares = &mut changed.pies[pie].shares;
            let ends = rng.sample(&(0..shares.len()).collect::<Vec<_>>(), 2);
            let moved = grain * rng.int(1, 30 / grain);
            shares[ends[0]] += moved;
            shares[ends[1]] -= moved;
            (changed.fair() && changed.hard_answer() != scene.hard_answer()).then_some(changed)
        })
    }
}

/// Shares that add up to 100, each wide enough for its label.
fn draw_shares(rng: &mut Rng, count: usize, grain: i64) -> Vec<i64> {
    let least = if grain == 1 { LEAST } else { 10 };
    let mut shares = vec![least; count];
    let mut left = 100 - least * count as i64;
    while left > 0 {
        let slice = rng.index(count);
        let more = (grain * rng.int(1, 9 / grain)).min(left);
        shares[slice] += more;
        left -= more;
    }
    shares
}

/// The least share.
const LEAST: i64 = 7;

impl Hard {
    fn draw(level: Level, rng: &mut Rng, slices: &[usize]) -> Self {
        let (of, b) = (slices[0], slices[1]);
        let (sum, count) = (Self::Sum { a: of, b }, Self::Count { of });
        let (missing, angle) = (Self::Missing { of }, Self::Angle { of });
        *rng.choose(&match level.get() {
            1 => [sum, count, count],
            2 => [sum, count, angle],
            3 => [missing, missing, angle],
            4 => [Self::Change { of }, missing, Self::Change { of }],
            _ => [Self::Change { of }, Self::Grew, Self::Grew],
        })
    }
}

impl Scene {
    fn radius(&self) -> f64 {
        if self.pies.len() == 1 { 138.0 } else { 116.0 }
    }

    fn hole_radius(&self) -> f64 {
        if self.hole { libm::round(self.radius() * 0.45) } else { 0.0 }
    }

    fn label_radius(&self) -> f64 {
        if self.hole { (self.radius() + self.hole_radius()) / 2.0 } else { self.radius() * 0.68 }
    }

    fn canvas(&self) -> (f64, f64) {
        (if self.pies.len() == 1 { 500.0 } else { 680.0 }, HEIGHT)
    }

    fn centre(&self, pie: usize) -> Place {
        let left = 24.0 + self.radius();
        [left + pie as f64 * (2.0 * self.radius() + 26.0), 56.0 + 138.0]
    }

    /// Top left corner of a legend's square.
    fn swatch(&self, line: usize) -> Place {
        let right = self.centre(self.pies.len() - 1)[0] + self.radius();
        let top = self.centre(0)[1] - LINE * self.names.len() as f64 / 2.0;
        [right + 32.0, top + LINE * line as f64 + (LINE - SWATCH) / 2.0]
    }

    /// The words below a pie.
    fn foot(&self, pie: usize) -> String {
        let Pie { year, total, .. } = self.pies[pie];
        match self.pies.len() {
            1 => format!("{total} {} in all", self.group),
            _ => format!("{year}: {total} {}", self.group),
        }
    }

    /// What is printed on a slice.
    fn label(&self, pie: usize, slice: usize) -> String {
        match self.hard {
            Hard::Missing { of } if (pie, slice) == (0, of) => "?".to_owned(),
            _ => format!("{}%", self.pies[pie].shares[slice]),
        }
    }

    /// Per cents before a slice.
    fn start(&self, pie: usize, slice: usize) -> i64 {
        self.pies[pie].shares[..slice].iter().sum()
    }

    fn label_place(&self, pie: usize, slice: usize) -> Place {
        let middle = self.start(pie, slice) as f64 + self.pies[pie].shares[slice] as f64 / 2.0;
        dial::at(self.centre(pie), self.label_radius(), middle * 3.6)
    }

    /// The corners of a slice: one a per cent along the rim, and those inside.
    fn outline(&self, pie: usize, slice: usize) -> Vec<Place> {
        let start = self.start(pie, slice);
        let (centre, steps) = (self.centre(pie), start..=start + self.pies[pie].shares[slice]);
        let rim =
            |radius| steps.clone().map(move |step| dial::at(centre, radius, step as f64 * 3.6));
        let inner: Vec<Place> = match self.hole {
            true => rim(self.hole_radius()).rev().collect(),
            false => vec![centre],
        };
        rim(self.radius()).chain(inner).collect()
    }

    fn place(&self, pie: usize) -> BBox {
        let ([x, y], r) = (self.centre(pie), self.radius());
        BBox([x - r, y - r, x + r, y + r + 44.0])
    }

    fn legend_place(&self) -> BBox {
        let [x, y] = self.swatch(0);
        BBox([x, y - 4.0, self.canvas().0 - 8.0, y + LINE * self.names.len() as f64 - LINE / 2.0])
    }

    fn count(&self, pie: usize, slice: usize) -> i64 {
        self.pies[pie].total * self.pies[pie].shares[slice] / 100
    }

    /// Whether slices are wide enough, and what leads does so clearly.
    fn fair(&self) -> bool {
        let wide = self.pies.iter().all(|pie| pie.shares.iter().all(|share| *share >= LEAST));
        let largest = match self.easy {
            Easy::Largest => self.pies.last().is_some_and(|pie| leads(&pie.shares, 4)),
            Easy::Share { .. } => true,
        };
        let clear = match self.hard {
            Hard::Change { of } => self.count(0, of) != self.count(1, of),
            Hard::Grew => {
                let grown = self.growth();
                grown.iter().any(|more| *more > 0) && leads(&grown, 10)
            }
            _ => true,
        };
        let totals = self.pies.first().map(|pie| pie.total) != self.pies.get(1).map(|p| p.total);
        wide && largest && clear && totals
    }

    /// By how much each slice stands for more in the second pie.
    fn growth(&self) -> Vec<i64> {
        (0..self.names.len()).map(|slice| self.count(1, slice) - self.count(0, slice)).collect()
    }

    fn hard_answer(&self) -> Answer {
        match self.hard {
            Hard::Sum { a, b } => Answer::integer(self.pies[0].shares[a] + self.pies[0].shares[b]),
            Hard::Count { of } | Hard::Missing { of } => Answer::integer(self.count(0, of)),
            Hard::Angle { of } => Answer::integer(self.pies[0].shares[of] * 360 / 100),
            Hard::Change { of } => Answer::integer((self.count(0, of) - self.count(1, of)).abs()),
            Hard::Grew => {
                let grown = self.growth();
                let most = (0..grown.len()).max_by_key(|slice| grown[*slice]).unwrap_or(0);
                Answer::text(self.names[most])
            }
        }
    }

    /// The part of its pie that a slice covers, by the areas of all of them.
    fn part(&self, pie: usize, slice: usize) -> f64 {
        let area = |slice| {
            let outline = self.outline(pie, slice);
            let next = outline.iter().cycle().skip(1);
            let cross = |([x, y], [x2, y2]): (&Place, &Place)| x * y2 - x2 * y;
            libm::fabs(outline.iter().zip(next).map(cross).sum::<f64>())
        };
        area(slice) / (0..self.names.len()).map(area).sum::<f64>()
    }

    fn measure_easy(&self) -> Option<Answer> {
        let last = self.pies.len().checked_sub(1)?;
        match self.easy {
            Easy::Share { of } => {
                Some(Answer::integer(libm::round(100.0 * self.part(last, of)) as i64))
            }
            Easy::Largest => {
                let beaten = |slice: &usize| {
                    (0..self.names.len()).any(|o| self.part(last, o) > self.part(last, *slice))
                };
                let slice = (0..self.names.len()).find(|slice| !beaten(slice))?;
                Some(Answer::text(self.names[slice]))
            }
        }
    }

    fn measure_hard(&self) -> Option<Answer> {
        let whole = |value: f64| Some(Answer::integer(libm::round(value) as i64));
        let many = |pie: usize, slice| self.pies[pie].total as f64 * self.part(pie, slice);
        match self.hard {
            Hard::Sum { a, b } => whole(100.0 * (self.part(0, a) + self.part(0, b))),
            Hard::Count { of } | Hard::Missing { of } => whole(many(0, of)),
            Hard::Angle { of } => whole(360.0 * self.part(0, of)),
            Hard::Change { of } => whole(libm::fabs(many(1, of) - many(0, of))),
            Hard::Grew => {
                let grown = |slice| many(1, slice) - many(0, slice);
                let beaten = |slice: &usize| {
                    (0..self.names.len()).any(|other| grown(other) > grown(*slice) + 1e-6)
                };
                let slice = (0..self.names.len()).find(|slice| !beaten(slice))?;
                Some(Answer::text(self.names[slice]))
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let year = self.pies.last().map_or(0, |pie| pie.year).to_string();
        let when = if self.pies.len() == 1 { String::new() } else { format!(" in {year}") };
        match self.easy {
            Easy::Share { of } => style.phrase(
                "easy",
                &[
                    "What percentage does {of} have{when}?",
                    "How many per cent does the slice for {of} show{when}?",
                ],
                &[("of", self.names[of]), ("when", &when)],
            ),
            Easy::Largest => style.phrase(
                "easy",
                &[
                    "Which slice is the largest{when}?",
                    "What does the largest slice stand for{when}?",
                ],
                &[("when", &when)],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |slice: usize| self.names[slice];
        let years: Vec<String> = self.pies.iter().map(|pie| pie.year.to_string()).collect();
        let when = if years.len() == 1 { String::new() } else { format!(" in {}", years[0]) };
        let words = |choices: &[&str], values: &[(&str, &str)]| {
            let from = years.first().map_or("", String::as_str);
            let to = years.last().map_or("", String::as_str);
            let common =
                [("group", self.group), ("when", when.as_str()), ("from", from), ("to", to)];
            style.phrase("hard", choices, &[&common[..], values].concat())
        };
        match self.hard {
            Hard::Sum { a, b } => words(
                &[
                    "What percentage do {a} and {b} have together?",
                    "How many per cent do the slices for {a} and {b} add up to?",
                ],
                &[("a", name(a)), ("b", name(b))],
            ),
            Hard::Count { of } => words(
                &[
                    "How many {group} does the slice for {of} stand for?",
                    "How many of the {group} belong to {of}?",
                ],
                &[("of", name(of))],
            ),
            Hard::Missing { of } => words(
                &[
                    "The percentage of {of}{when} is not printed. How many {group} does its slice \
                   stand for?",
                    "A question mark stands in place of the percentage of {of}{when}. How many \
                     {group} belong to {of}?",
                ],
                &[("of", name(of))],
            ),
            Hard::Angle { of } => words(
                &[
                    "How many degrees does the slice for {of} take up at the centre?",
                    "What is the angle of the slice for {of}, in degrees?",
                ],
                &[("of", name(of))],
            ),
            Hard::Change { of } => words(
                &[
                    "By how many did the number of {group} for {of} change from {from} to {to}?",
                    "What is the difference between the numbers of {group} for {of} in {from} and \
                     in {to}?",
                ],
                &[("of", name(of))],
            ),
            Hard::Grew => words(
                &[
                    "Turn all shares into numbers of {group}. Which slice gained most from {from} to \
                   {to}?",
                    "For which slice did the number of {group} grow most from {from} to {to}?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self) -> String {
        let pie = |pie: usize| {
            let slice = |s: usize| match self.label(pie, s).as_str() {
                "?" => format!("{} with a question mark filling the rest", self.names[s]),
                label => format!("{} {label}", self.names[s]),
            };
            let slices: Vec<String> = (0..self.names.len()).map(slice).collect();
            format!("below it \"{}\", clockwise from the top {}", self.foot(pie), slices.join(", "))
        };
        let kind = if self.hole { "ring" } else { "pie" };
        let all: Vec<String> = (0..self.pies.len()).map(pie).collect();
        format!(
            "A {kind} chart titled \"{}\" with a legend on the right and each share printed on \
             its slice: {}.",
            self.title,
            all.join("; beside it another, ")
        )
    }
}

const CODE: &str = r##"

def at(x, y, radius, percent):
    """The place at a radius, clockwise from the top."""
    angle = math.radians(percent * 3.6)
    return x + radius * math.sin(angle), y - radius * math.cos(angle)


def wedge(x, y, start, share):
    """Corners of a slice: one a per cent along the rim, and those inside."""
    steps = range(start, start + share + 1)
    outer = [at(x, y, RADIUS, step) for step in steps]
    inner = [at(x, y, HOLE, step) for step in reversed(steps)] if HOLE else [(x, y)]
    return " ".join(f"{px:.2f},{py:.2f}" for px, py in outer + inner)


def text(x, y, words, colour, more=""):
    return f'<text x="{x:.2f}" y="{y + SIZE * 0.32:.2f}" fill="{colour}" font-size="{SIZE}"{more}>{words}</text>'


MIDDLE = ' text-anchor="middle"'
parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>']
parts.append(text(TITLE_AT[0], 28, TITLE, INK, f' text-anchor="{TITLE_AT[1]}" font-weight="bold"'))
for slices, (x, y, words) in pies:
    start = 0
    for share, colour, label in slices:
        points = wedge(x, y, start, share)
        parts.append(f'<polygon points="{points}" fill="{colour}" stroke="{BACKGROUND}" stroke-width="2"/>')
        lx, ly = at(x, y, LABELS, start + share / 2)
        parts.append(text(lx, ly, label, "#ffffff", MIDDLE + ' font-weight="bold"'))
        start += share
    parts.append(text(x, y + RADIUS + 30, words, INK, MIDDLE))

x, y = LEGEND
for line, (name, colour) in enumerate(legend):
    top = y + 38 * line
    parts.append(f'<rect x="{x}" y="{top}" width="18" height="18" fill="{colour}"/>')
    parts.append(text(x + 28, top + 9, name, INK))

with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FONT}">\n'
    )
    f.write("\n".join(parts))
    f.write("\n</svg>\n")
"##;
