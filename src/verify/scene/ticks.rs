//! The texts along an axis lie at their coordinates, and marks are read against them.

use synth_contracts::Axis;
use synth_renderers::facts::TextRun;

use super::{Tally, bars};
use crate::place::{Map, Maps};
use crate::{Exhibit, quote};

/// Most pixels that a tick's text may be off: half of it is where its ink lies.
const NEAR: f64 = 2.0;

/// Holds the texts of one axis against the map of the picture, or against its bars, or
/// else against each other.
pub fn hold(
    exhibit: &Exhibit<'_>,
    axis: Axis,
    labels: &[(String, f64)],
    maps: Option<Maps>,
    tally: &mut Tally,
) {
    let mut pairs = Vec::new();
    for (text, at) in labels {
        let found = tick(exhibit, axis, text);
        tally.hold(found.is_some(), || format!("the tick {} is not there", quote(text)));
        pairs.extend(found.map(|found| (*at, found)));
    }
    let own = maps.map(|[x, y]| if axis == Axis::X { x } else { y }).or_else(|| Map::fit(&pairs));
    let Some(map) = own else { return };
    for ((text, _), (at, found)) in labels.iter().zip(&pairs) {
        let off = (map.to(*at) - found).abs();
        tally.hold(off <= NEAR, || format!("the tick {} is {off:.1} px off", quote(text)));
    }
    if let Some(ground) = bars::ground(exhibit) {
        against_bars(axis, &pairs, map, &ground, tally);
    }
}

/// A bar of value `v` reaches from 0 to `-v` by the y axis; the `i`-th bars stand over the
/// `i`-th text of the x axis.
fn against_bars(
    axis: Axis,
    pairs: &[(f64, f64)],
    map: Map,
    ground: &bars::Ground,
    tally: &mut Tally,
) {
    if axis == Axis::Y {
        let off = (map.to(0.0) - ground.foot).abs();
        tally.hold(off <= NEAR, || format!("bars stand {off:.1} px off the axis' zero"));
        let top = pairs.iter().map(|(at, _)| at.abs()).fold(0.0, f64::max);
        let off = ((map.scale() - ground.scale) * top).abs();
        tally.hold(off <= NEAR, || format!("bars are {off:.1} px off at the top of the axis"));
        return;
    }
    for (place, ((_, found), middle)) in pairs.iter().zip(&ground.middles).enumerate() {
        let off = (found - middle).abs();
        tally.hold(off <= NEAR, || format!("bars {} are {off:.1} px off their name", place + 1));
    }
}

/// The centre of a tick's text along its axis: of equal texts the leftmost counts on y,
/// the lowest on x.
fn tick(exhibit: &Exhibit<'_>, axis: Axis, text: &str) -> Option<f64> {
    let runs = exhibit.facts.texts.iter().filter(|run| run.content == text);
    let middle = |run: &TextRun, side: usize| f64::from(run.bbox[side] + run.bbox[side + 2]) / 2.0;
    match axis {
        Axis::X => runs.max_by(|a, b| a.bbox[3].total_cmp(&b.bbox[3])).map(|run| middle(run, 0)),
        Axis::Y => runs.min_by(|a, b| a.bbox[0].total_cmp(&b.bbox[0])).map(|run| middle(run, 1)),
    }
}
