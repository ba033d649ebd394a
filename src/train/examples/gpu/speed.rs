//! Steps of training at full size: seconds, tokens, memory, and the share of the peak.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use candle_core::{DType, Device};
use serde_json::json;
use synth_model::{Config, Gpu, Load, LoraConfig, Model, Trainable};
use synth_train::flops;
use synth_train::grpo::{Grade, GrpoConfig, Question};
use synth_train::learner::ModelLearner;
use synth_train::memory::{Plan, Shape, Trained, available};
use synth_train::optimizer::Schedule;
use synth_train::rollout::{Completion, Sampling};
use synth_train::supervised::Example;
use synth_train::trainer::{Report, Trainer, TrainerConfig};

use crate::flags::Flags;
use crate::{Any, scene, shapes};

/// What is run.
struct Run {
    config: Config,
    device: Device,
    dtype: DType,
    lora: Option<LoraConfig>,
    steps: usize,
    questions: usize,
    group: usize,
    rows: usize,
    side: usize,
    text: usize,
    completion: usize,
    /// Operations a second that the machine can do.
    peak: Option<f64>,
}

impl Run {
    fn of(flags: &mut Flags) -> Result<Self, Any> {
        let shape = flags.words.get(1).ok_or("which shape?")?.clone();
        let (device, dtype) = (flags.device()?, flags.dtype()?);
        let known = Gpu::of(&device).and_then(|gpu| peak(&gpu.name, dtype));
        let lora = |rank| LoraConfig { rank, alpha: 2.0 * rank as f64, ..LoraConfig::default() };
        let run = Self {
            config: shapes::find(&shape)?,
            device,
            dtype,
            lora: flags.take("lora")?.map(lora),
            steps: flags.number("steps", 3)?,
            questions: flags.number("questions", 4)?,
            group: flags.number("group", 8)?,
            rows: flags.number("rows", 8)?,
            side: flags.number("side", 12)?,
            text: flags.number("text", 24)?,
            completion: flags.number("completion", 24)?,
            peak: flags.take::<f64>("peak")?.map(|tera| tera * 1e12).or(known),
        };
        flags.end()?;
        Ok(run)
    }

    /// By segments where not all weights are trained: such a base is large.
    fn segments(&self) -> bool {
        self.lora.is_some()
    }

    fn prompt_tokens(&self) -> usize {
        self.config.image_tokens([1, self.side, self.side]) + 2 + self.text
    }

    fn shape(&self) -> Shape {
        let trained = match &self.lora {
            None => Trained::All,
            Some(lora) => Trained::Adapters(lora.clone(), 1),
        };
        Shape {
            trained,
            bytes: self.dtype.size_in_bytes() as u64,
            composed: self.dtype != DType::F32 || !self.device.is_cpu(),
            reference: false,
            segments: self.segments(),
            rows: self.rows as u64,
            prompt: self.prompt_tokens() as u64,
            completion: self.completion as u64,
            patches: (self.side * self.side) as u64,
            pictures: self.rows as u64,
            micro_batches: (self.questions * self.group).div_ceil(self.rows) as u64,
            sampled: (self.questions * self.group) as u64,
        }
    }

    fn trainer(&self) -> Result<Trainer<ModelLearner>, Any> {
        let trainable = if self.lora.is_some() { Trainable::None } else { Trainable::All };
        let how = Load { dtype: self.dtype, device: self.device.clone(), trainable };
        let model = Model::init(&self.config, 1, &how)?;
        let model = match &self.lora {
            None => model,
            Some(lora) => model.with_adapters(lora, &["a"])?.select(Some("a"))?,
        };
        let schedule = Schedule { rate: 1e-4, ..Schedule::default() };
        let settings =
            TrainerConfig { schedule, micro_rows: self.rows, ..TrainerConfig::default() };
        let learner = ModelLearner { model, segments: self.segments() };
        Ok(Trainer::new(learner, None, settings)?)
    }

    fn prompt(&self, at: usize) -> synth_model::Row {
        scene::prompt(&self.config, at, [self.side, self.side], self.text)
    }

    /// What a batch of `rows` answers about `pictures` pictures asks of the machine.
    fn operations(&self, rows: usize, pictures: usize) -> f64 {
        let load = flops::Load {
            rows: rows as u64,
            tokens: (self.prompt_tokens() + self.completion) as u64,
            scored: self.completion as u64,
            pictures: pictures as u64,
            patches: (self.side * self.side) as u64,
        };
        flops::step(&self.config, &load, self.lora.is_none())
    }
}

/// Runs both kinds of step.
pub fn run(flags: &mut Flags) -> Result<(), Any> {
    let run = Run::of(flags)?;
    let plan = Plan::new(&run.config, &run.shape());
    let free = available(&run.device);
    let gpu = Gpu::of(&run.device).map(|gpu| gpu.name);
    println!(
        "{}",
        json!({ "planned_gib": gib(plan.peak()), "free_gib": free.map(gib), "gpu": gpu })
    );
    if let Some(free) = free {
        plan.check(free)?;
    }
    let watch = Watch::start(&run.device);
    let begun = Instant::now();
    let mut trainer = run.trainer()?;
    let parameters = trainer.learner().model.parameters();
    println!("{}", json!({ "parameters": parameters, "made_in": begun.elapsed().as_secs_f64() }));
    supervised(&run, &mut trainer)?;
    grpo(&run, &mut trainer)?;
    println!("{}", json!({ "peak_gib": gib(watch.stop()), "planned_gib": gib(plan.peak()) }));
    Ok(())
}

fn supervised(run: &Run, trainer: &mut Trainer<ModelLearner>) -> Result<(), Any> {
    let one = |at| scene::example(&run.config, at, run.prompt(at), run.completion);
    let examples: Vec<Example> = (0..run.rows).map(one).collect();
    let tokens: usize = examples.iter().map(|e| e.sequence.row().ids.len()).sum();
    for step in 1..=run.steps {
        let (report, seconds) = timed(run, || Ok(trainer.supervised(&examples)?))?;
        let share = run.peak.map(|peak| run.operations(run.rows, run.rows) / seconds / peak);
        let line = json!({
            "what": "supervised", "step": step, "seconds": seconds, "stages": report.seconds,
            "loss": report.metrics["loss"], "tokens_per_second": tokens as f64 / seconds,
            "share_of_peak": share,
        });
        println!("{line}");
    }
    Ok(())
}

fn grpo(run: &Run, trainer: &mut Trainer<ModelLearner>) -> Result<(), Any> {
    let question = |at: usize| Question {
        name: at.to_string(),
        row: run.prompt(at),
        key: at as u64,
        shown: None,
    };
    let questions: Vec<Question> = (0..run.questions).map(question).collect();
    let rows = run.questions * run.group;
    let sampling = Sampling { max_tokens: run.completion, rows, ..Sampling::default() };
    let settings = GrpoConfig { group: run.group, filter: None, sampling, ..GrpoConfig::default() };
    let mut grade = |_: usize, answer: &Completion| {
        let even = answer.tokens.iter().filter(|t| **t % 2 == 0).count() as f64;
        Grade { reward: even, accuracy: even / answer.tokens.len() as f64 }
    };
    for step in 1..=run.steps {
        let act = || Ok(trainer.grpo(&settings, &questions, &mut grade, &mut |_| true)?);
        let (report, seconds) = timed(run, act)?;
        let sampled = report.metrics["tokens"];
        let train = report.seconds["train"] + report.seconds["update"];
        let share = run.peak.map(|peak| run.operations(rows, run.questions) / train / peak);
        let line = json!({
            "what": "grpo", "step": step, "seconds": seconds, "stages": report.seconds,
            "loss": report.metrics["loss"],
            "sampled_tokens_per_second": sampled / report.seconds["sample"],
            "trained_tokens_per_second": rows as f64 * (run.prompt_tokens() + run.completion) as f64 / train,
            "share_of_peak": share,
        });
        println!("{line}");
    }
    Ok(())
}

/// A step, and its seconds until the device has nothing left to do.
fn timed(run: &Run, act: impl FnOnce() -> Result<Report, Any>) -> Result<(Report, f64), Any> {
    run.device.synchronize()?;
    let begun = Instant::now();
    let report = act()?;
    run.device.synchronize()?;
    Ok((report, begun.elapsed().as_secs_f64()))
}

/// Operations a second of products in this type without sparsity, by NVIDIA's data sheets.
fn peak(gpu: &str, dtype: DType) -> Option<f64> {
    let known = [("H100", [67e12, 989e12]), ("H200", [67e12, 989e12]), ("A100", [19.5e12, 312e12])];
    let found = known.iter().find(|(name, _)| gpu.contains(name));
    found.map(|(_, [f32, bf16])| if dtype == DType::BF16 { *bf16 } else { *f32 })
}

fn gib(bytes: u64) -> f64 {
    bytes as f64 / (1u64 << 30) as f64
}

/// Looks at the memory again and again, on a thread of its own.
struct Watch {
    most: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    thread: thread::JoinHandle<()>,
}

impl Watch {
    fn start(device: &Device) -> Self {
        let (most, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (seen, end, device) = (most.clone(), over.clone(), device.clone());
        let thread = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                seen.fetch_max(taken(&device).unwrap_or(0), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(5));
            }
        });
        Self { most, over, thread }
    }

    /// The most that was taken.
    fn stop(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        // A thread that only reads has nothing to say at its end.
        drop(self.thread.join());
        self.most.load(Ordering::Relaxed)
    }
}

/// Bytes that are taken: of the GPU by anybody, of the machine by this process.
fn taken(device: &Device) -> Option<u64> {
    if !device.is_cpu() {
        return Gpu::of(device).map(|gpu| gpu.total - gpu.free);
    }
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
