//! A model that learns, by GRPO on its adapter.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use synth_course::Desk;
use synth_train::grpo::{GrpoConfig, Question};
use synth_train::learner::{Learner, ModelLearner};
use synth_train::loss::LossConfig;
use synth_train::optimizer::{Schedule, Shape};
use synth_train::rollout::{Completion, Sampling};
use synth_train::run::Metrics;
use synth_train::trainer::{Trainer, TrainerConfig};
use synth_train::{Hands, TrainError};

use super::row;
use crate::error::{EvolveError, Result};
use crate::player::{Ask, Grading, Pupil};
use crate::settings::Lesson;

/// A model that learns.
pub struct Learning<'m> {
    trainer: Trainer<ModelLearner>,
    config: GrpoConfig,
    desk: &'m Desk,
    stopped: Option<&'m (dyn Fn() -> bool + Sync)>,
}

impl<'m> Learning<'m> {
    /// With an adapter in use that is trained as the lesson says; beside it what its
    /// divergence is measured from, if that counts.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Train`] for settings without a meaning.
    pub fn new(
        (learner, reference): (ModelLearner, Option<ModelLearner>),
        desk: &'m Desk,
        lesson: &Lesson,
        (sampling, loss): (Sampling, LossConfig),
        (seed, micro_rows): (u64, usize),
    ) -> Result<Self> {
        let schedule = Schedule {
            rate: lesson.rate,
            shape: Shape::Linear,
            warmup: lesson.rise,
            total: lesson.steps,
            floor: lesson.floor,
        };
        let config = TrainerConfig { seed, schedule, micro_rows, ..TrainerConfig::default() };
        // Rewards are graded, and what could not be judged has none: no group is left out
        // by its accuracy.
        let grpo = GrpoConfig {
            group: lesson.group,
            loss,
            sampling,
            filter: None,
            ..GrpoConfig::default()
        };
        Ok(Self {
            trainer: Trainer::new(learner, reference, config)?,
            config: grpo,
            desk,
            stopped: None,
        })
    }

    /// With hands that take its micro-batches.
    #[must_use]
    pub fn by(self, hands: Arc<Hands>) -> Self {
        Self { trainer: self.trainer.by(hands), ..self }
    }

    /// Which stops when asked to, even within a step, of which nothing is then kept.
    #[must_use]
    pub fn until(self, stopped: &'m (dyn Fn() -> bool + Sync)) -> Self {
        Self { stopped: Some(stopped), ..self }
    }

    fn texts(desk: &Desk, answers: &[Vec<Completion>]) -> synth_course::Result<Vec<Vec<String>>> {
        let text = |one: &Completion| desk.text(&one.tokens);
        answers.iter().map(|answers| answers.iter().map(text).collect()).collect()
    }
}

impl Pupil for Learning<'_> {
    fn steps(&self) -> u64 {
        self.trainer.step()
    }

    fn step(
        &mut self,
        asks: &[Ask],
        shown: &[Option<String>],
        grade: &mut Grading<'_>,
    ) -> Result<Metrics> {
        let question = |(at, ask): (usize, &Ask)| {
            let (name, row) = (format!("prompt {}", ask.key), row(self.desk, ask)?);
            let shown = match shown.get(at) {
                Some(Some(text)) => Some(self.desk.response(&name, text)?),
                _ => None,
            };
            Ok(Question { name, row, key: ask.key, shown })
        };
        let questions: Vec<Question> =
            asks.par_iter().enumerate().map(question).collect::<Result<_>>()?;
        let mut own = None;
        let mut panel = |answers: &[Vec<Completion>]| {
            let texts = Self::texts(self.desk, answers).map_err(EvolveError::from);
            texts.and_then(|texts| grade(&texts)).map_err(|error| {
                own = Some(error);
                TrainError::Stopped
            })
        };
        let stopped = self.stopped;
        let mut watch = |_| stopped.is_none_or(|stopped| !stopped());
        let taken = self.trainer.grpo_together(&self.config, &questions, &mut panel, &mut watch);
        match (taken, own) {
            (_, Some(error)) => Err(error),
            (taken, None) => Ok(taken?.metrics),
        }
    }

    fn save(&self, folder: &Path) -> synth_train::Result<()> {
        self.trainer.save(folder)
    }

    fn resume(&mut self, folder: &Path) -> Result<()> {
        Ok(self.trainer.resume(folder)?)
    }

    fn keep(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder).map_err(crate::error::write(folder))?;
        Ok(self.trainer.learner().save(folder)?)
    }
}
