//! What a file that keeps colour at half the size makes of a picture.
//!
//! JPEG and WebP keep the luma of every pixel, and colour mostly for every 2 × 2. A
//! stroke one pixel wide so loses half its colour to its neighbours, and coarse
//! quantisation spreads it further. Where a neighbour is white or black, most of
//! what it was given lies beyond what red, green and blue can hold, and is lost.
//! So a thin stroke keeps its luma and pales, and the mean colour around it with it.
//!
//! How far a picture was smeared need not be known: each of the two is smeared by
//! steps, and the step that agrees best with the other picture is taken, over all
//! pixels that smearing changes. What was done to the picture was done to all of
//! them, so one stroke of another colour does not pass for a smeared one.

use super::laid::Overlap;
use super::planes::{Planes, blur};

/// How often colour is blurred for each step: standard deviations of 1 and 2
/// pixels, subsampled colour and coarsely quantised colour.
const BLURS: [usize; 2] = [1, 3];
/// Levels by which smearing must change a pixel for it to tell anything.
const CHANGED: f32 = 4.0;
/// Difference in levels that counts half.
const SCALE: f32 = 10.0;
/// To what share a step must lower the differences to be believed, and where so few
/// pixels tell that they may all belong to one stroke of another paint.
const GAIN: f32 = 0.75;
const GAIN_OF_FEW: f32 = 0.7;
const FEW: usize = 120;

/// Blue and red difference.
pub(super) type Chroma = [Vec<f32>; 2];

/// The sharper picture by steps, and which step agrees with the other one.
pub(super) struct Fit {
    /// Colour as it is, and after each step.
    pub(super) steps: Vec<Chroma>,
    /// The step that agrees best; 0 if nothing shows that either was smeared.
    pub(super) step: usize,
    /// Colour of the other picture.
    pub(super) other: Chroma,
}

/// A picture after each step, and the same blurred as it is compared.
struct Smeared {
    chroma: Vec<Chroma>,
    soft: Vec<[Vec<f32>; 3]>,
}

impl Fit {
    pub(super) fn of(a: &Planes, b: &Planes, overlap: &Overlap) -> Self {
        let (mut a, mut b) = (Smeared::of(a), Smeared::of(b));
        let telling: Vec<usize> = (0..overlap.valid.len())
            .filter(|at| overlap.valid[*at] && (a.changes(*at) || b.changes(*at)))
            .collect();
        let plain = cost(&a.soft[0], &b.soft[0], &telling);
        let (step_a, cost_a) = best(&a, &b, &telling);
        let (step_b, cost_b) = best(&b, &a, &telling);
        let gain = if telling.len() < FEW { GAIN_OF_FEW } else { GAIN };
        let step = |step: usize, cost: f32| if cost < gain * plain { step } else { 0 };
        if cost_a <= cost_b {
            let other = b.chroma.swap_remove(0);
            Self { steps: a.chroma, step: step(step_a, cost_a), other }
        } else {
            let other = a.chroma.swap_remove(0);
            Self { steps: b.chroma, step: step(step_b, cost_b), other }
        }
    }
}

impl Smeared {
    fn of(picture: &Planes) -> Self {
        let (width, height) = picture.size();
        let [luma, blue, red] = &picture.channels;
        let soft = |planes: [&Vec<f32>; 3]| planes.map(|plane| blur(plane, width, height));
        let mut spread = [blue.clone(), red.clone()];
        let mut out = Self { soft: vec![soft([luma, blue, red])], chroma: vec![spread.clone()] };
        for blurs in BLURS {
            for _ in 0..blurs {
                spread = spread.each_ref().map(|plane| blur(plane, width, height));
            }
            let [luma, blue, red] = shown(luma, &spread);
            out.soft.push(soft([&luma, &blue, &red]));
            out.chroma.push([blue, red]);
        }
        out
    }

    /// Whether the first step changes the colour of a pixel enough.
    fn changes(&self, at: usize) -> bool {
        (1..3).any(|c| (self.soft[1][c][at] - self.soft[0][c][at]).abs() > CHANGED)
    }
}

/// The step of the one, from 1, that is nearest to the other, and its cost.
fn best(one: &Smeared, other: &Smeared, telling: &[usize]) -> (usize, f32) {
    let costs =
        (1..one.soft.len()).map(|step| (step, cost(&one.soft[step], &other.soft[0], telling)));
    costs.fold((0, f32::INFINITY), |best, new| if new.1 < best.1 { new } else { best })
}

/// How far two pictures are apart at these pixels, in pixels. Luma counts as well:
/// another paint seldom has the luma of a smeared one.
fn cost(one: &[Vec<f32>; 3], two: &[Vec<f32>; 3], telling: &[usize]) -> f32 {
    let square = |at: usize| -> f32 {
        let gaps = one.iter().zip(two).map(|(one, two)| (one[at] - two[at]) / SCALE);
        gaps.map(|gap| gap * gap).sum()
    };
    telling.iter().map(|at| square(*at)).map(|square| square / (1.0 + square)).sum()
}

/// Luma and colour as red, green and blue can show them (JFIF).
fn shown(luma: &[f32], [blue, red]: &Chroma) -> [Vec<f32>; 3] {
    let mut out = [0; 3].map(|_| Vec::with_capacity(luma.len()));
    for ((y, blue), red) in luma.iter().zip(blue).zip(red) {
        let (r, b) = (y + (red - 128.0) / 0.713, y + (blue - 128.0) / 0.564);
        let g = (y - 0.299 * r - 0.114 * b) / 0.587;
        let [r, g, b] = [r, g, b].map(|value| value.clamp(0.0, 255.0));
        let y = 0.299 * r + 0.587 * g + 0.114 * b;
        let values = [y, 128.0 + 0.564 * (b - y), 128.0 + 0.713 * (r - y)];
        out.iter_mut().zip(values).for_each(|(plane, value)| plane.push(value));
    }
    out
}
