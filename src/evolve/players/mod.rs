//! Players that are models: one base, and an adapter for each role; and guests.

mod frozen;
mod guest;
mod pupil;

use std::path::Path;
use std::sync::Arc;

use synth_course::Desk;
use synth_model::{LoraConfig, Model};
use synth_train::Hands;
use synth_train::learner::ModelLearner;
use synth_train::loss::LossConfig;
use synth_train::rollout::Sampling;

use crate::error::Result;
use crate::player::{Ask, Cast, Player, Pupil};
use crate::role::Role;
use crate::settings::{Lesson, Settings};

pub use frozen::Frozen;
pub use guest::Mixed;
pub use pupil::Learning;

/// All roles over one base.
pub struct Models<'m> {
    base: Model,
    desk: Desk,
    settings: &'m Settings,
    segments: bool,
    hands: Arc<Hands>,
    stopped: &'m (dyn Fn() -> bool + Sync),
}

impl<'m> Models<'m> {
    /// Over this base, which is not trained itself. `segments`: whether the backward pass
    /// goes by segments, with less memory and one more forward pass. `hands` take
    /// micro-batches, and prompts of whoever stays as it is.
    pub fn new(
        base: Model,
        desk: Desk,
        settings: &'m Settings,
        (segments, hands): (bool, Arc<Hands>),
        stopped: &'m (dyn Fn() -> bool + Sync),
    ) -> Self {
        Self { base, desk, settings, segments, hands, stopped }
    }

    /// The base with a role's adapter in use: a new one, or as `version` holds it.
    fn adapted(&self, role: Role, version: Option<&Path>, seed: u64) -> Result<Model> {
        let config = match version {
            Some(folder) => LoraConfig::read(folder)?,
            None => self.lora(role, seed),
        };
        let model = self.base.with_adapters(&config, &[role.name()])?;
        if let Some(folder) = version {
            model.load_adapter(role.name(), folder)?;
        }
        Ok(model.select(Some(role.name()))?)
    }

    /// Roles that see nothing need nothing in the vision tower.
    fn lora(&self, role: Role, seed: u64) -> LoraConfig {
        let adapters = &self.settings.adapters;
        LoraConfig { vision: adapters.vision && role.card().sees, seed, ..adapters.clone() }
    }

    fn sampling(&self, role: Role) -> Result<Sampling> {
        let card = role.card().sampling;
        Ok(Sampling {
            temperature: card.temperature,
            top_p: card.top_p,
            max_tokens: self.settings.lesson(role)?.max_tokens,
            stop: self.desk.processor().stop().to_vec(),
            seed: self.settings.seed,
            rows: ROWS,
            ..Sampling::default()
        })
    }
}

/// Sequences that run side by side.
const ROWS: usize = 128;

impl Cast for Models<'_> {
    fn player(&self, role: Role, version: Option<&Path>) -> Result<Box<dyn Player + '_>> {
        let model = match version {
            None => self.base.detached()?,
            Some(_) => self.adapted(role, version, 0)?.detached()?,
        };
        let sampling = self.sampling(role)?;
        let (desk, hands) = (&self.desk, Arc::clone(&self.hands));
        Ok(Box::new(Frozen { model, desk, sampling, hands, stopped: self.stopped }))
    }

    fn pupil(
        &self,
        role: Role,
        version: Option<&Path>,
        lesson: &Lesson,
        seed: u64,
    ) -> Result<Box<dyn Pupil + '_>> {
        let model = self.adapted(role, version, seed)?;
        let learner = ModelLearner { model, segments: self.segments };
        // The base without an adapter is the role before the loop.
        let base = (lesson.beta > 0.0).then(|| self.base.detached()).transpose()?;
        let reference = base.map(|model| ModelLearner { model, segments: false });
        // As it is trained, so it is sampled: from the whole distribution.
        let sampling = Sampling { temperature: 1.0, top_p: 1.0, ..self.sampling(role)? };
        let loss = LossConfig { beta: lesson.beta, epsilon_high: 0.28, ..LossConfig::default() };
        let rows = self.settings.micro_rows;
        let pupil = Learning::new(
            (learner, reference),
            &self.desk,
            lesson,
            (sampling, loss),
            (seed, rows),
        )?;
        Ok(Box::new(pupil.by(Arc::clone(&self.hands)).until(self.stopped)))
    }
}

/// A prompt as the model reads it.
fn row(desk: &Desk, ask: &Ask) -> Result<synth_model::Row> {
    Ok(desk.put(&format!("prompt {}", ask.key), ask.prompt.clone(), &ask.pictures)?)
}
