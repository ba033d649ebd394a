//! From what is asked for to a loop that runs: base, world, sandbox, players.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use synth_course::examples::{self, Choice, Example};
use synth_course::{Base, CourseError, Desk, Device, Precision};
use synth_model::{Load, LoraConfig, Model, Trainable};
use synth_processor::Processor;
use synth_sandbox::Limits;
use synth_train::Hands;

use crate::curriculum::Curriculum;
use crate::error::{EvolveError, Result};
use crate::event::Event;
use crate::guests::{self, Guests};
use crate::images::{Images, Library};
use crate::pay::Preset;
use crate::players::{Mixed, Models};
use crate::presets;
use crate::schedule::{Evolution, Parts, Stop};
use crate::settings::{Regression, Settings};
use crate::studio::Cell;
use crate::table::Table;
use crate::warm_up;
use crate::world::{Brought, Plain};

/// What is asked for. What is left out is what suits the base.
#[derive(Clone, Debug, Default)]
pub struct Enrolment {
    /// A model that was trained before; made from nothing, if there is none.
    pub base: Option<PathBuf>,
    /// A repository of pictures that a Searcher looks in, if there is to be one.
    pub images: Option<PathBuf>,
    /// A corpus whose held-out questions examine such a model, and which of them.
    pub store: Option<(PathBuf, Choice)>,
    /// Adapters in place of the usual ones.
    pub adapters: Option<LoraConfig>,
    /// Numbers that such a model computes in.
    pub precision: Precision,
    /// Seed of all that is drawn.
    pub seed: u64,
    /// Iterations.
    pub iterations: Option<u64>,
    /// Steps of the warm-up.
    pub warm_up: Option<u64>,
    /// Steps of Proposer, Coder and Solver in an iteration.
    pub steps: Option<[u64; 3]>,
    /// Their learning rates.
    pub rates: Option<[f64; 3]>,
    /// Steps of Searcher and Questioner in an iteration.
    pub search_steps: Option<[u64; 2]>,
    /// Queries of an iteration.
    pub queries: Option<usize>,
    /// Prompts of a step.
    pub batch: Option<usize>,
    /// Responses to a prompt.
    pub group: Option<usize>,
    /// Proposals that are made into tasks in an iteration.
    pub tasks: Option<usize>,
    /// Candidates by which rewards are measured.
    pub measured: Option<usize>,
    /// Questions of an exam, at most.
    pub exam: Option<usize>,
    /// Which rewards.
    pub rewards: Preset,
    /// Terms that are switched off.
    pub without: Vec<String>,
    /// What follows from a worse exam.
    pub regression: Regression,
    /// Whether the Solver is trained alone, too.
    pub control: bool,
    /// Steps between checkpoints.
    pub save_every: Option<u64>,
}

/// Where a loop runs: nothing of this decides what is learnt.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where models live.
    pub device: Device,
    /// Programs that are drawn at a time.
    pub slots: usize,
    /// Pieces of a batch that are computed at a time, each on a thread of its own and with
    /// memory of its own; one, if all threads are to share in each. A GPU has one.
    pub hands: usize,
}

impl Site {
    fn hands(&self) -> Result<Arc<Hands>> {
        let count = if self.device.is_cpu() { self.hands } else { 1 };
        Ok(Arc::new(Hands::new(count)?))
    }
}

/// Boards that are held out, each with two questions.
const HELD: usize = 1_500;

/// Runs a loop from the beginning, or goes on with the one in `out`, until it is over or
/// `stopped` says so.
///
/// # Errors
///
/// [`EvolveError`].
pub fn evolve(
    out: &Path,
    asked: &Enrolment,
    site: &Site,
    guests: &Guests<'_>,
    stopped: &(dyn Fn() -> bool + Sync),
    told: &mut dyn FnMut(Event<'_>),
) -> Result<(Stop, Table)> {
    match &asked.base {
        None => from_nothing(out, asked, site, guests, (stopped, told)),
        Some(base) => over(out, base, asked, site, guests, (stopped, told)),
    }
}

type Watch<'w> = (&'w (dyn Fn() -> bool + Sync), &'w mut dyn FnMut(Event<'_>));

fn from_nothing(
    out: &Path,
    asked: &Enrolment,
    site: &Site,
    guests: &Guests<'_>,
    (stopped, told): Watch<'_>,
) -> Result<(Stop, Table)> {
    let mut settings = settings(presets::tiny(), asked);
    let library = library(asked)?;
    let world = Plain::new(settings.seed, settings.exam.div_ceil(2).min(HELD))?;
    settings.curriculum = world.digest();
    look_in(&mut settings, library.as_ref(), (presets::tiny_images(), &world), asked);
    settings.guests = guests.named(&settings)?;
    let evolution = Evolution::open(out, settings)?;
    let folder = out.join("warm-up");
    let hands = site.hands()?;
    let place = (&site.device, &hands);
    let warmed = warm_up::run(&folder, evolution.settings(), &world, place, stopped, told);
    match warmed {
        Ok(()) => {}
        Err(EvolveError::Stopped) => return Ok((Stop::Asked, evolution.summarise()?)),
        Err(error) => return Err(error),
    }
    let place = Place { curriculum: &world, images: library.as_ref(), site, guests };
    finish(&evolution, &folder, (Precision::F32, false), (&place, hands), (stopped, told))
}

fn over(
    out: &Path,
    base: &Path,
    asked: &Enrolment,
    site: &Site,
    guests: &Guests<'_>,
    (stopped, told): Watch<'_>,
) -> Result<(Stop, Table)> {
    let Some((store, choice)) = &asked.store else {
        return Err(EvolveError::Setting {
            name: "store",
            what: "a corpus is needed, whose held-out questions examine the model".to_owned(),
        });
    };
    let all = examples::read(store, choice).map_err(CourseError::from)?;
    let (practice, held): (Vec<Example>, Vec<Example>) =
        all.into_iter().partition(synth_course::is_trained_on);
    if held.is_empty() {
        let (all, what) = (practice.len(), "are held out to examine with");
        return Err(CourseError::TooFew { all, part: 0, what }.into());
    }
    let library = library(asked)?;
    let mut settings = settings(presets::trained(Base::Path(base.to_owned())), asked);
    let most = settings.exam.min(held.len());
    let practice = if settings.control { practice } else { Vec::new() };
    let world = Brought::new(&held[..most], practice)?;
    settings.curriculum = world.digest();
    look_in(&mut settings, library.as_ref(), (presets::trained_images(), &world), asked);
    settings.guests = guests.named(&settings)?;
    let evolution = Evolution::open(out, settings)?;
    let place = Place { curriculum: &world, images: library.as_ref(), site, guests };
    let hands = site.hands()?;
    finish(&evolution, base, (asked.precision, true), (&place, hands), (stopped, told))
}

/// Where a loop runs, and what there is.
struct Place<'p> {
    curriculum: &'p dyn Curriculum,
    images: Option<&'p Library>,
    site: &'p Site,
    guests: &'p Guests<'p>,
}

fn library(asked: &Enrolment) -> Result<Option<Library>> {
    asked.images.as_deref().map(Library::open).transpose()
}

/// Sets how pictures are looked for, if there are any.
fn look_in(
    settings: &mut Settings,
    library: Option<&Library>,
    (usual, curriculum): (Images, &dyn Curriculum),
    asked: &Enrolment,
) {
    let Some(library) = library else { return };
    let mut images = usual.of(library, &curriculum.outlook(), settings.brief);
    images.queries = asked.queries.unwrap_or(images.queries);
    for (at, lesson) in [&mut images.searcher, &mut images.questioner].into_iter().enumerate() {
        lesson.steps = asked.search_steps.map_or(lesson.steps, |steps| steps[at]);
        lesson.batch = asked.batch.unwrap_or(lesson.batch);
        lesson.group = asked.group.unwrap_or(lesson.group);
    }
    settings.images = Some(images);
}

/// Runs a loop over the model in a folder.
fn finish(
    evolution: &Evolution,
    base: &Path,
    (precision, segments): (Precision, bool),
    (place, hands): (&Place<'_>, Arc<Hands>),
    (stopped, told): Watch<'_>,
) -> Result<(Stop, Table)> {
    let fault = |fault| EvolveError::Processor { name: base.display().to_string(), fault };
    let desk = Desk::new(Processor::load(base).map_err(fault)?);
    let (dtype, device) = (precision.dtype(), place.site.device.clone());
    let model = Model::load(base, &Load { dtype, device, trainable: Trainable::None })?;
    let studio = Cell::new(place.site.slots, Limits::default())
        .map_err(|why| EvolveError::Host { what: "the sandbox", why: why.to_string() })?;
    let Place { curriculum, images, guests, .. } = *place;
    let settings = evolution.settings();
    let models = Models::new(model, desk, settings, (segments, hands), stopped);
    let journal = guests.journal(evolution.layout().root())?;
    let kept = guests.kept(journal.as_ref());
    let cast = Mixed { own: &models, guests: &kept, settings, stopped };
    let parts = Parts { cast: &cast, studio: &studio, curriculum, images };
    let ended = evolution.run(&parts, stopped, told);
    guests::told(&kept, journal.as_ref(), told)?;
    Ok((ended?, evolution.summarise()?))
}

fn settings(base: Settings, asked: &Enrolment) -> Settings {
    let mut settings = Settings {
        seed: asked.seed,
        adapters: asked.adapters.clone().unwrap_or(base.adapters.clone()),
        iterations: asked.iterations.unwrap_or(base.iterations),
        rewards: asked.rewards,
        without: asked.without.clone(),
        tasks: asked.tasks.unwrap_or(base.tasks),
        concepts: asked.tasks.map_or(base.concepts, |tasks| tasks.min(base.concepts)),
        measured: asked.measured.unwrap_or(base.measured),
        exam: asked.exam.unwrap_or(base.exam),
        regression: asked.regression,
        save_every: asked.save_every.unwrap_or(base.save_every),
        control: asked.control,
        ..base
    };
    if let (Some(steps), Some(stage)) = (asked.warm_up, &mut settings.warm_up) {
        stage.steps = steps;
    }
    let lessons = [&mut settings.proposer, &mut settings.coder, &mut settings.solver];
    for (at, lesson) in lessons.into_iter().enumerate() {
        lesson.steps = asked.steps.map_or(lesson.steps, |steps| steps[at]);
        lesson.rate = asked.rates.map_or(lesson.rate, |rates| rates[at]);
        lesson.batch = asked.batch.unwrap_or(lesson.batch);
        lesson.group = asked.group.unwrap_or(lesson.group);
    }
    settings
}
