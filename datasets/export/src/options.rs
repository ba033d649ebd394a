//! What an export is asked for.

use serde::Serialize;
use synth_contracts::{Level, Score, Task, Tier};

use crate::{Instruction, Splits};

/// Which tasks and questions go out, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which of a task's two questions; see [`Tiers`].
    pub tiers: Tiers,
    /// How many tasks fall into which split.
    pub splits: Splits,
    /// Families to export; all if empty.
    pub families: Vec<String>,
    /// Levels to export; all if empty.
    pub levels: Vec<Level>,
    /// Scores that a task must reach, all of them.
    pub min_scores: Vec<MinScore>,
    /// At most this many tasks, the first that pass the filters.
    pub limit: Option<u64>,
    /// Pictures with a longer side are made smaller, in pixels.
    pub max_side: Option<u32>,
    /// The sentence after every question; the format's own choice if `None`.
    pub instruction: Option<Instruction>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tiers: Tiers::Hard,
            splits: Splits::default(),
            families: Vec::new(),
            levels: Vec::new(),
            min_scores: Vec::new(),
            limit: None,
            max_side: None,
            instruction: None,
        }
    }
}

/// Which of a task's two questions are exported. Both share one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tiers {
    /// The question that can be read off the picture.
    Easy,
    /// The question that takes several steps.
    Hard,
    /// Both, easy first.
    Both,
}

impl Tiers {
    /// The tiers, easy first.
    pub fn each(self) -> &'static [Tier] {
        match self {
            Self::Easy => &[Tier::Easy],
            Self::Hard => &[Tier::Hard],
            Self::Both => &Tier::ALL,
        }
    }
}

/// A score that a task must reach.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MinScore {
    /// The score's name, such as `legible`.
    pub name: String,
    /// The least value, 0 to 1.
    pub least: f64,
}

impl MinScore {
    fn holds(&self, scores: &[Score]) -> bool {
        scores.iter().any(|score| score.name == self.name && score.value >= self.least)
    }
}

impl std::str::FromStr for MinScore {
    type Err = String;

    /// Reads `name>=value` or `name=value`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once(">=")
            .or_else(|| text.split_once('='))
            .ok_or("write it as NAME>=VALUE, such as legible>=0.5")?;
        let least: f64 =
            value.trim().parse().map_err(|_| format!("{:?} is not a number", value.trim()))?;
        if !(0.0..=1.0).contains(&least) {
            return Err(format!("scores go from 0 to 1, not to {least}"));
        }
        Ok(Self { name: name.trim().to_owned(), least })
    }
}

impl Options {
    /// Whether the task passes the filters.
    pub(crate) fn admits(&self, task: &Task) -> bool {
        (self.families.is_empty() || self.families.contains(&task.family))
            && (self.levels.is_empty() || self.levels.contains(&task.level))
            && self.min_scores.iter().all(|least| least.holds(&task.scores))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_scores_are_read() {
        let read = |text: &str| text.parse::<MinScore>();
        assert_eq!(read("legible>=0.5"), Ok(MinScore { name: "legible".into(), least: 0.5 }));
        assert_eq!(read("legible = 1"), Ok(MinScore { name: "legible".into(), least: 1.0 }));
        for bad in ["legible", "legible>=x", "legible=2", "legible>=nan"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
