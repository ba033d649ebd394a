//! A flowchart: read its boxes; trace what it does.
//!
//! The answer is certain because the chart is a program. One solver runs the program as
//! a tree of statements; the other walks along the drawn arrows and obeys the words that
//! are printed in the boxes.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, centres, corners, labels, marks, path, ring, stroked, texts};
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

/// Distance of rows, and half the height of boxes and diamonds.
const ROW: f64 = 82.0;
const HALF: f64 = 22.0;
const HALF_TEST: f64 = 30.0;
/// Half the width of boxes and diamonds.
const WIDE: f64 = 70.0;
const WIDE_TEST: f64 = 78.0;
/// Distance of the two branches, and of the lines around a loop, from the middle.
const BRANCH: f64 = 122.0;
const AROUND: f64 = 216.0;
const MARGIN: f64 = 26.0;
const SIZE: f64 = 18.0;
/// Steps after which a chart counts as endless.
const ENDLESS: usize = 80;

/// See the [module](self).
pub struct Flowchart;

/// Variables are numbered: 0 is x, 1 is y.
const NAMES: [&str; 2] = ["x", "y"];

/// One box of the chart.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Step {
    Set(usize, i64),
    Add(usize, i64),
    Subtract(usize, i64),
    Times(usize, i64),
    /// Adds the second variable to the first.
    AddOther(usize, usize),
}

/// A question to x.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Test {
    Below(i64),
    Above(i64),
    Even,
}

/// A part of the program.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    Do(Step),
    If(Test, Step, Step),
    While(Test, Vec<Part>),
}

/// A program and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    parts: Vec<Part>,
    /// The variable that is put out.
    output: usize,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Easy {
    /// The first value of x.
    Start,
    /// The number that x is compared with.
    Limit,
    /// The number in the first box below the start values.
    Second,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// What is put out.
    Output,
    /// How often the loop runs.
    Runs,
    /// The value of x after so many runs.
    After { runs: usize },
}

/// What a run leaves behind.
#[derive(Debug, Default, PartialEq)]
struct Trace {
    values: [i64; 2],
    /// Values of x whenever the loop's question is put.
    asked: Vec<i64>,
    steps: usize,
}

impl Family for Flowchart {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "flowchart",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read a number in a box; then trace the chart to its output, count the runs of its \
               loop, or find a value on the way.",
        certain: "A tree of statements is run, and a walker follows the drawn arrows and obeys \
                  the printed words.",
        knobs: "Level 1 is a row of boxes; level 2 has a branch; level 3 a loop; level 4 a loop \
                with two variables; level 5 a branch within a loop.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let parts = draw_parts(level, rng);
        let hard = match (level.get(), rng.index(3)) {
            (1 | 2, _) | (_, 0) => Hard::Output,
            (_, 1) => Hard::Runs,
            _ => Hard::After { runs: rng.int(2, 3) as usize },
        };
        let output = if level.get() >= 4 { rng.index(2) } else { 0 };
        let easy = match (level.get(), rng.chance(0.5)) {
            (_, true) => Easy::Start,
            (1, _) => Easy::Second,
            _ => Easy::Limit,
        };
        let scene = Scene { parts, output, easy, hard };
        // Every number of runs is as likely.
        let wanted = rng.int(2, 6) as usize;
        let runs = scene.trace()?.runs();
        (scene.fair() && (level.get() <= 2 || runs == wanted)).then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let chart = Chart::of(scene);
        let (width, height) = chart.canvas();
        let mut svg = Svg::framed(width, height, style);
        draw_links(&mut svg, &chart, style);
        draw_nodes(&mut svg, &chart, style);
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let chart = Chart::of(scene);
        let node = match scene.easy {
            Easy::Start => 1,
            Easy::Second => 2,
            Easy::Limit => chart.nodes.iter().position(|node| node.kind == Kind::Test).unwrap_or(0),
        };
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.easy_answer()),
            evidence: chart.nodes.get(node).map(Node::place).into_iter().collect(),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence: chart.nodes.iter().map(Node::place).collect(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let chart = Chart::of(scene);
        let words = chart.nodes.iter().map(|node| (node.words.clone(), node.at));
        let answers = chart.links.iter().filter_map(Link::answer);
        let words: Vec<(String, Place)> = words.chain(answers).collect();
        let mut claims = vec![
            texts(words.iter().map(|(word, _)| word.clone())),
            labels(words),
            marks(stroked(style.ink), chart.links.len()),
            Claim::TrueToScale,
        ];
        claims.extend(chart.links.iter().map(|link| path(stroked(style.ink), link.way.clone())));
        for kind in [Kind::End, Kind::Box, Kind::Test] {
            let paint = || stroked(kind.paint(style));
            let nodes = || chart.nodes.iter().filter(|node| node.kind == kind);
            claims.push(marks(paint(), nodes().count()));
            if kind == Kind::End {
                claims.push(centres(paint(), nodes().map(|node| node.at)));
            } else if nodes().next().is_some() {
                claims.push(corners(paint(), nodes().flat_map(Node::corners)));
                claims.extend(nodes().map(|node| ring(paint(), node.corners())));
            }
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let chart = Chart::of(scene);
        let number = |node: Option<&Node>| {
            let words = node?.words.trim_end_matches('?').split(' ');
            Some(Answer::integer(words.filter_map(|word| word.parse().ok()).next()?))
        };
        let easy = match scene.easy {
            Easy::Start => number(chart.nodes.get(1)),
            Easy::Second => number(chart.nodes.get(2)),
            Easy::Limit => number(chart.nodes.iter().find(|node| node.kind == Kind::Test)),
        };
        let hard = chart.walk().and_then(|(printed, asked)| match scene.hard {
            Hard::Output => Some(printed),
            Hard::Runs => Some(asked.len() as i64 - 1),
            Hard::After { runs } => asked.get(runs).copied(),
        });
        [easy, hard.map(Answer::integer)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.hard_answer();
        (0..64).find_map(|_| {
            let mut changed = scene.clone();
            if let Some(Part::Do(Step::Set(_, value))) = changed.parts.first_mut() {
                *value = draw_start(rng);
            }
            (changed.fair() && changed.hard_answer() != before).then_some(changed)
        })
    }
}

fn draw_start(rng: &mut Rng) -> i64 {
    rng.int(2, 15)
}

/// A step that makes x another number.
fn draw_step(rng: &mut Rng) -> Step {
    match rng.index(3) {
        0 => Step::Add(0, rng.int(3, 12)),
        1 => Step::Subtract(0, rng.int(2, 9)),
        _ => Step::Times(0, rng.int(2, 4)),
    }
}

fn draw_parts(level: Level, rng: &mut Rng) -> Vec<Part> {
    let start = Part::Do(Step::Set(0, draw_start(rng)));
    let grow = |rng: &mut Rng| Part::Do(Step::Add(0, rng.int(3, 9)));
    let until = Test::Below(rng.int(16, 60));
    match level.get() {
        1 => {
            let steps = (0..rng.int(2, 3)).map(|_| Part::Do(draw_step(rng)));
            std::iter::once(start).chain(steps.collect::<Vec<_>>()).collect()
        }
        2 => {
            let first = Part::Do(Step::Add(0, rng.int(3, 12)));
            let test = Test::Above(rng.int(8, 20));
            let branch = Part::If(test, draw_step(rng), draw_step(rng));
            let last = Part::Do(draw_step(rng));
            vec![start, first, branch, last]
        }
        3 => vec![start, Part::While(until, vec![grow(rng)]), Part::Do(draw_step(rng))],
        4 => {
            let second = Part::Do(Step::Set(1, rng.int(1, 6)));
            let more = Part::Do(Step::Add(1, rng.int(1, 4)));
            let body = vec![Part::Do(Step::AddOther(0, 1)), more];
            vec![start, second, Part::While(until, body)]
        }
        _ => {
            let second = Part::Do(Step::Set(1, rng.int(0, 9)));
            let (odd, even) = (rng.int(2, 9), rng.int(2, 9));
            let branch = Part::If(Test::Even, Step::Add(0, odd), Step::Add(0, even));
            let more = Part::Do(Step::AddOther(1, 0));
            vec![start, second, Part::While(until, vec![branch, more])]
        }
    }
}

impl Step {
    fn run(self, values: &mut [i64; 2]) {
        match self {
            Self::Set(of, number) => values[of] = number,
            Self::Add(of, number) => values[of] += number,
            Self::Subtract(of, number) => values[of] -= number,
            Self::Times(of, number) => values[of] *= number,
            Self::AddOther(of, other) => values[of] += values[other],
        }
    }

    fn words(self) -> String {
        let (of, sign, second) = match self {
            Self::Set(of, number) => return format!("{} = {number}", NAMES[of]),
            Self::Add(of, number) => (of, '+', number.to_string()),
            Self::Subtract(of, number) => (of, '-', number.to_string()),
            Self::Times(of, number) => (of, '×', number.to_string()),
            Self::AddOther(of, other) => (of, '+', NAMES[other].to_owned()),
        };
        format!("{0} = {0} {sign} {second}", NAMES[of])
    }
}

impl Test {
    fn holds(self, x: i64) -> bool {
        match self {
            Self::Below(limit) => x < limit,
            Self::Above(limit) => x > limit,
            Self::Even => x % 2 == 0,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Below(limit) => format!("x < {limit}?"),
            Self::Above(limit) => format!("x > {limit}?"),
            Self::Even => "x is even?".to_owned(),
        }
    }
}

impl Trace {
    fn runs(&self) -> usize {
        self.asked.len().saturating_sub(1)
    }

    /// Runs parts; `None` where they do not end.
    fn run(&mut self, parts: &[Part]) -> Option<()> {
        for part in parts {
            self.steps += 1;
            match part {
                Part::Do(step) => step.run(&mut self.values),
                Part::If(test, yes, no) => {
                    let step = if test.holds(self.values[0]) { yes } else { no };
                    step.run(&mut self.values);
                }
                Part::While(test, body) => loop {
                    self.asked.push(self.values[0]);
                    if !test.holds(self.values[0]) {
                        break;
                    }
                    self.run(body)?;
                },
            }
            if self.steps > ENDLESS {
                return None;
            }
        }
        Some(())
    }
}

impl Scene {
    fn trace(&self) -> Option<Trace> {
        let mut trace = Trace::default();
        trace.run(&self.parts)?;
        Some(trace)
    }

    /// Whether the chart ends, and there is something to trace.
    fn fair(&self) -> bool {
        let Some(trace) = self.trace() else { return false };
        let enough = match self.hard {
            Hard::Output => true,
            Hard::Runs => trace.runs() >= 1,
            Hard::After { runs } => trace.runs() >= runs,
        };
        enough && trace.values.iter().all(|value| (0..1000).contains(value))
    }

    fn hard_answer(&self) -> i64 {
        let trace = self.trace().unwrap_or_default();
        match self.hard {
            Hard::Output => trace.values[self.output],
            Hard::Runs => trace.runs() as i64,
            Hard::After { runs } => trace.asked.get(runs).copied().unwrap_or(0),
        }
    }

    fn easy_answer(&self) -> i64 {
        let number = |part: &Part| match part {
            Part::Do(
                Step::Set(_, number)
                | Step::Add(_, number)
                | Step::Subtract(_, number)
                | Step::Times(_, number),
            ) => Some(*number),
            _ => None,
        };
        let limit = |part: &Part| match part {
            Part::If(Test::Below(limit) | Test::Above(limit), ..)
            | Part::While(Test::Below(limit) | Test::Above(limit), _) => Some(*limit),
            _ => None,
        };
        let found = match self.easy {
            Easy::Start => self.parts.first().and_then(number),
            Easy::Second => self.parts.get(1).and_then(number),
            Easy::Limit => self.parts.iter().find_map(limit),
        };
        found.unwrap_or(0)
    }

    fn easy_text(&self, style: &Style) -> String {
        let words = match self.easy {
            Easy::Start => [
                "Which value does x get in the first box after the start?",
                "What number is x set to at the beginning of the flowchart?",
            ],
            Easy::Limit => [
                "Which number is x compared with in the first diamond?",
                "What number stands in the first diamond of the flowchart?",
            ],
            Easy::Second => [
                "Which number stands in the second box after the start?",
                "What is the number in the second rectangular box from the top?",
            ],
        };
        style.word("easy", &words).to_owned()
    }

    fn hard_text(&self, style: &Style) -> String {
        match self.hard {
            Hard::Output => style
                .word(
                    "hard",
                    &[
                        "Follow the flowchart from the start. Which number does it put out?",
                        "What is the output of the flowchart?",
                    ],
                )
                .to_owned(),
            Hard::Runs => style
                .word(
                    "hard",
                    &[
                        "How many times does the loop of the flowchart run before it is left?",
                        "How often is the first diamond answered with yes until the flowchart ends?",
                    ],
                )
                .to_owned(),
            Hard::After { runs } => style.phrase(
                "hard",
                &[
                    "What is the value of x after the loop has run {runs} times?",
                    "Which value does x have when {runs} runs of the loop are done?",
                ],
                &[("runs", ["zero", "one", "two", "three"][runs.min(3)])],
            ),
        }
    }

    fn caption(&self) -> String {
        fn tell(parts: &[Part]) -> String {
            let part = |part: &Part| match part {
                Part::Do(step) => format!("a box \"{}\"", step.words()),
                Part::If(test, yes, no) => format!(
                    "a diamond \"{}\" that leads left (yes) to a box \"{}\" and right (no) to a \
                     box \"{}\", which join again",
                    test.words(),
                    yes.words(),
                    no.words()
                ),
                Part::While(test, body) => format!(
                    "a diamond \"{}\" whose yes leads down to {}, from where an arrow on the left \
                     goes back to the diamond, and whose no leads on around the right",
                    test.words(),
                    tell(body)
                ),
            };
            parts.iter().map(part).collect::<Vec<_>>().join(", then ")
        }
        format!(
            "A flowchart from top to bottom: \"Start\", then {}, then \"Output {}\".",
            tell(&self.parts),
            NAMES[self.output]
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    End,
    Box,
    Test,
}

impl Kind {
    fn paint(self, style: &Style) -> &'static str {
        match self {
            Self::End => style.palette[0],
            Self::Box => style.palette[1],
            Self::Test => style.palette[2],
        }
    }
}

/// A box or diamond on the canvas.
#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    words: String,
    at: Place,
}

impl Node {
    fn half(&self) -> [f64; 2] {
        if self.kind == Kind::Test { [WIDE_TEST, HALF_TEST] } else { [WIDE, HALF] }
    }

    fn corners(&self) -> Vec<Place> {
        let ([x, y], [w, h]) = (self.at, self.half());
        match self.kind {
            Kind::Test => vec![[x, y - h], [x + w, y], [x, y + h], [x - w, y]],
            _ => vec![[x - w, y - h], [x + w, y - h], [x + w, y + h], [x - w, y + h]],
        }
    }

    fn place(&self) -> BBox {
        let ([x, y], [w, h]) = (self.at, self.half());
        BBox([x - w, y - h, x + w, y + h])
    }
}

/// An arrow between two nodes.
#[derive(Clone, Debug)]
struct Link {
    from: usize,
    to: usize,
    /// The answer that it stands for, if it leaves a diamond.
    when: Option<bool>,
    way: Vec<Place>,
}

impl Link {
    /// The word beside the arrow's beginning.
    fn answer(&self) -> Option<(String, Place)> {
        let ([x, y], [next, _]) = (*self.way.first()?, *self.way.get(1)?);
        let at = if next < x {
            [x - 24.0, y - 14.0]
        } else if next > x {
            [x + 24.0, y - 14.0]
        } else {
            [x + 24.0, y + 13.0]
        };
        Some(((if self.when? { "yes" } else { "no" }).to_owned(), at))
    }
}

/// An arrow whose end is still open.
struct Open {
    from: usize,
    when: Option<bool>,
    way: Vec<Place>,
}

/// A program as it is drawn.
struct Chart {
    middle: f64,
    nodes: Vec<Node>,
    links: Vec<Link>,
}

impl Chart {
    fn of(scene: &Scene) -> Self {
        let wide = |part: &Part| match part {
            Part::While(..) => AROUND,
            Part::If(..) => BRANCH + WIDE,
            Part::Do(_) => WIDE + 40.0,
        };
        let middle = scene.parts.iter().map(wide).fold(0.0, f64::max) + MARGIN;
        let mut chart = Self { middle, nodes: vec![], links: vec![] };
        let mut y = MARGIN + HALF;
        let start = chart.node(Kind::End, "Start".to_owned(), 0.0, y);
        y += ROW;
        let open = vec![chart.leave(start, None, [0.0, HALF])];
        let open = chart.lay(&scene.parts, open, &mut y);
        let output = format!("Output {}", NAMES[scene.output]);
        let end = chart.node(Kind::End, output, 0.0, y);
        chart.join(open, end);
        chart
    }

    fn node(&mut self, kind: Kind, words: String, aside: f64, y: f64) -> usize {
        self.nodes.push(Node { kind, words, at: [self.middle + aside, y] });
        self.nodes.len() - 1
    }

    /// An arrow that leaves a node at `off` from its centre.
    fn leave(&self, from: usize, when: Option<bool>, off: [f64; 2]) -> Open {
        let [x, y] = self.nodes[from].at;
        Open { from, when, way: vec![[x + off[0], y + off[1]]] }
    }

    /// Leads open arrows to the top of a node.
    fn join(&mut self, open: Vec<Open>, to: usize) {
        let ([x, y], [_, half]) = (self.nodes[to].at, self.nodes[to].half());
        for Open { from, when, mut way } in open {
            let turn = y - ROW / 2.0;
            if let Some([last, _]) = way.last().copied().filter(|[last, _]| *last != x) {
                way.extend([[last, turn], [x, turn]]);
            }
            way.push([x, y - half]);
            self.links.push(Link { from, to, when, way });
        }
    }

    /// Lays parts below one another; gives the arrows that leave the last.
    fn lay(&mut self, parts: &[Part], mut open: Vec<Open>, y: &mut f64) -> Vec<Open> {
        for part in parts {
            open = match part {
                Part::Do(step) => {
                    let node = self.node(Kind::Box, step.words(), 0.0, *y);
                    self.join(open, node);
                    *y += ROW;
                    vec![self.leave(node, None, [0.0, HALF])]
                }
                Part::If(test, yes, no) => {
                    let node = self.node(Kind::Test, test.words(), 0.0, *y);
                    self.join(open, node);
                    let ends = [(true, yes, -1.0), (false, no, 1.0)].map(|(when, step, side)| {
                        let end = self.node(Kind::Box, step.words(), side * BRANCH, *y + ROW);
                        let mut arrow = self.leave(node, Some(when), [side * WIDE_TEST, 0.0]);
                        arrow.way.push([self.middle + side * BRANCH, *y]);
                        self.join(vec![arrow], end);
                        self.leave(end, None, [0.0, HALF])
                    });
                    *y += 2.0 * ROW;
                    ends.into()
                }
                Part::While(test, body) => self.lay_loop(*test, body, open, y),
            };
        }
        open
    }

    fn lay_loop(&mut self, test: Test, body: &[Part], open: Vec<Open>, y: &mut f64) -> Vec<Open> {
        let (node, top) = (self.node(Kind::Test, test.words(), 0.0, *y), *y);
        self.join(open, node);
        *y += ROW;
        let enter = vec![self.leave(node, Some(true), [0.0, HALF_TEST])];
        let back = self.lay(body, enter, y);
        let turn = *y - ROW / 2.0;
        let left = self.middle - AROUND;
        for Open { from, when, mut way } in back {
            let below = way.last().map_or(self.middle, |[x, _]| *x);
            way.extend([[below, turn], [left, turn], [left, top], [self.middle - WIDE_TEST, top]]);
            self.links.push(Link { from, to: node, when, way });
        }
        // Room for the arrow that leaves the loop, below the one that goes back.
        *y += ROW * 0.3;
        let mut leave = self.leave(node, Some(false), [WIDE_TEST, 0.0]);
        leave.way.push([self.middle + AROUND, top]);
        vec![leave]
    }

    fn canvas(&self) -> (f64, f64) {
        let bottom = self.nodes.iter().map(|node| node.at[1]).fold(0.0, f64::max);
        (2.0 * self.middle, bottom + HALF + MARGIN)
    }

    /// Walks from the start along the arrows and obeys the words. Gives what is put out,
    /// and x whenever the first diamond is reached.
    fn walk(&self) -> Option<(i64, Vec<i64>)> {
        let first = self.nodes.iter().position(|node| node.kind == Kind::Test);
        let (mut here, mut values, mut asked) = (0, [0, 0], Vec::new());
        for _ in 0..5 * ENDLESS {
            let words: Vec<&str> =
                self.nodes[here].words.trim_end_matches('?').split(' ').collect();
            if Some(here) == first {
                asked.push(values[0]);
            }
            let read = |word: &str| match NAMES.iter().position(|name| *name == word) {
                Some(of) => Some(values[of]),
                None => word.parse().ok(),
            };
            let mut when = None;
            match words.as_slice() {
                ["Output", name] => return Some((read(name)?, asked)),
                ["Start"] => {}
                [name, "=", value] => values[usize::from(*name == "y")] = read(value)?,
                [name, "=", a, sign, b] => {
                    let (a, b) = (read(a)?, read(b)?);
                    values[usize::from(*name == "y")] = match *sign {
                        "+" => a + b,
                        "-" => a - b,
                        _ => a * b,
                    };
                }
                [a, "<", b] => when = Some(read(a)? < read(b)?),
                [a, ">", b] => when = Some(read(a)? > read(b)?),
                [a, "is", "even"] => when = Some(read(a)? & 1 == 0),
                _ => return None,
            }
            here = self.links.iter().find(|link| link.from == here && link.when == when)?.to;
        }
        None
    }
}

fn draw_links(svg: &mut Svg, chart: &Chart, style: &Style) {
    svg.comment("Arrows");
    for link in &chart.links {
        let place = |(i, [x, y]): (usize, &Place)| {
            format!("{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" })
        };
        let way: String = link.way.iter().enumerate().map(place).collect();
        let look = attrs!["d": way, "fill": "none", "stroke": style.ink,
            "stroke-width": style.stroke, "stroke-linejoin": "round"];
        svg.element("path", &look);
        let [.., [x0, y0], [x, y]] = link.way[..] else { continue };
        // From where the arrow comes: one unit along an axis.
        let (dx, dy) =
            ((x - x0).signum() * f64::from(x != x0), (y - y0).signum() * f64::from(y != y0));
        let back = |along: f64, aside: f64| {
            format!("{:.1},{:.1}", x - dx * along - dy * aside, y - dy * along + dx * aside)
        };
        let head = [back(0.0, 0.0), back(12.0, 6.5), back(12.0, -6.5)].join(" ");
        svg.element("polygon", &attrs!["points": head, "fill": style.ink]);
    }
}

fn draw_nodes(svg: &mut Svg, chart: &Chart, style: &Style) {
    let solid = style.rng("solid").chance(0.5);
    for (kind, name) in [(Kind::End, "Ends"), (Kind::Box, "Boxes"), (Kind::Test, "Diamonds")] {
        let paint = kind.paint(style);
        svg.comment(name);
        let fill = if solid { paint } else { "#ffffff" };
        svg.open(&attrs!["fill": fill, "stroke": paint, "stroke-width": style.stroke.max(2.0)]);
        for node in chart.nodes.iter().filter(|node| node.kind == kind) {
            let ([left, top, right, bottom], place) =
                (node.place().0, |[x, y]: &Place| format!("{x:.1},{y:.1}"));
            match kind {
                Kind::End => {
                    let size = attrs!["x": left, "y": top, "width": right - left,
                        "height": bottom - top, "rx": HALF];
                    svg.element("rect", &size);
                }
                _ => {
                    let corners: Vec<String> = node.corners().iter().map(place).collect();
                    svg.element("polygon", &attrs!["points": corners.join(" ")]);
                }
            }
        }
        svg.close();
    }
    svg.comment("Words");
    svg.open(&attrs!["font-size": SIZE, "text-anchor": "middle", "fill": style.ink]);
    for node in &chart.nodes {
        let look = if solid { attrs!["fill": "#ffffff"] } else { String::new() };
        svg.text(node.at[0], node.at[1] + SIZE * 0.34, &node.words, &look);
    }
    for (word, [x, y]) in chart.links.iter().filter_map(Link::answer) {
        svg.text(x, y + SIZE * 0.3, &word, &attrs!["font-size": SIZE - 2.0]);
    }
    svg.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_is_traced() {
        let body = vec![Part::Do(Step::Add(0, 4))];
        let parts = vec![Part::Do(Step::Set(0, 3)), Part::While(Test::Below(10), body)];
        let mut trace = Trace::default();
        trace.run(&parts).unwrap();
        assert_eq!((trace.values[0], trace.asked), (11, vec![3, 7, 11]));
    }
}
