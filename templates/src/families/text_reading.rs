//! Words on numbered cards: read one; spell, sort, or tell which letter is covered.
//!
//! The answer is certain because numbers and words each stand once, and a covered letter
//! belongs to one listed word only. One solver goes by numbers and sorts; the other goes
//! card by card and counts which words come before.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::names::ordinal;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 440.0;
const MARGIN: f64 = 26.0;
/// Height of a card, and distance from one to the next.
const CARD: f64 = 40.0;
const PITCH: f64 = 52.0;
/// Left edge of the cards, and radius of the discs that hold the numbers.
const LEFT: f64 = 96.0;
const DISC: f64 = 17.0;
/// Side of a tile with one letter.
const TILE: f64 = 42.0;

const WORDS: [&str; 56] = [
    "AMBER", "APRIL", "BASKET", "BREAD", "CANDLE", "CHALK", "COPPER", "DAISY", "DESERT", "DRUM",
    "EAGLE", "ELBOW", "EMPIRE", "FALCON", "FLINT", "FOREST", "GARDEN", "GLOBE", "GUITAR", "HARBOR",
    "HONEY", "HOTEL", "INSECT", "ISLAND", "IVORY", "JACKET", "JEWEL", "JUNGLE", "KETTLE", "KNIFE",
    "KOALA", "LADDER", "LEMON", "LINEN", "MAGNET", "MARBLE", "MUSIC", "NEEDLE", "NIGHT", "OCEAN",
    "OLIVE", "ORBIT", "PEPPER", "PIANO", "PLANET", "QUARTZ", "RABBIT", "RIVER", "SADDLE", "SPOON",
    "TIMBER", "TULIP", "UNCLE", "VELVET", "WALNUT", "WINDOW",
];

/// See the [module](self).
pub struct TextReading;

/// A card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Noted {
    number: i64,
    word: &'static str,
    /// Degrees by which the word is turned, clockwise.
    turn: i64,
}

/// The cards from top to bottom, and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    cards: Vec<Noted>,
    easy: Easy,
    hard: Hard,
}

/// The easy questions; numbers index cards.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The word beside a number.
    Word { of: usize },
    /// The number beside a word.
    Number { of: usize },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The letters at one place of all words, in the order of the numbers.
    Spell { place: Spot, down: bool },
    /// The word at a rank of the alphabet.
    Sorted { rank: usize },
    /// The covered letter of a word that is spelt below once more.
    Covered { of: usize, letter: usize },
}

/// A place in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Spot {
    First,
    Second,
    Third,
    Last,
}

impl Family for TextReading {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "text-reading",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Read the word beside a number or the number beside a word; then spell one letter \
               of each word in the order of the numbers, sort the words, or name a covered letter.",
        certain: "Numbers and words stand once each, and only one listed word fits what is not \
                  covered. Sorted by number, against a walk over the cards.",
        knobs: "Level 1 has four cards and asks for first letters; level 3 five, out of order, or \
                sorted by the alphabet; level 5 seven, turned, and asks for letters inside.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count: usize = level.pick([5, 5, 6, 6, 7]);
        let words = rng.sample(&WORDS, count);
        let mut numbers: Vec<i64> = (1..=count as i64).collect();
        if level.get() > 1 {
            rng.shuffle(&mut numbers);
        }
        let most = level.pick([0, 0, 2, 5, 7]);
        let note = |(word, number)| Noted { number, word, turn: rng.int(-most, most) };
        let cards = words.into_iter().zip(numbers).map(note).collect();
        let of = rng.index(count);
        let easy = *rng.choose(&[Easy::Word { of }, Easy::Number { of }]);
        let scene = Scene { cards, easy, hard: Hard::draw(level, rng, count) };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (of, answer) = match scene.easy {
            Easy::Word { of } => (of, Answer::text(scene.cards[of].word)),
            Easy::Number { of } => (of, Answer::integer(scene.cards[of].number)),
        };
        let easy =
            Question { text: scene.easy_text(style), answer, evidence: vec![scene.place(of)] };
        let mut evidence: Vec<BBox> = (0..scene.cards.len()).map(|i| scene.place(i)).collect();
        if let Hard::Covered { of, .. } = scene.hard {
            evidence = vec![scene.tiles(), scene.place(of)];
        }
        let hard = Question { text: scene.hard_text(style), answer: scene.hard_answer(), evidence };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = match scene.easy {
            Easy::Word { of } => {
                let number = scene.cards[of].number;
                let words: BTreeMap<i64, &str> =
                    scene.cards.iter().map(|card| (card.number, card.word)).collect();
                words.get(&number).map(|word| Answer::text(*word))
            }
            Easy::Number { of } => {
                let word = scene.cards[of].word;
                let found = scene.cards.iter().filter(|card| card.word == word);
                found.map(|card| Answer::integer(card.number)).next_back()
            }
        };
        [easy, scene.walk()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        (0..64).find_map(|_| {
            let mut changed = scene.clone();
            match &mut changed.hard {
                Hard::Covered { of, letter } => {
                    *of = rng.index(scene.cards.len());
                    *letter = rng.index(scene.cards[*of].word.len());
                }
                _ => changed.cards[rng.index(scene.cards.len())].word = rng.choose::<&str>(&WORDS),
            }
            (changed.fair() && changed.hard_answer() != scene.hard_answer()).then_some(changed)
        })
    }
}

impl Spot {
    fn of(self, word: &str) -> Option<char> {
        let mut letters = word.chars();
        match self {
            Self::First => letters.next(),
            Self::Second => letters.nth(1),
            Self::Third => letters.nth(2),
            Self::Last => letters.next_back(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Last => "last",
        }
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, count: usize) -> Self {
        let spell = |place, down| Self::Spell { place, down };
        let sorted = Self::Sorted { rank: rng.int(2, count as i64 - 1) as usize };
        let covered = Self::Covered { of: rng.index(count), letter: rng.index(5) };
        let inner = *rng.choose(&[Spot::Second, Spot::Third, Spot::Last]);
        *rng.choose(&match level.get() {
            1 => [spell(Spot::First, false), covered, spell(Spot::First, false)],
            2 => [spell(Spot::First, false), covered, sorted],
            3 => [spell(Spot::Last, false), covered, sorted],
            4 => [spell(inner, false), spell(Spot::First, true), sorted],
            _ => [spell(inner, false), spell(inner, true), sorted],
        })
    }
}

impl Scene {
    /// Whether every word stands once, and what is asked about it has one answer.
    fn fair(&self) -> bool {
        let words: Vec<&str> = self.cards.iter().map(|card| card.word).collect();
        let once = words.iter().enumerate().all(|(i, word)| !words[..i].contains(word));
        let one = match self.hard {
            Hard::Covered { of, letter } => {
                letter < words[of].len()
                    && words.iter().filter(|word| fits(word, words[of], letter)).count() == 1
            }
            _ => true,
        };
        once && one
    }

    fn middle(&self, i: usize) -> f64 {
        MARGIN + PITCH * i as f64 + CARD / 2.0
    }

    /// The box around a number and its card.
    fn place(&self, i: usize) -> BBox {
        BBox([MARGIN, self.middle(i) - CARD / 2.0, WIDTH - MARGIN, self.middle(i) + CARD / 2.0])
    }

    /// Top edge of the tiles below the cards.
    fn floor(&self) -> f64 {
        MARGIN + PITCH * self.cards.len() as f64 + 14.0
    }

    /// Left edge of a tile of the word that is spelt once more.
    fn tile(&self, letter: usize) -> f64 {
        let letters = match self.hard {
            Hard::Covered { of, .. } => self.cards[of].word.len(),
            _ => 0,
        };
        (WIDTH - TILE * letters as f64) / 2.0 + TILE * letter as f64
    }

    fn tiles(&self) -> BBox {
        let left = self.tile(0);
        BBox([left, self.floor(), WIDTH - left, self.floor() + TILE])
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let covered = matches!(self.hard, Hard::Covered { .. });
        let height = self.floor() - 14.0 + if covered { TILE + 28.0 } else { 0.0 } + MARGIN - 12.0;
        let mut sketch = Sketch::new(WIDTH, height, style);
        let [edge, disc, cover, ..] = style.palette;
        for (i, card) in self.cards.iter().enumerate() {
            let (y, width) = (self.middle(i), WIDTH - MARGIN - LEFT);
            let form = Form::rect(LEFT, y - CARD / 2.0, width, CARD);
            sketch.mark(form, Look::fill("#ffffff").outlined(edge, style.stroke));
            let at = [LEFT + width / 2.0, y];
            sketch.turned(card.word, at, style.text * 1.35, style.ink, card.turn as f64);
            let middle = [MARGIN + DISC + 8.0, y];
            sketch.mark(Form::Disc(middle, DISC), Look::fill(disc));
            sketch.bold(&card.number.to_string(), middle, style.text * 1.15, "#ffffff");
        }
        if let Hard::Covered { of, letter } = self.hard {
            for (i, shown) in self.cards[of].word.chars().enumerate() {
                let form = Form::rect(self.tile(i), self.floor(), TILE, TILE);
                let paint = if i == letter { cover } else { "#ffffff" };
                sketch.mark(form, Look::fill(paint).outlined(style.ink, 1.5));
                if i != letter {
                    let at = [self.tile(i) + TILE / 2.0, self.floor() + TILE / 2.0];
                    sketch.word(&shown.to_string(), at, style.text * 1.35, style.ink);
                }
            }
        }
        sketch
    }

    fn hard_answer(&self) -> Answer {
        match self.hard {
            Hard::Spell { place, down } => {
                let mut cards = self.cards.clone();
                cards.sort_by_key(|card| if down { -card.number } else { card.number });
                Answer::text(cards.iter().filter_map(|c| place.of(c.word)).collect::<String>())
            }
            Hard::Sorted { rank } => {
                let mut words: Vec<&str> = self.cards.iter().map(|card| card.word).collect();
                words.sort_unstable();
                Answer::text(words.get(rank - 1).copied().unwrap_or_default())
            }
            Hard::Covered { of, letter } => {
                let hidden = self.cards[of].word.chars().nth(letter);
                Answer::text(hidden.map(String::from).unwrap_or_default())
            }
        }
    }

    /// Card by card, without sorting: every letter goes to its number's place, a word's
    /// rank is how many come before it, and a covered word is the one that fits.
    fn walk(&self) -> Option<Answer> {
        let words = || self.cards.iter().map(|card| card.word);
        match self.hard {
            Hard::Spell { place, down } => {
                let count = self.cards.len();
                let mut letters = vec![' '; count];
                for card in &self.cards {
                    let at = usize::try_from(card.number).ok()?;
                    let at = if down { count.checked_sub(at)? } else { at.checked_sub(1)? };
                    *letters.get_mut(at)? = place.of(card.word)?;
                }
                Some(Answer::text(letters.iter().collect::<String>()))
            }
            Hard::Sorted { rank } => {
                let before = |word: &&str| words().filter(|other| other < word).count();
                words().find(|word| before(word) + 1 == rank).map(Answer::text)
            }
            Hard::Covered { of, letter } => {
                let shown = self.cards.get(of)?.word;
                let mut fitting = words().filter(|word| fits(word, shown, letter));
                let word = fitting.next().filter(|_| fitting.next().is_none())?;
                Some(Answer::text(word.get(letter..=letter)?))
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Word { of } => style.phrase(
                "easy",
                &["Which word stands beside the number {n}?", "What is written beside the {n}?"],
                &[("n", &self.cards[of].number.to_string())],
            ),
            Easy::Number { of } => style.phrase(
                "easy",
                &["Which number stands beside {word}?", "Beside which number does {word} stand?"],
                &[("word", self.cards[of].word)],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        match self.hard {
            Hard::Spell { place, down } => {
                let order = if down { "highest to the lowest" } else { "lowest to the highest" };
                style.phrase(
                    "hard",
                    &[
                        "Take the {place} letter of every word, from the {order} number. What do \
                         they spell?",
                        "Which letters do you get if you go from the {order} number and note the \
                         {place} letter of each word?",
                    ],
                    &[("place", place.name()), ("order", order)],
                )
            }
            Hard::Sorted { rank } => style.phrase(
                "hard",
                &[
                    "Which of the words is the {rank} in alphabetical order?",
                    "If the words are sorted from A to Z, which one is the {rank}?",
                ],
                &[("rank", &ordinal(rank))],
            ),
            Hard::Covered { .. } => style
                .word(
                    "hard",
                    &[
                        "One of the words is spelt once more at the bottom, with one letter \
                         covered. Which letter is it?",
                        "Which letter is covered in the row of tiles, which repeats one of the \
                         words above?",
                    ],
                )
                .to_owned(),
        }
    }

    fn caption(&self) -> String {
        let one = |card: &Noted| format!("{} beside the number {}", card.word, card.number);
        let all: Vec<String> = self.cards.iter().map(one).collect();
        let below = match self.hard {
            Hard::Covered { .. } => {
                " Below them one of the words is spelt once more, on tiles, with one tile covered."
            }
            _ => "",
        };
        format!(
            "White cards with one word each stand in a column, and left of each a disc with a \
             number. From top to bottom: {}.{below}",
            all.join("; ")
        )
    }
}

/// Whether a word could be `shown` with one letter covered.
fn fits(word: &str, shown: &str, covered: usize) -> bool {
    word.len() == shown.len()
        && word.bytes().zip(shown.bytes()).enumerate().all(|(i, (a, b))| i == covered || a == b)
}
