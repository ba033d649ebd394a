//! One token from one row of logits.
//!
//! Exponentials are our own and sums are taken in double precision and in one order, so a
//! draw depends on the logits and the generator alone, not on the machine.

use rand_chacha::rand_core::RngCore;

use super::Sampling;
use super::exp::exp;

/// A token and its log-probability under the whole distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawn {
    pub token: u32,
    pub log_prob: f32,
}

/// Draws a token that is none of `never`; `None` where the logits are no distribution
/// (NaN, or infinite) or leave no token to draw.
pub(super) fn draw(
    logits: &[f32],
    sampling: &Sampling,
    never: &[u32],
    rng: &mut impl RngCore,
) -> Option<Drawn> {
    let highest = logits.iter().copied().reduce(f32::max).filter(|x| x.is_finite())?;
    let scale = 1.0 / sampling.scale();
    let narrow = scale as f32;
    let mut weights: Vec<f32> = logits.iter().map(|x| exp((x - highest) * narrow)).collect();
    let whole = sum(&weights);
    if !whole.is_finite() {
        return None;
    }
    for token in never {
        weights.get_mut(*token as usize).into_iter().for_each(|weight| *weight = 0.0);
    }
    // 53 random bits, in [0, 1).
    let u = (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let token =
        if sampling.temperature == 0.0 { likeliest(&weights) } else { pick(&weights, sampling, u) };
    let token = token.filter(|at| weights[*at] > 0.0)?;
    let log = f64::from(logits[token] - highest) * scale;
    Some(Drawn { token: token as u32, log_prob: (log - libm::log(whole)) as f32 })
}

/// Four sums side by side are four times as fast as one.
fn sum(weights: &[f32]) -> f64 {
    let (fours, rest) = weights.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for four in fours {
        sums.iter_mut().zip(four).for_each(|(sum, weight)| *sum += f64::from(*weight));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|w| f64::from(*w)).sum::<f64>()
}

/// The first of the largest.
fn likeliest(weights: &[f32]) -> Option<usize> {
    let largest = weights.iter().copied().reduce(f32::max)?;
    weights.iter().position(|weight| *weight == largest)
}

fn pick(weights: &[f32], sampling: &Sampling, u: f64) -> Option<usize> {
    let total = sum(weights);
    let whole = sampling.top_p >= 1.0 && (sampling.top_k == 0 || sampling.top_k >= weights.len());
    if whole {
        return invert(0..weights.len(), weights, total, u);
    }
    let kept = keep(weights, total, sampling);
    let total = kept.iter().map(|&at| f64::from(weights[at])).sum();
    invert(kept.into_iter(), weights, total, u)
}

/// The token at which the running sum passes `u` of the total.
fn invert(
    tokens: impl Iterator<Item = usize>,
    weights: &[f32],
    total: f64,
    u: f64,
) -> Option<usize> {
    let (mut sum, mut last) = (0.0, None);
    for at in tokens.filter(|&at| weights[at] > 0.0) {
        sum += f64::from(weights[at]);
        last = Some(at);
        if sum > u * total {
            break;
        }
    }
    last
}

/// The tokens that `top_k` and then `top_p` leave, likeliest first; of equals the lower
/// id.
fn keep(weights: &[f32], total: f64, sampling: &Sampling) -> Vec<usize> {
    let order = |a: &usize, b: &usize| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b));
    // Tokens below this weight together miss less than `1 - top_p`, so none of them can
    // be among those kept; leaving them out spares sorting a large vocabulary.
    let (k, p) = (sampling.top_k, sampling.top_p);
    let floor = if k == 0 { (1.0 - p) * total / weights.len() as f64 } else { 0.0 };
    let likely = |at: &usize| f64::from(weights[*at]) >= floor;
    let mut kept: Vec<usize> = (0..weights.len()).filter(likely).collect();
    if k > 0 && k < kept.len() {
        kept.select_nth_unstable_by(k - 1, order);
        kept.truncate(k);
    }
    kept.sort_unstable_by(order);
    let all = |kept: &[usize]| kept.iter().map(|&at| f64::from(weights[at])).sum();
    let total = if k == 0 { total } else { all(&kept) };
    let mut sum = 0.0;
    let enough = kept.iter().position(|&at| {
        sum += f64::from(weights[at]);
        sum >= p * total
    });
    kept.truncate(enough.map_or(kept.len(), |at| at + 1));
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    fn sampling(temperature: f64, top_p: f64, top_k: usize) -> Sampling {
        Sampling { temperature, top_p, top_k, ..Sampling::default() }
    }

    /// Probabilities, likeliest first, with their tokens.
    fn sorted(logits: &[f32], temperature: f64) -> Vec<(f64, u32)> {
        let weights = logits.iter().map(|l| (f64::from(*l) / temperature).exp());
        let total: f64 = weights.clone().sum();
        let mut all: Vec<_> = weights.map(|w| w / total).zip(0..).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all
    }

    proptest! {
        #[test]
        fn only_what_the_cuts_leave_is_drawn(
            logits in prop::collection::vec(-4f32..4.0, 2..40),
            temperature in 0.3f64..2.0, top_p in 0.05f64..1.0, top_k in 0usize..12, seed: u64,
        ) {
            let drawn = draw(&logits, &sampling(temperature, top_p, top_k), &[], &mut rng(seed)).unwrap();
            let all = sorted(&logits, temperature);
            let kept = &all[..if top_k == 0 { all.len() } else { top_k.min(all.len()) }];
            let mass: f64 = kept.iter().map(|(p, _)| p).sum();
            let rank = kept.iter().position(|(_, t)| *t == drawn.token);
            prop_assert!(rank.is_some());
            let before: f64 = kept[..rank.unwrap()].iter().map(|(p, _)| p).sum();
            prop_assert!(before < top_p * mass + 1e-6);
            let p = all.iter().find(|(_, t)| *t == drawn.token).unwrap().0;
            prop_assert!((f64::from(drawn.log_prob) - p.ln()).abs() < 1e-5);
        }

        #[test]
        fn the_likeliest_of_equals_is_the_first(
            mut logits in prop::collection::vec(-4f32..4.0, 2..20), at: usize, seed: u64,
        ) {
            let at = at % logits.len();
            logits[at] = 5.0;
            logits.push(5.0);
            for sampling in [sampling(0.0, 1.0, 0), sampling(1.0, 1.0, 1), sampling(1.0, 1e-9, 0)] {
                let drawn = draw(&logits, &sampling, &[], &mut rng(seed)).unwrap();
                prop_assert_eq!(drawn.token as usize, at);
            }
        }
    }

    #[test]
    fn tokens_come_as_often_as_they_are_likely() {
        let logits = [0.0f32, 1.0, -1.0, 2.0, f32::NEG_INFINITY];
        // The last number: how many tokens the cuts leave.
        let cases = [(1.0, 1.0, 0, 4), (0.5, 1.0, 0, 4), (1.0, 0.9, 0, 3), (1.0, 1.0, 2, 2)];
        for (temperature, top_p, top_k, left) in cases {
            let sampling = sampling(temperature, top_p, top_k);
            let (mut rng, mut seen) = (rng(3), [0usize; 5]);
            let n = 40_000;
            for _ in 0..n {
                seen[draw(&logits, &sampling, &[], &mut rng).unwrap().token as usize] += 1;
            }
            let all = sorted(&logits, temperature);
            let mass: f64 = all[..left].iter().map(|(p, _)| p).sum();
            for (rank, (p, token)) in all.iter().enumerate() {
                let expected = if rank < left { p / mass } else { 0.0 };
                let found = seen[*token as usize] as f64 / f64::from(n);
                assert!((found - expected).abs() < 0.01, "{token}: {found} for {expected}");
            }
        }
    }

    #[test]
    fn a_token_that_must_not_come_never_does_and_keeps_its_share() {
        let logits = [3.0f32, 1.0, 0.0, f32::NEG_INFINITY];
        let total: f64 = logits.iter().map(|l| f64::from(*l).exp()).sum();
        for (temperature, top_k) in [(0.0, 0), (1.0, 0), (1.0, 1), (1.0, 2)] {
            let sampling = sampling(temperature, 1.0, top_k);
            for seed in 0..200 {
                let drawn = draw(&logits, &sampling, &[0, 9], &mut rng(seed)).unwrap();
                assert!(matches!(drawn.token, 1 | 2));
                let expected = f64::from(logits[drawn.token as usize]) - total.ln();
                assert!((f64::from(drawn.log_prob) - expected).abs() < 1e-6);
            }
            assert_eq!(draw(&logits, &sampling, &[0, 1, 2], &mut rng(0)), None);
        }
    }

    #[test]
    fn what_is_no_distribution_is_said() {
        let sampling = sampling(1.0, 1.0, 0);
        for logits in
            [[f32::NAN; 3], [f32::INFINITY; 3], [f32::NEG_INFINITY; 3], [0.0, f32::NAN, 1.0]]
        {
            assert_eq!(draw(&logits, &sampling, &[], &mut rng(0)), None);
        }
    }
}
