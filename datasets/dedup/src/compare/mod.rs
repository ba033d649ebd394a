//! Whether two pictures show the same, judged at full size.
//!
//! Hashes find pictures that are alike; a chart with one bar changed is *too*
//! alike for them. So every pair they propose is compared here.
//!
//! # Steps
//!
//! 1. Two pictures whose edges are the same to the bit but for one place differ in
//!    that place ([`untouched`]); nothing was done to the rest.
//! 2. Both pictures are brought to the smaller one's size ([`planes`]).
//! 3. A shift and a scale for each axis, of a few per cent at most, are fitted
//!    from coarse to fine ([`warp`]): what a crop, a resize or a shift by a pixel
//!    leaves.
//! 4. The aligned pictures are subtracted and the difference is blurred
//!    ([`residual`]). What compression, resampling and noise do changes sign from
//!    pixel to pixel and cancels; a bar, a letter or an edge that only one picture
//!    has does not. A difference counts where it exceeds what noise of the
//!    measured strength and a misfit of a fraction of a pixel explain.
//! 5. Colour is judged once more at full size ([`colour`]): most files keep it at
//!    half the size, which takes much of the colour from a thin stroke. What such a
//!    file makes of the sharper picture is worked out ([`smear`]) and compared.
//!
//! One place that counts is enough to tell the pictures apart. The same test runs
//! at every scale, so most different pictures cost only the coarse one.

mod colour;
mod laid;
mod measure;
mod planes;
mod residual;
mod smear;
#[cfg(test)]
mod tests;
mod untouched;
mod warp;

use crate::raster::Raster;
use planes::Planes;
use warp::Warp;

/// Longest side at which pictures are compared.
const MAX_SIDE: f64 = 1400.0;
/// Below this share of the larger picture's side, small writing is gone from the
/// smaller one, and nobody can say whether the two show the same.
const MIN_SCALE: f64 = 0.4;
/// By how much the aspects of two pictures of the same thing may differ: a crop
/// of 2 % on either end of one axis.
const MAX_ASPECT: f64 = 1.05;
/// Shortest side of a level at which a warp is fitted.
const MIN_LEVEL: usize = 24;

/// Excess from which on a coarse level decides. There a misfit of a fraction of a
/// pixel is one of several pixels at full size, so it must be clear.
const COARSE: f32 = 1.7;
/// The same where nothing had to be moved.
const COARSE_STILL: f32 = 1.15;

/// What [`compare`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Whether nothing tells the pictures apart.
    pub same: bool,
    /// The largest difference in units of what is explained: up to 1 for pictures
    /// that are the same, infinite if their shapes cannot be compared
    /// or all but one place is the same to the bit.
    pub excess: f32,
    /// Where it is, as shares of width and height.
    pub at: (f32, f32),
}

impl Comparison {
    const INCOMPARABLE: Self = Self { same: false, excess: f32::INFINITY, at: (0.0, 0.0) };
    const NONE: Self = Self { same: true, excess: 0.0, at: (0.0, 0.0) };

    /// The largest difference, at this pixel of a picture of this size.
    fn at_pixel(excess: f32, place: usize, (width, height): (usize, usize)) -> Self {
        let at = ((place % width) as f32 / width as f32, (place / width) as f32 / height as f32);
        Self { same: excess <= 1.0, excess, at }
    }

    fn larger(self, other: Self) -> Self {
        if other.excess > self.excess { other } else { self }
    }
}

/// Whether two sizes may belong to the same picture.
pub(crate) fn comparable(a: (u32, u32), b: (u32, u32)) -> bool {
    let (a, b) = ([f64::from(a.0), f64::from(a.1)], [f64::from(b.0), f64::from(b.1)]);
    let ratio = [b[0] / a[0], b[1] / a[1]];
    // A side of a few pixels cannot keep its ratio to better than a pixel.
    let slack = 1.0 + 1.0 / a[0].min(a[1]).min(b[0]).min(b[1]);
    let skew = (ratio[0] / ratio[1]).max(ratio[1] / ratio[0]);
    let scale = ratio.map(|r| r.min(1.0 / r));
    skew <= MAX_ASPECT * slack && scale[0] >= MIN_SCALE && scale[1] >= MIN_SCALE
}

/// Compares two pictures. The warp is fitted from the first to the second, so the
/// figures depend a little on the order.
pub fn compare(a: &Raster, b: &Raster) -> Comparison {
    let (size_a, size_b) = ((a.width(), a.height()), (b.width(), b.height()));
    if !comparable(size_a, size_b) {
        return Comparison::INCOMPARABLE;
    }
    if let Some(at) = untouched::changed_place(a, b) {
        return Comparison { at, ..Comparison::INCOMPARABLE };
    }
    let size = common_size(size_a, size_b);
    let resized = size_a != size_b;
    let (levels_a, levels_b) = (Planes::of(a, size).pyramid(), Planes::of(b, size).pyramid());
    let mut warp = Warp::default();
    for (a, b) in levels_a.iter().zip(&levels_b).skip(1).rev() {
        warp = warp.at_size(a.size()).fitted(a, b);
        let [luma, chroma] = residual::coarse(a, b, &warp, resized);
        let most = if warp.is_still() { COARSE_STILL } else { COARSE };
        // Colour kept at half the size is off by pixels here, too, moved or not.
        if luma.excess > most || chroma.excess > COARSE {
            return Comparison { same: false, ..luma.larger(chroma) };
        }
    }
    let (a, b) = (&levels_a[0], &levels_b[0]);
    warp = warp.at_size(size);
    if size.0.min(size.1) >= MIN_LEVEL {
        warp = warp.fitted(a, b);
    }
    residual::full(a, b, &warp, resized)
}

/// The smaller picture's size, with no side above [`MAX_SIDE`].
fn common_size(a: (u32, u32), b: (u32, u32)) -> (usize, usize) {
    let area = |(w, h): (u32, u32)| u64::from(w) * u64::from(h);
    let small = if area(a) <= area(b) { a } else { b };
    let scale = (MAX_SIDE / f64::from(small.0.max(small.1))).min(1.0);
    let side = |own: u32| ((f64::from(own) * scale) as usize).max(1);
    (side(small.0), side(small.1))
}
