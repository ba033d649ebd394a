//! Find an angle from others in a figure of triangles and parallels.
//!
//! The answer is certain because it is chased: each step uses one rule (angle
//! sum, straight line, parallels, equal sides) with a single unknown, so a chase
//! that ends has left no choice. The second solver knows no rule: it measures
//! the drawn figure, which is true to scale.

use serde::Serialize;
use synth_chart::text_width;
use synth_contracts::{Answer, BBox, Claim, ContentType, Language, Level, Question, Rng};

use crate::claims::{marks, path, stroked, texts};
use crate::geometry::{self, Point, angle, between, direction};
use crate::names::{self, LETTERS};
use crate::svg::{Svg, short};
use crate::{Asked, Card, Drawing, Family, Group, Style, attrs};

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 440.0;
/// Paint of an asked angle's arc and mark.
const MARKED: &str = "#b3261e";
/// Turns of the figure that a style may choose from, in degrees.
const TURNS: [f64; 6] = [0.0, 12.0, -12.0, 180.0, 168.0, 90.0];

// The points of a figure. Triangle ABC stands on BC; D is on BC, E on BC beyond
// C; P and Q are on the parallel to BC through A.
const A: usize = 0;
const B: usize = 1;
const C: usize = 2;
const D: usize = 3;
const E: usize = 4;
const P: usize = 5;
const Q: usize = 6;

// The angles of a figure, as places in `ANGLES`.
const ABC: usize = 0;
const ACB: usize = 1;
const BAC: usize = 2;
const BAD: usize = 3;
const DAC: usize = 4;
const ADB: usize = 5;
const ADC: usize = 6;
const ACE: usize = 7;
const PAB: usize = 8;
const QAC: usize = 9;

/// Each angle as (first arm's point, vertex, second arm's point).
const ANGLES: [(usize, usize, usize); 10] = [
    (A, B, C),
    (A, C, B),
    (B, A, C),
    (B, A, D),
    (D, A, C),
    (A, D, B),
    (A, D, C),
    (A, C, E),
    (P, A, B),
    (Q, A, C),
];

/// See the [module](self).
pub struct AngleChase;

/// A figure, what is given in it and what is asked.
#[derive(Clone, Debug, Serialize)]
pub struct Scene {
    /// Names of the seven points; those of absent parts go unused.
    letters: Vec<&'static str>,
    parts: Parts,
    /// Angle at B, angle at C, and the part of the angle at A next to B.
    shape: [i64; 3],
    /// Angles whose size is written in the figure.
    given: Vec<usize>,
    /// The angles that are asked for: one, or two to be added.
    target: Vec<usize>,
    /// Whether the asked angle is named in the question instead of marked.
    named: bool,
    /// Which given angle the easy question reads.
    read: usize,
}

/// What a figure has besides triangle ABC.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Parts {
    /// A line from A to a point D of BC.
    cevian: bool,
    /// BC goes on beyond C, to E.
    exterior: bool,
    /// A parallel to BC through A.
    parallel: bool,
    /// AB = AC or, with a cevian, AD = BD.
    equal: bool,
}

impl Parts {
    fn new(names: &str) -> Self {
        let has = |letter| names.contains(letter);
        Self { cevian: has('c'), exterior: has('e'), parallel: has('p'), equal: has('=') }
    }
}

/// An equation: the angles in `plus` less those in `minus` make `total` degrees.
struct Rule {
    plus: &'static [usize],
    minus: &'static [usize],
    total: i64,
}

impl Family for AngleChase {
    type Scene = Scene;

    const CARD: Card = Card {
        name: "angle-chase",
        group: Group::Geometry,
        language: Language::Svg,
        content_type: ContentType::Geometry,
        asks: "Read a given angle; then find an unknown angle, or the sum of two, in degrees.",
        certain: "The answer is chased with rules that leave one unknown each, and measured again \
                  from the coordinates of a figure that is true to scale.",
        knobs: "Level 1 is a triangle with two angles given; level 3 takes two steps; level 5 \
                combines a dividing line with an exterior angle, a parallel or equal sides and \
                takes four steps.",
    };

    fn scene(level: Level, rng: &mut Rng) -> Option<Scene> {
        let kinds: &[&str] = match level.get() {
            1 => &[""],
            2 => &["e", "p", "="],
            3 => &["c", "ep", "=e", "=p"],
            4 => &["ce", "cp", "c=", "c"],
            _ => &["cep", "ce=", "cp="],
        };
        let parts = Parts::new(rng.choose::<&str>(kinds));
        let shape = draw_shape(rng, parts)?;
        let mut scene = Scene {
            letters: rng.sample(&LETTERS, 7),
            parts,
            shape,
            given: Vec::new(),
            target: Vec::new(),
            named: rng.chance(0.4),
            read: 0,
        };
        let twice = level.get() >= 3 && !scene.named && rng.chance(0.3);
        let steps = level.pick([1, 2, 2, 3, 4]);
        // A figure is worth several tries at what to give and what to ask.
        (0..40).find(|_| {
            let mut open = scene.open_angles();
            rng.shuffle(&mut open);
            scene.target = open.drain(..if twice { 2 } else { 1 }).collect();
            scene.given = open.into_iter().take(scene.freedom()).collect();
            scene.fair(steps)
        })?;
        scene.read = rng.index(scene.given.len());
        scene.legible().then_some(scene)
    }

    fn draw(scene: &Scene, style: &Style) -> Drawing {
        let figure = Figure::of(scene, Pose::of(style), style.text);
        let mut svg = Svg::framed(WIDTH, HEIGHT, style);
        svg.comment("Figure");
        svg.open(
            &attrs!["stroke": style.ink, "stroke-width": style.stroke, "stroke-linecap": "round"],
        );
        for (from, to) in scene.segments() {
            let ((x1, y1), (x2, y2)) = (figure.points[from], figure.points[to]);
            svg.element("line", &attrs!["x1": x1, "y1": y1, "x2": x2, "y2": y2]);
        }
        svg.close();
        draw_marks(&mut svg, scene, style, &figure);
        draw_angles(&mut svg, scene, style, &figure);
        svg.comment("Points");
        let look = attrs!["font-size": style.text, "fill": style.ink, "text-anchor": "middle"];
        svg.open(&look);
        for (point, place) in &figure.names {
            svg.text(place.0, place.1 + style.text * 0.35, scene.letters[*point], "");
        }
        svg.close();
        svg.drawing(style)
    }

    fn ask(scene: &Scene, style: &Style) -> Asked {
        let figure = Figure::of(scene, Pose::of(style), style.text);
        let read = scene.given[scene.read];
        let words = [
            "What is the size of angle {angle} in degrees, as written in the figure?",
            "How many degrees does the label of angle {angle} show?",
        ];
        let easy = Question {
            text: style.phrase("read", &words, &[("angle", &scene.name(read))]),
            answer: Answer::integer(scene.truth(read)),
            evidence: vec![figure.seen(read)],
        };
        let seen = scene.given.iter().chain(&scene.target);
        let hard = Question {
            text: scene.hard_text(style),
            answer: Answer::integer(scene.chase(&scene.given_sizes()).map_or(0, |(sum, _)| sum)),
            evidence: seen.map(|angle| figure.seen(*angle)).collect(),
        };
        Asked { caption: scene.caption(), easy, hard }
    }

    fn claims(scene: &Scene, style: &Style) -> Vec<Claim> {
        let pose = Pose::of(style);
        let at = scene.unit_points().map(|point| <[f64; 2]>::from(pose.place(point)));
        let labels = scene.labels();
        let letters = scene.present().into_iter().map(|point| scene.letters[point].to_owned());
        let words = labels.iter().map(|(_, label)| label.clone()).chain(letters);
        let signs = usize::from(scene.parts.equal || scene.parts.parallel);
        let lines = scene.segments();
        let mut claims = vec![
            texts(words),
            marks(stroked(style.ink), lines.len() + scene.given.len() + signs),
            marks(stroked(MARKED), labels.len() - scene.given.len()),
            Claim::TrueToScale,
        ];
        claims.extend(lines.into_iter().map(|(a, b)| path(stroked(style.ink), [at[a], at[b]])));
        claims.extend(labels.into_iter().map(|(angle, text)| {
            let (from, vertex, to) = ANGLES[angle];
            Claim::InAngle { text, arms: [at[from], at[vertex], at[to]] }
        }));
        claims
    }

    fn solve_again(scene: &Scene) -> [Option<Answer>; 2] {
        let points = scene.unit_points();
        let measure = |index: &usize| {
            let (from, at, to) = ANGLES[*index];
            angle(points[at], points[from], points[to])
        };
        // A measure that is not whole to a thousandth would contradict the scene.
        let whole = |degrees: f64| {
            let near = libm::round(degrees);
            (libm::fabs(degrees - near) < 1e-3).then_some(Answer::integer(near as i64))
        };
        let read = scene.given.get(scene.read).map(measure).and_then(whole);
        [read, whole(scene.target.iter().map(measure).sum())]
    }

    fn counterfactual(scene: &Scene, rng: &mut Rng) -> Option<Scene> {
        let (sum, steps) = scene.chase(&scene.given_sizes())?;
        let Parts { cevian, equal, .. } = scene.parts;
        let bend = |rng: &mut Rng| {
            let mut changed = scene.clone();
            let [b, c, bad] = &mut changed.shape;
            let angles = if cevian && !equal { 3 } else { 2 };
            let angle = [&mut *b, &mut *c, &mut *bad].into_iter().nth(rng.index(angles))?;
            *angle += *rng.choose(&[-1, 1]) * rng.int(4, 15);
            // Equal sides stay equal.
            match (equal, cevian) {
                (true, true) => *bad = *b,
                (true, false) => *c = *b,
                (false, _) => {}
            }
            let sound = is_clear(changed.shape, scene.parts) && changed.fair(steps);
            let other = changed.chase(&changed.given_sizes()).is_some_and(|(new, _)| new != sum);
            (sound && other && changed.legible()).then_some(changed)
        };
        (0..60).find_map(|_| bend(rng))
    }
}

/// Angles that make a figure neither flat nor narrow.
fn draw_shape(rng: &mut Rng, parts: Parts) -> Option<[i64; 3]> {
    let b = rng.int(30, 84);
    let c = if parts.equal && !parts.cevian { b } else { rng.int(30, 100) };
    let bad = match (parts.cevian, parts.equal) {
        (false, _) => 0,
        (true, true) => b,
        (true, false) => rng.int(26, 180 - b - c - 26),
    };
    let shape = [b, c, bad];
    is_clear(shape, parts).then_some(shape)
}

/// Whether no angle of a figure is narrow, and none so wide that it looks flat.
fn is_clear([b, c, bad]: [i64; 3], parts: Parts) -> bool {
    let a = 180 - b - c;
    let whole = (30..=84).contains(&b) && (30..=100).contains(&c);
    let tip = if parts.cevian { 56..=112 } else { 32..=112 };
    let divided = !parts.cevian || (bad >= 26 && a - bad >= 26);
    whole && tip.contains(&a) && divided
}

impl Scene {
    /// The true size of an angle.
    fn truth(&self, angle: usize) -> i64 {
        let [b, c, bad] = self.shape;
        match angle {
            ABC | PAB => b,
            ACB | QAC => c,
            BAC => 180 - b - c,
            BAD => bad,
            DAC => 180 - b - c - bad,
            ADB => 180 - b - bad,
            ADC => b + bad,
            _ => 180 - c,
        }
    }

    /// Angles that may be given or asked.
    fn open_angles(&self) -> Vec<usize> {
        let Parts { cevian, exterior, parallel, .. } = self.parts;
        let mut open = vec![ABC, ACB];
        open.extend(if cevian { &[BAD, DAC, ADB, ADC][..] } else { &[BAC] });
        open.extend(if exterior { &[ACE][..] } else { &[] });
        open.extend(if parallel { &[PAB, QAC][..] } else { &[] });
        open
    }

    /// How many angles fix all others.
    fn freedom(&self) -> usize {
        2 + usize::from(self.parts.cevian) - usize::from(self.parts.equal)
    }

    fn rules(&self) -> Vec<Rule> {
        let rule = |plus, minus, total| Rule { plus, minus, total };
        let Parts { cevian, exterior, parallel, equal } = self.parts;
        let mut rules = vec![rule(&[ABC, ACB, BAC], &[], 180)];
        if cevian {
            rules.push(rule(&[ABC, BAD, ADB], &[], 180));
            rules.push(rule(&[ACB, DAC, ADC], &[], 180));
            rules.push(rule(&[ADB, ADC], &[], 180));
            rules.push(rule(&[BAD, DAC], &[BAC], 0));
        }
        if exterior {
            rules.push(rule(&[ACB, ACE], &[], 180));
        }
        if parallel {
            rules.push(rule(&[ABC], &[PAB], 0));
            rules.push(rule(&[ACB], &[QAC], 0));
        }
        if equal {
            rules.push(rule(&[ABC], if cevian { &[BAD] } else { &[ACB] }, 0));
        }
        rules
    }

    /// What is given: angles with their sizes.
    fn given_sizes(&self) -> Vec<(usize, i64)> {
        self.given.iter().map(|angle| (*angle, self.truth(*angle))).collect()
    }

    /// The sum of the asked angles and how many steps lead there, from what is
    /// given and the rules alone.
    fn chase(&self, given: &[(usize, i64)]) -> Option<(i64, usize)> {
        let mut known: [Option<i64>; 10] = [None; 10];
        let mut reasons: Vec<(usize, Vec<usize>)> = Vec::new();
        given.iter().for_each(|(angle, size)| known[*angle] = Some(*size));
        let rules = self.rules();
        while let Some((found, size, used)) = rules.iter().find_map(|rule| rule.apply(&known)) {
            known[found] = Some(size);
            reasons.push((found, used));
        }
        let mut needed = self.target.clone();
        let mut steps = 0;
        for (found, used) in reasons.into_iter().rev() {
            if needed.contains(&found) {
                needed.extend(used);
                steps += 1;
            }
        }
        let sum = self.target.iter().map(|angle| known[*angle]).sum::<Option<i64>>()?;
        Some((sum, steps))
    }

    /// Whether the chase takes that many steps to a sum that is not in sight: it
    /// is neither written in the figure nor that of any straight line.
    fn fair(&self, steps: usize) -> bool {
        let mut given = self.given_sizes();
        let Some((sum, taken)) = self.chase(&given) else { return false };
        let printed = given.iter().any(|(_, size)| *size == sum);
        // The sum is linear in what is given; one that does not move with a given
        // angle would make that angle a false trail.
        let useful = |i: usize| {
            given[i].1 += 1;
            let moved = self.chase(&given).is_some_and(|(other, _)| other != sum);
            given[i].1 -= 1;
            moved
        };
        taken == steps && !printed && sum != 180 && (0..self.given.len()).all(useful)
    }

    /// Whether labels find room in every pose that a style may choose.
    fn legible(&self) -> bool {
        let poses = TURNS.iter().flat_map(|turn| [false, true].map(|mirror| (*turn, mirror)));
        let mut poses = poses.map(|(turn, mirror)| Pose { turn, mirror });
        poses.all(|pose| Figure::of(self, pose, 18.0).clean(self))
    }

    /// The angles that carry a label, with its text.
    fn labels(&self) -> Vec<(usize, String)> {
        let given = self.given.iter().map(|angle| (*angle, format!("{}°", self.truth(*angle))));
        let marks = ["x", "y"].into_iter().filter(|_| !self.named);
        let asked = self.target.iter().zip(marks).map(|(angle, mark)| (*angle, mark.to_owned()));
        given.chain(asked).collect()
    }

    /// An angle by its three letters.
    fn name(&self, angle: usize) -> String {
        let (from, at, to) = ANGLES[angle];
        [from, at, to].map(|point| self.letters[point]).concat()
    }

    /// The lines of the figure, as pairs of points.
    fn segments(&self) -> Vec<(usize, usize)> {
        let end = if self.parts.exterior { E } else { C };
        let mut all = vec![(A, B), (A, C), (B, end)];
        all.extend(self.parts.cevian.then_some((A, D)));
        all.extend(self.parts.parallel.then_some((P, Q)));
        all
    }

    /// The points that are part of the figure.
    fn present(&self) -> Vec<usize> {
        let Parts { cevian, exterior, parallel, .. } = self.parts;
        let optional = [(D, cevian), (E, exterior), (P, parallel), (Q, parallel)];
        let optional = optional.into_iter().filter(|(_, there)| *there).map(|(point, _)| point);
        [A, B, C].into_iter().chain(optional).collect()
    }

    /// The two sides that carry a mark of equal length.
    fn equal_sides(&self) -> [(usize, usize); 2] {
        if self.parts.cevian { [(A, D), (B, D)] } else { [(A, B), (A, C)] }
    }

    /// The points with B at the origin and C at (1, 0), y pointing down.
    fn unit_points(&self) -> [Point; 7] {
        let [b, c, bad] = self.shape.map(|degrees| (degrees as f64).to_radians());
        let ab = libm::sin(c) / libm::sin(b + c);
        let a = (ab * libm::cos(b), -ab * libm::sin(b));
        let bd = ab * libm::sin(bad) / libm::sin(b + bad);
        let e = (1.0 + 0.42, 0.0);
        [a, (0.0, 0.0), (1.0, 0.0), (bd, 0.0), e, (a.0 - 0.55, a.1), (a.0 + 0.55, a.1)]
    }

    fn hard_text(&self, style: &Style) -> String {
        let name = self.target.first().map(|angle| self.name(*angle)).unwrap_or_default();
        match (self.named, self.target.len()) {
            (true, _) => style.phrase(
                "hard",
                &[
                    "What is the size of angle {name} in degrees?",
                    "How large is angle {name}? Answer in degrees.",
                ],
                &[("name", &name)],
            ),
            (false, 1) => style.phrase(
                "hard",
                &[
                    "Find the angle marked x, in degrees.",
                    "How many degrees is the angle marked x?",
                    "What is the size of the angle marked x in degrees?",
                ],
                &[],
            ),
            (false, _) => style.phrase(
                "hard",
                &[
                    "Find x + y, the sum of the two marked angles, in degrees.",
                    "How many degrees do the angles marked x and y make together?",
                ],
                &[],
            ),
        }
    }

    fn caption(&self) -> String {
        let l = |point: usize| self.letters[point];
        let (a, b, c) = (l(A), l(B), l(C));
        let Parts { cevian, exterior, parallel, equal } = self.parts;
        let mut text = format!("A geometric figure, true to scale, shows triangle {a}{b}{c}.");
        if cevian {
            text += &format!(" A line from {a} meets {b}{c} at {}.", l(D));
        }
        if exterior {
            text += &format!(" {b}{c} is extended beyond {c} to {}.", l(E));
        }
        if parallel {
            let line = [l(P), l(Q)].concat();
            text += &format!(" Line {line} passes through {a}; arrows mark it parallel to {b}{c}.");
        }
        if equal {
            let [one, two] = self.equal_sides().map(|(p, q)| [l(p), l(q)].concat());
            text += &format!(" Ticks mark {one} and {two} as equally long.");
        }
        let given = self
            .given
            .iter()
            .map(|angle| format!("{} = {}°", self.name(*angle), self.truth(*angle)));
        let given: Vec<String> = given.collect();
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        text += &format!(" Labels in the figure read {}.", names::list(&given));
        for (angle, mark) in self.target.iter().zip(["x", "y"]).filter(|_| !self.named) {
            text += &format!(" Angle {} is marked {mark}.", self.name(*angle));
        }
        text
    }
}

impl Rule {
    /// The one angle this rule still leaves open, its value, and what it rests on.
    fn apply(&self, known: &[Option<i64>; 10]) -> Option<(usize, i64, Vec<usize>)> {
        let signed = self.plus.iter().map(|angle| (*angle, 1));
        let signed = signed.chain(self.minus.iter().map(|angle| (*angle, -1)));
        let (mut rest, mut open, mut used) = (self.total, None, Vec::new());
        for (angle, sign) in signed {
            match known[angle] {
                Some(value) => {
                    rest -= sign * value;
                    used.push(angle);
                }
                None if open.is_none() => open = Some((angle, sign)),
                None => return None,
            }
        }
        open.map(|(angle, sign)| (angle, rest * sign, used))
    }
}

/// How a figure lies on the canvas.
#[derive(Clone, Copy)]
struct Pose {
    turn: f64,
    mirror: bool,
}

impl Pose {
    fn of(style: &Style) -> Self {
        let mut rng = style.rng("pose");
        Self { turn: *rng.choose(&TURNS), mirror: rng.chance(0.5) }
    }

    fn place(self, (x, y): Point) -> Point {
        let (sin, cos) = libm::sincos(self.turn.to_radians());
        let x = if self.mirror { -x } else { x };
        (x * cos - y * sin, x * sin + y * cos)
    }
}

/// A figure on the canvas, with room found for its labels.
struct Figure {
    points: Vec<Point>,
    /// Points with the places of their names.
    names: Vec<(usize, Point)>,
    text: f64,
}

impl Figure {
    fn of(scene: &Scene, pose: Pose, text: f64) -> Self {
        let unit: Vec<Point> = scene.unit_points().map(|point| pose.place(point)).to_vec();
        let present = scene.present();
        let ends = |get: fn(&Point) -> f64| {
            let values = present.iter().map(|point| get(&unit[*point]));
            values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let ((left, right), (top, bottom)) = (ends(|p| p.0), ends(|p| p.1));
        let scale = ((WIDTH - 100.0) / (right - left)).min((HEIGHT - 90.0) / (bottom - top));
        let (dx, dy) = (
            WIDTH / 2.0 - (left + right) / 2.0 * scale,
            HEIGHT / 2.0 - (top + bottom) / 2.0 * scale,
        );
        let points: Vec<Point> =
            unit.iter().map(|(x, y)| (x * scale + dx, y * scale + dy)).collect();
        let names =
            present.iter().map(|point| (*point, name_place(scene, &points, *point))).collect();
        Self { points, names, text }
    }

    /// Vertex, direction of the bisector, and half the opening in radians.
    fn opening(&self, index: usize) -> (Point, Point, f64) {
        let (from, at, to) = ANGLES[index];
        let (from, at, to) = (self.points[from], self.points[at], self.points[to]);
        let (u, v) = (direction(at, from), direction(at, to));
        let half = angle(at, from, to).to_radians() / 2.0;
        (at, direction((0.0, 0.0), (u.0 + v.0, u.1 + v.1)), half)
    }

    /// Where an angle's label stands: as near the vertex as its arms allow.
    fn label_centre(&self, index: usize) -> (Point, f64) {
        let (at, (x, y), half) = self.opening(index);
        let reach = (self.text * 1.2 / libm::sin(half)).max(self.text * 2.4);
        ((at.0 + x * reach, at.1 + y * reach), reach)
    }

    fn label(&self, index: usize) -> BBox {
        let ((x, y), _) = self.label_centre(index);
        let (width, height) = (self.text * 2.0, self.text * 1.1);
        BBox::xywh(x - width / 2.0, y - height / 2.0, width, height)
    }

    /// Where to look for an angle: its vertex and the place of its label, which is
    /// bare when the question names the angle instead of marking it.
    fn seen(&self, index: usize) -> BBox {
        let ((x, y), _, _) = self.opening(index);
        let [left, top, right, bottom] = self.label(index).0;
        BBox([left.min(x - 4.0), top.min(y - 4.0), right.max(x + 4.0), bottom.max(y + 4.0)])
    }

    /// Ticks on equal sides and arrows on parallels.
    fn marks(&self, scene: &Scene) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut mark = |from: usize, to: usize, share: f64, arrow: bool| {
            let (from, to) = (self.points[from], self.points[to]);
            let place = between(from, to, share);
            marks.push(Mark { place, along: direction(from, to), arrow });
        };
        if scene.parts.equal {
            for (from, to) in scene.equal_sides() {
                mark(from, to, 0.5, false);
            }
        }
        if scene.parts.parallel {
            mark(if scene.parts.cevian { D } else { B }, C, 0.55, true);
            mark(A, Q, 0.72, true);
        }
        marks
    }

    /// Whether no label touches a line, a mark, another label or the canvas's edge.
    fn clean(&self, scene: &Scene) -> bool {
        let label = |(index, label): (usize, String)| {
            let ((x, y), _) = self.label_centre(index);
            let (width, height) = (text_width(&label, self.text) * 0.9, self.text * 0.9);
            BBox::xywh(x - width / 2.0, y - height / 2.0, width, height)
        };
        let reach = self.text * 0.5;
        let names = self.names.iter().map(|(_, (x, y))| BBox::around(*x, *y, reach));
        let labels: Vec<BBox> = scene.labels().into_iter().map(label).chain(names).collect();
        let marks = self.marks(scene);
        let marks = marks.iter().map(|mark| BBox::around(mark.place.0, mark.place.1, 9.0));
        let boxes: Vec<BBox> = labels.iter().copied().chain(marks).collect();
        let lines = scene.segments();
        let free = |area: &BBox| {
            let hit = |(a, b): &(usize, usize)| {
                geometry::segment_hits(self.points[*a], self.points[*b], area)
            };
            !lines.iter().any(hit)
        };
        let apart = |i: usize| boxes[..i].iter().all(|other| !geometry::overlap(other, &boxes[i]));
        (0..boxes.len()).all(apart)
            && labels.iter().all(|area| free(area) && area.fits(WIDTH, HEIGHT))
    }
}

/// The name of a point stands in the middle of the widest gap between the lines
/// that leave it.
fn name_place(scene: &Scene, points: &[Point], point: usize) -> Point {
    let here = points[point];
    let mut rays: Vec<f64> = scene
        .segments()
        .into_iter()
        .filter(|(a, b)| geometry::segment_distance(here, points[*a], points[*b]) < 0.5)
        .flat_map(|(a, b)| [points[a], points[b]])
        .filter(|other| geometry::distance(here, *other) > 1.0)
        .map(|other| libm::atan2(other.1 - here.1, other.0 - here.0))
        .collect();
    rays.sort_unstable_by(f64::total_cmp);
    let turn = std::f64::consts::TAU;
    let next = |i: usize| rays.get(i + 1).copied().unwrap_or(rays[0] + turn);
    let gaps = (0..rays.len()).map(|i| (next(i) - rays[i], (next(i) + rays[i]) / 2.0));
    let widest = gaps.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(0.0, |(_, middle)| middle);
    (here.0 + 19.0 * libm::cos(widest), here.1 + 19.0 * libm::sin(widest))
}

/// A sign on a line: a tick across it, or an arrow along it.
struct Mark {
    place: Point,
    along: Point,
    arrow: bool,
}

impl Mark {
    fn path(&self) -> String {
        let ((x, y), (u, v)) = (self.place, self.along);
        // Points ahead of the place by `a` and beside it by `b`.
        let at =
            |a: f64, b: f64| format!("{} {}", short(x + u * a - v * b), short(y + v * a + u * b));
        if self.arrow {
            format!("M{}L{}L{}", at(-5.0, 6.0), at(4.0, 0.0), at(-5.0, -6.0))
        } else {
            format!("M{}L{}", at(0.0, 7.0), at(0.0, -7.0))
        }
    }
}

fn draw_marks(svg: &mut Svg, scene: &Scene, style: &Style, figure: &Figure) {
    let path: String = figure.marks(scene).iter().map(Mark::path).collect();
    if !path.is_empty() {
        svg.comment("Ticks mark equal lengths, arrows mark parallels");
        let (ink, stroke) = (style.ink, style.stroke);
        let look = attrs!["d": path, "fill": "none", "stroke": ink, "stroke-width": stroke];
        svg.element("path", &look);
    }
}

/// Arcs and labels of the given and the asked angles.
fn draw_angles(svg: &mut Svg, scene: &Scene, style: &Style, figure: &Figure) {
    svg.comment("Angles");
    for (index, label) in scene.labels() {
        let given = label.ends_with('°');
        let (paint, slant) = if given { (style.ink, "normal") } else { (MARKED, "italic") };
        let ((x, y), reach) = figure.label_centre(index);
        let radius = (reach - style.text * 1.25).min(34.0);
        let path = arc(figure, index, radius);
        svg.element(
            "path",
            &attrs!["d": path, "fill": "none", "stroke": paint, "stroke-width": 1.5],
        );
        let look = attrs!["font-size": style.text, "fill": paint, "font-style": slant, "text-anchor": "middle"];
        svg.text(x, y + style.text * 0.35, &label, &look);
    }
}

/// An arc between an angle's arms, as path data.
fn arc(figure: &Figure, index: usize, radius: f64) -> String {
    let (from, at, to) = ANGLES[index];
    let (from, at, to) = (figure.points[from], figure.points[at], figure.points[to]);
    let (u, v) = (direction(at, from), direction(at, to));
    let sweep = u8::from(u.0 * v.1 - u.1 * v.0 > 0.0);
    let [x1, y1, x2, y2] =
        [at.0 + u.0 * radius, at.1 + u.1 * radius, at.0 + v.0 * radius, at.1 + v.1 * radius]
            .map(short);
    let r = short(radius);
    format!("M{x1} {y1}A{r} {r} 0 0 {sweep} {x2} {y2}")
}
