//! All that decides what a course does.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use synth_train::grpo::GrpoConfig;

use crate::training::Training;

/// Where the model comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Made from nothing, by the preset of this name.
    Preset(String),
    /// A Hugging Face folder.
    Path(PathBuf),
}

/// A part of a course in which the weights move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Steps.
    pub steps: u64,
    /// Examples, or questions, of a step.
    pub batch: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// Steps over which it rises.
    pub rise: u64,
}

/// The settings of a course. A run goes on only with the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Seed of all that is drawn.
    pub seed: u64,
    /// Where the model comes from.
    pub base: Base,
    /// What of it is trained.
    #[serde(default)]
    pub training: Training,
    /// Stands for the examples: their names, hashed in order.
    pub examples: String,
    /// Learning from answers.
    pub warm_up: Stage,
    /// Learning from grades.
    pub grpo: Stage,
    /// How that is done.
    pub policy: GrpoConfig,
    /// Rows of a micro-batch.
    pub micro_rows: usize,
    /// Examples of an exam, at most.
    pub exam: usize,
    /// Steps between checkpoints.
    pub save_every: u64,
}

impl Settings {
    /// Steps of both stages.
    pub fn steps(&self) -> u64 {
        self.warm_up.steps + self.grpo.steps
    }

    /// The settings in which `other` differs, with both values.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let value = |settings: &Self| serde_json::to_value(settings).unwrap_or_default();
        differences(&value(self), &value(other))
    }
}

/// The fields in which settings differ from what was asked for, with both values.
pub fn differences(known: &serde_json::Value, asked: &serde_json::Value) -> Vec<String> {
    let flat = |value: &serde_json::Value| {
        let mut leaves = Vec::new();
        leaf("", value, &mut leaves);
        leaves
    };
    let (mine, theirs) = (flat(known), flat(asked));
    mine.iter()
        .filter_map(|(name, value)| {
            let given = theirs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            let given = given.map_or("nothing", String::as_str);
            (value != given).then(|| format!("{name} was {value} and is {given}"))
        })
        .collect()
}

fn leaf(name: &str, value: &serde_json::Value, leaves: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                let dot = if name.is_empty() { "" } else { "." };
                leaf(&format!("{name}{dot}{key}"), value, leaves);
            }
        }
        value => leaves.push((name.to_owned(), value.to_string())),
    }
}
