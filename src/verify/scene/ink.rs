//! A colour is seen at some places and not at others.

use super::Tally;
use crate::Exhibit;
use crate::marks::rgb;
use crate::place::{Maps, to};
use synth_renderers::facts::Rgb;

/// Largest distance at which a pixel has a colour: blended edges included.
const SAME: u32 = 48;

/// Looks at the pixels around places that should and that should not show a colour.
pub fn hold(
    exhibit: &Exhibit<'_>,
    colour: &str,
    [at, off]: [&[[f64; 2]]; 2],
    maps: Maps,
    tally: &mut Tally,
) {
    let Some(paint) = rgb(colour) else { return };
    let shown = |place: &&[f64; 2]| shows(exhibit, to(maps, **place), paint);
    let missing = at.iter().filter(|place| !shown(place)).count();
    let stray = off.iter().filter(shown).count();
    tally.hold(missing == 0, || format!("{colour} is missing at {missing} of {} places", at.len()));
    tally.hold(stray == 0, || format!("{colour} is at {stray} places where it should not be"));
}

/// Whether one of the nine pixels around a point has the colour.
fn shows(exhibit: &Exhibit<'_>, [x, y]: [f64; 2], paint: Rgb) -> bool {
    let near = |offset: i64, centre: f64, size: u32| {
        (centre as i64 + offset).clamp(0, i64::from(size) - 1) as usize
    };
    (0..9).any(|i| {
        let column = near(i % 3 - 1, x, exhibit.width);
        let row = near(i / 3 - 1, y, exhibit.height);
        let at = (row * exhibit.width as usize + column) * 4;
        match exhibit.rgba.get(at..at + 3) {
            Some(&[r, g, b]) => Rgb([r, g, b]).distance(paint) <= SAME,
            _ => false,
        }
    })
}
