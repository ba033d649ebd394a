//! A text stands in the angle that it names.

use libm::{atan2, cos, sin};

use super::Tally;
use crate::place::{Maps, to};
use crate::{Exhibit, quote};

/// Most radians off the bisector, and the same as a share of the angle.
const NEAR: f64 = 0.15;
const SHARE: f64 = 0.25;

/// Holds a text against its angle: a point on one arm, the vertex, one on the other.
pub fn hold(
    exhibit: &Exhibit<'_>,
    text: &str,
    arms: &[[f64; 2]; 3],
    maps: Maps,
    tally: &mut Tally,
) {
    let [from, vertex, until] = arms.map(|place| to(maps, place));
    let turn = |[x, y]: [f64; 2]| atan2(y - vertex[1], x - vertex[0]);
    let opening = round(turn(until) - turn(from));
    let runs = exhibit.facts.texts.iter().filter(|run| run.content == text);
    let centre = |b: [f32; 4]| [0, 1].map(|side| f64::from(b[side] + b[side + 2]) / 2.0);
    let off = |bbox| round(turn(centre(bbox)) - turn(from) - opening / 2.0).abs();
    let best = runs.map(|run| off(run.bbox)).fold(f64::INFINITY, f64::min);
    tally.hold(best <= (opening.abs() * SHARE).min(NEAR), || {
        format!("{} does not stand in its angle", quote(text))
    });
}

/// The same angle between -π and π.
fn round(angle: f64) -> f64 {
    atan2(sin(angle), cos(angle))
}
