//! Operations with their own backward pass.
//!
//! candle's own norms, softmax and rotary positions cut the gradient without an error,
//! its matmul stores gradients of frozen weights, and a graph of small operations loses
//! its time to memory traffic. Each file here holds one operation in two forms:
//!
//! - *fused*: a `CustomOp` over F32 on the CPU. It keeps only its arguments and computes
//!   anew, in the backward pass, what it needs from them.
//! - *composed*: the same formula in candle's differentiable operations, for GPUs and other
//!   number types, and as the yardstick of the fused form in tests.
//!
//! The operation itself picks the form; whoever calls it cannot tell.

mod activation;
mod attention;
#[cfg(test)]
mod check;
mod host;
mod layer_norm;
mod linear;
mod log_probs;
mod math;
mod pattern;
mod pick;
mod place;
mod product;
mod recompute;
mod rms_norm;
mod rotary;
mod rows;
mod seed;
mod simd;
mod swiglu;
mod thin;

pub use activation::{gelu_erf, gelu_tanh};
pub use attention::attention;
pub use layer_norm::layer_norm;
pub use linear::linear;
pub use log_probs::log_probs;
pub use pattern::Pattern;
pub use place::{add_rows, place_rows};
pub use rms_norm::rms_norm;
pub use rotary::rotary;
pub use rows::{Taps, gather_rows};
pub use seed::seed;
pub use swiglu::swiglu;
pub use thin::FEW;

use candle_core::{DType, Tensor};

/// Whether the fused form serves these arguments.
fn fused(args: &[&Tensor]) -> bool {
    args.iter().all(|t| t.device().is_cpu() && t.dtype() == DType::F32)
}
