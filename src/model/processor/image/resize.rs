//! Resizing as Pillow does it for pictures of eight bits: bicubic with a = -0.5, widened
//! when making smaller, with weights in fixed point of 22 bits and every pass rounded to
//! bytes. Other libraries' bicubic differs by a few levels, which moves logits.
//!
//! The order of the passes shows in the bytes: along rows first, but for a picture that
//! loses more height than twice the width it loses. Pillow does so since version 13;
//! versions before it always begin with the rows.

use super::Picture;

/// Bits behind the point of a weight.
const PRECISION: u32 = 22;
/// Reach of the kernel, in pixels of the larger scale.
const SUPPORT: f64 = 2.0;

/// The picture in another size.
pub fn bicubic(picture: &Picture, width: usize, height: usize) -> Picture {
    let passes: [fn(&Picture, usize, usize) -> Picture; 2] = [wide, high];
    let [first, second] = if columns_first(picture, width, height) { [1, 0] } else { [0, 1] };
    passes[second](&passes[first](picture, width, height), width, height)
}

/// See the [module](self). What a side gains counts as negative.
fn columns_first(picture: &Picture, width: usize, height: usize) -> bool {
    // Pictures have far fewer than 2⁶³ rows.
    let lost = |from: usize, to: usize| from as i64 - to as i64;
    picture.height > height && lost(picture.height, height) > 2 * lost(picture.width, width)
}

fn wide(picture: &Picture, width: usize, _: usize) -> Picture {
    if width == picture.width {
        return picture.clone();
    }
    Picture { rgb: along_rows(picture, width), width, height: picture.height }
}

fn high(picture: &Picture, _: usize, height: usize) -> Picture {
    if height == picture.height {
        return picture.clone();
    }
    Picture { rgb: along_columns(picture, height), width: picture.width, height }
}

/// What one pixel of the result is made of.
struct Taps {
    first: usize,
    weights: Vec<i32>,
}

fn kernel(x: f64) -> f64 {
    const A: f64 = -0.5;
    match x.abs() {
        x if x < 1.0 => ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0,
        x if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * A,
        _ => 0.0,
    }
}

fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f64 / to as f64;
    let wide = scale.max(1.0);
    // Pillow multiplies by the reciprocal; a division differs in the last bit.
    let (support, narrow) = (SUPPORT * wide, 1.0 / wide);
    let tap = |at: usize| {
        let center = (at as f64 + 0.5) * scale;
        let first = (center - support + 0.5).max(0.0) as usize;
        let end = ((center + support + 0.5) as usize).min(from);
        let weight = |x: usize| kernel((x as f64 - center + 0.5) * narrow);
        let weights: Vec<f64> = (first..end).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        Taps { first, weights: weights.into_iter().map(|w| fixed(w / sum)).collect() }
    };
    (0..to).map(tap).collect()
}

/// Rounded half away from zero.
fn fixed(weight: f64) -> i32 {
    let scaled = weight * f64::from(1 << PRECISION);
    (if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 }) as i32
}

fn byte(sum: i32) -> u8 {
    (sum >> PRECISION).clamp(0, 255) as u8
}

const HALF: i32 = 1 << (PRECISION - 1);

fn along_rows(picture: &Picture, width: usize) -> Vec<u8> {
    let taps = taps(picture.width, width);
    let mut out = Vec::with_capacity(3 * width * picture.height);
    for row in picture.rgb.chunks_exact(3 * picture.width) {
        for tap in &taps {
            let mut sums = [HALF; 3];
            let pixels = row[3 * tap.first..].chunks_exact(3);
            for (pixel, weight) in pixels.zip(&tap.weights) {
                for (sum, value) in sums.iter_mut().zip(pixel) {
                    *sum += i32::from(*value) * weight;
                }
            }
            out.extend(sums.map(byte));
        }
    }
    out
}

fn along_columns(picture: &Picture, height: usize) -> Vec<u8> {
    let stride = 3 * picture.width;
    let mut out = Vec::with_capacity(stride * height);
    let mut sums = vec![0_i32; stride];
    for tap in taps(picture.height, height) {
        sums.fill(HALF);
        let rows = picture.rgb[stride * tap.first..].chunks_exact(stride);
        for (row, weight) in rows.zip(&tap.weights) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += i32::from(*value) * weight;
            }
        }
        out.extend(sums.iter().map(|sum| byte(*sum)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(width: usize, height: usize) -> Picture {
        let value = |at: usize| ((at * 37 + at / 7 * 11) % 256) as u8;
        Picture::new(width, height, (0..3 * width * height).map(value).collect()).unwrap()
    }

    #[test]
    fn one_colour_stays_that_colour() {
        let grey = Picture::new(17, 9, vec![77; 3 * 17 * 9]).unwrap();
        for (width, height) in [(5, 4), (40, 30), (17, 3), (3, 9)] {
            assert!(bicubic(&grey, width, height).rgb().iter().all(|v| *v == 77));
        }
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        assert_eq!(bicubic(&sample(13, 8), 13, 8), sample(13, 8));
    }

    /// Sums over Pillow's bytes, printed by `tests/pillow.py`.
    #[test]
    fn pillow_gives_the_same_bytes() {
        for (from, to, weighted, first) in PILLOW {
            let found = bicubic(&sample(from.0, from.1), to.0, to.1);
            let sum: u64 = found
                .rgb()
                .iter()
                .enumerate()
                .map(|(at, v)| (at as u64 % 251 + 1) * u64::from(*v))
                .sum();
            assert_eq!((sum, &found.rgb()[..6]), (weighted, first.as_slice()), "{from:?} {to:?}");
        }
    }

    type Case = ((usize, usize), (usize, usize), u64, [u8; 6]);
    const PILLOW: [Case; 10] = [
        ((13, 8), (7, 5), 702827, [103, 130, 105, 151, 116, 97]),
        ((13, 8), (29, 17), 23217431, [0, 6, 68, 0, 35, 92]),
        ((100, 60), (33, 64), 101007176, [109, 76, 113, 144, 156, 112]),
        ((64, 48), (64, 32), 97530444, [82, 28, 67, 104, 145, 182]),
        ((5, 5), (1, 9), 50035, [132, 105, 99, 117, 114, 123]),
        ((33, 200), (32, 192), 294460025, [9, 38, 76, 116, 142, 179]),
        ((20, 24), (15, 14), 9099923, [23, 75, 111, 186, 84, 122]),
        ((21, 24), (16, 13), 9014827, [91, 92, 129, 170, 76, 118]),
        ((20, 5), (64, 3), 8338823, [0, 26, 63, 0, 36, 73]),
        ((33, 20), (150, 40), 288231482, [0, 26, 63, 0, 32, 69]),
    ];
}
