//! Of options that are panels of the picture, the true one differs from all others in pixels.
//!
//! Where the options are letters, the last evidence boxes of the hard question, one an
//! option, are the panels that carry them. Two panels are held against each other pixel by
//! pixel. The same figure seldom falls on the same places between pixels, so a pixel
//! counts as equal if it lies between the values around its counterpart.

use synth_contracts::{Answer, BBox};

use crate::Draft;
use crate::twins::Pixels;

/// Fewest pixels, of a picture whose longer side is 448, that tell two panels apart.
const FEWEST: usize = 8;

/// How far beyond its counterpart's surroundings a channel may lie, of 255.
const SLACK: u8 = 32;

/// Says which option of the hard question looks like the true one, if any does.
pub fn look_alike(draft: &Draft, picture: &Pixels) -> Option<String> {
    let panels = panels(draft)?;
    let scale = f64::from(picture.width) / draft.width;
    let panels: Vec<BBox> = panels.iter().map(|area| area.scaled(scale)).collect();
    let Answer::Choice { index, .. } = draft.concept.hard.answer else { return None };
    let truth = *panels.get(index)?;
    let alike = |(_, other): &(usize, &BBox)| {
        differing(picture, truth, **other).max(differing(picture, **other, truth)) < FEWEST
    };
    let mut others = panels.iter().enumerate().filter(|(place, _)| *place != index);
    let (place, _) = others.find(alike)?;
    Some(format!("option {place} looks like {index}, which is true"))
}

/// The panels of options; `None` where options are no panels of one size.
fn panels(draft: &Draft) -> Option<&[BBox]> {
    let hard = &draft.concept.hard;
    let Answer::Choice { options, .. } = &hard.answer else { return None };
    let letters = options.iter().zip('A'..).all(|(option, letter)| *option == letter.to_string());
    let first = hard.evidence.len().checked_sub(options.len())?;
    let panels = hard.evidence.get(first..)?;
    let size = |area: &BBox| [area.0[2] - area.0[0], area.0[3] - area.0[1]];
    let [wide, high] = size(panels.first()?);
    let same = |area: &BBox| {
        let [w, h] = size(area);
        (w - wide).abs() < 0.5 && (h - high).abs() < 0.5
    };
    (letters && panels.iter().all(same)).then_some(panels)
}

/// How many pixels of one panel are not found about the same place of another.
fn differing(picture: &Pixels, one: BBox, two: BBox) -> usize {
    let corner = |area: BBox| [area.0[0], area.0[1]].map(|side| libm::round(side) as i64);
    let ([x1, y1], [x2, y2]) = (corner(one), corner(two));
    let [width, height] =
        [one.0[2] - one.0[0], one.0[3] - one.0[1]].map(|side| libm::floor(side) as i64);
    let inner = |side: i64| 2..(side - 2).max(2);
    let places = inner(height).flat_map(|y| inner(width).map(move |x| (x, y)));
    let unlike = |(x, y): &(i64, i64)| {
        let Some(pixel) = at(picture, x1 + x, y1 + y) else { return false };
        let mut range = [(u8::MAX, u8::MIN); 3];
        for (dx, dy) in (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy))) {
            let Some(near) = at(picture, x2 + x + dx, y2 + y + dy) else { continue };
            for ((low, high), value) in range.iter_mut().zip(near) {
                (*low, *high) = ((*low).min(value), (*high).max(value));
            }
        }
        let outside = |((low, high), value): (&(u8, u8), u8)| {
            value < low.saturating_sub(SLACK) || value > high.saturating_add(SLACK)
        };
        range.iter().zip(pixel).any(outside)
    };
    places.filter(unlike).count()
}

/// The colour of a pixel.
fn at(picture: &Pixels, x: i64, y: i64) -> Option<[u8; 3]> {
    let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
    let (width, height) = (picture.width as usize, picture.height as usize);
    let start = (y * width + x) * 4;
    let pixel = picture.rgba.get(start..start + 3).filter(|_| x < width && y < height)?;
    <[u8; 3]>::try_from(pixel).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two panels of 20 × 20 pixels side by side, black where `ink` says so.
    fn picture(ink: impl Fn(usize, usize) -> bool) -> Pixels {
        let pixel = |i: usize| {
            let value = if ink(i % 40, i / 40) { 0 } else { 255 };
            [value, value, value, 255]
        };
        Pixels { width: 40, height: 20, rgba: (0..800).flat_map(pixel).collect() }
    }

    const PANELS: [BBox; 2] = [BBox([0.0, 0.0, 20.0, 20.0]), BBox([20.0, 0.0, 40.0, 20.0])];

    #[test]
    fn a_figure_moved_by_a_pixel_is_the_same() {
        let bar = |x: usize, y: usize| {
            (5..15).contains(&y) && ((6..9).contains(&x) || (27..30).contains(&x))
        };
        assert_eq!(differing(&picture(bar), PANELS[0], PANELS[1]), 0);
    }

    #[test]
    fn a_dot_more_is_another_figure() {
        let dot = |x: usize, y: usize| (8..12).contains(&y) && (28..32).contains(&x);
        assert!(differing(&picture(dot), PANELS[1], PANELS[0]) >= FEWEST);
    }
}
