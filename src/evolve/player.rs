//! Who plays a role: whoever answers prompts, and whoever learns from grades.
//!
//! The schedule knows no model. It asks a [`Player`], trains a [`Pupil`], and gets both
//! from a [`Cast`], by the folder that an earlier stage has left. So it is tested with
//! players that follow a script.

use std::path::Path;

use synth_processor::Picture;
use synth_train::grpo::Grade;
use synth_train::run::Metrics;

use crate::error::Result;
use crate::role::Role;
use crate::settings::Lesson;

/// A prompt, and how often it is answered.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Names it among all of its round, for what is drawn at random.
    pub key: u64,
    /// What is said.
    pub prompt: String,
    /// What is shown before it.
    pub pictures: Vec<Picture>,
    /// Responses that are wanted.
    pub samples: usize,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A response.
    Said(String),
    /// None, and not by the role's doing: it counts for and against nobody.
    Failed(String),
}

/// How responses are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// At random, as the role samples.
    Sampled,
    /// The likeliest tokens: for exams.
    Likeliest,
}

/// A role that stays as it is.
pub trait Player {
    /// Responses to each prompt. The same round, prompts and keys give the same ones.
    ///
    /// # Errors
    ///
    /// What ends the run. What fails for one prompt alone is a [`Reply::Failed`].
    fn ask(&self, round: u64, draw: Draw, asks: &[Ask]) -> Result<Vec<Vec<Reply>>>;
}

/// Grades all responses of a step: one list a prompt in, all grades in the same order out.
pub type Grading<'g> = dyn FnMut(&[Vec<String>]) -> Result<Vec<Grade>> + 'g;

/// A role that is trained.
pub trait Pupil {
    /// Steps it has taken.
    fn steps(&self) -> u64;

    /// One step of GRPO; `samples` of the prompts are those of its lesson. Of a prompt for
    /// which a response is `shown`, by its place, that takes the place of the last. Where
    /// grading fails nothing has changed.
    ///
    /// # Errors
    ///
    /// The grading's and the model's.
    fn step(
        &mut self,
        asks: &[Ask],
        shown: &[Option<String>],
        grade: &mut Grading<'_>,
    ) -> Result<Metrics>;

    /// Writes all that training goes on from.
    ///
    /// # Errors
    ///
    /// The file system's.
    fn save(&self, folder: &Path) -> synth_train::Result<()>;

    /// Goes on from what [`Pupil::save`] wrote.
    ///
    /// # Errors
    ///
    /// The file system's, and those for the state of another model.
    fn resume(&mut self, folder: &Path) -> Result<()>;

    /// Writes what it has become, for [`Cast`] to read.
    ///
    /// # Errors
    ///
    /// The file system's.
    fn keep(&self, folder: &Path) -> Result<()>;
}

/// All players of a run.
pub trait Cast {
    /// A role as `version` holds it; as it was before the loop, if there is none.
    ///
    /// # Errors
    ///
    /// The model's.
    fn player(&self, role: Role, version: Option<&Path>) -> Result<Box<dyn Player + '_>>;

    /// The same, to be trained.
    ///
    /// # Errors
    ///
    /// The model's.
    fn pupil(
        &self,
        role: Role,
        version: Option<&Path>,
        lesson: &Lesson,
        seed: u64,
    ) -> Result<Box<dyn Pupil + '_>>;
}
