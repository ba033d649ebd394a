//! The stages of an iteration, one a file.

mod coder;
mod concepts;
mod exam;
mod found;
mod measure;
mod memory;
mod proposer;
mod questioner;
mod searcher;
mod sieve;
mod solver;
mod tasks;
mod training;

use std::path::PathBuf;

use synth_contracts::Digest;

use crate::curriculum::Curriculum;
use crate::error::{EvolveError, Result};
use crate::event::Event;
use crate::folder::{Draft, Layout, Stage};
use crate::images::{Images, Library};
use crate::player::Cast;
use crate::role::Role;
use crate::settings::Settings;
use crate::studio::Studio;

pub use exam::{Verdict, examine};
pub use measure::{Gain, Measure, interval};
pub use tasks::{Retrieved, Task};
pub use training::{Class, Judged, practise};

/// What every stage works with.
pub struct Context<'c> {
    /// The settings.
    pub settings: &'c Settings,
    /// Where everything lies.
    pub layout: &'c Layout,
    /// Who plays.
    pub cast: &'c dyn Cast,
    /// Where programs are drawn.
    pub studio: &'c dyn Studio,
    /// What there is to talk about, and what is held out.
    pub curriculum: &'c dyn Curriculum,
    /// Where pictures are looked for, if anywhere.
    pub images: Option<&'c Library>,
    /// Whether somebody wants the run to stop.
    pub stopped: &'c (dyn Fn() -> bool + Sync),
    /// Who hears how it goes.
    pub told: &'c dyn Fn(Event<'_>),
    /// The iteration, counted from one.
    pub iteration: u64,
    /// The iteration that this one begins from; 0 for the roles as they were before.
    pub from: u64,
}

impl Context<'_> {
    /// What a role was when the iteration began.
    pub fn before(&self, role: Role) -> Option<PathBuf> {
        (self.from > 0).then(|| self.layout.adapter(self.from, role))
    }

    /// What it has become in this iteration.
    pub fn now(&self, role: Role) -> PathBuf {
        self.layout.adapter(self.iteration, role)
    }

    /// A number for all that is drawn at random in one place of the run. The last eight
    /// bits are nought, for whoever asks again.
    pub fn round(&self, stage: Stage, step: u64, purpose: &str) -> u64 {
        let number = |value: u64| value.to_le_bytes();
        let parts = [
            number(self.settings.seed).as_slice(),
            number(self.iteration).as_slice(),
            stage.name().as_bytes(),
            number(step).as_slice(),
            purpose.as_bytes(),
        ]
        .map(<[u8]>::to_vec);
        let digest = Digest::of_parts("round", parts.iter().map(Vec::as_slice));
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest.as_bytes()[..8]);
        u64::from_le_bytes(bytes) & !0xff
    }

    /// Where pictures are looked for, and how.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Setting`], if there is no repository of them.
    pub fn images(&self) -> Result<(&Library, &Images)> {
        let settings = self.settings.images()?;
        Ok((settings.agree(self.images)?, settings))
    }

    /// Tells whoever listens.
    pub fn tell(&self, event: Event<'_>) {
        (self.told)(event);
    }

    /// # Errors
    ///
    /// [`EvolveError::Stopped`], if somebody wants the run to stop.
    pub fn check(&self) -> Result<()> {
        if (self.stopped)() { Err(EvolveError::Stopped) } else { Ok(()) }
    }
}

/// The role for whose training alone there is a stage.
fn trained(stage: Stage) -> Option<Role> {
    match stage {
        Stage::Proposer => Some(Role::Proposer),
        Stage::Concepts | Stage::Coder => Some(Role::Coder),
        Stage::Searcher => Some(Role::Searcher),
        Stage::Questioner => Some(Role::Questioner),
        Stage::Solver => Some(Role::Solver),
        Stage::Tasks | Stage::Exam => None,
    }
}

/// Runs a stage, unless it is whole already. One that trains a role which others play is
/// an empty folder.
///
/// # Errors
///
/// The stage's.
pub fn run(context: &Context<'_>, stage: Stage) -> Result<()> {
    let Some(draft) = Draft::open(&context.layout.stage(context.iteration, stage))? else {
        return Ok(());
    };
    if let Some(role) = trained(stage)
        && let Some(guest) = context.settings.guests.get(&role)
    {
        if stage == Stage::from(role) {
            let (iteration, model) = (context.iteration, guest.model.as_str());
            context.tell(Event::Played { iteration, role, model });
        }
        return draft.publish();
    }
    context.check()?;
    context.tell(Event::Stage { iteration: context.iteration, stage });
    match stage {
        Stage::Proposer => proposer::run(context, &draft)?,
        Stage::Concepts => concepts::run(context, &draft)?,
        Stage::Coder => coder::run(context, &draft)?,
        Stage::Searcher => searcher::run(context, &draft)?,
        Stage::Questioner => questioner::run(context, &draft)?,
        Stage::Tasks => tasks::run(context, &draft)?,
        Stage::Solver => solver::run(context, &draft)?,
        Stage::Exam => exam::run(context, &draft)?,
    }
    draft.publish()
}
