//! What is left between two aligned pictures, in units of what is explained.

use super::Comparison;
use super::planes::{Planes, blur, halve, local_range};
use super::warp::Warp;

/// How much of a difference of one channel is explained.
struct Tolerance {
    /// Levels that nothing needs to explain: rounding, compression of a plain
    /// surface.
    base: f32,
    /// Least share of the contrast around a pixel that is explained, for pictures
    /// that lie as they are and for pictures that had to be moved onto each other.
    least: [f32; 2],
    /// Largest share, for the same two: what compression does, and in addition
    /// what interpolation and a misfit of a fraction of a pixel do.
    most: [f32; 2],
}

const LUMA: Tolerance = Tolerance { base: 11.5, least: [0.16, 0.30], most: [0.33, 0.37] };
/// Most files keep colour at half the size, which smears its edges.
const CHROMA: Tolerance = Tolerance { base: 12.0, least: [0.20, 0.35], most: [1.0, 1.0] };
const HALF_CHROMA: Tolerance = Tolerance { base: 12.0, least: [0.20, 0.30], most: [0.50, 0.50] };

/// How much more than three quarters of all edges an edge may be off.
const OUTLIER: f32 = 4.0;
/// Contrast in levels from which on a pixel is at an edge.
const EDGE: f32 = 20.0;

/// How many standard deviations of the measured noise are explained.
const NOISE: f32 = 5.5;
/// Noise explains no more levels than this.
const NOISE_MAX: f32 = 16.0;
/// How far around a pixel its contrast is read.
const REACH: usize = 2;
/// Shortest side from which on colour is compared at half the size as well.
const HALVED: usize = 16;

/// A channel of both pictures.
struct Pair<'a> {
    one: &'a [f32],
    two: &'a [f32],
    valid: &'a [bool],
    width: usize,
    height: usize,
}

/// The place where the two differ most beyond what is explained.
pub(super) fn worst(a: &Planes, b: &Planes, warp: &Warp) -> Comparison {
    let (b, valid) = laid_on(a, b, warp);
    let moved = !warp.is_still();
    let (width, height) = a.size();
    let full = |c: usize, tolerance: &Tolerance| {
        let (one, two) = (&a.channels[c], &b.channels[c]);
        Pair { one, two, valid: &valid, width, height }.excess(tolerance, moved)
    };
    let mut found = vec![full(0, &LUMA), full(1, &CHROMA), full(2, &CHROMA)];
    if width.min(height) >= HALVED {
        let rows = valid.chunks_exact(width).step_by(2).take(height / 2);
        let valid: Vec<bool> =
            rows.flat_map(|row| row.iter().step_by(2).take(width / 2).copied()).collect();
        let (half_width, half_height) = (width / 2, height / 2);
        for c in [1, 2] {
            let [one, two] = [&a, &&b].map(|planes| halve(&planes.channels[c], width));
            let (one, two, valid) = (&one, &two, &valid);
            let pair = Pair { one, two, valid, width: half_width, height: half_height };
            found.push(pair.excess(&HALF_CHROMA, moved));
        }
    }
    let larger = |x: Comparison, y: Comparison| if y.excess > x.excess { y } else { x };
    found.into_iter().fold(Comparison { same: true, excess: 0.0, at: (0.0, 0.0) }, larger)
}

impl Pair<'_> {
    fn excess(&self, tolerance: &Tolerance, moved: bool) -> Comparison {
        let (width, height) = (self.width, self.height);
        let soft = [self.one, self.two].map(|plane| blur(plane, width, height));
        let ranges = soft.each_ref().map(|plane| local_range(plane, width, height, REACH));
        let noise = (NOISE * spread(&soft[0], &soft[1], self.valid)).min(NOISE_MAX);
        let which = usize::from(moved);
        let (least, most) = (tolerance.least[which], tolerance.most[which]);
        let share = (OUTLIER * self.usual(&soft, &ranges)).clamp(least, most);
        let (mut excess, mut place) = (0.0, 0);
        for at in (0..soft[0].len()).filter(|at| self.valid[*at]) {
            let contrast = ranges[0][at].min(ranges[1][at]);
            let explained = tolerance.base + noise + share * contrast;
            let found = (soft[0][at] - soft[1][at]).abs() / explained;
            if found > excess {
                (excess, place) = (found, at);
            }
        }
        let at = ((place % width) as f32 / width as f32, (place / width) as f32 / height as f32);
        Comparison { same: excess <= 1.0, excess, at }
    }

    /// The share of the contrast by which three quarters of the edges are off at
    /// most: what was done to the picture was done to all of them.
    fn usual(&self, soft: &[Vec<f32>; 2], ranges: &[Vec<f32>; 2]) -> f32 {
        const STEPS: usize = 200;
        let mut counts = [0_u32; STEPS];
        let mut edges = 0;
        for at in (0..soft[0].len()).filter(|at| self.valid[*at]) {
            let contrast = ranges[0][at].min(ranges[1][at]);
            if contrast >= EDGE {
                let share = (soft[0][at] - soft[1][at]).abs() / contrast;
                counts[((share * STEPS as f32) as usize).min(STEPS - 1)] += 1;
                edges += 1;
            }
        }
        let mut below = 0;
        let quarter = counts.iter().position(|count| {
            below += count;
            below * 4 >= edges * 3
        });
        quarter.map_or(0.0, |step| (step + 1) as f32 / STEPS as f32)
    }
}

/// The second picture laid on the first, and which pixels it covers. What it does
/// not cover is filled with the first, so that blurring draws nothing in.
fn laid_on(a: &Planes, b: &Planes, warp: &Warp) -> (Planes, Vec<bool>) {
    if warp.is_still() {
        return (b.clone(), vec![true; a.width * a.height]);
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
    (out, valid)
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

/// Standard deviation of the difference of most pixels, from its median.
fn spread(one: &[f32], two: &[f32], valid: &[bool]) -> f32 {
    // A histogram in steps of 1/16 of a level finds the median without sorting.
    const STEPS: usize = 512;
    let mut counts = [0_u32; STEPS];
    let mut total = 0;
    for ((one, two), _) in one.iter().zip(two).zip(valid).filter(|(_, valid)| **valid) {
        let step = ((one - two).abs() * 16.0) as usize;
        counts[step.min(STEPS - 1)] += 1;
        total += 1;
    }
    let mut below = 0;
    let median = counts.iter().position(|count| {
        below += count;
        below * 2 >= total
    });
    median.unwrap_or(0) as f32 / 16.0 * 1.4826
}
