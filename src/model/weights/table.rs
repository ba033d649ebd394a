//! Every weight of a configuration: its name, its shape and how it starts.
//!
//! The one list that reading, random starts and writing go by. Starts are those of
//! transformers: normal with `initializer_range`, zeros for biases, ones for norms.

use crate::config::{Architecture, Config, TextConfig, VisionConfig};

/// How a weight starts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Start {
    /// Normal around zero with this standard deviation.
    Normal(f64),
    /// All zero.
    Zeros,
    /// All one.
    Ones,
}

/// One weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    pub name: String,
    pub shape: Vec<usize>,
    pub start: Start,
}

struct List {
    specs: Vec<Spec>,
    std: f64,
}

impl List {
    fn push(&mut self, name: String, shape: &[usize], start: Start) {
        self.specs.push(Spec { name, shape: shape.to_vec(), start });
    }

    fn matrix(&mut self, name: String, shape: &[usize]) {
        self.push(name, shape, Start::Normal(self.std));
    }

    fn linear(&mut self, name: &str, out: usize, inner: usize, bias: bool) {
        self.matrix(format!("{name}.weight"), &[out, inner]);
        if bias {
            self.push(format!("{name}.bias"), &[out], Start::Zeros);
        }
    }

    fn norm(&mut self, name: &str, width: usize, bias: bool) {
        self.push(format!("{name}.weight"), &[width], Start::Ones);
        if bias {
            self.push(format!("{name}.bias"), &[width], Start::Zeros);
        }
    }
}

/// All weights that a checkpoint of this configuration holds.
pub fn table(config: &Config) -> Vec<Spec> {
    let new = config.architecture == Architecture::Qwen3Vl;
    let (text, vision) = (&config.text, &config.vision);
    let mut list = List { specs: Vec::new(), std: text.initializer_range };
    list.matrix(
        "model.language_model.embed_tokens.weight".into(),
        &[text.vocab_size, text.hidden_size],
    );
    (0..text.num_hidden_layers).for_each(|i| decoder_layer(&mut list, text, i, new));
    list.norm("model.language_model.norm", text.hidden_size, false);
    if !config.tie_word_embeddings {
        list.linear("lm_head", text.vocab_size, text.hidden_size, false);
    }
    list.std = vision.initializer_range;
    tower(&mut list, vision, new);
    list.specs
}

fn decoder_layer(list: &mut List, c: &TextConfig, i: usize, new: bool) {
    let name = |rest: &str| format!("model.language_model.layers.{i}.{rest}");
    let (q, k) = (c.num_attention_heads * c.head_dim, c.num_key_value_heads * c.head_dim);
    list.linear(&name("self_attn.q_proj"), q, c.hidden_size, c.qkv_bias);
    list.linear(&name("self_attn.k_proj"), k, c.hidden_size, c.qkv_bias);
    list.linear(&name("self_attn.v_proj"), k, c.hidden_size, c.qkv_bias);
    list.linear(&name("self_attn.o_proj"), c.hidden_size, q, c.output_bias);
    if new {
        list.norm(&name("self_attn.q_norm"), c.head_dim, false);
        list.norm(&name("self_attn.k_norm"), c.head_dim, false);
    }
    list.linear(&name("mlp.gate_proj"), c.intermediate_size, c.hidden_size, false);
    list.linear(&name("mlp.up_proj"), c.intermediate_size, c.hidden_size, false);
    list.linear(&name("mlp.down_proj"), c.hidden_size, c.intermediate_size, false);
    list.norm(&name("input_layernorm"), c.hidden_size, false);
    list.norm(&name("post_attention_layernorm"), c.hidden_size, false);
}

fn tower(list: &mut List, c: &VisionConfig, new: bool) {
    let patch = [c.hidden_size, c.in_channels, c.temporal_patch_size, c.patch_size, c.patch_size];
    list.matrix("model.visual.patch_embed.proj.weight".into(), &patch);
    if new {
        list.push("model.visual.patch_embed.proj.bias".into(), &[c.hidden_size], Start::Zeros);
        let grid = [c.num_position_embeddings, c.hidden_size];
        list.matrix("model.visual.pos_embed.weight".into(), &grid);
    }
    (0..c.depth).for_each(|i| block(list, c, i, new));
    let wide = c.hidden_size * c.spatial_merge_size.pow(2);
    if !new {
        list.norm("model.visual.merger.ln_q", c.hidden_size, false);
        list.linear("model.visual.merger.mlp.0", wide, wide, true);
        list.linear("model.visual.merger.mlp.2", c.out_hidden_size, wide, true);
        return;
    }
    merger(list, "model.visual.merger", c.hidden_size, wide, c.out_hidden_size);
    for k in 0..c.deepstack.len() {
        let name = format!("model.visual.deepstack_merger_list.{k}");
        merger(list, &name, wide, wide, c.out_hidden_size);
    }
}

fn merger(list: &mut List, name: &str, norm: usize, wide: usize, out: usize) {
    list.norm(&format!("{name}.norm"), norm, true);
    list.linear(&format!("{name}.linear_fc1"), wide, wide, true);
    list.linear(&format!("{name}.linear_fc2"), out, wide, true);
}

fn block(list: &mut List, c: &VisionConfig, i: usize, new: bool) {
    let name = |rest: &str| format!("model.visual.blocks.{i}.{rest}");
    list.norm(&name("norm1"), c.hidden_size, new);
    list.norm(&name("norm2"), c.hidden_size, new);
    list.linear(&name("attn.qkv"), 3 * c.hidden_size, c.hidden_size, true);
    list.linear(&name("attn.proj"), c.hidden_size, c.hidden_size, true);
    if new {
        list.linear(&name("mlp.linear_fc1"), c.intermediate_size, c.hidden_size, true);
        list.linear(&name("mlp.linear_fc2"), c.hidden_size, c.intermediate_size, true);
        return;
    }
    list.linear(&name("mlp.gate_proj"), c.intermediate_size, c.hidden_size, true);
    list.linear(&name("mlp.up_proj"), c.intermediate_size, c.hidden_size, true);
    list.linear(&name("mlp.down_proj"), c.hidden_size, c.intermediate_size, true);
}
