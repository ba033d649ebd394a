//! Tables of rows: look a cell up; add, compare and join.
//!
//! The answer is certain because cells hold whole numbers and names, and totals that
//! are compared differ by a tenth. One solver goes from each row to its rate by index;
//! the other reads the printed cells as text and pairs every row of one table with
//! every row of the other, as a database does.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, centres, corners, filled, labels, marks, stroked, texts};
use crate::names::PEOPLE;
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const MARGIN: f64 = 22.0;
const COLUMN: f64 = 88.0;
const ROW: f64 = 32.0;
/// Distance between two tables.
const GAP: f64 = 34.0;
/// Room above a table for its title.
const HEAD: f64 = 44.0;
/// Paint of the lines between rows.
const RULE: &str = "#b9c0c8";

/// Words of a pair of tables, in the singular where there is a choice.
#[derive(Clone, Copy, Debug)]
struct Topic {
    titles: [&'static str; 2],
    /// Headings of the first table: its key, who, what and how much.
    main: [&'static str; 4],
    /// Headings of the second table: what, the rate and its maker.
    rates: [&'static str; 3],
    whats: [&'static str; 6],
    makers: [&'static str; 3],
}

const TOPICS: [Topic; 3] = [
    Topic {
        titles: ["Orders", "Prices"],
        main: ["Order", "Customer", "Item", "Quantity"],
        rates: ["Item", "Price", "Supplier"],
        whats: ["Chairs", "Desks", "Lamps", "Rugs", "Shelves", "Stools"],
        makers: ["Bergen", "Castor", "Delmar"],
    },
    Topic {
        titles: ["Work log", "Rates"],
        main: ["Entry", "Worker", "Task", "Duration"],
        rates: ["Task", "Rate", "Client"],
        whats: ["Cutting", "Drilling", "Packing", "Painting", "Sanding", "Welding"],
        makers: ["Norvik", "Oltana", "Perrin"],
    },
    Topic {
        titles: ["Bookings", "Fares"],
        main: ["Booking", "Agent", "Route", "Guests"],
        rates: ["Route", "Fare", "Line"],
        whats: ["Coast", "Forest", "Island", "Lake", "Valley", "Summit"],
        makers: ["Astra", "Corvo", "Mistral"],
    },
];

/// See the [module](self).
pub struct Tables;

/// A row of the first table. Numbers but the amount index the scene's names.
#[derive(Clone, Copy, Debug, Serialize)]
struct Entry {
    who: usize,
    what: usize,
    amount: i64,
}

/// A row of the second table.
#[derive(Clone, Copy, Debug, Serialize)]
struct Rate {
    rate: i64,
    /// Index of the maker.
    maker: usize,
}

/// The tables and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    #[serde(skip)]
    topic: Topic,
    title: &'static str,
    /// Number of the first row.
    first: usize,
    people: Vec<&'static str>,
    whats: Vec<&'static str>,
    entries: Vec<Entry>,
    /// By what; empty without a second table.
    rates: Vec<Rate>,
    easy: Easy,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// How much a row has.
    Amount { row: usize },
    /// Whose a row is.
    Who { row: usize },
    /// The rate of something.
    Rate { what: usize },
}

/// The hard questions. Numbers index rows or names.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How much two rows differ.
    Gap { a: usize, b: usize },
    /// The total of someone's rows.
    Total { who: usize },
    /// How many rows are above a limit.
    Above { limit: i64 },
    /// Who has the largest total.
    Most,
    /// Amount times rate of a row.
    Cost { row: usize },
    /// What someone's rows cost.
    CostWho { who: usize },
    /// Whose rows cost most.
    Dearest,
    /// What the rows of a maker's things cost.
    CostMaker { maker: usize },
}

impl Family for Tables {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "tables",
        group: Group::Charts,
        language: Language::Svg,
        content_type: ContentType::Table,
        asks: "Look a cell up; then compare rows, add those of a name, or join two tables for \
               costs.",
        certain: "Cells hold whole numbers and names. Rates are found by index, and again by \
                  pairing all printed rows of both tables.",
        knobs: "Level 1 has one table of five rows; level 3 a second table with rates; level 5 \
                ten rows whose costs are totalled by a column of the second table.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let topic = *rng.choose(&TOPICS);
        let rows = level.pick([5, 7, 6, 8, 10]);
        let people = rng.sample(&PEOPLE, level.pick([4, 4, 4, 5, 5]));
        let whats = rng.sample(&topic.whats, level.pick([3, 4, 4, 5, 6]));
        let mut owners: Vec<usize> = (0..rows).map(|row| row % people.len()).collect();
        rng.shuffle(&mut owners);
        let entry = |who| Entry { who, what: rng.index(whats.len()), amount: draw_amount(rng) };
        let entries = owners.into_iter().map(entry).collect();
        let joined = level.get() >= 3;
        let rate =
            |rng: &mut Rng| Rate { rate: rng.int(3, 15), maker: rng.index(topic.makers.len()) };
        let rates = whats.iter().filter(|_| joined).map(|_| rate(rng)).collect();
        let easy = match rng.index(if joined { 3 } else { 2 }) {
            0 => Easy::Amount { row: rng.index(rows) },
            1 => Easy::Who { row: rng.index(rows) },
            _ => Easy::Rate { what: rng.index(whats.len()) },
        };
        let hard = Hard::draw(level, rng, rows, people.len());
        let first = 10 * rng.int(10, 90) as usize + 1;
        let title = topic.titles[0];
        let scene = Scene { topic, title, first, people, whats, entries, rates, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = scene.canvas();
        let mut svg = Svg::framed(width, height, style);
        for table in scene.tables() {
            draw_table(&mut svg, &table, style);
        }
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let easy = Question {
            text: scene.easy_text(style),
            answer: match scene.easy {
                Easy::Amount { row } => Answer::integer(scene.entries[row].amount),
                Easy::Who { row } => Answer::text(scene.people[scene.entries[row].who]),
                Easy::Rate { what } => Answer::integer(scene.rates[what].rate),
            },
            evidence: vec![scene.easy_place()],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: scene.hard_places(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let tables = scene.tables();
        let words: Vec<(String, Place)> = tables.iter().flat_map(Table::words).collect();
        vec![
            texts(words.iter().map(|(word, _)| word.clone())),
            labels(words),
            marks(filled(style.palette[0]), tables.len()),
            centres(filled(style.palette[0]), tables.iter().map(Table::head_middle)),
            corners(stroked(RULE), tables.iter().flat_map(Table::rule_ends)),
            Claim::TrueToScale,
        ]
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let printed: Vec<Vec<Vec<String>>> =
            scene.tables().into_iter().map(|table| table.cells).collect();
        let Some(main) = printed.first() else { return [None, None] };
        let rates = printed.get(1).map(Vec::as_slice).unwrap_or_default();
        [scene.look_up(main, rates), scene.query(main, rates)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let rows: Vec<usize> = (0..scene.entries.len()).filter(|row| scene.counts(*row)).collect();
        (0..64).find_map(|_| {
            let mut changed = scene.clone();
            let entry = &mut changed.entries[*rng.choose(&rows)];
            match rng.chance(0.5) {
                true => entry.amount = draw_amount(rng),
                false => entry.who = rng.index(scene.people.len()),
            }
            (changed.fair() && changed.hard_answer() != scene.hard_answer()).then_some(changed)
        })
    }
}

fn draw_amount(rng: &mut Rng) -> i64 {
    rng.int(2, 24)
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, rows: usize, people: usize) -> Self {
        let two = rng.sample(&(0..rows).collect::<Vec<_>>(), 2);
        let who = rng.index(people);
        let total = Self::Total { who };
        let above = Self::Above { limit: rng.int(7, 18) };
        let forms = match level.get() {
            1 => [Self::Gap { a: two[0], b: two[1] }, above, Self::Most],
            2 => [total, above, Self::Most],
            3 => [Self::Cost { row: two[0] }, Self::CostWho { who }, Self::Cost { row: two[1] }],
            4 => [Self::CostWho { who }, Self::Dearest, Self::CostWho { who }],
            _ => [Self::CostMaker { maker: rng.index(3) }, Self::Dearest, Self::CostWho { who }],
        };
        *rng.choose(&forms)
    }
}

/// A table as it is printed.
struct Table {
    left: f64,
    title: &'static str,
    headings: Vec<&'static str>,
    cells: Vec<Vec<String>>,
}

impl Table {
    fn width(&self) -> f64 {
        self.headings.len() as f64 * COLUMN
    }

    /// The centre of a cell; row 0 holds the headings.
    fn centre(&self, row: usize, column: usize) -> Place {
        [self.left + COLUMN * (column as f64 + 0.5), MARGIN + HEAD + ROW * (row as f64 + 0.5)]
    }

    fn title_middle(&self) -> Place {
        [self.left + self.width() / 2.0, MARGIN + HEAD / 2.0 - 2.0]
    }

    fn head_middle(&self) -> Place {
        [self.left + self.width() / 2.0, MARGIN + HEAD + ROW / 2.0]
    }

    /// Ends of the lines below the rows.
    fn rule_ends(&self) -> Vec<Place> {
        let below = (1..=self.cells.len()).map(|row| MARGIN + HEAD + ROW * (row as f64 + 1.0));
        below.flat_map(|y| [[self.left, y], [self.left + self.width(), y]]).collect()
    }

    /// Every text with its centre.
    fn words(&self) -> Vec<(String, Place)> {
        let title = (self.title.to_owned(), self.title_middle());
        let headings = self.headings.iter().enumerate();
        let headings = headings.map(|(column, word)| ((*word).to_owned(), self.centre(0, column)));
        let cell = |row: usize, cells: &[String]| {
            let cells = cells.iter().enumerate();
            cells.map(|(c, word)| (word.clone(), self.centre(row + 1, c))).collect::<Vec<_>>()
        };
        let cells = self.cells.iter().enumerate().flat_map(|(row, cells)| cell(row, cells));
        std::iter::once(title).chain(headings).chain(cells).collect()
    }

    /// The box of a row from one column to another, both included.
    fn span(&self, row: usize, from: usize, to: usize) -> BBox {
        let ([left, y], [right, _]) = (self.centre(row + 1, from), self.centre(row + 1, to));
        BBox([left - COLUMN / 2.0, y - ROW / 2.0, right + COLUMN / 2.0, y + ROW / 2.0])
    }
}

impl Scene {
    fn tables(&self) -> Vec<Table> {
        let row = |(index, entry): (usize, &Entry)| {
            let id = (self.first + index).to_string();
            let names = [self.people[entry.who], self.whats[entry.what]].map(str::to_owned);
            let [who, what] = names;
            vec![id, who, what, entry.amount.to_string()]
        };
        let main = Table {
            left: MARGIN,
            title: self.topic.titles[0],
            headings: self.topic.main.to_vec(),
            cells: self.entries.iter().enumerate().map(row).collect(),
        };
        let row = |(what, rate): (&&str, &Rate)| {
            vec![
                (*what).to_owned(),
                rate.rate.to_string(),
                self.topic.makers[rate.maker].to_owned(),
            ]
        };
        let rates = Table {
            left: MARGIN + main.width() + GAP,
            title: self.topic.titles[1],
            headings: self.topic.rates.to_vec(),
            cells: self.whats.iter().zip(&self.rates).map(row).collect(),
        };
        let shown = if self.rates.is_empty() { None } else { Some(rates) };
        std::iter::once(main).chain(shown).collect()
    }

    fn canvas(&self) -> (f64, f64) {
        let tables = self.tables();
        let right = tables.last().map_or(0.0, |table| table.left + table.width());
        (right + MARGIN, 2.0 * MARGIN + HEAD + ROW * (self.entries.len() as f64 + 1.0))
    }

    fn totals(&self, worth: impl Fn(&Entry) -> i64) -> Vec<i64> {
        let total = |who| self.entries.iter().filter(|e| e.who == who).map(&worth).sum();
        (0..self.people.len()).map(total).collect()
    }

    fn cost(&self, entry: &Entry) -> i64 {
        self.rates.get(entry.what).map_or(0, |rate| rate.rate * entry.amount)
    }

    /// Whether the hard question looks at a row.
    fn counts(&self, row: usize) -> bool {
        let entry = &self.entries[row];
        match self.hard {
            Hard::Gap { a, b } => row == a || row == b,
            Hard::Total { who } | Hard::CostWho { who } => entry.who == who,
            Hard::Above { .. } | Hard::Most | Hard::Dearest => true,
            Hard::Cost { row: of } => row == of,
            Hard::CostMaker { maker } => self.rates[entry.what].maker == maker,
        }
    }

    /// Whether comparisons are clear and a total has more than one part.
    fn fair(&self) -> bool {
        let parts = (0..self.entries.len()).filter(|row| self.counts(*row)).count();
        let leads = |mut totals: Vec<i64>| {
            totals.sort_unstable();
            matches!(totals.as_slice(), [.., second, first] if first * 10 >= second * 11)
        };
        match self.hard {
            Hard::Gap { a, b } => self.entries[a].amount != self.entries[b].amount,
            Hard::Total { .. } | Hard::CostWho { .. } => parts >= 2,
            Hard::Above { limit } => {
                let above = self.entries.iter().filter(|entry| entry.amount > limit).count();
                above >= 1 && self.entries.iter().all(|entry| entry.amount != limit)
            }
            Hard::Most => leads(self.totals(|entry| entry.amount)),
            Hard::Cost { .. } => true,
            Hard::Dearest => leads(self.totals(|entry| self.cost(entry))),
            Hard::CostMaker { .. } => (2..6).contains(&parts),
        }
    }

    fn hard_answer(&self) -> Answer {
        let sum = |worth: &dyn Fn(&Entry) -> i64, keep: &dyn Fn(&Entry) -> bool| {
            Answer::integer(self.entries.iter().filter(|entry| keep(entry)).map(worth).sum())
        };
        let leader = |totals: Vec<i64>| {
            let first = (0..totals.len()).max_by_key(|who| totals[*who]).unwrap_or(0);
            Answer::text(self.people[first])
        };
        match self.hard {
            Hard::Gap { a, b } => {
                Answer::integer((self.entries[a].amount - self.entries[b].amount).abs())
            }
            Hard::Total { who } => sum(&|entry| entry.amount, &|entry| entry.who == who),
            Hard::Above { limit } => sum(&|_| 1, &|entry| entry.amount > limit),
            Hard::Most => leader(self.totals(|entry| entry.amount)),
            Hard::Cost { row } => Answer::integer(self.cost(&self.entries[row])),
            Hard::CostWho { who } => sum(&|entry| self.cost(entry), &|entry| entry.who == who),
            Hard::Dearest => leader(self.totals(|entry| self.cost(entry))),
            Hard::CostMaker { maker } => {
                sum(&|e| self.cost(e), &|e| self.rates[e.what].maker == maker)
            }
        }
    }

    /// The easy answer from the printed cells.
    fn look_up(&self, main: &[Vec<String>], rates: &[Vec<String>]) -> Option<Answer> {
        let (rows, key, column) = match self.easy {
            Easy::Amount { row } => (main, self.id(row), 3),
            Easy::Who { row } => (main, self.id(row), 1),
            Easy::Rate { what } => (rates, self.whats[what].to_owned(), 1),
        };
        let cell = rows.iter().find(|cells| cells.first() == Some(&key))?.get(column)?;
        Some(cell.parse().map_or_else(|_| Answer::text(cell.as_str()), Answer::integer))
    }

    /// The hard answer from the printed cells: every row of one table paired with
    /// every row of the other, then filtered.
    fn query(&self, main: &[Vec<String>], rates: &[Vec<String>]) -> Option<Answer> {
        let number = |cell: &String| cell.parse::<i64>().unwrap_or(0);
        let amounts = |key: usize, word: &str| -> i64 {
            main.iter().filter(|row| row[key] == word).map(|row| number(&row[3])).sum()
        };
        let costs = |main_word: Option<&str>, maker: Option<&str>, id: Option<&str>| -> i64 {
            let pairs = main.iter().flat_map(|one| rates.iter().map(move |two| (one, two)));
            pairs
                .filter(|(one, two)| one[2] == two[0])
                .filter(|(one, _)| main_word.is_none_or(|word| one[1] == word))
                .filter(|(one, _)| id.is_none_or(|word| one[0] == word))
                .filter(|(_, two)| maker.is_none_or(|word| two[2] == word))
                .map(|(one, two)| number(&one[3]) * number(&two[1]))
                .sum()
        };
        // Whom nobody surpasses.
        let top = |worth: &dyn Fn(&str) -> i64| {
            let mut names = main.iter().map(|row| row[1].as_str());
            let beaten = |name: &str| main.iter().any(|row| worth(&row[1]) > worth(name));
            names.find(|name| !beaten(name)).map(Answer::text)
        };
        match self.hard {
            Hard::Gap { a, b } => {
                let gap = amounts(0, &self.id(a)) - amounts(0, &self.id(b));
                Some(Answer::integer(gap.max(-gap)))
            }
            Hard::Total { who } => Some(Answer::integer(amounts(1, self.people[who]))),
            Hard::Above { limit } => {
                let below = main.iter().filter(|row| number(&row[3]) <= limit).count();
                Some(Answer::integer((main.len() - below) as i64))
            }
            Hard::Most => top(&|name| amounts(1, name)),
            Hard::Cost { row } => Some(Answer::integer(costs(None, None, Some(&self.id(row))))),
            Hard::CostWho { who } => {
                Some(Answer::integer(costs(Some(self.people[who]), None, None)))
            }
            Hard::Dearest => top(&|name| costs(Some(name), None, None)),
            Hard::CostMaker { maker } => {
                Some(Answer::integer(costs(None, Some(self.topic.makers[maker]), None)))
            }
        }
    }

    /// What stands in the first column of a row.
    fn id(&self, row: usize) -> String {
        (self.first + row).to_string()
    }

    fn easy_place(&self) -> BBox {
        let tables = self.tables();
        match self.easy {
            Easy::Amount { row } | Easy::Who { row } => tables[0].span(row, 0, 3),
            Easy::Rate { what } => tables[tables.len() - 1].span(what, 0, 1),
        }
    }

    /// The rows that the hard question adds or compares, and the second table.
    fn hard_places(&self) -> Vec<BBox> {
        let tables = self.tables();
        let rows = (0..self.entries.len()).filter(|row| self.counts(*row));
        let rows = rows.map(|row| tables[0].span(row, 0, 3));
        let needs_rates = !matches!(
            self.hard,
            Hard::Gap { .. } | Hard::Total { .. } | Hard::Above { .. } | Hard::Most
        );
        let second = tables.get(1).filter(|_| needs_rates).map(|table| {
            let ([left, top, ..], [.., right, bottom]) =
                (table.span(0, 0, 0).0, table.span(table.cells.len() - 1, 2, 2).0);
            BBox([left, top, right, bottom])
        });
        rows.chain(second).collect()
    }

    fn easy_text(&self, style: &Style) -> String {
        let [id, who, _, amount] = self.topic.main.map(str::to_lowercase);
        let rate = self.topic.rates[1].to_lowercase();
        match self.easy {
            Easy::Amount { row } => style.phrase(
                "easy",
                &[
                    "What is the {amount} in {id} {row}?",
                    "Which number stands under \"{Amount}\" for {id} {row}?",
                ],
                &[
                    ("amount", &amount),
                    ("Amount", self.topic.main[3]),
                    ("id", &id),
                    ("row", &self.id(row)),
                ],
            ),
            Easy::Who { row } => style.phrase(
                "easy",
                &["Which {who} belongs to {id} {row}?", "Who is the {who} of {id} {row}?"],
                &[("who", &who), ("id", &id), ("row", &self.id(row))],
            ),
            Easy::Rate { what } => style.phrase(
                "easy",
                &["What is the {rate} for {what}?", "Which {rate} does the table give for {what}?"],
                &[("rate", &rate), ("what", self.whats[what])],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let [id, who, what, amount] = self.topic.main.map(str::to_lowercase);
        let [_, rate, maker] = self.topic.rates.map(str::to_lowercase);
        let ids = if id == "entry" { "entries".to_owned() } else { format!("{id}s") };
        let cost = style.phrase(
            "cost",
            &[
                "The cost of each {id} is its {amount} times the {rate} for its {what}. ",
                "Multiply the {amount} of each {id} by the {rate} for its {what} to get its cost. ",
            ],
            &[("id", &id), ("amount", &amount), ("rate", &rate), ("what", &what)],
        );
        let words = |choices: &[&str], values: &[(&str, &str)]| {
            let common = [
                ("id", id.as_str()),
                ("ids", &ids),
                ("who", &who),
                ("what", &what),
                ("amount", &amount),
                ("maker", &maker),
            ];
            style.phrase("hard", choices, &[&common[..], values].concat())
        };
        match self.hard {
            Hard::Gap { a, b } => words(
                &[
                    "By how much do {id} {a} and {id} {b} differ in {amount}?",
                    "What is the difference between the {amount} of {id} {a} and that of {id} {b}?",
                ],
                &[("a", &self.id(a)), ("b", &self.id(b))],
            ),
            Hard::Total { who } => words(
                &[
                    "What is the sum under \"{Amount}\" over all {ids} of {name}?",
                    "Add up the {amount} of every row with {name}. What is the sum?",
                ],
                &[("name", self.people[who]), ("Amount", self.topic.main[3])],
            ),
            Hard::Above { limit } => words(
                &[
                    "How many {ids} have a number above {limit} under \"{Amount}\"?",
                    "In how many rows is the number under \"{Amount}\" above {limit}?",
                ],
                &[("limit", &limit.to_string()), ("Amount", self.topic.main[3])],
            ),
            Hard::Most => words(
                &[
                    "Which {who} has the largest sum under \"{Amount}\"?",
                    "Add up the {amount} of each {who}. Whose total is largest?",
                ],
                &[("Amount", self.topic.main[3])],
            ),
            Hard::Cost { row } => {
                let ask = ["What does {id} {row} cost?", "What is the cost of {id} {row}?"];
                cost + &words(&ask, &[("row", &self.id(row))])
            }
            Hard::CostWho { who } => {
                let ask = [
                    "What do all {ids} of {name} cost together?",
                    "What is the total cost of every {id} with {name}?",
                ];
                cost + &words(&ask, &[("name", self.people[who])])
            }
            Hard::Dearest => {
                let ask = [
                    "Which {who} has the largest total cost?",
                    "For which {who} do the {ids} cost most in all?",
                ];
                cost + &words(&ask, &[])
            }
            Hard::CostMaker { maker } => {
                let ask = [
                    "What do all {ids} cost together whose {what} has {name} as its {maker}?",
                    "What is the total cost of the {ids} for which the {maker} is {name}?",
                ];
                cost + &words(&ask, &[("name", self.topic.makers[maker])])
            }
        }
    }

    fn caption(&self) -> String {
        let row = |cells: &Vec<String>| cells.join(", ");
        let table = |table: &Table| {
            let rows: Vec<String> = table.cells.iter().map(row).collect();
            format!(
                "\"{}\" with the columns {} and the rows {}",
                table.title,
                table.headings.join(", "),
                rows.join("; ")
            )
        };
        let all: Vec<String> = self.tables().iter().map(table).collect();
        match all.len() {
            1 => format!("A table {}.", all.join("")),
            _ => format!("Two tables side by side: {}.", all.join("; and ")),
        }
    }
}

fn draw_table(svg: &mut Svg, table: &Table, style: &Style) {
    let size = 16.0;
    let mut layout = style.rng("table");
    let (banded, sides) = (layout.chance(0.5), layout.chance(0.4));
    let (width, top) = (table.width(), MARGIN + HEAD);
    svg.comment(&format!("Table: {}", table.title));
    let head = attrs!["x": table.left, "y": top, "width": width, "height": ROW,
        "fill": style.palette[0]];
    svg.element("rect", &head);
    for row in (1..=table.cells.len()).filter(|row| banded && row % 2 == 0) {
        let y = top + ROW * row as f64;
        let band =
            attrs!["x": table.left, "y": y, "width": width, "height": ROW, "fill": "#e6ebf0"];
        svg.element("rect", &band);
    }
    svg.open(&attrs!["stroke": RULE, "stroke-width": 1.5]);
    for ends in table.rule_ends().chunks(2) {
        let [[x1, y], [x2, _]] = [ends[0], ends[1]];
        svg.element("line", &attrs!["x1": x1, "y1": y, "x2": x2, "y2": y]);
    }
    svg.close();
    if sides {
        let tall = ROW * (table.cells.len() as f64 + 1.0);
        let frame = attrs!["x": table.left, "y": top, "width": width, "height": tall,
            "fill": "none", "stroke": style.ink, "stroke-width": style.stroke];
        svg.element("rect", &frame);
    }
    svg.open(&attrs!["font-size": size, "fill": style.ink, "text-anchor": "middle"]);
    for (index, (word, [x, y])) in table.words().into_iter().enumerate() {
        let look = match index {
            0 => attrs!["font-weight": "bold", "font-size": size * 1.15],
            _ if index <= table.headings.len() => {
                attrs!["font-weight": "bold", "fill": "#ffffff", "font-size": size - 1.0]
            }
            _ => String::new(),
        };
        svg.text(x, y + size * 0.36, &word, &look);
    }
    svg.close();
}
