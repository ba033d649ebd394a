//! A SigLIP or CLIP checkpoint, as `transformers` saves it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use candle_core::{D, DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::clip::text_model::{Activation, ClipTextConfig};
use candle_transformers::models::clip::vision_model::ClipVisionConfig;
use candle_transformers::models::{clip, siglip};
use serde::Deserialize;
use serde_json::Value;
use synth_contracts::Digest;
use tokenizers::{PaddingParams, PaddingStrategy, Tokenizer, TruncationParams};

use super::pixels::Pixels;
use crate::error::SearchError;

/// The two halves of a checkpoint.
enum Towers {
    Siglip(Box<siglip::Model>),
    Clip(Box<clip::ClipModel>),
}

/// See the [module](self).
pub struct Embedder {
    towers: Towers,
    tokenizer: Tokenizer,
    pixels: Pixels,
    digest: Digest,
}

impl Embedder {
    /// Reads `config.json`, `*.safetensors`, `tokenizer.json` and, if it is there,
    /// `preprocessor_config.json` of a folder.
    ///
    /// # Errors
    ///
    /// [`SearchError::Checkpoint`], with what is missing or not known.
    pub fn load(folder: &Path) -> Result<Self, SearchError> {
        let open = Opened { folder };
        let config: Value = open.json("config.json")?;
        let weights = open.weights()?;
        let (towers, side, longest, pad) = match config.get("model_type").and_then(Value::as_str) {
            Some("siglip") => open.siglip(config.clone(), weights)?,
            Some("clip") => open.clip(config.clone(), weights)?,
            other => {
                let other = other.unwrap_or("nothing");
                return Err(open.fault(format!(
                    "model_type is {other}; siglip and clip are known (also SigLIP 2 of a fixed \
                     size, not NaFlex)"
                )));
            }
        };
        let path = folder.join("preprocessor_config.json");
        let mut pixels: Pixels =
            if path.is_file() { open.json("preprocessor_config.json")? } else { Pixels::default() };
        let tokenizer = open.tokenizer(longest, pad)?;
        pixels.side = side;
        Ok(Self { towers, tokenizer, pixels, digest: open.digest()? })
    }

    /// Stands for the checkpoint: vectors of two checkpoints cannot be compared.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The vectors of pictures' files, each of length 1.
    ///
    /// # Errors
    ///
    /// [`SearchError::Model`], also for a file that cannot be decoded.
    pub fn pictures(&self, files: &[Vec<u8>]) -> Result<Vec<Vec<f32>>, SearchError> {
        let side = self.pixels.side as usize;
        let mut values = Vec::with_capacity(files.len() * 3 * side * side);
        for file in files {
            values.extend(self.pixels.of(file).map_err(candle_core::Error::wrap)?);
        }
        let pixels = Tensor::from_vec(values, (files.len(), 3, side, side), &Device::Cpu)?;
        let vectors = match &self.towers {
            Towers::Siglip(model) => model.get_image_features(&pixels)?,
            Towers::Clip(model) => model.get_image_features(&pixels)?,
        };
        unit(&vectors)
    }

    /// The vector of a query, of length 1.
    ///
    /// # Errors
    ///
    /// [`SearchError::Model`].
    pub fn query(&self, text: &str) -> Result<Vec<f32>, SearchError> {
        // Both were trained on small letters; not every tokenizer sees to it.
        let text = text.to_lowercase();
        let coded = self.tokenizer.encode(text, true).map_err(candle_core::Error::wrap)?;
        let ids = Tensor::new(coded.get_ids(), &Device::Cpu)?.unsqueeze(0)?;
        let vector = match &self.towers {
            Towers::Siglip(model) => model.get_text_features(&ids)?,
            Towers::Clip(model) => model.get_text_features(&ids)?,
        };
        Ok(unit(&vector)?.into_iter().next().unwrap_or_default())
    }
}

fn unit(vectors: &Tensor) -> Result<Vec<Vec<f32>>, SearchError> {
    let length = vectors.sqr()?.sum_keepdim(D::Minus1)?.sqrt()?;
    Ok(vectors.broadcast_div(&(length + 1e-12)?)?.to_vec2()?)
}

/// Towers, side of a picture, most tokens of a text, and with what shorter ones are
/// filled up.
type Parts = (Towers, u32, usize, Option<u32>);
type Weights = VarBuilder<'static>;

/// A folder that is being read.
struct Opened<'a> {
    folder: &'a Path,
}

impl Opened<'_> {
    fn fault(&self, detail: impl Into<String>) -> SearchError {
        SearchError::Checkpoint { path: self.folder.to_owned(), detail: detail.into() }
    }

    fn json<T: for<'a> Deserialize<'a>>(&self, name: &str) -> Result<T, SearchError> {
        let text = fs::read_to_string(self.folder.join(name));
        let text = text.map_err(|error| self.fault(format!("{name}: {error}")))?;
        serde_json::from_str(&text).map_err(|error| self.fault(format!("{name}: {error}")))
    }

    /// The files with weights, in the order of their names.
    fn files(&self) -> Result<Vec<PathBuf>, SearchError> {
        let entries = fs::read_dir(self.folder).map_err(SearchError::at(self.folder))?;
        let paths = entries.flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|e| e == "safetensors")).collect();
        files.sort();
        if files.is_empty() {
            return Err(self.fault("no *.safetensors: save the model with `save_pretrained`"));
        }
        Ok(files)
    }

    fn weights(&self) -> Result<Weights, SearchError> {
        let mut all = HashMap::new();
        for file in self.files()? {
            all.extend(candle_core::safetensors::load(file, &Device::Cpu)?);
        }
        Ok(VarBuilder::from_tensors(all, DType::F32, &Device::Cpu))
    }

    fn siglip(&self, config: Value, weights: Weights) -> Result<Parts, SearchError> {
        let config: siglip::Config = serde_json::from_value(config)
            .map_err(|error| self.fault(format!("config.json: {error}")))?;
        let model = siglip::Model::new(&config, weights)?;
        let (text, vision) = (&config.text_config, &config.vision_config);
        let towers = Towers::Siglip(Box::new(model));
        let side = vision.image_size as u32;
        Ok((towers, side, text.max_position_embeddings, Some(text.pad_token_id)))
    }

    fn clip(&self, config: Value, weights: Weights) -> Result<Parts, SearchError> {
        let config: ClipFields = serde_json::from_value(config)
            .map_err(|error| self.fault(format!("config.json: {error}")))?;
        for act in [&config.text_config.hidden_act, &config.vision_config.hidden_act] {
            if act != "quick_gelu" {
                return Err(self.fault(format!("hidden_act {act}; of CLIPs, quick_gelu is known")));
            }
        }
        let config = config.whole();
        let model = clip::ClipModel::new(weights, &config)?;
        let longest = config.text_config.max_position_embeddings;
        Ok((Towers::Clip(Box::new(model)), config.image_size as u32, longest, None))
    }

    fn tokenizer(&self, longest: usize, pad: Option<u32>) -> Result<Tokenizer, SearchError> {
        let fault = |error: tokenizers::Error| self.fault(format!("tokenizer.json: {error}"));
        let mut tokenizer =
            Tokenizer::from_file(self.folder.join("tokenizer.json")).map_err(fault)?;
        let truncation = TruncationParams { max_length: longest, ..Default::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(fault)?;
        // A SigLIP reads its texts filled up to the end; its last token speaks for all.
        let padding = pad.map(|pad| PaddingParams {
            strategy: PaddingStrategy::Fixed(longest),
            pad_id: self.pad(&tokenizer).unwrap_or(pad),
            ..Default::default()
        });
        tokenizer.with_padding(padding);
        Ok(tokenizer)
    }

    /// The filling that the tokenizer's own settings name: newer ones than the model's.
    fn pad(&self, tokenizer: &Tokenizer) -> Option<u32> {
        let settings: Value = self.json("tokenizer_config.json").ok()?;
        let token = settings.get("pad_token")?;
        let token = token.as_str().or_else(|| token.get("content")?.as_str())?;
        tokenizer.token_to_id(token)
    }

    fn digest(&self) -> Result<Digest, SearchError> {
        let mut hasher = blake3::Hasher::new();
        let others = ["config.json", "preprocessor_config.json", "tokenizer.json"];
        let others = others.map(|name| self.folder.join(name));
        for file in self.files()?.into_iter().chain(others.into_iter().filter(|p| p.is_file())) {
            let bytes = fs::File::open(&file).map_err(SearchError::at(&file))?;
            hasher.update_reader(bytes).map_err(SearchError::at(&file))?;
        }
        Ok(Digest::of_parts("checkpoint", [hasher.finalize().as_bytes().as_slice()]))
    }
}

/// What `transformers` writes of a CLIP.
#[derive(Deserialize)]
struct ClipFields {
    text_config: TowerFields,
    vision_config: TowerFields,
    #[serde(default = "standard::projection")]
    projection_dim: usize,
}

/// Of one tower. What is left out is what `transformers` takes for granted.
#[derive(Deserialize)]
struct TowerFields {
    #[serde(default = "standard::act")]
    hidden_act: String,
    hidden_size: Option<usize>,
    intermediate_size: Option<usize>,
    num_hidden_layers: Option<usize>,
    num_attention_heads: Option<usize>,
    max_position_embeddings: Option<usize>,
    vocab_size: Option<usize>,
    image_size: Option<usize>,
    patch_size: Option<usize>,
}

mod standard {
    pub fn projection() -> usize {
        512
    }
    pub fn act() -> String {
        "quick_gelu".to_owned()
    }
}

impl ClipFields {
    fn whole(self) -> clip::ClipConfig {
        let (text, vision) = (self.text_config, self.vision_config);
        let image_size = vision.image_size.unwrap_or(224);
        let text_config = ClipTextConfig {
            vocab_size: text.vocab_size.unwrap_or(49408),
            embed_dim: text.hidden_size.unwrap_or(512),
            activation: Activation::QuickGelu,
            intermediate_size: text.intermediate_size.unwrap_or(2048),
            max_position_embeddings: text.max_position_embeddings.unwrap_or(77),
            pad_with: None,
            num_hidden_layers: text.num_hidden_layers.unwrap_or(12),
            num_attention_heads: text.num_attention_heads.unwrap_or(8),
            projection_dim: self.projection_dim,
        };
        let vision_config = ClipVisionConfig {
            embed_dim: vision.hidden_size.unwrap_or(768),
            activation: Activation::QuickGelu,
            intermediate_size: vision.intermediate_size.unwrap_or(3072),
            num_hidden_layers: vision.num_hidden_layers.unwrap_or(12),
            num_attention_heads: vision.num_attention_heads.unwrap_or(12),
            projection_dim: self.projection_dim,
            num_channels: 3,
            image_size,
            patch_size: vision.patch_size.unwrap_or(32),
        };
        clip::ClipConfig { text_config, vision_config, logit_scale_init_value: 2.6592, image_size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by tests/embeddings/make.py.
    #[derive(Deserialize)]
    struct Expected {
        pictures: Vec<Vec<f32>>,
        queries: Vec<(String, Vec<f32>)>,
    }

    fn data(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("embed/testdata").join(name)
    }

    fn close(found: &[f32], expected: &[f32]) {
        assert_eq!(found.len(), expected.len());
        let off = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(off < 1e-5, "{off}");
    }

    #[test]
    fn vectors_are_those_of_transformers() {
        for name in ["siglip", "clip"] {
            let embedder = Embedder::load(&data(name)).unwrap();
            let text = fs::read_to_string(data(name).join("expected.json")).unwrap();
            let expected: Expected = serde_json::from_str(&text).unwrap();
            let files = ["0.png", "1.png"].map(|file| fs::read(data(file)).unwrap());
            let found = embedder.pictures(&files).unwrap();
            assert_eq!(found.len(), expected.pictures.len());
            found.iter().zip(&expected.pictures).for_each(|(a, b)| close(a, b));
            for (query, vector) in &expected.queries {
                close(&embedder.query(query).unwrap(), vector);
            }
        }
    }

    #[test]
    fn what_is_missing_or_not_known_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let fault = |folder: &Path| Embedder::load(folder).err().unwrap().to_string();
        assert!(fault(folder.path()).contains("config.json"));
        fs::write(folder.path().join("config.json"), r#"{"model_type": "siglip2"}"#).unwrap();
        assert!(fault(folder.path()).contains("safetensors"));
        let weights = data("siglip").join("model.safetensors");
        fs::copy(weights, folder.path().join("model.safetensors")).unwrap();
        assert!(fault(folder.path()).contains("siglip2; siglip and clip are known"));
    }
}
