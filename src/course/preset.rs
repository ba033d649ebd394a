//! Models made from nothing: a tokenizer from the corpus, a small Qwen3-VL with random
//! weights, and settings with which it learns on the machine that it is meant for.

use serde_json::{Value, json};
use synth_processor::tokenizer::{END_OF_TEXT, END_OF_TURN, IMAGE};
use synth_processor::{ImageSettings, Tokenizer};
use synth_train::grpo::GrpoConfig;
use synth_train::loss::LossConfig;
use synth_train::rollout::Sampling;

use crate::error::{CourseError, Result};
use crate::settings::Stage;

/// A preset.
#[derive(Debug)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub summary: &'static str,
    /// Families that it is trained on.
    pub families: &'static [&'static str],
    /// Levels that it is trained on.
    pub levels: &'static [u8],
    /// Tasks that are generated for it.
    pub tasks: u64,
    /// Tokens of its vocabulary, at most.
    pub vocabulary: usize,
    /// Most pixels of a picture, as the model sees it.
    pub pixels: usize,
    shape: Shape,
    /// Learning from answers.
    pub warm_up: Stage,
    /// Learning from grades.
    pub grpo: Stage,
    /// Answers to a question.
    pub group: usize,
    /// Rows of a micro-batch.
    pub micro_rows: usize,
    /// Examples of an exam, at most.
    pub exam: usize,
}

/// Widths and depths.
#[derive(Debug)]
struct Shape {
    hidden: usize,
    layers: usize,
    heads: usize,
    key_value_heads: usize,
    vision_hidden: usize,
    vision_layers: usize,
    vision_heads: usize,
    deepstack: &'static [usize],
}

const PATCH: usize = 16;
const HEAD: usize = 32;
/// What is drawn stands on nearly white paper. Paper is nought to the model and marks are
/// large, so that a patch says what is drawn on it, and not how white it is.
const PAPER: f32 = 1.0;
const INK: f32 = 0.35;

/// Families whose easy questions a small model begins to answer within minutes: most are
/// about the drawing as a whole, or about a few large marks.
const SIMPLE: &[&str] =
    &["figure-series", "grid-area", "maze", "mental-rotation", "odd-one-out", "visual-search"];

/// All presets, smallest first.
pub static PRESETS: [Preset; 2] = [
    Preset {
        name: "tiny",
        summary: "four hundred thousand weights: learns on two cores within twenty minutes",
        families: SIMPLE,
        levels: &[1, 2],
        tasks: 24_000,
        vocabulary: 512,
        pixels: 96 * 96,
        shape: Shape {
            hidden: 64,
            layers: 2,
            heads: 2,
            key_value_heads: 1,
            vision_hidden: 64,
            vision_layers: 2,
            vision_heads: 2,
            deepstack: &[1],
        },
        // Broken off where half of the answers are right: what is left is for GRPO.
        warm_up: Stage { steps: 1_600, batch: 32, rate: 2e-3, rise: 100 },
        // At more than twice the rate answers lose their variety, and a third as much is gained.
        grpo: Stage { steps: 2_400, batch: 16, rate: 2e-4, rise: 10 },
        group: 8,
        micro_rows: 64,
        exam: 3_000,
    },
    Preset {
        name: "small",
        summary: "a hundred million weights: for one GPU",
        families: &[],
        levels: &[],
        tasks: 100_000,
        vocabulary: 2_048,
        pixels: 448 * 448,
        shape: Shape {
            hidden: 640,
            layers: 12,
            heads: 10,
            key_value_heads: 5,
            vision_hidden: 512,
            vision_layers: 12,
            vision_heads: 8,
            deepstack: &[3, 7],
        },
        warm_up: Stage { steps: 4_000, batch: 128, rate: 5e-4, rise: 200 },
        grpo: Stage { steps: 1_000, batch: 64, rate: 2e-5, rise: 20 },
        group: 8,
        micro_rows: 64,
        exam: 3_000,
    },
];

/// The preset of this name.
pub fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

impl Preset {
    /// How its pictures are cut.
    pub fn images(&self) -> ImageSettings {
        ImageSettings {
            patch_size: PATCH,
            temporal_patch_size: 1,
            merge_size: 2,
            min_pixels: (2 * PATCH) * (2 * PATCH),
            max_pixels: self.pixels,
            mean: [PAPER; 3],
            std: [INK; 3],
        }
    }

    /// How GRPO is done on it.
    pub fn policy(&self, stop: &[u32]) -> GrpoConfig {
        GrpoConfig {
            group: self.group,
            loss: LossConfig { epsilon_high: 0.28, ..LossConfig::default() },
            sampling: Sampling {
                max_tokens: 12,
                stop: stop.to_vec(),
                rows: self.group * self.grpo.batch,
                ..Sampling::default()
            },
            ..GrpoConfig::default()
        }
    }

    /// The configuration of its model.
    ///
    /// # Errors
    ///
    /// [`CourseError::Processor`], if the tokenizer lacks a token.
    pub fn config(&self, tokenizer: &Tokenizer) -> Result<Value> {
        let id = |token: &str| {
            tokenizer.id(token, "marks pictures or ends").map_err(|fault| CourseError::Processor {
                name: format!("preset {}", self.name),
                fault,
            })
        };
        let Shape { hidden, vision_hidden, .. } = self.shape;
        // A grid of learnt places as fine as the finest picture's.
        let places = (self.pixels / (PATCH * PATCH)).next_power_of_two();
        Ok(json!({
            "architectures": ["Qwen3VLForConditionalGeneration"],
            "model_type": "qwen3_vl",
            "tie_word_embeddings": true,
            "image_token_id": id(IMAGE)?,
            "video_token_id": id("<|video_pad|>")?,
            "vision_start_token_id": id("<|vision_start|>")?,
            "vision_end_token_id": id("<|vision_end|>")?,
            "text_config": {
                "model_type": "qwen3_vl_text",
                "vocab_size": tokenizer.len().next_multiple_of(64),
                "hidden_size": hidden,
                "intermediate_size": 3 * hidden,
                "num_hidden_layers": self.shape.layers,
                "num_attention_heads": self.shape.heads,
                "num_key_value_heads": self.shape.key_value_heads,
                "head_dim": HEAD.max(hidden / self.shape.heads),
                "hidden_act": "silu",
                "rms_norm_eps": 1e-6,
                "max_position_embeddings": 4096,
                "initializer_range": spread(hidden),
                "rope_parameters": {
                    "rope_type": "default",
                    "rope_theta": 10_000.0,
                    "mrope_section": section(HEAD.max(hidden / self.shape.heads)),
                    "mrope_interleaved": true,
                },
                "bos_token_id": id(END_OF_TEXT)?,
                "eos_token_id": id(END_OF_TURN)?,
                "pad_token_id": id(END_OF_TEXT)?,
            },
            "vision_config": {
                "model_type": "qwen3_vl",
                "depth": self.shape.vision_layers,
                "hidden_size": vision_hidden,
                "intermediate_size": 3 * vision_hidden,
                "num_heads": self.shape.vision_heads,
                "hidden_act": "gelu_pytorch_tanh",
                "in_channels": 3,
                "patch_size": PATCH,
                "spatial_merge_size": 2,
                "temporal_patch_size": 1,
                "out_hidden_size": hidden,
                "num_position_embeddings": square(places),
                "deepstack_visual_indexes": self.shape.deepstack,
                "initializer_range": spread(vision_hidden),
            },
        }))
    }
}

/// Time, height and width of half a head, as Qwen3-VL shares them out.
fn section(head: usize) -> [usize; 3] {
    let third = head / 6;
    [head / 2 - 2 * third, third, third]
}

/// How far random weights spread: 0.02, the custom, suits a width of a thousand. In a
/// narrower model it leaves the layers so faint that attention sees nothing to choose by.
fn spread(width: usize) -> f64 {
    0.02 * libm::sqrt(1024.0 / width as f64)
}

/// The next square number.
fn square(least: usize) -> usize {
    let side = libm::ceil(libm::sqrt(least as f64)) as usize;
    side * side
}

#[cfg(test)]
mod tests {
    use synth_model::Config;
    use synth_processor::Picture;

    use super::*;

    #[test]
    fn weights_spread_as_is_the_custom_at_a_width_of_a_thousand() {
        assert_eq!(spread(1024), 0.02);
        assert_eq!(spread(64), 0.08);
    }

    #[test]
    fn white_paper_is_nought_and_ink_is_not() {
        let pictures = PRESETS.iter().flat_map(|preset| [(preset, 255), (preset, 0)]);
        for (preset, grey) in pictures {
            let picture = Picture::new(64, 64, vec![grey; 3 * 64 * 64]).unwrap();
            let values = preset.images().process(&picture).unwrap().values;
            let paper = values.iter().all(|value| value.abs() < 1e-6);
            assert_eq!(paper, grey == 255, "{}: {:?}", preset.name, values.first());
        }
    }

    #[test]
    fn every_preset_makes_a_model_that_is_read() {
        let tokenizer = Tokenizer::train(["How many?"; 9].into_iter(), 300).unwrap();
        for preset in &PRESETS {
            let config = preset.config(&tokenizer).unwrap().to_string();
            let config = Config::from_json(&config).unwrap();
            let millions = synth_train::memory::Parameters::of(&config).total() as f64 / 1e6;
            let range = if preset.name == "tiny" { 0.2..1.0 } else { 80.0..130.0 };
            assert!(range.contains(&millions), "{}: {millions} million weights", preset.name);
        }
        assert!(find("tiny").is_some() && find("huge").is_none());
    }
}
