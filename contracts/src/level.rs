//! Difficulty, in five steps.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How hard a task is meant to be: 1 (easiest) to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

/// A level outside 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("level {0} does not exist; levels go from 1 (easiest) to 5")]
pub struct LevelError(pub u8);

impl Level {
    /// All five, easiest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// The level `value`, or an error that names the range.
    pub fn new(value: u8) -> Result<Self, LevelError> {
        if (1..=5).contains(&value) { Ok(Self(value)) } else { Err(LevelError(value)) }
    }

    /// 1 to 5.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The entry of a five-step knob that belongs to this level.
    pub fn pick<T: Copy>(self, knob: [T; 5]) -> T {
        knob[usize::from(self.0) - 1]
    }
}

impl TryFrom<u8> for Level {
    type Error = LevelError;
    fn try_from(value: u8) -> Result<Self, LevelError> {
        Self::new(value)
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.0
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
