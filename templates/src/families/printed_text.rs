//! Words in many colours, upright and slanted: read them, in order, backwards, or where a
//! letter is covered.
//!
//! The answer is certain because every word is printed in full, in a colour and a row of its
//! own; a covered word has one letter less and fits just one of the others. One solver sorts
//! and indexes; the other goes through the rows of the picture or strikes letters out.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};
use crate::style::COLOURS;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const PITCH: (f64, f64) = (176.0, 86.0);
const MARGIN: f64 = 22.0;
const SIZE: f64 = 26.0;
/// Side of a tile of the covered word, and room for the tiles.
const TILE: f64 = 40.0;
const STRIP: f64 = 76.0;
/// Paint of the lines behind the words.
const NOISE: &str = "#dde2e7";
/// Places in `COLOURS` that nobody mixes up.
const CLEAR: [usize; 5] = [0, 1, 2, 4, 7];

/// Words that are printed, in capitals.
const WORDS: [&str; 48] = [
    "APPLE", "BRIDGE", "CANDLE", "DRAGON", "EAGLE", "FOREST", "GARDEN", "HAMMER", "ISLAND",
    "JUNGLE", "KETTLE", "LEMON", "MARKET", "NEEDLE", "OCEAN", "PENCIL", "QUEEN", "RIVER", "SILVER",
    "TIGER", "URBAN", "VALLEY", "WINDOW", "YELLOW", "ZEBRA", "BASKET", "CASTLE", "DOCTOR",
    "ENGINE", "FLOWER", "GUITAR", "HONEY", "INSECT", "JACKET", "KNIGHT", "LADDER", "MIRROR",
    "NUMBER", "ORANGE", "PLANET", "QUARTZ", "ROCKET", "SPIDER", "TUNNEL", "UNCLE", "VIOLIN",
    "WINTER", "YACHT",
];

/// Letters of codes: no I and no O, which look like digits.
const CODE: [&str; 20] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "T", "U", "W", "X",
    "Z",
];

/// See the [module](self).
pub struct PrintedText;

/// A word in the picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Printed {
    text: String,
    /// Index in `COLOURS`.
    colour: usize,
    /// Column and row.
    slot: (usize, usize),
    /// Units off the middle of the slot.
    off: (i64, i64),
    /// Degrees clockwise.
    turn: i64,
}

/// The words and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    columns: usize,
    rows: usize,
    words: Vec<Printed>,
    /// Lines behind the words.
    noise: Vec<[(i64, i64); 2]>,
    easy: Easy,
    hard: Hard,
}

/// The outermost text of a colour, or its only one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Easy {
    colour: usize,
    lowest: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// A word, the only one of its colour, from its end.
    Backwards { word: usize },
    /// First letters of the words of a colour, from the top.
    Initials { colour: usize },
    /// The words of a colour, from the top.
    List { colour: usize },
    /// The covered letter of a word, whose place counts from 0.
    Covered { word: usize, letter: usize },
}

impl Family for PrintedText {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "printed-text",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Read the outermost text of a colour; then read one backwards, list those of a colour or their \
               first letters from the top, or name a covered letter.",
        certain: "Words are printed in full, rows lie apart, and a covered word fits just one \
                  other: by sorting and indexing, and by going through rows and striking out.",
        knobs: "Four upright words at level 1, nine at 5; turns grow to 24 degrees, lines lie \
                behind from level 3 on, and from 4 on the words may be codes.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count = level.pick([4, 5, 6, 8, 9]);
        let most = level.pick([0, 6, 12, 18, 24]);
        let codes = level.get() >= 4 && rng.chance(0.6);
        let (columns, rows) = level.pick([(2, 3), (2, 4), (3, 3), (3, 4), (3, 4)]);
        let slots: Vec<(usize, usize)> =
            (0..columns).flat_map(|column| (0..rows).map(move |row| (column, row))).collect();
        let mut words: Vec<Printed> = draw_texts(rng, count, codes)
            .into_iter()
            .zip(rng.sample(&slots, count))
            .map(|(text, slot)| Printed {
                text,
                colour: 0,
                slot,
                off: (rng.int(-12, 12), rng.int(-8, 8)),
                turn: rng.int(-most, most),
            })
            .collect();
        let form = rng.index(4);
        let colours = rng.sample(&CLEAR, 4);
        for (i, word) in words.iter_mut().enumerate() {
            // The first word is alone in its colour; the last three share theirs.
            word.colour = match i {
                0 => colours[0],
                _ if i + 3 >= count => colours[1],
                _ => *rng.choose(&colours[2..]),
            };
        }
        let listed: Vec<usize> = words[count - 3..].iter().map(|word| word.slot.1).collect();
        if matches!(form, 1 | 2) && (1..3).any(|i| listed[..i].contains(&listed[i])) {
            return None;
        }
        let hard = match form {
            0 => Hard::Backwards { word: 0 },
            1 => Hard::Initials { colour: colours[1] },
            2 => Hard::List { colour: colours[1] },
            _ => Hard::Covered { word: 0, letter: rng.index(words[0].text.chars().count()) },
        };
        let noise =
            (0..level.pick([0, 0, 4, 6, 8])).map(|_| draw_line(rng, columns, rows)).collect();
        let colour = rng.choose(&words).colour;
        let easy = Easy { colour, lowest: rng.chance(0.5) };
        let scene = Scene { columns, rows, words, noise, easy, hard };
        (scene.is_clear() && scene.outermost().is_some()).then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let outermost = scene.outermost();
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::text(outermost.map_or("", |word| &word.text)),
            evidence: outermost.map(Printed::place).into_iter().collect(),
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: scene.hard_places(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        // Row by row, and within a row from the left.
        let slots =
            (0..scene.rows).flat_map(|row| (0..scene.columns).map(move |column| (column, row)));
        let rows: Vec<&Printed> =
            slots.filter_map(|slot| scene.words.iter().find(|word| word.slot == slot)).collect();
        let of = |colour: usize| rows.iter().filter(move |word| word.colour == colour);
        let hard = match scene.hard {
            Hard::Backwards { word } => {
                let mut left = String::new();
                for letter in scene.words[word].text.chars() {
                    left.insert(0, letter);
                }
                Some(Answer::text(left))
            }
            Hard::Initials { colour } => Some(Answer::text(
                of(colour).filter_map(|word| word.text.get(..1)).collect::<String>(),
            )),
            Hard::List { colour } => Some(Answer::Sequence {
                values: of(colour).map(|word| word.text.clone()).collect(),
            }),
            Hard::Covered { word, .. } => scene.struck(word).map(Answer::text),
        };
        let mut easy = of(scene.easy.colour);
        let easy = if scene.easy.lowest { easy.next_back() } else { easy.next() };
        let easy = easy.map(|word| Answer::text(&*word.text));
        [easy, hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        if let Hard::Covered { word, letter } = scene.hard {
            // The blot lies on another letter.
            let letters: Vec<char> = scene.words[word].text.chars().collect();
            let others: Vec<usize> =
                (0..letters.len()).filter(|i| letters[*i] != letters[letter]).collect();
            let letter = *others.get(rng.index(others.len()))?;
            let twin = Scene { hard: Hard::Covered { word, letter }, ..scene.clone() };
            return twin.is_clear().then_some(twin);
        }
        // Two words change places, each in the colour that is there.
        let count = scene.words.len();
        let mut pairs: Vec<(usize, usize)> =
            (0..count).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
        rng.shuffle(&mut pairs);
        // Rather two of which the easy question knows nothing.
        let easy = |i: usize| scene.words[i].colour == scene.easy.colour;
        pairs.sort_by_key(|(i, j)| easy(*i) || easy(*j));
        pairs.into_iter().find_map(|(i, j)| {
            let mut twin = scene.clone();
            twin.words[i].text.clone_from(&scene.words[j].text);
            twin.words[j].text.clone_from(&scene.words[i].text);
            (twin.hard_answer() != scene.hard_answer()).then_some(twin)
        })
    }
}

/// Different texts: words, or codes of five or six letters.
fn draw_texts(rng: &mut Rng, count: usize, codes: bool) -> Vec<String> {
    if !codes {
        return rng.sample(&WORDS, count).into_iter().map(str::to_owned).collect();
    }
    let code = |rng: &mut Rng| {
        let length = 5 + rng.index(2);
        (0..length).map(|_| *rng.choose(&CODE)).collect::<String>()
    };
    (0..count).map(|_| code(rng)).collect()
}

/// A line from one side of the picture to the other.
fn draw_line(rng: &mut Rng, columns: usize, rows: usize) -> [(i64, i64); 2] {
    let (right, bottom) = (columns as i64 * PITCH.0 as i64, rows as i64 * PITCH.1 as i64);
    [(0, rng.int(0, bottom)), (right, rng.int(0, bottom))]
}

impl Printed {
    fn at(&self) -> Place {
        let (dx, dy) = (self.off.0 as f64, self.off.1 as f64);
        let middle = |slot: usize, pitch: f64| MARGIN + (slot as f64 + 0.5) * pitch;
        [middle(self.slot.0, PITCH.0) + dx, middle(self.slot.1, PITCH.1) + dy]
    }

    fn place(&self) -> BBox {
        let [x, y] = self.at();
        let (sin, _) = libm::sincos((self.turn as f64).abs().to_radians());
        let half = self.text.chars().count() as f64 * SIZE * 0.4;
        let high = SIZE * 0.55 + half * sin;
        BBox([x - half, y - high, x + half, y + high])
    }
}

impl Scene {
    /// The text that the easy question asks for; `None` if two stand in its row.
    fn outermost(&self) -> Option<&Printed> {
        let own = || self.words.iter().filter(|word| word.colour == self.easy.colour);
        let rows = own().map(|word| word.slot.1);
        let row = if self.easy.lowest { rows.max() } else { rows.min() }?;
        let mut found = own().filter(|word| word.slot.1 == row);
        found.next().filter(|_| found.next().is_none())
    }

    /// No two words are the same, and a covered one fits no other.
    fn is_clear(&self) -> bool {
        let texts = || self.words.iter().map(|word| &word.text);
        let unique = texts().enumerate().all(|(i, text)| texts().skip(i + 1).all(|o| o != text));
        let fits = match self.hard {
            Hard::Covered { word, .. } => self.struck(word).is_some(),
            _ => true,
        };
        unique && fits
    }

    /// The tiles of the covered word: `None` where the blot lies.
    fn tiles(&self) -> Vec<Option<char>> {
        let Hard::Covered { word, letter } = self.hard else { return Vec::new() };
        let letters = self.words[word].text.chars().enumerate();
        letters.map(|(i, own)| (i != letter).then_some(own)).collect()
    }

    /// The letter that the one printed word that fits the tiles has in place of the blot.
    fn struck(&self, word: usize) -> Option<String> {
        let tiles = self.tiles();
        let fits = |text: &str| {
            let same = |(own, tile): (char, &Option<char>)| tile.is_none_or(|tile| tile == own);
            text.chars().count() == tiles.len() && text.chars().zip(&tiles).all(same)
        };
        let mut found = self.words.iter().filter(|word| fits(&word.text));
        let only = found.next().filter(|_| found.next().is_none())?;
        let mut letters = only.text.chars().zip(&tiles).filter(|(_, tile)| tile.is_none());
        (only == &self.words[word]).then_some(())?;
        letters.next().map(|(letter, _)| letter.to_string())
    }

    fn hard_answer(&self) -> Answer {
        let sorted = |colour: usize| {
            let mut own: Vec<&Printed> =
                self.words.iter().filter(|word| word.colour == colour).collect();
            own.sort_by(|a, b| a.at()[1].total_cmp(&b.at()[1]));
            own
        };
        match self.hard {
            Hard::Backwards { word } => {
                Answer::text(self.words[word].text.chars().rev().collect::<String>())
            }
            Hard::Initials { colour } => {
                let first = |word: &Printed| word.text.chars().next();
                Answer::text(sorted(colour).into_iter().filter_map(first).collect::<String>())
            }
            Hard::List { colour } => Answer::Sequence {
                values: sorted(colour).into_iter().map(|word| word.text.clone()).collect(),
            },
            Hard::Covered { word, letter } => {
                let letter = self.words[word].text.chars().nth(letter);
                Answer::text(letter.map(String::from).unwrap_or_default())
            }
        }
    }

    fn hard_places(&self) -> Vec<BBox> {
        let of = |colour: usize| {
            self.words.iter().filter(move |word| word.colour == colour).map(Printed::place)
        };
        match self.hard {
            Hard::Backwards { word } => vec![self.words[word].place()],
            Hard::Initials { colour } | Hard::List { colour } => of(colour).collect(),
            Hard::Covered { word, letter } => {
                let [x, y] = self.tile_centre(letter);
                vec![self.words[word].place(), BBox::around(x, y, TILE / 2.0)]
            }
        }
    }

    fn tile_centre(&self, tile: usize) -> Place {
        let count = self.tiles().len() as f64;
        let middle = MARGIN + self.columns as f64 * PITCH.0 / 2.0;
        let x = middle + (tile as f64 - (count - 1.0) / 2.0) * (TILE + 4.0);
        [x, MARGIN + self.rows as f64 * PITCH.1 + STRIP / 2.0]
    }

    fn easy_text(&self, style: &Style) -> String {
        let colour = COLOURS[self.easy.colour].name;
        let own = self.words.iter().filter(|word| word.colour == self.easy.colour);
        if own.count() == 1 {
            let words = ["What is printed in {colour}?", "What does the {colour} text say?"];
            return style.phrase("easy", &words, &[("colour", colour)]);
        }
        let most = if self.easy.lowest { "lowest" } else { "highest" };
        style.phrase(
            "easy-most",
            &[
                "What does the {most} of the {colour} texts say?",
                "Several texts are {colour}. What does the {most} of them say?",
            ],
            &[("most", most), ("colour", colour)],
        )
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |colour: usize| COLOURS[colour].name;
        match self.hard {
            Hard::Backwards { word } => style.phrase(
                "backwards",
                &[
                    "Write what is printed in {colour} backwards, from its last letter to its \
                     first.",
                    "Read the {colour} text letter by letter from its end. What comes out?",
                ],
                &[("colour", name(self.words[word].colour))],
            ),
            Hard::Initials { colour } => style.phrase(
                "initials",
                &[
                    "Take the first letter of everything printed in {colour}, from top to bottom. \
                     Which letters are these, written as one word?",
                    "Going down the picture, put the first letters of the {colour} texts together. \
                     What do they give, as one word?",
                ],
                &[("colour", name(colour))],
            ),
            Hard::List { colour } => style.phrase(
                "list",
                &[
                    "List what is printed in {colour} from top to bottom, separated by commas.",
                    "What is printed in {colour}? Name all texts, the highest first, separated by \
                     commas.",
                ],
                &[("colour", name(colour))],
            ),
            Hard::Covered { .. } => style.phrase(
                "covered",
                &[
                    "The tiles at the bottom repeat one of the texts above, but one letter is \
                     covered. Which letter is it?",
                    "One tile at the bottom is blotted out; together the tiles spell a text that \
                     is printed above. Which letter is missing?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self) -> String {
        let one = |word: &Printed| {
            let [x, y] = word.at();
            format!(
                "\"{}\" in {} at ({x}, {y}), turned {} degrees",
                word.text, COLOURS[word.colour].name, word.turn
            )
        };
        let words: Vec<String> = self.words.iter().map(one).collect();
        let tile = |tile: &Option<char>| tile.map_or("a dark blot".to_owned(), String::from);
        let tiles: Vec<String> = self.tiles().iter().map(tile).collect();
        let strip = match tiles.is_empty() {
            true => String::new(),
            false => format!(" A row of tiles at the bottom holds: {}.", tiles.join(", ")),
        };
        let noise = match self.noise.is_empty() {
            true => "",
            false => " Pale lines run behind them.",
        };
        format!("Texts in capitals lie about a plain canvas: {}.{noise}{strip}", words.join("; "))
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = (self.columns as f64 * PITCH.0, self.rows as f64 * PITCH.1);
        let strip = if self.tiles().is_empty() { 0.0 } else { STRIP };
        let mut sketch = Sketch::new(width + 2.0 * MARGIN, height + 2.0 * MARGIN + strip, style);
        for ends in &self.noise {
            let [from, to] = ends.map(|(x, y)| [MARGIN + x as f64, MARGIN + y as f64]);
            sketch.segment(from, to, Look::stroke(NOISE, 2.0));
        }
        for word in &self.words {
            let paint = COLOURS[word.colour].hex;
            sketch.turned(&word.text, word.at(), SIZE, paint, word.turn as f64);
        }
        for (i, tile) in self.tiles().iter().enumerate() {
            let at = self.tile_centre(i);
            let form = Form::rect(at[0] - TILE / 2.0, at[1] - TILE / 2.0, TILE, TILE);
            let fill = if tile.is_some() { "#ffffff" } else { "#59636e" };
            sketch.mark(form, Look::fill(fill).outlined("#8a929c", 1.5));
            if let Some(letter) = tile {
                sketch.bold(&letter.to_string(), at, SIZE, style.ink);
            }
        }
        sketch
    }
}
