//! Shapes: boxes, paints, and whether the paint can still be seen.

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::{Paint, Path};
use serde::{Deserialize, Serialize};

use super::colour::{Pixels, Rgb};
use super::{Box4, inside};

/// A shape that is not text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// The element's `id`, or empty.
    pub id: String,
    /// Box around fill and stroke, in pixels.
    pub bbox: Box4,
    /// Colour of the fill; `None` without a fill or with a gradient or pattern.
    pub fill: Option<Rgb>,
    /// Colour of the stroke; `None` without a stroke or with a gradient or pattern.
    pub stroke: Option<Rgb>,
    /// Width of the stroke in pixels; 0 without one.
    pub stroke_width: f32,
    /// Share of the box that lies within the picture.
    pub inside: f32,
    /// Ends of the outline's segments, in pixels and in order; empty for outlines
    /// with more than 1,024 of them.
    pub corners: Vec<[f32; 2]>,
    /// Share of sampled points of the shape where its paint is what one sees.
    /// `None` where that cannot be told: gradients, transparency, shapes too
    /// small or too intricate to sample.
    pub visible: Option<f32>,
}

/// Corners after which none are told.
const MOST_CORNERS: usize = 1024;

/// Points of the outline after which a shape counts as too intricate.
const MOST_POINTS: usize = 512;

/// Columns and rows of the grid on which a fill is sampled.
const GRID: usize = 5;

/// Largest distance between a pixel and the paint that put it there: rounding
/// and the blending of edges.
const SAME: u32 = 48;

/// Describes `path`; `None` when it is not drawn at all.
pub fn read(path: &Path, scale: Transform, pixels: &Pixels<'_>, plain: bool) -> Option<Shape> {
    if !path.is_visible() || (path.fill().is_none() && path.stroke().is_none()) {
        return None;
    }
    let bbox = path.abs_stroke_bounding_box().transform(scale)?;
    let bbox = [bbox.left(), bbox.top(), bbox.right(), bbox.bottom()];
    let transform = scale.pre_concat(path.abs_transform());
    let sample = Sample { outline: outline(path, transform), pixels };
    // A line has a fill by default and nothing to fill.
    let filling = path.fill().filter(|_| sample.has_area());
    let fill = filling.and_then(|fill| solid(fill.paint()));
    let stroke = path.stroke().and_then(|stroke| solid(stroke.paint()));
    let stroke_width = path.stroke().map_or(0.0, |s| s.width().get() * scale_of(transform));
    let opaque_fill = filling.is_some_and(|fill| fill.opacity().get() == 1.0);
    let opaque_stroke =
        path.stroke().is_some_and(|s| s.opacity().get() == 1.0 && s.dasharray().is_none());
    let visible = match (fill, stroke) {
        (Some(fill), _) if plain && opaque_fill => sample.fill(bbox, fill, stroke),
        (None, Some(stroke)) if plain && opaque_stroke && filling.is_none() => {
            sample.stroke(stroke, stroke_width)
        }
        _ => None,
    };
    let inside = inside(bbox, pixels.width, pixels.height);
    let (id, corners) = (path.id().to_owned(), corners(path, transform));
    Some(Shape { id, bbox, fill, stroke, stroke_width, inside, corners, visible })
}

/// Where the segments of a path end, in pixels.
fn corners(path: &Path, transform: Transform) -> Vec<[f32; 2]> {
    let mut corners: Vec<[f32; 2]> = Vec::new();
    for segment in path.data().segments() {
        let (PathSegment::MoveTo(mut end)
        | PathSegment::LineTo(mut end)
        | PathSegment::QuadTo(_, mut end)
        | PathSegment::CubicTo(_, _, mut end)) = segment
        else {
            continue;
        };
        transform.map_point(&mut end);
        let corner = [end.x, end.y];
        if corners.len() == MOST_CORNERS {
            return Vec::new();
        }
        if corners.last() != Some(&corner) {
            corners.push(corner);
        }
    }
    corners
}

/// The colour of a paint that has only one.
pub fn solid(paint: &Paint) -> Option<Rgb> {
    match paint {
        Paint::Color(colour) => Some(Rgb([colour.red, colour.green, colour.blue])),
        _ => None,
    }
}

/// Mean scale of a transform.
fn scale_of(transform: Transform) -> f32 {
    (transform.sx * transform.sy - transform.kx * transform.ky).abs().sqrt()
}

/// Closed polylines that follow a path, in pixels. `None` when there are too
/// many points.
fn outline(path: &Path, transform: Transform) -> Option<Vec<Vec<Point>>> {
    let mut rings: Vec<Vec<Point>> = Vec::new();
    let mut count = 0;
    let mut last = Point::zero();
    for segment in path.data().segments() {
        let (kind, points) = flatten(last, segment);
        count += points.len();
        if count > MOST_POINTS {
            return None;
        }
        last = points.last().copied().unwrap_or(last);
        if kind == Kind::Starts {
            rings.push(Vec::new());
        }
        if let Some(ring) = rings.last_mut() {
            ring.extend(points.into_iter().map(|mut point| {
                transform.map_point(&mut point);
                point
            }));
        }
    }
    Some(rings)
}

#[derive(PartialEq)]
enum Kind {
    Starts,
    Goes,
}

/// A segment from `from` as points, curves in four steps.
fn flatten(from: Point, segment: PathSegment) -> (Kind, Vec<Point>) {
    const STEPS: [f32; 4] = [0.25, 0.5, 0.75, 1.0];
    let mix =
        |a: Point, b: Point, t: f32| Point::from_xy(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
    match segment {
        PathSegment::MoveTo(to) => (Kind::Starts, vec![to]),
        PathSegment::LineTo(to) => (Kind::Goes, vec![to]),
        PathSegment::QuadTo(c, to) => {
            (Kind::Goes, STEPS.map(|t| mix(mix(from, c, t), mix(c, to, t), t)).to_vec())
        }
        PathSegment::CubicTo(c, d, to) => {
            let at = |t: f32| {
                let (a, b, e) = (mix(from, c, t), mix(c, d, t), mix(d, to, t));
                mix(mix(a, b, t), mix(b, e, t), t)
            };
            (Kind::Goes, STEPS.map(at).to_vec())
        }
        PathSegment::Close => (Kind::Goes, Vec::new()),
    }
}

struct Sample<'a> {
    outline: Option<Vec<Vec<Point>>>,
    pixels: &'a Pixels<'a>,
}

impl Sample<'_> {
    /// Whether the outline encloses anything, a pixel or more; intricate ones do.
    fn has_area(&self) -> bool {
        let Some(rings) = &self.outline else { return true };
        let doubled = |ring: &Vec<Point>| -> f32 {
            let next = ring.iter().skip(1).chain(ring.first());
            ring.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
        };
        rings.iter().map(|ring| doubled(ring).abs()).sum::<f32>() >= 2.0
    }

    /// Share of grid points inside the shape that show its fill (or its own
    /// stroke, which is drawn over the fill's edge).
    fn fill(&self, bbox: Box4, fill: Rgb, stroke: Option<Rgb>) -> Option<f32> {
        let rings = self.outline.as_ref()?;
        let step =
            |low: f32, high: f32, i: usize| low + (high - low) * (i as f32 + 0.5) / GRID as f32;
        let grid = (0..GRID * GRID).map(|i| {
            Point::from_xy(step(bbox[0], bbox[2], i % GRID), step(bbox[1], bbox[3], i / GRID))
        });
        let shown = |colour: Rgb| {
            colour.distance(fill) <= SAME || stroke.is_some_and(|s| colour.distance(s) <= SAME)
        };
        share(
            grid.filter(|point| contains(rings, *point))
                .filter_map(|point| self.colour(point).map(shown)),
        )
    }

    /// Share of points along the outline that show the stroke. Strokes thinner
    /// than two pixels blend with what is under them and cannot be told.
    fn stroke(&self, stroke: Rgb, width: f32) -> Option<f32> {
        if width < 2.0 {
            return None;
        }
        let rings = self.outline.as_ref()?;
        let along = rings.iter().flat_map(|ring| ring.windows(2)).flat_map(between);
        share(along.take(MOST_POINTS).filter_map(|point| {
            self.colour(point).map(|colour| colour.distance(stroke) <= SAME * 2)
        }))
    }

    fn colour(&self, point: Point) -> Option<Rgb> {
        if point.x < 0.0 || point.y < 0.0 {
            return None;
        }
        self.pixels.at(point.x as u32, point.y as u32)
    }
}

/// Points between two others, a few pixels apart, the ends left out.
fn between(pair: &[Point]) -> impl Iterator<Item = Point> + use<> {
    let (a, b) = (pair[0], pair[1]);
    let length = (b.x - a.x).abs().max((b.y - a.y).abs());
    let count = (length / 6.0).clamp(1.0, 32.0) as u32;
    (0..count).map(move |i| {
        let t = (i as f32 + 0.5) / count as f32;
        Point::from_xy(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
    })
}

/// Share of `true`; `None` for nothing.
fn share(found: impl Iterator<Item = bool>) -> Option<f32> {
    let (mut yes, mut all) = (0u32, 0u32);
    for is in found {
        all += 1;
        yes += u32::from(is);
    }
    (all > 0).then(|| yes as f32 / all as f32)
}

/// Whether a point lies within closed polylines, by the non-zero rule.
fn contains(rings: &[Vec<Point>], point: Point) -> bool {
    let mut winding = 0;
    for ring in rings {
        let next = ring.iter().skip(1).chain(ring.first());
        for (a, b) in ring.iter().zip(next) {
            let side = (b.x - a.x) * (point.y - a.y) - (point.x - a.x) * (b.y - a.y);
            if a.y <= point.y && b.y > point.y && side > 0.0 {
                winding += 1;
            } else if a.y > point.y && b.y <= point.y && side < 0.0 {
                winding -= 1;
            }
        }
    }
    winding != 0
}
