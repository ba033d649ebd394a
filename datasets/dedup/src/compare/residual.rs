//! What is left between two aligned pictures, in units of what is explained.

use super::Comparison;
use super::colour;
use super::laid::{Overlap, laid_on};
use super::measure::{spread, usual};
use super::planes::{Planes, blur, halve, local_range};
use super::warp::Warp;

/// What was done to lay one picture on the other.
#[derive(Clone, Copy)]
pub(super) enum Laid {
    /// Nothing.
    Still,
    /// One had another size.
    Resized,
    /// One had to be moved.
    Moved,
}

impl Laid {
    pub(super) fn by(warp: &Warp, resized: bool) -> Self {
        match (warp.is_still(), resized) {
            (false, _) => Self::Moved,
            (true, true) => Self::Resized,
            (true, false) => Self::Still,
        }
    }
}

/// How much of a difference of one channel is explained.
struct Tolerance {
    /// Levels that nothing needs to explain: rounding, compression of a plain
    /// surface.
    base: f32,
    /// Least share of the contrast around a pixel that is explained, for pictures
    /// that lie as they are, that were resized and that had to be moved.
    least: [f32; 3],
    /// Largest share, for the same three: what compression does, and in addition
    /// what interpolation and a misfit of a fraction of a pixel do.
    most: [f32; 3],
}

const LUMA: Tolerance =
    Tolerance { base: 11.5, least: [0.16, 0.22, 0.30], most: [0.33, 0.35, 0.37] };
const CHROMA: Tolerance = Tolerance { base: 12.0, least: [0.20, 0.20, 0.35], most: [1.0; 3] };
const HALF_CHROMA: Tolerance = Tolerance { base: 12.0, least: [0.20, 0.20, 0.30], most: [0.50; 3] };

/// How much more than three quarters of all edges an edge may be off.
pub(super) const OUTLIER: f32 = 4.0;

/// How many standard deviations of the measured noise are explained.
const NOISE: f32 = 5.5;
/// Noise explains no more levels than this.
pub(super) const NOISE_MAX: f32 = 16.0;
/// How far around a pixel its contrast is read.
pub(super) const REACH: usize = 2;
/// Shortest side from which on colour is compared at half the size as well.
const HALVED: usize = 16;

/// A channel of both pictures.
struct Pair<'a> {
    one: &'a [f32],
    two: &'a [f32],
    valid: &'a [bool],
    size: (usize, usize),
}

/// The place where two reduced pictures differ most beyond what is explained, in
/// luma and in colour.
pub(super) fn coarse(a: &Planes, b: &Planes, warp: &Warp, resized: bool) -> [Comparison; 2] {
    let (b, overlap) = laid_on(a, b, warp);
    let laid = Laid::by(warp, resized);
    [luma(a, &b, &overlap, laid), chroma(a, &b, &overlap, laid)]
}

/// The place where two pictures at full size do.
pub(super) fn full(a: &Planes, b: &Planes, warp: &Warp, resized: bool) -> Comparison {
    let (b, overlap) = laid_on(a, b, warp);
    let laid = Laid::by(warp, resized);
    let (luma, chroma) = (luma(a, &b, &overlap, laid), chroma(a, &b, &overlap, laid));
    luma.larger(if luma.same { colour::judged(a, &b, &overlap, chroma) } else { chroma })
}

fn luma(a: &Planes, b: &Planes, overlap: &Overlap, laid: Laid) -> Comparison {
    let (one, two) = (&a.channels[0], &b.channels[0]);
    Pair { one, two, valid: &overlap.valid, size: a.size() }.excess(&LUMA, laid)
}

/// Colour as it is, and at half the size.
fn chroma(a: &Planes, b: &Planes, overlap: &Overlap, laid: Laid) -> Comparison {
    let (width, height) = a.size();
    let halved = (width.min(height) >= HALVED).then(|| overlap.halved());
    let channel = |c: usize| {
        let (one, two) = (&a.channels[c], &b.channels[c]);
        let whole = Pair { one, two, valid: &overlap.valid, size: a.size() };
        let found = whole.excess(&CHROMA, laid);
        let Some(overlap) = &halved else { return found };
        let (one, two) = (halve(one, width), halve(two, width));
        let half = Pair { one: &one, two: &two, valid: &overlap.valid, size: overlap.size };
        found.larger(half.excess(&HALF_CHROMA, laid))
    };
    channel(1).larger(channel(2))
}

impl Pair<'_> {
    fn excess(&self, tolerance: &Tolerance, laid: Laid) -> Comparison {
        let (width, height) = self.size;
        let soft = [self.one, self.two].map(|plane| blur(plane, width, height));
        let ranges = soft.each_ref().map(|plane| local_range(plane, width, height, REACH));
        let noise = (NOISE * spread(&soft[0], &soft[1], self.valid)).min(NOISE_MAX);
        let (least, most) = (tolerance.least[laid as usize], tolerance.most[laid as usize]);
        let share = (OUTLIER * usual([&soft[0], &soft[1]], &ranges, self.valid)).clamp(least, most);
        let (mut excess, mut place) = (0.0, 0);
        for at in (0..soft[0].len()).filter(|at| self.valid[*at]) {
            let contrast = ranges[0][at].min(ranges[1][at]);
            let explained = tolerance.base + noise + share * contrast;
            let found = (soft[0][at] - soft[1][at]).abs() / explained;
            if found > excess {
                (excess, place) = (found, at);
            }
        }
        Comparison::at_pixel(excess, place, self.size)
    }
}
