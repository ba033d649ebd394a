//! `l = -(4 / τ) sigmoid(τ (w - 1)) A`, `τ` by the advantage's sign: a smooth gate in
//! place of the clip. (SAPO, arXiv 2511.20347.)

use super::{Loss, Normaliser, Surrogate, Terms};
use crate::error::Result;

pub(super) static LOSS: Loss = Loss {
    name: "sapo",
    about: "a smooth gate on importance in place of the clip",
    normaliser: Normaliser::Sequence,
    surrogate,
};

fn surrogate(terms: &Terms) -> Result<Surrogate> {
    let (a, sapo) = (&terms.advantages, &terms.config.sapo);
    let positive = a.ones_like()?.affine(sapo.positive, 0.0)?;
    let negative = a.ones_like()?.affine(sapo.negative, 0.0)?;
    let temperature = a.gt(0.0)?.where_cond(&positive, &negative)?;
    // sigmoid(x) = (1 + tanh(x / 2)) / 2, which cannot overflow.
    let half = (terms.ratio.affine(1.0, -1.0)?.broadcast_mul(&temperature)? / 2.0)?;
    let gate = half.tanh()?.affine(2.0, 2.0)?.broadcast_div(&temperature)?;
    Ok(Surrogate { loss: gate.broadcast_mul(a)?.neg()?, measures: Vec::new() })
}
