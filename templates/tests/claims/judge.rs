//! A small judge of claims, written from their descriptions alone.

use synth_contracts::{Anchor, Axis, Claim, Paint};
use synth_renderers::Rendered;
use synth_renderers::facts::{Rgb, Shape, TextRun};

type Point = [f64; 2];

/// Pixels that marks may be off their places.
const NEAR: f64 = 1.25;
/// The same for centres of texts, as a share of their size.
const NEAR_TEXT: f64 = 0.3;

pub struct Judge<'a> {
    rendered: &'a Rendered,
    claims: &'a [Claim],
    /// Scale and shift for x and for y.
    map: Option<[Point; 2]>,
}

/// How far off the worst thing is, in pixels where it is a place.
type Held = Result<f64, String>;

impl<'a> Judge<'a> {
    pub fn new(rendered: &'a Rendered, claims: &'a [Claim]) -> Self {
        let mut judge = Self { rendered, claims, map: None };
        judge.map = judge.find_map();
        judge
    }

    pub fn hold(&self, claim: &Claim) -> Held {
        match claim {
            Claim::Texts { texts } => self.texts(texts),
            Claim::Marks { paint, count } => match self.painted(paint).len() {
                found if found == *count => Ok(0.0),
                found => Err(format!("{found} marks")),
            },
            Claim::Bars { fill, values } => self.bars(fill, values),
            Claim::Places { paint, anchor, at } => {
                within(same(&self.mapped(at)?, &self.points(paint, *anchor)), NEAR)
            }
            Claim::Labels { labels } => self.labels(labels),
            Claim::Outline { paint, at, closed } => self.outline(paint, at, *closed),
            Claim::Ink { colour, at, off } => self.ink(colour, at, off),
            Claim::Ticks { axis, labels } => self.ticks(*axis, labels),
            Claim::TrueToScale => {
                let [x, y] = self.map.ok_or("no map")?.map(|[scale, _]| scale);
                within((x / y - 1.0).abs(), 0.01)
            }
            Claim::InAngle { text, arms } => self.in_angle(text, arms),
        }
    }

    fn painted(&self, paint: &Paint) -> Vec<&'a Shape> {
        let has = |shape: &&Shape| match paint {
            Paint::Fill(hex) => shape.fill == Some(rgb(hex)),
            Paint::Stroke(hex) => shape.stroke == Some(rgb(hex)),
        };
        let shapes = self.rendered.facts.shapes.iter();
        shapes.filter(|shape| shape.visible != Some(0.0)).filter(has).collect()
    }

    fn points(&self, paint: &Paint, anchor: Anchor) -> Vec<Point> {
        let of = |shape: &&Shape| match anchor {
            Anchor::Centre => vec![centre(shape.bbox)],
            Anchor::Corners => corners(shape),
        };
        self.painted(paint).iter().flat_map(of).collect()
    }

    /// Marks of a paint with so many corners.
    fn alike(&self, paint: &Paint, count: usize, closed: bool) -> Vec<Vec<Point>> {
        let merged = |shape| {
            let mut all = corners(shape);
            all.dedup_by(|new, old| distance(*new, *old) < 0.5);
            if closed && all.len() > 1 && distance(all[0], all[all.len() - 1]) < 0.5 {
                all.pop();
            }
            all
        };
        let all = self.painted(paint).into_iter().map(merged);
        all.filter(|corners| corners.len() == count).collect()
    }

    fn find_map(&self) -> Option<[Point; 2]> {
        let places: Vec<(Vec<Point>, Vec<Point>)> =
            self.claims.iter().filter_map(|claim| self.placed(claim)).collect();
        let outlines = || self.claims.iter().filter_map(|claim| self.outlined(claim)).collect();
        let groups = if places.is_empty() { outlines() } else { places };
        let ends = |points: Vec<f64>| {
            let low = points.iter().copied().reduce(f64::min)?;
            Some((low, points.into_iter().reduce(f64::max)?))
        };
        let mut map = [[0.0; 2]; 2];
        for axis in [0, 1] {
            let (low, high) = ends(groups.iter().flat_map(|g| &g.0).map(|p| p[axis]).collect())?;
            let (from, to) = ends(groups.iter().flat_map(|g| &g.1).map(|p| p[axis]).collect())?;
            let scale = (to - from) / (high - low);
            map[axis] = [scale, from - scale * low];
        }
        for _ in 0..3 {
            let pair = |at: &Point, found: &[Point]| Some((*at, nearest(apply(map, *at), found)?));
            let pairs = groups.iter().flat_map(|(at, found)| at.iter().map(|at| pair(at, found)));
            let pairs: Vec<(Point, Point)> = pairs.collect::<Option<_>>()?;
            map = [0, 1].map(|axis| {
                fit(&pairs.iter().map(|(a, b)| (a[axis], b[axis])).collect::<Vec<_>>())
            });
        }
        Some(map)
    }

    fn placed(&self, claim: &Claim) -> Option<(Vec<Point>, Vec<Point>)> {
        let Claim::Places { paint, anchor, at } = claim else { return None };
        Some((at.clone(), self.points(paint, *anchor)))
    }

    fn outlined(&self, claim: &Claim) -> Option<(Vec<Point>, Vec<Point>)> {
        let Claim::Outline { paint, at, closed } = claim else { return None };
        Some((at.clone(), self.alike(paint, at.len(), *closed).concat()))
    }

    fn mapped(&self, at: &[Point]) -> Result<Vec<Point>, String> {
        let map = self.map.ok_or("no map")?;
        Ok(at.iter().map(|at| apply(map, *at)).collect())
    }

    fn runs(&self, text: &str) -> Vec<&'a TextRun> {
        self.rendered.facts.texts.iter().filter(|run| run.content == text).collect()
    }

    fn texts(&self, texts: &[String]) -> Held {
        let mut wanted: Vec<&str> = texts.iter().map(String::as_str).collect();
        let runs = self.rendered.facts.texts.iter();
        let mut found: Vec<&str> = runs.map(|run| run.content.as_str()).collect();
        wanted.sort_unstable();
        found.sort_unstable();
        if wanted == found { Ok(0.0) } else { Err(format!("{found:?}")) }
    }

    fn bars(&self, fill: &str, values: &[f64]) -> Held {
        let foot = self.foot().ok_or("no bars")?;
        let (_, scale) = self.value_axis().ok_or("no axis")?;
        let bars = self.standing(fill, foot);
        if bars.len() != values.len() {
            return Err(format!("{} bars", bars.len()));
        }
        let off = |(bar, value): (&&Shape, &f64)| {
            (f64::from(bar.bbox[3] - bar.bbox[1]) - value * scale).abs()
        };
        within(bars.iter().zip(values).map(off).fold(0.0, f64::max), NEAR)
    }

    /// The line on which most filled marks stand.
    fn foot(&self) -> Option<f32> {
        let fills = self.claims.iter().filter_map(|claim| match claim {
            Claim::Bars { fill, .. } => Some(Paint::Fill(fill.clone())),
            _ => None,
        });
        let feet: Vec<f32> =
            fills.flat_map(|paint| self.painted(&paint)).map(|shape| shape.bbox[3]).collect();
        feet.iter()
            .copied()
            .max_by_key(|foot| feet.iter().filter(|other| (*other - foot).abs() < 0.5).count())
    }

    fn standing(&self, fill: &str, foot: f32) -> Vec<&'a Shape> {
        let mut bars = self.painted(&Paint::Fill(fill.to_owned()));
        bars.retain(|bar| (bar.bbox[3] - foot).abs() < 0.5);
        bars.sort_by(|a, b| a.bbox[0].total_cmp(&b.bbox[0]));
        bars
    }

    /// Where 0 lies by the numbers at the y axis, and how tall one unit is.
    fn value_axis(&self) -> Option<(f64, f64)> {
        let labels = self.claims.iter().find_map(|claim| match claim {
            Claim::Ticks { axis: Axis::Y, labels } => Some(labels),
            _ => None,
        })?;
        let pairs = labels.iter().map(|(text, at)| Some((*at, self.tick(Axis::Y, text)?)));
        let [scale, shift] = fit(&pairs.collect::<Option<Vec<_>>>()?);
        Some((shift, scale))
    }

    /// The centre of a tick's text along its axis.
    fn tick(&self, axis: Axis, text: &str) -> Option<f64> {
        let runs = self.runs(text).into_iter();
        match axis {
            Axis::X => runs.max_by(|a, b| a.bbox[3].total_cmp(&b.bbox[3])),
            Axis::Y => runs.min_by(|a, b| a.bbox[0].total_cmp(&b.bbox[0])),
        }
        .map(|run| centre(run.bbox)[axis as usize])
    }

    fn ticks(&self, axis: Axis, labels: &[(String, f64)]) -> Held {
        let found = labels.iter().map(|(text, at)| Some((*at, self.tick(axis, text)?)));
        let pairs: Vec<(f64, f64)> = found.collect::<Option<_>>().ok_or("a tick is missing")?;
        let [scale, shift] = self.map.map_or_else(|| fit(&pairs), |map| map[axis as usize]);
        let off = |(at, found): &(f64, f64)| (scale * at + shift - found).abs();
        let mut worst = pairs.iter().map(off).fold(0.0, f64::max);
        if let (Some(foot), Axis::Y) = (self.foot(), axis) {
            worst = worst.max((f64::from(foot) - shift).abs());
        }
        if let (Some(foot), Axis::X) = (self.foot(), axis) {
            for (i, (_, found)) in pairs.iter().enumerate() {
                worst = worst.max((self.group(i, foot) - found).abs());
            }
        }
        within(worst, 2.0)
    }

    /// The middle of the `i`-th bars of all series.
    fn group(&self, i: usize, foot: f32) -> f64 {
        let bars = self.claims.iter().filter_map(|claim| match claim {
            Claim::Bars { fill, .. } => self.standing(fill, foot).get(i).copied(),
            _ => None,
        });
        let middles: Vec<f64> = bars.map(|bar| centre(bar.bbox)[0]).collect();
        middles.iter().sum::<f64>() / middles.len() as f64
    }

    fn labels(&self, labels: &[(String, Point)]) -> Held {
        let mut worst: f64 = 0.0;
        for (text, at) in labels {
            let at = self.mapped(&[*at])?[0];
            let runs = self.runs(text);
            let size = runs.first().map_or(1.0, |run| f64::from(run.size));
            let found: Vec<Point> = runs.iter().map(|run| centre(run.bbox)).collect();
            let off = nearest(at, &found).map_or(f64::MAX, |found| distance(at, found));
            worst = worst.max(off / size);
        }
        within(worst, NEAR_TEXT)
    }

    fn outline(&self, paint: &Paint, at: &[Point], closed: bool) -> Held {
        let at = self.mapped(at)?;
        let turns = if closed { at.len() } else { 1 };
        let off = |mut corners: Vec<Point>| {
            let mut best = f64::MAX;
            for _ in 0..turns {
                let pairs = |other: &[Point]| {
                    at.iter().zip(other).map(|(a, b)| distance(*a, *b)).fold(0.0, f64::max)
                };
                let back: Vec<Point> = corners.iter().rev().copied().collect();
                best = best.min(pairs(&corners)).min(pairs(&back));
                corners.rotate_left(1);
            }
            best
        };
        let all = self.alike(paint, at.len(), closed);
        within(all.into_iter().map(off).fold(f64::MAX, f64::min), NEAR)
    }

    fn ink(&self, colour: &str, at: &[Point], off: &[Point]) -> Held {
        let shown = |at: &Point| {
            let near = |offset: i32, centre: f64| centre as i32 + offset;
            let places = (0..9).map(|i| (near(i % 3 - 1, at[0]), near(i / 3 - 1, at[1])));
            places.into_iter().any(|(x, y)| self.pixel(x, y).distance(rgb(colour)) <= 48)
        };
        let missing = self.mapped(at)?.iter().filter(|at| !shown(at)).count();
        let stray = self.mapped(off)?.iter().filter(|at| shown(at)).count();
        if missing + stray == 0 { Ok(0.0) } else { Err(format!("{missing} and {stray}")) }
    }

    fn pixel(&self, x: i32, y: i32) -> Rgb {
        let (width, height) = (self.rendered.width as i32, self.rendered.height as i32);
        let at = 4 * (y.clamp(0, height - 1) * width + x.clamp(0, width - 1)) as usize;
        let rgba = &self.rendered.rgba;
        Rgb([rgba[at], rgba[at + 1], rgba[at + 2]])
    }

    fn in_angle(&self, text: &str, arms: &[Point; 3]) -> Held {
        let arms = self.mapped(arms)?;
        let turn = |to: Point| (to[1] - arms[1][1]).atan2(to[0] - arms[1][0]);
        let round = |angle: f64| angle.sin().atan2(angle.cos());
        let opening = round(turn(arms[2]) - turn(arms[0]));
        let off =
            |run: &&TextRun| round(turn(centre(run.bbox)) - turn(arms[0]) - opening / 2.0).abs();
        let worst = self.runs(text).iter().map(off).fold(f64::MAX, f64::min);
        within(worst, (opening.abs() / 4.0).min(0.15))
    }
}

fn within(far: f64, most: f64) -> Held {
    if far <= most { Ok(far) } else { Err(format!("{far:.3} off")) }
}

/// The farthest that a point of either set is from the other set.
fn same(one: &[Point], two: &[Point]) -> f64 {
    let far = |from: &[Point], to: &[Point]| {
        let off = |p: &Point| nearest(*p, to).map_or(f64::MAX, |q| distance(*p, q));
        from.iter().map(off).fold(0.0, f64::max)
    };
    far(one, two).max(far(two, one))
}

fn nearest(at: Point, points: &[Point]) -> Option<Point> {
    points.iter().copied().min_by(|a, b| distance(at, *a).total_cmp(&distance(at, *b)))
}

fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).abs().max((a[1] - b[1]).abs())
}

fn apply(map: [Point; 2], at: Point) -> Point {
    [0, 1].map(|axis| map[axis][0] * at[axis] + map[axis][1])
}

/// Scale and shift of least squares.
fn fit(pairs: &[(f64, f64)]) -> Point {
    let count = pairs.len() as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |(x, y), (a, b)| (x + a / count, y + b / count));
    let over: f64 = pairs.iter().map(|(a, b)| (a - x) * (b - y)).sum();
    let scale = over / pairs.iter().map(|(a, _)| (a - x) * (a - x)).sum::<f64>();
    [scale, y - scale * x]
}

fn centre(b: [f32; 4]) -> Point {
    [f64::from(b[0] + b[2]) / 2.0, f64::from(b[1] + b[3]) / 2.0]
}

fn corners(shape: &Shape) -> Vec<Point> {
    shape.corners.iter().map(|corner| corner.map(f64::from)).collect()
}

fn rgb(hex: &str) -> Rgb {
    let channel = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    Rgb([channel(1), channel(3), channel(5)])
}
