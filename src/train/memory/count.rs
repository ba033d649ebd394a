//! Numbers of parameters and of activations, from a configuration.

use synth_model::{Architecture, Config, LoraConfig, TextConfig, VisionConfig};

use super::{Shape, Trained};

/// Logits that tensor operations work on at once.
const LOGITS_AT_ONCE: u64 = 1 << 27;

/// Parameters by where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Embedding, and head where it is another matrix.
    pub embedding: u64,
    /// The decoder's layers and final norm.
    pub decoder: u64,
    /// The vision tower with its mergers.
    pub vision: u64,
}

impl Parameters {
    /// Those of a model.
    pub fn of(config: &Config) -> Self {
        let text = &config.text;
        let embedding = wide(text.vocab_size) * wide(text.hidden_size);
        let tables = if config.tie_word_embeddings { 1 } else { 2 };
        let new = config.architecture == Architecture::Qwen3Vl;
        Self {
            embedding: embedding * tables,
            decoder: wide(text.num_hidden_layers) * layer(text, new) + wide(text.hidden_size),
            vision: vision(&config.vision, new),
        }
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.embedding + self.decoder + self.vision
    }
}

fn wide(x: usize) -> u64 {
    x as u64
}

/// Widths of queries and of keys.
fn heads(text: &TextConfig) -> (u64, u64) {
    let head = wide(text.head_dim);
    (wide(text.num_attention_heads) * head, wide(text.num_key_value_heads) * head)
}

fn layer(text: &TextConfig, new: bool) -> u64 {
    let (h, i) = (wide(text.hidden_size), wide(text.intermediate_size));
    let (q, kv) = heads(text);
    let biases = if text.qkv_bias { q + 2 * kv } else { 0 };
    let output = if text.output_bias { h } else { 0 };
    let norms = 2 * h + if new { 2 * wide(text.head_dim) } else { 0 };
    h * (q + 2 * kv) + q * h + 3 * h * i + biases + output + norms
}

fn vision(vision: &VisionConfig, new: bool) -> u64 {
    let (h, i) = (wide(vision.hidden_size), wide(vision.intermediate_size));
    let out = wide(vision.out_hidden_size);
    let merged = h * wide(vision.spatial_merge_size).pow(2);
    let attention = 4 * h * h + 4 * h;
    let block = if new {
        attention + 2 * h * i + i + h + 4 * h
    } else {
        attention + 3 * h * i + 2 * i + h + 2 * h
    };
    let merger = merged * merged + merged + merged * out + out;
    let patch = wide(vision.patch_len()) * h;
    let rest = if new {
        let deep = wide(vision.deepstack.len());
        h + wide(vision.num_position_embeddings) * h + merger + 2 * h + deep * (merger + 2 * merged)
    } else {
        merger + h
    };
    patch + wide(vision.depth) * block + rest
}

/// Parameters of one adapter.
pub(super) fn adapters(config: &Config, lora: &LoraConfig) -> u64 {
    let text = &config.text;
    let (h, i) = (wide(text.hidden_size), wide(text.intermediate_size));
    let (q, kv) = heads(text);
    let sides = |target: &String| match target.as_str() {
        "q_proj" => h + q,
        "k_proj" | "v_proj" => h + kv,
        "o_proj" => q + h,
        "gate_proj" | "up_proj" | "down_proj" => h + i,
        _ => 0,
    };
    let a_layer: u64 = lora.targets.iter().map(sides).sum();
    let vision = &config.vision;
    let (vh, vi) = (wide(vision.hidden_size), wide(vision.intermediate_size));
    // Queries, keys and values in one matrix, their output, and the layers of the gate.
    let a_block = if lora.vision { 4 * vh + 2 * vh + 3 * (vh + vi) } else { 0 };
    let rank = wide(lora.rank);
    rank * (a_layer * wide(text.num_hidden_layers) + a_block * wide(vision.depth))
}

/// Bytes that one token keeps for the backward pass in one layer of the decoder, and one
/// patch in one block of the tower.
fn kept(config: &Config, shape: &Shape) -> [u64; 2] {
    let (text, vision) = (&config.text, &config.vision);
    let (q, kv) = heads(text);
    let (h, i) = (wide(text.hidden_size), wide(text.intermediate_size));
    let (vh, vi) = (wide(vision.hidden_size), wide(vision.intermediate_size));
    if shape.composed {
        return composed(config, shape);
    }
    // Two norms, two residuals; queries, keys, values before and after the rotation and
    // the attention's output; gate, up and their product.
    let layer = 4 * h + 3 * q + 3 * kv + 3 * i;
    [shape.bytes * layer, shape.bytes * (4 * vh + 6 * vh + 3 * vi)]
}

/// The same where each tensor operation keeps its own arguments: norms and rotations in
/// F32, with casts around them in a narrower type.
fn composed(config: &Config, shape: &Shape) -> [u64; 2] {
    let (text, vision, b) = (&config.text, &config.vision, shape.bytes);
    let (q, kv) = heads(text);
    let (h, i) = (wide(text.hidden_size), wide(text.intermediate_size));
    let (vh, vi) = (wide(vision.hidden_size), wide(vision.intermediate_size));
    let cast = if b == 4 { 0 } else { 4 + b };
    // Bytes a number: the square, the quotient and the weighted row; the centred row and
    // the shifted one; four products of halves, two sums of them, and both together.
    let (rms, layer_norm, rotation) = (8 + b + cast, 12 + 2 * b + cast, 16 + cast);
    let new = config.architecture == Architecture::Qwen3Vl;
    let normed = 2 * h + if new { q + kv } else { 0 };
    // An adapter's update, scaled and added.
    let update = match &shape.trained {
        Trained::All => 0,
        Trained::Adapters(..) => 3 * (q + 2 * kv + 2 * h + 2 * i),
    };
    let plain = 4 * h + q + 2 * kv + 4 * i + 2 * q + update;
    let block = 14 * vh + 4 * vi;
    [
        rms * normed + rotation * (q + kv) + b * plain,
        layer_norm * 2 * vh + rotation * 2 * vh + b * block,
    ]
}

/// Bytes that one micro-batch keeps.
pub(super) fn activations(config: &Config, shape: &Shape) -> u64 {
    let (text, vision) = (&config.text, &config.vision);
    let tokens = shape.rows * (shape.prompt + shape.completion);
    let patches = shape.pictures * shape.patches;
    let [a_token, a_patch] = kept(config, shape);
    let (a_layer, a_block) = (tokens * a_token, patches * a_patch);
    // Scores of one layer, made again in the backward pass.
    let length = shape.prompt + shape.completion;
    let scores = shape.rows * wide(text.num_attention_heads) * length * length;
    let seen = shape.pictures * wide(vision.num_heads) * shape.patches * shape.patches;
    // The steps from scores to probabilities, and the gradients of three of them.
    let a_score = if shape.composed { 32 + 3 * shape.bytes } else { 8 };
    let (layers, depth) = (wide(text.num_hidden_layers), wide(vision.depth));
    let kept = if shape.segments {
        let (h, vh) = (wide(text.hidden_size), wide(vision.hidden_size));
        shape.bytes * (layers * tokens * h + depth * patches * vh) + a_layer.max(a_block)
    } else {
        layers * a_layer + depth * a_block
    };
    // The patches as they came and as the tower reads them.
    let pixels = patches * wide(vision.patch_len()) * (4 + shape.bytes);
    // Each number that is kept meets its gradient once, in the layer at work.
    kept + a_layer.max(a_block) + a_score * scores.max(seen) + pixels
}

/// Bytes of the logits of a micro-batch's completions.
pub(super) fn logits(config: &Config, shape: &Shape) -> u64 {
    let all = shape.rows * shape.completion * wide(config.text.vocab_size);
    if shape.composed {
        // A run at a time; from logits to probabilities in F32, and their gradients.
        return all.min(LOGITS_AT_ONCE) * (shape.bytes + 28);
    }
    4 * all
}

/// Bytes of keys and values while sampling; a cache is copied when rows change places.
pub(super) fn cache(config: &Config, shape: &Shape) -> u64 {
    let (_, kv) = heads(&config.text);
    let length = shape.prompt + shape.completion;
    let one = 2 * wide(config.text.num_hidden_layers) * kv * length * shape.bytes;
    2 * shape.sampled * one + 4 * shape.sampled * wide(config.text.vocab_size)
}
