//! Colours of pixels, and how well one stands out from another.

use std::collections::HashMap;
use std::fmt;

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
        let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
        let mut run: Option<([u8; 3], u32)> = None;
        let mut add = |colour, count| {
            if counts.len() < MOST_COLOURS || counts.contains_key(&colour) {
                *counts.entry(colour).or_insert(0) += count;
            }
        };
        // Neighbours are mostly equal: count runs, not pixels.
        for pixel in self.rgba.chunks_exact(4) {
            let colour = [pixel[0], pixel[1], pixel[2]];
            run = match run {
                Some((last, count)) if last == colour => Some((last, count + 1)),
                Some((last, count)) => {
                    add(last, count);
                    Some((colour, 1))
                }
                None => Some((colour, 1)),
            };
        }
        if let Some((last, count)) = run {
            add(last, count);
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
        let mut border: Vec<Rgb> = rows.chain(columns).filter_map(|(x, y)| self.at(x, y)).collect();
        border.sort_unstable();
        border.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0])
    }

    /// Share of a box's pixels that look more like `paint` than like `ground`.
    pub fn ink(&self, bbox: Box4, paint: Rgb, ground: Rgb) -> f32 {
        let [left, top, right, bottom] = clip(bbox, self.width, self.height);
        let (columns, rows) = (left as u32..right.ceil() as u32, top as u32..bottom.ceil() as u32);
        let (mut inked, mut seen) = (0u32, 0u32);
        for y in rows {
            for colour in columns.clone().filter_map(|x| self.at(x, y)) {
                seen += 1;
                inked += u32::from(colour.distance(paint) < colour.distance(ground));
            }
        }
        if seen == 0 { 0.0 } else { inked as f32 / seen as f32 }
    }
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
