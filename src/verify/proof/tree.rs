//! Marks as the drawn tree has them.

use synth_renderers::facts::Shape;

use super::{Kind, Mark, is_even};
use crate::Exhibit;

/// Share of the picture above which the first shape is its ground.
const GROUND: f32 = 0.5;
/// Pixels by which a corner may be off its place.
const NEAR: f32 = 0.75;

/// All marks, or `None` if there is something that is none.
pub fn marks(exhibit: &Exhibit<'_>) -> Option<Vec<Mark>> {
    let facts = exhibit.facts;
    if facts.truncated || !facts.images.is_empty() || !facts.texts.is_empty() {
        return None;
    }
    let shapes = match facts.shapes.split_first() {
        Some((first, rest)) if is_ground(first, exhibit) => rest,
        _ => &facts.shapes,
    };
    shapes.iter().map(mark).collect()
}

fn is_ground(shape: &Shape, exhibit: &Exhibit<'_>) -> bool {
    let [left, top, right, bottom] = shape.bbox;
    let (width, height) = (exhibit.width as f32, exhibit.height as f32);
    let area = (right.min(width) - left.max(0.0)) * (bottom.min(height) - top.max(0.0));
    shape.fill.is_some() && shape.stroke.is_none() && area > GROUND * width * height
}

fn mark(shape: &Shape) -> Option<Mark> {
    let fill = shape.fill.filter(|_| shape.stroke.is_none() && shape.stroke_width == 0.0)?;
    if shape.inside < 1.0 || shape.visible.is_none_or(|share| share == 0.0) {
        return None;
    }
    Some(Mark { bbox: shape.bbox, rgb: fill.0, kind: kind(shape)? })
}

/// A square has its corners in those of its box. A circle is drawn in arcs, that end amid
/// the sides and may end once in between; so are the corners of a diamond and of an octagon,
/// which the pixels tell apart.
fn kind(shape: &Shape) -> Option<Kind> {
    const MOST_ARCS: usize = 9;
    let [left, top, right, bottom] = shape.bbox;
    let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let near =
        |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).abs() <= NEAR && (a[1] - b[1]).abs() <= NEAR;
    let met = |places: [[f32; 2]; 4]| {
        places.iter().all(|place| shape.corners.iter().any(|corner| near(*place, *corner)))
    };
    let ends = [[left, top], [right, top], [right, bottom], [left, bottom]];
    let is_end = |corner: &[f32; 2]| ends.iter().any(|end| near(*end, *corner));
    let radius = (right - left) / 2.0;
    let is_on = |[a, b]: &[f32; 2]| (libm::hypotf(a - x, b - y) - radius).abs() <= NEAR;
    if !is_even(shape.bbox) {
        return None;
    }
    if met(ends) && shape.corners.iter().all(is_end) {
        return Some(Kind::Square);
    }
    let round = met([[x, top], [right, y], [x, bottom], [left, y]])
        && shape.corners.len() <= MOST_ARCS
        && shape.corners.iter().all(is_on);
    round.then_some(Kind::Circle)
}
