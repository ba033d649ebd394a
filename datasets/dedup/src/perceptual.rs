//! What a picture looks like, in little: two hashes of 256
//! bits and sixteen colours.
//!
//! All three are read off the picture squeezed to 64 × 64 cells:
//!
//! * the *frequency hash* has one bit for each of the 256 lowest frequencies of a
//!   cosine transform of the luma, set where it is above their median;
//! * the *gradient hash* has one bit for each of 16 × 16 cells, set where the next
//!   cell to the right is brighter by a clear step, so that empty paper gives
//!   zeros and not noise;
//! * the *colour signature* holds the mean colour of each of 4 × 4 cells.
//!
//! Cosines come from `libm` and sums have a fixed order: the bits are the same on
//! every machine.

use std::sync::LazyLock;

use crate::raster::Raster;
use crate::shrink::shrink;

/// Cells a side of the squeezed picture.
const SIDE: usize = 64;
/// Frequencies, or gradient cells, a side of a hash.
const HASH: usize = 16;
/// Cells a side of the colour signature.
const COLOURS: usize = 4;
/// Cells of the colour signature.
pub(crate) const COLOUR_CELLS: usize = COLOURS * COLOURS;
/// By how many levels a neighbour must be brighter to set a gradient bit.
const STEP: u32 = 3 * 256;

/// A code of 256 bits.
pub type Code = [u64; 4];

/// In how many bits two codes differ.
pub fn hamming(a: &Code, b: &Code) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Perceptual {
    /// The frequency hash.
    pub frequency: Code,
    /// The gradient hash.
    pub gradient: Code,
    /// Luma, blue and red difference (JPEG's YCbCr) of 4 × 4 cells, by rows.
    pub colours: [[u8; 3]; COLOUR_CELLS],
}

impl Perceptual {
    /// Looks at a picture of any size.
    pub fn of(picture: &Raster) -> Self {
        let size = (picture.width() as usize, picture.height() as usize);
        let cells = shrink::<3>(picture.rgb(), size, (SIDE, SIDE));
        let luma: Vec<u32> =
            cells.iter().map(|[r, g, b]| (299 * r + 587 * g + 114 * b) / 1000).collect();
        Self {
            frequency: frequency_hash(&luma),
            gradient: gradient_hash(&luma),
            colours: colour_signature(&cells),
        }
    }

    /// The largest difference of two colour signatures in any cell and channel.
    pub fn colour_distance(&self, other: &Self) -> u8 {
        let cells = self.colours.iter().flatten().zip(other.colours.iter().flatten());
        cells.map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
    }
}

/// `COSINES[k][x]` of the cosine transform (DCT-II) of length `SIDE`.
static COSINES: LazyLock<[[f64; SIDE]; HASH + 1]> = LazyLock::new(|| {
    std::array::from_fn(|k| {
        std::array::from_fn(|x| {
            let turn = std::f64::consts::PI * (x as f64 + 0.5) * k as f64 / SIDE as f64;
            libm::cos(turn)
        })
    })
});

fn frequency_hash(luma: &[u32]) -> Code {
    // The constant part tells brightness, which the colour signature holds.
    let rows: Vec<[f64; HASH + 1]> = luma
        .chunks_exact(SIDE)
        .map(|row| {
            COSINES
                .each_ref()
                .map(|wave| row.iter().zip(wave).map(|(value, cos)| f64::from(*value) * cos).sum())
        })
        .collect();
    let mut power = [0.0; HASH * HASH];
    for (place, value) in power.iter_mut().enumerate() {
        // Along the first row and column of frequencies lies what a page's
        // layout shares with every other page: it starts at 0 in one direction.
        let (u, v) = (place % HASH, place / HASH);
        let wave = &COSINES[if u == 0 { v + 1 } else { v }];
        *value = rows.iter().zip(wave).map(|(row, cos)| row[u] * cos).sum();
    }
    let mut sorted = power;
    sorted.sort_unstable_by(f64::total_cmp);
    let median = (sorted[HASH * HASH / 2 - 1] + sorted[HASH * HASH / 2]) / 2.0;
    // Half a level over the whole picture: below it there is only rounding.
    let floor = 0.5 * 256.0 * SIDE as f64;
    pack(|place| power[place] > median + floor)
}

fn gradient_hash(luma: &[u32]) -> Code {
    // One column more than bits in a row; columns of 64/17 cells, exactly.
    let columns = HASH + 1;
    let mut means = [[0_u32; HASH + 1]; HASH];
    for (y, line) in means.iter_mut().enumerate() {
        for (x, mean) in line.iter_mut().enumerate() {
            let (start, end) = (x * SIDE, (x + 1) * SIDE);
            let overlap = |cell: usize| {
                end.min((cell + 1) * columns).saturating_sub(start.max(cell * columns))
            };
            let cells = start / columns..end.div_ceil(columns);
            let sum: u64 = cells
                .flat_map(|cell| (0..SIDE / HASH).map(move |row| (cell, y * SIDE / HASH + row)))
                .map(|(cell, row)| overlap(cell) as u64 * u64::from(luma[row * SIDE + cell]))
                .sum();
            *mean = (sum / (SIDE * SIDE / HASH) as u64) as u32;
        }
    }
    pack(|place| {
        let line = &means[place / HASH];
        line[place % HASH + 1] > line[place % HASH] + STEP
    })
}

fn colour_signature(cells: &[[u32; 3]]) -> [[u8; 3]; COLOUR_CELLS] {
    let span = SIDE / COLOURS;
    std::array::from_fn(|place| {
        let (left, top) = (place % COLOURS * span, place / COLOURS * span);
        let inside =
            (top..top + span).flat_map(|y| &cells[y * SIDE + left..y * SIDE + left + span]);
        let sum = inside
            .fold([0_u64; 3], |sum, cell| std::array::from_fn(|c| sum[c] + u64::from(cell[c])));
        ycc(sum.map(|value| value as f64 / (256 * span * span) as f64)).map(|v| v as u8)
    })
}

/// Luma, blue and red difference, each from 0 to 255 (JFIF).
pub(crate) fn ycc([r, g, b]: [f64; 3]) -> [f64; 3] {
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    [y, 128.0 + 0.564 * (b - y), 128.0 + 0.713 * (r - y)].map(|v| v.clamp(0.0, 255.0))
}

fn pack(bit: impl Fn(usize) -> bool) -> Code {
    std::array::from_fn(|word| {
        (0..64).fold(0, |code, at| code | u64::from(bit(word * 64 + at)) << at)
    })
}
