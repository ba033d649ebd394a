//! What a tower needs to know about the pictures of a batch, from their grids alone.
//!
//! Patches come in squares of `merge * merge`, square by square. Qwen2.5-VL attends in
//! windows: its squares are put in the order of windows first. Qwen3-VL adds a learned
//! grid of positions, interpolated to each picture's size with corners kept.

use std::sync::Arc;

use candle_core::{DType, Device};

use crate::config::VisionConfig;
use crate::layer::{Angles, frequencies};
use crate::ops::{Pattern, Taps};

/// The plan of one batch.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Which patch stands at each place of the tower.
    pub order: Vec<u32>,
    /// Where each merged patch stands among the tower's results.
    pub place: Vec<u32>,
    /// Rotary angles, in the tower's order.
    pub angles: Angles,
    /// Every frame sees itself.
    pub whole: Pattern,
    /// Every window sees itself; empty for a tower without windows.
    pub windows: Pattern,
    /// Positions of the learned grid, for a tower that has one.
    pub grid: Option<Taps>,
}

impl Plan {
    pub fn new(
        c: &VisionConfig,
        grids: &[[usize; 3]],
        dtype: DType,
        device: &Device,
    ) -> candle_core::Result<Self> {
        let (squares, windows) = windows(c, grids);
        let unit = c.spatial_merge_size.pow(2);
        let patches = |s: u32| (0..unit as u32).map(move |i| s * unit as u32 + i);
        let order: Vec<u32> = squares.iter().copied().flat_map(patches).collect();
        let mut place = vec![0; squares.len()];
        squares.iter().enumerate().for_each(|(i, s)| place[*s as usize] = i as u32);
        let points: Vec<Point> = grids.iter().flat_map(|g| points(c, *g)).collect();
        let frames = grids.iter().flat_map(|[t, h, w]| std::iter::repeat_n(h * w, *t));
        Ok(Self {
            angles: angles(c, &points, &order, dtype, device)?,
            whole: Pattern::segments(frames.collect()),
            windows: Pattern::segments(windows.into_iter().map(|n| n * unit).collect()),
            grid: (c.num_position_embeddings > 0).then(|| grid(c, &points)),
            order,
            place,
        })
    }
}

/// A patch's place and its picture's size.
#[derive(Clone, Copy)]
struct Point {
    at: [usize; 2],
    size: [usize; 2],
}

/// Patches of a picture, square by square.
fn points(c: &VisionConfig, [t, h, w]: [usize; 3]) -> Vec<Point> {
    let merge = c.spatial_merge_size;
    let mut list = Vec::with_capacity(t * h * w);
    for _ in 0..t {
        for (y, x) in (0..h / merge).flat_map(|y| (0..w / merge).map(move |x| (y, x))) {
            for (i, j) in (0..merge).flat_map(|i| (0..merge).map(move |j| (i, j))) {
                list.push(Point { at: [y * merge + i, x * merge + j], size: [h, w] });
            }
        }
    }
    list
}

/// The order of squares, and how many each window holds.
fn windows(c: &VisionConfig, grids: &[[usize; 3]]) -> (Vec<u32>, Vec<usize>) {
    let side = c.window_size / c.spatial_merge_size / c.patch_size;
    let (mut order, mut sizes, mut first) = (Vec::new(), Vec::new(), 0);
    for [t, h, w] in grids {
        let (h, w) = (h / c.spatial_merge_size, w / c.spatial_merge_size);
        if side == 0 {
            order.extend((first..first + t * h * w).map(|s| s as u32));
            first += t * h * w;
            continue;
        }
        for frame in 0..*t {
            for (top, left) in corners(h, w, side) {
                let (bottom, right) = ((top + side).min(h), (left + side).min(w));
                sizes.push((bottom - top) * (right - left));
                for y in top..bottom {
                    let row = first + (frame * h + y) * w;
                    order.extend((row + left..row + right).map(|s| s as u32));
                }
            }
        }
        first += t * h * w;
    }
    (order, sizes)
}

fn corners(h: usize, w: usize, side: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..h).step_by(side).flat_map(move |y| (0..w).step_by(side).map(move |x| (y, x)))
}

/// Half of a head turns with height, half with width.
fn angles(
    c: &VisionConfig,
    points: &[Point],
    order: &[u32],
    dtype: DType,
    device: &Device,
) -> candle_core::Result<Angles> {
    let half = c.head_dim() / 2;
    let turns = frequencies(c.rope_theta, half);
    let angle = |p: &Point| {
        let at = p.at;
        let turns = &turns;
        (0..2).flat_map(move |axis| turns.iter().map(move |f| at[axis] as f32 * f))
    };
    let all = order.iter().flat_map(|i| angle(&points[*i as usize]).collect::<Vec<_>>());
    Angles::new(all, half, dtype, device)
}

/// The two grid points around `at` of `size` on a side of `side`, and their weights.
fn around(at: usize, size: usize, side: usize) -> [(usize, f32); 2] {
    let place = at as f32 * (side - 1) as f32 / (size - 1).max(1) as f32;
    let low = libm::floorf(place);
    let high = (low as usize + 1).min(side - 1);
    [(low as usize, 1.0 - (place - low)), (high, place - low)]
}

/// Four points of the learned grid to each patch, weighted by nearness.
fn grid(c: &VisionConfig, points: &[Point]) -> Taps {
    let side = (c.num_position_embeddings as f64).sqrt() as usize;
    let (mut rows, mut weights) = (Vec::new(), Vec::new());
    for p in points {
        for (y, wy) in around(p.at[0], p.size[0], side) {
            for (x, wx) in around(p.at[1], p.size[1], side) {
                rows.push((y * side + x) as u32);
                weights.push(wy * wx);
            }
        }
    }
    Taps { rows: rows.into(), weights: Some(Arc::from(weights)), each: 4, mute: None }
}
