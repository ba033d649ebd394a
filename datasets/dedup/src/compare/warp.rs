//! A shift and a scale for each axis that lay one picture on the other.
//!
//! Fitted by Gauss–Newton on the luma (Lucas and Kanade 1981), over pixels that
//! have an edge, since only edges tell where a thing is. Large differences count
//! less (Geman–McClure weights), so a bar that only one picture has does not pull
//! the rest out of place.

use super::planes::{Planes, blur};

/// Furthest that anything may move, as a share of the side, and in pixels more.
const REACH: f32 = 0.045;
const REACH_PIXELS: f32 = 1.5;
/// Steps of the fit on one level at most.
const STEPS: usize = 12;
/// A step that moves nothing by more pixels than this is the last.
const STILL: f32 = 0.01;
/// Movement in pixels that is as good as none.
const UNSEEN: f32 = 0.06;
/// Difference in levels at which a pixel's weight has fallen to a quarter.
const SCALE: f32 = 40.0;
/// Slope of the luma, in levels a pixel, from which on there is an edge.
const EDGE: f32 = 4.0;
/// Pixels that a fit looks at, at most.
const SAMPLES: usize = 24_000;

/// Maps a pixel of the first picture to the second: `x + shift + stretch · u`,
/// `u` running from −1 at one end of the axis to 1 at the other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Warp {
    size: (usize, usize),
    /// Shift and stretch of x, then of y, in pixels.
    by: [f32; 4],
}

/// A pixel with an edge: its place, luma and slopes.
struct Sample {
    place: (f32, f32),
    value: f32,
}

impl Warp {
    /// The same movement in pixels of another size.
    pub(super) fn at_size(self, size: (usize, usize)) -> Self {
        let factor = |new: usize, old: usize| if old == 0 { 0.0 } else { new as f32 / old as f32 };
        let (x, y) = (factor(size.0, self.size.0), factor(size.1, self.size.1));
        let [a, b, c, d] = self.by;
        Self { size, by: [a * x, b * x, c * y, d * y] }
    }

    /// From −1 to 1 along an axis.
    fn unit(at: f32, length: usize) -> f32 {
        let half = (length as f32 - 1.0).max(1.0) / 2.0;
        at / half - 1.0
    }

    /// Where the second picture has what the first has at (`x`, `y`).
    pub(super) fn apply(&self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d] = self.by;
        (x + a + b * Self::unit(x, self.size.0), y + c + d * Self::unit(y, self.size.1))
    }

    /// Whether nothing moves by an amount that can be seen.
    pub(super) fn is_still(&self) -> bool {
        self.by.iter().all(|value| value.abs() < UNSEEN)
    }

    /// The movement that fits best, starting from this one.
    pub(super) fn fitted(self, a: &Planes, b: &Planes) -> Self {
        let (width, height) = a.size();
        let soft_a = blur(&a.channels[0], width, height);
        let soft_b = blur(&b.channels[0], width, height);
        let samples = edges(&soft_a, width, height);
        let (mut best, mut best_cost) = (self, f32::INFINITY);
        let mut warp = self;
        for _ in 0..STEPS {
            let (normal, pull, cost) = warp.equations(&samples, &soft_b);
            if cost < best_cost {
                (best, best_cost) = (warp, cost);
            }
            let Some(step) = solve(normal, pull) else { break };
            for (value, change) in warp.by.iter_mut().zip(step) {
                *value += change;
            }
            warp = warp.bounded();
            if step.iter().all(|change| change.abs() < STILL) {
                let cost = warp.equations(&samples, &soft_b).2;
                return if cost < best_cost { warp } else { best };
            }
        }
        best
    }

    /// Keeps the movement within what a benign change explains.
    fn bounded(mut self) -> Self {
        for (axis, length) in [self.size.0, self.size.1].into_iter().enumerate() {
            let reach = REACH * length as f32 + REACH_PIXELS;
            for value in &mut self.by[axis * 2..axis * 2 + 2] {
                *value = value.clamp(-reach, reach);
            }
        }
        self
    }

    /// The normal equations at this movement, and the mean cost.
    fn equations(&self, samples: &[Sample], target: &[f32]) -> ([[f32; 4]; 4], [f32; 4], f32) {
        let (mut normal, mut pull, mut cost, mut seen) = ([[0.0; 4]; 4], [0.0; 4], 0.0, 0);
        let (width, height) = self.size;
        for sample in samples {
            let (x, y) = sample.place;
            let (to_x, to_y) = self.apply(x, y);
            let Some((value, slope_x, slope_y)) = bilinear(target, width, height, to_x, to_y)
            else {
                continue;
            };
            let error = sample.value - value;
            let square = (error / SCALE) * (error / SCALE);
            let weight = 1.0 / ((1.0 + square) * (1.0 + square));
            let (u, v) = (Self::unit(x, width), Self::unit(y, height));
            let row = [slope_x, slope_x * u, slope_y, slope_y * v];
            for i in 0..4 {
                pull[i] += weight * row[i] * error;
                (0..4).for_each(|j| normal[i][j] += weight * row[i] * row[j]);
            }
            cost += square / (1.0 + square);
            seen += 1;
        }
        // Too little overlap is no fit.
        let mean = if seen * 2 > samples.len() { cost / seen as f32 } else { f32::INFINITY };
        (normal, pull, mean)
    }
}

/// The pixels with an edge, thinned evenly to at most [`SAMPLES`].
fn edges(plane: &[f32], width: usize, height: usize) -> Vec<Sample> {
    let mut found = Vec::new();
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let at = y * width + x;
            let slope_x = (plane[at + 1] - plane[at - 1]).abs();
            let slope_y = (plane[at + width] - plane[at - width]).abs();
            if slope_x + slope_y >= 2.0 * EDGE {
                found.push(Sample { place: (x as f32, y as f32), value: plane[at] });
            }
        }
    }
    let every = found.len().div_ceil(SAMPLES).max(1);
    found.into_iter().step_by(every).collect()
}

/// Value and slopes of a plane between its pixels; `None` outside.
fn bilinear(plane: &[f32], width: usize, height: usize, x: f32, y: f32) -> Option<(f32, f32, f32)> {
    if !(x >= 0.0 && y >= 0.0) {
        return None;
    }
    let (left, top) = (x as usize, y as usize);
    if left + 1 >= width || top + 1 >= height {
        return None;
    }
    let (dx, dy) = (x - left as f32, y - top as f32);
    let at = top * width + left;
    let [nw, ne, sw, se] = [plane[at], plane[at + 1], plane[at + width], plane[at + width + 1]];
    let (north, south) = (nw + (ne - nw) * dx, sw + (se - sw) * dx);
    let slope_x = (ne - nw) * (1.0 - dy) + (se - sw) * dy;
    Some((north + (south - north) * dy, slope_x, south - north))
}

/// Solves a symmetric system by Gauss elimination, with a little added to the
/// diagonal: an axis without edges stays where it is.
fn solve(mut normal: [[f32; 4]; 4], mut pull: [f32; 4]) -> Option<[f32; 4]> {
    let trace: f32 = (0..4).map(|i| normal[i][i]).sum();
    if trace <= 0.0 {
        return None;
    }
    (0..4).for_each(|i| normal[i][i] += trace * 1e-4);
    for i in 0..4 {
        for j in i + 1..4 {
            let factor = normal[j][i] / normal[i][i];
            (i..4).for_each(|k| normal[j][k] -= factor * normal[i][k]);
            pull[j] -= factor * pull[i];
        }
    }
    let mut out = [0.0; 4];
    for i in (0..4).rev() {
        let known: f32 = (i + 1..4).map(|k| normal[i][k] * out[k]).sum();
        out[i] = (pull[i] - known) / normal[i][i];
    }
    out.iter().all(|value| value.is_finite()).then_some(out)
}
