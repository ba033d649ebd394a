//! Divergence of the policy from the reference, estimated on the sampled tokens.
//!
//! `k3 = exp(r - p) - (r - p) - 1`: never negative, zero where both agree, and unbiased
//! when the tokens were drawn from `p`. (J. Schulman, "Approximating KL divergence";
//! GRPO, arXiv 2402.03300, equation 4.) Its gradient is unbiased only if each token is
//! weighted by its importance, which is what `bias_corrected_kl` does. (DeepSeek-V3.2,
//! arXiv 2512.02556.)

use candle_core::Tensor;

use crate::error::Result;

/// `k3` of each token, from `p - r` of any shape.
///
/// # Errors
///
/// Those of the tensor library.
pub fn k3(policy_minus_reference: &Tensor) -> Result<Tensor> {
    let exp = policy_minus_reference.neg()?.exp()?;
    Ok(((exp + policy_minus_reference)? - 1.0)?)
}
