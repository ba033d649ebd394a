//! Figures of a run, as JSON lines and for TensorBoard.
//!
//! A line is `{"step": n, "name": value, ..}` in the order of names; a value that is not
//! a number is `null`. When a run goes on from a checkpoint, lines of later steps are
//! dropped first, so that a resumed run's file equals that of a run without a break.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::Value;

use super::files::{failed, write_whole};
use super::{EventFile, RunFolder};
use crate::error::{Result, TrainError};

/// Figures of one step, by name.
pub type Metrics = BTreeMap<String, f64>;

#[derive(Serialize)]
struct Line<'a> {
    step: u64,
    #[serde(flatten)]
    metrics: &'a Metrics,
}

/// The log of a run.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    lines: File,
    events: EventFile,
}

impl Log {
    /// Opens a run's log after `done` steps, and drops what it says about later ones.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`] for a line that is no JSON, [`TrainError::Write`].
    pub fn open(run: &RunFolder, done: u64) -> Result<Self> {
        let path = run.metrics();
        cut_lines(&path, done)?;
        let lines = OpenOptions::new().create(true).append(true).open(&path);
        let lines = lines.map_err(failed(&path))?;
        let events = EventFile::create(&run.tensorboard(), now(), done + 1)?;
        Ok(Self { path, lines, events })
    }

    /// Logs a step.
    ///
    /// # Errors
    ///
    /// [`TrainError::Write`].
    pub fn step(&mut self, step: u64, metrics: &Metrics) -> Result<()> {
        let mut text = serde_json::to_vec(&Line { step, metrics })
            .map_err(|e| failed(&self.path)(std::io::Error::other(e)))?;
        text.push(b'\n');
        self.lines.write_all(&text).map_err(failed(&self.path))?;
        let finite = metrics.iter().filter(|(_, value)| value.is_finite());
        self.events.scalars(now(), step, finite.map(|(name, value)| (name.as_str(), *value)))
    }
}

/// Keeps the lines of a file whose `step` is one of the first `done`. A last line that was
/// cut off goes too.
///
/// # Errors
///
/// [`TrainError::Read`] for another line that is no JSON, [`TrainError::Write`].
pub fn cut_lines(path: &Path, done: u64) -> Result<()> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    let broken = |reason: String| TrainError::Read { path: path.to_owned(), reason };
    let (mut kept, mut torn) = (Vec::new(), None);
    for (at, line) in (1..).zip(BufReader::new(file).lines()) {
        let line = line.map_err(|e| broken(e.to_string()))?;
        if let Some(reason) = torn {
            return Err(broken(reason));
        }
        match serde_json::from_str::<Value>(&line) {
            Ok(value) if value["step"].as_u64().is_some_and(|step| step <= done) => {
                kept.extend_from_slice(line.as_bytes());
                kept.push(b'\n');
            }
            Ok(_) => {}
            Err(e) => torn = Some(format!("line {at}: {e}")),
        }
    }
    write_whole(path, &kept)
}

/// Seconds since 1970, for the log alone.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(loss: f64) -> Metrics {
        [("loss".to_owned(), loss), ("accuracy".to_owned(), 0.5)].into()
    }

    fn text(run: &RunFolder) -> String {
        std::fs::read_to_string(run.metrics()).unwrap()
    }

    #[test]
    fn a_resumed_log_equals_one_without_a_break() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path(), &serde_json::json!({})).unwrap();
        let mut log = Log::open(&run, 0).unwrap();
        for step in 1..=4 {
            log.step(step, &metrics(step as f64)).unwrap();
        }
        let whole = text(&run);
        // Torn in the middle of a line, and saved last after step 2.
        std::fs::write(run.metrics(), &whole[..whole.len() - 9]).unwrap();
        let mut log = Log::open(&run, 2).unwrap();
        for step in 3..=4 {
            log.step(step, &metrics(step as f64)).unwrap();
        }
        assert_eq!(text(&run), whole);
        assert_eq!(std::fs::read_dir(run.tensorboard()).unwrap().count(), 2);
    }

    #[test]
    fn a_line_is_json_even_without_a_number() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path(), &serde_json::json!({})).unwrap();
        Log::open(&run, 0).unwrap().step(1, &metrics(f64::NAN)).unwrap();
        assert_eq!(text(&run), "{\"step\":1,\"accuracy\":0.5,\"loss\":null}\n");
    }

    #[test]
    fn a_foreign_file_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::create(folder.path(), &serde_json::json!({})).unwrap();
        std::fs::write(run.metrics(), "dear diary\nsecond line\n").unwrap();
        assert!(Log::open(&run, 0).unwrap_err().to_string().contains("line 1"));
        assert!(text(&run).starts_with("dear diary"));
    }
}
