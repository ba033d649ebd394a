//! A run's folder: what is logged, what is saved, and how a run goes on.
//!
//! ```text
//! RUN/config.json                   settings of the run
//! RUN/metrics.jsonl                 one line a step
//! RUN/tensorboard/events.out.*      the same for TensorBoard, one file a start
//! RUN/checkpoints/step-00000100/    whole or absent
//! ```

mod checkpoint;
mod files;
mod folder;
mod log;
mod tensorboard;

pub use checkpoint::Keep;
pub use files::{publish, write_whole};
pub use folder::RunFolder;
pub(crate) use folder::read_json;
pub use log::{Log, Metrics, cut_lines};
pub use tensorboard::EventFile;
