//! How far two aligned planes usually are apart.

/// Contrast in levels from which on a pixel is at an edge.
const EDGE: f32 = 20.0;

/// The share of the contrast by which three quarters of the edges are off at
/// most: what was done to the picture was done to all of them.
pub(super) fn usual(soft: [&[f32]; 2], ranges: &[Vec<f32>; 2], valid: &[bool]) -> f32 {
    const STEPS: usize = 200;
    let mut counts = [0_u32; STEPS];
    let mut edges = 0;
    for at in (0..soft[0].len()).filter(|at| valid[*at]) {
        let contrast = ranges[0][at].min(ranges[1][at]);
        if contrast >= EDGE {
            let share = (soft[0][at] - soft[1][at]).abs() / contrast;
            counts[((share * STEPS as f32) as usize).min(STEPS - 1)] += 1;
            edges += 1;
        }
    }
    let mut below = 0;
    let quarter = counts.iter().position(|count| {
        below += count;
        below * 4 >= edges * 3
    });
    quarter.map_or(0.0, |step| (step + 1) as f32 / STEPS as f32)
}

/// Standard deviation of the difference of most pixels, from its median.
pub(super) fn spread(one: &[f32], two: &[f32], valid: &[bool]) -> f32 {
    // A histogram in steps of 1/16 of a level finds the median without sorting.
    const STEPS: usize = 512;
    let mut counts = [0_u32; STEPS];
    let mut total = 0;
    for ((one, two), _) in one.iter().zip(two).zip(valid).filter(|(_, valid)| **valid) {
        let step = ((one - two).abs() * 16.0) as usize;
        counts[step.min(STEPS - 1)] += 1;
        total += 1;
    }
    let mut below = 0;
    let median = counts.iter().position(|count| {
        below += count;
        below * 2 >= total
    });
    median.unwrap_or(0) as f32 / 16.0 * 1.4826
}
