//! Pictures at another size, by the exact mean over each cell.
//!
//! A cell of the new size covers a rectangle of the old picture, whole pixels and
//! parts of pixels. With lengths counted in units of 1/(new size) of a pixel all
//! overlaps are whole numbers, so the mean is exact and the same on every machine,
//! for a picture smaller than the new size as well as for a larger one.

/// How the cells of one axis cover the old pixels: for every cell the first pixel
/// and the overlap with it and each that follows.
struct Axis {
    cells: Vec<(usize, Vec<u64>)>,
}

impl Axis {
    fn new(old: usize, new: usize) -> Self {
        let cells = (0..new).map(|cell| {
            let (start, end) = (cell * old, (cell + 1) * old);
            let first = start / new;
            let overlap =
                |pixel: usize| (end.min((pixel + 1) * new) - start.max(pixel * new)) as u64;
            (first, (first..end.div_ceil(new)).map(overlap).collect())
        });
        Self { cells: cells.collect() }
    }
}

/// The mean over each of `to.0 × to.1` cells of an interleaved picture of
/// `from.0 × from.1` pixels with `C` channels, in 256ths of a level.
pub(crate) fn shrink<const C: usize>(
    pixels: &[u8],
    from: (usize, usize),
    to: (usize, usize),
) -> Vec<[u32; C]> {
    let (across, down) = (Axis::new(from.0, to.0), Axis::new(from.1, to.1));
    let area = (from.0 * from.1) as u64;
    let mut out = Vec::with_capacity(to.0 * to.1);
    let mut sums = vec![[0_u64; C]; to.0];
    let mut line = vec![[0_u64; C]; to.0];
    // Neighbouring cells share at most the pixel row on their border.
    let mut summed = usize::MAX;
    for (first, overlaps) in &down.cells {
        sums.fill([0; C]);
        for (row, weight) in (*first..).zip(overlaps) {
            if summed != row {
                sum_row::<C>(&pixels[row * from.0 * C..(row + 1) * from.0 * C], &across, &mut line);
                summed = row;
            }
            for (sum, cell) in sums.iter_mut().zip(&line) {
                (0..C).for_each(|c| sum[c] += weight * cell[c]);
            }
        }
        out.extend(sums.iter().map(|sum| sum.map(|value| (value * 256 / area) as u32)));
    }
    out
}

fn sum_row<const C: usize>(row: &[u8], across: &Axis, line: &mut [[u64; C]]) {
    for ((first, overlaps), cell) in across.cells.iter().zip(line) {
        *cell = [0; C];
        for (pixel, weight) in row[first * C..].chunks_exact(C).zip(overlaps) {
            (0..C).for_each(|c| cell[c] += weight * u64::from(pixel[c]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_are_means_and_doubles_repeat() {
        let small = shrink::<1>(&[0, 100, 50, 150], (4, 1), (2, 1));
        assert_eq!(small, [[50 * 256], [100 * 256]]);
        let large = shrink::<1>(&[10, 20], (2, 1), (4, 1));
        assert_eq!(large, [[2560], [2560], [5120], [5120]]);
    }

    proptest! {
        #[test]
        fn a_constant_stays_constant(
            w in 1_usize..40, h in 1_usize..40, to_w in 1_usize..20, to_h in 1_usize..20, v: u8
        ) {
            let cells = shrink::<3>(&vec![v; w * h * 3], (w, h), (to_w, to_h));
            prop_assert_eq!(cells.len(), to_w * to_h);
            prop_assert!(cells.iter().flatten().all(|c| *c == u32::from(v) * 256));
        }
    }
}
