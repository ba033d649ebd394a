//! Multimodal rotary positions of a row.
//!
//! Text counts on one axis, repeated three times. A picture's tokens share the time at
//! which it starts (plus their frame) and spread over height and width; the text after
//! it goes on at the start plus the larger side. (Qwen2-VL, arXiv 2409.12191, section
//! 2.1.) The distance between a row's next position and its length is its delta.

use crate::config::Config;

/// Positions of one row's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions {
    /// Time, height, width.
    pub axes: [Vec<u32>; 3],
    /// Next position minus the number of tokens.
    pub delta: i64,
}

/// Positions of a row whose pictures have these grids. Fails when a picture's tokens do
/// not stand together.
pub fn of_row(config: &Config, ids: &[u32], grids: &[[usize; 3]]) -> Result<Positions, String> {
    let mut axes: [Vec<u32>; 3] = Default::default();
    let (mut at, mut next, mut highest) = (0, 0u32, None);
    let mut grids = grids.iter();
    while at < ids.len() {
        if ids[at] != config.tokens.image {
            axes.iter_mut().for_each(|a| a.push(next));
            highest = highest.max(Some(next));
            (at, next) = (at + 1, next + 1);
            continue;
        }
        let grid = *grids.next().ok_or("more image tokens than pictures")?;
        let len = config.image_tokens(grid);
        let run = ids[at..].iter().take_while(|id| **id == config.tokens.image).count();
        if run < len {
            return Err(format!("a picture of {len} tokens is cut after {run}"));
        }
        let last = picture(config, grid, next, &mut axes);
        highest = highest.max(Some(last));
        let merge = config.vision.spatial_merge_size;
        next += (grid[1].max(grid[2]) / merge) as u32;
        at += len;
    }
    let delta = highest.map_or(0, |h| i64::from(h) + 1) - ids.len() as i64;
    Ok(Positions { axes, delta })
}

/// Appends a picture's positions; returns the highest.
fn picture(config: &Config, grid: [usize; 3], start: u32, axes: &mut [Vec<u32>; 3]) -> u32 {
    let merge = config.vision.spatial_merge_size;
    let [t, h, w] = [grid[0], grid[1] / merge, grid[2] / merge];
    for frame in 0..t {
        for y in 0..h {
            for x in 0..w {
                for (axis, i) in axes.iter_mut().zip([frame, y, x]) {
                    axis.push(start + i as u32);
                }
            }
        }
    }
    start + t.max(h).max(w).saturating_sub(1) as u32
}
