//! Text to ids and back, and tokenizers made from nothing.

use std::path::Path;

use tokenizers::decoders::DecoderWrapper;
use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{
    AddedToken, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper,
    SplitDelimiterBehavior, TokenizerBuilder,
};

use crate::error::{ProcessorError, Result};

/// Ends a text.
pub const END_OF_TEXT: &str = "<|endoftext|>";
/// Ends what somebody says.
pub const END_OF_TURN: &str = "<|im_end|>";
/// Stands for a merged patch of a picture.
pub const IMAGE: &str = "<|image_pad|>";

/// The tokens of Qwen-VL that stand for themselves, in the order of their ids.
pub const SPECIAL: [&str; 7] = [
    END_OF_TEXT,
    "<|im_start|>",
    END_OF_TURN,
    "<|vision_start|>",
    "<|vision_end|>",
    IMAGE,
    "<|video_pad|>",
];

/// How Qwen's tokenizers take a text apart before they merge bytes.
const WORDS: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// A tokenizer.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
}

fn failed(error: impl std::fmt::Display) -> ProcessorError {
    ProcessorError::Tokenizer(error.to_string())
}

impl Tokenizer {
    /// Reads `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::BadFile`].
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("tokenizer.json");
        let inner = tokenizers::Tokenizer::from_file(&path);
        let bad =
            |error: tokenizers::Error| ProcessorError::BadFile { path, why: error.to_string() };
        let mut inner = inner.map_err(bad)?;
        // A file may keep what its last user padded to.
        inner.with_padding(None).with_truncation(None).map_err(failed)?;
        Ok(Self { inner })
    }

    /// Learns merges of bytes from texts, up to `vocabulary` tokens with the special ones.
    /// The same texts in the same order give the same tokenizer.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Tokenizer`].
    pub fn train<'t>(
        texts: impl Iterator<Item = &'t str> + Send,
        vocabulary: usize,
    ) -> Result<Self> {
        let words = SplitPattern::Regex(WORDS.to_owned());
        let split = Split::new(words, SplitDelimiterBehavior::Isolated, false).map_err(failed)?;
        let bytes = ByteLevel::new(false, true, false);
        let parts = vec![PreTokenizerWrapper::Split(split), PreTokenizerWrapper::ByteLevel(bytes)];
        let mut fresh = TokenizerBuilder::<
            BPE,
            NormalizerWrapper,
            PreTokenizerWrapper,
            PostProcessorWrapper,
            DecoderWrapper,
        >::new()
        .with_model(BPE::default())
        .with_normalizer(None)
        .with_pre_tokenizer(Some(PreTokenizerWrapper::Sequence(Sequence::new(parts))))
        .with_post_processor(None)
        .with_decoder(Some(DecoderWrapper::ByteLevel(ByteLevel::default())))
        .build()
        .map_err(failed)?;
        let mut trainer = BpeTrainerBuilder::new()
            .show_progress(false)
            .vocab_size(vocabulary.saturating_sub(SPECIAL.len()))
            .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
            .build();
        fresh.train(&mut trainer, texts).map_err(failed)?;
        let special = SPECIAL.map(|token| AddedToken::from(token, true).normalized(false));
        let mut inner: tokenizers::Tokenizer = fresh.into();
        inner.add_special_tokens(special).map_err(failed)?;
        Ok(Self { inner })
    }

    /// Writes `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Tokenizer`].
    pub fn save(&self, folder: &Path) -> Result<()> {
        self.inner.save(folder.join("tokenizer.json"), true).map_err(failed)
    }

    /// Ids of a text, special tokens in it included; none are added.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Tokenizer`].
    pub fn encode(&self, text: &str) -> Result<Vec<u32>> {
        let encoding = self.inner.encode_fast(text, false).map_err(failed)?;
        Ok(encoding.get_ids().to_vec())
    }

    /// The text of ids, without special tokens.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Tokenizer`].
    pub fn decode(&self, ids: &[u32]) -> Result<String> {
        self.inner.decode(ids, true).map_err(failed)
    }

    /// The id of a token that must be there.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::NoToken`], with what it is needed for.
    pub fn id(&self, token: &str, why: &'static str) -> Result<u32> {
        let missing = || ProcessorError::NoToken { token: token.to_owned(), why };
        self.inner.token_to_id(token).ok_or_else(missing)
    }

    /// Tokens, special ones included.
    pub fn len(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trained() -> Tokenizer {
        let texts = ["How many red circles are there?", "How many blue squares?", "\\boxed{12}"];
        Tokenizer::train(texts.into_iter().cycle().take(30), 300).unwrap()
    }

    #[test]
    fn any_text_comes_back() {
        let tokenizer = trained();
        for text in ["How many?", "Zürich 東京 \n\t 3.5 kg", "", "<|im_end|"] {
            let ids = tokenizer.encode(text).unwrap();
            assert_eq!(tokenizer.decode(&ids).unwrap(), text);
        }
        assert_eq!(tokenizer.encode("<|image_pad|><|image_pad|>").unwrap().len(), 2);
        assert!(tokenizer.len() <= 300 && tokenizer.encode("How many").unwrap().len() < 8);
    }

    #[test]
    fn the_same_texts_give_the_same_tokenizer() {
        let json = |tokenizer: Tokenizer| tokenizer.inner.to_string(false).unwrap();
        assert_eq!(json(trained()), json(trained()));
    }

    #[test]
    fn a_token_that_lacks_is_named_with_its_use() {
        let fault = trained().id("<|audio|>", "stands for sound").unwrap_err().to_string();
        assert!(fault.contains("<|audio|>") && fault.contains("stands for sound"));
    }
}
