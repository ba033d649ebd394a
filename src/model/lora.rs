//! Low-rank adapters over one shared base (LoRA, arXiv 2106.09685).
//!
//! A linear layer `y = W x` becomes `y = W x + (alpha / rank) B A x` with `A: (rank, in)`
//! and `B: (out, rank)`. `A` starts uniform in `±1/sqrt(in)`, `B` at zero, as in PEFT, so
//! that a new adapter changes nothing. Any number of adapters share one base; one is in
//! use, or none.

use serde::{Deserialize, Serialize};

/// Size and place of an adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoraConfig {
    /// Inner width of the update.
    pub rank: usize,
    /// The update is scaled by `alpha / rank`.
    pub alpha: f64,
    /// Last parts of the names of the linear layers that get one, such as `q_proj`.
    pub targets: Vec<String>,
    /// Whether layers of the vision tower get one too.
    pub vision: bool,
    /// Seed of the random start.
    pub seed: u64,
}

impl Default for LoraConfig {
    /// Rank 16 on every linear layer of the decoder.
    fn default() -> Self {
        let targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
        Self {
            rank: 16,
            alpha: 32.0,
            targets: targets.map(str::to_owned).to_vec(),
            vision: false,
            seed: 0,
        }
    }
}
