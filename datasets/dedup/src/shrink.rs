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
    let rows: Vec<&[u8]> = pixels.chunks_exact(from.0 * C).collect();
    let mut out = Vec::with_capacity(to.0 * to.1);
    // Down first: there neighbouring bytes are treated alike, many at once.
    let mut columns = vec![0_u32; from.0 * C];
    for (first, overlaps) in &down.cells {
        columns.fill(0);
        for (row, weight) in rows[*first..].iter().zip(overlaps) {
            add(&mut columns, row, *weight as u32);
        }
        let means = across.cells.iter().map(|(first, overlaps)| {
            let sum = sum::<C>(&columns[first * C..], overlaps);
            sum.map(|value| (value * 256 / area) as u32)
        });
        out.extend(means);
    }
    out
}

/// Adds a row to the sums of a cell's columns. The weights of all its rows come to the
/// height, so a sum has room for sixteen million of them.
fn add(columns: &mut [u32], row: &[u8], weight: u32) {
    for (sum, value) in columns.iter_mut().zip(row) {
        *sum += weight * u32::from(*value);
    }
}

fn sum<const C: usize>(columns: &[u32], overlaps: &[u64]) -> [u64; C] {
    let (columns, _) = columns.as_chunks::<C>();
    columns.iter().zip(overlaps).fold([0; C], |sum, (column, weight)| {
        std::array::from_fn(|c| sum[c] + weight * u64::from(column[c]))
    })
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

    /// The mean of a cell, every pixel cut into as many pieces as there are cells.
    fn mean(pixels: &[u8], from: (usize, usize), to: (usize, usize), cell: (usize, usize)) -> u32 {
        let pieces = (cell.1 * from.1..(cell.1 + 1) * from.1)
            .flat_map(|y| (cell.0 * from.0..(cell.0 + 1) * from.0).map(move |x| (x, y)));
        let sum: usize =
            pieces.map(|(x, y)| usize::from(pixels[y / to.1 * from.0 + x / to.0])).sum();
        (sum * 256 / (from.0 * from.1)) as u32
    }

    proptest! {
        #[test]
        fn a_cell_is_the_mean_of_what_it_covers(
            w in 1_usize..20, h in 1_usize..20, to_w in 1_usize..20, to_h in 1_usize..20,
            pixels in proptest::collection::vec(any::<u8>(), 400)
        ) {
            let pixels = &pixels[..w * h];
            let cells = shrink::<1>(pixels, (w, h), (to_w, to_h));
            for (place, [found]) in cells.into_iter().enumerate() {
                let cell = (place % to_w, place / to_w);
                prop_assert_eq!(found, mean(pixels, (w, h), (to_w, to_h), cell));
            }
        }

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
