//! All that decides what a course does.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
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

/// The fields in which settings differ from what was asked for, with both values. What is
/// there on one side alone differs as well: a setting that there was not yet when a run began
/// would change the run.
pub fn differences(known: &Value, asked: &Value) -> Vec<String> {
    let mut all = Vec::new();
    differ("", Some(known), Some(asked), &mut all);
    all
}

fn differ(name: &str, known: Option<&Value>, asked: Option<&Value>, all: &mut Vec<String>) {
    match (known, asked) {
        (Some(Value::Object(mine)), Some(Value::Object(theirs))) => {
            let added = theirs.keys().filter(|key| !mine.contains_key(*key));
            for key in mine.keys().chain(added) {
                let dot = if name.is_empty() { "" } else { "." };
                differ(&format!("{name}{dot}{key}"), mine.get(key), theirs.get(key), all);
            }
        }
        (known, asked) if known == asked => {}
        (known, asked) => all.push(format!("{name} was {} and is {}", said(known), said(asked))),
    }
}

fn said(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Object(_)) => "given".to_owned(),
        Some(value) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_of_one_side_alone_are_told_apart() {
        let known = json!({ "seed": 1, "coder": { "steps": 3 }, "images": { "queries": 3 } });
        assert_eq!(differences(&known, &known), Vec::<String>::new());
        let asked = json!({ "seed": 2, "coder": { "steps": 3, "floor": 0.1 }, "tries": 3 });
        let told = [
            "coder.floor was nothing and is 0.1",
            "images was given and is nothing",
            "seed was 1 and is 2",
            "tries was nothing and is 3",
        ];
        let mut found = differences(&known, &asked);
        found.sort();
        assert_eq!(found, told);
    }
}
