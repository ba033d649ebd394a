//! What can end a course.

use crate::examples::ExamplesError;

/// A course's result.
pub type Result<T> = std::result::Result<T, CourseError>;

/// See the [module](self).
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// The corpus yields no examples.
    #[error(transparent)]
    Examples(Box<ExamplesError>),
    /// A picture or a text cannot be read as the model reads it.
    #[error("{name}: {fault}")]
    Processor {
        /// The example, or the model's folder.
        name: String,
        /// Why.
        fault: synth_processor::ProcessorError,
    },
    /// A prompt cannot be written.
    #[error(transparent)]
    Prompt(#[from] synth_roles::PromptError),
    /// The model fails, or its files are not right.
    #[error(transparent)]
    Model(#[from] synth_model::ModelError),
    /// Training fails.
    #[error(transparent)]
    Train(Box<synth_train::TrainError>),
    /// Outcomes cannot be counted.
    #[error(transparent)]
    Statistics(#[from] synth_benchmarks::statistics::StatisticsError),
    /// A benchmark cannot be read.
    #[error(transparent)]
    Benchmark(Box<synth_benchmarks::BenchmarkError>),
    /// It would not fit into memory.
    #[error(transparent)]
    Memory(Box<synth_train::memory::DoesNotFit>),
    /// There is nothing to train on, or nothing to examine with.
    #[error("of {all} examples {part} {what}; a larger corpus is needed")]
    TooFew {
        /// Examples of the corpus.
        all: usize,
        /// Those of the part.
        part: usize,
        /// What the part is for.
        what: &'static str,
    },
    /// There is no such preset.
    #[error("there is no preset {name:?}")]
    NoPreset {
        /// What was asked for.
        name: String,
    },
    /// The folder holds a run with other settings.
    #[error("the run in this folder was begun with other settings: {}; give them again, or another --out", .differences.join("; "))]
    Different {
        /// Each setting with both values.
        differences: Vec<String>,
    },
}

/// Boxed, since these are large and results are passed around.
macro_rules! boxed {
    ($($variant:ident($error:ty)),* $(,)?) => {
        $(impl From<$error> for CourseError {
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        })*
    };
}

boxed!(
    Examples(ExamplesError),
    Train(synth_train::TrainError),
    Benchmark(synth_benchmarks::BenchmarkError),
    Memory(synth_train::memory::DoesNotFit),
);
