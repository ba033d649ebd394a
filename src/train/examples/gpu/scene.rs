//! Prompts with pictures, and answers to them.

use std::sync::Arc;

use synth_model::{Config, Patches, Row};
use synth_train::sequence::Sequence;
use synth_train::supervised::Example;

/// A word of the vocabulary that marks no picture.
fn word(config: &Config, at: usize) -> u32 {
    (16 + at * 37 % (config.text.vocab_size - 32).min(400)) as u32
}

/// A picture of `height` by `width` patches, and `text` words behind it.
pub fn prompt(config: &Config, at: usize, [height, width]: [usize; 2], text: usize) -> Row {
    let grid = [1, height, width];
    let count = height * width * config.vision.patch_len();
    let value = |i: usize| libm::sinf((i as f32 + 1.0) * (at as f32 + 0.37));
    let mut ids = vec![config.tokens.start];
    ids.extend(std::iter::repeat_n(config.tokens.image, config.image_tokens(grid)));
    ids.push(config.tokens.end);
    ids.extend((0..text).map(|i| word(config, i + 11 * at)));
    Row { ids, images: vec![Arc::new(Patches { values: (0..count).map(value).collect(), grid })] }
}

/// A prompt with an answer of `length` words.
pub fn example(config: &Config, at: usize, prompt: Row, length: usize) -> Example {
    let completion = (0..length).map(|i| word(config, 5 * i + at)).collect();
    Example { name: at.to_string(), sequence: Sequence { prompt, completion } }
}
