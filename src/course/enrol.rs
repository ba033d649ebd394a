//! From a corpus and a base to a course: what is trained on, what is held out, and the
//! settings.

use std::path::{Path, PathBuf};

use synth_contracts::Digest;
use synth_export::Split;
use synth_model::Config;
use synth_processor::{Processor, Tokenizer};
use synth_roles::solver;
use synth_train::grpo::GrpoConfig;
use synth_train::loss::LossConfig;
use synth_train::rollout::Sampling;

use crate::course::{Course, Site};
use crate::desk::{Desk, Sheet};
use crate::error::{CourseError, Result};
use crate::examples::{self, Choice, Example};
use crate::preset::{self, Preset};
use crate::settings::{Base, Settings, Stage};
use crate::training::Training;

/// Examples of an exam for a model that was trained before, whose answers are long.
const EXAM: usize = 600;

/// What a course is asked for. What is left out is the preset's, or what suits a model
/// that was trained before.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The corpus.
    pub store: PathBuf,
    /// Which of its examples.
    pub choice: Choice,
    /// Where the model comes from.
    pub base: Base,
    /// What of it is trained.
    pub training: Training,
    /// Where it is trained, and how it is kept.
    pub site: Site,
    /// Seed of all that is drawn.
    pub seed: u64,
    /// Steps of the warm-up.
    pub warm_up: Option<u64>,
    /// Steps of GRPO.
    pub steps: Option<u64>,
    /// The loss of GRPO.
    pub loss: Option<String>,
    /// Weight of the divergence from the model after the warm-up.
    pub beta: Option<f64>,
    /// Answers to a question.
    pub group: Option<usize>,
    /// Learning rate of GRPO.
    pub rate: Option<f64>,
    /// Whether grades are dealt out at random, as a control.
    pub shuffle_grades: bool,
    /// Examples of an exam, at most.
    pub exam: Option<usize>,
    /// Steps between checkpoints.
    pub save_every: u64,
}

/// Puts a course together, or goes on with the one in `out`.
///
/// # Errors
///
/// [`CourseError`].
pub fn enrol(out: &Path, asked: &Enrolment) -> Result<Course> {
    let all = examples::read(&asked.store, &asked.choice)?;
    let (train, held): (Vec<Example>, Vec<Example>) = all.into_iter().partition(is_trained_on);
    let few = |part: usize, what| CourseError::TooFew { all: train.len() + held.len(), part, what };
    if train.is_empty() {
        return Err(few(0, "are left to train on"));
    }
    if held.is_empty() {
        return Err(few(0, "are held out to examine with"));
    }
    let (made, (processor, config)) = match &asked.base {
        Base::Path(path) => (None, (load(path)?, Config::load(path)?)),
        Base::Preset(name) => {
            let preset = preset::find(name);
            let preset = preset.ok_or_else(|| CourseError::NoPreset { name: name.clone() })?;
            (Some(preset), from_nothing(preset, &train)?)
        }
    };
    let settings = settings(asked, made, &processor, &train);
    let images = &processor.images;
    let sheets = (Sheet::all(&train, images)?, Sheet::all(&held, images)?);
    Course::open(out, settings, asked.site.clone(), Desk::new(processor), config, sheets)
}

/// Whether an example may be trained on, by the hash of its scene.
pub fn is_trained_on(example: &Example) -> bool {
    example.split == Split::Train
}

fn load(path: &Path) -> Result<Processor> {
    Processor::load(path)
        .map_err(|fault| CourseError::Processor { name: path.display().to_string(), fault })
}

/// A tokenizer that has learnt what is asked and answered, and a model's shape.
fn from_nothing(preset: &Preset, train: &[Example]) -> Result<(Processor, Config)> {
    let fault = |fault| CourseError::Processor { name: format!("preset {}", preset.name), fault };
    let mut texts = Vec::with_capacity(2 * train.len());
    for example in train {
        texts.push(solver::prompt(&example.question)?);
        texts.push(solver::response(&example.answer));
    }
    let texts = texts.iter().map(String::as_str);
    let tokenizer = Tokenizer::train(texts, preset.vocabulary).map_err(fault)?;
    let config = Config::from_json(&preset.config(&tokenizer)?.to_string())?;
    Ok((Processor::new(preset.images(), tokenizer).map_err(fault)?, config))
}

fn settings(
    asked: &Enrolment,
    made: Option<&Preset>,
    processor: &Processor,
    train: &[Example],
) -> Settings {
    let own = |stage: &Stage, steps: Option<u64>| Stage {
        steps: steps.unwrap_or(stage.steps),
        ..stage.clone()
    };
    // For a model that has been trained before: no warm-up, and small steps.
    let trained = [
        Stage { steps: 0, batch: 16, rate: 1e-5, rise: 10 },
        Stage { steps: 200, batch: 8, rate: 1e-6, rise: 5 },
    ];
    let (warm_up, grpo) = match made {
        Some(preset) => (&preset.warm_up, &preset.grpo),
        None => (&trained[0], &trained[1]),
    };
    let mut grpo = own(grpo, asked.steps);
    grpo.rate = asked.rate.unwrap_or(grpo.rate);
    let mut policy = match made {
        Some(preset) => preset.policy(processor.stop()),
        None => GrpoConfig {
            loss: LossConfig { epsilon_high: 0.28, ..LossConfig::default() },
            sampling: Sampling {
                max_tokens: 512,
                stop: processor.stop().to_vec(),
                ..Sampling::default()
            },
            ..GrpoConfig::default()
        },
    };
    policy.group = asked.group.unwrap_or(policy.group);
    policy.loss.beta = asked.beta.unwrap_or(policy.loss.beta);
    policy.loss.loss = asked.loss.clone().unwrap_or(policy.loss.loss);
    policy.shuffle_grades = asked.shuffle_grades;
    let names = train.iter().map(|example| example.name.as_bytes());
    Settings {
        seed: asked.seed,
        base: asked.base.clone(),
        training: asked.training.clone(),
        examples: Digest::of_parts("examples", names).to_hex(),
        warm_up: own(warm_up, asked.warm_up),
        grpo,
        policy,
        micro_rows: made.map_or(2, |preset| preset.micro_rows),
        exam: asked.exam.unwrap_or(made.map_or(EXAM, |preset| preset.exam)),
        save_every: asked.save_every,
    }
}
