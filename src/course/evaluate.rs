//! A model examined on whatever can be asked: held-out tasks or published benchmarks.

use std::path::Path;

use candle_core::Device;
use serde::{Deserialize, Serialize};
use synth_benchmarks::statistics::Outcome;
use synth_benchmarks::{Item, Items};
use synth_model::{Load, LoraConfig, Model, Trainable};
use synth_processor::{Picture, Processor};
use synth_roles::solver;
use synth_train::rollout::Sampling;

use crate::desk::Desk;
use crate::error::{CourseError, Result};
use crate::exam::{ROWS, answer};
use crate::examples::Example;
use crate::training::Precision;

/// A question that anybody could ask.
pub struct Candidate {
    /// Names it among all.
    pub id: String,
    /// What results are reported by.
    pub category: String,
    question: String,
    pictures: Vec<Vec<u8>>,
    item: Graded,
}

/// What responses are held against.
enum Graded {
    Task(synth_grader::Truth),
    Benchmark(Box<Item>),
}

impl Graded {
    fn is_right(&self, response: &str) -> bool {
        match self {
            Self::Task(truth) => solver::is_right(response, truth),
            Self::Benchmark(item) => item.score(synth_grader::extract(response)).is_right(),
        }
    }
}

impl From<Example> for Candidate {
    fn from(example: Example) -> Self {
        Self {
            id: example.name,
            category: format!("{}, level {}", example.family, example.level),
            question: example.question,
            pictures: vec![example.picture.png],
            item: Graded::Task(example.truth),
        }
    }
}

impl From<Item> for Candidate {
    fn from(mut item: Item) -> Self {
        Self {
            id: item.id.clone(),
            category: item.category.clone(),
            question: item.question.clone(),
            pictures: std::mem::take(&mut item.images),
            item: Graded::Benchmark(Box::new(item)),
        }
    }
}

/// An answer, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question's id.
    pub id: String,
    /// Its category.
    pub category: String,
    /// The whole response.
    pub response: String,
    /// Whether it is right.
    pub right: bool,
}

impl Answered {
    /// Without the response.
    pub fn outcome(&self) -> Outcome {
        Outcome { id: self.id.clone(), category: self.category.clone(), right: self.right }
    }
}

/// The questions of a benchmark's files.
///
/// # Errors
///
/// [`CourseError::Benchmark`], for the first row that cannot be read.
pub fn benchmark(path: &Path, limit: Option<usize>) -> Result<Vec<Candidate>> {
    let items = Items::open(path)?.take(limit.unwrap_or(usize::MAX));
    items.map(|item| Ok(Candidate::from(item?))).collect()
}

/// A model with its processor.
pub struct Examinee {
    model: Model,
    desk: Desk,
}

impl Examinee {
    /// Reads a Hugging Face folder and, if one is given, the folder of an adapter in PEFT's
    /// layout that is put over it.
    ///
    /// # Errors
    ///
    /// [`CourseError::Model`] or [`CourseError::Processor`].
    pub fn load(
        folder: &Path,
        adapter: Option<&Path>,
        precision: Precision,
        device: &Device,
    ) -> Result<Self> {
        let (dtype, device) = (precision.dtype(), device.clone());
        let model = Model::load(folder, &Load { dtype, device, trainable: Trainable::None })?;
        let model = match adapter {
            None => model,
            Some(adapter) => adapted(&model, adapter)?,
        };
        let processor = Processor::load(folder).map_err(|fault| CourseError::Processor {
            name: folder.display().to_string(),
            fault,
        })?;
        Ok(Self { model, desk: Desk::new(processor) })
    }

    /// Answers all questions by the likeliest tokens. `told` hears of each batch how many
    /// were answered, and stops the exam by returning false.
    ///
    /// # Errors
    ///
    /// The model's, a picture's, and [`synth_train::TrainError::Stopped`].
    pub fn answer(
        &self,
        candidates: &[Candidate],
        max_tokens: usize,
        told: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<Answered>> {
        let stop = self.desk.processor().stop().to_vec();
        let sampling = Sampling { max_tokens, stop, ..Sampling::default() };
        let mut answered = Vec::with_capacity(candidates.len());
        for batch in candidates.chunks(ROWS) {
            let rows = batch.iter().map(|candidate| self.row(candidate)).collect::<Result<_>>()?;
            let done = answered.len();
            let responses = answer(&self.model, &self.desk, rows, &sampling, &mut |_| told(done))?;
            answered.extend(batch.iter().zip(responses).map(|(candidate, response)| Answered {
                id: candidate.id.clone(),
                category: candidate.category.clone(),
                right: candidate.item.is_right(&response),
                response,
            }));
        }
        told(answered.len());
        Ok(answered)
    }

    fn row(&self, candidate: &Candidate) -> Result<synth_model::Row> {
        let fault = |fault| CourseError::Processor { name: candidate.id.clone(), fault };
        let pictures = candidate.pictures.iter().map(|file| Picture::decode(file));
        let pictures = pictures.collect::<synth_processor::Result<Vec<_>>>().map_err(fault)?;
        self.desk.ask(&candidate.id, &candidate.question, &pictures)
    }
}

/// A model with the adapter of a folder in PEFT's layout over it, without a graph.
///
/// # Errors
///
/// [`CourseError::Model`].
pub fn adapted(model: &Model, folder: &Path) -> Result<Model> {
    let name = "adapter";
    let model = model.with_adapters(&LoraConfig::read(folder)?, &[name])?;
    model.load_adapter(name, folder)?;
    Ok(model.select(Some(name))?.detached()?)
}
