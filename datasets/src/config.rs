//! What a run was asked to do, kept so that nobody goes on with something else.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use serde_json::Value;
use synth_contracts::canonical_json;

use crate::StoreError;

/// Everything that decides which tasks a run makes: seed, families, versions …
///
/// It must not hold what may change between two sittings of the same run, such
/// as the number of threads or how many tasks are wanted in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct RunConfig(Value);

impl RunConfig {
    /// Takes any value that serialises to a JSON object.
    ///
    /// # Errors
    /// [`StoreError::BadConfig`] if it does not.
    pub fn new(config: &impl Serialize) -> Result<Self, StoreError> {
        let value = serde_json::to_value(config)
            .map_err(|error| StoreError::BadConfig { detail: error.to_string() })?;
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(StoreError::BadConfig { detail: format!("it is {value}") })
        }
    }

    /// The configuration as JSON.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The one text that stands for this configuration.
    pub(crate) fn canonical(&self) -> String {
        canonical_json(&self.0)
    }

    /// Reads what [`RunConfig::canonical`] wrote.
    pub(crate) fn parse(text: &str) -> Result<Self, StoreError> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| StoreError::BadConfig { detail: error.to_string() })?;
        Self::new(&value)
    }

    /// The keys in which `other` differs from this, sorted; keys of nested
    /// objects are joined with dots.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let (old, new) = (flat(&self.0), flat(&other.0));
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut differences: Vec<Difference> = keys
            .into_iter()
            .filter(|key| old.get(*key) != new.get(*key))
            .map(|key| Difference {
                key: key.clone(),
                old: old.get(key).cloned(),
                new: new.get(key).cloned(),
            })
            .collect();
        // `{"a.b": 1}` and `{"a": {"b": 1}}` have the same dotted keys.
        let (old, new) = (self.canonical(), other.canonical());
        if differences.is_empty() && old != new {
            let key = "(everything)".to_owned();
            differences.push(Difference { key, old: Some(old), new: Some(new) });
        }
        differences
    }
}

/// Leaves by their dotted key, as canonical text: `2` and `2.0` are different
/// configurations, since their texts would be stored differently.
fn flat(value: &Value) -> BTreeMap<String, String> {
    fn walk(prefix: &str, value: &Value, out: &mut BTreeMap<String, String>) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (key, value) in map {
                    let dot = if prefix.is_empty() { "" } else { "." };
                    walk(&format!("{prefix}{dot}{key}"), value, out);
                }
            }
            leaf => {
                out.insert(prefix.to_owned(), canonical_json(leaf));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk("", value, &mut out);
    out
}

/// A key on which two configurations differ, with both values as JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key, dotted.
    pub key: String,
    /// The value that the corpus was begun with.
    pub old: Option<String>,
    /// The value that was asked for now.
    pub new: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".into());
        write!(f, "{}: {} → {}", self.key, shown(&self.old), shown(&self.new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn config(value: Value) -> RunConfig {
        RunConfig::new(&value).unwrap()
    }

    #[test]
    fn differences_name_changed_added_and_removed_keys() {
        let old = config(json!({"seed": 1, "limits": {"fuel": 5, "stack": 2}, "gone": true}));
        let new = config(json!({"seed": 2, "limits": {"fuel": 5, "stack": 3}, "extra": [1]}));
        let lines: Vec<String> = old.differences(&new).iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            ["extra: (none) → [1]", "gone: true → (none)", "limits.stack: 2 → 3", "seed: 1 → 2"]
        );
        assert!(old.differences(&old).is_empty());
        for pair in [
            [json!({"a.b": 1}), json!({"a": {"b": 1}})],
            [json!({"": 1}), json!({"": 2})],
            [json!({}), json!({"a": {}})],
            [json!({"a": 1}), json!({"a": 1.0})],
        ] {
            let [a, b] = pair.map(config);
            assert!(!a.differences(&b).is_empty(), "{a:?} {b:?}");
        }
    }

    #[test]
    fn only_objects_are_configurations() {
        assert!(matches!(RunConfig::new(&3), Err(StoreError::BadConfig { .. })));
        assert!(RunConfig::new(&json!({})).is_ok());
    }

    #[test]
    fn the_canonical_text_reads_back() {
        let one = config(json!({"b": 0.1, "a": {"z": null, "y": "é\"\u{0}"}}));
        assert_eq!(RunConfig::parse(&one.canonical()).unwrap(), one);
    }
}
