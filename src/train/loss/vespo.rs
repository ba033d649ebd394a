//! `l = -φ(w) A p` with `φ(w) = e^λ w^k e^(-λ w)`, `w = exp(sum_t (p - o) m)` of the whole
//! sequence, `k` and `λ` by the advantage's sign, and no gradient through `φ`, which is 1
//! at `w = 1`. (VESPO, arXiv 2602.10693.) Bounds on the logarithms are TRL's: a token's
//! at ±20, the sequence's in `[ln 1e-8, 20]`.

use candle_core::{D, Tensor};

use super::measures::scalar;
use super::{Loss, Normaliser, Surrogate, Terms};
use crate::error::Result;

pub(super) static LOSS: Loss = Loss {
    name: "vespo",
    about: "a smooth weight on whole-sequence importance, for stale samples",
    normaliser: Normaliser::Window,
    surrogate,
};

const HIGHEST: f64 = 20.0;
const SMALLEST: f64 = 1e-8;

fn surrogate(terms: &Terms) -> Result<Surrogate> {
    let phi = phi(terms)?;
    let measures = vec![("vespo/phi_seq_mean", scalar(&phi.mean_all()?)?)];
    let loss = phi.broadcast_mul(&terms.advantages)?.broadcast_mul(&terms.logp)?.neg()?;
    Ok(Surrogate { loss, measures })
}

/// The weight of each sequence, `(B, 1)`, without a graph.
fn phi(terms: &Terms) -> Result<Tensor> {
    let vespo = &terms.config.vespo;
    let tokens = (terms.log_ratio.detach().clamp(-HIGHEST, HIGHEST)? * &terms.mask)?;
    let log_w = tokens.sum_keepdim(D::Minus1)?.clamp(libm::log(SMALLEST), HIGHEST)?;
    let by_sign = |positive: f64, negative: f64| -> Result<Tensor> {
        let ones = terms.advantages.ones_like()?;
        let (positive, negative) = ((&ones * positive)?, (&ones * negative)?);
        Ok(terms.advantages.ge(0.0)?.where_cond(&positive, &negative)?)
    };
    let k = by_sign(vespo.k_positive, vespo.k_negative)?;
    let lambda = by_sign(vespo.lambda_positive.max(1e-4), vespo.lambda_negative.max(1e-4))?;
    let log_phi = ((&lambda + (k * &log_w)?)? - (&lambda * log_w.exp()?)?)?;
    Ok(log_phi.exp()?)
}
