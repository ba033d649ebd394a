//! Resistors and a battery: total resistance, currents, voltages.
//!
//! The answer is certain because everything is a fraction of whole numbers. One solver
//! replaces what is in series or in parallel by one resistor after the other; the other
//! sets up the balance of currents at every node and solves for all voltages at once.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::numbers::gcd;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Circuit", "Resistors"];

/// Room of a resistor along its wire, and its box.
const SLOT: f64 = 92.0;
const BOX: [f64; 2] = [52.0, 22.0];
/// From one parallel branch to the next.
const STACK: f64 = 74.0;
/// Wire beside the branches of a group.
const LEAD: f64 = 16.0;
const LEFT: f64 = 124.0;
const MARGIN: f64 = 34.0;
const OHMS: [i64; 16] = [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 18, 20, 24, 30];

/// How many resistors are in a row in each branch of each group of a circuit.
type Shape = &'static [&'static [usize]];

/// Circuits of each level.
const SHAPES: [&[Shape]; 5] = [
    &[&[&[1], &[1]], &[&[1, 1]]],
    &[&[&[1], &[1], &[1]], &[&[1], &[1, 1]], &[&[1, 1], &[1]], &[&[1, 1]]],
    &[&[&[1], &[1, 1]], &[&[1, 1], &[1]], &[&[2, 1]], &[&[1, 1, 1]]],
    &[&[&[1], &[1, 1], &[1]], &[&[1, 1], &[1, 1]], &[&[1], &[1, 2]], &[&[2, 2]]],
    &[&[&[1], &[2, 1], &[1]], &[&[1, 1, 1], &[1, 1]], &[&[2, 1], &[1, 1]], &[&[2, 2], &[1]]],
];

/// See the [module](self).
pub struct ResistorCircuits;

/// Groups in series from left to right; in each, parallel branches from top to bottom; in
/// each, the resistances in a row, in ohms.
type Groups = Vec<Vec<Vec<i64>>>;

/// The circuit and what is asked about it. Resistors are numbered from left to right, group
/// by group, branch by branch.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    groups: Groups,
    /// Of the battery, in volts.
    volts: i64,
    easy: Easy,
    hard: Hard,
}

/// The easy questions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Resistance { of: usize },
    Battery,
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    Total,
    Supply,
    Through { of: usize },
    Across { of: usize },
}

impl Family for ResistorCircuits {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "resistor-circuits",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read a resistance or the battery's voltage; then find the total resistance, the \
               current of the battery or of a resistor, or the voltage across one.",
        certain: "Exact fractions throughout: series and parallel parts reduced one by one, and \
                  the balance of currents at all nodes solved together.",
        knobs: "Level 1 has two resistors in series or in parallel, level 3 three, level 5 four \
                or five with branches of two.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let shape: Shape = rng.choose::<Shape>(level.pick(SHAPES));
        let count: usize = shape.iter().flat_map(|group| group.iter()).sum();
        let of = rng.index(count);
        let hard =
            *rng.choose(&[Hard::Total, Hard::Supply, Hard::Through { of }, Hard::Across { of }]);
        let easy = match rng.chance(0.7) {
            true => Easy::Resistance { of: rng.index(count) },
            false => Easy::Battery,
        };
        let wanted = match hard {
            Hard::Total => rng.int(3, 20),
            Hard::Supply | Hard::Through { .. } => rng.int(1, 9),
            Hard::Across { .. } => rng.int(2, 24),
        };
        let volts = rng.int(4, 60);
        (0..400).find_map(|_| {
            let mut branch = |row: &usize| (0..*row).map(|_| *rng.choose(&OHMS)).collect();
            let groups = shape
                .iter()
                .map(|group| group.iter().map(&mut branch).collect())
                .collect::<Groups>();
            let scene = Scene { groups, volts, easy, hard };
            match hard {
                Hard::Total => (scene.reduce() == Fraction::whole(wanted)).then_some(scene),
                // Everything else grows with the voltage.
                _ => scene.with_answer(wanted),
            }
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (answer, evidence) = match scene.easy {
            Easy::Resistance { of } => (scene.ohms(of), scene.place(of)),
            Easy::Battery => (scene.volts, scene.battery_place()),
        };
        let answer = Answer::integer(answer);
        let easy = Question { text: scene.easy_text(style), answer, evidence: vec![evidence] };
        let mut evidence: Vec<BBox> =
            (0..scene.resistors().count()).map(|of| scene.place(of)).collect();
        if scene.hard != Hard::Total {
            evidence.push(scene.battery_place());
        }
        let answer = Answer::integer(scene.reduce().floor());
        let hard = Question { text: scene.hard_text(style), answer, evidence };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let net = Net::of(scene);
        let easy = match scene.easy {
            Easy::Resistance { of } => net.wires.get(of).map(|wire| wire.ohms),
            Easy::Battery => Some(net.volts),
        };
        let hard = net.solve(scene.hard).filter(|value| value.under == 1);
        [easy, hard.map(|value| value.over)].map(|value| value.map(Answer::integer))
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        if scene.hard != Hard::Total {
            let now = scene.reduce().floor();
            let mut others: Vec<i64> = (1..=30).filter(|other| *other != now).collect();
            rng.shuffle(&mut others);
            return others.into_iter().find_map(|other| scene.with_answer(other));
        }
        let count = scene.resistors().count();
        let mut changes: Vec<(usize, i64)> =
            (0..count).flat_map(|of| (1..=60).map(move |ohms| (of, ohms))).collect();
        rng.shuffle(&mut changes);
        let changed = |(of, ohms): (usize, i64)| {
            let mut twin = scene.clone();
            *twin.groups.iter_mut().flatten().flatten().nth(of)? = ohms;
            let total = twin.reduce();
            (total.under == 1 && total != scene.reduce()).then_some(twin)
        };
        changes.into_iter().find_map(changed)
    }
}

/// A fraction in lowest terms, its lower part above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction {
    over: i64,
    under: i64,
}

impl Fraction {
    const ZERO: Self = Self { over: 0, under: 1 };

    fn whole(value: i64) -> Self {
        Self { over: value, under: 1 }
    }

    fn new(over: i64, under: i64) -> Self {
        let common = gcd(over.abs(), under.abs()).max(1) * under.signum();
        Self { over: over / common, under: under / common }
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self { over: -other.over, under: other.under })
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.over * other.over, self.under * other.under)
    }

    /// The fraction divided by another that is not 0.
    fn by(self, other: Self) -> Self {
        self.times(Self::new(other.under, other.over))
    }

    fn floor(self) -> i64 {
        self.over.div_euclid(self.under)
    }
}

/// A circuit as nodes joined by resistors: node 0 is the battery's plus, node 1 its minus.
struct Net {
    wires: Vec<Wire>,
    nodes: usize,
    volts: i64,
}

/// A resistor between two nodes.
struct Wire {
    ends: [usize; 2],
    ohms: i64,
}

impl Net {
    fn of(scene: &Scene) -> Self {
        let (mut wires, mut nodes, mut start) = (Vec::new(), 2, 0);
        for (g, group) in scene.groups.iter().enumerate() {
            let end = if g + 1 == scene.groups.len() { 1 } else { nodes };
            nodes = nodes.max(end + 1);
            for branch in group {
                let mut from = start;
                for (i, ohms) in branch.iter().enumerate() {
                    let to = if i + 1 == branch.len() { end } else { nodes };
                    nodes = nodes.max(to + 1);
                    wires.push(Wire { ends: [from, to], ohms: *ohms });
                    from = to;
                }
            }
            start = end;
        }
        Self { wires, nodes, volts: scene.volts }
    }

    /// The voltage of every node against the battery's minus: what flows into a node flows
    /// out of it.
    fn voltages(&self) -> Option<Vec<Fraction>> {
        let mut rows = vec![vec![Fraction::ZERO; self.nodes + 1]; self.nodes];
        for (node, volts) in [(0, self.volts), (1, 0)] {
            rows[node][node] = Fraction::whole(1);
            rows[node][self.nodes] = Fraction::whole(volts);
        }
        for Wire { ends: [a, b], ohms } in &self.wires {
            for (here, there) in [(*a, *b), (*b, *a)] {
                if here > 1 {
                    let flow = Fraction::new(1, *ohms);
                    rows[here][here] = rows[here][here].plus(flow);
                    rows[here][there] = rows[here][there].minus(flow);
                }
            }
        }
        eliminate(rows)
    }

    fn solve(&self, hard: Hard) -> Option<Fraction> {
        let volts = self.voltages()?;
        let drop = |wire: &Wire| volts[wire.ends[0]].minus(volts[wire.ends[1]]);
        let flow = |wire: &Wire| drop(wire).by(Fraction::whole(wire.ohms));
        let leaving = self.wires.iter().filter(|wire| wire.ends[0] == 0);
        let supply = leaving.map(flow).fold(Fraction::ZERO, Fraction::plus);
        Some(match hard {
            Hard::Total => Fraction::whole(self.volts).by(supply),
            Hard::Supply => supply,
            Hard::Through { of } => flow(self.wires.get(of)?),
            Hard::Across { of } => drop(self.wires.get(of)?),
        })
    }
}

/// Solves rows of coefficients, each with its right side at the end.
fn eliminate(mut rows: Vec<Vec<Fraction>>) -> Option<Vec<Fraction>> {
    let count = rows.len();
    for column in 0..count {
        let pivot = (column..count).find(|row| rows[*row][column] != Fraction::ZERO)?;
        rows.swap(column, pivot);
        let head = rows[column][column];
        let lead: Vec<Fraction> = rows[column].iter().map(|value| value.by(head)).collect();
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if at == column {
                row.clone_from(&lead);
            } else if factor != Fraction::ZERO {
                for (value, other) in row.iter_mut().zip(&lead) {
                    *value = value.minus(other.times(factor));
                }
            }
        }
    }
    rows.into_iter().map(|row| row.last().copied()).collect()
}

/// One resistor for several in a row.
fn in_series(branch: &[i64]) -> Fraction {
    Fraction::whole(branch.iter().sum())
}

/// One resistor for parallel branches.
fn in_parallel(group: &[Vec<i64>]) -> Fraction {
    let one = Fraction::whole(1);
    let flows = group.iter().map(|branch| one.by(in_series(branch)));
    one.by(flows.fold(Fraction::ZERO, Fraction::plus))
}

impl Scene {
    /// The hard answer by reduction.
    fn reduce(&self) -> Fraction {
        let total = self.groups.iter().map(|group| in_parallel(group));
        let total = total.fold(Fraction::ZERO, Fraction::plus);
        let supply = Fraction::whole(self.volts).by(total);
        // A group takes its share of the voltage, a branch that of the group, a resistor its
        // share of the branch.
        let through = |of: usize| {
            let (g, b, _) = self.seat(of);
            let group = supply.times(in_parallel(&self.groups[g]));
            group.by(in_series(&self.groups[g][b]))
        };
        match self.hard {
            Hard::Total => total,
            Hard::Supply => supply,
            Hard::Through { of } => through(of),
            Hard::Across { of } => through(of).times(Fraction::whole(self.ohms(of))),
        }
    }

    /// The circuit with the battery that makes the hard answer `wanted`, if a whole number
    /// of volts does.
    fn with_answer(&self, wanted: i64) -> Option<Self> {
        let volts = Fraction::whole(self.volts * wanted).by(self.reduce());
        let fits = volts.under == 1 && (2..=240).contains(&volts.over);
        fits.then(|| Self { volts: volts.over, ..self.clone() })
    }

    /// Resistances in the order of their numbers.
    fn resistors(&self) -> impl Iterator<Item = i64> + '_ {
        self.groups.iter().flatten().flatten().copied()
    }

    fn ohms(&self, of: usize) -> i64 {
        self.resistors().nth(of).unwrap_or_default()
    }

    /// Group, branch and place in the row of every resistor.
    fn seats(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.groups.iter().enumerate().flat_map(|(g, group)| {
            group
                .iter()
                .enumerate()
                .flat_map(move |(b, branch)| (0..branch.len()).map(move |i| (g, b, i)))
        })
    }

    fn seat(&self, of: usize) -> (usize, usize, usize) {
        self.seats().nth(of).unwrap_or_default()
    }

    /// Left and right end of a group on the canvas, leads included.
    fn span(&self, g: usize) -> [f64; 2] {
        let wide = |group: &Vec<Vec<i64>>| {
            let most = group.iter().map(Vec::len).max().unwrap_or(1) as f64;
            most * SLOT + if group.len() > 1 { 2.0 * LEAD } else { 0.0 }
        };
        let left = LEFT + self.groups.iter().take(g).map(wide).sum::<f64>();
        [left, left + self.groups.get(g).map_or(0.0, wide)]
    }

    fn width(&self) -> f64 {
        (self.span(self.groups.len() - 1)[1] + MARGIN + 10.0).max(360.0)
    }

    /// Most branches side by side.
    fn depth(&self) -> f64 {
        self.groups.iter().map(Vec::len).max().unwrap_or(1) as f64
    }

    /// The line on which the groups hang.
    fn line(&self) -> f64 {
        56.0 + (self.depth() - 1.0) * STACK / 2.0
    }

    /// The wire that leads back.
    fn back(&self) -> f64 {
        self.line() + (self.depth() - 1.0) * STACK / 2.0 + 84.0
    }

    fn branch_line(&self, g: usize, b: usize) -> f64 {
        self.line() + (b as f64 - (self.groups[g].len() as f64 - 1.0) / 2.0) * STACK
    }

    /// Ends of a branch.
    fn branch_ends(&self, g: usize) -> [f64; 2] {
        let [left, right] = self.span(g);
        let lead = if self.groups[g].len() > 1 { LEAD } else { 0.0 };
        [left + lead, right - lead]
    }

    /// The centre of a resistor.
    fn centre(&self, of: usize) -> Place {
        let (g, b, i) = self.seat(of);
        let [left, right] = self.branch_ends(g);
        let part = (right - left) / self.groups[g][b].len() as f64;
        [left + (i as f64 + 0.5) * part, self.branch_line(g, b)]
    }

    /// Around a resistor with its name and value.
    fn place(&self, of: usize) -> BBox {
        let [x, y] = self.centre(of);
        BBox([x - 40.0, y - 34.0, x + 40.0, y + 34.0])
    }

    fn battery(&self) -> Place {
        [LEFT - 30.0, (self.line() + self.back()) / 2.0]
    }

    fn battery_place(&self) -> BBox {
        let [x, y] = self.battery();
        BBox([x - 82.0, y - 24.0, x + 24.0, y + 24.0])
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(self.width(), self.back() + 32.0, style);
        sketch.title(&TITLES, style);
        self.loop_back(&mut sketch, style);
        self.wires(&mut sketch, style);
        for (g, group) in self.groups.iter().enumerate() {
            if group.len() > 1 {
                self.junctions(&mut sketch, g, style);
            }
        }
        for (of, ohms) in self.resistors().enumerate() {
            let [x, y] = self.centre(of);
            let body = Form::rect(x - BOX[0] / 2.0, y - BOX[1] / 2.0, BOX[0], BOX[1]);
            let paint = style.palette[0];
            sketch.mark(body, Look::fill("#f3f5f8").outlined(paint, style.stroke + 0.5));
            sketch.bold(&format!("R{}", of + 1), [x, y - 24.0], 16.0, style.ink);
            sketch.word(&format!("{ohms} Ω"), [x, y + 25.0], 16.0, style.ink);
        }
        sketch
    }

    /// The battery, and the wire from the last group back to it.
    fn loop_back(&self, sketch: &mut Sketch, style: &Style) {
        let ([x, y], [line, back]) = (self.battery(), [self.line(), self.back()]);
        let end = self.span(self.groups.len() - 1)[1];
        let wire = || Look::stroke(style.ink, 2.0);
        let far = self.width() - MARGIN;
        let home = vec![[end, line], [far, line], [far, back], [x, back], [x, y + 6.0]];
        sketch.mark(Form::Line(home), wire());
        let start = vec![[x, y - 6.0], [x, line], [LEFT, line]];
        sketch.mark(Form::Line(start), wire());
        for (half, off, width) in [(17.0, -6.0, 2.5), (9.0, 6.0, 5.0)] {
            let plate = Look::stroke(style.palette[1], width);
            sketch.segment([x - half, y + off], [x + half, y + off], plate);
        }
        sketch.bold(&format!("{} V", self.volts), [x - 49.0, y], 16.0, style.ink);
    }

    /// The wires that join the branches of a group on both sides.
    fn junctions(&self, sketch: &mut Sketch, g: usize, style: &Style) {
        let ([left, right], [from, to]) = (self.span(g), self.branch_ends(g));
        let [top, bottom] = [0, self.groups[g].len() - 1].map(|b| self.branch_line(g, b));
        for (outer, inner) in [(left, from), (right, to)] {
            sketch.segment([inner, top], [inner, bottom], Look::stroke(style.ink, 2.0));
            sketch.segment(
                [outer, self.line()],
                [inner, self.line()],
                Look::stroke(style.ink, 2.0),
            );
            sketch.mark(Form::Disc([inner, self.line()], 4.5), Look::fill(style.palette[2]));
        }
    }

    /// The wires along each branch, between its resistors.
    fn wires(&self, sketch: &mut Sketch, style: &Style) {
        let seats: Vec<(usize, usize, usize)> = self.seats().collect();
        for (of, (g, b, i)) in seats.into_iter().enumerate() {
            let ([left, right], [x, y]) = (self.branch_ends(g), self.centre(of));
            let before = match i {
                0 => left,
                _ => self.centre(of - 1)[0] + BOX[0] / 2.0,
            };
            let mut wire = |from: f64, to: f64| {
                sketch.segment([from, y], [to, y], Look::stroke(style.ink, 2.0));
            };
            wire(before, x - BOX[0] / 2.0);
            if i + 1 == self.groups[g][b].len() {
                wire(x + BOX[0] / 2.0, right);
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Resistance { of } => style.phrase(
                "easy",
                &["What is the resistance of {of}, in ohms?", "How many ohms has resistor {of}?"],
                &[("of", &format!("R{}", of + 1))],
            ),
            Easy::Battery => style.phrase(
                "easy",
                &["What is the voltage of the battery?", "How many volts does the battery give?"],
                &[],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (of, forms) = match self.hard {
            Hard::Total => (
                0,
                [
                    "What is the total resistance of the circuit, in ohms?",
                    "Which single resistance, in ohms, could take the place of all resistors?",
                ],
            ),
            Hard::Supply => (
                0,
                [
                    "How many amperes does the battery supply?",
                    "What current flows through the battery, in amperes?",
                ],
            ),
            Hard::Through { of } => (
                of,
                [
                    "How many amperes flow through {of}?",
                    "What is the current through resistor {of}, in amperes?",
                ],
            ),
            Hard::Across { of } => (
                of,
                [
                    "How many volts are there across {of}?",
                    "What is the voltage between the ends of resistor {of}, in volts?",
                ],
            ),
        };
        style.phrase("hard", &forms, &[("of", &format!("R{}", of + 1))])
    }

    fn caption(&self) -> String {
        let mut number = 0;
        let mut named = |ohms: &i64| {
            number += 1;
            format!("R{number} of {ohms} Ω")
        };
        let mut parts = Vec::new();
        for group in &self.groups {
            let branches: Vec<String> = group
                .iter()
                .map(|branch| branch.iter().map(&mut named).collect::<Vec<_>>().join(" then "))
                .collect();
            parts.push(match branches.len() {
                1 => branches.concat(),
                _ => format!("parallel branches, from top to bottom: {}", branches.join(" | ")),
            });
        }
        format!(
            "A circuit diagram with a battery of {} V on the left. From its upper end the wire \
             leads, from left to right, through: {}. Then it leads back below.",
            self.volts,
            parts.join("; ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_solvers_know_a_textbook_circuit() {
        // 2 Ω, then 3 Ω beside 6 Ω: 4 Ω in all.
        let groups = vec![vec![vec![2]], vec![vec![3], vec![6]]];
        let at = |hard| Scene { groups: groups.clone(), volts: 12, easy: Easy::Battery, hard };
        let wanted = [
            (Hard::Total, 4),
            (Hard::Supply, 3),
            (Hard::Through { of: 1 }, 2),
            (Hard::Across { of: 0 }, 6),
        ];
        for (hard, answer) in wanted {
            let scene = at(hard);
            assert_eq!(scene.reduce(), Fraction::whole(answer), "{hard:?}");
            assert_eq!(Net::of(&scene).solve(hard), Some(Fraction::whole(answer)), "{hard:?}");
        }
    }
}
