//! The schedule: iterations of stages, each whole or absent.
//!
//! What a stage does follows from the settings and from what stands in the folders of
//! earlier stages. A run that was killed does again what was not whole, and ends with the
//! same bytes, where the players answer the same: on the CPU ours do.

use std::cell::RefCell;
use std::path::Path;

use serde_json::Value;
use synth_course::Exam;
use synth_train::run::RunFolder;

use crate::control;
use crate::curriculum::Curriculum;
use crate::error::{EvolveError, Result, write};
use crate::event::Event;
use crate::folder::{Draft, Layout, Stage, read_json};
use crate::images::Library;
use crate::player::Cast;
use crate::role::Role;
use crate::settings::Settings;
use crate::stages::{self, Context, Verdict, examine};
use crate::studio::Studio;
use crate::table::{self, Table};

/// How a sitting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The loop is over.
    Done,
    /// It was told to stop, is saved, and goes on later.
    Asked,
}

/// Who takes part, beside the settings.
pub struct Parts<'p> {
    /// Who plays.
    pub cast: &'p dyn Cast,
    /// Where programs are drawn.
    pub studio: &'p dyn Studio,
    /// What there is to talk about.
    pub curriculum: &'p dyn Curriculum,
    /// Where pictures are looked for, if the settings say so.
    pub images: Option<&'p Library>,
}

/// The folder of a loop, held by this process.
pub struct Evolution {
    layout: Layout,
    settings: Settings,
    /// Held, so that no other process works here.
    _folder: RunFolder,
}

impl Evolution {
    /// Begins a loop in a folder, or goes on with the one that is there.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Different`] for a run with other settings, [`EvolveError::Setting`],
    /// and the file system's.
    pub fn open(out: &Path, settings: Settings) -> Result<Self> {
        settings.check()?;
        let folder = if out.join("config.json").exists() {
            let folder = RunFolder::open(out)?;
            let known: Value = folder.config()?;
            let asked = serde_json::to_value(&settings).unwrap_or_default();
            let differences = synth_course::differences(&known, &asked);
            if !differences.is_empty() {
                return Err(EvolveError::Different { differences });
            }
            folder
        } else {
            RunFolder::create(out, &settings)?
        };
        Ok(Self { layout: Layout::new(out), settings, _folder: folder })
    }

    /// Where everything lies.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Runs until the end, or until `stopped` says so.
    ///
    /// # Errors
    ///
    /// [`EvolveError`]; what was whole before stays, and the same call goes on.
    pub fn run(
        &self,
        parts: &Parts<'_>,
        stopped: &(dyn Fn() -> bool + Sync),
        told: &mut dyn FnMut(Event<'_>),
    ) -> Result<Stop> {
        match self.sitting(parts, stopped, told) {
            Ok(()) => Ok(Stop::Done),
            Err(EvolveError::Stopped) => {
                self.summarise()?;
                Ok(Stop::Asked)
            }
            Err(error) => Err(error),
        }
    }

    fn sitting(
        &self,
        parts: &Parts<'_>,
        stopped: &(dyn Fn() -> bool + Sync),
        told: &mut dyn FnMut(Event<'_>),
    ) -> Result<()> {
        if parts.curriculum.topics().is_empty() {
            let what = "there is no topic to propose about".to_owned();
            return Err(EvolveError::Setting { name: "curriculum", what });
        }
        if let Some(images) = &self.settings.images {
            images.agree(parts.images)?;
        }
        let told = RefCell::new(told);
        let tell = |event: Event<'_>| (told.borrow_mut())(event);
        let context = |iteration: u64, from: u64| Context {
            settings: &self.settings,
            layout: &self.layout,
            cast: parts.cast,
            studio: parts.studio,
            curriculum: parts.curriculum,
            images: parts.images,
            stopped,
            told: &tell,
            iteration,
            from,
        };
        self.first_exam(&context(0, 0))?;
        let mut from = 0;
        for iteration in 1..=self.settings.iterations {
            let context = context(iteration, from);
            let searched = self.settings.images.is_some();
            for stage in Stage::ALL.into_iter().filter(|stage| searched || !stage.needs_images()) {
                stages::run(&context, stage)?;
                self.summarise()?;
            }
            let verdict = self.verdict(iteration)?;
            if verdict.kept {
                from = iteration;
            }
            self.prune(iteration, from)?;
            if !verdict.goes_on {
                break;
            }
        }
        if self.settings.control {
            control::run(&context(0, 0))?;
        }
        self.summarise().map(|_| ())
    }

    /// The exam before the first iteration.
    fn first_exam(&self, context: &Context<'_>) -> Result<()> {
        let Some(draft) = Draft::open(&self.layout.first_exam())? else { return Ok(()) };
        draft.clear()?;
        let exam = examine(context, &*context.cast.player(Role::Solver, None)?)?;
        draft.json("marks.json", &exam)?;
        context.tell(Event::Exam { iteration: 0, exam: &exam, verdict: None });
        draft.publish()
    }

    fn verdict(&self, iteration: u64) -> Result<Verdict> {
        read_json(&self.layout.stage(iteration, Stage::Exam).join("verdict.json"))
    }

    /// Adapters that nobody begins from any more go, but for those of the last few
    /// iterations.
    fn prune(&self, iteration: u64, from: u64) -> Result<()> {
        for old in 1..=iteration.saturating_sub(self.settings.keep) {
            for role in Role::ALL {
                let folder = self.layout.adapter(old, role);
                if old != from && folder.exists() {
                    std::fs::remove_dir_all(&folder).map_err(write(&folder))?;
                }
            }
        }
        Ok(())
    }

    /// The table of what the run has come to, as far as it has come; it is also written
    /// beside the figures of all steps.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Read`] or [`EvolveError::Write`].
    pub fn summarise(&self) -> Result<Table> {
        table::summarise(&self.layout, &self.settings)
    }

    /// An exam's marks: before the first iteration, or after this one.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Read`], also where it was not taken yet.
    pub fn marks(&self, iteration: Option<u64>) -> Result<Exam> {
        table::marks(&self.layout, iteration)
    }
}
