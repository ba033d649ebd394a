//! What a run noted about single tasks: `tasks.jsonl` beside the corpus, one object a
//! line with the task's `id` and any of
//!
//! - `split`: a name;
//! - `pass_rate`: 0 to 1, the Solver's;
//! - `votes`: a list of answers, or of objects with `answer` and `count`;
//! - `rewards`: by role, `{"terms": [{"name", "value"}], "formula": text}` or a number;
//! - `twins`: ids of tasks that differ in one fact, or in their style alone.
//!
//! Whatever else stands in a line is shown as it is. Later lines replace earlier ones.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::ReportError;
use crate::lines;

/// Notes by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(BTreeMap<String, Map<String, Value>>);

impl Notes {
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join("tasks.jsonl");
        let mut notes = Self::default();
        for (at, mut row) in lines::read(&path)?.unwrap_or_default().into_iter().enumerate() {
            let Some(Value::String(id)) = row.remove("id") else {
                let detail = "the id of a task is missing".to_owned();
                return Err(ReportError::Malformed { path, line: at + 1, detail });
            };
            notes.0.insert(id, row);
        }
        Ok(notes)
    }

    pub fn of(&self, id: &str) -> Option<&Map<String, Value>> {
        self.0.get(id)
    }
}

/// The Solver's pass rate.
pub(crate) fn pass_rate(note: &Map<String, Value>) -> Option<f64> {
    note.get("pass_rate").and_then(Value::as_f64)
}

/// The sum of a task's rewards: one role's, or the mean over its roles.
pub(crate) fn reward(note: &Map<String, Value>) -> Option<f64> {
    let rewards = note.get("rewards")?.as_object()?;
    let totals: Vec<f64> = rewards.values().filter_map(total).collect();
    (!totals.is_empty()).then(|| totals.iter().sum::<f64>() / totals.len() as f64)
}

fn total(reward: &Value) -> Option<f64> {
    if let Some(number) = reward.as_f64() {
        return Some(number);
    }
    let terms = reward.get("terms")?.as_array()?;
    Some(terms.iter().filter_map(|term| term.get("value")?.as_f64()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rewards_are_sums_of_terms_or_numbers() {
        let note = json!({"rewards": {
            "solver": 0.5,
            "proposer": {"terms": [{"name": "a", "value": 1.0}, {"name": "b", "value": -0.5}]},
        }, "pass_rate": 0.25});
        let note = note.as_object().unwrap();
        assert_eq!(reward(note), Some(0.5));
        assert_eq!(pass_rate(note), Some(0.25));
        assert_eq!(reward(&Map::new()), None);
    }
}
