//! A course from beginning to end, and on from wherever it was broken off.
//!
//! # Layout
//!
//! ```text
//! RUN/config.json            the settings
//! RUN/metrics.jsonl          one line a step; names begin with the stage
//! RUN/tensorboard/           the same for TensorBoard
//! RUN/checkpoints/step-N/    what the run goes on from
//! RUN/exams/STAGE.json       each answer to what was held out
//! RUN/exams.jsonl            accuracy by family, with 95 % intervals
//! RUN/warm-up/, RUN/model/   the model after each stage, as transformers loads it
//! RUN/adapters/STAGE/        where adapters are trained, those alone, as PEFT loads them;
//!                            then the model is written only if it is asked for
//! ```
//!
//! Steps are counted through both stages. Everything is a function of the settings and
//! the examples, so an interrupted run ends as one without a break.

use std::path::{Path, PathBuf};

use candle_core::Device;
use serde_json::json;
use synth_model::{Config, Load, Model, Row, Trainable};
use synth_rewards::sound;
use synth_roles::solver;
use synth_train::TrainError;
use synth_train::grpo::{Grade, Question};
use synth_train::learner::{Learner, ModelLearner};
use synth_train::memory::{self, Plan, Shape as PlanShape, Trained};
use synth_train::optimizer::{AdamWConfig, Schedule};
use synth_train::order::Order;
use synth_train::rollout::{Progress, Sampling};
use synth_train::run::{Keep, Log, Metrics, RunFolder, write_whole};
use synth_train::trainer::{Report, Trainer, TrainerConfig};

use crate::desk::{Desk, Sheet};
use crate::error::{CourseError, Result};
use crate::exam::{Exam, most_frequent};
use crate::settings::{Base, Settings, Stage};
use crate::training::Precision;

/// The stages' names, which stand before their figures.
const WARM_UP: &str = "warm-up";
const GRPO: &str = "grpo";
/// The adapter that the divergence is measured from.
const REFERENCE: &str = "reference";
/// The exam of one who never looks.
const BASELINE: &str = "most-frequent";

/// How a sitting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The course is over.
    Done,
    /// It was told to stop, is saved, and goes on later.
    Asked,
}

/// What a course tells while it runs.
pub enum Event<'e> {
    /// What it will need in memory.
    Plan(&'e Plan),
    /// A step was taken.
    Step {
        /// The stage.
        stage: &'static str,
        /// Which step of the whole course.
        step: u64,
        /// Its figures and seconds.
        report: &'e Report,
    },
    /// An exam was taken.
    Exam {
        /// After which stage, or which baseline.
        stage: &'static str,
        /// The marks.
        exam: &'e Exam,
    },
    /// A checkpoint was written.
    Saved(PathBuf),
}

/// Where a course runs and what it leaves: nothing of this decides what is learnt.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where the model lives.
    pub device: Device,
    /// Whether a model with its adapter merged into it is written at the end, too.
    pub merge: bool,
}

impl Default for Site {
    /// The CPU, and adapters alone.
    fn default() -> Self {
        Self { device: Device::Cpu, merge: false }
    }
}

/// A course.
pub struct Course {
    folder: RunFolder,
    settings: Settings,
    site: Site,
    desk: Desk,
    config: Config,
    train: Vec<Sheet>,
    held: Vec<Sheet>,
}

type Told<'a> = dyn FnMut(Event<'_>) + 'a;
type Asked<'a> = dyn Fn() -> bool + 'a;

impl Course {
    /// Begins a course in a folder, or goes on with the one that is there. `config` is
    /// that of the model, whether it is read or made from nothing.
    ///
    /// # Errors
    ///
    /// [`CourseError::Different`] for a run with other settings, and the file system's.
    pub fn open(
        out: &Path,
        settings: Settings,
        site: Site,
        desk: Desk,
        config: Config,
        (train, held): (Vec<Sheet>, Vec<Sheet>),
    ) -> Result<Self> {
        let folder = if out.join("config.json").exists() {
            let folder = RunFolder::open(out)?;
            let differences = folder.config::<Settings>()?.differences(&settings);
            if !differences.is_empty() {
                return Err(CourseError::Different { differences });
            }
            folder
        } else {
            RunFolder::create(out, &settings)?
        };
        let exams = out.join("exams");
        std::fs::create_dir_all(&exams)
            .map_err(|source| TrainError::Write { path: exams, source })?;
        Ok(Self { folder, settings, site, desk, config, train, held })
    }

    /// Runs until the end, or until `stopped` says so between two steps.
    ///
    /// # Errors
    ///
    /// [`CourseError`]; what was saved before stays, and the same call goes on.
    pub fn run(&self, stopped: &Asked<'_>, told: &mut Told<'_>) -> Result<Stop> {
        // The last thing that a course does, but for the table of exams.
        if self.exam_path(GRPO).exists() {
            self.tabulate()?;
            return Ok(Stop::Done);
        }
        let segments = self.plan(told)?;
        self.baseline(told)?;
        let latest = self.folder.latest()?;
        let done = latest.as_ref().map_or(0, |(step, _)| *step);
        let mut log = Log::open(&self.folder, done)?;
        let warm = self.settings.warm_up.steps;
        let learner = if done <= warm {
            let mut trainer = self.trainer(self.base(segments)?, None, &self.settings.warm_up)?;
            if let Some((_, path)) = &latest {
                trainer.resume(path)?;
            }
            if self.warm_up(&mut trainer, &mut log, stopped, told)? == Stop::Asked {
                return Ok(Stop::Asked);
            }
            let learner = trainer.into_learner();
            self.keep(&learner, WARM_UP)?;
            learner
        } else {
            self.base(segments)?
        };
        let reference = self.reference(&learner)?;
        let mut trainer = self.trainer(learner, reference, &self.settings.grpo)?;
        if let Some((_, path)) = latest.as_ref().filter(|_| done > warm) {
            trainer.resume(path)?;
        } else {
            self.examine(trainer.learner(), WARM_UP, told)?;
        }
        if self.reinforce(&mut trainer, &mut log, stopped, told)? == Stop::Asked {
            return Ok(Stop::Asked);
        }
        self.keep(trainer.learner(), GRPO)?;
        self.examine(trainer.learner(), GRPO, told)?;
        Ok(Stop::Done)
    }

    fn warm_up(
        &self,
        trainer: &mut Trainer<ModelLearner>,
        log: &mut Log,
        stopped: &Asked<'_>,
        told: &mut Told<'_>,
    ) -> Result<Stop> {
        let stage = &self.settings.warm_up;
        let mut order = Order::new(self.settings.seed, self.train.len());
        while trainer.step() < stage.steps {
            if stopped() {
                self.save(trainer, trainer.step(), told)?;
                return Ok(Stop::Asked);
            }
            let from = trainer.step() * stage.batch as u64;
            let lessons = self.desk.lessons(&self.chosen(&mut order, from, stage.batch))?;
            let report = trainer.supervised(&lessons);
            let report = self.sound(trainer, report, trainer.step(), told)?;
            self.step(trainer, WARM_UP, 0, &report, log, told)?;
        }
        Ok(Stop::Done)
    }

    fn reinforce(
        &self,
        trainer: &mut Trainer<ModelLearner>,
        log: &mut Log,
        stopped: &Asked<'_>,
        told: &mut Told<'_>,
    ) -> Result<Stop> {
        let (stage, before) = (&self.settings.grpo, self.settings.warm_up.steps);
        // Another order than the warm-up's.
        let mut order = Order::new(!self.settings.seed, self.train.len());
        while trainer.step() < stage.steps {
            let from = trainer.step() * stage.batch as u64;
            let sheets = self.chosen(&mut order, from, stage.batch);
            let rows = self.desk.prompts(&sheets)?;
            let questions: Vec<Question> = (from..)
                .zip(sheets.iter().zip(rows))
                .map(|(key, (sheet, row))| Question {
                    name: sheet.name.clone(),
                    row,
                    key,
                    shown: None,
                })
                .collect();
            let mut fault = None;
            let mut grade = |at: usize, answer: &synth_train::rollout::Completion| {
                let text = self.desk.text(&answer.tokens);
                text.map_or_else(
                    |error| {
                        fault = Some(error);
                        Grade { reward: f64::NAN, accuracy: 0.0 }
                    },
                    |text| grade(&text, sheets[at]),
                )
            };
            let mut watch = |_: Progress| !stopped();
            let taken = trainer.grpo(&self.settings.policy, &questions, &mut grade, &mut watch);
            if let Some(fault) = fault {
                return Err(fault);
            }
            let report = match taken {
                Err(TrainError::Stopped) => {
                    self.save(trainer, before + trainer.step(), told)?;
                    return Ok(Stop::Asked);
                }
                other => self.sound(trainer, other, before + trainer.step(), told)?,
            };
            self.step(trainer, GRPO, before, &report, log, told)?;
        }
        Ok(Stop::Done)
    }

    /// After a step: a line in the log and, now and then, a checkpoint.
    fn step(
        &self,
        trainer: &Trainer<ModelLearner>,
        stage: &'static str,
        before: u64,
        report: &Report,
        log: &mut Log,
        told: &mut Told<'_>,
    ) -> Result<()> {
        let step = before + trainer.step();
        let named = report.metrics.iter().map(|(name, value)| (format!("{stage}/{name}"), *value));
        log.step(step, &named.collect::<Metrics>())?;
        told(Event::Step { stage, step, report });
        let end = step == self.settings.warm_up.steps || step == self.settings.steps();
        if end || step.is_multiple_of(self.settings.save_every) {
            self.save(trainer, step, told)?;
        }
        Ok(())
    }

    /// A step's report. A loss that is no number leaves the weights as they were; they
    /// are saved before the run ends.
    fn sound(
        &self,
        trainer: &Trainer<ModelLearner>,
        report: synth_train::Result<Report>,
        step: u64,
        told: &mut Told<'_>,
    ) -> Result<Report> {
        if matches!(report, Err(TrainError::NotFinite { .. })) {
            self.save(trainer, step, told)?;
        }
        Ok(report?)
    }

    /// A stage in which nothing has moved is not saved: at its place stands the end of
    /// the stage before, from which the next sitting must go on.
    fn save(&self, trainer: &Trainer<ModelLearner>, step: u64, told: &mut Told<'_>) -> Result<()> {
        if trainer.step() == 0 {
            return Ok(());
        }
        let path = self.folder.save(step, |folder| trainer.save(folder))?;
        self.folder.prune(&Keep::default())?;
        told(Event::Saved(path));
        Ok(())
    }

    /// What a stage has made, as others read it: the model with its processor, or the
    /// adapter.
    fn keep(&self, learner: &ModelLearner, stage: &str) -> Result<()> {
        if self.settings.training.adapters.is_some() {
            learner.save(&self.adapter(stage))?;
            if stage != GRPO || !self.site.merge {
                return Ok(());
            }
        }
        let folder = self.folder.root().join(if stage == GRPO { "model" } else { stage });
        learner.model.save(&folder)?;
        self.desk
            .processor()
            .save(&folder)
            .map_err(|fault| CourseError::Processor { name: folder.display().to_string(), fault })
    }

    fn adapter(&self, stage: &str) -> PathBuf {
        self.folder.root().join("adapters").join(stage)
    }

    fn examine(
        &self,
        learner: &ModelLearner,
        stage: &'static str,
        told: &mut Told<'_>,
    ) -> Result<()> {
        if self.exam_path(stage).exists() {
            return Ok(());
        }
        let held = &self.held[..self.held.len().min(self.settings.exam)];
        let sampling: &Sampling = &self.settings.policy.sampling;
        let exam = Exam::take(&learner.policy()?, &self.desk, held, sampling, &mut |_| true)?;
        self.record(stage, &exam)?;
        told(Event::Exam { stage, exam: &exam });
        Ok(())
    }

    fn baseline(&self, told: &mut Told<'_>) -> Result<()> {
        if self.exam_path(BASELINE).exists() {
            return Ok(());
        }
        let held = &self.held[..self.held.len().min(self.settings.exam)];
        let exam = most_frequent(&self.train, held);
        self.record(BASELINE, &exam)?;
        told(Event::Exam { stage: BASELINE, exam: &exam });
        Ok(())
    }

    fn exam_path(&self, stage: &str) -> PathBuf {
        self.folder.root().join("exams").join(format!("{stage}.json"))
    }

    /// Writes an exam, and the table of all exams anew.
    fn record(&self, stage: &str, exam: &Exam) -> Result<()> {
        let bad = |path: &Path, error: serde_json::Error| TrainError::Write {
            path: path.to_owned(),
            source: std::io::Error::other(error),
        };
        let path = self.exam_path(stage);
        let text = serde_json::to_vec(exam).map_err(|error| bad(&path, error))?;
        write_whole(&path, &text)?;
        self.tabulate()
    }

    /// Writes the table of all exams that were taken.
    fn tabulate(&self) -> Result<()> {
        let mut lines = String::new();
        let warm = self.settings.warm_up.steps;
        for (stage, step) in [(BASELINE, 0), (WARM_UP, warm), (GRPO, self.settings.steps())] {
            let Some(exam) = self.exam(stage)? else { continue };
            let line = json!({ "stage": stage, "step": step, "table": exam.table()? });
            lines.push_str(&format!("{line}\n"));
        }
        Ok(write_whole(&self.folder.root().join("exams.jsonl"), lines.as_bytes())?)
    }

    /// The exam after a stage, if it was taken.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`].
    pub fn exam(&self, stage: &str) -> Result<Option<Exam>> {
        let path = self.exam_path(stage);
        let Ok(bytes) = std::fs::read(&path) else { return Ok(None) };
        let read = serde_json::from_slice(&bytes);
        Ok(Some(read.map_err(|error| TrainError::Read { path, reason: error.to_string() })?))
    }

    fn trainer(
        &self,
        learner: ModelLearner,
        reference: Option<ModelLearner>,
        stage: &Stage,
    ) -> Result<Trainer<ModelLearner>> {
        let schedule = Schedule { rate: stage.rate, warmup: stage.rise, ..Schedule::default() };
        let config = TrainerConfig {
            seed: self.settings.seed,
            schedule,
            optimizer: AdamWConfig { weight_decay: 0.01, ..AdamWConfig::default() },
            micro_rows: self.settings.micro_rows,
            ..TrainerConfig::default()
        };
        Ok(Trainer::new(learner, reference, config)?)
    }

    /// The model as it was before the course.
    fn base(&self, segments: bool) -> Result<ModelLearner> {
        let training = &self.settings.training;
        let how = self.load(match training.adapters {
            Some(_) => Trainable::None,
            None => Trainable::All,
        });
        let model = match &self.settings.base {
            Base::Path(path) => Model::load(path, &how)?,
            Base::Preset(_) => Model::init(&self.config, self.settings.seed, &how)?,
        };
        Ok(ModelLearner { model: training.prepare(model)?, segments })
    }

    fn load(&self, trainable: Trainable) -> Load {
        let (dtype, device) = (self.settings.training.precision.dtype(), self.site.device.clone());
        Load { dtype, device, trainable }
    }

    /// What the divergence is measured from: the model after the warm-up, if it counts.
    /// Adapters share their base with the learner.
    fn reference(&self, learner: &ModelLearner) -> Result<Option<ModelLearner>> {
        if self.settings.policy.loss.beta == 0.0 {
            return Ok(None);
        }
        let model = match &self.settings.training.adapters {
            None => Model::load(&self.folder.root().join(WARM_UP), &self.load(Trainable::None))?,
            Some(lora) => {
                let model = learner.model.with_adapters(lora, &[REFERENCE])?;
                model.load_adapter(REFERENCE, &self.adapter(WARM_UP))?;
                model.select(Some(REFERENCE))?
            }
        };
        Ok(Some(ModelLearner { model, segments: false }))
    }

    fn chosen(&self, order: &mut Order, from: u64, count: usize) -> Vec<&Sheet> {
        order.take(from, count).into_iter().map(|at| &self.train[at]).collect()
    }

    /// Says what the run needs, and refuses one that cannot fit. Tells whether the backward
    /// pass goes by segments: it does for a model that was trained before, which is large,
    /// and on a GPU that the whole graph does not fit into.
    fn plan(&self, told: &mut Told<'_>) -> Result<bool> {
        let Some(first) = self.train.first() else {
            let all = self.train.len() + self.held.len();
            return Err(CourseError::TooFew { all, part: 0, what: "are left to train on" });
        };
        let available = memory::available(&self.site.device);
        let mut shape = self.shape(&self.desk.prompt(first)?);
        let mut plan = Plan::new(&self.config, &shape);
        let fits = available.is_none_or(|available| plan.peak() <= available);
        if matches!(self.settings.base, Base::Path(_)) || !(fits || self.site.device.is_cpu()) {
            shape.segments = true;
            plan = Plan::new(&self.config, &shape);
        }
        told(Event::Plan(&plan));
        if let Some(available) = available {
            plan.check(available)?;
        }
        Ok(shape.segments)
    }

    /// What the memory of a run follows from; `row` stands for all prompts.
    fn shape(&self, row: &Row) -> PlanShape {
        let settings = &self.settings;
        let patches = row.images.iter().map(|image| image.grid.iter().product::<usize>());
        let rows = settings.micro_rows as u64;
        let grouped = settings.grpo.batch * settings.policy.group;
        let samples = grouped.max(settings.warm_up.batch) as u64;
        let precision = settings.training.precision;
        PlanShape {
            trained: match settings.training.adapters.clone() {
                None => Trained::All,
                Some(lora) => Trained::Adapters(lora, 1),
            },
            bytes: precision.bytes(),
            composed: precision != Precision::F32 || !self.site.device.is_cpu(),
            reference: settings.policy.loss.beta != 0.0,
            segments: false,
            rows,
            micro_batches: samples.div_ceil(rows.max(1)),
            prompt: row.ids.len() as u64,
            completion: settings.policy.sampling.max_tokens as u64,
            patches: patches.sum::<usize>() as u64,
            pictures: rows,
            sampled: settings.policy.sampling.rows as u64,
        }
    }
}

/// What a response is worth: the reward of a proved label.
fn grade(response: &str, sheet: &Sheet) -> Grade {
    let right = solver::is_right(response, &sheet.truth);
    let label = sound::Evidence { proved: true, ..sound::Evidence::default() };
    let constants = sound::Constants::default();
    let reward = sound::solver(right, solver::in_form(response), &label, &constants).total();
    Grade { reward, accuracy: f64::from(u8::from(right)) }
}
