//! One mark has just these corners, in this order.

use synth_contracts::Paint;
use synth_renderers::facts::Shape;

use super::{NEAR, Tally};
use crate::Exhibit;
use crate::marks::{name, painted};
use crate::place::{Maps, distance, to};

/// Corners within so many pixels of the one before are the same one.
const SAME: f64 = 0.5;

/// Holds an outline against every mark of its paint with as many corners.
pub fn hold(
    exhibit: &Exhibit<'_>,
    paint: &Paint,
    at: &[[f64; 2]],
    closed: bool,
    maps: Maps,
    tally: &mut Tally,
) {
    let wanted: Vec<[f64; 2]> = at.iter().map(|place| to(maps, *place)).collect();
    let marks = alike(exhibit, paint, at.len(), closed);
    let off = marks.into_iter().map(|corners| off(&wanted, corners, closed));
    let best = off.fold(f64::INFINITY, f64::min);
    tally.hold(best <= NEAR, || {
        let corners = at.len();
        match best.is_finite() {
            true => format!(
                "of the {}, none has these {corners} corners: {best:.1} px off",
                name(paint)
            ),
            false => format!("of the {}, none has {corners} corners", name(paint)),
        }
    });
}

/// The corners of the marks of a paint that have so many.
pub fn alike(
    exhibit: &Exhibit<'_>,
    paint: &Paint,
    count: usize,
    closed: bool,
) -> Vec<Vec<[f64; 2]>> {
    painted(exhibit.facts, paint)
        .map(|mark| corners(mark, closed))
        .filter(|corners| corners.len() == count)
        .collect()
}

fn corners(mark: &Shape, closed: bool) -> Vec<[f64; 2]> {
    let mut all: Vec<[f64; 2]> = mark.corners.iter().map(|corner| corner.map(f64::from)).collect();
    all.dedup_by(|new, old| distance(*new, *old) < SAME);
    let again = all.first().zip(all.last()).is_some_and(|(a, b)| distance(*a, *b) < SAME);
    if closed && all.len() > 1 && again {
        all.pop();
    }
    all
}

/// How far the worst corner is off, read from either end and, if closed, from the corner
/// that suits best.
fn off(wanted: &[[f64; 2]], mut corners: Vec<[f64; 2]>, closed: bool) -> f64 {
    let turns = if closed { corners.len() } else { 1 };
    let worst = |found: &mut dyn Iterator<Item = &[f64; 2]>| {
        wanted.iter().zip(found).map(|(a, b)| distance(*a, *b)).fold(0.0, f64::max)
    };
    let mut best = f64::INFINITY;
    for _ in 0..turns {
        best = best.min(worst(&mut corners.iter())).min(worst(&mut corners.iter().rev()));
        corners.rotate_left(1);
    }
    best
}
