//! Fields of a JSON object, with errors that name the field.

use serde_json::Value;

use crate::error::{ModelError, Result};

/// One object of a configuration and where it stands.
pub struct Fields<'a> {
    value: &'a Value,
    place: String,
}

impl<'a> Fields<'a> {
    pub fn new(value: &'a Value, place: &str) -> Result<Self> {
        if !value.is_object() {
            return Err(ModelError::Config(format!("`{place}` is not an object")));
        }
        let place = if place.is_empty() { String::new() } else { format!("{place}.") };
        Ok(Self { value, place })
    }

    /// A value that is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.value.get(name).filter(|v| !v.is_null())
    }

    pub fn wrong(&self, name: &str, wanted: &str) -> ModelError {
        let found = self.get(name).map_or("nothing".to_owned(), Value::to_string);
        ModelError::Config(format!("`{}{name}` should be {wanted}, found {found}", self.place))
    }

    pub fn object(&self, name: &str) -> Result<Fields<'a>> {
        let value = self.get(name).ok_or_else(|| self.wrong(name, "an object"))?;
        Fields::new(value, &format!("{}{name}", self.place))
    }

    pub fn text(&self, name: &str) -> Result<&'a str> {
        self.get(name).and_then(Value::as_str).ok_or_else(|| self.wrong(name, "a text"))
    }

    pub fn flag(&self, name: &str, default: bool) -> Result<bool> {
        match self.get(name) {
            None => Ok(default),
            Some(v) => v.as_bool().ok_or_else(|| self.wrong(name, "true or false")),
        }
    }

    /// A whole number; `default` stands where the field is absent.
    pub fn number<T: TryFrom<u64>>(&self, name: &str, default: Option<T>) -> Result<T> {
        match (self.get(name), default) {
            (None, Some(value)) => Ok(value),
            (found, _) => found
                .and_then(Value::as_u64)
                .and_then(|n| T::try_from(n).ok())
                .ok_or_else(|| self.wrong(name, "a whole number")),
        }
    }

    pub fn real(&self, name: &str, default: f64) -> Result<f64> {
        match self.get(name) {
            None => Ok(default),
            Some(v) => v.as_f64().ok_or_else(|| self.wrong(name, "a number")),
        }
    }

    pub fn numbers(&self, name: &str, default: &[usize]) -> Result<Vec<usize>> {
        let Some(found) = self.get(name) else { return Ok(default.to_vec()) };
        let list = found.as_array().ok_or_else(|| self.wrong(name, "a list of numbers"))?;
        let number = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
        list.iter()
            .map(|v| number(v).ok_or_else(|| self.wrong(name, "a list of whole numbers")))
            .collect()
    }
}
