//! A picture cut into patches.

use super::{ImageSettings, Picture};

/// The patches of one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Patches {
    /// `t * h * w` patches of `3 * frames * side * side` numbers. Patches that are merged
    /// stand together; a patch holds red, green and blue, each once a frame.
    pub values: Vec<f32>,
    /// Patches in time, height and width.
    pub grid: [usize; 3],
}

/// Cuts a picture whose sides are multiples of a merged patch.
pub fn patches(picture: &Picture, settings: &ImageSettings) -> Patches {
    let (side, merge) = (settings.patch_size, settings.merge_size);
    let (high, wide) = (picture.height / side, picture.width / side);
    let mut values =
        Vec::with_capacity(high * wide * 3 * settings.temporal_patch_size * side * side);
    let levels = levels(settings);
    for (block_y, block_x) in grid(high / merge, wide / merge) {
        for (y, x) in grid(merge, merge) {
            let corner = ((block_y * merge + y) * side, (block_x * merge + x) * side);
            for (channel, levels) in levels.iter().enumerate() {
                let start = values.len();
                for row in 0..side {
                    let first = (corner.0 + row) * picture.width + corner.1;
                    let pixels = picture.rgb[3 * first..3 * (first + side)].chunks_exact(3);
                    values.extend(pixels.map(|pixel| levels[usize::from(pixel[channel])]));
                }
                for _ in 1..settings.temporal_patch_size {
                    values.extend_from_within(start..start + side * side);
                }
            }
        }
    }
    Patches { values, grid: [1, high, wide] }
}

/// The number that stands for each byte, by channel: rescaled in double precision,
/// normalised in single, as the reference does.
fn levels(settings: &ImageSettings) -> [[f32; 256]; 3] {
    let factor = 1.0_f64 / 255.0;
    std::array::from_fn(|channel| {
        let (mean, std) = (settings.mean[channel], settings.std[channel]);
        std::array::from_fn(|byte| ((byte as f64 * factor) as f32 - mean) / std)
    })
}

/// Row by row.
fn grid(rows: usize, columns: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
}
