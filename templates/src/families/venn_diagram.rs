//! Overlapping circles with a number in every region: read one; then unions, differences,
//! what lies in exactly one circle, and a number that is missing.
//!
//! The answer is certain because every region holds one number. One solver adds up regions
//! by the circles that they belong to; the other finds by distances in which circles each
//! number stands, and uses inclusion and exclusion.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 430.0;
/// The rectangle around the circles.
const FRAME: [f64; 4] = [20.0, 52.0, 440.0, 410.0];

/// Who is counted, and what the circles stand for.
const TOPICS: [(&str, &str, [&str; 5]); 5] = [
    ("Hobbies", "pupils", ["Chess", "Dance", "Piano", "Tennis", "Judo"]),
    ("Languages", "guests", ["French", "Greek", "Hindi", "Polish", "Dutch"]),
    ("Pets", "families", ["Cats", "Dogs", "Fish", "Birds", "Mice"]),
    ("Breakfast", "visitors", ["Eggs", "Bread", "Fruit", "Juice", "Tea"]),
    ("Journeys", "tourists", ["Rome", "Paris", "Cairo", "Lima", "Oslo"]),
];

/// See the [module](self).
pub struct VennDiagram;

/// The circles, what stands in their regions, and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    title: &'static str,
    group: &'static str,
    sets: Vec<&'static str>,
    /// For every region its number; a region is the set of its circles as bits.
    counts: Vec<i64>,
    easy: Easy,
    hard: Hard,
}

/// The easy question: the number in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Easy {
    region: usize,
}

/// The hard questions. Numbers index circles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Hard {
    Whole {
        a: usize,
    },
    Outside {
        a: usize,
    },
    Either {
        a: usize,
        b: usize,
    },
    ButNot {
        a: usize,
        b: usize,
    },
    ExactlyOne,
    TwoOrMore,
    /// The number of a region, from the number of all.
    Missing {
        region: usize,
    },
}

impl Family for VennDiagram {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "venn-diagram",
        group: Group::Puzzles,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read the number in a region; then count what is in a circle, in one or another, in \
               one and not another, in exactly one, or find a number that is missing.",
        certain: "Every region holds one number. Sums over regions, against inclusion and \
                  exclusion of what lies within each circle.",
        knobs: "Levels 1 and 2 have two circles, the others three; from level 4 on a number may be \
                missing, and at level 5 what lies in several circles is counted.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let (title, group, names) = *rng.choose(&TOPICS);
        let count: usize = level.pick([2, 2, 3, 3, 3]);
        let sets = rng.sample(&names, count);
        let most = level.pick([12, 19, 15, 19, 24]);
        let counts: Vec<i64> = (0..1 << count).map(|_| rng.int(2, most)).collect();
        let order = rng.sample(&(0..count).collect::<Vec<_>>(), 2);
        let hard = Hard::draw(level, rng, order[0], order[1], count);
        let easy = Easy { region: rng.index(1 << count) };
        let scene = Scene { title, group, sets, counts, easy, hard };
        let covered = matches!(hard, Hard::Missing { region } if region == easy.region);
        (!covered).then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let region = scene.easy.region;
        let easy = Question {
            text: scene.easy_text(style),
            answer: Answer::integer(scene.counts[region]),
            evidence: vec![scene.place(region)],
        };
        let counted = (0..scene.counts.len()).filter(|region| scene.counts_in(*region));
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.hard_answer()),
            evidence: counted.map(|region| scene.place(region)).collect(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let wanted = scene.easy.region;
        let easy = (0..scene.counts.len()).find(|region| scene.within(*region) == wanted);
        [
            easy.and_then(|region| scene.counts.get(region)).map(|count| Answer::integer(*count)),
            Some(Answer::integer(scene.include_and_exclude())),
        ]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let counted: Vec<usize> =
            (0..scene.counts.len()).filter(|region| scene.counts_in(*region)).collect();
        let mut twin = scene.clone();
        match scene.hard {
            // The number of all stays; a number that can be seen changes.
            Hard::Missing { region } => {
                let seen: Vec<usize> = counted.into_iter().filter(|r| *r != region).collect();
                let other = *rng.choose(&seen);
                let moved = if scene.counts[region] > 3 { 1 } else { -1 };
                twin.counts[other] += moved;
                twin.counts[region] -= moved;
            }
            _ => twin.counts[*rng.choose(&counted)] += rng.int(1, 5),
        }
        Some(twin)
    }
}

impl Hard {
    fn draw(level: Level, rng: &mut Rng, a: usize, b: usize, count: usize) -> Self {
        let (whole, outside) = (Self::Whole { a }, Self::Outside { a });
        let (either, but_not) = (Self::Either { a, b }, Self::ButNot { a, b });
        let missing = Self::Missing { region: rng.index(1 << count) };
        *rng.choose(&match level.get() {
            1 => [whole, either, outside],
            2 => [Self::ExactlyOne, either, outside],
            3 => [whole, either, but_not],
            4 => [Self::ExactlyOne, but_not, missing],
            _ => [Self::TwoOrMore, Self::ExactlyOne, missing],
        })
    }
}

impl Scene {
    /// Centres of the circles and their radius.
    fn circles(&self) -> (Vec<Place>, f64) {
        match self.sets.len() {
            2 => (vec![[172.0, 232.0], [288.0, 232.0]], 104.0),
            _ => (vec![[178.0, 182.0], [282.0, 182.0], [230.0, 268.0]], 94.0),
        }
    }

    /// Where a circle's name stands.
    fn name_place(&self, set: usize) -> Place {
        match (self.sets.len(), set) {
            (2, 0) => [120.0, 106.0],
            (2, _) => [340.0, 106.0],
            (_, 0) => [82.0, 90.0],
            (_, 1) => [378.0, 90.0],
            _ => [230.0, 384.0],
        }
    }

    /// Where a region's number stands.
    fn number_place(&self, region: usize) -> Place {
        const TWO: [Place; 4] = [[64.0, 372.0], [124.0, 232.0], [336.0, 232.0], [230.0, 232.0]];
        const THREE: [Place; 8] = [
            [64.0, 372.0],
            [134.0, 160.0],
            [326.0, 160.0],
            [230.0, 142.0],
            [230.0, 316.0],
            [166.0, 238.0],
            [294.0, 238.0],
            [230.0, 212.0],
        ];
        if self.sets.len() == 2 { TWO[region % 4] } else { THREE[region % 8] }
    }

    fn place(&self, region: usize) -> BBox {
        let [x, y] = self.number_place(region);
        BBox::around(x, y, 20.0)
    }

    fn total(&self) -> i64 {
        self.counts.iter().sum()
    }

    fn heading(&self) -> String {
        match self.hard {
            Hard::Missing { .. } => format!("{} of {} {}", self.title, self.total(), self.group),
            _ => format!("{} of {}", self.title, self.group),
        }
    }

    fn printed(&self, region: usize) -> String {
        match self.hard {
            Hard::Missing { region: hidden } if hidden == region => "?".to_owned(),
            _ => self.counts[region].to_string(),
        }
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(WIDTH, HEIGHT, style);
        let [left, top, right, bottom] = FRAME;
        let frame = Form::rect(left, top, right - left, bottom - top);
        sketch.mark(frame, Look::stroke(style.ink, 1.5));
        let (centres, radius) = self.circles();
        for (set, centre) in centres.into_iter().enumerate() {
            sketch.mark(Form::Disc(centre, radius), Look::stroke(style.palette[set], 3.0));
            sketch.bold(self.sets[set], self.name_place(set), 18.0, style.palette[set]);
        }
        for region in 0..self.counts.len() {
            sketch.word(&self.printed(region), self.number_place(region), 19.0, style.ink);
        }
        sketch.bold(&self.heading(), [WIDTH / 2.0, 30.0], 19.0, style.ink);
        sketch
    }

    /// Whether a region counts for the hard question.
    fn counts_in(&self, region: usize) -> bool {
        let has = |set: usize| region >> set & 1 == 1;
        match self.hard {
            Hard::Whole { a } => has(a),
            Hard::Outside { a } => !has(a),
            Hard::Either { a, b } => has(a) || has(b),
            Hard::ButNot { a, b } => has(a) && !has(b),
            Hard::ExactlyOne => region.count_ones() == 1,
            Hard::TwoOrMore => region.count_ones() >= 2,
            Hard::Missing { .. } => true,
        }
    }

    fn hard_answer(&self) -> i64 {
        let sum = |counts: &dyn Fn(usize) -> bool| -> i64 {
            (0..self.counts.len()).filter(|region| counts(*region)).map(|r| self.counts[r]).sum()
        };
        match self.hard {
            Hard::Missing { region } => self.total() - sum(&|other| other != region),
            _ => sum(&|region| self.counts_in(region)),
        }
    }

    /// The circles in which a region's number stands, by distances.
    fn within(&self, region: usize) -> usize {
        let ([x, y], (centres, radius)) = (self.number_place(region), self.circles());
        let inside = |[u, v]: &Place| libm::hypot(x - u, y - v) < radius;
        centres.iter().enumerate().fold(0, |bits, (set, at)| bits | usize::from(inside(at)) << set)
    }

    /// How many lie in all of these circles, whatever other ones they are in.
    fn common(&self, sets: usize) -> i64 {
        let inside = |region: &usize| self.within(*region) & sets == sets;
        (0..self.counts.len()).filter(inside).map(|region| self.counts[region]).sum()
    }

    fn include_and_exclude(&self) -> i64 {
        let all = self.sets.len();
        let sums = |size: u32| -> i64 {
            let groups = (0..1_usize << all).filter(|sets| sets.count_ones() == size);
            groups.map(|sets| self.common(sets)).sum()
        };
        let (a, b) = match self.hard {
            Hard::Either { a, b } | Hard::ButNot { a, b } => (1 << a, 1 << b),
            Hard::Whole { a } | Hard::Outside { a } => (1 << a, 0),
            _ => (0, 0),
        };
        match self.hard {
            Hard::Whole { .. } => self.common(a),
            Hard::Outside { .. } => self.common(0) - self.common(a),
            Hard::Either { .. } => self.common(a) + self.common(b) - self.common(a | b),
            Hard::ButNot { .. } => self.common(a) - self.common(a | b),
            Hard::ExactlyOne => sums(1) - 2 * sums(2) + 3 * sums(3),
            Hard::TwoOrMore => sums(2) - 2 * sums(3),
            Hard::Missing { region } => {
                let wanted = self.within(region);
                // Of what is in these circles, leave out what is in further ones.
                let more = |extra: usize| wanted & extra == 0 && extra < 1 << all;
                (0..1_usize << all)
                    .filter(|extra| more(*extra))
                    .map(|extra| {
                        let sign = if extra.count_ones() % 2 == 0 { 1 } else { -1 };
                        sign * self.common(wanted | extra)
                    })
                    .sum()
            }
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        let region = self.easy.region;
        let inside: Vec<&str> = (0..self.sets.len())
            .filter(|set| region >> set & 1 == 1)
            .map(|set| self.sets[set])
            .collect();
        let (forms, sets): ([&str; 2], String) = match inside.as_slice() {
            [] => (
                [
                    "How many {group} are in none of the circles?",
                    "Which number stands outside all circles?",
                ],
                String::new(),
            ),
            [only] => (
                [
                    "How many {group} are in {sets} only?",
                    "Which number stands in {sets} and in no other circle?",
                ],
                (*only).to_owned(),
            ),
            many if many.len() == self.sets.len() => (
                [
                    "How many {group} are in all circles at once?",
                    "Which number stands where all circles overlap?",
                ],
                String::new(),
            ),
            many => (
                [
                    "How many {group} are in {sets}, but not in the third circle?",
                    "Which number stands in {sets} and outside the third circle?",
                ],
                many.join(" and "),
            ),
        };
        style.phrase("easy", &forms, &[("group", self.group), ("sets", &sets)])
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = |set: usize| self.sets.get(set).copied().unwrap_or_default();
        let (a, b) = match self.hard {
            Hard::Either { a, b } | Hard::ButNot { a, b } => (name(a), name(b)),
            Hard::Whole { a } | Hard::Outside { a } => (name(a), ""),
            _ => ("", ""),
        };
        let forms = match self.hard {
            Hard::Whole { .. } => [
                "How many {group} are in {a}, whatever other circle they are in?",
                "How many {group} does the circle for {a} hold in all?",
            ],
            Hard::Outside { .. } => {
                ["How many {group} are not in {a}?", "How many {group} stand outside of {a}?"]
            }
            Hard::Either { .. } => [
                "How many {group} are in {a}, or in {b}, or in both?",
                "How many {group} are in at least one of {a} and {b}?",
            ],
            Hard::ButNot { .. } => [
                "How many {group} are in {a} but not in {b}?",
                "Of the {group} in {a}, how many are not in {b}?",
            ],
            Hard::ExactlyOne => [
                "How many {group} are in exactly one of the circles?",
                "How many {group} are in one circle and in no other?",
            ],
            Hard::TwoOrMore => [
                "How many {group} are in two circles or more?",
                "How many {group} are in more than one of the circles?",
            ],
            Hard::Missing { .. } => [
                "The heading says how many {group} there are in all. Which number belongs in \
                 place of the question mark?",
                "All {group} of the heading stand in the picture. What should the question mark \
                 be?",
            ],
        };
        style.phrase("hard", &forms, &[("group", self.group), ("a", a), ("b", b)])
    }

    fn caption(&self) -> String {
        let one = |region: usize| {
            let inside: Vec<&str> = (0..self.sets.len())
                .filter(|set| region >> set & 1 == 1)
                .map(|set| self.sets[set])
                .collect();
            let place = match inside.as_slice() {
                [] => "outside all circles".to_owned(),
                sets => format!("where {} alone lies", sets.join(" and ")),
            };
            format!("{} {place}", self.printed(region))
        };
        let all: Vec<String> = (0..self.counts.len()).map(one).collect();
        format!(
            "A Venn diagram in a frame under the heading \"{}\", with overlapping circles named \
             {}. The numbers are: {}.",
            self.heading(),
            self.sets.join(", "),
            all.join("; ")
        )
    }
}
