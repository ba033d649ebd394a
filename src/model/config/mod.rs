//! The configuration of a checkpoint, as `config.json` holds it.
//!
//! Both the layout of transformers 5 (`rope_parameters`, `tie_word_embeddings` at the
//! top) and the one of the checkpoints on the hub (`rope_theta`, `rope_scaling`, text
//! fields at the top) are read. What is written is the layout of transformers 5, with
//! every field of the original that this crate does not use kept as it was.

mod read;
mod text;
mod vision;
mod write;

use std::path::Path;

use serde_json::Value;

pub use text::{TextConfig, TextRope};
pub use vision::{VisionActivation, VisionConfig};

use crate::error::{ModelError, Result};
use read::Fields;

/// A family of models that this crate knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// Qwen2.5-VL: window attention in the tower, sectioned rotary positions.
    Qwen25Vl,
    /// Qwen3-VL (dense): deepstack, interleaved rotary positions, norms of q and k.
    Qwen3Vl,
}

impl Architecture {
    /// The `model_type` of `config.json`.
    pub fn model_type(self) -> &'static str {
        match self {
            Self::Qwen25Vl => "qwen2_5_vl",
            Self::Qwen3Vl => "qwen3_vl",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Qwen25Vl => "Qwen2_5_VLForConditionalGeneration",
            Self::Qwen3Vl => "Qwen3VLForConditionalGeneration",
        }
    }

    fn parse(found: &str) -> Result<Self> {
        [Self::Qwen25Vl, Self::Qwen3Vl]
            .into_iter()
            .find(|a| a.model_type() == found)
            .ok_or_else(|| ModelError::Architecture { found: found.to_owned() })
    }
}

/// The tokens that mark pictures in a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisionTokens {
    /// Stands once for each merged patch of a picture.
    pub image: u32,
    /// The same for a video; refused, no video is read.
    pub video: u32,
    /// Opens a picture.
    pub start: u32,
    /// Closes a picture.
    pub end: u32,
}

impl VisionTokens {
    /// Tokens that stand for pictures and so must never be sampled: a row in which a model
    /// wrote one has more image tokens than pictures, and is refused as an input.
    pub fn never_sampled(&self) -> [u32; 2] {
        [self.image, self.video]
    }
}

/// A model's configuration, of either architecture.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Which family.
    pub architecture: Architecture,
    /// The language model.
    pub text: TextConfig,
    /// The vision tower.
    pub vision: VisionConfig,
    /// The tokens that mark pictures.
    pub tokens: VisionTokens,
    /// Whether the head is the embedding.
    pub tie_word_embeddings: bool,
    /// What was read, to keep the fields that this crate does not use.
    original: Value,
}

impl Config {
    /// A configuration made in code, for a model that starts from random weights.
    pub fn new(
        architecture: Architecture,
        text: TextConfig,
        vision: VisionConfig,
        tokens: VisionTokens,
        tie_word_embeddings: bool,
    ) -> Result<Self> {
        let original = Value::Object(serde_json::Map::new());
        let config = Self { architecture, text, vision, tokens, tie_word_embeddings, original };
        config.check()?;
        Ok(config)
    }

    /// Reads `config.json` of a folder.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("config.json");
        let text = std::fs::read_to_string(&path)
            .map_err(|source| ModelError::Read { path: path.clone(), source })?;
        Self::from_json(&text)
    }

    /// Reads the text of a `config.json`.
    pub fn from_json(text: &str) -> Result<Self> {
        let original: Value =
            serde_json::from_str(text).map_err(|e| ModelError::Config(format!("not JSON: {e}")))?;
        let top = Fields::new(&original, "")?;
        let architecture = Architecture::parse(top.text("model_type")?)?;
        let inner = if original.get("text_config").is_some_and(Value::is_object) {
            top.object("text_config")?
        } else {
            Fields::new(&original, "")?
        };
        let tied = |f: &Fields| f.flag("tie_word_embeddings", false);
        let config = Self {
            architecture,
            text: TextConfig::read(&inner, architecture)?,
            vision: VisionConfig::read(&top.object("vision_config")?, architecture)?,
            tokens: VisionTokens {
                image: top.number("image_token_id", Some(151_655))?,
                video: top.number("video_token_id", Some(151_656))?,
                start: top.number("vision_start_token_id", Some(151_652))?,
                end: top.number("vision_end_token_id", Some(151_653))?,
            },
            tie_word_embeddings: tied(&top)? || tied(&inner)?,
            original,
        };
        config.check()?;
        Ok(config)
    }

    /// The text of `config.json`, in the layout of transformers 5.
    pub fn to_json(&self) -> String {
        write::render(self, &self.original, None)
    }

    /// The same, saying what type of number the weights beside it are of.
    pub(crate) fn to_json_with(&self, dtype: &str) -> String {
        write::render(self, &self.original, Some(dtype))
    }

    /// Merged patches that one picture of a grid takes in a prompt.
    pub fn image_tokens(&self, grid: [usize; 3]) -> usize {
        grid.iter().product::<usize>() / self.vision.spatial_merge_size.pow(2)
    }

    fn check(&self) -> Result<()> {
        self.text.check()?;
        self.vision.check()?;
        if self.vision.out_hidden_size != self.text.hidden_size {
            return Err(ModelError::Config(format!(
                "vision_config.out_hidden_size is {}, text hidden_size is {}; they must be equal",
                self.vision.out_hidden_size, self.text.hidden_size
            )));
        }
        let deep = self.vision.deepstack.len();
        if deep > self.text.num_hidden_layers {
            return Err(ModelError::Config(format!(
                "deepstack_visual_indexes has {deep} entries, the language model {} layers",
                self.text.num_hidden_layers
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
