//! Supervised and GRPO steps, adapters, resumption.

use std::sync::Arc;

use candle_core::DType;
use synth_model::{Load, LoraConfig, Model, Trainable};
use synth_train::Hands;
use synth_train::learner::{Learner, ModelLearner};
use synth_train::optimizer::Schedule;
use synth_train::rollout::{Sampling, generate};
use synth_train::run::RunFolder;
use synth_train::trainer::{Trainer, TrainerConfig};

use crate::common::*;

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
fn hands_change_no_bit() {
    for name in BOTH {
        let run = |count| {
            let hands = Arc::new(Hands::new(count).unwrap());
            let mut trainer = trainer(name, 1e-3, 4).by(hands);
            let questions = questions(trainer.learner().model.config());
            let mut step =
                || trainer.grpo(&grpo(0.0), &questions, &mut grade, &mut |_| true).unwrap().metrics;
            let reports = [step(), step()];
            (reports, bits(trainer.learner()))
        };
        let (alone, together) = (run(1), run(3));
        assert_eq!(alone.0, together.0, "{name}");
        assert!(alone.1 == together.1, "{name}");
    }
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
fn an_adapter_is_saved_alone_and_goes_on_to_the_bit() {
    let name = "qwen3_vl";
    let how = Load { dtype: DType::BF16, trainable: Trainable::None, ..Load::default() };
    let base = Model::load(&folder(name), &how).unwrap();
    let lora = LoraConfig { rank: 4, ..LoraConfig::default() };
    let fresh = || {
        let model = base.with_adapters(&lora, &["solver"]).unwrap().select(Some("solver")).unwrap();
        let schedule = Schedule { rate: 1e-2, ..Schedule::default() };
        let config = TrainerConfig { schedule, micro_rows: 9, ..TrainerConfig::default() };
        Trainer::new(ModelLearner { model, segments: true }, None, config).unwrap()
    };
    let (place, examples) = (tempfile::tempdir().unwrap(), examples(base.config()));
    let mut straight = fresh();
    straight.supervised(&examples).unwrap();
    straight.save(place.path()).unwrap();
    let expected = straight.supervised(&examples).unwrap().metrics;
    let mut resumed = fresh();
    resumed.resume(place.path()).unwrap();
    assert_eq!(resumed.supervised(&examples).unwrap().metrics, expected);
    assert!(bits(resumed.learner()) == bits(straight.learner()));
    let saved = place.path().join("model");
    assert!(saved.join("adapter_config.json").is_file());
    assert!(!saved.join("model.safetensors").exists());
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
