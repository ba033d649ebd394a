//! Speed and memory of training a random model: what each stage takes, tokens a second,
//! and the plan of memory beside what the process took.
//!
//! `cargo run --release -p synth-train --example throughput -- CONFIG.json [STEPS] [ROWS]`

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use synth_model::{Config, Load, Model, Patches, Row};
use synth_train::grpo::{Grade, GrpoConfig, Question};
use synth_train::learner::ModelLearner;
use synth_train::memory::{Plan, Shape, Trained};
use synth_train::optimizer::Schedule;
use synth_train::rollout::{Completion, Sampling};
use synth_train::sequence::Sequence;
use synth_train::supervised::Example;
use synth_train::trainer::{Report, Trainer, TrainerConfig};

const QUESTIONS: usize = 8;
const GROUP: usize = 8;
const TEXT: usize = 24;
const COMPLETION: usize = 24;
const SIDE: usize = 12;

type Any = Box<dyn std::error::Error>;

fn main() -> Result<(), Any> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the config.json of a model")?;
    let mut number = |or: usize| arguments.next().map_or(Ok(or), |text| text.parse());
    let (steps, rows) = (number(3)?, number(16)?);
    let config = Config::from_json(&std::fs::read_to_string(Path::new(&path))?)?;
    let plan = Plan::new(&config, &shape(&config, rows));
    println!("{plan}\n");
    let model = Model::init(&config, 1, &Load::default())?;
    println!("{} parameters, {rows} rows a micro-batch", model.parameters());
    let schedule = Schedule { rate: 1e-4, ..Schedule::default() };
    let settings = TrainerConfig { schedule, micro_rows: rows, ..TrainerConfig::default() };
    let learner = ModelLearner { model, segments: true };
    let mut trainer = Trainer::new(learner, None, settings)?;
    supervised(&mut trainer, &config, steps)?;
    grpo(&mut trainer, &config, steps)?;
    println!("the process took at most {} MiB; the plan says {} MiB", peak()?, plan.peak() >> 20);
    Ok(())
}

fn shape(config: &Config, rows: usize) -> Shape {
    Shape {
        trained: Trained::All,
        bytes: 4,
        reference: false,
        segments: true,
        rows: rows as u64,
        prompt: (TEXT + config.image_tokens([1, SIDE, SIDE])) as u64,
        completion: COMPLETION as u64,
        patches: (SIDE * SIDE) as u64,
        pictures: rows as u64,
        micro_batches: (QUESTIONS * GROUP).div_ceil(rows) as u64,
        sampled: (QUESTIONS * GROUP) as u64,
    }
}

fn prompt(config: &Config, at: usize) -> Row {
    let grid = [1, SIDE, SIDE];
    let count = SIDE * SIDE * config.vision.patch_len();
    let values = (0..count).map(|i| libm::sinf((i * (at + 1)) as f32)).collect();
    let mut ids = vec![config.tokens.start];
    ids.extend(std::iter::repeat_n(config.tokens.image, config.image_tokens(grid)));
    ids.push(config.tokens.end);
    ids.extend((0..TEXT as u32 - 2).map(|i| i + 10));
    Row { ids, images: vec![Arc::new(Patches { values, grid })] }
}

fn supervised(
    trainer: &mut Trainer<ModelLearner>,
    config: &Config,
    steps: usize,
) -> Result<(), Any> {
    let one = |at: usize| Example {
        name: at.to_string(),
        sequence: Sequence { prompt: prompt(config, at), completion: vec![7; COMPLETION] },
    };
    let examples: Vec<Example> = (0..trainer.config().micro_rows).map(one).collect();
    let tokens: usize = examples.iter().map(|e| e.sequence.row().ids.len()).sum();
    for _ in 0..steps {
        let since = Instant::now();
        let report = trainer.supervised(&examples)?;
        show("supervised", &report, tokens as f64 / since.elapsed().as_secs_f64());
    }
    Ok(())
}

fn grpo(trainer: &mut Trainer<ModelLearner>, config: &Config, steps: usize) -> Result<(), Any> {
    let question = |at| Question { name: format!("{at}"), row: prompt(config, at), key: at as u64 };
    let questions: Vec<Question> = (0..QUESTIONS).map(question).collect();
    let rows = QUESTIONS * GROUP;
    let sampling = Sampling { max_tokens: COMPLETION, rows, ..Sampling::default() };
    let settings = GrpoConfig { group: GROUP, filter: None, sampling, ..GrpoConfig::default() };
    let mut grade = |_: usize, answer: &Completion| {
        let even = answer.tokens.iter().filter(|t| **t % 2 == 0).count() as f64;
        Grade { reward: even, accuracy: even / answer.tokens.len() as f64 }
    };
    for _ in 0..steps {
        let report = trainer.grpo(&settings, &questions, &mut grade, &mut |_| true)?;
        let rate = report.metrics["tokens"] / report.seconds["sample"];
        show("grpo, sampled", &report, rate);
    }
    Ok(())
}

fn show(what: &str, report: &Report, rate: f64) {
    let stages: Vec<String> =
        report.seconds.iter().map(|(name, seconds)| format!("{name} {seconds:.3} s")).collect();
    println!("{what}: {rate:.0} tokens/s, {}", stages.join(", "));
}

/// The most memory that the process held, in MiB, where Linux says so.
fn peak() -> Result<u64, Any> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? / 1024)
}
