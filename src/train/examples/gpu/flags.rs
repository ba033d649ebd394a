//! Words, and flags with a value each.

use std::collections::BTreeMap;
use std::str::FromStr;

use candle_core::{DType, Device};
use synth_model::Place;

use crate::Any;

/// What the command line says.
pub struct Flags {
    pub words: Vec<String>,
    pub help: bool,
    values: BTreeMap<String, String>,
}

impl Flags {
    pub fn of(mut arguments: impl Iterator<Item = String>) -> Result<Self, Any> {
        let mut flags = Self { words: Vec::new(), help: false, values: BTreeMap::new() };
        while let Some(argument) = arguments.next() {
            match argument.strip_prefix("--") {
                Some("help") => flags.help = true,
                Some(name) => {
                    let value = arguments.next().ok_or(format!("--{name} needs a value"))?;
                    flags.values.insert(name.to_owned(), value);
                }
                None => flags.words.push(argument),
            }
        }
        Ok(flags)
    }

    /// The value of a flag, if it is given.
    pub fn take<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Any> {
        let read = |text: String| text.parse().map_err(|_| format!("--{name} {text} is wrong"));
        Ok(self.values.remove(name).map(read).transpose()?)
    }

    pub fn number(&mut self, name: &str, or: usize) -> Result<usize, Any> {
        Ok(self.take(name)?.unwrap_or(or))
    }

    pub fn device(&mut self) -> Result<Device, Any> {
        Ok(Place::open(self.take("device")?)?)
    }

    pub fn dtype(&mut self) -> Result<DType, Any> {
        match self.take::<String>("dtype")?.as_deref() {
            None | Some("f32") => Ok(DType::F32),
            Some("bf16") => Ok(DType::BF16),
            Some(other) => Err(format!("--dtype {other} must be f32 or bf16").into()),
        }
    }

    /// All flags must have been asked for.
    pub fn end(&self) -> Result<(), Any> {
        match self.values.keys().next() {
            Some(name) => Err(format!("there is no flag --{name} here").into()),
            None => Ok(()),
        }
    }
}
