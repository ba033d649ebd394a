//! Colours of pixels, and how well one stands out from another.

use std::cmp::Reverse;
use std::fmt;
use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Box4, clip};

/// A colour, as bytes of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// Sum of the channels' absolute differences, 0 to 765.
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| u32::from(a.abs_diff(b))).sum()
    }

    /// Contrast of two colours, 1 to 21: WCAG 2.2, "contrast ratio".
    pub fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative luminance, 0 to 1: WCAG 2.2, "relative luminance".
    fn luminance(self) -> f32 {
        let [r, g, b] = self.0.map(|channel| {
            let c = f32::from(channel) / 255.0;
            // The platform's powf may differ in the last digit; libm's does not.
            if c <= 0.04045 { c / 12.92 } else { libm::powf((c + 0.055) / 1.055, 2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// Most colours counted.
const MOST_COLOURS: usize = 1 << 16;

/// Rows, and columns, of a box that are looked at without skipping any.
const MOST_SAMPLES: usize = 64;

/// The pixels of an opaque picture.
#[derive(Clone, Copy)]
pub struct Pixels<'a> {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    rgba: &'a [u8],
}

impl<'a> Pixels<'a> {
    /// Four bytes a pixel, rows from the top.
    pub fn new(width: u32, height: u32, rgba: &'a [u8]) -> Self {
        Self { width, height, rgba }
    }

    /// The pixel at column `x` and row `y`.
    pub fn at(&self, x: u32, y: u32) -> Option<Rgb> {
        if x >= self.width || y >= self.height {
            return None;
        }
        let start = (y as usize * self.width as usize + x as usize) * 4;
        match self.rgba.get(start..start + 3)? {
            &[r, g, b] => Some(Rgb([r, g, b])),
            _ => None,
        }
    }

    /// Number of colours, up to 65,536, and the share of pixels that do not
    /// have the commonest one.
    pub fn palette(&self) -> (u32, f32) {
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        let mut add = |colour, count| {
            if counts.len() < MOST_COLOURS || counts.contains_key(&colour) {
                *counts.entry(colour).or_insert(0) += count;
            }
        };
        // Rows are mostly equal to the row above, and neighbours to each other: what
        // is counted is runs of a row, times the rows that repeat it.
        let row_bytes = (self.width as usize * 4).max(4);
        let mut rows = self.rgba.chunks_exact(row_bytes).peekable();
        while let Some(row) = rows.next() {
            let mut times = 1;
            while rows.next_if(|next| same(next, row)).is_some() {
                times += 1;
            }
            let mut rest = row;
            while let Some(colour) = rest.first_chunk().copied().map(u32::from_le_bytes) {
                let run = run_length(rest, colour);
                add(colour, times * run);
                rest = rest.get(run as usize * 4..).unwrap_or_default();
            }
        }
        let total = (self.rgba.len() / 4).max(1) as f32;
        let commonest = counts.values().copied().max().unwrap_or(0);
        (counts.len() as u32, 1.0 - commonest as f32 / total)
    }

    /// The commonest colour on the border of a box, a pixel outside it: the
    /// ground on which what is in the box stands.
    pub fn ground(&self, bbox: Box4) -> Option<Rgb> {
        let [left, top, right, bottom] = clip(
            [bbox[0] - 2.0, bbox[1] - 2.0, bbox[2] + 1.0, bbox[3] + 1.0],
            self.width.saturating_sub(1),
            self.height.saturating_sub(1),
        );
        if left > right || top > bottom {
            return None;
        }
        let (left, top, right, bottom) = (left as u32, top as u32, right as u32, bottom as u32);
        let rows = (left..=right).flat_map(|x| [(x, top), (x, bottom)]);
        let columns = (top..=bottom).flat_map(|y| [(left, y), (right, y)]);
        let mut counts: Vec<(Rgb, u32)> = Vec::new();
        for colour in rows.chain(columns).filter_map(|(x, y)| self.at(x, y)) {
            match counts.iter().position(|(seen, _)| *seen == colour) {
                Some(index) => counts[index].1 += 1,
                None => counts.push((colour, 1)),
            }
        }
        // Of equally common ones, the first in the order of colours.
        counts.into_iter().max_by_key(|(colour, count)| (*count, Reverse(*colour))).map(|c| c.0)
    }

    /// Share of a box's pixels that look more like `paint` than like `ground`. Of a
    /// large box, every n-th row and column is looked at.
    pub fn ink(&self, bbox: Box4, paint: Rgb, ground: Rgb) -> f32 {
        let [left, top, right, bottom] = clip(bbox, self.width, self.height);
        let columns = left as u32..right.ceil() as u32;
        let rows = top as u32..bottom.ceil() as u32;
        let step = |range: &Range<u32>| (range.len() / MOST_SAMPLES).max(1);
        let (mut inked, mut seen) = (0u32, 0u32);
        for y in rows.clone().step_by(step(&rows)) {
            for colour in columns.clone().step_by(step(&columns)).filter_map(|x| self.at(x, y)) {
                seen += 1;
                inked += u32::from(colour.distance(paint) < colour.distance(ground));
            }
        }
        if seen == 0 { 0.0 } else { inked as f32 / seen as f32 }
    }
}

/// Whether two rows are equal, compared eight bytes at a time: in WebAssembly the
/// library's comparison goes byte by byte.
fn same(a: &[u8], b: &[u8]) -> bool {
    let wide = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    let (ours, theirs) = (a.chunks_exact(8), b.chunks_exact(8));
    ours.remainder() == theirs.remainder() && ours.zip(theirs).all(|(a, b)| wide(a) == wide(b))
}

/// How many pixels at the start of a row have the first one's colour, which is at
/// least one; two at a time as long as that goes.
fn run_length(row: &[u8], colour: u32) -> u32 {
    let two = u64::from(colour) << 32 | u64::from(colour);
    let wide = |bytes: &&[u8]| (*bytes).try_into().is_ok_and(|b| u64::from_le_bytes(b) == two);
    let twos = row.chunks_exact(8).take_while(wide).count();
    let next = row.get(twos * 8..).and_then(<[u8]>::first_chunk).copied();
    twos as u32 * 2 + u32::from(next.map(u32::from_le_bytes) == Some(colour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_runs_from_1_to_21() {
        let (black, white) = (Rgb([0; 3]), Rgb([255; 3]));
        assert_eq!(black.contrast(black), 1.0);
        assert!((black.contrast(white) - 21.0).abs() < 1e-4);
        // The darkest grey that passes WCAG's level AA on white.
        assert!((Rgb([118; 3]).contrast(white) - 4.54).abs() < 0.01);
    }

    #[test]
    fn colours_are_written_as_in_css() {
        assert_eq!(Rgb([1, 171, 255]).to_string(), "#01abff");
    }
}
