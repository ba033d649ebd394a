use candle_core::{Device, Tensor};
use synth_model::Row;

use super::*;
use crate::learner::toy::Toy;
use crate::loss::{LOSSES, Level};
use crate::optimizer::{AdamWConfig, Schedule};
use crate::rollout::Completion;
use crate::trainer::{Trainer, TrainerConfig};

const VOCABULARY: usize = 6;

fn trainer(seed: u64, rate: f64, reference: bool) -> Trainer<Toy> {
    let config = TrainerConfig {
        seed,
        schedule: Schedule { rate, ..Schedule::default() },
        optimizer: AdamWConfig::default(),
        micro_rows: 16,
        ..TrainerConfig::default()
    };
    let reference = reference.then(|| Toy::new(VOCABULARY));
    Trainer::new(Toy::new(VOCABULARY), reference, config).unwrap()
}

fn questions() -> Vec<Question> {
    let one = |at: u32| Question {
        name: format!("task-{at}"),
        row: Row { ids: vec![at], images: Vec::new() },
        key: u64::from(at),
        shown: None,
    };
    (1..5).map(one).collect()
}

/// Right if the first token is the one after the prompt's.
fn grade(at: usize, answer: &Completion) -> Grade {
    let right = f64::from(u8::from(answer.tokens[0] == at as u32 + 2));
    Grade { reward: right, accuracy: right }
}

fn config(loss: &str) -> GrpoConfig {
    let high = if loss == "cispo" { 5.0 } else { 0.28 };
    GrpoConfig {
        loss: LossConfig { loss: loss.into(), epsilon_high: high, ..LossConfig::default() },
        sampling: Sampling { max_tokens: 3, stop: vec![0], ..Sampling::default() },
        ..GrpoConfig::default()
    }
}

fn train(trainer: &mut Trainer<Toy>, config: &GrpoConfig, steps: usize) -> Vec<f64> {
    let step = |_| {
        let report = trainer.grpo(config, &questions(), &mut grade, &mut |_| true).unwrap();
        report.metrics["accuracy"]
    };
    (0..steps).map(step).collect()
}

fn late(accuracy: &[f64]) -> f64 {
    let tail = &accuracy[accuracy.len() - 10..];
    tail.iter().sum::<f64>() / tail.len() as f64
}

#[test]
fn every_loss_learns() {
    for loss in LOSSES {
        let mut config = config(loss.name);
        if loss.name == "luspo" {
            config.loss.level = Level::Sequence;
        }
        let accuracy = train(&mut trainer(1, 0.1, false), &config, 60);
        assert!(accuracy[0] < 0.5 && late(&accuracy) > 0.9, "{}: {accuracy:?}", loss.name);
    }
}

#[test]
fn an_answer_that_is_never_given_is_learnt_where_it_is_shown() {
    // The right first token has a probability of a millionth.
    let learnt = |shown: bool| {
        let mut trainer = trainer(5, 0.05, false);
        let mut table = trainer.learner().table.to_vec2::<f32>().unwrap();
        (1..5).for_each(|at| table[at][(at + 1) % VOCABULARY] = -14.0);
        let table = Tensor::new(table, &Device::Cpu).unwrap();
        trainer.learner().table.set(&table).unwrap();
        let mut questions = questions();
        questions.iter_mut().enumerate().for_each(|(at, question)| {
            question.shown = shown.then(|| vec![(at as u32 + 2) % VOCABULARY as u32, 0]);
        });
        let config = GrpoConfig { filter: None, ..config("dapo") };
        let step = |_| {
            let mut seen = 0;
            let mut panel = |answers: &[Vec<Completion>]| {
                seen = answers.iter().map(Vec::len).sum();
                let grades = answers.iter().enumerate().flat_map(|(at, answers)| {
                    answers.iter().map(move |answer| {
                        let right = answer.tokens[0] == (at as u32 + 2) % VOCABULARY as u32;
                        Grade { reward: f64::from(right), accuracy: f64::from(right) }
                    })
                });
                Ok(grades.collect())
            };
            let report = trainer.grpo_together(&config, &questions, &mut panel, &mut |_| true);
            let accuracy = report.unwrap().metrics["accuracy"];
            assert_eq!(seen, 4 * 8);
            accuracy
        };
        (0..300).map(step).collect::<Vec<f64>>()
    };
    assert_eq!(late(&learnt(false)), 0.0);
    let accuracy = learnt(true);
    assert_eq!(accuracy[0], 1.0 / 8.0);
    assert!(late(&accuracy) > 0.9, "{accuracy:?}");
}

#[test]
fn grades_dealt_out_at_random_teach_nothing() {
    for seed in 0..3 {
        let config = GrpoConfig { shuffle_grades: true, ..config("dapo") };
        let accuracy = train(&mut trainer(seed, 0.02, false), &config, 60);
        assert!(late(&accuracy) < 0.4, "{accuracy:?}");
    }
}

#[test]
fn several_updates_a_step_and_a_reference_learn_too() {
    let mut config = config("grpo");
    config.iterations = 2;
    config.mini_batches = 2;
    config.loss.beta = 0.01;
    config.loss.bias_corrected_kl = true;
    let mut trainer = trainer(3, 0.05, true);
    let accuracy = train(&mut trainer, &config, 40);
    assert!(late(&accuracy) > 0.9, "{accuracy:?}");
    assert_eq!(trainer.step(), 40);
    assert!(trainer.updates() > 80 && trainer.updates() <= 160, "{}", trainer.updates());
}

#[test]
fn a_strong_pull_to_the_reference_holds_the_policy() {
    let mut config = config("grpo");
    config.loss.beta = 50.0;
    let accuracy = train(&mut trainer(3, 0.05, true), &config, 60);
    assert!(late(&accuracy) < 0.5, "{accuracy:?}");
}

#[test]
fn sampler_and_trainer_agree_on_probabilities() {
    let mut config = config("dapo");
    config.sampling.temperature = 0.7;
    config.sampling.top_k = 4;
    config.filter = None;
    let report =
        trainer(1, 0.1, false).grpo(&config, &questions(), &mut grade, &mut |_| true).unwrap();
    assert!(
        report.metrics["sampling/sampling_logp_difference/mean"] < 1e-5,
        "{:?}",
        report.metrics
    );
    assert!((report.metrics["ratio/mean"] - 1.0).abs() < 1e-6);
}

#[test]
fn groups_that_are_all_right_or_wrong_are_left_out() {
    let mut trainer = trainer(1, 0.1, false);
    let before = trainer.learner().bits();
    let mut all_right = |_: usize, _: &Completion| Grade { reward: 0.3, accuracy: 1.0 };
    let config = config("dapo");
    let report = trainer.grpo(&config, &questions(), &mut all_right, &mut |_| true).unwrap();
    assert_eq!((report.metrics["groups/kept"], report.metrics["accuracy"]), (0.0, 1.0));
    assert!(!report.metrics.contains_key("loss"));
    assert_eq!((trainer.step(), trainer.updates()), (1, 0));
    assert_eq!(trainer.learner().bits(), before);
    let mut first_alone = |at: usize, answer: &Completion| {
        let right = f64::from(u8::from(at == 0 && answer.tokens.len() > 1));
        Grade { reward: right, accuracy: right }
    };
    let report = trainer.grpo(&config, &questions(), &mut first_alone, &mut |_| true).unwrap();
    assert_eq!((report.metrics["groups/kept"], trainer.updates()), (0.25, 1));
}

#[test]
fn answers_that_were_cut_off_count_for_nothing() {
    let mut config = config("dapo");
    config.mask_truncated = true;
    config.sampling.stop = Vec::new();
    let mut trainer = trainer(1, 0.1, false);
    let before = trainer.learner().bits();
    let report = trainer.grpo(&config, &questions(), &mut grade, &mut |_| true).unwrap();
    assert_eq!(report.metrics["completions/clipped_ratio"], 1.0);
    assert_eq!((trainer.learner().bits(), trainer.updates()), (before, 0));
}

#[test]
fn a_resumed_run_is_the_run_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config("dapo");
    config.mini_batches = 2;
    let step = |trainer: &mut Trainer<Toy>| {
        trainer.grpo(&config, &questions(), &mut grade, &mut |_| true).unwrap().metrics
    };
    let mut straight = trainer(9, 0.05, false);
    (0..3).for_each(|_| drop(step(&mut straight)));
    straight.save(folder.path()).unwrap();
    let expected: Vec<_> = (0..3).map(|_| step(&mut straight)).collect();
    let mut resumed = trainer(9, 0.05, false);
    resumed.resume(folder.path()).unwrap();
    let found: Vec<_> = (0..3).map(|_| step(&mut resumed)).collect();
    assert_eq!(found, expected);
    assert_eq!(resumed.learner().bits(), straight.learner().bits());
    assert_eq!(resumed.updates(), straight.updates());
}

#[test]
fn a_step_that_is_stopped_never_was() {
    let mut trainer = trainer(1, 0.1, false);
    let before = trainer.learner().bits();
    let stopped = trainer.grpo(&config("dapo"), &questions(), &mut grade, &mut |p| p.tokens < 40);
    assert!(matches!(stopped, Err(TrainError::Stopped)));
    assert_eq!((trainer.step(), trainer.learner().bits()), (0, before));
}

#[test]
fn logits_that_broke_name_step_and_task() {
    let mut trainer = trainer(1, 0.1, false);
    let mut broken = trainer.learner().table.to_vec2::<f32>().unwrap();
    broken[3][0] = f32::NAN;
    let tensor = candle_core::Tensor::new(broken, &candle_core::Device::Cpu).unwrap();
    trainer.learner().table.set(&tensor).unwrap();
    let mut config = config("dapo");
    config.sampling.max_tokens = 1;
    let found = trainer.grpo(&config, &questions(), &mut grade, &mut |_| true);
    let error = found.unwrap_err().to_string();
    assert!(
        error.contains("step 1: the logits before token 0") && error.contains("task-3"),
        "{error}"
    );
}

#[test]
fn settings_without_meaning_are_refused() {
    let of = |config: GrpoConfig| {
        let mut trainer = trainer(1, 0.1, false);
        let found = trainer.grpo(&config, &questions(), &mut grade, &mut |_| true);
        found.unwrap_err().to_string()
    };
    assert!(of(GrpoConfig { group: 1, ..config("dapo") }).contains("group"));
    assert!(of(GrpoConfig { iterations: 0, ..config("dapo") }).contains("iterations"));
    assert!(of(config("ppo")).contains("`ppo`"));
    let mut greedy = config("dapo");
    greedy.sampling.temperature = 0.0;
    assert!(of(greedy).contains("temperature"));
    let mut without = config("dapo");
    without.loss.beta = 0.1;
    assert!(of(without).contains("reference"));
}
