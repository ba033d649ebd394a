//! Training of the tiny checkpoints of both architectures, end to end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::DType;
use synth_model::{Config, Gradients, Load, LoraConfig, Model, Patches, Row, Trainable};
use synth_train::grpo::{Grade, GrpoConfig, Question};
use synth_train::learner::{Learner, ModelLearner};
use synth_train::loss::LossConfig;
use synth_train::optimizer::Schedule;
use synth_train::rollout::{Completion, Prompt, Sampling, generate};
use synth_train::run::RunFolder;
use synth_train::sequence::Sequence;
use synth_train::supervised::Example;
use synth_train::trainer::{Trainer, TrainerConfig};

const BOTH: [&str; 2] = ["qwen2_5_vl", "qwen3_vl"];

fn folder(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden/qwen").join(name);
    assert!(folder.is_dir(), "the tiny checkpoint is not at {}", folder.display());
    folder
}

fn learner(name: &str, segments: bool) -> ModelLearner {
    ModelLearner { model: Model::load(&folder(name), &Load::default()).unwrap(), segments }
}

/// A picture of noise, of 4 by `w` patches.
fn picture(config: &Config, w: usize, seed: u32) -> Arc<Patches> {
    let grid = [1, 4, w];
    let count = 4 * w * config.vision.patch_len();
    let one = |i: usize| libm::sinf((i as f32 + 1.0) * (seed as f32 + 0.37)) * 1.5;
    Arc::new(Patches { values: (0..count).map(one).collect(), grid })
}

/// A prompt with a picture, some words behind it, and a length of its own.
fn prompt(config: &Config, at: usize) -> Row {
    let image = picture(config, 4 + 2 * (at % 2), at as u32);
    let tokens = config.image_tokens(image.grid);
    let mut ids = vec![20 + at as u32, config.tokens.start];
    ids.extend(std::iter::repeat_n(config.tokens.image, tokens));
    ids.push(config.tokens.end);
    ids.extend((0..2 + 3 * at as u32).map(|i| 30 + i));
    Row { ids, images: vec![image] }
}

fn prompts(config: &Config, samples: usize) -> Vec<Prompt> {
    let one = |at| Prompt { row: prompt(config, at), key: at as u64, samples };
    (0..3).map(one).collect()
}

fn sampling(rows: usize) -> Sampling {
    let stop = (100..160).collect();
    Sampling { max_tokens: 8, temperature: 0.9, seed: 4, rows, stop, ..Sampling::default() }
}

fn sample(model: &Model, prompts: &[Prompt], rows: usize) -> Vec<Vec<Completion>> {
    generate(model, prompts, &sampling(rows), &mut |_| true).unwrap()
}

fn close(a: &[f32], b: &[f32], within: f32, what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= within * (1.0 + b.abs()), "{what}: {a} and {b}");
    }
}

#[test]
fn groups_that_share_a_cache_sample_what_single_runs_do() {
    for name in BOTH {
        let model = learner(name, false).policy().unwrap();
        let all = prompts(model.config(), 4);
        let together = sample(&model, &all, 5);
        let lengths: Vec<usize> = together.iter().flatten().map(|c| c.tokens.len()).collect();
        assert!(lengths.iter().any(|n| *n < 8) && lengths.iter().any(|n| *n > 2), "{lengths:?}");
        for (prompt, found) in all.iter().zip(&together) {
            let alone = sample(&model, std::slice::from_ref(prompt), 1);
            for (a, b) in alone[0].iter().zip(found) {
                assert_eq!(a.tokens, b.tokens, "{name}");
                close(&a.log_probs, &b.log_probs, 1e-4, name);
            }
        }
    }
}

#[test]
fn training_sees_the_probabilities_that_sampling_saw() {
    for name in BOTH {
        let learner = learner(name, false);
        let all = prompts(learner.model.config(), 3);
        let groups = sample(&learner.policy().unwrap(), &all, 64);
        let mut sequences = Vec::new();
        for (prompt, group) in all.iter().zip(&groups) {
            sequences.extend(
                group
                    .iter()
                    .map(|c| Sequence { prompt: prompt.row.clone(), completion: c.tokens.clone() }),
            );
        }
        let found = learner.log_probs(&sequences, 0.9).unwrap().to_vec2::<f32>().unwrap();
        for (row, completion) in found.iter().zip(groups.iter().flatten()) {
            close(&row[..completion.tokens.len()], &completion.log_probs, 1e-4, name);
            assert!(row[completion.tokens.len()..].iter().all(|x| *x == 0.0));
        }
    }
}

fn examples(config: &Config) -> Vec<Example> {
    let one = |at: usize| Example {
        name: format!("example-{at}"),
        sequence: Sequence {
            prompt: prompt(config, at),
            completion: vec![40 + at as u32, 41 + 2 * at as u32, 5],
        },
    };
    (0..3).map(one).collect()
}

#[test]
fn segments_and_the_whole_graph_give_the_same_gradients() {
    for name in BOTH {
        let of = |segments| -> (f64, Gradients) {
            let learner = learner(name, segments);
            let sequences: Vec<Sequence> =
                examples(learner.model.config()).into_iter().map(|e| e.sequence).collect();
            learner.backward(&sequences, 1.0, &mut |logp| Ok(logp.sum_all()?)).unwrap()
        };
        let ((whole, a), (segments, b)) = (of(false), of(true));
        assert!((whole - segments).abs() < 1e-4 * whole.abs());
        assert_eq!(a.len(), b.len());
        for ((name, a), (other, b)) in a.iter().zip(b.iter()) {
            assert_eq!(name, other);
            let flat = |t: &candle_core::Tensor| t.flatten_all().unwrap().to_vec1().unwrap();
            close(&flat(a), &flat(b), 1e-4, name);
        }
    }
}

fn trainer(name: &str, rate: f64, micro_rows: usize) -> Trainer<ModelLearner> {
    let schedule = Schedule { rate, ..Schedule::default() };
    let config = TrainerConfig { seed: 1, schedule, micro_rows, ..TrainerConfig::default() };
    Trainer::new(learner(name, true), None, config).unwrap()
}

#[test]
fn answers_are_learnt_by_heart_and_then_given() {
    for name in BOTH {
        let mut trainer = trainer(name, 6e-3, 3);
        let examples = examples(trainer.learner().model.config());
        let mut losses = Vec::new();
        for _ in 0..12 {
            losses.push(trainer.supervised(&examples).unwrap().metrics["loss"]);
        }
        assert!(losses[0] > 4.0 && losses[11] < 0.1, "{name}: {losses:?}");
        let greedy = Sampling { temperature: 0.0, stop: vec![5], ..sampling(8) };
        let all = prompts(trainer.learner().model.config(), 1);
        let model = trainer.learner().policy().unwrap();
        let found = generate(&model, &all, &greedy, &mut |_| true).unwrap();
        for (group, example) in found.iter().zip(&examples) {
            assert_eq!(group[0].tokens, example.sequence.completion, "{name}");
        }
    }
}

fn questions(config: &Config) -> Vec<Question> {
    let one = |at| Question { name: format!("task-{at}"), row: prompt(config, at), key: at as u64 };
    (0..3).map(one).collect()
}

/// The share of even tokens.
fn grade(_: usize, answer: &Completion) -> Grade {
    let even = answer.tokens.iter().filter(|t| **t % 2 == 0).count();
    let share = even as f64 / answer.tokens.len() as f64;
    Grade { reward: share, accuracy: share }
}

fn grpo(beta: f64) -> GrpoConfig {
    GrpoConfig {
        group: 6,
        loss: LossConfig { beta, ..LossConfig::default() },
        sampling: sampling(18),
        ..GrpoConfig::default()
    }
}

#[test]
fn a_reward_is_raised() {
    for name in BOTH {
        let mut trainer = trainer(name, 4e-3, 9);
        let questions = questions(trainer.learner().model.config());
        let mut rewards = Vec::new();
        for _ in 0..14 {
            let report = trainer.grpo(&grpo(0.0), &questions, &mut grade, &mut |_| true).unwrap();
            assert!(
                report
                    .metrics
                    .get("sampling/sampling_logp_difference/mean")
                    .is_none_or(|gap| *gap < 1e-3)
            );
            rewards.push(report.metrics["reward"]);
        }
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        let (early, late) = (mean(&rewards[..3]), mean(&rewards[11..]));
        assert!(late > early + 0.2, "{name}: {early} to {late}");
    }
}

fn bits(learner: &ModelLearner) -> Vec<u32> {
    let values = |(_, var): (String, candle_core::Var)| {
        var.flatten_all().unwrap().to_vec1::<f32>().unwrap().into_iter().map(f32::to_bits)
    };
    learner.parameters().into_iter().flat_map(values).collect()
}

#[test]
fn a_resumed_run_is_the_run_to_the_bit() {
    let place = tempfile::tempdir().unwrap();
    let run = RunFolder::create(place.path(), &serde_json::json!({})).unwrap();
    let name = "qwen3_vl";
    let mut straight = trainer(name, 1e-3, 7);
    let questions = questions(straight.learner().model.config());
    let step = |trainer: &mut Trainer<ModelLearner>| {
        trainer.grpo(&grpo(0.0), &questions, &mut grade, &mut |_| true).unwrap().metrics
    };
    step(&mut straight);
    run.save(1, |folder| straight.save(folder)).unwrap();
    let expected: Vec<_> = (0..2).map(|_| step(&mut straight)).collect();
    let (_, saved) = run.latest().unwrap().unwrap();
    let mut resumed = trainer(name, 1e-3, 7);
    resumed.resume(&saved).unwrap();
    let found: Vec<_> = (0..2).map(|_| step(&mut resumed)).collect();
    assert_eq!(found, expected);
    assert!(bits(resumed.learner()) == bits(straight.learner()));
    // What others read is the same model.
    let read = Model::load(&saved.join("model"), &Load::default()).unwrap();
    let mut at_save = trainer(name, 1e-3, 7);
    at_save.resume(&saved).unwrap();
    assert!(bits(&ModelLearner { model: read, segments: true }) == bits(at_save.learner()));
}

#[test]
fn adapters_learn_while_their_base_is_the_reference() {
    let how = Load { trainable: Trainable::None, ..Load::default() };
    let base = Model::load(&folder("qwen3_vl"), &how).unwrap();
    let lora = LoraConfig { rank: 4, alpha: 8.0, ..LoraConfig::default() };
    let model = base.with_adapters(&lora, &["solver", "coder"]).unwrap();
    let of = |name| ModelLearner { model: model.select(name).unwrap(), segments: true };
    let schedule = Schedule { rate: 1e-2, ..Schedule::default() };
    let config = TrainerConfig { schedule, micro_rows: 9, ..TrainerConfig::default() };
    let mut trainer = Trainer::new(of(Some("solver")), Some(of(None)), config).unwrap();
    let questions = questions(base.config());
    let (untouched, before) = (bits(&of(Some("coder"))), bits(trainer.learner()));
    let reports: Vec<_> = (0..3)
        .map(|_| trainer.grpo(&grpo(0.05), &questions, &mut grade, &mut |_| true).unwrap().metrics)
        .collect();
    assert!(reports[0]["kl"].abs() < 1e-6, "{:?}", reports[0]);
    assert!(reports[2]["kl"] > 1e-4, "{:?}", reports[2]);
    assert!(bits(trainer.learner()) != before);
    assert!(bits(&of(Some("coder"))) == untouched);
    assert!(Trainer::new(of(None), None, TrainerConfig::default()).is_err());
}

#[test]
fn half_precision_trains_masters_in_single() {
    for (name, segments) in [("qwen2_5_vl", true), ("qwen3_vl", false)] {
        let how = Load { dtype: DType::BF16, ..Load::default() };
        let model = Model::load(&folder(name), &how).unwrap();
        let schedule = Schedule { rate: 1e-3, ..Schedule::default() };
        let config = TrainerConfig { schedule, micro_rows: 9, ..TrainerConfig::default() };
        let mut trainer = Trainer::new(ModelLearner { model, segments }, None, config).unwrap();
        let examples = examples(trainer.learner().model.config());
        let losses: Vec<f64> =
            (0..6).map(|_| trainer.supervised(&examples).unwrap().metrics["loss"]).collect();
        assert!(losses[5] < losses[0] - 1.0, "{name}: {losses:?}");
        let questions = questions(trainer.learner().model.config());
        let report = trainer.grpo(&grpo(0.0), &questions, &mut grade, &mut |_| true).unwrap();
        let gap = report.metrics["sampling/sampling_logp_difference/mean"];
        assert!(gap < 0.1, "{name}: {gap}");
        assert!(trainer.learner().parameters().iter().all(|(_, v)| v.dtype() == DType::F32));
    }
}
