//! Loops that the compiler turns into the widest vectors of the machine at hand.
//!
//! A loop is a method of a small struct, marked to be inlined always, and so is all that
//! it calls. [`vectorised`] compiles it once for each instruction set and picks one at run
//! time. A closure would not do: one that is not inlined stays compiled for the oldest
//! machine. Plain loops over elements are left to the compiler; sums, which it must not
//! reorder, use vectors by name. The number of threads changes no bit of any result.

use std::ops::Range;

pub use pulp::{Simd, WithSimd};
use rayon::prelude::*;

use super::math::exp;

/// A loop over rows of a result; `rows` must be `#[inline(always)]`.
pub trait Rows: Sync {
    /// Fills rows of the result from row `first` on.
    fn rows<S: Simd>(&self, simd: S, first: usize, out: &mut [f32]);
}

/// A loop over rows that adds them up; `sums` must be `#[inline(always)]`.
pub trait Sums: Sync {
    fn sums<S: Simd>(&self, simd: S, rows: Range<usize>) -> Vec<f32>;
}

/// Runs a loop with the best instructions of this machine.
pub fn vectorised<T: WithSimd>(task: T) -> T::Output {
    pulp::Arch::new().dispatch(task)
}

struct RowsTask<'a, K>(&'a K, usize, &'a mut [f32]);

impl<K: Rows> WithSimd for RowsTask<'_, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.0.rows(simd, self.1, self.2);
    }
}

struct SumsTask<'a, K>(&'a K, Range<usize>);

impl<K: Sums> WithSimd for SumsTask<'_, K> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        self.0.sums(simd, self.1)
    }
}

/// Numbers that one task of a parallel loop handles, at the least.
const GRAIN: usize = 1 << 15;

/// Rows of `width` numbers that one task handles. Depends on the width alone, so that sums
/// over a task's rows do not depend on the number of threads.
fn task_rows(width: usize) -> usize {
    (GRAIN / width.max(1)).max(1)
}

/// Fills `out`, rows of `width` numbers, in parallel where it pays.
pub fn par_rows(out: &mut [f32], width: usize, loops: &impl Rows) {
    let rows = task_rows(width);
    let run = |(i, chunk): (usize, &mut [f32])| vectorised(RowsTask(loops, i * rows, chunk));
    if out.len() <= rows * width || rayon::current_num_threads() == 1 {
        out.chunks_mut(rows * width).enumerate().for_each(run);
    } else {
        out.par_chunks_mut(rows * width).enumerate().for_each(run);
    }
}

/// What `loops` gives for runs of the rows `0..count`, in order.
pub fn par_sums(count: usize, width: usize, loops: &impl Sums) -> Vec<Vec<f32>> {
    let rows = task_rows(width);
    let tasks = count.div_ceil(rows);
    let run = |i: usize| vectorised(SumsTask(loops, i * rows..((i + 1) * rows).min(count)));
    if tasks <= 1 || rayon::current_num_threads() == 1 {
        (0..tasks).map(run).collect()
    } else {
        (0..tasks).into_par_iter().map(run).collect()
    }
}

/// The sum of parts of one width, in their order.
pub fn total(parts: Vec<Vec<f32>>, width: usize) -> Vec<f32> {
    let mut parts = parts.into_iter();
    let mut sum = parts.next().unwrap_or_else(|| vec![0.0; width]);
    parts.for_each(|part| add(&mut sum, &part));
    sum
}

/// Adds `x` to `sum`.
#[inline(always)]
pub fn add(sum: &mut [f32], x: &[f32]) {
    sum.iter_mut().zip(x).for_each(|(s, x)| *s += x);
}

/// Adds `factor * x` to `sum`.
#[inline(always)]
pub fn add_scaled(sum: &mut [f32], x: &[f32], factor: f32) {
    sum.iter_mut().zip(x).for_each(|(s, x)| *s += factor * x);
}

/// Sum of products.
#[inline(always)]
pub fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    dots(simd, [a], b)[0]
}

/// Sums of products of `R` rows with one; all of one length.
#[inline(always)]
pub fn dots<S: Simd, const R: usize>(simd: S, rows: [&[f32]; R], with: &[f32]) -> [f32; R] {
    let (head, tail) = S::as_simd_f32s(with);
    let mut sums = [simd.splat_f32s(0.0); R];
    let heads = rows.map(|row| &S::as_simd_f32s(row).0[..head.len()]);
    for (i, with) in head.iter().enumerate() {
        for r in 0..R {
            sums[r] = simd.mul_add_e_f32s(heads[r][i], *with, sums[r]);
        }
    }
    let mut out = [0.0; R];
    for r in 0..R {
        let rest = &rows[r][rows[r].len() - tail.len()..];
        let rest: f32 = rest.iter().zip(tail).map(|(a, b)| a * b).sum();
        out[r] = simd.reduce_sum_f32s(sums[r]) + rest;
    }
    out
}

/// Sum of numbers.
#[inline(always)]
pub fn sum<S: Simd>(simd: S, a: &[f32]) -> f32 {
    let (head, tail) = S::as_simd_f32s(a);
    let (pairs, last) = head.as_chunks::<4>();
    let mut sums = [simd.splat_f32s(0.0); 4];
    for four in pairs {
        for i in 0..4 {
            sums[i] = simd.add_f32s(sums[i], four[i]);
        }
    }
    for (sum, x) in sums.iter_mut().zip(last) {
        *sum = simd.add_f32s(*sum, *x);
    }
    let [a, b, c, d] = sums;
    let all = simd.add_f32s(simd.add_f32s(a, b), simd.add_f32s(c, d));
    simd.reduce_sum_f32s(all) + tail.iter().sum::<f32>()
}

/// The largest number; negative infinity for none.
#[inline(always)]
pub fn max<S: Simd>(simd: S, a: &[f32]) -> f32 {
    let (head, tail) = S::as_simd_f32s(a);
    let mut high = simd.splat_f32s(f32::NEG_INFINITY);
    for x in head {
        high = simd.max_f32s(high, *x);
    }
    tail.iter().fold(simd.reduce_max_f32s(high), |m, x| m.max(*x))
}

/// Turns a row of scores, times `scale`, into probabilities. The row must not be empty.
#[inline(always)]
pub fn softmax_scaled<S: Simd>(simd: S, row: &mut [f32], scale: f32) {
    let high = max(simd, row);
    row.iter_mut().for_each(|x| *x = exp((*x - high) * scale));
    let factor = 1.0 / sum(simd, row);
    row.iter_mut().for_each(|x| *x *= factor);
}

/// The highest score and the logarithm of `Σ e^((x - highest) scale)`.
#[inline(always)]
pub fn log_sum<S: Simd>(simd: S, row: &[f32], scale: f32) -> (f32, f32) {
    const RUN: usize = 256;
    let high = max(simd, row);
    let (mut total, mut buffer) = (0.0, [0.0; RUN]);
    for run in row.chunks(RUN) {
        let buffer = &mut buffer[..run.len()];
        buffer.iter_mut().zip(run).for_each(|(e, x)| *e = exp((*x - high) * scale));
        total += sum(simd, buffer);
    }
    (high, libm::logf(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_follow_the_exact_ones(a in prop::collection::vec(-1f32..1.0, 0..100)) {
            let exact: f64 = a.iter().map(|x| f64::from(*x).powi(2)).sum();
            let high = a.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let [product, total, found] = vectorised(Three(&a));
            prop_assert!((f64::from(product) - exact).abs() < 1e-4);
            let exact: f64 = a.iter().map(|x| f64::from(*x)).sum();
            prop_assert!((f64::from(total) - exact).abs() < 1e-4);
            prop_assert_eq!(found, high);
        }
    }

    /// Sum of squares, sum and maximum.
    struct Three<'a>(&'a [f32]);

    impl WithSimd for Three<'_> {
        type Output = [f32; 3];

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> [f32; 3] {
            [dot(simd, self.0, self.0), sum(simd, self.0), max(simd, self.0)]
        }
    }

    struct Count(usize);

    impl Rows for Count {
        #[inline(always)]
        fn rows<S: Simd>(&self, _: S, first: usize, out: &mut [f32]) {
            for (i, row) in out.chunks_mut(self.0).enumerate() {
                row.iter_mut().for_each(|x| *x += (first + i) as f32);
            }
        }
    }

    impl Sums for Count {
        #[inline(always)]
        fn sums<S: Simd>(&self, _: S, rows: Range<usize>) -> Vec<f32> {
            rows.map(|i| i as f32).collect()
        }
    }

    #[test]
    fn every_row_is_visited_once() {
        let (rows, width) = (999, 1001);
        let mut out = vec![0f32; rows * width];
        par_rows(&mut out, width, &Count(width));
        assert!(out.chunks(width).enumerate().all(|(i, r)| r.iter().all(|x| *x == i as f32)));
        let seen: Vec<f32> = par_sums(rows, width, &Count(width)).into_iter().flatten().collect();
        assert_eq!(seen, (0..rows).map(|i| i as f32).collect::<Vec<_>>());
    }
}
