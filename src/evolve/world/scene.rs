//! A plain board: a few coloured shapes on nine places.
//!
//! Its texts are as short as texts can be that hold all of the loop: a caption from which
//! the picture can be drawn, a program that draws it, and two questions. Answers follow
//! from the scene.

use std::collections::BTreeSet;

use synth_contracts::{ContentType, Program, Stream};
use synth_roles::proposer::Proposal;

const ROWS: [&str; 3] = ["top", "centre", "bottom"];
const COLUMNS: [&str; 3] = ["left", "middle", "right"];
const COLOURS: [&str; 4] = ["red", "green", "blue", "orange"];
const SHAPES: [&str; 2] = ["circle", "square"];
const NUMBERS: [&str; 4] = ["two", "three", "four", "five"];
const COUNTING: &str = "counting";
const COLOUR: &str = "colour";
const SHAPE: &str = "shape";
/// What questions about boards ask for.
pub const SKILLS: [&str; 3] = [COUNTING, COLOUR, SHAPE];

/// What boards show: every shape in every colour.
pub fn domains() -> impl Iterator<Item = String> {
    COLOURS.iter().flat_map(|colour| SHAPES.iter().map(move |shape| format!("{colour} {shape}")))
}

/// What a hard question counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Shapes of a colour.
    Colour(usize),
    /// Shapes of a kind.
    Shape(usize),
}

impl Focus {
    /// All.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COLOURS.len()).map(Self::Colour).chain((0..SHAPES.len()).map(Self::Shape))
    }

    /// As a question names it: `red shapes`, `circles`.
    fn name(self) -> String {
        match self {
            Self::Colour(colour) => format!("{} shapes", COLOURS[colour]),
            Self::Shape(shape) => format!("{}s", SHAPES[shape]),
        }
    }

    /// The hard question.
    fn question(self) -> String {
        format!("How many {} are there?", self.name())
    }
}

/// What a topic asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many shapes there are.
    pub count: usize,
    /// What the hard question counts.
    pub focus: Focus,
}

/// Of so many rounds of lessons one is about the boards with most shapes as well.
const ROUNDS: usize = 4;

impl Wanted {
    /// All, in a fixed order, by the number of shapes.
    pub fn all() -> Vec<Self> {
        let counts = 2..2 + NUMBERS.len();
        counts.flat_map(|count| Focus::all().map(move |focus| Self { count, focus })).collect()
    }

    /// What a lesson is about, by its number, and whether it counts: both are learnt of
    /// every topic. Boards with most shapes are seldom taught, so that the loop has
    /// something to go beyond.
    pub fn taught(number: u64) -> (Self, bool) {
        let all = Self::all();
        let focuses = Focus::all().count();
        let most = all.len() - focuses;
        let lap = ROUNDS * most + focuses;
        let (laps, at) = (number / lap as u64, (number % lap as u64) as usize);
        let wanted =
            if at < ROUNDS * most { all[at % most] } else { all[at - ROUNDS * most + most] };
        (wanted, (laps + (at / focuses) as u64).is_multiple_of(2))
    }

    /// As a topic.
    pub fn topic(self) -> String {
        format!("{} shapes, how many {}", NUMBERS[self.count - 2], self.focus.name())
    }
}

impl Wanted {
    /// Whether a caption lists as many shapes, each in a place of its own, the easy question
    /// asks about one of them, and the hard question is the one that is wanted.
    pub fn is_met_by(self, proposal: &Proposal) -> bool {
        let caption = proposal.caption.trim_end_matches('.');
        let places: Option<BTreeSet<String>> = caption.split(", ").map(place).collect();
        let easy = proposal.easy_question.trim_end_matches('?').split_once(" is ");
        places.zip(easy).is_some_and(|(places, (sought, place))| {
            places.len() == self.count
                && caption.split(", ").count() == self.count
                && ["Which shape", "Which colour"].contains(&sought)
                && places.contains(place)
                && proposal.hard_question == self.focus.question()
        })
    }
}

/// Where an item of a caption stands, if it is a shape at a place.
fn place(item: &str) -> Option<String> {
    let words: Vec<&str> = item.split(' ').collect();
    let [row, column, colour, shape] = words.as_slice() else { return None };
    let known = ROWS.contains(row)
        && COLUMNS.contains(column)
        && COLOURS.contains(colour)
        && SHAPES.contains(shape);
    known.then(|| format!("{row} {column}"))
}

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    row: usize,
    column: usize,
    colour: usize,
    shape: usize,
}

impl Item {
    fn place(self) -> String {
        format!("{} {}", ROWS[self.row], COLUMNS[self.column])
    }
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The first is what the easy question is about; the others stand in reading order.
    items: Vec<Item>,
    focus: Focus,
    /// Whether the easy question asks for a kind, and not for a colour.
    kind: bool,
}

impl Scene {
    /// A board as wanted, from a stream.
    pub fn draw(wanted: Wanted, stream: &Stream) -> Self {
        let mut rng = stream.rng();
        let mut places = rng.sample(&(0..9).collect::<Vec<usize>>(), wanted.count);
        places.sort_unstable();
        let mut items: Vec<Item> = places
            .into_iter()
            .map(|place| Item {
                row: place / 3,
                column: place % 3,
                colour: rng.index(COLOURS.len()),
                shape: rng.index(SHAPES.len()),
            })
            .collect();
        items[..=rng.index(wanted.count)].rotate_right(1);
        Self { items, focus: wanted.focus, kind: rng.chance(0.5) }
    }

    /// What the picture shows.
    pub fn caption(&self) -> String {
        let item = |item: &Item| {
            format!("{} {} {}", item.place(), COLOURS[item.colour], SHAPES[item.shape])
        };
        let items: Vec<String> = self.items.iter().map(item).collect();
        format!("{}.", items.join(", "))
    }

    /// The easy question with its answer.
    pub fn easy(&self) -> (String, &'static str) {
        let item = self.items[0];
        match self.kind {
            true => (format!("Which shape is {}?", item.place()), SHAPES[item.shape]),
            false => (format!("Which colour is {}?", item.place()), COLOURS[item.colour]),
        }
    }

    /// The hard question with its answer.
    pub fn hard(&self) -> (String, usize) {
        let counts = |item: &&Item| match self.focus {
            Focus::Colour(colour) => item.colour == colour,
            Focus::Shape(shape) => item.shape == shape,
        };
        let count = self.items.iter().filter(counts).count();
        (self.focus.question(), count)
    }

    /// A query that finds it, and the domain that this is for: one of its shapes and where
    /// it stands, and by turns another shape beside it.
    pub fn search(&self) -> (String, String) {
        let item = self.items[0];
        let named = |item: Item| format!("{} {}", COLOURS[item.colour], SHAPES[item.shape]);
        let query = format!("{} {}", item.place(), named(item));
        let other = self.items[1];
        let query = if self.kind { format!("{query}, {}", named(other)) } else { query };
        (named(item), query)
    }

    /// A question about it that asks for counting or not, its skill and its answer.
    pub fn asked(&self, counting: bool) -> (&'static str, String, String) {
        if counting {
            let (question, answer) = self.hard();
            return (COUNTING, question, answer.to_string());
        }
        let (question, answer) = self.easy();
        (if self.kind { SHAPE } else { COLOUR }, question, answer.to_owned())
    }

    /// The six fields that a Proposer writes.
    pub fn proposal(&self) -> Proposal {
        let ((easy_question, easy), (hard_question, hard)) = (self.easy(), self.hard());
        Proposal {
            content_type: ContentType::Diagram,
            caption: self.caption(),
            easy_question,
            easy_answer: easy.to_owned(),
            hard_question,
            hard_answer: hard.to_string(),
        }
    }

    /// The program that draws it.
    pub fn program(&self) -> Program {
        let mut svg = String::from("<svg viewBox=\"0 0 9 9\" width=\"96\" height=\"96\">\n");
        for item in &self.items {
            let (x, y, fill) = (3 * item.column, 3 * item.row, COLOURS[item.colour]);
            svg += &match SHAPES[item.shape] {
                "circle" => {
                    format!("<circle cx=\"{}\" cy=\"{}\" r=\"1\" fill=\"{fill}\"/>\n", x + 1, y + 1)
                }
                _ => format!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"2\" fill=\"{fill}\"/>\n"
                ),
            };
        }
        Program::svg(svg + "</svg>")
    }
}

#[cfg(test)]
mod tests {
    use synth_contracts::Language;
    use synth_roles::{coder, proposer};

    use super::*;

    fn scenes() -> impl Iterator<Item = Scene> {
        let wanted = Wanted::all();
        (0..200u64).map(move |at| {
            Scene::draw(wanted[at as usize % wanted.len()], &Stream::root(7).index(at))
        })
    }

    #[test]
    fn what_a_warm_up_teaches_is_read_drawn_and_looked_over() {
        for scene in scenes() {
            let proposal = scene.proposal();
            let text = super::super::plain::fields(&proposal);
            assert_eq!(proposer::read(&text).unwrap(), proposal);
            let program = scene.program();
            assert_eq!(coder::read(&program.source, Language::Svg).unwrap(), program);
            let drawn = synth_renderers::render(&program.source, &Default::default()).unwrap();
            assert_eq!((drawn.width, drawn.height), (96, 96));
            assert_eq!(drawn.facts.shapes.len(), scene.items.len());
            let others = Wanted::all().into_iter().filter(|wanted| wanted.is_met_by(&proposal));
            assert_eq!(others.count(), 1, "{text}");
            let concept = proposal.concept();
            let exhibit = synth_verify::Exhibit {
                width: drawn.width,
                height: drawn.height,
                rgba: &drawn.rgba,
                facts: &drawn.facts,
                concept: &concept,
                claims: &[],
            };
            let scores = synth_verify::verify(&exhibit);
            assert!(scores.is_ok(), "{scores:?}: {}", concept.caption);
        }
    }

    #[test]
    fn boards_that_cannot_be_and_questions_about_nothing_are_not_what_was_wanted() {
        let wanted = Wanted { count: 2, focus: Focus::Colour(0) };
        let proposal = |caption: &str, easy: &str| Proposal {
            caption: caption.to_owned(),
            easy_question: easy.to_owned(),
            ..Scene::draw(wanted, &Stream::root(1)).proposal()
        };
        let board = "top left red circle, centre middle blue square.";
        assert!(wanted.is_met_by(&proposal(board, "Which colour is centre middle?")));
        for (caption, easy) in [
            ("top left red circle, top left blue square.", "Which colour is top left?"),
            ("top left red circle, left blue square.", "Which colour is top left?"),
            ("top left red circle.", "Which colour is top left?"),
            (board, "Which colour is top right?"),
            (board, "What is top left?"),
        ] {
            assert!(!wanted.is_met_by(&proposal(caption, easy)), "{caption} {easy}");
        }
    }

    #[test]
    fn both_questions_of_every_topic_are_taught_and_most_shapes_seldom() {
        let mut seen = std::collections::BTreeMap::<(String, bool), usize>::new();
        let lap = ROUNDS * 18 + 6;
        for number in 0..2 * lap as u64 {
            let (wanted, counts) = Wanted::taught(number);
            *seen.entry((wanted.topic(), counts)).or_default() += 1;
        }
        assert_eq!(seen.len(), 2 * Wanted::all().len());
        for ((topic, _), count) in seen {
            assert_eq!(count, if topic.starts_with("five") { 1 } else { ROUNDS }, "{topic}");
        }
    }

    #[test]
    fn answers_follow_from_what_is_drawn() {
        for scene in scenes() {
            let (question, answer) = scene.hard();
            let source = scene.program().source;
            let counted = match scene.focus {
                Focus::Colour(colour) => {
                    source.matches(&format!("\"{}\"", COLOURS[colour])).count()
                }
                Focus::Shape(0) => source.matches("<circle").count(),
                Focus::Shape(_) => source.matches("<rect").count(),
            };
            assert_eq!(counted, answer, "{question} {source}");
            let (question, answer) = scene.easy();
            assert!(scene.caption().contains(answer), "{question}");
        }
    }
}
