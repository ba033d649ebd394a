//! Coloured shapes around and in a box: left of, above, inside, touching, between.
//!
//! The answer is certain because every relation that is asked for holds by a wide margin or
//! fails by one. One solver measures on the canvas: coordinates, the box's edges, gaps
//! between outlines, distances from a line. The other knows only in which squares of a
//! coarse grid the shapes were put.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::geometry::{distance, segment_distance};
use crate::glyphs::Kind;
use crate::sketch::{Form, Look, Sketch};
use crate::style::COLOURS;
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["Shapes", "Where is what?"];
const SLOT: (f64, f64) = (104.0, 96.0);
const COLUMNS: usize = 5;
const ROWS: usize = 4;
const MARGIN: f64 = 20.0;
/// Half the width of every shape.
const HALF: f64 = 21.0;
/// How far the edges of the box lie within its slots.
const INSET: f64 = 4.0;
/// Largest gap between shapes that touch.
const TOUCH: f64 = 2.0;
/// Kinds as wide as they are high, with an upright edge or a rounding at either side.
const KINDS: [Kind; 4] = [Kind::Circle, Kind::Square, Kind::Hexagon, Kind::Cross];

/// Draws of shapes for one form and answer.
const TRIES: usize = 24;

/// See the [module](self).
pub struct SpatialRelations;

/// A shape of a colour that no other has.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Item {
    kind: Kind,
    /// Index in `COLOURS`.
    colour: usize,
    /// Column and row of the coarse grid.
    slot: (usize, usize),
    /// Units off the middle of the slot.
    off: (i64, i64),
}

/// The shapes, the box, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    items: Vec<Item>,
    /// First column and row of the two by two slots of the box.
    frame: (usize, usize),
    easy: Clause,
    hard: Hard,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Side {
    Left,
    Right,
    Above,
    Below,
}

const SIDES: [Side; 4] = [Side::Left, Side::Right, Side::Above, Side::Below];

/// One shape lies on a side of another; numbers index the items.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Clause {
    one: usize,
    side: Side,
    other: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// Whether a shape is on a side of one and on a side of another.
    Both { first: Clause, second: Clause },
    /// The colour of the outermost shape in the box.
    Inside { side: Side },
    /// The colour of the shape halfway between two others.
    Between { one: usize, other: usize },
    /// The colour of the shape that touches another.
    Touching { one: usize },
    /// Whether the shape that touches one is on a side of another.
    Nested { one: usize, side: Side, other: usize },
}

impl Family for SpatialRelations {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "spatial-relations",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Other,
        asks: "Whether one shape is left of or above another; then two such relations at once, or \
               the colour of the shape that is inside, touching or between.",
        certain: "Relations hold or fail by a wide margin: by coordinates, gaps and lines on the \
                  canvas, and by the squares of a coarse grid.",
        knobs: "Four shapes at level 1, eight at 5; touching and between from level 2 on, relations \
                to the shape that touches another from 4 on.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let form = match level.get() {
            1 => usize::from(rng.chance(0.6)),
            2 | 3 => rng.index(4),
            _ => rng.index(5),
        };
        // Fewer relations that fail have a twin in which they hold: were the answer drawn
        // anew with the shapes, it would be yes more often than no.
        let yes = rng.chance(0.5);
        (0..TRIES).find_map(|_| Scene::draw(level, form, yes, rng))
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let Clause { one, other, .. } = scene.easy;
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::YesNo { value: scene.lies(scene.easy) == Some(true) },
            evidence: [one, other].map(|item| scene.items[item].place()).to_vec(),
        };
        let answer = scene.measured().unwrap_or(Answer::YesNo { value: false });
        let evidence = scene.hard_places();
        let hard = Question { text: scene.hard_text(style), answer, evidence };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let easy = scene.slotted(scene.easy).map(|value| Answer::YesNo { value });
        [easy, scene.placed()]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let before = scene.measured()?;
        let mut twins = scene.exchanges();
        rng.shuffle(&mut twins);
        let mut moves = scene.moves();
        rng.shuffle(&mut moves);
        twins.into_iter().chain(moves).find(|twin| {
            let after = twin.measured();
            let clear = after.is_some() && twin.placed() == after;
            let told = Self::solve_again(twin).iter().all(Option::is_some);
            clear && told && after.as_ref() != Some(&before) && twin.lies(twin.easy).is_some()
        })
    }
}

/// A slot and how far off its middle.
type Spot = ((usize, usize), (i64, i64));

/// Where the shapes go: those that a form needs first, the others anywhere.
fn draw_slots(
    rng: &mut Rng,
    form: usize,
    count: usize,
    frame: (usize, usize),
) -> Option<Vec<Spot>> {
    let all: Vec<(usize, usize)> =
        (0..COLUMNS).flat_map(|column| (0..ROWS).map(move |row| (column, row))).collect();
    let mut spots: Vec<Spot> = match form {
        1 => {
            let most = 2 + rng.index(count.min(4) - 1);
            let inside = rng.sample(&boxed(frame), most);
            inside.into_iter().map(|slot| (slot, jitter(rng))).collect()
        }
        2 => {
            let (dx, dy) = *rng.choose(&[(1, 0), (0, 1), (1, 1), (1, -1)]);
            let start = *rng.choose(&all);
            let step = |i: i64| {
                let column = usize::try_from(start.0 as i64 + dx * i).ok()?;
                let row = usize::try_from(start.1 as i64 + dy * i).ok()?;
                (column < COLUMNS && row < ROWS).then_some(((column, row), (0, 0)))
            };
            (0..3).map(step).collect::<Option<Vec<Spot>>>()?
        }
        3 | 4 => {
            let slot = *rng.choose(&all);
            let down = rng.int(-12, 12);
            [-1, 1].map(|side| (slot, (side * HALF as i64, down))).to_vec()
        }
        _ => Vec::new(),
    };
    let mut free = all;
    free.retain(|slot| spots.iter().all(|(taken, _)| taken != slot));
    if form == 1 {
        free.retain(|slot| !boxed(frame).contains(slot));
    }
    let rest = count.checked_sub(spots.len())?;
    let others = rng.sample(&free, rest);
    spots.extend(others.into_iter().map(|slot| (slot, jitter(rng))));
    Some(spots)
}

fn jitter(rng: &mut Rng) -> (i64, i64) {
    (rng.int(-18, 18), rng.int(-14, 14))
}

/// The four slots of the box.
fn boxed((column, row): (usize, usize)) -> Vec<(usize, usize)> {
    vec![(column, row), (column + 1, row), (column, row + 1), (column + 1, row + 1)]
}

impl Side {
    fn words(self) -> &'static str {
        match self {
            Self::Left => "to the left of",
            Self::Right => "to the right of",
            Self::Above => "above",
            Self::Below => "below",
        }
    }

    /// The outermost towards this side, in words.
    fn most(self) -> &'static str {
        match self {
            Self::Left => "farthest to the left",
            Self::Right => "farthest to the right",
            Self::Above => "highest",
            Self::Below => "lowest",
        }
    }

    /// How far towards this side a place lies, from the canvas' corner.
    fn reach(self, [x, y]: Place) -> f64 {
        match self {
            Self::Left => -x,
            Self::Right => x,
            Self::Above => -y,
            Self::Below => y,
        }
    }

    /// The same for slots.
    fn rank(self, (column, row): (usize, usize)) -> i64 {
        match self {
            Self::Left => -(column as i64),
            Self::Right => column as i64,
            Self::Above => -(row as i64),
            Self::Below => row as i64,
        }
    }
}

impl Item {
    fn at(&self) -> Place {
        let middle = |slot: usize, size: f64| MARGIN + (slot as f64 + 0.5) * size;
        let (dx, dy) = (self.off.0 as f64, self.off.1 as f64);
        [middle(self.slot.0, SLOT.0) + dx, middle(self.slot.1, SLOT.1) + dy]
    }

    fn form(&self) -> Form {
        // All kinds reach equally far to either side.
        let reach = match self.kind {
            Kind::Circle => HALF / 0.88,
            Kind::Square => HALF * std::f64::consts::SQRT_2,
            Kind::Hexagon => HALF / 0.866,
            _ => HALF / 0.95,
        };
        self.kind.outline(self.at(), reach, 0.0, false)
    }

    fn place(&self) -> BBox {
        let [x, y] = self.at();
        BBox::around(x, y, HALF + 4.0)
    }

    fn name(&self) -> String {
        format!("{} {}", COLOURS[self.colour].name, self.kind.name())
    }

    fn point(&self) -> (f64, f64) {
        let [x, y] = self.at();
        (x, y)
    }
}

impl Scene {
    /// A scene whose hard question has this form and, if it can, this answer.
    fn draw(level: Level, form: usize, yes: bool, rng: &mut Rng) -> Option<Self> {
        let count = level.pick([4, 5, 6, 7, 8]);
        let frame = (rng.index(COLUMNS - 1), rng.index(ROWS - 1));
        let slots = draw_slots(rng, form, count, frame)?;
        let colours: Vec<usize> = (0..COLOURS.len()).collect();
        let colours = rng.sample(&colours, count);
        let items: Vec<Item> = slots
            .into_iter()
            .zip(colours)
            .map(|((slot, off), colour)| Item { kind: *rng.choose(&KINDS), colour, slot, off })
            .collect();
        let scene = Self {
            items,
            frame,
            easy: Clause { one: 0, side: Side::Left, other: 1 },
            hard: Hard::Touching { one: 0 },
        };
        let wanted = rng.chance(0.5);
        let easy = scene.draw_clause(rng, None, wanted)?;
        let hard = scene.draw_hard(rng, form, yes)?;
        let mut scene = Self { easy, hard, ..scene };
        // The order of the list must not tell which shapes a relation was made for.
        scene.shuffle(rng);
        // Some relations cannot be turned over by moving one shape: both of two that
        // contradict each other, say.
        SpatialRelations::counterfactual(&scene, rng).is_some().then_some(scene)
    }

    /// A clause about two shapes that holds, or fails, as is wanted, by either reading; its
    /// first shape may be given.
    fn draw_clause(&self, rng: &mut Rng, one: Option<usize>, wanted: bool) -> Option<Clause> {
        (0..40).find_map(|_| {
            let one = one.unwrap_or_else(|| rng.index(self.items.len()));
            let other = rng.index(self.items.len());
            let clause = Clause { one, side: *rng.choose(&SIDES), other };
            let readings = [self.lies(clause), self.slotted(clause)];
            (one != other && readings == [Some(wanted); 2]).then_some(clause)
        })
    }

    fn draw_hard(&self, rng: &mut Rng, form: usize, yes: bool) -> Option<Hard> {
        let hard = match form {
            0 => {
                (0..60).find_map(|_| {
                    let holds = rng.chance(0.5);
                    let first = self.draw_clause(rng, None, holds)?;
                    let holds = rng.chance(0.5);
                    let second = self.draw_clause(rng, Some(first.one), holds)?;
                    // Where the answer is no, one of the two still holds.
                    let hold = u8::from(self.lies(first)?) + u8::from(self.lies(second)?);
                    let apart = second.other != first.other && second.side != first.side;
                    (apart && hold == 1 + u8::from(yes)).then_some(Hard::Both { first, second })
                })?
            }
            1 => Hard::Inside { side: *rng.choose(&SIDES) },
            2 => Hard::Between { one: 0, other: 2 },
            3 => Hard::Touching { one: rng.index(2) },
            _ => {
                let one = rng.index(2);
                let Clause { side, other, .. } = self.draw_clause(rng, Some(1 - one), yes)?;
                if other == one {
                    return None;
                }
                Hard::Nested { one, side, other }
            }
        };
        let asked = Scene { hard, ..self.clone() };
        let answer = asked.measured()?;
        (asked.placed() == Some(answer)).then_some(hard)
    }

    /// Puts the shapes in another order, in questions too.
    fn shuffle(&mut self, rng: &mut Rng) {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        rng.shuffle(&mut order);
        let to = |old: usize| order.iter().position(|from| *from == old).unwrap_or_default();
        let clause = |Clause { one, side, other }| Clause { one: to(one), side, other: to(other) };
        self.easy = clause(self.easy);
        self.hard = match self.hard {
            Hard::Both { first, second } => {
                Hard::Both { first: clause(first), second: clause(second) }
            }
            Hard::Inside { side } => Hard::Inside { side },
            Hard::Between { one, other } => Hard::Between { one: to(one), other: to(other) },
            Hard::Touching { one } => Hard::Touching { one: to(one) },
            Hard::Nested { one, side, other } => {
                Hard::Nested { one: to(one), side, other: to(other) }
            }
        };
        self.items = order.iter().map(|old| self.items[*old]).collect();
    }

    /// Whether a clause holds on the canvas; `None` where it nearly does or fails.
    fn lies(&self, Clause { one, side, other }: Clause) -> Option<bool> {
        let ahead = side.reach(self.items[one].at()) - side.reach(self.items[other].at());
        (ahead.abs() > 1.8 * HALF).then_some(ahead > 0.0)
    }

    /// Whether it holds by the slots; within one slot shapes lie side by side.
    fn slotted(&self, Clause { one, side, other }: Clause) -> Option<bool> {
        let (a, b) = (self.items[one], self.items[other]);
        match side.rank(a.slot) - side.rank(b.slot) {
            0 if a.slot == b.slot => match side {
                Side::Left => Some(a.off.0 < b.off.0),
                Side::Right => Some(a.off.0 > b.off.0),
                Side::Above | Side::Below => None,
            },
            0 => None,
            ahead => Some(ahead > 0),
        }
    }

    /// The scenes in which two shapes have changed places.
    fn exchanges(&self) -> Vec<Self> {
        let count = self.items.len();
        let pairs = (0..count).flat_map(|i| (0..i).map(move |j| (i, j)));
        let exchange = |(i, j): (usize, usize)| {
            let mut twin = self.clone();
            (twin.items[i].slot, twin.items[i].off) = (self.items[j].slot, self.items[j].off);
            (twin.items[j].slot, twin.items[j].off) = (self.items[i].slot, self.items[i].off);
            twin
        };
        pairs.map(exchange).collect()
    }

    /// The scenes in which one shape has moved to the middle of a free slot.
    fn moves(&self) -> Vec<Self> {
        let slots = (0..COLUMNS).flat_map(|column| (0..ROWS).map(move |row| (column, row)));
        let free = slots.filter(|slot| self.items.iter().all(|item| item.slot != *slot));
        let put = |(item, slot): (usize, (usize, usize))| {
            let mut twin = self.clone();
            (twin.items[item].slot, twin.items[item].off) = (slot, (0, 0));
            twin
        };
        let count = self.items.len();
        free.flat_map(|slot| (0..count).map(move |item| (item, slot))).map(put).collect()
    }

    fn frame_edges(&self) -> [f64; 4] {
        let (left, top) =
            (MARGIN + self.frame.0 as f64 * SLOT.0, MARGIN + self.frame.1 as f64 * SLOT.1);
        let (right, bottom) = (left + 2.0 * SLOT.0, top + 2.0 * SLOT.1);
        [left + INSET, top + INSET, right - INSET, bottom - INSET]
    }

    fn colour(&self, item: usize) -> Answer {
        Answer::text(COLOURS[self.items[item].colour].name)
    }

    /// The hard answer as measured on the canvas; `None` where a margin is too small.
    fn measured(&self) -> Option<Answer> {
        let all = || 0..self.items.len();
        let yes = |value: bool| Some(Answer::YesNo { value });
        match self.hard {
            Hard::Both { first, second } => yes(self.lies(first)? && self.lies(second)?),
            Hard::Inside { side } => {
                let [left, top, right, bottom] = self.frame_edges();
                let inside = |item: &usize| {
                    let [x, y] = self.items[*item].at();
                    x > left && x < right && y > top && y < bottom
                };
                let reach = |item: usize| side.reach(self.items[item].at());
                let mut inside: Vec<usize> = all().filter(inside).collect();
                inside.sort_by(|a, b| reach(*b).total_cmp(&reach(*a)));
                let [most, next, ..] = inside[..] else { return None };
                (reach(most) - reach(next) > HALF).then(|| self.colour(most))
            }
            Hard::Between { one, other } => {
                let (a, b) = (self.items[one].point(), self.items[other].point());
                let others = || all().filter(|item| *item != one && *item != other);
                let far = |item: &usize| segment_distance(self.items[*item].point(), a, b);
                let mut near = others().filter(|item| far(item) < 2.0 * HALF);
                let only = near.next().filter(|_| near.next().is_none())?;
                let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
                let halfway = distance(self.items[only].point(), middle) < 3.0;
                halfway.then(|| self.colour(only))
            }
            Hard::Touching { one } => self.neighbour(one).map(|item| self.colour(item)),
            Hard::Nested { one, side, other } => {
                let found = self.neighbour(one).filter(|found| *found != other)?;
                yes(self.lies(Clause { one: found, side, other })?)
            }
        }
    }

    /// The only shape whose outline meets another's.
    fn neighbour(&self, one: usize) -> Option<usize> {
        let [x, y] = self.items[one].at();
        let touches = |item: &usize| {
            let [u, v] = self.items[*item].at();
            (u - x).abs() < 2.0 * HALF + TOUCH && (v - y).abs() < TOUCH && *item != one
        };
        let mut found = (0..self.items.len()).filter(touches);
        found.next().filter(|_| found.next().is_none())
    }

    /// The hard answer by slots alone.
    fn placed(&self) -> Option<Answer> {
        let all = || self.items.iter().enumerate();
        let yes = |value: bool| Some(Answer::YesNo { value });
        let mate = |one: usize| {
            let slot = self.items[one].slot;
            all().find(|(i, item)| *i != one && item.slot == slot).map(|(i, _)| i)
        };
        match self.hard {
            Hard::Both { first, second } => yes(self.slotted(first)? && self.slotted(second)?),
            Hard::Inside { side } => {
                let slots = boxed(self.frame);
                let inside = || all().filter(|(_, item)| slots.contains(&item.slot));
                let most = inside().map(|(_, item)| side.rank(item.slot)).max()?;
                let mut found = inside().filter(|(_, item)| side.rank(item.slot) == most);
                let (only, _) = found.next().filter(|_| found.next().is_none())?;
                Some(self.colour(only))
            }
            Hard::Between { one, other } => {
                let (a, b) = (self.items[one].slot, self.items[other].slot);
                let middle = (a.0 + b.0, a.1 + b.1);
                let halfway = |item: &Item| (2 * item.slot.0, 2 * item.slot.1) == middle;
                all().find(|(_, item)| halfway(item)).map(|(i, _)| self.colour(i))
            }
            Hard::Touching { one } => mate(one).map(|item| self.colour(item)),
            Hard::Nested { one, side, other } => {
                yes(self.slotted(Clause { one: mate(one)?, side, other })?)
            }
        }
    }

    fn hard_places(&self) -> Vec<BBox> {
        let items: Vec<usize> = match self.hard {
            Hard::Both { first, second } => vec![first.one, first.other, second.other],
            Hard::Inside { .. } => return vec![BBox(self.frame_edges())],
            Hard::Between { one, other } => {
                let ([x, y], [u, v]) = (self.items[one].at(), self.items[other].at());
                let reach = HALF + 4.0;
                let (left, right) = (x.min(u) - reach, x.max(u) + reach);
                return vec![BBox([left, y.min(v) - reach, right, y.max(v) + reach])];
            }
            Hard::Touching { one } => {
                [Some(one), self.neighbour(one)].into_iter().flatten().collect()
            }
            Hard::Nested { one, other, .. } => {
                [Some(one), self.neighbour(one), Some(other)].into_iter().flatten().collect()
            }
        };
        items.into_iter().map(|item| self.items[item].place()).collect()
    }

    fn easy_text(&self, style: &Style) -> String {
        let Clause { one, side, other } = self.easy;
        style.phrase(
            "easy",
            &["Is the {one} {side} the {other}?", "Does the {one} lie {side} the {other}?"],
            &[
                ("one", &self.items[one].name()),
                ("side", side.words()),
                ("other", &self.items[other].name()),
            ],
        )
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |item: usize| self.items[item].name();
        match self.hard {
            Hard::Both { first, second } => style.phrase(
                "both",
                &[
                    "Is the {one} both {side} the {other} and {side2} the {third}?",
                    "Does the {one} lie {side} the {other} and at the same time {side2} the \
                     {third}?",
                ],
                &[
                    ("one", &name(first.one)),
                    ("side2", second.side.words()),
                    ("side", first.side.words()),
                    ("other", &name(first.other)),
                    ("third", &name(second.other)),
                ],
            ),
            Hard::Inside { side } => style.phrase(
                "inside",
                &[
                    "Of the shapes inside the box, what colour is the one that is {most}?",
                    "What colour is the {shape} {most} within the box?",
                ],
                &[("most", side.most()), ("shape", "shape that is")],
            ),
            Hard::Between { one, other } => style.phrase(
                "between",
                &[
                    "What colour is the shape halfway between the {one} and the {other}?",
                    "What colour is the shape that lies on a straight line between the {one} and \
                     the {other}?",
                ],
                &[("one", &name(one)), ("other", &name(other))],
            ),
            Hard::Touching { one } => style.phrase(
                "touching",
                &[
                    "What colour is the shape that touches the {one}?",
                    "The {one} touches another shape. What colour is that one?",
                ],
                &[("one", &name(one))],
            ),
            Hard::Nested { one, side, other } => style.phrase(
                "nested",
                &[
                    "Is the shape that touches the {one} {side} the {other}?",
                    "The {one} touches another shape. Does that lie {side} the {other}?",
                ],
                &[("one", &name(one)), ("side", side.words()), ("other", &name(other))],
            ),
        }
    }

    fn caption(&self) -> String {
        let one = |item: &Item| {
            let [x, y] = item.at();
            format!("a {} at ({x}, {y})", item.name())
        };
        let items: Vec<String> = self.items.iter().map(one).collect();
        let [left, top, right, bottom] = self.frame_edges();
        format!(
            "Filled shapes, each {} units wide and of a colour of its own, lie on a plain canvas: \
             {}. A large empty box is drawn from ({left}, {top}) to ({right}, {bottom}).",
            2.0 * HALF,
            items.join("; ")
        )
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let (width, height) = (COLUMNS as f64 * SLOT.0, ROWS as f64 * SLOT.1);
        let mut sketch = Sketch::new(width + 2.0 * MARGIN, height + 2.0 * MARGIN, style);
        sketch.title(&TITLES, style);
        let [left, top, right, bottom] = self.frame_edges();
        let tint = *style.rng("tint").choose(&["#eceff2", "#f3ecdc", "#e6eef6", "#e9f1e6"]);
        let form = Form::rect(left, top, right - left, bottom - top);
        sketch.mark(form, Look::fill(tint).outlined("#59636e", style.stroke));
        for item in &self.items {
            sketch.mark(item.form(), Look::fill(COLOURS[item.colour].hex));
        }
        sketch
    }
}
