//! All that stands between a chat with pictures and a model.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::chat::{Message, TEMPLATE, Template};
use crate::error::{ProcessorError, Result};
use crate::image::{ImageSettings, Patches, Picture};
use crate::tokenizer::{END_OF_TEXT, END_OF_TURN, IMAGE, SPECIAL, Tokenizer};

/// What a model is given.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// Token ids, with one image token for each merged patch.
    pub ids: Vec<u32>,
    /// The pictures, in the order of their tokens.
    pub images: Vec<Patches>,
}

/// A processor.
#[derive(Debug, Clone)]
pub struct Processor {
    /// How pictures are cut.
    pub images: ImageSettings,
    /// How text becomes ids.
    pub tokenizer: Tokenizer,
    template: Template,
    stop: Vec<u32>,
}

impl Processor {
    /// Reads `preprocessor_config.json` or what `processor_config.json` says of pictures,
    /// `tokenizer.json`, the chat template and, if it is there, `generation_config.json`.
    ///
    /// # Errors
    ///
    /// [`ProcessorError`], which names the file or the token that is lacking.
    pub fn load(folder: &Path) -> Result<Self> {
        let images = image_settings(folder)?;
        let (tokenizer, template) = (Tokenizer::load(folder)?, Template::load(folder)?);
        check_tokens(&tokenizer, &template)?;
        let stop = stop_tokens(folder, &tokenizer)?;
        Ok(Self { images, tokenizer, template, stop })
    }

    /// A processor of parts made here.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::NoToken`].
    pub fn new(images: ImageSettings, tokenizer: Tokenizer) -> Result<Self> {
        let template = Template::new(TEMPLATE);
        check_tokens(&tokenizer, &template)?;
        let stop = vec![
            tokenizer.id(END_OF_TURN, "ends a turn")?,
            tokenizer.id(END_OF_TEXT, "ends a text")?,
        ];
        Ok(Self { images, tokenizer, template, stop })
    }

    /// Writes all files, so that `AutoProcessor` reads the folder.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::File`] or [`ProcessorError::Tokenizer`].
    pub fn save(&self, folder: &Path) -> Result<()> {
        self.tokenizer.save(folder)?;
        let config = json!({
            "tokenizer_class": "PreTrainedTokenizerFast",
            "processor_class": class(&self.images),
            "eos_token": END_OF_TURN,
            "pad_token": END_OF_TEXT,
            "padding_side": "left",
            "additional_special_tokens": SPECIAL,
        });
        let generation = json!({
            "eos_token_id": self.stop,
            "pad_token_id": self.tokenizer.id(END_OF_TEXT, "fills short rows").ok(),
        });
        write(folder, "tokenizer_config.json", &pretty(&config))?;
        write(folder, "generation_config.json", &pretty(&generation))?;
        write(folder, "preprocessor_config.json", &pretty(&self.images))?;
        write(folder, "chat_template.jinja", self.template.source())
    }

    /// Tokens that end a response.
    pub fn stop(&self) -> &[u32] {
        &self.stop
    }

    /// The ids of a chat and the patches of its pictures. With `prompt`, it ends where
    /// the assistant begins to speak.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Pictures`] and those of the parts.
    pub fn encode(
        &self,
        messages: &[Message],
        pictures: &[Picture],
        prompt: bool,
    ) -> Result<Encoded> {
        let images: Vec<Patches> =
            pictures.iter().map(|p| self.images.process(p)).collect::<Result<_>>()?;
        let text = self.template.render(messages, prompt)?;
        let image = self.tokenizer.id(IMAGE, "stands for a patch of a picture")?;
        let ids = self.tokenizer.encode(&text)?;
        let marks = ids.iter().filter(|id| **id == image).count();
        if marks != images.len() {
            return Err(ProcessorError::Pictures { marks, pictures: images.len() });
        }
        let mut counts = images.iter().map(|patches| self.merged(patches.grid));
        let repeated = ids.into_iter().flat_map(|id| {
            let times = if id == image { counts.next().unwrap_or(0) } else { 1 };
            std::iter::repeat_n(id, times)
        });
        Ok(Encoded { ids: repeated.collect(), images })
    }

    /// Merged patches of a grid: tokens of its picture.
    fn merged(&self, [time, high, wide]: [usize; 3]) -> usize {
        time * high * wide / (self.images.merge_size * self.images.merge_size)
    }
}

/// Tokens that templates write, and what they are for.
const WRITTEN: [(&str, &str); 4] = [
    ("<|im_start|>", "begins a turn"),
    (END_OF_TURN, "ends a turn"),
    ("<|vision_start|>", "stands before a picture"),
    ("<|vision_end|>", "stands behind a picture"),
];

/// A token that the template writes and the tokenizer lacks would fall apart into
/// characters, without an error.
fn check_tokens(tokenizer: &Tokenizer, template: &Template) -> Result<()> {
    tokenizer.id(IMAGE, "stands for a patch of a picture")?;
    for (token, why) in WRITTEN {
        if template.source().contains(token) {
            tokenizer.id(token, why)?;
        }
    }
    Ok(())
}

/// The class that `AutoProcessor` makes. Qwen2.5-VL's treats pictures as Qwen3-VL's does,
/// so for patches of another size either is right.
fn class(images: &ImageSettings) -> &'static str {
    match images.patch_size {
        14 => "Qwen2_5_VLProcessor",
        _ => "Qwen3VLProcessor",
    }
}

/// Newer versions of transformers keep all parts of a processor in one file.
fn image_settings(folder: &Path) -> Result<ImageSettings> {
    let (own, whole) = ("preprocessor_config.json", "processor_config.json");
    let path = folder.join(whole);
    if folder.join(own).exists() || !path.exists() {
        return read(&folder.join(own));
    }
    let mut parts: serde_json::Value = read(&path)?;
    let bad = |why: String| ProcessorError::BadFile { path: path.clone(), why };
    match parts.get_mut("image_processor").map(serde_json::Value::take) {
        Some(part) => serde_json::from_value(part).map_err(|error| bad(error.to_string())),
        None => Err(bad(format!("it has no `image_processor`, and there is no {own}"))),
    }
}

/// The ends that the folder names, or those of Qwen.
fn stop_tokens(folder: &Path, tokenizer: &Tokenizer) -> Result<Vec<u32>> {
    let path = folder.join("generation_config.json");
    if path.exists() {
        let config: serde_json::Value = read(&path)?;
        let named: Vec<u32> = match &config["eos_token_id"] {
            serde_json::Value::Array(all) => all.iter().filter_map(id).collect(),
            one => id(one).into_iter().collect(),
        };
        if !named.is_empty() {
            return Ok(named);
        }
    }
    Ok(vec![tokenizer.id(END_OF_TURN, "ends a turn")?])
}

fn id(value: &serde_json::Value) -> Option<u32> {
    value.as_u64().and_then(|id| u32::try_from(id).ok())
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path)
        .map_err(|error| ProcessorError::File { path: path.to_owned(), error })?;
    serde_json::from_str(&text)
        .map_err(|error| ProcessorError::BadFile { path: path.to_owned(), why: error.to_string() })
}

fn pretty(value: &impl serde::Serialize) -> String {
    // Maps with text keys and numbers that are finite: nothing here can fail.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, text).map_err(|error| ProcessorError::File { path, error })
}
