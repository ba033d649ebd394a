//! Marks as the pixels show them: blobs of one colour, by how much of their box they fill.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::{Kind, Mark, is_even};
use crate::Exhibit;

/// Pixels across which a blob is at least: blended edges are thinner.
const LEAST: usize = 4;
/// Share of its box that a square fills.
const SQUARE: RangeInclusive<f32> = 0.97..=1.03;
/// And a circle: π/4 = 0.785. A diamond fills half, an octagon 0.83.
const CIRCLE: RangeInclusive<f32> = 0.74..=0.805;

/// All marks, or `None` if there is a blob that is none.
pub fn marks(exhibit: &Exhibit<'_>) -> Option<Vec<Mark>> {
    let canvas = Canvas::of(exhibit)?;
    let ground = canvas.commonest()?;
    let mut seen = vec![false; canvas.pixels.len()];
    let mut marks = Vec::new();
    for start in 0..canvas.pixels.len() {
        if seen[start] || canvas.pixels[start] == ground {
            continue;
        }
        let blob = canvas.blob(start, &mut seen);
        if blob.is_thin() {
            continue;
        }
        marks.push(blob.mark(&canvas, canvas.pixels[start], ground)?);
    }
    Some(marks)
}

struct Canvas {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Canvas {
    fn of(exhibit: &Exhibit<'_>) -> Option<Self> {
        let pixels: Vec<[u8; 3]> =
            exhibit.rgba.chunks_exact(4).map(|p| [p[0], p[1], p[2]]).collect();
        let (width, height) = (exhibit.width as usize, exhibit.height as usize);
        (width > 0 && pixels.len() == width * height).then_some(Self { width, pixels })
    }

    fn commonest(&self) -> Option<[u8; 3]> {
        let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
        self.pixels.iter().for_each(|pixel| *counts.entry(*pixel).or_default() += 1);
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(pixel, _)| pixel)
    }

    /// How much of a pixel is of a colour rather than of the ground, 0 to 1; 0 outside.
    fn cover(&self, [x, y]: [usize; 2], rgb: [u8; 3], ground: [u8; 3]) -> f32 {
        let inside = (x < self.width).then(|| self.pixels.get(y * self.width + x)).flatten();
        let Some(pixel) = inside else { return 0.0 };
        let along = |channel: usize| f32::from(rgb[channel]) - f32::from(ground[channel]);
        let far = |channel: usize| f32::from(pixel[channel]) - f32::from(ground[channel]);
        let (mut part, mut whole) = (0.0, 0.0);
        for channel in 0..3 {
            part += far(channel) * along(channel);
            whole += along(channel) * along(channel);
        }
        (part / whole).clamp(0.0, 1.0)
    }

    /// All pixels of one colour that hang together with the one at `start`.
    fn blob(&self, start: usize, seen: &mut [bool]) -> Blob {
        let colour = self.pixels[start];
        let mut blob = Blob { left: self.width, top: usize::MAX, right: 0, bottom: 0, area: 0 };
        let mut open = vec![start];
        seen[start] = true;
        while let Some(at) = open.pop() {
            let (x, y) = (at % self.width, at / self.width);
            blob.add(x, y);
            let sides = [
                (x > 0).then(|| at - 1),
                (x + 1 < self.width).then_some(at + 1),
                at.checked_sub(self.width),
                Some(at + self.width),
            ];
            for next in sides.into_iter().flatten() {
                if self.pixels.get(next) == Some(&colour) && !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        blob
    }
}

/// A connected blob; `right` and `bottom` are its last column and row.
struct Blob {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    area: usize,
}

impl Blob {
    fn add(&mut self, x: usize, y: usize) {
        (self.left, self.right) = (self.left.min(x), self.right.max(x));
        (self.top, self.bottom) = (self.top.min(y), self.bottom.max(y));
        self.area += 1;
    }

    fn size(&self) -> [usize; 2] {
        [self.right + 1 - self.left, self.bottom + 1 - self.top]
    }

    fn is_thin(&self) -> bool {
        self.size().iter().any(|length| *length < LEAST)
    }

    /// What the blob is; of its blended edge counts what it covers of each pixel.
    fn mark(&self, canvas: &Canvas, rgb: [u8; 3], ground: [u8; 3]) -> Option<Mark> {
        let (columns, rows) = (around(self.left, self.right), around(self.top, self.bottom));
        let cover = |x: usize, y: usize| canvas.cover([x, y], rgb, ground);
        let most = |all: &mut dyn Iterator<Item = f32>| all.fold(0.0, f32::max);
        let column = |x: usize| most(&mut rows.clone().map(|y| cover(x, y)));
        let row = |y: usize| most(&mut columns.clone().map(|x| cover(x, y)));
        let edges = |[from, to]: [usize; 2], line: &dyn Fn(usize) -> f32| {
            let before = from.checked_sub(1).map_or(0.0, line);
            [from as f32 - before, (to + 1) as f32 + line(to + 1)]
        };
        let [left, right] = edges([self.left, self.right], &column);
        let [top, bottom] = edges([self.top, self.bottom], &row);
        let area: f32 = rows
            .clone()
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .map(|(x, y)| cover(x, y))
            .sum();
        let bbox = [left, top, right, bottom];
        let kind = match area / ((right - left) * (bottom - top)) {
            share if SQUARE.contains(&share) => Kind::Square,
            share if CIRCLE.contains(&share) => Kind::Circle,
            _ => return None,
        };
        is_even(bbox).then_some(Mark { bbox, rgb, kind })
    }
}

/// Columns or rows of a blob, and one on either side.
fn around(from: usize, to: usize) -> RangeInclusive<usize> {
    from.saturating_sub(1)..=to + 1
}
