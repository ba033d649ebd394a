//! A page of a calendar: weekdays, dates of the second or third of a weekday, and what
//! comes back every few days.
//!
//! The answer is certain because a page says on which weekday a month starts and how long it
//! is. One solver reckons in remainders of seven; the other walks from cell to cell of the
//! drawn page, and over its end.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::names::{DAYS, ordinal};
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const MONTHS: [(&str, i64); 12] = [
    ("January", 31),
    ("February", 28),
    ("March", 31),
    ("April", 30),
    ("May", 31),
    ("June", 30),
    ("July", 31),
    ("August", 31),
    ("September", 30),
    ("October", 31),
    ("November", 30),
    ("December", 31),
];
const LONG: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// What comes back every few days.
const EVENTS: [&str; 4] = ["market", "choir practice", "bin collection", "chess evening"];
const CELL: [f64; 2] = [60.0, 46.0];
const MARGIN: f64 = 22.0;
/// Room for the month's name and the weekdays.
const HEAD: f64 = 78.0;
const LINE: &str = "#aab1ba";
const WEEK: i64 = 7;

/// See the [module](self).
pub struct Calendar;

/// A month, a marked day, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// The month: an index of `MONTHS`.
    month: usize,
    /// The weekday of its first day: 0 is Monday.
    starts: i64,
    /// The day that is marked.
    marked: i64,
    /// Whether only the first and the marked day have their numbers printed.
    bare: bool,
    easy: Easy,
    hard: Hard,
}

/// The easy questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The weekday of the marked day.
    Marked,
    /// The date of the first of a weekday.
    First { weekday: i64 },
}

/// The hard questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// The date of a weekday that has come so many times.
    Date { weekday: i64, times: i64 },
    /// The weekday so many days after the marked one.
    After { days: i64 },
    /// The weekday of a day of the next month.
    Next { day: i64 },
    /// The date on which an event takes place the so manyth time, the first being marked.
    Event { event: usize, every: i64, times: i64 },
}

impl Family for Calendar {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "calendar",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Find the weekday of a marked day or the first of a weekday; then a later date, a \
               weekday many days on or in the next month, or when an event comes back.",
        certain: "A page says where a month starts and how long it is. By remainders of seven, and \
                  by walking from cell to cell.",
        knobs: "Level 1 asks for dates and two weeks at most; level 3 goes beyond the month; from \
                level 4 on only the 1st and the marked day have their numbers printed.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (weekday, times) = (rng.int(0, WEEK - 1), rng.int(2, 4));
        let most: i64 = level.pick([14, 20, 40, 60, 90]);
        let hard = match rng.index(level.pick([2, 3, 4, 4, 4])) {
            0 => Hard::Date { weekday, times },
            1 => Hard::After { days: rng.int(3, most) },
            2 => Hard::Event {
                event: rng.index(EVENTS.len()),
                every: rng.int(2, level.pick([4, 4, 5, 6, 9])),
                times: rng.int(3, level.pick([4, 4, 5, 5, 6])),
            },
            _ => Hard::Next { day: rng.int(1, 28) },
        };
        let easy = match rng.chance(0.5) {
            true => Easy::Marked,
            false => Easy::First { weekday: rng.int(0, WEEK - 1) },
        };
        let (month, starts, marked) = (rng.index(12), rng.int(0, WEEK - 1), rng.int(2, 28));
        let scene = Scene { month, starts, marked, bare: level.get() >= 4, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let sunday = sunday_first(style);
        let (answer, day) = match scene.easy {
            Easy::Marked => (weekday(scene.weekday(scene.marked)), scene.marked),
            Easy::First { weekday } => {
                let date = scene.date(weekday, 1);
                (Answer::integer(date), date)
            }
        };
        let evidence = vec![scene.place(day, sunday)];
        let easy = Question { text: scene.easy_text(style), answer, evidence };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: scene.seen().into_iter().map(|day| scene.place(day, sunday)).collect(),
        };
        Asked { caption: scene.caption(sunday), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let days = || 1..=scene.days();
        let column = |day: i64| scene.column(day);
        let easy = match scene.easy {
            Easy::Marked => Some(weekday(column(scene.marked))),
            Easy::First { weekday } => {
                days().find(|day| column(*day) == weekday).map(Answer::integer)
            }
        };
        let hard = match scene.hard {
            Hard::Date { weekday, times } => {
                let mut dates = days().filter(|day| column(*day) == weekday);
                dates.nth(times as usize - 1).map(Answer::integer)
            }
            Hard::After { days } => Some(weekday(walk(column(scene.marked), days))),
            Hard::Next { day } => Some(weekday(walk(column(scene.days()), day))),
            Hard::Event { every, times, .. } => {
                let mut dates = (scene.marked..=scene.days()).step_by(every as usize);
                dates.nth(times as usize - 1).map(Answer::integer)
            }
        };
        [easy, hard]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let of_month = matches!(scene.hard, Hard::Date { .. } | Hard::Next { .. });
        let twins = (0..28).map(|change| {
            let mut twin = scene.clone();
            match of_month {
                true => twin.starts = change % WEEK,
                false => twin.marked = change + 1,
            }
            twin
        });
        let differs = |twin: &Scene| twin.fair() && twin.hard_answer() != scene.hard_answer();
        let twins: Vec<Scene> = twins.filter(differs).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

/// The answer that names a weekday.
fn weekday(index: i64) -> Answer {
    Answer::text(LONG[index.rem_euclid(WEEK) as usize])
}

/// The weekday after so many steps, one by one.
fn walk(from: i64, steps: i64) -> i64 {
    (0..steps).fold(from, |at, _| if at == WEEK - 1 { 0 } else { at + 1 })
}

/// Whether weeks start on Sunday, which is a matter of style.
fn sunday_first(style: &Style) -> bool {
    style.rng("week").chance(0.4)
}

impl Scene {
    /// Whether all dates lie in the month, and the easy question is not the hard one.
    fn fair(&self) -> bool {
        match self.hard {
            Hard::Event { every, times, .. } => self.marked + every * (times - 1) <= self.days(),
            Hard::Date { weekday, .. } => self.easy != Easy::First { weekday },
            Hard::After { days } => days % WEEK != 0,
            Hard::Next { .. } => true,
        }
    }

    fn days(&self) -> i64 {
        MONTHS[self.month].1
    }

    fn weekday(&self, day: i64) -> i64 {
        (self.starts + day - 1).rem_euclid(WEEK)
    }

    /// The date of a weekday that has come so many times.
    fn date(&self, weekday: i64, times: i64) -> i64 {
        1 + (weekday - self.starts).rem_euclid(WEEK) + WEEK * (times - 1)
    }

    fn hard_answer(&self) -> Answer {
        match self.hard {
            Hard::Date { weekday, times } => Answer::integer(self.date(weekday, times)),
            Hard::After { days } => weekday(self.weekday(self.marked + days)),
            Hard::Next { day } => weekday(self.weekday(self.days() + day)),
            Hard::Event { every, times, .. } => Answer::integer(self.marked + every * (times - 1)),
        }
    }

    /// The days that the hard question is about.
    fn seen(&self) -> Vec<i64> {
        match self.hard {
            Hard::Date { weekday, times } => (1..=times).map(|n| self.date(weekday, n)).collect(),
            Hard::After { .. } => vec![self.marked],
            Hard::Next { .. } => vec![self.days()],
            Hard::Event { every, times, .. } => {
                (0..times).map(|n| self.marked + every * n).collect()
            }
        }
    }

    /// The column and the row of a day.
    fn cell(&self, day: i64, sunday: bool) -> (i64, i64) {
        let first = (self.starts + i64::from(sunday)) % WEEK;
        let at = first + day - 1;
        (at % WEEK, at / WEEK)
    }

    /// The weekday of a day by the column in which it is drawn.
    fn column(&self, day: i64) -> i64 {
        let [x, _] = self.corner(day, false);
        libm::round((x - MARGIN) / CELL[0]) as i64
    }

    /// The upper left corner of a day's cell.
    fn corner(&self, day: i64, sunday: bool) -> Place {
        let (column, row) = self.cell(day, sunday);
        [MARGIN + column as f64 * CELL[0], HEAD + row as f64 * CELL[1]]
    }

    fn place(&self, day: i64, sunday: bool) -> BBox {
        let [x, y] = self.corner(day, sunday);
        BBox::xywh(x, y, CELL[0], CELL[1])
    }

    /// Whether the number of a day is printed.
    fn is_printed(&self, day: i64) -> bool {
        !self.bare || day == 1 || day == self.marked
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let sunday = sunday_first(style);
        // Six rows, however many weeks a month has.
        let (width, height) = (7.0 * CELL[0] + 2.0 * MARGIN, HEAD + 6.0 * CELL[1] + 14.0);
        let mut sketch = Sketch::new(width, height, style);
        sketch.bold(MONTHS[self.month].0, [width / 2.0, 24.0], 21.0, style.palette[1]);
        for column in 0..WEEK {
            let day = (column + WEEK - i64::from(sunday)) % WEEK;
            let x = MARGIN + (column as f64 + 0.5) * CELL[0];
            sketch.bold(DAYS[day as usize], [x, HEAD - 18.0], 16.0, style.ink);
        }
        let empty = Look::stroke(LINE, 1.5);
        for cell in 0..6 * WEEK {
            let [column, row] = [cell % WEEK, cell / WEEK].map(|at| at as f64);
            let (x, y) = (MARGIN + column * CELL[0], HEAD + row * CELL[1]);
            sketch.mark(Form::rect(x, y, CELL[0], CELL[1]), empty.clone());
        }
        for day in 1..=self.days() {
            let ([x, y], marked) = (self.corner(day, sunday), day == self.marked);
            if marked {
                let inner = Form::rect(x + 4.0, y + 4.0, CELL[0] - 8.0, CELL[1] - 8.0);
                sketch.mark(inner, Look::fill(style.palette[0]));
            }
            if self.is_printed(day) {
                let (at, ink) = ([x + CELL[0] / 2.0, y + CELL[1] / 2.0], style.ink);
                let paint = if marked { "#ffffff" } else { ink };
                sketch.word(&day.to_string(), at, 17.0, paint);
            }
        }
        sketch
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Marked => style
                .word(
                    "easy",
                    &[
                        "On which day of the week does the marked day fall?",
                        "Which day of the week is the marked day?",
                    ],
                )
                .to_owned(),
            Easy::First { weekday } => style.phrase(
                "easy",
                &[
                    "What is the date of the first {weekday} of the month?",
                    "On which day of the month is the first {weekday}?",
                ],
                &[("weekday", LONG[weekday as usize])],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        let (forms, number, every, name) = match self.hard {
            Hard::Date { weekday, times } => (
                [
                    "What is the date of the {number} {name} of the month?",
                    "On which day of the month is the {number} {name}?",
                ],
                ordinal(times as usize),
                0,
                LONG[weekday as usize],
            ),
            Hard::After { days } => (
                [
                    "Which day of the week is it {number} days after the marked day?",
                    "Starting from the marked day, {number} days pass. Which day of the week is it \
                     then?",
                ],
                days.to_string(),
                0,
                "",
            ),
            Hard::Next { day } => (
                [
                    "On which day of the week does the {number} of the next month fall?",
                    "Which day of the week is the {number} of the month that follows?",
                ],
                ordinal(day as usize),
                0,
                "",
            ),
            Hard::Event { event, every, times } => (
                [
                    "The {name} takes place on the marked day, and again every {every} days. On \
                     which day of the month does it take place for the {number} time?",
                    "Every {every} days there is a {name}, for the first time on the marked day. \
                     What is the date of the {number} one?",
                ],
                ordinal(times as usize),
                every,
                EVENTS[event],
            ),
        };
        let values = [("number", number.as_str()), ("every", &every.to_string()), ("name", name)];
        style.phrase("hard", &forms, &values)
    }

    fn caption(&self, sunday: bool) -> String {
        let (month, days) = MONTHS[self.month];
        let (first, last) = if sunday { ("Sun", "Sat") } else { ("Mon", "Sun") };
        let numbers = if self.bare {
            format!("Of the numbers of the days only 1 and {} are printed", self.marked)
        } else {
            "Every cell holds the number of its day".to_owned()
        };
        format!(
            "A page of a calendar with the name {month} above seven columns from {first} to \
             {last}. The month has {days} days, and its first is a {}. {numbers}, and the cell of \
             day {} is filled with a colour.",
            LONG[self.starts as usize], self.marked
        )
    }
}
