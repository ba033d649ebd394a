//! The index of admitted tasks, and the decision.
//!
//! # The decision
//!
//! A task is a duplicate of an admitted one if both have the same answer and
//!
//! 1. the same scene; or
//! 2. the same question and the same program; or
//! 3. the same question and the same pixels; or
//! 4. the same question and pictures that look the same — unless both scenes are
//!    known, for then they differ, and a scene knows better than a picture.
//!
//! "The same question" is the same words in the same order, but for case,
//! punctuation, plurals, function words and the order of options. It is no
//! similarity: "How many red …" and "How many blue …" are as similar as a
//! paraphrase, and are two questions.
//!
//! "Look the same" is decided in three steps, each on what the last one left: the
//! hashes and colours are near; sizes and aspects can belong together; and
//! [`compare`](crate::compare) finds nothing that tells the pictures apart at full
//! size. For the last step the pictures come from the caller, see [`Pictures`].
//!
//! Of several admitted tasks that a task repeats, the one admitted first is named.
//! So the decisions depend on the order of admission alone, not on when the index
//! was saved and restored.

use crate::arena::Arena;
use crate::chains::Chains;
use crate::compare::{comparable, compare};
use crate::mih::{MAX_RADIUS, MultiIndex};
use crate::perceptual::{Perceptual, hamming};
use crate::raster::Raster;
use crate::signature::Signature;
use crate::verdict::{Merge, Reason, Verdict};

/// Bits in which the frequency hashes of the same picture may differ. A crop of
/// 2 % moves thin lines by half a cell of the hash, and flips many.
const FREQUENCY: u32 = 112;
/// Bits in which the gradient hashes of the same picture may differ.
const GRADIENT: u32 = 96;
/// Levels by which a cell of the colour signatures may differ.
const COLOUR: u8 = 36;

/// Any fault of whoever holds the pictures.
pub type PictureFault = Box<dyn std::error::Error + Send + Sync>;

/// The index had to see a picture and could not.
#[derive(Debug, thiserror::Error)]
#[error(
    "the picture of task {id}, needed to tell whether it is a duplicate, cannot be had: {fault}"
)]
pub struct IndexError {
    /// The task.
    pub id: u64,
    /// What its holder says.
    #[source]
    pub fault: PictureFault,
}

/// Whoever holds the pictures of tasks: a store, a folder, a list.
///
/// The index asks for few: only where hashes, question and answer agree.
pub trait Pictures {
    /// The picture of a task that was admitted or is being shown. `None` if there
    /// is none to be had, ever: then likeness alone never merges the task.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being read this time. The decision is then not made.
    fn picture(&self, id: u64) -> Result<Option<Raster>, PictureFault>;
}

/// No pictures at all: only scene, program and pixels merge.
pub struct NoPictures;

impl Pictures for NoPictures {
    fn picture(&self, _: u64) -> Result<Option<Raster>, PictureFault> {
        Ok(None)
    }
}

impl<F: Fn(u64) -> Option<Raster>> Pictures for F {
    fn picture(&self, id: u64) -> Result<Option<Raster>, PictureFault> {
        Ok(self(id))
    }
}

/// What may be set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Most tasks that may share a picture; no bound if `None`.
    pub tasks_a_picture: Option<u32>,
}

/// What is kept of an admitted task.
struct Entry {
    id: u64,
    scene: Option<u128>,
    program: Option<u128>,
    pixels: u128,
    question: u64,
    answer: u64,
    size: (u32, u32),
    look: Perceptual,
}

/// See the [module](self).
#[derive(Default)]
pub struct Index {
    config: Config,
    entries: Arena<Entry>,
    scenes: Chains,
    programs: Chains,
    pixels: Chains,
    /// By question and answer: tasks without a scene, and with one.
    asked: [Chains; 2],
    /// By frequency hash, in the same two parts.
    looks: [MultiIndex; 2],
}

impl Index {
    /// An empty index.
    pub fn new(config: Config) -> Self {
        Self { config, ..Self::default() }
    }

    /// How many tasks were admitted.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no task was admitted.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Decides about a task and, if it is new, admits it. `id` is any number by
    /// which `pictures` and the caller know the task.
    ///
    /// # Errors
    ///
    /// [`IndexError`], if a picture that decides cannot be read; the index is then
    /// as it was.
    pub fn admit(
        &mut self,
        task: &Signature,
        id: u64,
        pictures: &impl Pictures,
    ) -> Result<Verdict, IndexError> {
        let verdict = self.look_up(task, id, pictures)?;
        if verdict == Verdict::Unique {
            self.restore(task, id);
        }
        Ok(verdict)
    }

    /// Decides about a task without admitting it.
    ///
    /// # Errors
    ///
    /// As [`Index::admit`].
    pub fn look_up(
        &self,
        task: &Signature,
        id: u64,
        pictures: &impl Pictures,
    ) -> Result<Verdict, IndexError> {
        let mut viewer = Viewer { pictures, id, own: None };
        let merge = match self.exact(task) {
            Some(merge) => Some(merge),
            None => self.alike(task, &mut viewer)?,
        };
        match merge {
            Some(merge) => Ok(Verdict::Duplicate(merge)),
            None => Ok(self.full(task, &mut viewer)?.unwrap_or(Verdict::Unique)),
        }
    }

    /// Admits a task without asking whether it is new: an index that restores, in
    /// the order of their admission, the tasks that were admitted, decides as the
    /// one that admitted them.
    pub fn restore(&mut self, task: &Signature, id: u64) {
        let number = self.entries.len() as u32;
        task.scene.into_iter().for_each(|key| self.scenes.insert(key as u64, number));
        task.program.into_iter().for_each(|key| self.programs.insert(key as u64, number));
        self.pixels.insert(task.pixels as u64, number);
        let part = usize::from(task.scene.is_some());
        self.asked[part].insert(asked_key(task), number);
        self.looks[part].insert(&task.look.frequency, number);
        let &Signature { scene, program, pixels, question, answer, size, look, .. } = task;
        let entry = Entry { id, scene, program, pixels, question, answer, size, look };
        self.entries.push(entry);
    }

    /// The merge by a hash, if there is one.
    fn exact(&self, task: &Signature) -> Option<Merge> {
        let fits = |test: &dyn Fn(&Entry) -> bool, number: u32| {
            self.entries.get(number as usize).is_some_and(test)
        };
        let answered = |entry: &Entry| entry.answer == task.answer;
        let asked = |entry: &Entry| answered(entry) && entry.question == task.question;
        let scene = task.scene.and_then(|key| {
            let test = |entry: &Entry| entry.scene == Some(key) && answered(entry);
            self.scenes.first(key as u64, |number| fits(&test, number))
        });
        let program = || {
            let key = task.program?;
            let test = |entry: &Entry| entry.program == Some(key) && asked(entry);
            self.programs.first(key as u64, |number| fits(&test, number))
        };
        let pixels = || {
            let test = |entry: &Entry| entry.pixels == task.pixels && asked(entry);
            self.pixels.first(task.pixels as u64, |number| fits(&test, number))
        };
        let found = scene.map(|number| (number, Reason::Scene));
        let found = found.or_else(|| program().map(|number| (number, Reason::Program)));
        let found = found.or_else(|| pixels().map(|number| (number, Reason::Pixels)));
        found.and_then(|(number, reason)| self.merge(number, reason))
    }

    fn merge(&self, number: u32, reason: Reason) -> Option<Merge> {
        let of = self.entries.get(number as usize)?.id;
        Some(Merge { of, reason, cluster: of })
    }

    /// The parts in which a task may have twins that only look tells: two known
    /// scenes were compared already.
    fn parts(task: &Signature) -> std::ops::Range<usize> {
        0..if task.scene.is_some() { 1 } else { 2 }
    }

    /// The merge by look, if there is one.
    fn alike<P: Pictures>(
        &self,
        task: &Signature,
        viewer: &mut Viewer<'_, P>,
    ) -> Result<Option<Merge>, IndexError> {
        let key = asked_key(task);
        let mut near: Vec<u32> =
            Self::parts(task).flat_map(|part| self.asked[part].get(key)).collect();
        near.retain(|number| {
            self.entries.get(*number as usize).is_some_and(|entry| {
                entry.question == task.question
                    && entry.answer == task.answer
                    && plausible(entry, task)
            })
        });
        near.sort_unstable();
        for number in near {
            let Some(entry) = self.entries.get(number as usize) else { continue };
            if let Some(excess) = viewer.same(entry)? {
                let reason = Reason::Picture {
                    frequency: hamming(&entry.look.frequency, &task.look.frequency),
                    gradient: hamming(&entry.look.gradient, &task.look.gradient),
                    excess,
                };
                return Ok(self.merge(number, reason));
            }
        }
        Ok(None)
    }

    /// Whether the task's picture has all the tasks it may have.
    fn full<P: Pictures>(
        &self,
        task: &Signature,
        viewer: &mut Viewer<'_, P>,
    ) -> Result<Option<Verdict>, IndexError> {
        let Some(cap) = self.config.tasks_a_picture.map(|cap| cap as usize) else {
            return Ok(None);
        };
        let entry = |number: u32| self.entries.get(number as usize);
        let mut shared: Vec<u32> = self
            .pixels
            .get(task.pixels as u64)
            .filter(|number| entry(*number).is_some_and(|entry| entry.pixels == task.pixels))
            .collect();
        if shared.len() < cap {
            let near: Vec<u32> = self.look_alikes(task);
            // Pictures are compared only if they could make a difference.
            if shared.len() + near.len() >= cap {
                for number in near {
                    let Some(entry) = entry(number) else { continue };
                    if shared.len() < cap && viewer.same(entry)?.is_some() {
                        shared.push(number);
                    }
                }
            }
        }
        let first = shared.iter().min().and_then(|number| entry(*number));
        Ok(first
            .filter(|_| shared.len() >= cap)
            .map(|first| Verdict::Full { picture_of: first.id, tasks: shared.len() as u32 }))
    }

    /// Admitted tasks whose pictures are not the same by pixels but may be the
    /// same by look, whatever they ask, in the order of admission.
    fn look_alikes(&self, task: &Signature) -> Vec<u32> {
        let mut near: Vec<u32> = Self::parts(task)
            .flat_map(|part| self.looks[part].within(&task.look.frequency, MAX_RADIUS))
            .filter(|number| {
                let entry = self.entries.get(*number as usize);
                entry.is_some_and(|e| e.pixels != task.pixels && plausible(e, task))
            })
            .collect();
        near.sort_unstable();
        near
    }
}

/// Whether hashes, colours and sizes allow that the pictures are the same.
fn plausible(entry: &Entry, task: &Signature) -> bool {
    hamming(&entry.look.frequency, &task.look.frequency) <= FREQUENCY
        && hamming(&entry.look.gradient, &task.look.gradient) <= GRADIENT
        && entry.look.colour_distance(&task.look) <= COLOUR
        && comparable(entry.size, task.size)
}

fn asked_key(task: &Signature) -> u64 {
    crate::text::mix(task.question ^ task.answer.rotate_left(32))
}

/// Looks at pictures; the shown task's own is fetched once, when it is needed.
struct Viewer<'a, P> {
    pictures: &'a P,
    id: u64,
    own: Option<Option<Raster>>,
}

impl<P: Pictures> Viewer<'_, P> {
    /// The excess of the pictures' difference if they are the same.
    fn same(&mut self, entry: &Entry) -> Result<Option<f32>, IndexError> {
        let fetch = |id: u64| self.pictures.picture(id).map_err(|fault| IndexError { id, fault });
        if self.own.is_none() {
            self.own = Some(fetch(self.id)?);
        }
        let Some(Some(own)) = &self.own else { return Ok(None) };
        let Some(other) = fetch(entry.id)? else { return Ok(None) };
        let found = compare(&other, own);
        Ok(found.same.then_some(found.excess))
    }
}
