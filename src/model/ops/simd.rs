//! Loops that the compiler turns into the widest vectors of the machine at hand.
//!
//! The functions are plain Rust, marked to be inlined into [`vectorised`], which compiles
//! its closure once for each instruction set and picks one at run time. Sums use a fixed
//! number of lanes, so that every machine gives the same bits.

use rayon::prelude::*;

const LANES: usize = 16;

/// Runs `f` with the best instructions of this machine.
#[inline(always)]
pub fn vectorised<R>(f: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(f)
}

/// Numbers that one task of a parallel loop handles, at the least.
const GRAIN: usize = 1 << 15;

/// Rows of `width` numbers that one task handles. Depends on the width alone, so that sums
/// over a task's rows do not depend on the number of threads.
pub fn task_rows(width: usize) -> usize {
    (GRAIN / width.max(1)).max(1)
}

/// Calls `f(first row, rows)` for runs of rows of `out`, in parallel where it pays.
pub fn par_rows(out: &mut [f32], width: usize, f: impl Fn(usize, &mut [f32]) + Sync) {
    let rows = task_rows(width);
    let run = |(i, chunk): (usize, &mut [f32])| vectorised(|| f(i * rows, chunk));
    if out.len() <= rows * width || rayon::current_num_threads() == 1 {
        out.chunks_mut(rows * width).enumerate().for_each(run);
    } else {
        out.par_chunks_mut(rows * width).enumerate().for_each(run);
    }
}

/// Maps `f` over runs of rows `0..count` and returns the results in order.
pub fn par_tasks<R: Send>(
    count: usize,
    width: usize,
    f: impl Fn(std::ops::Range<usize>) -> R + Sync,
) -> Vec<R> {
    let rows = task_rows(width);
    let tasks = count.div_ceil(rows);
    let run = |i: usize| vectorised(|| f(i * rows..((i + 1) * rows).min(count)));
    if tasks <= 1 || rayon::current_num_threads() == 1 {
        (0..tasks).map(run).collect()
    } else {
        (0..tasks).into_par_iter().map(run).collect()
    }
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

/// Sum of `f(a, b)` over two slices of one length.
#[inline(always)]
pub fn sum2(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail: f32 =
        a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(a, b)| f(*a, *b)).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += f(*a, *b);
        }
    }
    fold(lanes, |a, b| a + b) + tail
}

/// Sum of products.
#[inline(always)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    sum2(a, b, |a, b| a * b)
}

/// Sum of `f(a)`.
#[inline(always)]
pub fn sum(a: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    sum2(a, a, |a, _| f(a))
}

/// The largest number; negative infinity for none.
#[inline(always)]
pub fn max(a: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let chunks = a.chunks_exact(LANES);
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let tail = chunks.remainder().iter().fold(f32::NEG_INFINITY, |m, x| larger(m, *x));
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane = larger(*lane, *x);
        }
    }
    larger(fold(lanes, larger), tail)
}

#[inline(always)]
fn fold(mut lanes: [f32; LANES], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = f(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// `e^x` to two units in the last place; zero below -87, about 1.6e38 above 88.
///
/// `2^n * e^r` with `n = round(x / ln 2)` and a Taylor polynomial of degree seven on
/// `|r| <= ln 2 / 2`. A NaN stays a NaN.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: adding it rounds to a whole number
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let clamped = x.clamp(-87.0, 88.0);
    let n = (clamped * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = (clamped - n * LN2_HIGH) - n * LN2_LOW;
    let mut p = 1.0 / 5040.0;
    for c in [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        p = p * r + c;
    }
    let scale = f32::from_bits((((n as i32) + 127) << 23) as u32);
    if x < -87.0 { 0.0 } else { p * scale }
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Hyperbolic tangent, to 2e-7 absolutely.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (exp(2.0 * x) + 1.0)
}

/// Turns a row of scores, times `scale`, into probabilities. The row must not be empty.
#[inline(always)]
pub fn softmax_scaled(row: &mut [f32], scale: f32) {
    let high = max(row);
    row.iter_mut().for_each(|x| *x = exp((*x - high) * scale));
    let factor = 1.0 / sum(row, |x| x);
    row.iter_mut().for_each(|x| *x *= factor);
}

/// The highest score and the logarithm of `Σ e^((x - highest) scale)`.
#[inline(always)]
pub fn log_sum(row: &[f32], scale: f32) -> (f32, f32) {
    let high = max(row);
    (high, libm::logf(sum(row, |x| exp((x - high) * scale))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn exp_follows_the_exact_one(x in -87f32..88.0) {
            let exact = f64::from(x).exp();
            let error = (f64::from(exp(x)) - exact).abs() / exact;
            prop_assert!(error < 3e-7, "{x}: {error}");
        }

        #[test]
        fn sums_follow_the_exact_ones(a in prop::collection::vec(-1f32..1.0, 0..100)) {
            let exact: f64 = a.iter().map(|x| f64::from(*x).powi(2)).sum();
            prop_assert!((f64::from(dot(&a, &a)) - exact).abs() < 1e-4);
            let high = a.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            prop_assert_eq!(max(&a), high);
        }

        #[test]
        fn tanh_follows_the_exact_one(x in -20f32..20.0) {
            prop_assert!((f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 3e-7);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f32::NAN).is_nan());
        assert_eq!(tanh(100.0), 1.0);
        assert_eq!(tanh(-100.0), -1.0);
    }

    #[test]
    fn every_row_is_visited_once() {
        let (rows, width) = (999, 1001);
        let mut out = vec![0f32; rows * width];
        par_rows(&mut out, width, |first, chunk| {
            for (i, row) in chunk.chunks_mut(width).enumerate() {
                row.iter_mut().for_each(|x| *x += (first + i) as f32);
            }
        });
        assert!(out.chunks(width).enumerate().all(|(i, r)| r.iter().all(|x| *x == i as f32)));
        let seen: Vec<usize> = par_tasks(rows, width, |r| r).into_iter().flatten().collect();
        assert_eq!(seen, (0..rows).collect::<Vec<_>>());
    }
}
