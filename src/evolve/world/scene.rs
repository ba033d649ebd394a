//! A plain board: a few coloured shapes on nine places.
//!
//! Its texts are as short as texts can be that hold all of the loop: a caption from which
//! the picture can be drawn, a program that draws it, and two questions. Answers follow
//! from the scene.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use synth_contracts::{ContentType, Program, Rng, Stream};
use synth_roles::proposer::Proposal;

const ROWS: [&str; 3] = ["top", "centre", "bottom"];
const COLUMNS: [&str; 3] = ["left", "middle", "right"];
const COLOURS: [&str; 4] = ["red", "green", "blue", "orange"];
const SHAPES: [&str; 2] = ["circle", "square"];
const NUMBERS: [&str; 5] = ["two", "three", "four", "five", "six"];
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
    /// A shape that is there, and that the easy question is about: topics that differ in it
    /// keep proposals from being all about one corner.
    pub subject: Item,
    /// Whether the easy question asks for its kind, and not for its colour.
    pub kind: bool,
    /// What the hard question counts.
    pub focus: Focus,
}

/// The share of a warm-up's programs with open shapes. MM-Zero reports that of the programs of
/// 7B and 8B models seven in ten render before the loop.
const OPEN: f64 = 1.0 / 3.0;

/// Numbers of shapes on the boards that a warm-up shows to a Solver: the first of all. What
/// lies beyond is left to the loop.
const SHOWN: usize = 3;

impl Wanted {
    /// Every topic, in a fixed order.
    pub fn all() -> impl Iterator<Item = Self> {
        let asked = || Item::all().flat_map(|subject| [(subject, false), (subject, true)]);
        let about = move |(count, focus)| {
            asked().map(move |(subject, kind)| Self { count, subject, kind, focus })
        };
        kinds().into_iter().flat_map(about)
    }

    /// The one that is called so.
    pub fn of_topic(topic: &str) -> Option<Self> {
        static TOPICS: LazyLock<BTreeMap<String, Wanted>> =
            LazyLock::new(|| Wanted::all().map(|wanted| (wanted.topic(), wanted)).collect());
        TOPICS.get(topic).copied()
    }

    /// Of every topic: numbers of shapes and hard questions by turns, subjects by chance; and
    /// whether it counts, so that both questions of each come.
    pub fn by_turns(number: u64, stream: &Stream) -> (Self, bool) {
        Self::of_kinds(&kinds(), number, stream)
    }

    /// Of those that a warm-up shows to a Solver, in the same way.
    pub fn shown(number: u64, stream: &Stream) -> (Self, bool) {
        Self::of_kinds(&kinds()[..SHOWN * Focus::all().count()], number, stream)
    }

    fn of_kinds(kinds: &[(usize, Focus)], number: u64, stream: &Stream) -> (Self, bool) {
        let (laps, at) = (number / kinds.len() as u64, number as usize % kinds.len());
        (Self::about(kinds[at], stream), laps.is_multiple_of(2))
    }

    fn about((count, focus): (usize, Focus), stream: &Stream) -> Self {
        let mut rng = stream.child("subject").rng();
        let subject = Item::at(rng.index(9), &mut rng);
        Self { count, subject, kind: rng.chance(0.5), focus }
    }

    /// As a topic.
    pub fn topic(self) -> String {
        let (number, easy) = (NUMBERS[self.count - 2], self.easy());
        format!("{number} shapes, {}, which {easy}, how many {}", self.subject, self.focus.name())
    }

    fn easy(self) -> &'static str {
        if self.kind { SHAPE } else { COLOUR }
    }

    fn easy_question(self) -> String {
        format!("Which {} is {}?", self.easy(), self.subject.place())
    }

    /// Whether a caption lists as many shapes, each in a place of its own, the subject first,
    /// and the questions are those that are wanted.
    pub fn is_met_by(self, proposal: &Proposal) -> bool {
        let caption = proposal.caption.trim_end_matches('.');
        let items: Vec<&str> = caption.split(", ").collect();
        let places: Option<BTreeSet<String>> = items.iter().copied().map(place).collect();
        places.is_some_and(|places| {
            places.len() == self.count
                && items.len() == self.count
                && items[0] == self.subject.to_string()
                && proposal.easy_question == self.easy_question()
                && proposal.hard_question == self.focus.question()
        })
    }
}

/// Every number of shapes with every hard question, fewest shapes first.
fn kinds() -> Vec<(usize, Focus)> {
    let counts = 2..2 + NUMBERS.len();
    counts.flat_map(|count| Focus::all().map(move |focus| (count, focus))).collect()
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
pub struct Item {
    row: usize,
    column: usize,
    colour: usize,
    shape: usize,
}

impl Item {
    /// Every shape in every place.
    fn all() -> impl Iterator<Item = Self> {
        let looks = (0..COLOURS.len())
            .flat_map(|colour| (0..SHAPES.len()).map(move |shape| (colour, shape)));
        (0..9).flat_map(move |place| {
            let at =
                move |(colour, shape)| Self { row: place / 3, column: place % 3, colour, shape };
            looks.clone().map(at)
        })
    }

    /// Of any colour and kind.
    fn at(place: usize, rng: &mut Rng) -> Self {
        let (colour, shape) = (rng.index(COLOURS.len()), rng.index(SHAPES.len()));
        Self { row: place / 3, column: place % 3, colour, shape }
    }

    fn place(self) -> String {
        format!("{} {}", ROWS[self.row], COLUMNS[self.column])
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.place(), COLOURS[self.colour], SHAPES[self.shape])
    }
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The subject first; the others stand in reading order.
    items: Vec<Item>,
    wanted: Wanted,
}

impl Scene {
    /// A board as wanted, from a stream.
    pub fn draw(wanted: Wanted, stream: &Stream) -> Self {
        let mut rng = stream.rng();
        let Wanted { count, subject, .. } = wanted;
        let free: Vec<usize> =
            (0..9).filter(|at| *at != 3 * subject.row + subject.column).collect();
        let mut places = rng.sample(&free, count - 1);
        places.sort_unstable();
        let others = places.into_iter().map(|place| Item::at(place, &mut rng));
        let items = std::iter::once(subject).chain(others).collect();
        Self { items, wanted }
    }

    /// A board with numbers of shapes and hard questions by turns, and whether to count on it.
    pub fn by_turns(number: u64, stream: &Stream) -> (Self, bool) {
        let (wanted, counting) = Wanted::by_turns(number, stream);
        (Self::draw(wanted, stream), counting)
    }

    /// What the picture shows.
    pub fn caption(&self) -> String {
        let items: Vec<String> = self.items.iter().map(Item::to_string).collect();
        format!("{}.", items.join(", "))
    }

    /// The easy question with its answer.
    pub fn easy(&self) -> (String, &'static str) {
        let Wanted { subject, kind, .. } = self.wanted;
        let answer = if kind { SHAPES[subject.shape] } else { COLOURS[subject.colour] };
        (self.wanted.easy_question(), answer)
    }

    /// The hard question with its answer.
    pub fn hard(&self) -> (String, usize) {
        let counts = |item: &&Item| match self.wanted.focus {
            Focus::Colour(colour) => item.colour == colour,
            Focus::Shape(shape) => item.shape == shape,
        };
        let count = self.items.iter().filter(counts).count();
        (self.wanted.focus.question(), count)
    }

    /// A query that finds it, and the domain that this is for: one of its shapes and where
    /// it stands, and by turns another shape beside it.
    pub fn search(&self) -> (String, String) {
        let item = self.items[0];
        let named = |item: Item| format!("{} {}", COLOURS[item.colour], SHAPES[item.shape]);
        let query = format!("{} {}", item.place(), named(item));
        let other = self.items[1];
        let query = if self.wanted.kind { format!("{query}, {}", named(other)) } else { query };
        (named(item), query)
    }

    /// A question about it that asks for counting or not, its skill and its answer.
    pub fn asked(&self, counting: bool) -> (&'static str, String, String) {
        if counting {
            let (question, answer) = self.hard();
            return (COUNTING, question, answer.to_string());
        }
        let (question, answer) = self.easy();
        (self.wanted.easy(), question, answer.to_owned())
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

    /// The program as a lesson has it: one of three leaves its shapes open, as HTML allows
    /// and SVG does not. Models that have read the web do so; one that had read nothing but
    /// good programs would render from the beginning, and that it must is for the loop to
    /// teach.
    pub fn written(&self, rng: &mut Rng) -> String {
        let source = self.program().source;
        if rng.chance(OPEN) { source.replace("/>", ">") } else { source }
    }
}

#[cfg(test)]
mod tests {
    use synth_contracts::Language;
    use synth_roles::{coder, proposer};

    use super::*;

    fn scenes() -> impl Iterator<Item = Scene> {
        (0..200u64).map(|at| Scene::by_turns(at, &Stream::root(7).index(at)).0)
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
            let met = Wanted::all().filter(|wanted| wanted.is_met_by(&proposal));
            let topics: Vec<String> = met.map(Wanted::topic).collect();
            assert!(topics.len() == 1, "{text}: {topics:?}");
            assert!(Wanted::of_topic(&topics[0]).is_some_and(|wanted| wanted.is_met_by(&proposal)));
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
    fn a_third_of_the_programs_in_lessons_do_not_render() {
        let mut open = 0;
        for (scene, at) in scenes().zip(0u64..) {
            let written = scene.written(&mut Stream::root(8).index(at).rng());
            let whole = written == scene.program().source;
            let program = coder::read(&written, Language::Svg).unwrap();
            let drawn = synth_renderers::render(&program.source, &Default::default());
            assert_eq!(drawn.is_ok(), whole, "{written}");
            open += usize::from(!whole);
        }
        assert!((48..86).contains(&open), "{open} of 200");
    }

    #[test]
    fn boards_that_cannot_be_and_questions_about_nothing_are_not_what_was_wanted() {
        let wanted =
            Wanted::of_topic("two shapes, top left red circle, which colour, how many red shapes")
                .unwrap();
        let proposal = |caption: &str, easy: &str| Proposal {
            caption: caption.to_owned(),
            easy_question: easy.to_owned(),
            ..Scene::draw(wanted, &Stream::root(1)).proposal()
        };
        let board = "top left red circle, centre middle blue square.";
        assert!(wanted.is_met_by(&proposal(board, "Which colour is top left?")));
        for (caption, easy) in [
            ("top left red circle, top left blue square.", "Which colour is top left?"),
            ("top left red circle, left blue square.", "Which colour is top left?"),
            ("top left red circle.", "Which colour is top left?"),
            (board, "Which colour is centre middle?"),
            ("top left red square, centre middle blue square.", "Which colour is top left?"),
            (board, "Which shape is top left?"),
            (board, "What is top left?"),
        ] {
            assert!(!wanted.is_met_by(&proposal(caption, easy)), "{caption} {easy}");
        }
    }

    #[test]
    fn both_questions_of_every_kind_come_and_few_shapes_alone_are_shown() {
        let seen = |turn: fn(u64, &Stream) -> (Wanted, bool), kinds: u64| {
            let mut seen = BTreeMap::<(usize, String, bool), usize>::new();
            for number in 0..2 * kinds {
                let (wanted, counts) = turn(number, &Stream::root(1).index(number));
                *seen.entry((wanted.count, wanted.focus.name(), counts)).or_default() += 1;
            }
            assert!(seen.len() as u64 == 2 * kinds && seen.values().all(|times| *times == 1));
            seen.into_keys().map(|(count, ..)| count).max()
        };
        assert_eq!(seen(Wanted::by_turns, 30), Some(6));
        assert_eq!(seen(Wanted::shown, 18), Some(4));
    }

    #[test]
    fn answers_follow_from_what_is_drawn() {
        for scene in scenes() {
            let (question, answer) = scene.hard();
            let source = scene.program().source;
            let counted = match scene.wanted.focus {
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
