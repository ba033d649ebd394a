//! Colour at full size, judged by what files do to it.
//!
//! Three scales see different things. As it is, a stroke's colour depends on how
//! it falls on the pixels of half-size colour and on the quantisation of its block.
//! At half the size that matters less. At a quarter it is nearly gone, since no
//! quantisation moves the mean of a block by much, while another paint does, even
//! that of a thin stroke: there little is tolerated.
//!
//! A pixel may have any colour between those of the steps next to the one that
//! agrees best (see [`smear`](super::smear)): what a block loses varies.

use super::Comparison;
use super::laid::Overlap;
use super::measure::{spread, usual};
use super::planes::{Planes, blur, halve, local_range};
use super::residual::{NOISE_MAX, OUTLIER, REACH};
use super::smear::Fit;

/// How colour is compared at one scale.
struct Scale {
    halvings: u32,
    /// Levels that nothing needs to explain.
    base: f32,
    /// Least and largest share of the contrast that is explained.
    share: [f32; 2],
    /// Contrast in levels from which on noise is measured: empty paper has none.
    noisy: f32,
    /// How many standard deviations of it are explained, and how many levels at
    /// most: of pictures as they are, and of a smeared one.
    noise: f32,
    noise_most: [f32; 2],
    /// By how many steps a pixel may be off.
    slack: usize,
}

const SCALES: [Scale; 3] = [
    Scale {
        halvings: 0,
        base: 12.0,
        share: [0.2, 1.0],
        noisy: 10.0,
        noise: 3.0,
        noise_most: [8.0, 10.0],
        slack: 1,
    },
    Scale {
        halvings: 1,
        base: 12.0,
        share: [0.2, 0.5],
        noisy: 10.0,
        noise: 3.0,
        noise_most: [NOISE_MAX; 2],
        slack: 0,
    },
    Scale {
        halvings: 2,
        base: 2.5,
        share: [0.1, 0.1],
        noisy: 5.0,
        noise: 4.0,
        noise_most: [4.5; 2],
        slack: 1,
    },
];

/// Shortest side at which a scale is compared.
const SMALLEST: usize = 8;

/// The largest difference of colour, given the one that was found without asking
/// what files do. Where that explains everything, only the coarsest scale is asked.
pub(super) fn judged(a: &Planes, b: &Planes, overlap: &Overlap, plain: Comparison) -> Comparison {
    let fit = Fit::of(a, b, overlap);
    let (from, start) = if plain.same { (SCALES.len() - 1, plain) } else { (0, Comparison::NONE) };
    let found = SCALES[from..]
        .iter()
        .flat_map(|scale| [0, 1].map(|channel| scale.worst(&fit, channel, overlap)));
    found.fold(start, Comparison::larger)
}

impl Scale {
    fn worst(&self, fit: &Fit, channel: usize, overlap: &Overlap) -> Comparison {
        let Some((valid, size)) = self.area(overlap) else { return Comparison::NONE };
        let soft = |plane: &[f32]| self.soft(plane, overlap.size.0, size);
        let slack = if fit.step == 0 { 0 } else { self.slack };
        let steps = fit.step - slack..=(fit.step + slack).min(fit.steps.len() - 1);
        let between: Vec<Vec<f32>> = steps.map(|step| soft(&fit.steps[step][channel])).collect();
        let (likely, other) = (&between[slack], &soft(&fit.other[channel]));
        let ranges = [likely, other].map(|plane| local_range(plane, size.0, size.1, REACH));
        let noise = self.noise([likely, other], &ranges[0], &valid, fit.step > 0);
        let usual = usual([likely, other], &ranges, &valid);
        let share = (OUTLIER * usual).clamp(self.share[0], self.share[1]);
        let (mut excess, mut place) = (0.0, 0);
        for at in (0..valid.len()).filter(|at| valid[*at]) {
            let explained = self.base + noise + share * ranges[0][at].min(ranges[1][at]);
            let found = beyond(&between, at, other[at]) / explained;
            if found > excess {
                (excess, place) = (found, at);
            }
        }
        Comparison::at_pixel(excess, place, size)
    }

    /// Which pixels are compared, and the size; `None` if too small.
    fn area(&self, overlap: &Overlap) -> Option<(Vec<bool>, (usize, usize))> {
        let shortest = overlap.size.0.min(overlap.size.1) >> self.halvings;
        if self.halvings > 0 && shortest < SMALLEST {
            return None;
        }
        let whole = Overlap { size: overlap.size, valid: overlap.valid.clone() };
        let area = (0..self.halvings).fold(whole, |area, _| area.halved());
        Some((area.valid, area.size))
    }

    /// A plane at this scale, blurred.
    fn soft(&self, plane: &[f32], width: usize, size: (usize, usize)) -> Vec<f32> {
        let halved =
            (0..self.halvings).fold(plane.to_vec(), |plane, times| halve(&plane, width >> times));
        blur(&halved, size.0, size.1)
    }

    /// Levels that noise explains: that of the whole picture or of coloured edges.
    fn noise(&self, pair: [&[f32]; 2], range: &[f32], valid: &[bool], smeared: bool) -> f32 {
        let [one, two] = pair;
        let noisy: Vec<bool> =
            valid.iter().zip(range).map(|(valid, range)| *valid && *range >= self.noisy).collect();
        let most = self.noise_most[usize::from(smeared)];
        (self.noise * spread(one, two, &noisy).max(spread(one, two, valid))).min(most)
    }
}

/// By how much a value lies outside of those that the planes have here.
fn beyond(planes: &[Vec<f32>], at: usize, value: f32) -> f32 {
    let values = || planes.iter().map(|plane| plane[at]);
    let (low, high) = (values().fold(f32::MAX, f32::min), values().fold(f32::MIN, f32::max));
    (low - value).max(value - high).max(0.0)
}
