//! Tiny checkpoints, prompts with pictures, and rewards.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use synth_model::{Config, Load, Model, Patches, Row};
use synth_train::grpo::{Grade, GrpoConfig, Question};
use synth_train::learner::{Learner, ModelLearner};
use synth_train::loss::LossConfig;
use synth_train::optimizer::Schedule;
use synth_train::rollout::{Completion, Policy, Prompt, Sampling, generate};
use synth_train::sequence::Sequence;
use synth_train::supervised::Example;
use synth_train::trainer::{Trainer, TrainerConfig};

pub const BOTH: [&str; 2] = ["qwen2_5_vl", "qwen3_vl"];

pub fn folder(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden/qwen").join(name);
    assert!(folder.is_dir(), "the tiny checkpoint is not at {}", folder.display());
    folder
}

pub fn learner(name: &str, segments: bool) -> ModelLearner {
    ModelLearner { model: Model::load(&folder(name), &Load::default()).unwrap(), segments }
}

/// A picture of noise, of 4 by `w` patches.
pub fn picture(config: &Config, w: usize, seed: u32) -> Arc<Patches> {
    let grid = [1, 4, w];
    let count = 4 * w * config.vision.patch_len();
    let one = |i: usize| libm::sinf((i as f32 + 1.0) * (seed as f32 + 0.37)) * 1.5;
    Arc::new(Patches { values: (0..count).map(one).collect(), grid })
}

/// A prompt with a picture, some words behind it, and a length of its own.
pub fn prompt(config: &Config, at: usize) -> Row {
    let image = picture(config, 4 + 2 * (at % 2), at as u32);
    let tokens = config.image_tokens(image.grid);
    let mut ids = vec![20 + at as u32, config.tokens.start];
    ids.extend(std::iter::repeat_n(config.tokens.image, tokens));
    ids.push(config.tokens.end);
    ids.extend((0..2 + 3 * at as u32).map(|i| 30 + i));
    Row { ids, images: vec![image] }
}

pub fn prompts(config: &Config, samples: usize) -> Vec<Prompt> {
    let one = |at| Prompt { row: prompt(config, at), key: at as u64, samples };
    (0..3).map(one).collect()
}

pub fn sampling(rows: usize) -> Sampling {
    let stop = (100..160).collect();
    Sampling { max_tokens: 8, temperature: 0.9, seed: 4, rows, stop, ..Sampling::default() }
}

pub fn sample(policy: &impl Policy, prompts: &[Prompt], rows: usize) -> Vec<Vec<Completion>> {
    generate(policy, prompts, &sampling(rows), &mut |_| true).unwrap()
}

pub fn close(a: &[f32], b: &[f32], within: f32, what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= within * (1.0 + b.abs()), "{what}: {a} and {b}");
    }
}

pub fn examples(config: &Config) -> Vec<Example> {
    let one = |at: usize| Example {
        name: format!("example-{at}"),
        sequence: Sequence {
            prompt: prompt(config, at),
            completion: vec![40 + at as u32, 41 + 2 * at as u32, 5],
        },
    };
    (0..3).map(one).collect()
}

pub fn trainer(name: &str, rate: f64, micro_rows: usize) -> Trainer<ModelLearner> {
    let schedule = Schedule { rate, ..Schedule::default() };
    let config = TrainerConfig { seed: 1, schedule, micro_rows, ..TrainerConfig::default() };
    Trainer::new(learner(name, true), None, config).unwrap()
}

pub fn questions(config: &Config) -> Vec<Question> {
    let one = |at| Question {
        name: format!("task-{at}"),
        row: prompt(config, at),
        key: at as u64,
        shown: None,
    };
    (0..3).map(one).collect()
}

/// The share of even tokens.
pub fn grade(_: usize, answer: &Completion) -> Grade {
    let even = answer.tokens.iter().filter(|t| **t % 2 == 0).count();
    let share = even as f64 / answer.tokens.len() as f64;
    Grade { reward: share, accuracy: share }
}

pub fn grpo(beta: f64) -> GrpoConfig {
    GrpoConfig {
        group: 6,
        loss: LossConfig { beta, ..LossConfig::default() },
        sampling: sampling(18),
        ..GrpoConfig::default()
    }
}

pub fn bits(learner: &ModelLearner) -> Vec<u32> {
    let values = |(_, var): (String, candle_core::Var)| {
        var.flatten_all().unwrap().to_vec1::<f32>().unwrap().into_iter().map(f32::to_bits)
    };
    learner.parameters().into_iter().flat_map(values).collect()
}
