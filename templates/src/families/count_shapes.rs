//! Shapes of several kinds, colours and sizes: how many meet a condition.
//!
//! The answer is certain because each shape lies in a cell of its own, whole and
//! apart from the others, in one of a few named colours and one of two sizes of
//! very different area. One solver tests each shape, the other tallies a table
//! and uses inclusion and exclusion.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Program, Question, Rng};

use crate::claims::{Place, centres, filled, marks, ring, texts};
use crate::python::Python;
use crate::style::{COLOURS, Colour};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 420.0;
const CELL: f64 = 70.0;
const COLUMNS: i64 = 8;
const ROWS: i64 = 6;
const KINDS: [&str; 5] = ["circle", "square", "triangle", "star", "diamond"];
const SIZES: [&str; 2] = ["small", "large"];
/// Places in `COLOURS` that nobody mixes up.
const CLEAR: [usize; 6] = [0, 1, 2, 3, 4, 7];

/// See the [module](self).
pub struct CountShapes;

/// What one shape is like; numbers index `KINDS`, `COLOURS` and `SIZES`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Look {
    kind: usize,
    colour: usize,
    size: usize,
}

/// A shape on the canvas.
#[derive(Clone, Copy, Debug, Serialize)]
struct Item {
    look: Look,
    x: i64,
    y: i64,
}

/// The shapes and what is asked about them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    items: Vec<Item>,
    easy: Filter,
    hard: Hard,
}

/// A condition on a shape; what is `None` may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Filter {
    kind: Option<usize>,
    colour: Option<usize>,
    size: Option<usize>,
}

/// The hard questions.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    /// How many shapes pass.
    Count { of: Filter },
    /// How many have the colour, the kind, or both.
    Either { colour: usize, kind: usize },
    /// How many have the colour and not the kind.
    Except { colour: usize, kind: usize },
    /// How many more pass the first than the second.
    More { a: Filter, b: Filter },
}

impl Family for CountShapes {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "count-shapes",
        group: Group::Counting,
        language: Language::Python,
        content_type: ContentType::Other,
        asks: "Count the shapes of a kind; then count under a condition on kind, colour and size.",
        certain: "No two shapes touch. Each is tested by itself, and all are tallied in a table \
                  that is read by inclusion and exclusion.",
        knobs: "Level 1 has eight shapes of two kinds and colours; level 3 sixteen and conditions \
                with or and not; level 5 thirty in two sizes with conditions on all three.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let count = level.pick([9, 12, 16, 22, 30]);
        let all: Vec<usize> = (0..KINDS.len()).collect();
        let kinds = rng.sample(&all, level.pick([2, 3, 3, 4, 4]));
        let colours = rng.sample(&CLEAR, level.pick([2, 3, 4, 4, 5]));
        let sizes: &[usize] = if level.get() >= 4 { &[0, 1] } else { &[1] };
        let hard = Hard::draw(level, rng, &kinds, &colours);
        let mut looks = Vec::new();
        for class in hard.draw_classes(rng, count) {
            looks.push((0..60).find_map(|_| {
                let (kind, colour) = (*rng.choose(&kinds), *rng.choose(&colours));
                let look = Look { kind, colour, size: *rng.choose(sizes) };
                (hard.class(look) == class).then_some(look)
            })?);
        }
        let easy = draw_easy(rng, &looks);
        let repeats = matches!(hard, Hard::Count { of } if of == easy);
        if repeats || !hard.shows(&looks) {
            return None;
        }
        let cells: Vec<i64> = (0..COLUMNS * ROWS).collect();
        let cells = rng.sample(&cells, count);
        let items = looks.into_iter().zip(cells).map(|(look, cell)| put(rng, look, cell)).collect();
        Some(Scene { items, easy, hard })
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let mut used: Vec<usize> = scene.items.iter().map(|item| item.look.colour).collect();
        used.sort_unstable();
        used.dedup();
        let used = used.into_iter().filter_map(|index| COLOURS.get(index));
        let paints: Vec<String> =
            used.map(|Colour { name, hex }| format!("\"{name}\": \"{hex}\"")).collect();
        let rows: Vec<_> = scene
            .items
            .iter()
            .map(|item| {
                let Look { kind, colour, size } = item.look;
                (KINDS[kind], COLOURS[colour].name, SIZES[size], item.x, item.y)
            })
            .collect();
        let outline = style.rng("outline").chance(0.4);
        let program = Python::new("Draws shapes of several kinds, colours and sizes.", &["math"])
            .set("WIDTH", WIDTH)
            .set("HEIGHT", HEIGHT)
            .set("BACKGROUND", style.background)
            .set("OUTLINE", if outline { "#222222" } else { "none" })
            .comment("Distance of a shape's corners from its centre.")
            .raw("REACH = {\"small\": 14, \"large\": 26}")
            .raw(&format!("PAINT = {{{}}}", paints.join(", ")))
            .blank()
            .comment("Kind, colour, size and centre of each shape.")
            .rows("shapes", &rows)
            .finish(CODE);
        Drawing {
            program: Program::python(program),
            width: WIDTH,
            height: HEIGHT,
            origin: [0.0; 2],
        }
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let words = ["How many {these} are there?", "How many {these} does the picture show?"];
        let these = scene.easy.plural();
        let seen = scene.items.iter().filter(|item| scene.easy.passes(item.look));
        let easy = Question {
            text: style.phrase("easy", &words, &[("these", &these)]),
            answer: Answer::integer(scene.count(|look| scene.easy.passes(look))),
            evidence: seen.map(Item::place).collect(),
        };
        let counted = scene.items.iter().filter(|item| scene.hard.class(item.look) != 0);
        let counted: Vec<BBox> = counted.map(Item::place).collect();
        let whole = vec![BBox([0.0, 0.0, WIDTH, HEIGHT])];
        let hard = Question {
            text: scene.hard.text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence: if counted.len() <= 12 { counted } else { whole },
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, _style: &Style) -> Vec<Claim> {
        let mut claims = vec![texts([""; 0]), Claim::TrueToScale];
        for (colour, Colour { hex, .. }) in COLOURS.iter().enumerate() {
            let items = || scene.items.iter().filter(move |item| item.look.colour == colour);
            claims.push(marks(filled(hex), items().count()));
            if items().next().is_some() {
                claims.push(centres(filled(hex), items().map(Item::middle)));
            }
            let outlines = items().filter_map(Item::outline);
            claims.extend(outlines.map(|outline| ring(filled(hex), outline)));
            claims.extend(Scene::circles(hex, items()));
        }
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let table = Table::of(scene);
        let hard = match scene.hard {
            Hard::Count { of } => table.sum(of),
            Hard::Either { colour, kind } => {
                table.sum(colour_of(colour)) + table.sum(kind_of(kind))
                    - table.sum(both(colour, kind))
            }
            Hard::Except { colour, kind } => {
                table.sum(colour_of(colour)) - table.sum(both(colour, kind))
            }
            Hard::More { a, b } => table.sum(a) - table.sum(b),
        };
        [Some(Answer::integer(table.sum(scene.easy))), Some(Answer::integer(hard))]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let repaint = |rng: &mut Rng| {
            let mut changed = scene.clone();
            // Kinds and colours stay among those that are there.
            let Look { kind, colour, .. } = rng.choose(&scene.items).look;
            let place = rng.index(scene.items.len());
            let look = &mut changed.items.get_mut(place)?.look;
            if rng.chance(0.5) {
                look.kind = kind;
            } else {
                look.colour = colour;
            }
            let looks: Vec<Look> = changed.items.iter().map(|item| item.look).collect();
            let easy = changed.count(|look| scene.easy.passes(look));
            let answer = changed.hard_answer();
            let sound = scene.hard.shows(&looks) && easy >= 1 && answer >= 1;
            (sound && answer != scene.hard_answer()).then_some(changed)
        };
        (0..80).find_map(|_| repaint(rng))
    }
}

/// How many shapes there are of each look.
struct Table([[[i64; 2]; COLOURS.len()]; KINDS.len()]);

impl Table {
    fn of(scene: &Scene) -> Self {
        let mut table = [[[0; 2]; COLOURS.len()]; KINDS.len()];
        for Item { look, .. } in &scene.items {
            table[look.kind][look.colour][look.size] += 1;
        }
        Self(table)
    }

    /// The sum of the cells that a filter leaves.
    fn sum(&self, filter: Filter) -> i64 {
        let range = |fixed: Option<usize>, end: usize| fixed.map_or(0..end, |at| at..at + 1);
        let mut sum = 0;
        for kind in range(filter.kind, KINDS.len()) {
            for colour in range(filter.colour, COLOURS.len()) {
                sum += range(filter.size, 2).map(|size| self.0[kind][colour][size]).sum::<i64>();
            }
        }
        sum
    }
}

fn colour_of(colour: usize) -> Filter {
    Filter { kind: None, colour: Some(colour), size: None }
}

fn kind_of(kind: usize) -> Filter {
    Filter { kind: Some(kind), colour: None, size: None }
}

fn both(colour: usize, kind: usize) -> Filter {
    Filter { kind: Some(kind), colour: Some(colour), size: None }
}

/// A kind and a colour whose count is as near as possible to one that is drawn first, so
/// that few counts can be guessed.
fn draw_easy(rng: &mut Rng, looks: &[Look]) -> Filter {
    let mut pairs: Vec<(usize, usize)> =
        looks.iter().map(|look| (look.colour, look.kind)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    rng.shuffle(&mut pairs);
    let pairs = pairs.into_iter().map(|(colour, kind)| both(colour, kind));
    let seen = |easy: &Filter| looks.iter().filter(|look| easy.passes(**look)).count();
    let wanted = 1 + rng.index(pairs.clone().map(|easy| seen(&easy)).max().unwrap_or(1).min(6));
    let nearest = pairs.min_by_key(|easy| seen(easy).abs_diff(wanted));
    nearest.unwrap_or(Filter { kind: None, colour: None, size: None })
}

/// Puts a shape near the middle of a cell: near enough to stay clear of others.
fn put(rng: &mut Rng, look: Look, cell: i64) -> Item {
    let centre = |place: i64| place * CELL as i64 + CELL as i64 / 2;
    let play = if look.size == 0 { 14 } else { 6 };
    let x = centre(cell % COLUMNS) + rng.int(-play, play);
    let y = centre(cell / COLUMNS) + rng.int(-play, play);
    Item { look, x, y }
}

/// Points around a centre, evenly spread clockwise from `start` degrees, each at
/// its radius.
fn regular(count: usize, centre: Place, start: f64, radius: impl Fn(usize) -> f64) -> Vec<Place> {
    let point = |i: usize| {
        let (sin, cos) = libm::sincos((start + 360.0 * i as f64 / count as f64).to_radians());
        [centre[0] + radius(i) * cos, centre[1] + radius(i) * sin]
    };
    (0..count).map(point).collect()
}

impl Item {
    /// Distance of the corners from the centre.
    fn reach(&self) -> f64 {
        if self.look.size == 0 { 14.0 } else { 26.0 }
    }

    /// The corners of the shape; a circle has none.
    fn outline(&self) -> Option<Vec<Place>> {
        let (x, y, r) = (self.x as f64, self.y as f64, self.reach());
        Some(match KINDS[self.look.kind] {
            "square" => regular(4, [x, y], 45.0, |_| r * 1.1),
            "triangle" => regular(3, [x, y + r * 0.15], -90.0, |_| r),
            "star" => regular(10, [x, y], -90.0, |i| if i % 2 == 0 { r } else { r * 0.45 }),
            "diamond" => vec![[x, y - r], [x + r * 0.65, y], [x, y + r], [x - r * 0.65, y]],
            _ => return None,
        })
    }

    /// Points around a circle's centre, so much inside (or outside) of its edge.
    fn around(&self, beyond: f64) -> Vec<Place> {
        regular(8, [self.x as f64, self.y as f64], 0.0, |_| self.reach() * 0.9 + beyond)
    }

    /// The middle of the box around the shape, which for triangles and stars is not
    /// their centre.
    fn middle(&self) -> Place {
        let centre = [self.x as f64, self.y as f64];
        let heights = self.outline().unwrap_or(vec![centre]).into_iter().map(|[_, y]| y);
        let (low, high) =
            heights.fold((f64::MAX, f64::MIN), |(low, high), y| (low.min(y), high.max(y)));
        [centre[0], (low + high) / 2.0]
    }

    fn place(&self) -> BBox {
        BBox::around(self.x as f64, self.y as f64, if self.look.size == 0 { 17.0 } else { 29.0 })
    }
}

impl Filter {
    fn passes(self, look: Look) -> bool {
        self.kind.is_none_or(|kind| kind == look.kind)
            && self.colour.is_none_or(|colour| colour == look.colour)
            && self.size.is_none_or(|size| size == look.size)
    }

    /// Such as `large red stars`.
    fn plural(self) -> String {
        let size = self.size.map(|size| SIZES[size].to_owned());
        let colour = self.colour.map(|colour| COLOURS[colour].name.to_owned());
        let kind = self.kind.map_or("shapes".to_owned(), |kind| format!("{}s", KINDS[kind]));
        [size, colour, Some(kind)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, kinds: &[usize], colours: &[usize]) -> Self {
        let (kind, colour) = (kinds[0], colours[0]);
        let sized = |filter: Filter, size: i64| Filter { size: Some(size as usize), ..filter };
        let pair = both(colour, kind);
        let size = rng.int(0, 1);
        let more = Self::More { a: pair, b: both(colours[1], kinds[1]) };
        let (either, except) = (Self::Either { colour, kind }, Self::Except { colour, kind });
        *rng.choose(&match level.get() {
            1 => [Self::Count { of: colour_of(colour) }, Self::Count { of: kind_of(kind) }, except],
            2 => [Self::Count { of: pair }, except, either],
            3 => [except, either, more],
            4 => [Self::Count { of: sized(colour_of(colour), size) }, either, more],
            _ => [
                Self::Count { of: sized(pair, size) },
                either,
                Self::More { a: sized(colour_of(colour), 1), b: sized(colour_of(colours[1]), 0) },
            ],
        })
    }

    /// Draws the answer first, so that all are as likely, then which class each
    /// shape will belong to: 1 counts for the answer, 2 against it.
    fn draw_classes(self, rng: &mut Rng, count: usize) -> Vec<usize> {
        let most = (count * 2 / 3).min(9);
        let (up, down) = match self {
            Self::More { .. } => {
                let down = 1 + rng.index(3);
                (down + 1 + rng.index((most - 2).min(6)), down)
            }
            _ => (1 + rng.index(most), 0),
        };
        let class = |i: usize| {
            if i < up {
                1
            } else if i < up + down {
                2
            } else {
                0
            }
        };
        (0..count).map(class).collect()
    }

    /// Whether the colour and the kind that a question combines both occur.
    fn shows(self, looks: &[Look]) -> bool {
        match self {
            Self::Either { colour, kind } | Self::Except { colour, kind } => {
                looks.iter().any(|look| look.colour == colour)
                    && looks.iter().any(|look| look.kind == kind)
            }
            Self::Count { .. } | Self::More { .. } => true,
        }
    }

    fn class(self, look: Look) -> usize {
        let is = |colour: usize, kind: usize| (look.colour == colour, look.kind == kind);
        match self {
            Self::Count { of } => usize::from(of.passes(look)),
            Self::Either { colour, kind } => usize::from(is(colour, kind) != (false, false)),
            Self::Except { colour, kind } => usize::from(is(colour, kind) == (true, false)),
            Self::More { a, .. } if a.passes(look) => 1,
            Self::More { b, .. } => 2 * usize::from(b.passes(look)),
        }
    }

    fn text(self, style: &Style) -> String {
        let name = |colour: usize| COLOURS[colour].name;
        match self {
            Self::Count { of } => style.phrase(
                "hard",
                &["How many {these} are there?", "Count the {these}. How many are there?"],
                &[("these", &of.plural())],
            ),
            Self::Either { colour, kind } => style.phrase(
                "hard",
                &[
                    "How many shapes are {colour} or {kind}s, or both at once?",
                    "Count every shape that is {colour} or a {kind} (or both). How many are there?",
                ],
                &[("colour", name(colour)), ("kind", KINDS[kind])],
            ),
            Self::Except { colour, kind } => style.phrase(
                "hard",
                &[
                    "How many {colour} shapes are not {kind}s?",
                    "How many shapes are {colour} but not a {kind}?",
                ],
                &[("colour", name(colour)), ("kind", KINDS[kind])],
            ),
            Self::More { a, b } => style.phrase(
                "hard",
                &[
                    "How many more {a} than {b} are there?",
                    "By how many do the {a} outnumber the {b}?",
                ],
                &[("a", &a.plural()), ("b", &b.plural())],
            ),
        }
    }
}

impl Scene {
    /// Where the circles of a colour end, for they have no corners; `None` without any.
    fn circles<'a>(hex: &str, items: impl Iterator<Item = &'a Item>) -> Option<Claim> {
        let circles: Vec<&Item> = items.filter(|item| item.outline().is_none()).collect();
        let around = |beyond| circles.iter().flat_map(|item| item.around(beyond)).collect();
        let (at, off) = (around(-3.0), around(4.0));
        (!circles.is_empty()).then_some(Claim::Ink { colour: hex.to_owned(), at, off })
    }

    fn count(&self, passes: impl Fn(Look) -> bool) -> i64 {
        self.items.iter().filter(|item| passes(item.look)).count() as i64
    }

    fn hard_answer(&self) -> i64 {
        self.count(|look| self.hard.class(look) == 1)
            - self.count(|look| self.hard.class(look) == 2)
    }

    /// Lists the shapes in reading order, by rough place and not in groups, so
    /// that whoever reads it must still count.
    fn caption(&self) -> String {
        let mut items: Vec<&Item> = self.items.iter().collect();
        items.sort_by_key(|item| (item.y / CELL as i64, item.x));
        let name = |item: &&Item| {
            let Look { kind, colour, size } = item.look;
            let (size, colour) = (SIZES[size], COLOURS[colour].name);
            format!("{size} {colour} {} at ({}, {})", KINDS[kind], item.x, item.y)
        };
        let names: Vec<String> = items.iter().map(name).collect();
        format!(
            "Filled shapes are scattered over a plain canvas of {WIDTH} by {HEIGHT} units without \
             touching one another. From top to bottom they are: {}.",
            names.join("; ")
        )
    }
}

const CODE: &str = r##"

def ring(x, y, radii, start):
    """Points around (x, y), one at each radius, evenly spread."""
    points = []
    for i, radius in enumerate(radii):
        angle = math.radians(start + i * 360 / len(radii))
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return points


def draw(kind, colour, size, x, y):
    r = REACH[size]
    look = f'fill="{PAINT[colour]}" stroke="{OUTLINE}" stroke-width="1.5"'
    if kind == "circle":
        return f'<circle cx="{x}" cy="{y}" r="{r * 0.9:.1f}" {look}/>'
    if kind == "square":
        points = ring(x, y, [r * 1.1] * 4, 45)
    elif kind == "triangle":
        points = ring(x, y + r * 0.15, [r] * 3, -90)
    elif kind == "diamond":
        points = [(x, y - r), (x + r * 0.65, y), (x, y + r), (x - r * 0.65, y)]
    else:
        points = ring(x, y, [r, r * 0.45] * 5, -90)
    corners = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
    return f'<polygon points="{corners}" {look}/>'


with open("output.svg", "w") as f:
    f.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">\n'
    )
    f.write(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BACKGROUND}"/>\n')
    for shape in shapes:
        f.write(draw(*shape) + "\n")
    f.write("</svg>\n")
"##;
