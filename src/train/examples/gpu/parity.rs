//! The same model on the CPU in F64 and on a device in F32 and BF16.

use std::path::PathBuf;

use candle_core::{D, DType, Device, Tensor};
use serde_json::json;
use synth_model::{Cache, Config, Gradients, Load, LoraConfig, Model, Padding, Row, Trainable};
use synth_train::learner::{Learner, ModelLearner};
use synth_train::optimizer::Schedule;
use synth_train::sequence::Sequence;
use synth_train::supervised::Example;
use synth_train::trainer::{Trainer, TrainerConfig};

use crate::flags::Flags;
use crate::{Any, scene, shapes};

const TOKENS: usize = 12;
const STEPS: usize = 4;

/// Where a model comes from.
enum Source {
    Random(Box<Config>),
    Folder(PathBuf),
}

impl Source {
    fn model(&self, dtype: DType, device: &Device, trainable: Trainable) -> Result<Model, Any> {
        let how = Load { dtype, device: device.clone(), trainable };
        Ok(match self {
            Self::Random(config) => Model::init(config, 3, &how)?,
            Self::Folder(folder) => Model::load(folder, &how)?,
        })
    }
}

/// How far a type may be off, relatively: what a forward pass gives, and gradients.
struct Bounds {
    values: f64,
    gradients: f64,
}

const BOUNDS: [(DType, Bounds); 2] = [
    (DType::F32, Bounds { values: 1e-4, gradients: 1e-3 }),
    (DType::BF16, Bounds { values: 0.03, gradients: 0.2 }),
];

/// Runs all comparisons; true if none is too far off.
pub fn run(flags: &mut Flags) -> Result<bool, Any> {
    let (device, folder) = (flags.device()?, flags.take::<PathBuf>("model")?);
    flags.end()?;
    let sources = match folder {
        Some(folder) => vec![(folder.display().to_string(), Source::Folder(folder))],
        None => shapes::TINY
            .iter()
            .map(|(name, text)| {
                Ok((format!("random {name}"), Source::Random(Box::new(Config::from_json(text)?))))
            })
            .collect::<Result<_, Any>>()?,
    };
    let mut fine = true;
    for (name, source) in &sources {
        for (dtype, bounds) in &BOUNDS {
            let mut pair = Pair::new(name, source, *dtype, &device)?;
            pair.forward(bounds)?;
            pair.backward(bounds)?;
            pair.adapters(bounds)?;
            pair.training(bounds)?;
            pair.greedy()?;
            fine &= pair.fine;
        }
    }
    Ok(fine)
}

/// A model twice, and whether the two have agreed so far.
struct Pair<'a> {
    name: &'a str,
    source: &'a Source,
    dtype: DType,
    device: &'a Device,
    exact: Model,
    found: Model,
    examples: Vec<Example>,
    fine: bool,
}

impl<'a> Pair<'a> {
    fn new(
        name: &'a str,
        source: &'a Source,
        dtype: DType,
        device: &'a Device,
    ) -> Result<Self, Any> {
        let exact = source.model(DType::F64, &Device::Cpu, Trainable::All)?;
        let found = source.model(dtype, device, Trainable::All)?;
        let examples = examples(exact.config());
        Ok(Self { name, source, dtype, device, exact, found, examples, fine: true })
    }

    fn say(&mut self, what: &str, off: f64, within: f64) {
        let ok = off <= within;
        self.fine &= ok;
        let (model, dtype) = (self.name, self.dtype.as_str());
        println!(
            "{}",
            json!({ "check": what, "model": model, "dtype": dtype, "off": off, "within": within, "ok": ok })
        );
    }

    fn forward(&mut self, bounds: &Bounds) -> Result<(), Any> {
        let rows: Vec<Row> = self.examples.iter().map(|e| e.sequence.row()).collect();
        let logits = |model: &Model| -> Result<Vec<f64>, Any> {
            let (model, inputs) = (model.detached()?, model.inputs(&rows, Padding::Left)?);
            let hidden = model.hidden(&inputs)?;
            let last = hidden.narrow(1, inputs.width - 1, 1)?.contiguous()?;
            numbers(&model.logits(&last)?)
        };
        let off = off(&logits(&self.found)?, &logits(&self.exact)?);
        self.say("logits", off, bounds.values);
        Ok(())
    }

    fn backward(&mut self, bounds: &Bounds) -> Result<(), Any> {
        for segments in [false, true] {
            let of = |model: &Model| gradients(model, segments, &self.examples);
            let ((loss, found), (exact_loss, exact)) = (of(&self.found)?, of(&self.exact)?);
            let how = if segments { "by segments" } else { "whole" };
            self.say(&format!("loss, {how}"), (loss / exact_loss - 1.0).abs(), bounds.values);
            self.say(&format!("gradients, {how}"), apart(&found, &exact)?, bounds.gradients);
        }
        Ok(())
    }

    /// Adapters over a frozen base, moved off their start so that both factors have
    /// gradients.
    fn adapters(&mut self, bounds: &Bounds) -> Result<(), Any> {
        let adapted = |dtype, device: &Device| -> Result<Model, Any> {
            let base = self.source.model(dtype, device, Trainable::None)?;
            let lora = LoraConfig { rank: 4, ..LoraConfig::default() };
            let model = base.with_adapters(&lora, &["a"])?.select(Some("a"))?;
            for (at, (_, var)) in model.trainable().iter().enumerate() {
                let wave = (0..var.elem_count()).map(|i| 0.05 * libm::sinf((i * (at + 1)) as f32));
                let wave = Tensor::from_vec(wave.collect::<Vec<f32>>(), var.shape(), device)?;
                var.set(&wave.to_dtype(var.dtype())?)?;
            }
            Ok(model)
        };
        let exact = gradients(&adapted(DType::F64, &Device::Cpu)?, true, &self.examples)?;
        let found = gradients(&adapted(self.dtype, self.device)?, true, &self.examples)?;
        self.say("gradients of adapters", apart(&found.1, &exact.1)?, bounds.gradients);
        Ok(())
    }

    /// Losses of a few steps, against the CPU's in F32: the optimiser's masters are F32.
    fn training(&mut self, bounds: &Bounds) -> Result<(), Any> {
        let losses = |dtype, device: &Device| -> Result<Vec<f64>, Any> {
            let model = self.source.model(dtype, device, Trainable::All)?;
            let schedule = Schedule { rate: 1e-3, ..Schedule::default() };
            let settings = TrainerConfig { schedule, micro_rows: 2, ..TrainerConfig::default() };
            let learner = ModelLearner { model, segments: false };
            let mut trainer = Trainer::new(learner, None, settings)?;
            let step = |_| Ok(trainer.supervised(&self.examples)?.metrics["loss"]);
            (0..STEPS).map(step).collect()
        };
        let (found, exact) = (losses(self.dtype, self.device)?, losses(DType::F32, &Device::Cpu)?);
        self.say("losses of training steps", off(&found, &exact), bounds.values);
        if exact.last() >= exact.first() {
            self.say("nothing was learnt", 1.0, 0.0);
        }
        Ok(())
    }

    /// The share of greedy tokens that differ, which in BF16 may be any: near ties fall
    /// the other way, and then the texts part.
    fn greedy(&mut self) -> Result<(), Any> {
        let rows: Vec<Row> = self.examples.iter().map(|e| e.sequence.prompt.clone()).collect();
        let (found, exact) = (greedy(&self.found, &rows)?, greedy(&self.exact, &rows)?);
        let differ = found.iter().zip(&exact).filter(|(a, b)| a != b).count();
        let within = if self.dtype == DType::F32 { 0.0 } else { 1.0 };
        self.say("greedy tokens", differ as f64 / exact.len() as f64, within);
        Ok(())
    }
}

/// Two pictures of one size and one of another, with texts of three lengths.
fn examples(config: &Config) -> Vec<Example> {
    let sizes = [[4, 6], [4, 6], [6, 4]];
    let one = |(at, size): (usize, [usize; 2])| {
        scene::example(config, at, scene::prompt(config, at, size, 3 + 2 * at), 3 + at)
    };
    sizes.into_iter().enumerate().map(one).collect()
}

fn numbers(tensor: &Tensor) -> Result<Vec<f64>, Any> {
    let plain = tensor.flatten_all()?.to_device(&Device::Cpu)?.to_dtype(DType::F64)?;
    Ok(plain.to_vec1()?)
}

fn length(numbers: impl Iterator<Item = f64>) -> f64 {
    libm::sqrt(numbers.map(|x| x * x).sum())
}

/// The length of the difference over the length of what is exact, or over `least` if that
/// is more.
fn off_by(found: &[f64], exact: &[f64], least: f64) -> f64 {
    let apart = length(found.iter().zip(exact).map(|(a, b)| a - b));
    // A number that is none must not pass for a small one.
    if apart.is_nan() { f64::INFINITY } else { apart / length(exact.iter().copied()).max(least) }
}

fn off(found: &[f64], exact: &[f64]) -> f64 {
    off_by(found, exact, f64::MIN_POSITIVE)
}

fn gradients(model: &Model, segments: bool, examples: &[Example]) -> Result<(f64, Gradients), Any> {
    let learner = ModelLearner { model: model.clone(), segments };
    let sequences: Vec<Sequence> = examples.iter().map(|e| e.sequence.clone()).collect();
    Ok(learner.backward(&sequences, 1.0, &mut |logp| Ok(logp.sum_all()?.neg()?))?)
}

/// The worst of all parameters, infinite where one has no gradient. A gradient that is
/// small beside the largest is measured against a thousandth of that.
fn apart(found: &Gradients, exact: &Gradients) -> Result<f64, Any> {
    let exact: Vec<(&str, Vec<f64>)> =
        exact.iter().map(|(name, g)| Ok((name, numbers(g)?))).collect::<Result<_, Any>>()?;
    let largest = exact.iter().map(|(_, g)| length(g.iter().copied())).fold(0.0, f64::max);
    let mut worst: f64 = 0.0;
    for (name, exact) in &exact {
        let found = found.get(name).map_or(Ok(vec![f64::NAN; exact.len()]), numbers)?;
        worst = worst.max(off_by(&found, exact, 1e-3 * largest));
    }
    Ok(worst)
}

fn greedy(model: &Model, rows: &[Row]) -> Result<Vec<u32>, Any> {
    let (model, mut cache) = (model.detached()?, Cache::new());
    let mut logits = model.prefill(&model.inputs(rows, Padding::Left)?, &mut cache)?;
    let mut all = Vec::new();
    for _ in 0..TOKENS {
        let ids: Vec<u32> = logits.argmax(D::Minus1)?.to_vec1()?;
        all.extend_from_slice(&ids);
        logits = model.step(&ids, &mut cache)?;
    }
    Ok(all)
}
