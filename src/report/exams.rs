//! Held-out results: `exams.jsonl`, one exam a line, with `stage` and `step`, and either
//! `accuracy`, `low`, `high`, or a `table` of groups with `mean`, `low`, `high`, `count`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::ReportError;
use crate::lines;

/// The group of everything.
pub(crate) const ALL: &str = "all";

/// An accuracy with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Result95 {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
    pub count: Option<u64>,
}

/// An exam.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exam {
    /// What it came after.
    pub name: String,
    /// By group.
    pub groups: BTreeMap<String, Result95>,
}

/// The exams beside a corpus; none if there is no such file.
pub(crate) fn read(folder: &Path) -> Result<Vec<Exam>, ReportError> {
    let rows = lines::read(&folder.join("exams.jsonl"))?.unwrap_or_default();
    Ok(rows.iter().enumerate().map(|(at, row)| Exam::of(at, row)).collect())
}

impl Exam {
    fn of(at: usize, row: &Map<String, Value>) -> Self {
        let parts = ["name", "stage", "role", "benchmark", "set"];
        let mut name: Vec<String> =
            parts.into_iter().filter_map(|key| row.get(key)?.as_str().map(str::to_owned)).collect();
        if let Some(step) = row.get("step").and_then(Value::as_u64) {
            name.push(format!("step {step}"));
        }
        if name.is_empty() {
            name.push(format!("exam {}", at + 1));
        }
        let mut groups = BTreeMap::new();
        if let Some(Value::Object(table)) = row.get("table") {
            let read = |(group, value): (&String, &Value)| {
                Some((group.clone(), Result95::of(value.as_object()?)?))
            };
            groups.extend(table.iter().filter_map(read));
        }
        if let Some(all) = Result95::of(row) {
            groups.insert(ALL.to_owned(), all);
        }
        Self { name: name.join(" · "), groups }
    }
}

impl Result95 {
    fn of(row: &Map<String, Value>) -> Option<Self> {
        let number = |keys: &[&str]| keys.iter().find_map(|key| row.get(*key)?.as_f64());
        let mean = number(&["accuracy", "mean"])?;
        Some(Self {
            mean,
            low: number(&["low", "lower", "ci_low"]).unwrap_or(mean),
            high: number(&["high", "upper", "ci_high"]).unwrap_or(mean),
            count: number(&["count", "n"]).map(|count| count as u64),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_forms_are_read() {
        let of = |row: Value| Exam::of(0, row.as_object().unwrap());
        let exam =
            of(json!({"stage": "grpo", "step": 9, "accuracy": 0.5, "low": 0.4, "high": 0.6}));
        assert_eq!(exam.name, "grpo · step 9");
        assert_eq!(exam.groups[ALL], Result95 { mean: 0.5, low: 0.4, high: 0.6, count: None });
        let exam =
            of(json!({"table": {"maze": {"mean": 1.0, "low": 0.9, "high": 1.0, "count": 8}}}));
        assert_eq!((exam.name.as_str(), exam.groups["maze"].count), ("exam 1", Some(8)));
    }
}
