//! What of a model is trained, and in which numbers it computes.

use std::fmt;
use std::str::FromStr;

use candle_core::DType;
use serde::{Deserialize, Serialize};
use synth_model::{LoraConfig, Model};

use crate::error::Result;

/// The numbers that a model computes in. What is trained is kept in single precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Single precision.
    #[default]
    F32,
    /// The upper half of single precision: for GPUs. A CPU has no fast operations for it.
    Bf16,
}

impl Precision {
    /// The same as a type of tensors.
    pub fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::Bf16 => DType::BF16,
        }
    }

    /// Bytes of a number.
    pub(crate) fn bytes(self) -> u64 {
        self.dtype().size_in_bytes() as u64
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        match text {
            "f32" => Ok(Self::F32),
            "bf16" => Ok(Self::Bf16),
            _ => Err("it must be f32 or bf16".to_owned()),
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
        })
    }
}

/// What is trained, and in which numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The numbers that the model computes in.
    #[serde(default)]
    pub precision: Precision,
    /// Low-rank adapters, in place of all weights.
    #[serde(default)]
    pub adapters: Option<LoraConfig>,
}

/// The adapter that is trained.
const ADAPTER: &str = "solver";

impl Training {
    /// A model with the adapter that is to be trained, or as it is.
    pub(crate) fn prepare(&self, model: Model) -> Result<Model> {
        let Some(lora) = &self.adapters else { return Ok(model) };
        Ok(model.with_adapters(lora, &[ADAPTER])?.select(Some(ADAPTER))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precisions_have_names() {
        for precision in [Precision::F32, Precision::Bf16] {
            assert_eq!(precision.to_string().parse(), Ok(precision));
            let name = serde_json::to_value(precision).unwrap();
            assert_eq!(name, precision.to_string());
        }
        assert!("f16".parse::<Precision>().unwrap_err().contains("bf16"));
    }

    #[test]
    fn settings_of_older_runs_are_read() {
        let found: Training = serde_json::from_str("{}").unwrap();
        assert_eq!(found, Training::default());
    }
}
