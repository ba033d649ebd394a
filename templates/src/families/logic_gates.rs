//! Logic gates in a tree: which gates give one, whether the lamp lights, and for how many
//! settings of the inputs it would.
//!
//! The answer is certain because a gate's output follows from its inputs. One solver goes
//! from the lamp back to the inputs; the other works out the truth table of every gate, all
//! settings at once.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Logic circuit", "Gates"];
const PITCH: f64 = 64.0;
const COLUMN: f64 = 104.0;
const LEFT: f64 = 66.0;
const TOP: f64 = 48.0;
/// Half the width and half the height of a gate.
const BOX: [f64; 2] = [33.0, 19.0];

/// See the [module](self).
pub struct LogicGates;

/// What a gate does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    And,
    Or,
    Xor,
    Nand,
    Nor,
}

const KINDS: [Kind; 5] = [Kind::And, Kind::Or, Kind::Xor, Kind::Nand, Kind::Nor];

/// A gate with what it is fed by: inputs come first, then gates, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Gate {
    kind: Kind,
    from: [usize; 2],
}

/// The circuit and what is asked about it.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// The bits at the inputs, from top to bottom.
    bits: Vec<bool>,
    /// The last one drives the lamp.
    gates: Vec<Gate>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// What kind a gate is.
    Kind { of: usize },
    /// How many inputs are 1.
    Ones,
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Hard {
    /// How many gates give 1.
    Gates,
    /// Whether the lamp lights.
    Lamp,
    /// For how many settings of the inputs it does.
    Settings,
    /// How many inputs would change it alone.
    Decisive,
}

impl Family for LogicGates {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "logic-gates",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Name a gate or count the ones at the inputs; then count the gates that give one, \
               tell whether the lamp lights, or for how many settings it would.",
        certain: "Outputs follow from inputs. From the lamp backwards, and by truth tables of all \
                  gates at once.",
        knobs: "Level 1 has four inputs and three gates; level 3 five and four; level 5 six and \
                five, and asks for all settings or for inputs that decide alone.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let inputs: usize = level.pick([4, 4, 5, 5, 6]);
        let hard = *rng.choose(&level.pick([
            [Hard::Gates, Hard::Gates, Hard::Lamp],
            [Hard::Gates, Hard::Gates, Hard::Lamp],
            [Hard::Gates, Hard::Lamp, Hard::Decisive],
            [Hard::Gates, Hard::Settings, Hard::Decisive],
            [Hard::Settings, Hard::Settings, Hard::Decisive],
        ]));
        let wanted = match hard {
            Hard::Gates | Hard::Decisive => rng.int(0, inputs as i64 - 1),
            Hard::Lamp => rng.int(0, 1),
            Hard::Settings => rng.int(1, (1 << inputs) - 1),
        };
        let ones = rng.index(inputs + 1);
        let mut bits: Vec<bool> = (0..inputs).map(|i| i < ones).collect();
        rng.shuffle(&mut bits);
        let easy = match rng.chance(0.6) {
            true => Easy::Kind { of: rng.index(inputs - 1) },
            false => Easy::Ones,
        };
        (0..200).find_map(|_| {
            let scene = Scene { bits: bits.clone(), gates: grow(rng, inputs), easy, hard };
            (scene.backwards() == wanted).then_some(scene)
        })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let inputs = scene.bits.len();
        let (answer, evidence) = match scene.easy {
            Easy::Kind { of } => {
                (Answer::text(scene.gates[of].kind.name()), vec![scene.place(inputs + of)])
            }
            Easy::Ones => {
                let ones = scene.bits.iter().filter(|bit| **bit).count();
                (Answer::integer(ones as i64), (0..inputs).map(|i| scene.place(i)).collect())
            }
        };
        let easy = Question { text: scene.easy_text(style), answer, evidence };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.answer(scene.backwards()),
            evidence: (0..inputs + scene.gates.len()).map(|i| scene.place(i)).collect(),
        };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = match scene.easy {
            Easy::Kind { of } => scene.gates.get(of).map(|gate| Answer::text(gate.kind.name())),
            Easy::Ones => Some(Answer::integer(i64::from(scene.setting().count_ones()))),
        };
        [easy, Some(scene.answer(scene.by_tables()))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        (0..80).find_map(|_| {
            let mut twin = scene.clone();
            if scene.hard == Hard::Settings || rng.chance(0.5) {
                let gate = rng.index(twin.gates.len());
                twin.gates[gate].kind = *rng.choose(&KINDS);
            } else {
                let bit = rng.index(twin.bits.len());
                twin.bits[bit] = !twin.bits[bit];
            }
            (twin.backwards() != scene.backwards()).then_some(twin)
        })
    }
}

/// Joins neighbours by gates until one is left.
fn grow(rng: &mut Rng, inputs: usize) -> Vec<Gate> {
    let mut open: Vec<usize> = (0..inputs).collect();
    let mut gates = Vec::new();
    while open.len() > 1 {
        let at = rng.index(open.len() - 1);
        gates.push(Gate { kind: *rng.choose(&KINDS), from: [open[at], open[at + 1]] });
        open[at] = inputs + gates.len() - 1;
        open.remove(at + 1);
    }
    gates
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
            Self::Xor => "XOR",
            Self::Nand => "NAND",
            Self::Nor => "NOR",
        }
    }

    fn of(self, a: bool, b: bool) -> bool {
        match self {
            Self::And => a && b,
            Self::Or => a || b,
            Self::Xor => a != b,
            Self::Nand => !(a && b),
            Self::Nor => !(a || b),
        }
    }

    /// The same on a column of a truth table.
    fn column(self, a: u64, b: u64) -> u64 {
        match self {
            Self::And => a & b,
            Self::Or => a | b,
            Self::Xor => a ^ b,
            Self::Nand => !(a & b),
            Self::Nor => !(a | b),
        }
    }
}

impl Scene {
    /// What an input or a gate gives.
    fn value(&self, of: usize, bits: &[bool]) -> bool {
        match of.checked_sub(bits.len()) {
            None => bits[of],
            Some(gate) => {
                let Gate { kind, from: [a, b] } = self.gates[gate];
                kind.of(self.value(a, bits), self.value(b, bits))
            }
        }
    }

    fn last(&self) -> usize {
        self.bits.len() + self.gates.len() - 1
    }

    /// The answer as a number; of the lamp 0 or 1.
    fn backwards(&self) -> i64 {
        let lamp = |bits: &[bool]| self.value(self.last(), bits);
        let inputs = self.bits.len();
        let count = match self.hard {
            Hard::Gates => {
                (inputs..=self.last()).filter(|gate| self.value(*gate, &self.bits)).count()
            }
            Hard::Lamp => usize::from(lamp(&self.bits)),
            Hard::Settings => (0..1_usize << inputs)
                .filter(|setting| {
                    lamp(&(0..inputs).map(|i| setting >> i & 1 == 1).collect::<Vec<_>>())
                })
                .count(),
            Hard::Decisive => (0..inputs)
                .filter(|input| {
                    let mut bits = self.bits.clone();
                    bits[*input] = !bits[*input];
                    lamp(&bits) != lamp(&self.bits)
                })
                .count(),
        };
        count as i64
    }

    /// The setting that is printed, as a row of the truth table.
    fn setting(&self) -> u32 {
        self.bits.iter().enumerate().fold(0, |row, (i, bit)| row | u32::from(*bit) << i)
    }

    /// By columns of the truth table, 64 rows at most.
    fn by_tables(&self) -> i64 {
        let inputs = self.bits.len();
        let rows = 1_u32 << inputs;
        let input =
            |i: usize| (0..rows).fold(0, |column, row| column | u64::from(row >> i & 1) << row);
        let mut columns: Vec<u64> = (0..inputs).map(input).collect();
        for gate in &self.gates {
            let [a, b] = gate.from;
            columns.push(gate.kind.column(columns[a], columns[b]));
        }
        let at = |column: u64, row: u32| column >> row & 1;
        let (lamp, now) = (columns[self.last()], self.setting());
        let value: u64 = match self.hard {
            Hard::Gates => columns[inputs..].iter().map(|column| at(*column, now)).sum(),
            Hard::Lamp => at(lamp, now),
            Hard::Settings => (0..rows).map(|row| at(lamp, row)).sum(),
            Hard::Decisive => (0..inputs).map(|i| at(lamp, now) ^ at(lamp, now ^ 1 << i)).sum(),
        };
        value as i64
    }

    fn answer(&self, value: i64) -> Answer {
        match self.hard {
            Hard::Lamp => Answer::YesNo { value: value == 1 },
            _ => Answer::integer(value),
        }
    }

    /// Columns from the inputs.
    fn depth(&self, of: usize) -> usize {
        match of.checked_sub(self.bits.len()) {
            None => 0,
            Some(gate) => {
                1 + self.gates[gate]
                    .from
                    .map(|from| self.depth(from))
                    .into_iter()
                    .max()
                    .unwrap_or(0)
            }
        }
    }

    fn centre(&self, of: usize) -> Place {
        let x = LEFT + COLUMN * self.depth(of) as f64;
        match of.checked_sub(self.bits.len()) {
            None => [x, TOP + PITCH * of as f64],
            Some(gate) => {
                let [a, b] = self.gates[gate].from.map(|from| self.centre(from)[1]);
                [x, (a + b) / 2.0]
            }
        }
    }

    fn place(&self, of: usize) -> BBox {
        let [x, y] = self.centre(of);
        match of < self.bits.len() {
            true => BBox([x - 56.0, y - 16.0, x + 4.0, y + 16.0]),
            false => BBox([x - BOX[0] - 3.0, y - 40.0, x + BOX[0] + 3.0, y + BOX[1] + 3.0]),
        }
    }

    /// The wire from an input or a gate to the upper or the lower entrance of another.
    fn wire(&self, from: usize, to: usize, lower: bool) -> Vec<Place> {
        let ([x, y], [u, v]) = (self.centre(from), self.centre(to));
        let start = if from < self.bits.len() { x } else { x + BOX[0] };
        let (end, entrance) = (u - BOX[0], v + if lower { 9.0 } else { -9.0 });
        let bend = end - 18.0;
        vec![[start, y], [bend, y], [bend, entrance], [end, entrance]]
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let [x, y] = self.centre(self.last());
        let height = 2.0 * TOP + PITCH * (self.bits.len() as f64 - 1.0);
        let mut sketch = Sketch::new(x + BOX[0] + 112.0, height, style);
        sketch.title(&TITLES, style);
        let wire = || Look::stroke(style.palette[2], 2.0);
        for (i, bit) in self.bits.iter().enumerate() {
            let [left, at] = self.centre(i);
            let words = format!("{} = {}", LETTERS[i], u8::from(*bit));
            sketch.word(&words, [left - 30.0, at], 17.0, style.ink);
        }
        for (i, gate) in self.gates.iter().enumerate() {
            let number = self.bits.len() + i;
            let [left, at] = self.centre(number);
            for (from, lower) in gate.from.into_iter().zip([false, true]) {
                sketch.mark(Form::Line(self.wire(from, number, lower)), wire());
            }
            let form = Form::rect(left - BOX[0], at - BOX[1], 2.0 * BOX[0], 2.0 * BOX[1]);
            sketch.mark(form, Look::fill("#ffffff").outlined(style.palette[0], 2.5));
            sketch.bold(gate.kind.name(), [left, at], 16.0, style.palette[0]);
            sketch.word(&format!("G{}", i + 1), [left, at - BOX[1] - 11.0], 16.0, style.ink);
        }
        let lamp = [x + BOX[0] + 58.0, y];
        sketch.segment([x + BOX[0], y], [lamp[0] - 16.0, y], wire());
        sketch.mark(Form::Disc(lamp, 16.0), Look::fill("#ffe9a8").outlined(style.palette[1], 3.0));
        sketch.word("lamp", [lamp[0], y + 32.0], 16.0, style.ink);
        sketch
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Kind { of } => style.phrase(
                "easy",
                &["What kind of gate is {gate}?", "Which word is written on gate {gate}?"],
                &[("gate", &format!("G{}", of + 1))],
            ),
            Easy::Ones => style
                .word(
                    "easy",
                    &["How many of the inputs are 1?", "At how many inputs is there a 1?"],
                )
                .to_owned(),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let forms = match self.hard {
            Hard::Gates => {
                ["How many of the gates give 1?", "Work out every gate. How many outputs are 1?"]
            }
            Hard::Lamp => [
                "Does the lamp light, that is, does the last gate give 1?",
                "Is the output that drives the lamp 1?",
            ],
            Hard::Settings => [
                "If the inputs could be set at will, for how many of all settings would the lamp \
                 light?",
                "Of all ways to set the inputs, how many make the last gate give 1?",
            ],
            Hard::Decisive => [
                "How many of the inputs would, if changed alone, change the lamp?",
                "For how many inputs does the lamp change if only that input is flipped?",
            ],
        };
        style.word("hard", &forms).to_owned()
    }

    fn caption(&self) -> String {
        let node = |of: usize| match of.checked_sub(self.bits.len()) {
            None => LETTERS[of].to_owned(),
            Some(gate) => format!("G{}", gate + 1),
        };
        let inputs: Vec<String> = self
            .bits
            .iter()
            .enumerate()
            .map(|(i, bit)| format!("{} = {}", LETTERS[i], u8::from(*bit)))
            .collect();
        let gates: Vec<String> = self
            .gates
            .iter()
            .enumerate()
            .map(|(i, gate)| {
                let [a, b] = gate.from.map(node);
                format!("G{}, {} of {a} and {b}", i + 1, gate.kind.name())
            })
            .collect();
        format!(
            "A tree of logic gates, drawn as boxes with their kind in them and their name above. \
             Inputs from top to bottom: {}. Gates: {}. The last gate drives a lamp on the right.",
            inputs.join(", "),
            gates.join("; ")
        )
    }
}
