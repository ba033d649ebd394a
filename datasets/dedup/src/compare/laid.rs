//! One picture laid on another by a warp.

use super::planes::Planes;
use super::warp::Warp;

/// Where one picture lies on another.
pub(super) struct Overlap {
    pub(super) size: (usize, usize),
    /// Whether each pixel is covered by both.
    pub(super) valid: Vec<bool>,
}

impl Overlap {
    /// The same at half the size.
    pub(super) fn halved(&self) -> Self {
        let (width, height) = self.size;
        let rows = self.valid.chunks_exact(width).step_by(2).take(height / 2);
        let valid = rows.flat_map(|row| row.iter().step_by(2).take(width / 2).copied());
        Self { size: (width / 2, height / 2), valid: valid.collect() }
    }
}

/// The second picture laid on the first, and which pixels it covers. What it does
/// not cover is filled with the first, so that blurring draws nothing in.
pub(super) fn laid_on(a: &Planes, b: &Planes, warp: &Warp) -> (Planes, Overlap) {
    if warp.is_still() {
        let valid = vec![true; a.width * a.height];
        return (b.clone(), Overlap { size: a.size(), valid });
    }
    let (width, height) = a.size();
    let mut out = a.clone();
    let mut valid = vec![false; width * height];
    for y in 0..height {
        for x in 0..width {
            let (to_x, to_y) = warp.apply(x as f32, y as f32);
            let inside = to_x >= -0.01
                && to_y >= -0.01
                && to_x <= width as f32 - 0.99
                && to_y <= height as f32 - 0.99;
            if inside {
                valid[y * width + x] = true;
                let place = (to_x.max(0.0), to_y.max(0.0));
                for (plane, source) in out.channels.iter_mut().zip(&b.channels) {
                    plane[y * width + x] = between(source, width, height, place);
                }
            }
        }
    }
    (out, Overlap { size: (width, height), valid })
}

/// Bilinear value, the last row and column going on beyond the border.
fn between(plane: &[f32], width: usize, height: usize, (x, y): (f32, f32)) -> f32 {
    let (left, top) = ((x as usize).min(width - 1), (y as usize).min(height - 1));
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (dx, dy) = (x - left as f32, y - top as f32);
    let row = |y: usize| {
        let (w, e) = (plane[y * width + left], plane[y * width + right]);
        w + (e - w) * dx
    };
    let (north, south) = (row(top), row(bottom));
    north + (south - north) * dy
}
