//! Faces of clocks: read one; tell how long, how much later, in which order.
//!
//! The answer is certain because a time is a whole number of minutes after twelve,
//! and the hands of no time lie over each other. One solver does sums with minutes,
//! the other looks at the drawn ends of the hands, tries all times of a face until
//! one has these, and turns the hands on minute by minute.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{Place, corners, filled, labels, marks, path, stroked, texts};
use crate::dial;
use crate::svg::Svg;
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

/// Minutes on the face of a clock.
const ROUND: i64 = 720;
const NAMES: [&str; 4] = ["A", "B", "C", "D"];
const ROMAN: [&str; 12] =
    ["XII", "I", "II", "III", "IIII", "V", "VI", "VII", "VIII", "IX", "X", "XI"];
/// Room for one clock.
const SLOT: [f64; 2] = [300.0, 320.0];
/// Clocks in a row.
const COLUMNS: usize = 2;
const MARGIN: f64 = 14.0;
const RADIUS: f64 = 128.0;
/// Distance of the numerals from the centre.
const NUMERALS: f64 = 94.0;
/// Lengths of the hour hand and the minute hand.
const HANDS: [f64; 2] = [50.0, 77.0];
/// Degrees by which the hands of a time are at least apart.
const CLEAR: f64 = 14.0;

/// See the [module](self).
pub struct Clocks;

/// Clocks and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Minutes after twelve that each clock shows.
    times: Vec<i64>,
    dial: Dial,
    /// The clock whose face is drawn as a mirror shows it.
    mirrored: Option<usize>,
    easy: Easy,
    hard: Hard,
}

/// What stands on the faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Dial {
    /// All twelve numerals.
    Numerals,
    /// Twelve, three, six and nine.
    Quarters,
    /// A dot at the twelve.
    Bare,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    /// The time of a clock.
    Read { of: usize },
    /// The minutes past the full hour.
    Past { of: usize },
}

/// The hard questions. Numbers index clocks or are minutes.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// Minutes from one clock to another, less than a round.
    Elapsed { from: usize, to: usize },
    /// The time so much later.
    Later { of: usize, by: i64 },
    /// The true time of a clock that is so much fast.
    Fast { of: usize, by: i64 },
    /// The order of all clocks in one half of a day.
    Order,
    /// The smaller angle between the hands.
    Angle { of: usize },
    /// The true time behind the mirrored face.
    Mirror { of: usize },
}

impl Family for Clocks {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "clocks",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Read a clock; then find the time elapsed, a later or a true time, the order of \
               clocks, the angle between hands, or the time behind a mirror.",
        certain: "Sums with minutes, against trying all times of a face for the drawn ends of the \
                  hands and turning them on minute by minute.",
        knobs: "Level 1 has quarters of an hour and all numerals; level 3 three clocks to five \
                minutes; level 5 bare faces, four to be put in order or one in a mirror.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let hard = Hard::draw(level, rng);
        let (count, grain) = match hard {
            Hard::Order => (4, 5),
            _ => (level.pick([2, 2, 3, 2, 2]), level.pick([15, 5, 5, 1, 1])),
        };
        let dials = [Dial::Numerals, Dial::Quarters, Dial::Bare];
        let dial = *rng.choose(level.pick([
            &dials[..1],
            &dials[..2],
            &dials[..],
            &dials[1..],
            &dials[2..],
        ]));
        let mut times: Vec<i64> = (0..count).map(|_| draw_time(rng, grain)).collect();
        if let Hard::Elapsed { from, to } = hard {
            times[to] =
                (times[from] + grain * rng.int(2, level.pick([14, 50, 100, 400, 600]))) % ROUND;
        }
        let mirrored = match hard {
            Hard::Mirror { of } => Some(of),
            Hard::Elapsed { from, .. } if level.get() == 5 => Some(from),
            _ => None,
        };
        // The last clock is never the one in the mirror.
        let of = count - 1;
        let easy = if rng.chance(0.5) { Easy::Read { of } } else { Easy::Past { of } };
        let scene = Scene { times, dial, mirrored, easy, hard };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let (width, height) = scene.canvas();
        let mut svg = Svg::framed(width, height, style);
        for (clock, name) in NAMES.iter().enumerate().take(scene.times.len()) {
            svg.comment(&format!("Clock {name}"));
            draw_face(&mut svg, scene, style, clock);
            draw_hands(&mut svg, scene, style, clock);
        }
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let (of, easy) = match scene.easy {
            Easy::Read { of } => (of, Answer::text(written(scene.times[of]))),
            Easy::Past { of } => (of, Answer::integer(scene.times[of] % 60)),
        };
        let easy = Question {
            text: scene.easy_text(style),
            answer: easy,
            evidence: vec![scene.place(of)],
        };
        let hard = Question {
            text: scene.hard_text(style),
            answer: scene.hard_answer(),
            evidence: scene.hard_clocks().into_iter().map(|clock| scene.place(clock)).collect(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let clocks = || 0..scene.times.len();
        let names = clocks().map(|clock| (NAMES[clock], scene.name_place(clock)));
        let words = clocks().flat_map(|clock| scene.numerals(style, clock)).chain(names);
        let words: Vec<(&str, Place)> = words.collect();
        let mut claims = vec![
            texts(words.iter().map(|(word, _)| *word)),
            labels(words),
            marks(filled(twelve(style)), scene.times.len()),
            Claim::TrueToScale,
        ];
        for (hand, paint) in hand_paints(style).into_iter().enumerate() {
            let ends = |clock| [scene.centre(clock), scene.tips(clock)[hand]];
            claims.push(marks(stroked(paint), scene.times.len()));
            claims.push(corners(stroked(paint), clocks().flat_map(ends)));
            claims.extend(clocks().map(|clock| path(stroked(paint), ends(clock))));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let of = match scene.easy {
            Easy::Read { of } | Easy::Past { of } => of,
        };
        let easy = scene.seen(of, false).map(|time| match scene.easy {
            Easy::Read { .. } => Answer::text(written(time)),
            Easy::Past { .. } => {
                Answer::integer((0..60).find(|past| (time - past) % 60 == 0).unwrap_or(0))
            }
        });
        [easy, scene.look()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let grain = if scene.times.iter().all(|time| time % 5 == 0) { 5 } else { 1 };
        let clock = match scene.hard {
            Hard::Elapsed { to, .. } => to,
            Hard::Later { of, .. }
            | Hard::Fast { of, .. }
            | Hard::Angle { of }
            | Hard::Mirror { of } => of,
            Hard::Order => 0,
        };
        (0..32).find_map(|_| {
            let mut changed = scene.clone();
            changed.times[clock] = draw_time(rng, grain);
            (changed.fair() && changed.hard_answer() != scene.hard_answer()).then_some(changed)
        })
    }
}

/// A time whose hands lie apart.
fn draw_time(rng: &mut Rng, grain: i64) -> i64 {
    grain * rng.int(0, ROUND / grain - 1)
}

/// Directions of the hour hand and the minute hand.
fn directions(time: i64) -> [f64; 2] {
    [time as f64 / 2.0, (time % 60 * 6) as f64]
}

/// A time as a clock's reader writes it.
fn written(time: i64) -> String {
    let hour = match time.rem_euclid(ROUND) / 60 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{:02}", time.rem_euclid(60))
}

/// A stretch of time in words.
fn stretch(minutes: i64) -> String {
    let part = |count: i64, name: &str| match count {
        0 => None,
        1 => Some(format!("1 {name}")),
        _ => Some(format!("{count} {name}s")),
    };
    let parts = [part(minutes / 60, "hour"), part(minutes % 60, "minute")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Paints of the hour hand and the minute hand.
fn hand_paints(style: &Style) -> [&'static str; 2] {
    [style.palette[0], style.palette[1]]
}

/// Paint of the dot at the twelve of each face.
fn twelve(style: &Style) -> &'static str {
    style.palette[2]
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng) -> Self {
        let grain = level.pick([15, 5, 5, 1, 1]);
        let by = grain * rng.int(2, 150 / grain + 12);
        let of = 0;
        let elapsed = Self::Elapsed { from: 0, to: 1 };
        let forms: &[Self] = &match level.get() {
            1 => [elapsed, Self::Later { of, by }, elapsed],
            2 => [elapsed, Self::Later { of, by }, Self::Fast { of, by }],
            3 => [elapsed, Self::Fast { of, by }, Self::Angle { of }],
            4 => [Self::Later { of, by }, Self::Angle { of }, Self::Mirror { of }],
            _ => [Self::Order, elapsed, Self::Mirror { of }],
        };
        *rng.choose(forms)
    }
}

impl Scene {
    fn canvas(&self) -> (f64, f64) {
        let rows = self.times.len().div_ceil(COLUMNS);
        (COLUMNS as f64 * SLOT[0] + 2.0 * MARGIN, rows as f64 * SLOT[1] + 2.0 * MARGIN)
    }

    fn centre(&self, clock: usize) -> Place {
        let (column, row) = (clock % COLUMNS, clock / COLUMNS);
        // A row that is not full stands in the middle.
        let free = COLUMNS - (self.times.len() - row * COLUMNS).min(COLUMNS);
        let column = column as f64 + free as f64 / 2.0;
        [MARGIN + SLOT[0] * (column + 0.5), MARGIN + SLOT[1] * row as f64 + RADIUS + 8.0]
    }

    fn name_place(&self, clock: usize) -> Place {
        let [x, y] = self.centre(clock);
        [x, y + RADIUS + 28.0]
    }

    fn place(&self, clock: usize) -> BBox {
        let [x, y] = self.centre(clock);
        BBox::around(x, y, RADIUS + 4.0)
    }

    /// The place at `radius` on a face, as the face is drawn.
    fn on_face(&self, clock: usize, radius: f64, degrees: f64) -> Place {
        let turn = if self.mirrored == Some(clock) { -degrees } else { degrees };
        dial::at(self.centre(clock), radius, turn)
    }

    /// Ends of the hour hand and the minute hand.
    fn tips(&self, clock: usize) -> [Place; 2] {
        let [hour, minute] = directions(self.times[clock]);
        [self.on_face(clock, HANDS[0], hour), self.on_face(clock, HANDS[1], minute)]
    }

    /// The numerals of a face with their centres; a mirror's face has none.
    fn numerals(&self, style: &Style, clock: usize) -> Vec<(&'static str, Place)> {
        const DIGITS: [&str; 12] = ["12", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];
        let roman = style.rng("numerals").chance(0.25);
        let numerals = if roman { ROMAN } else { DIGITS };
        let shown = |hour: &usize| match self.dial {
            Dial::Numerals => true,
            Dial::Quarters => hour.is_multiple_of(3),
            Dial::Bare => false,
        };
        let all = (0..12).filter(shown).filter(|_| self.mirrored != Some(clock));
        all.map(|hour| (numerals[hour], self.on_face(clock, NUMERALS, 30.0 * hour as f64)))
            .collect()
    }

    /// Whether hands lie apart and what is compared differs clearly.
    fn fair(&self) -> bool {
        let apart = |time: &i64| {
            let [hour, minute] = directions(*time);
            dial::apart(hour, minute) >= CLEAR
        };
        let times = || self.times.iter().enumerate();
        let differ = times().all(|(i, a)| times().all(|(j, b)| i == j || (a - b).abs() >= 5));
        let clear = match self.hard {
            Hard::Angle { of } => self.times[of] % 2 == 0,
            // The dial's top would not tell a mirror from a window.
            Hard::Mirror { of } => self.times[of] % (ROUND / 2) != 0,
            Hard::Order => {
                times().all(|(i, a)| times().all(|(j, b)| i == j || (a - b).abs() >= 20))
            }
            _ => true,
        };
        self.times.iter().all(apart) && differ && clear
    }

    fn hard_answer(&self) -> Answer {
        match self.hard {
            Hard::Elapsed { from, to } => {
                Answer::integer((self.times[to] - self.times[from]).rem_euclid(ROUND))
            }
            Hard::Later { of, by } => Answer::text(written(self.times[of] + by)),
            Hard::Fast { of, by } => Answer::text(written(self.times[of] - by)),
            Hard::Order => {
                let mut order: Vec<usize> = (0..self.times.len()).collect();
                order.sort_by_key(|clock| self.times[*clock]);
                Answer::Sequence { values: order.iter().map(|c| NAMES[*c].to_owned()).collect() }
            }
            Hard::Angle { of } => {
                let half_degrees = (11 * self.times[of]) % ROUND;
                Answer::integer(half_degrees.min(ROUND - half_degrees) / 2)
            }
            Hard::Mirror { of } => Answer::text(written(self.times[of])),
        }
    }

    /// The time of a face by the ends of its hands alone, looked at in a mirror or not.
    fn seen(&self, clock: usize, mirror: bool) -> Option<i64> {
        let centre = self.centre(clock);
        let seen = self.tips(clock).map(|[x, y]| {
            dial::direction(centre, [if mirror { 2.0 * centre[0] - x } else { x }, y])
        });
        let fits = |time: &i64| {
            directions(*time).into_iter().zip(seen).all(|(a, b)| dial::apart(a, b) < 0.1)
        };
        (0..ROUND).find(fits)
    }

    /// The hard answer from the drawn hands.
    fn look(&self) -> Option<Answer> {
        // Minutes that a clock runs from a time until it shows another.
        let run = |from: i64, to: i64| (0..ROUND).find(|passed| (from + passed) % ROUND == to);
        let see = |clock: usize| self.seen(clock, false);
        Some(match self.hard {
            Hard::Elapsed { from, to } => {
                Answer::integer(run(self.seen(from, self.mirrored == Some(from))?, see(to)?)?)
            }
            Hard::Later { of, by } => {
                Answer::text(written((0..by).fold(see(of)?, |time, _| (time + 1) % ROUND)))
            }
            Hard::Fast { of, by } => {
                let back = |time: i64| if time == 0 { ROUND - 1 } else { time - 1 };
                Answer::text(written((0..by).fold(see(of)?, |time, _| back(time))))
            }
            Hard::Order => {
                let seen: Vec<i64> = (0..self.times.len()).filter_map(see).collect();
                let order = (0..ROUND).filter_map(|time| seen.iter().position(|at| *at == time));
                Answer::Sequence { values: order.map(|clock| NAMES[clock].to_owned()).collect() }
            }
            Hard::Angle { of } => {
                let [hour, minute] = self.tips(of).map(|tip| dial::direction(self.centre(of), tip));
                Answer::integer(libm::round(dial::apart(hour, minute)) as i64)
            }
            Hard::Mirror { of } => Answer::text(written(self.seen(of, true)?)),
        })
    }

    /// The clocks that the hard question is about.
    fn hard_clocks(&self) -> Vec<usize> {
        match self.hard {
            Hard::Elapsed { from, to } => vec![from, to],
            Hard::Later { of, .. }
            | Hard::Fast { of, .. }
            | Hard::Angle { of }
            | Hard::Mirror { of } => vec![of],
            Hard::Order => (0..self.times.len()).collect(),
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Read { of } => style.phrase(
                "easy",
                &[
                    "What time does clock {of} show? Write it like 4:05.",
                    "Which time is it on clock {of}? Write it like 4:05.",
                ],
                &[("of", NAMES[of])],
            ),
            Easy::Past { of } => style.phrase(
                "easy",
                &[
                    "How many minutes past the full hour does clock {of} show?",
                    "How many full minutes have passed since the last full hour on clock {of}?",
                ],
                &[("of", NAMES[of])],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        match self.hard {
            Hard::Elapsed { from, to } if self.mirrored == Some(from) => style.phrase(
                "hard",
                &["Clock {from} is seen in a mirror, clock {to} is not. A journey starts at the \
                   true time of clock {from} and ends at that of clock {to}, less than 12 hours \
                   later. How many minutes does it take?",
                    "The picture shows clock {to} itself and the mirror image of clock {from}. A \
                     shift begins when clock {from} itself shows its time and ends at the time on \
                     clock {to}, less than 12 hours later. How long is it in minutes?"],
                &[("from", NAMES[from]), ("to", NAMES[to])],
            ),
            Hard::Elapsed { from, to } => style.phrase(
                "hard",
                &["A journey starts at the time on clock {from} and ends at the time on clock \
                   {to}, less than 12 hours later. How many minutes does it take?",
                    "Clock {from} shows when a shift begins, clock {to} when it ends, less than \
                     12 hours later. How long is the shift in minutes?"],
                &[("from", NAMES[from]), ("to", NAMES[to])],
            ),
            Hard::Later { of, by } => style.phrase(
                "hard",
                &["What time will clock {of} show {by} later? Write it like 4:05.",
                    "A train leaves at the time on clock {of} and travels for {by}. At what time \
                     does it arrive? Write it like 4:05."],
                &[("of", NAMES[of]), ("by", &stretch(by))],
            ),
            Hard::Fast { of, by } => style.phrase(
                "hard",
                &["Clock {of} is {by} fast. What is the true time? Write it like 4:05.",
                    "What time did clock {of} show {by} ago? Write it like 4:05."],
                &[("of", NAMES[of]), ("by", &stretch(by))],
            ),
            Hard::Order => style.phrase(
                "hard",
                &["All clocks show times between noon and midnight of one day. Which order do \
                   they have, from earliest to latest? Answer with their letters.",
                    "The clocks show four times of one day, all from 12:00 noon to 11:59 in the \
                     evening. List their letters from the earliest to the latest time."],
                &[],
            ),
            Hard::Angle { of } => style.phrase(
                "hard",
                &["How many degrees is the smaller angle between the hands of clock {of}?",
                    "Find the angle between the two hands of clock {of}, at most 180 degrees. How \
                     many degrees is it?"],
                &[("of", NAMES[of])],
            ),
            Hard::Mirror { of } => style.phrase(
                "hard",
                &["Clock {of} is seen in a mirror, left and right swapped. What time is it really? \
                   Write it like 4:05.",
                    "The picture shows the mirror image of clock {of}. Which time does the clock \
                     itself show? Write it like 4:05."],
                &[("of", NAMES[of])],
            ),
        }
    }

    fn caption(&self) -> String {
        let face = match self.dial {
            Dial::Numerals => "all twelve numerals",
            Dial::Quarters => "the numerals for 12, 3, 6 and 9",
            Dial::Bare => "no numerals",
        };
        let clock = |clock: usize| {
            let centre = self.centre(clock);
            let [hour, minute] = self.tips(clock).map(|tip| dial::direction(centre, tip));
            let mirror = if self.mirrored == Some(clock) { " (without numerals)" } else { "" };
            let name = NAMES[clock];
            format!(
                "{name}{mirror} has its hour hand at {hour:.1}° and its minute hand at {minute:.0}°"
            )
        };
        let all: Vec<String> = (0..self.times.len()).map(clock).collect();
        format!(
            "{} round clocks with {face}, minute ticks and a dot at the top of each dial, named \
             below. Clockwise from the top, {}.",
            self.times.len(),
            all.join("; ")
        )
    }
}

fn draw_face(svg: &mut Svg, scene: &Scene, style: &Style, clock: usize) {
    let [x, y] = scene.centre(clock);
    let rim = style.rng("rim").real(3.0, 8.0);
    let look = attrs!["cx": x, "cy": y, "r": RADIUS - rim / 2.0, "fill": "#ffffff",
        "stroke": style.palette[4], "stroke-width": rim];
    svg.element("circle", &look);
    for (every, inner, width) in [(1, 115.0, 1.6), (5, 110.0, 3.2)] {
        let mut ticks = String::new();
        for tick in (0..60).filter(|tick| tick % every == 0 && (every == 5 || tick % 5 != 0)) {
            let ends = [inner, 120.0].map(|r| dial::at([x, y], r, f64::from(tick) * 6.0));
            let [[a, b], [c, d]] = ends;
            ticks += &format!("M{a:.1} {b:.1}L{c:.1} {d:.1}");
        }
        let look = attrs!["d": ticks, "fill": "none", "stroke": style.ink, "stroke-width": width];
        svg.element("path", &look);
    }
    let [dot_x, dot_y] = dial::at([x, y], 116.0, 0.0);
    svg.element("circle", &attrs!["cx": dot_x, "cy": dot_y, "r": 6.0, "fill": twelve(style)]);
    let size = 23.0;
    svg.open(&attrs!["font-size": size, "fill": style.ink, "text-anchor": "middle"]);
    for (numeral, [x, y]) in scene.numerals(style, clock) {
        svg.text(x, y + size * 0.36, numeral, "");
    }
    let [x, y] = scene.name_place(clock);
    svg.text(x, y + size * 0.36, NAMES[clock], &attrs!["font-weight": "bold"]);
    svg.close();
}

fn draw_hands(svg: &mut Svg, scene: &Scene, style: &Style, clock: usize) {
    let [x, y] = scene.centre(clock);
    let hands = scene.tips(clock).into_iter().zip(hand_paints(style)).zip([9.0, 5.0]);
    for (([tip_x, tip_y], paint), width) in hands {
        let look = attrs!["d": format!("M{x:.2} {y:.2}L{tip_x:.2} {tip_y:.2}"), "fill": "none",
            "stroke": paint, "stroke-width": width, "stroke-linecap": "round"];
        svg.element("path", &look);
    }
    svg.element("circle", &attrs!["cx": x, "cy": y, "r": 7.0, "fill": style.ink]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_written() {
        let read = [0, 65, 719, 720].map(written);
        assert_eq!(read, ["12:00", "1:05", "11:59", "12:00"]);
        assert_eq!(stretch(125), "2 hours 5 minutes");
    }
}
