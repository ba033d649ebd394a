//! `l = -sg(min(w, epsilon_high)) A p`: importance is capped and has no gradient, so that
//! no token is dropped. (MiniMax-M1, arXiv 2506.13585.) `epsilon_high` is the
//! cap itself; the paper's order of magnitude is 5.

use super::clip::clamp;
use super::measures::{both, mean};
use super::{Loss, Normaliser, Surrogate, Terms};
use crate::error::Result;

pub(super) static LOSS: Loss = Loss {
    name: "cispo",
    about: "capped importance as a weight; no token loses its gradient",
    normaliser: Normaliser::Window,
    surrogate,
};

fn surrogate(terms: &Terms) -> Result<Surrogate> {
    let cap = terms.config.epsilon_high;
    let ratio = terms.ratio.detach();
    let weight = clamp(&ratio, f64::NEG_INFINITY, cap)?.broadcast_mul(&terms.advantages)?;
    let loss = weight.broadcast_mul(&terms.logp)?.neg()?;
    let dtype = ratio.dtype();
    let capped =
        both(&ratio.gt(cap)?.to_dtype(dtype)?, &terms.advantages.gt(0.0)?.to_dtype(dtype)?)?;
    Ok(Surrogate { loss, measures: vec![("cispo_clip_ratio", mean(&capped, &terms.mask)?)] })
}
