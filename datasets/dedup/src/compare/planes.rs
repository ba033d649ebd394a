//! Pictures as planes of luma and colour difference.

use crate::perceptual::ycc;
use crate::raster::Raster;
use crate::shrink::shrink;

use super::MIN_LEVEL;

/// Levels of a pyramid at most: a crop of 2 % moves what is at the edge of a
/// picture of 1400 pixels by 28, and at a sixteenth of the size by less than two.
const MAX_LEVELS: usize = 5;

/// Luma, blue and red difference in levels of 0 to 255, each a plane by rows.
#[derive(Clone)]
pub(super) struct Planes {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: [Vec<f32>; 3],
}

impl Planes {
    /// The picture at this size.
    pub(super) fn of(picture: &Raster, (width, height): (usize, usize)) -> Self {
        let own = (picture.width() as usize, picture.height() as usize);
        let mut channels = [0; 3].map(|_| Vec::with_capacity(width * height));
        let mut push = |rgb: [f64; 3]| {
            for (channel, value) in channels.iter_mut().zip(ycc(rgb)) {
                channel.push(value as f32);
            }
        };
        if own == (width, height) {
            picture.rgb().chunks_exact(3).for_each(|p| push([p[0], p[1], p[2]].map(f64::from)));
        } else {
            let cells = shrink::<3>(picture.rgb(), own, (width, height));
            cells.iter().for_each(|cell| push(cell.map(|value| f64::from(value) / 256.0)));
        }
        Self { width, height, channels }
    }

    pub(super) fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The picture and its halves, until they are too small to be fitted.
    pub(super) fn pyramid(self) -> Vec<Self> {
        let mut levels = vec![self];
        while let Some(last) = levels.last()
            && levels.len() < MAX_LEVELS
            && last.width.min(last.height) >= 2 * MIN_LEVEL
        {
            let half = last.half();
            levels.push(half);
        }
        levels
    }

    /// The picture at half the size.
    fn half(&self) -> Self {
        let channels = self.channels.each_ref().map(|plane| halve(plane, self.width));
        Self { width: self.width / 2, height: self.height / 2, channels }
    }
}

/// The mean of every 2 × 2 pixels; an odd last row or column is left out.
pub(super) fn halve(plane: &[f32], width: usize) -> Vec<f32> {
    let rows: Vec<&[f32]> = plane.chunks_exact(width).collect();
    let pairs = rows.chunks_exact(2).flat_map(|pair| {
        let (top, bottom) = (pair[0].chunks_exact(2), pair[1].chunks_exact(2));
        top.zip(bottom).map(|(t, b)| (t[0] + t[1] + b[0] + b[1]) * 0.25)
    });
    pairs.collect()
}

/// A plane blurred by the binomial kernel (1 4 6 4 1) / 16 in both directions,
/// a Gaussian of standard deviation 1. Beyond the border the edge goes on.
pub(super) fn blur(plane: &[f32], width: usize, height: usize) -> Vec<f32> {
    const KERNEL: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];
    let mut across = vec![0.0; plane.len()];
    let mut padded = vec![0.0; width + 4];
    for (row, line) in plane.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        padded[..2].fill(row[0]);
        padded[2..width + 2].copy_from_slice(row);
        padded[width + 2..].fill(row[width - 1]);
        for (tap, weight) in KERNEL.into_iter().enumerate() {
            line.iter_mut().zip(&padded[tap..]).for_each(|(sum, value)| *sum += weight * value);
        }
    }
    let mut out = vec![0.0; plane.len()];
    for (y, line) in out.chunks_exact_mut(width).enumerate() {
        for (tap, weight) in KERNEL.into_iter().enumerate() {
            let row = (y + tap).saturating_sub(2).min(height - 1);
            let source = &across[row * width..(row + 1) * width];
            line.iter_mut().zip(source).for_each(|(sum, value)| *sum += weight * value);
        }
    }
    out
}

/// The range of values (largest minus smallest) within `reach` pixels.
pub(super) fn local_range(plane: &[f32], width: usize, height: usize, reach: usize) -> Vec<f32> {
    let high = dilate(plane, width, height, reach, f32::max);
    let low = dilate(plane, width, height, reach, f32::min);
    high.iter().zip(&low).map(|(high, low)| high - low).collect()
}

/// `pick` over the square of `reach` pixels around each.
pub(super) fn dilate(
    plane: &[f32],
    width: usize,
    height: usize,
    reach: usize,
    pick: impl Fn(f32, f32) -> f32,
) -> Vec<f32> {
    let mut across = plane.to_vec();
    for (row, out) in plane.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        for step in 1..=reach.min(width - 1) {
            out[step..].iter_mut().zip(row).for_each(|(o, v)| *o = pick(*o, *v));
            out.iter_mut().zip(&row[step..]).for_each(|(o, v)| *o = pick(*o, *v));
        }
    }
    let mut out = across.clone();
    for step in 1..=reach.min(height - 1) {
        let by = step * width;
        out[by..].iter_mut().zip(&across).for_each(|(o, v)| *o = pick(*o, *v));
        out.iter_mut().zip(&across[by..]).for_each(|(o, v)| *o = pick(*o, *v));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blur_keeps_the_sum_and_a_range_sees_neighbours() {
        let mut dot = vec![0.0; 49];
        dot[24] = 16.0;
        let soft = blur(&dot, 7, 7);
        assert!((soft.iter().sum::<f32>() - 16.0).abs() < 1e-4);
        assert!((soft[24] - 36.0 / 16.0).abs() < 1e-5);
        let range = local_range(&dot, 7, 7, 1);
        assert_eq!((range[16], range[9]), (16.0, 0.0));
    }

    #[test]
    fn one_pixel_is_enough() {
        assert_eq!(blur(&[3.0], 1, 1), [3.0]);
        assert_eq!(local_range(&[3.0], 1, 1, 2), [0.0]);
    }
}
