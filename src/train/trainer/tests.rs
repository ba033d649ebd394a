use synth_model::Row;

use super::*;
use crate::learner::toy::Toy;
use crate::optimizer::Shape;
use crate::run::RunFolder;
use crate::sequence::Sequence;
use crate::supervised::Example;

const VOCABULARY: usize = 7;

fn config(micro_rows: usize) -> TrainerConfig {
    let schedule = Schedule { rate: 0.05, shape: Shape::Cosine, warmup: 3, total: 40, floor: 0.1 };
    TrainerConfig { seed: 5, schedule, micro_rows, ..TrainerConfig::default() }
}

fn trainer(micro_rows: usize) -> Trainer<Toy> {
    Trainer::new(Toy::new(VOCABULARY), None, config(micro_rows)).unwrap()
}

/// Counts up from the prompt, then stops with zero; lengths differ.
fn examples(step: u64) -> Vec<Example> {
    let one = |at: u64| {
        let start = (1 + (step * 5 + at) % 5) as u32;
        let completion = (start + 1..VOCABULARY as u32).chain([0]).collect();
        let prompt = Row { ids: vec![start], images: Vec::new() };
        Example { name: format!("count-{start}"), sequence: Sequence { prompt, completion } }
    };
    (0..5).map(one).collect()
}

#[test]
fn a_counting_table_is_learnt() {
    let mut trainer = trainer(8);
    let first = trainer.supervised(&examples(0)).unwrap().metrics["loss"];
    for step in 1..60 {
        trainer.supervised(&examples(step)).unwrap();
    }
    let last = trainer.supervised(&examples(60)).unwrap().metrics["loss"];
    assert!((first - 7f64.ln()).abs() < 0.1 && last < 0.7, "{first} to {last}");
    assert_eq!((trainer.step(), trainer.updates()), (61, 61));
}

#[test]
fn micro_batches_add_up_to_the_batch() {
    let run = |micro_rows| {
        let mut trainer = trainer(micro_rows);
        let reports: Vec<_> =
            (0..4).map(|step| trainer.supervised(&examples(step)).unwrap().metrics).collect();
        (reports, trainer.learner.table.to_vec2::<f32>().unwrap())
    };
    let (whole, table) = run(8);
    for micro_rows in [1, 2, 3] {
        let (cut, found) = run(micro_rows);
        for (a, b) in whole.iter().zip(&cut) {
            for (name, value) in a {
                assert!((value - b[name]).abs() < 1e-5, "{name}: {value} and {}", b[name]);
            }
        }
        for (a, b) in table.iter().flatten().zip(found.iter().flatten()) {
            assert!((a - b).abs() < 1e-4);
        }
    }
}

#[test]
fn hands_change_no_bit() {
    let run = |count| {
        let hands = std::sync::Arc::new(crate::Hands::new(count).unwrap());
        let mut trainer = trainer(1).by(hands);
        let reports: Vec<_> =
            (0..4).map(|step| trainer.supervised(&examples(step)).unwrap().metrics).collect();
        (reports, trainer.learner.bits())
    };
    let alone = run(1);
    for count in [2, 3, 8] {
        assert_eq!(run(count), alone);
    }
}

#[test]
fn a_resumed_run_is_the_run_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let run = RunFolder::create(folder.path(), &config(2)).unwrap();
    let mut straight = trainer(2);
    let mut reports = Vec::new();
    for step in 0..8 {
        reports.push(straight.supervised(&examples(step)).unwrap().metrics);
        if step == 3 {
            run.save(straight.step(), |folder| straight.save(folder)).unwrap();
        }
    }
    let mut resumed = trainer(2);
    resumed.resume(&run.latest().unwrap().unwrap().1).unwrap();
    assert_eq!(resumed.step(), 4);
    for step in 4..8 {
        assert_eq!(resumed.supervised(&examples(step)).unwrap().metrics, reports[step as usize]);
    }
    assert_eq!(resumed.learner.bits(), straight.learner.bits());
}

#[test]
fn a_state_of_another_run_or_model_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    trainer(2).save(folder.path()).unwrap();
    let refused = |mut other: Trainer<Toy>| {
        let before = other.learner.bits();
        let error = other.resume(folder.path()).unwrap_err().to_string();
        assert_eq!(other.learner.bits(), before);
        error
    };
    let wider = Trainer::new(Toy::new(VOCABULARY + 1), None, config(2)).unwrap();
    assert!(refused(wider).contains("`table` is [7, 7], not [8, 8]"));
    let seeded = TrainerConfig { seed: 6, ..config(2) };
    let error = refused(Trainer::new(Toy::new(VOCABULARY), None, seeded).unwrap());
    assert!(error.contains("seed 5") && error.contains("seed 6"), "{error}");
    std::fs::write(folder.path().join("trainer.json"), "{\"step\":").unwrap();
    assert!(refused(trainer(2)).contains("trainer.json"));
}

#[test]
fn a_broken_weight_stops_with_step_and_task_and_moves_nothing() {
    let mut trainer = trainer(1);
    trainer.supervised(&examples(0)).unwrap();
    let mut broken = trainer.learner.table.to_vec2::<f32>().unwrap();
    broken[4][5] = f32::NAN;
    let tensor = candle_core::Tensor::new(broken, &candle_core::Device::Cpu).unwrap();
    trainer.learner.table.set(&tensor).unwrap();
    let before = trainer.learner.bits();
    // Starts at 6, 5, 4: the third meets the broken row first.
    let mut batch = examples(0);
    batch.reverse();
    let error = trainer.supervised(&batch).unwrap_err().to_string();
    assert!(error.contains("step 2: the loss is NaN for count-4"), "{error}");
    assert_eq!(trainer.learner.bits(), before);
    assert_eq!((trainer.step(), trainer.updates()), (1, 1));
}

#[test]
fn a_broken_gradient_names_parameter_and_task() {
    let mut trainer = trainer(1);
    let sequences: Vec<Sequence> = examples(0).into_iter().map(|e| e.sequence).collect();
    let tasks: Vec<String> = examples(0).into_iter().map(|e| e.name).collect();
    let parts: Vec<Part> =
        (0..5).map(|at| Part { sequences: &sequences[at..=at], tasks: &tasks[at..=at] }).collect();
    // The root of zero is finite and its slope is not.
    let loss = |at: usize, logp: &candle_core::Tensor| {
        let sum = logp.sum_all()?;
        Ok((if at == 2 { (&sum - sum.detach())?.sqrt()? } else { sum }, Vec::new()))
    };
    let before = trainer.learner.bits();
    let error = trainer.update(&parts, 1.0, &loss).unwrap_err().to_string();
    assert!(error.contains("the gradient of table") && error.contains("for count-3;"), "{error}");
    assert_eq!(trainer.learner.bits(), before);
}

#[test]
fn settings_without_meaning_are_refused() {
    let of = |config| Trainer::new(Toy::new(3), None, config).unwrap_err().to_string();
    assert!(of(config(0)).contains("micro_rows"));
    assert!(of(TrainerConfig { clip: Some(0.0), ..config(1) }).contains("clip"));
    assert!(trainer(1).supervised(&[]).unwrap_err().to_string().contains("no token"));
}
