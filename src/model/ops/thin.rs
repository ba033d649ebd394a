//! Products of a few rows with a weight, as in a step of generation.
//!
//! A general matrix product packs both operands before it multiplies, which for a few rows
//! costs more than the product. Here each row of the weight is read once, as it lies, for
//! four rows at a time.

use rayon::prelude::*;

use super::simd;

/// Rows that a step of generation has at the most, for its products to be made here; more go
/// to the general product, whose last bits are others.
pub const FEW: usize = 32;
/// Rows of the weight that stay in the nearest cache.
const TILE: usize = 16;
/// Products below this are not worth a second thread.
const GRAIN: usize = 1 << 19;

/// Whether a product of this many rows is served here.
pub fn serves(rows: usize) -> bool {
    rows <= FEW
}

/// `x (m, k)` times the transpose of `w (n, k)`, as `(m, n)`.
pub fn product(x: &[f32], w: &[f32], [m, n, k]: [usize; 3]) -> Vec<f32> {
    let mut out = vec![0.0; m * n];
    let threads = rayon::current_num_threads();
    if threads == 1 || m * n * k < GRAIN {
        simd::vectorised(Columns { x, w, out: &mut out, size: [m, n, k] });
        return out;
    }
    let wide = n.div_ceil(threads).next_multiple_of(TILE);
    let runs: Vec<&[f32]> = w.chunks(wide * k).collect();
    let parts: Vec<Vec<f32>> = runs
        .par_iter()
        .map(|w| {
            let mut part = vec![0.0; m * w.len() / k];
            simd::vectorised(Columns { x, w, out: &mut part, size: [m, w.len() / k, k] });
            part
        })
        .collect();
    let mut first = 0;
    for part in parts {
        let width = part.len() / m;
        for (out, row) in out.chunks_exact_mut(n).zip(part.chunks_exact(width)) {
            out[first..first + width].copy_from_slice(row);
        }
        first += width;
    }
    out
}

struct Columns<'a> {
    x: &'a [f32],
    w: &'a [f32],
    out: &'a mut [f32],
    size: [usize; 3],
}

impl simd::WithSimd for Columns<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: simd::Simd>(self, simd: S) {
        let Self { x, w, out, size: [m, n, k] } = self;
        for start in (0..n).step_by(TILE) {
            let tile = start..(start + TILE).min(n);
            let mut row = 0;
            while row + 4 <= m {
                let x = four(&x[row * k..], k);
                for o in tile.clone() {
                    let sums = simd::dots(simd, x, &w[o * k..][..k]);
                    sums.iter().enumerate().for_each(|(i, s)| out[(row + i) * n + o] = *s);
                }
                row += 4;
            }
            for row in row..m {
                for o in tile.clone() {
                    out[row * n + o] = simd::dot(simd, &x[row * k..][..k], &w[o * k..][..k]);
                }
            }
        }
    }
}

#[inline(always)]
fn four(x: &[f32], k: usize) -> [&[f32]; 4] {
    [&x[..k], &x[k..2 * k], &x[2 * k..3 * k], &x[3 * k..4 * k]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_plain_sum(m in 1usize..11, n in 1usize..70, k in 1usize..70, seed in 0u64..9) {
            let x = crate::random::normal(m * k, seed);
            let w = crate::random::normal(n * k, seed + 1);
            let found = product(&x, &w, [m, n, k]);
            for (i, found) in found.iter().enumerate() {
                let (x, w) = (&x[i / n * k..][..k], &w[i % n * k..][..k]);
                let exact: f64 = x.iter().zip(w).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                prop_assert!((f64::from(*found) - exact).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn threads_change_nothing() {
        let [m, n, k] = [8, 1000, 300];
        let (x, w) = (crate::random::normal(m * k, 1), crate::random::normal(n * k, 2));
        let mut alone = vec![0.0; m * n];
        simd::vectorised(Columns { x: &x, w: &w, out: &mut alone, size: [m, n, k] });
        assert_eq!(product(&x, &w, [m, n, k]), alone);
    }
}
