//! The language model's part of a configuration.

use super::Architecture;
use super::read::Fields;
use crate::error::{ModelError, Result};

/// Multimodal rotary positions of the language model.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRope {
    /// The base of the frequencies.
    pub theta: f64,
    /// How many of the `head_dim / 2` frequencies turn with time, height and width.
    pub sections: [usize; 3],
    /// Whether the three take turns (Qwen3-VL) or stand one after another (Qwen2.5-VL).
    pub interleaved: bool,
}

/// Sizes of the language model.
#[derive(Debug, Clone, PartialEq)]
pub struct TextConfig {
    /// Rows of the embedding.
    pub vocab_size: usize,
    /// Width of the residual stream.
    pub hidden_size: usize,
    /// Width of the gated layer.
    pub intermediate_size: usize,
    /// Decoder layers.
    pub num_hidden_layers: usize,
    /// Heads of the queries.
    pub num_attention_heads: usize,
    /// Heads of keys and values.
    pub num_key_value_heads: usize,
    /// Width of a head.
    pub head_dim: usize,
    /// Added to the mean square before its root.
    pub rms_norm_eps: f64,
    /// The longest sequence that the model is meant for.
    pub max_position_embeddings: usize,
    /// Whether q, k and v have a bias.
    pub qkv_bias: bool,
    /// Whether the output projection has a bias.
    pub output_bias: bool,
    /// Rotary positions.
    pub rope: TextRope,
    /// Standard deviation of random weights.
    pub initializer_range: f64,
    /// The embedding row that never gets a gradient, as torch's `padding_idx`.
    pub pad_token: Option<u32>,
    /// The token that ends an answer.
    pub eos_token: Option<u32>,
}

impl TextConfig {
    pub(super) fn read(f: &Fields, architecture: Architecture) -> Result<Self> {
        refuse_sliding(f)?;
        let hidden_size = f.number("hidden_size", None)?;
        let heads = f.number("num_attention_heads", None)?;
        let fallback = usize::checked_div(hidden_size, heads).unwrap_or(0);
        let new = architecture == Architecture::Qwen3Vl;
        let bias = f.flag("attention_bias", false)?;
        let eos = f.get("eos_token_id").filter(|v| v.is_u64());
        Ok(Self {
            vocab_size: f.number("vocab_size", None)?,
            hidden_size,
            intermediate_size: f.number("intermediate_size", None)?,
            num_hidden_layers: f.number("num_hidden_layers", None)?,
            num_attention_heads: heads,
            num_key_value_heads: f.number("num_key_value_heads", Some(heads))?,
            head_dim: if new { f.number("head_dim", Some(128))? } else { fallback },
            rms_norm_eps: f.real("rms_norm_eps", if new { 1e-6 } else { 1e-5 })?,
            max_position_embeddings: f.number("max_position_embeddings", Some(32_768))?,
            qkv_bias: if new { bias } else { true },
            output_bias: new && bias,
            rope: TextRope::read(f, architecture)?,
            initializer_range: f.real("initializer_range", 0.02)?,
            pad_token: f.get("pad_token_id").map(|_| f.number("pad_token_id", None)).transpose()?,
            eos_token: eos.map(|_| f.number("eos_token_id", None)).transpose()?,
        })
    }

    pub(super) fn check(&self) -> Result<()> {
        let bad = |what: String| Err(ModelError::Config(what));
        let (heads, kv) = (self.num_attention_heads, self.num_key_value_heads);
        if heads == 0 || kv == 0 || !heads.is_multiple_of(kv) {
            return bad(format!("{heads} query heads are not a multiple of {kv} key heads"));
        }
        if self.head_dim == 0 || !self.head_dim.is_multiple_of(2) {
            return bad(format!("head_dim {} must be even and above zero", self.head_dim));
        }
        if self.vocab_size == 0 || self.hidden_size == 0 || self.intermediate_size == 0 {
            return bad("vocab_size, hidden_size and intermediate_size must be above zero".into());
        }
        let sections: usize = self.rope.sections.iter().sum();
        if !self.rope.interleaved && sections != self.head_dim / 2 {
            return bad(format!(
                "mrope_section sums to {sections}; it must be half of head_dim {}",
                self.head_dim
            ));
        }
        Ok(())
    }
}

impl TextRope {
    fn read(f: &Fields, architecture: Architecture) -> Result<Self> {
        let new = architecture == Architecture::Qwen3Vl;
        let name = ["rope_parameters", "rope_scaling"].into_iter().find(|n| f.get(n).is_some());
        let rope = name.map(|n| f.object(n)).transpose()?;
        let default = f.real("rope_theta", if new { 500_000.0 } else { 1_000_000.0 })?;
        let usual: [usize; 3] = if new { [24, 20, 20] } else { [16, 24, 24] };
        let Some(rope) = rope else {
            return Ok(Self { theta: default, sections: usual, interleaved: new });
        };
        let kind = ["rope_type", "type"].into_iter().find(|n| rope.get(n).is_some());
        let kind = kind.map_or(Ok("default"), |n| rope.text(n))?;
        if !matches!(kind, "default" | "mrope") {
            return Err(ModelError::Unsupported(format!(
                "rotary positions of type `{kind}`; only `default` and `mrope` are"
            )));
        }
        let sections = rope.numbers("mrope_section", &usual)?;
        let sections = <[usize; 3]>::try_from(sections)
            .map_err(|_| rope.wrong("mrope_section", "a list of three numbers"))?;
        Ok(Self { theta: rope.real("rope_theta", default)?, sections, interleaved: new })
    }
}

fn refuse_sliding(f: &Fields) -> Result<()> {
    let sliding = f.flag("use_sliding_window", false)? && f.get("sliding_window").is_some();
    if sliding {
        let what = "use_sliding_window in the language model; set it to false".to_owned();
        return Err(ModelError::Unsupported(what));
    }
    match f.get("hidden_act").and_then(|v| v.as_str()) {
        None | Some("silu") => Ok(()),
        Some(other) => Err(ModelError::Unsupported(format!("hidden_act `{other}` in the text"))),
    }
}
