//! Angles in circles: at the centre, at the edge, in a quadrilateral, between tangents.
//!
//! The answer is certain because points lie on the circle at whole degrees. One solver uses
//! the theorems on arcs; the other measures the angle by the coordinates that are drawn.

use serde::Serialize;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::Place;
use crate::dial;
use crate::geometry::segment_distance;
use crate::names::LETTERS;
use crate::sketch::{Form, Look, Sketch};
use crate::{Asked, Card, Drawing, Family, Group, Style};

const TITLES: [&str; 2] = ["A circle", "Angles in a circle"];
const SIZE: f64 = 460.0;
const CENTRE: Place = [SIZE / 2.0, SIZE / 2.0];

/// See the [module](self).
pub struct CircleTheorems;

/// The points clockwise, and what is drawn through them.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    names: Vec<&'static str>,
    /// Directions from the centre in even degrees, clockwise and growing.
    at: Vec<i64>,
    figure: Figure,
    easy: Easy,
}

/// What is drawn, given and asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Figure {
    /// The angle at the centre is given, the one at the edge asked for.
    Inscribed,
    /// The other way round.
    Central,
    /// An angle of a quadrilateral is given, the opposite one asked for.
    Quadrilateral,
    /// The angle between two tangents is given, the one at the edge asked for.
    Tangents,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
enum Easy {
    Given,
    /// The next point clockwise.
    Next {
        of: usize,
    },
}

impl Family for CircleTheorems {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "circle-theorems",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Diagram,
        asks: "Read a labelled angle or the order of points on a circle; then find an angle at \
               the edge, at the centre, or of a quadrilateral.",
        certain: "Angles at the edge are half of their arcs. By theorems on whole degrees, and \
                  by measuring coordinates.",
        knobs: "Level 1 asks for angles at the edge, level 2 at the centre too, level 3 has \
                quadrilaterals and levels 4 and 5 tangents.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let figures = [Figure::Inscribed, Figure::Central, Figure::Quadrilateral, Figure::Tangents];
        let last = level.pick([1, 2, 3, 4, 4]);
        let figure = *rng.choose(&figures[level.pick([0, 0, 0, 1, 2])..last]);
        let count = if figure == Figure::Quadrilateral { 4 } else { 3 };
        let start = 2 * rng.int(0, 179);
        let mut at = vec![start];
        for _ in 1..count {
            at.push(at[at.len() - 1] + 2 * rng.int(20, 70));
        }
        let names = rng.sample(&LETTERS[..8], count);
        let easy = match rng.chance(0.5) {
            true => Easy::Given,
            false => Easy::Next { of: rng.index(count) },
        };
        let scene = Scene { names, at, figure, easy };
        scene.fair().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        scene.sketch(style).drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let whole = || BBox::around(CENTRE[0], CENTRE[1], SIZE / 2.0 - 4.0);
        let (answer, evidence) = match scene.easy {
            Easy::Given => {
                let [x, y] = scene.label();
                (Answer::integer(scene.given()), BBox::around(x, y, 26.0))
            }
            Easy::Next { of } => (Answer::text(scene.names[(of + 1) % scene.names.len()]), whole()),
        };
        let easy = Question { text: scene.easy_text(style), answer, evidence: vec![evidence] };
        let answer = Answer::integer(scene.asked());
        let hard = Question { text: scene.hard_text(style), answer, evidence: vec![whole()] };
        Asked { caption: scene.caption() + &style.titled(&TITLES), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        scene.sketch(style).claims()
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let [given, asked] = scene.corners().map(|[a, vertex, b]| {
            let angle = dial::apart(dial::direction(vertex, a), dial::direction(vertex, b));
            Answer::integer(libm::round(angle) as i64)
        });
        let easy = match scene.easy {
            Easy::Given => Some(given),
            Easy::Next { of } => {
                let from = dial::direction(CENTRE, scene.point(of));
                let others = (0..scene.names.len()).filter(|i| *i != of);
                let ahead =
                    |i: &usize| (dial::direction(CENTRE, scene.point(*i)) - from + 360.0) % 360.0;
                let next = others.min_by(|a, b| ahead(a).total_cmp(&ahead(b)));
                next.map(|i| Answer::text(scene.names[i]))
            }
        };
        [easy, Some(asked)]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let moves = [-24, -20, -16, -12, 12, 16, 20, 24].into_iter().map(|by| {
            let mut twin = scene.clone();
            twin.at[1] += by;
            twin
        });
        let twins: Vec<Scene> = moves.filter(Scene::fair).collect();
        (!twins.is_empty()).then(|| rng.choose(&twins).clone())
    }
}

impl Scene {
    /// Whether points are well apart and the figure is plain to see.
    fn fair(&self) -> bool {
        let last = self.at[self.at.len() - 1];
        let gaps = self.at.windows(2).all(|pair| pair[1] - pair[0] >= 36);
        let gaps = gaps && self.at[0] + 360 - last >= 36;
        let arc = self.at[1] - self.at[0];
        let most = if self.figure == Figure::Tangents { 96 } else { 150 };
        let least = match self.figure {
            Figure::Quadrilateral => 0,
            Figure::Tangents => 60,
            Figure::Inscribed | Figure::Central => 44,
        };
        let narrow = arc < least;
        gaps && arc <= most && !narrow && self.legible()
    }

    /// Whether no arm of the other angle runs through the label or the centre's name, and
    /// none of the angle at the edge nearly through the centre.
    fn legible(&self) -> bool {
        let [p, vertex, q] = self.corners()[1];
        let middle = (self.at[0] + self.at[1]) as f64 / 2.0;
        let name = dial::at(CENTRE, 16.0, middle + 180.0);
        let off = |[x, y]: Place| {
            [p, q]
                .map(|[u, v]| segment_distance((x, y), (vertex[0], vertex[1]), (u, v)))
                .into_iter()
                .fold(f64::MAX, f64::min)
        };
        let named = matches!(self.figure, Figure::Inscribed | Figure::Central);
        let [a, b, c] = [0, 1, 2].map(|i| self.point(i)).map(|[x, y]| (x, y));
        let through = |end| segment_distance((CENTRE[0], CENTRE[1]), end, c) < 18.0;
        if named && (through(a) || through(b)) {
            return false;
        }
        off(self.label()) >= 17.0 && (self.figure != Figure::Inscribed || off(name) >= 12.0)
    }

    fn given(&self) -> i64 {
        let arc = self.at[1] - self.at[0];
        match self.figure {
            Figure::Inscribed => arc,
            Figure::Central => arc / 2,
            Figure::Quadrilateral => (self.at[3] - self.at[1]) / 2,
            Figure::Tangents => 180 - arc,
        }
    }

    fn asked(&self) -> i64 {
        let given = self.given();
        match self.figure {
            Figure::Inscribed => given / 2,
            Figure::Central => 2 * given,
            Figure::Quadrilateral => 180 - given,
            Figure::Tangents => (180 - given) / 2,
        }
    }

    /// The radius of the circle: tangents meet outside it, and need their room.
    fn radius(&self) -> f64 {
        if self.figure == Figure::Tangents { 130.0 } else { 178.0 }
    }

    fn point(&self, i: usize) -> Place {
        dial::at(CENTRE, self.radius(), self.at[i] as f64)
    }

    /// Where the tangents at the first two points meet.
    fn pole(&self) -> Place {
        let half = (self.at[1] - self.at[0]) as f64 / 2.0;
        dial::at(CENTRE, self.radius() / libm::cos(half.to_radians()), self.at[0] as f64 + half)
    }

    /// How far the circle is from where the tangents meet.
    fn edge(&self) -> f64 {
        let [x, y] = self.pole();
        libm::hypot(x - CENTRE[0], y - CENTRE[1]) - self.radius()
    }

    /// The given angle and the one asked for, each as a point, the vertex, a point.
    fn corners(&self) -> [[Place; 3]; 2] {
        let [a, b, c] = [0, 1, 2].map(|i| self.point(i));
        let (edge, centre) = ([a, c, b], [a, CENTRE, b]);
        match self.figure {
            Figure::Inscribed => [centre, edge],
            Figure::Central => [edge, centre],
            Figure::Quadrilateral => [[self.point(3), a, b], [b, c, self.point(3)]],
            Figure::Tangents => [[a, self.pole(), b], edge],
        }
    }

    /// Where the given angle is labelled: within it, farther off where it is narrow.
    fn label(&self) -> Place {
        let [a, vertex, b] = self.corners()[0];
        let unit = |to: Place| dial::at([0.0; 2], 1.0, dial::direction(vertex, to));
        let ([ax, ay], [bx, by]) = (unit(a), unit(b));
        let towards = dial::direction([0.0; 2], [ax + bx, ay + by]);
        let half = (self.given() as f64 / 2.0).to_radians();
        let far = (20.0 / libm::sin(half)).clamp(28.0, 66.0);
        if self.figure != Figure::Tangents {
            return dial::at(vertex, far, towards);
        }
        // On one side of the circle's edge or on the other, and never on it.
        let edge = self.edge();
        let room = edge - far >= 24.0;
        dial::at(vertex, if room { far } else { edge + 26.0 }, towards)
    }

    fn sketch(&self, style: &Style) -> Sketch {
        let mut sketch = Sketch::new(SIZE, SIZE, style);
        sketch.title(&TITLES, style);
        sketch.mark(Form::Disc(CENTRE, self.radius()), Look::stroke(style.ink, 2.0));
        let look = |i: usize| Look::stroke(style.palette[i], 2.5);
        if self.figure == Figure::Quadrilateral {
            sketch.mark(Form::Ring((0..4).map(|i| self.point(i)).collect()), look(0));
        } else {
            for (i, corner) in self.corners().into_iter().enumerate() {
                sketch.mark(Form::Line(corner.to_vec()), look(i));
            }
        }
        for (name, at) in self.names.iter().zip(&self.at) {
            sketch.bold(name, dial::at(CENTRE, self.radius() + 20.0, *at as f64), 17.0, style.ink);
        }
        let middle = (self.at[0] + self.at[1]) as f64 / 2.0;
        match self.figure {
            Figure::Tangents => {
                // The label may stand beyond the circle's edge: an arc tells whose it is.
                let (half, radius) = (self.given() as f64 / 2.0, (0.6 * self.edge()).min(22.0));
                let arc = [-1.0, -0.5, 0.0, 0.5, 1.0]
                    .map(|part| dial::at(self.pole(), radius, middle + 180.0 + part * half));
                sketch.mark(Form::Line(arc.to_vec()), look(0));
                sketch.bold("P", dial::at(self.pole(), 18.0, middle), 17.0, style.ink);
            }
            Figure::Quadrilateral => {}
            _ => sketch.bold("O", dial::at(CENTRE, 16.0, middle + 180.0), 17.0, style.ink),
        }
        sketch.word(&format!("{}°", self.given()), self.label(), 15.0, style.ink);
        sketch
    }

    /// The names of the given angle and of the one asked for.
    fn angles(&self) -> [String; 2] {
        let [a, b, c] = [self.names[0], self.names[1], self.names[2]];
        match self.figure {
            Figure::Inscribed => [format!("{a}O{b}"), format!("{a}{c}{b}")],
            Figure::Central => [format!("{a}{c}{b}"), format!("{a}O{b}")],
            Figure::Quadrilateral => {
                let d = self.names[3];
                [format!("{d}{a}{b}"), format!("{b}{c}{d}")]
            }
            Figure::Tangents => [format!("{a}P{b}"), format!("{a}{c}{b}")],
        }
    }

    fn easy_text(&self, style: &Style) -> String {
        match self.easy {
            Easy::Given => style.phrase(
                "easy",
                &["How many degrees is angle {of}?", "What is the size of angle {of}, in degrees?"],
                &[("of", &self.angles()[0])],
            ),
            Easy::Next { of } => style.phrase(
                "easy",
                &[
                    "Clockwise on the circle, which point comes next after {of}?",
                    "Which point on the circle follows {of}, going clockwise?",
                ],
                &[("of", self.names[of])],
            ),
        }
    }

    fn hard_text(&self, style: &Style) -> String {
        style.phrase(
            "hard",
            &[
                "How many degrees is angle {of}? It follows from the labelled angle.",
                "One angle is labelled. What is the size of angle {of}, in degrees?",
            ],
            &[("of", &self.angles()[1])],
        )
    }

    fn caption(&self) -> String {
        let [given, asked] = self.angles();
        let drawn = match self.figure {
            Figure::Quadrilateral => "the quadrilateral through them".to_owned(),
            Figure::Tangents => {
                format!(
                    "tangents that meet at P, as angle {given}, and the chords of angle {asked}"
                )
            }
            _ => format!("the legs of the angles {given} and {asked}, with the centre O"),
        };
        let places = self.names.iter().zip(&self.at);
        let places: Vec<String> =
            places.map(|(name, at)| format!("{name} at {}°", at % 360)).collect();
        format!(
            "A circle with points told clockwise from the top: {}. Drawn are {drawn}. Angle \
             {given} is labelled {}°.",
            places.join(", "),
            self.given()
        )
    }
}
