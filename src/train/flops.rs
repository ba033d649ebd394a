//! Floating-point operations of a step, to be held against what a machine can do.
//!
//! Counted is what the mathematics asks for, whatever is computed again to save memory: two
//! operations for each weight that a token meets in a matrix, and those of the attention,
//! over the whole square of its tokens. The backward pass costs as much as the forward
//! pass for the gradients of what flows through, and as much again for the gradients of
//! weights, where they are trained. Norms, activations and the optimiser are left out.
//! (Kaplan et al., arXiv 2001.08361, section 2.1; Chowdhery et al., arXiv 2204.02311,
//! appendix B.)

use synth_model::{Config, VisionActivation};

/// What goes through a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Rows.
    pub rows: u64,
    /// Tokens of a row, picture tokens included.
    pub tokens: u64,
    /// Tokens of a row whose probability is asked for.
    pub scored: u64,
    /// Pictures.
    pub pictures: u64,
    /// Patches of a picture, before merging.
    pub patches: u64,
}

/// Operations of a forward pass.
pub fn forward(config: &Config, load: &Load) -> f64 {
    let tokens = wide(load.rows * load.tokens);
    let decoder = tokens * (2.0 * decoder(config) + attention(config) * wide(load.tokens));
    let head = 2.0 * (config.text.hidden_size * config.text.vocab_size) as f64;
    let patches = wide(load.pictures * load.patches);
    let tower = patches * tower(config, wide(load.patches));
    decoder + head * wide(load.rows * load.scored) + tower
}

/// Operations of a forward and a backward pass in which all weights are trained, or only
/// adapters, whose own are few enough to be left out. A tower before which nothing is
/// trained has no backward pass.
pub fn step(config: &Config, load: &Load, all: bool) -> f64 {
    if all {
        return 3.0 * forward(config, load);
    }
    let seen = forward(config, &Load { rows: 0, ..*load });
    2.0 * (forward(config, load) - seen) + seen
}

fn wide(x: u64) -> f64 {
    x as f64
}

/// Weights of the decoder's matrices.
fn decoder(config: &Config) -> f64 {
    let t = &config.text;
    let (q, kv) = (t.num_attention_heads * t.head_dim, t.num_key_value_heads * t.head_dim);
    let layer = t.hidden_size * (2 * q + 2 * kv + 3 * t.intermediate_size);
    (t.num_hidden_layers * layer) as f64
}

/// Operations of the attention for each pair of tokens: scores and their sums, in all
/// heads and layers.
fn attention(config: &Config) -> f64 {
    let t = &config.text;
    (4 * t.num_attention_heads * t.head_dim * t.num_hidden_layers) as f64
}

/// Operations for one patch among `patches` that see each other. Windows, where a tower
/// has them, make it less.
fn tower(config: &Config, patches: f64) -> f64 {
    let v = &config.vision;
    let (h, i) = (v.hidden_size, v.intermediate_size);
    let feed = if v.activation == VisionActivation::Silu { 3 } else { 2 };
    let blocks =
        v.depth as f64 * (2.0 * (4 * h * h + feed * h * i) as f64 + 4.0 * h as f64 * patches);
    let square = v.spatial_merge_size.pow(2);
    let merged = h * square;
    let merger = 2 * merged * (merged + v.out_hidden_size) / square;
    blocks + (2 * h * v.patch_len() + merger * (1 + v.deepstack.len())) as f64
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::memory::Parameters;

    fn config() -> Config {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/gpu/shapes");
        let text = std::fs::read_to_string(folder.join("qwen3-vl-8b.json")).unwrap();
        Config::from_json(&text).unwrap()
    }

    const LOAD: Load = Load { rows: 4, tokens: 100, scored: 20, pictures: 1, patches: 256 };

    /// Two operations a weight and token, but for norms and the attention.
    #[test]
    fn a_token_costs_twice_the_decoder() {
        let config = config();
        let only = Load { rows: 1, tokens: 1, scored: 0, pictures: 0, patches: 0 };
        let ratio = forward(&config, &only) / (2.0 * Parameters::of(&config).decoder as f64);
        assert!((ratio - 1.0).abs() < 1e-3, "{ratio}");
    }

    #[test]
    fn parts_add_up() {
        let config = config();
        let seen = forward(&config, &Load { rows: 0, ..LOAD });
        let read = forward(&config, &Load { pictures: 0, ..LOAD });
        assert!((seen + read) / forward(&config, &LOAD) - 1.0 < 1e-12);
        assert_eq!(step(&config, &LOAD, true), 3.0 * forward(&config, &LOAD));
        assert_eq!(step(&config, &LOAD, false), 2.0 * read + seen);
    }
}
