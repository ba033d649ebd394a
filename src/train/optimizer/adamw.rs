//! AdamW: adaptive moments with decoupled decay. (arXiv 1711.05101, algorithm 2.)
//!
//! For a parameter `p` with gradient `g` in its step `t`, at learning rate `lr`:
//!
//! ```text
//! m = b1 m + (1 - b1) g        v = b2 v + (1 - b2) g^2
//! p = (1 - lr wd) p - lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
//! ```
//!
//! Parameters and moments are F32 whatever the model computes in. A parameter without a
//! gradient stays as it is and its `t` does not move, as in torch. Vectors (norms and
//! biases) are not decayed.

use std::collections::BTreeMap;

use candle_core::{DType, Var};
use serde::{Deserialize, Serialize};
use synth_model::Gradients;

use super::inplace::{Step, first_moment, second_moment, weight};
use crate::error::{Result, TrainError};

/// AdamW's constants; the learning rate comes with each step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdamWConfig {
    /// Memory of the mean.
    pub beta1: f64,
    /// Memory of the mean square.
    pub beta2: f64,
    /// Added to the denominator.
    pub epsilon: f64,
    /// Decay of matrices.
    pub weight_decay: f64,
}

impl Default for AdamWConfig {
    /// `0.9, 0.999, 1e-8`, no decay: what TRL trains with.
    fn default() -> Self {
        Self { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.0 }
    }
}

/// The optimiser of a set of named parameters.
#[derive(Debug)]
pub struct AdamW {
    config: AdamWConfig,
    pub(super) slots: BTreeMap<String, Slot>,
}

/// One parameter and what is remembered of it.
#[derive(Debug)]
pub(super) struct Slot {
    pub var: Var,
    pub first: Var,
    pub second: Var,
    pub steps: i64,
}

impl AdamW {
    /// An optimiser that has taken no step.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] for a parameter that is not F32 or a constant out of range.
    pub fn new(parameters: &[(String, Var)], config: AdamWConfig) -> Result<Self> {
        check(&config)?;
        let mut slots = BTreeMap::new();
        for (name, var) in parameters {
            if var.dtype() != DType::F32 {
                let what = format!("`{name}` is {:?}; masters must be F32", var.dtype());
                return Err(TrainError::Setting { name: "parameters", what });
            }
            let zeros = || Var::zeros(var.shape(), DType::F32, var.device());
            let slot = Slot { var: var.clone(), first: zeros()?, second: zeros()?, steps: 0 };
            slots.insert(name.clone(), slot);
        }
        Ok(Self { config, slots })
    }

    /// Moves each parameter that has a gradient. Gradients are multiplied by `scale` (the
    /// clip) on the way; they are not changed.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] for a gradient of no known parameter, [`TrainError::Shape`]
    /// for one of another shape; then nothing has moved.
    pub fn step(&mut self, gradients: &Gradients, rate: f64, scale: f64) -> Result<()> {
        self.check_gradients(gradients)?;
        for (name, gradient) in gradients.iter() {
            if let Some(slot) = self.slots.get_mut(name) {
                let gradient = gradient.to_dtype(DType::F32)?.contiguous()?;
                slot.step(&gradient, rate, scale, &self.config)?;
            }
        }
        Ok(())
    }

    /// The parameters, by name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.slots.iter().map(|(name, slot)| (name.as_str(), &slot.var))
    }

    fn check_gradients(&self, gradients: &Gradients) -> Result<()> {
        for (name, gradient) in gradients.iter() {
            let slot = self.slots.get(name).ok_or_else(|| TrainError::Setting {
                name: "gradients",
                what: format!("`{name}` is no parameter of this optimiser"),
            })?;
            if slot.var.dims() != gradient.dims() {
                return Err(TrainError::Shape {
                    what: "gradient",
                    name: name.to_owned(),
                    found: gradient.dims().to_vec(),
                    expected: slot.var.dims().to_vec(),
                });
            }
        }
        Ok(())
    }
}

impl Slot {
    fn step(
        &mut self,
        gradient: &candle_core::Tensor,
        rate: f64,
        scale: f64,
        config: &AdamWConfig,
    ) -> Result<()> {
        self.steps += 1;
        let t = self.steps as f64;
        let decay = if self.var.rank() > 1 { config.weight_decay } else { 0.0 };
        first_moment(&self.first, gradient, config.beta1, scale)?;
        second_moment(&self.second, gradient, config.beta2, scale)?;
        let step = Step {
            keep: 1.0 - rate * decay,
            rate: rate / (1.0 - libm::pow(config.beta1, t)),
            root: 1.0 / libm::sqrt(1.0 - libm::pow(config.beta2, t)),
            epsilon: config.epsilon,
        };
        Ok(weight(&self.var, &self.first, &self.second, step)?)
    }
}

fn check(config: &AdamWConfig) -> Result<()> {
    let bad = |name, what: String| Err(TrainError::Setting { name, what });
    for (name, beta) in [("beta1", config.beta1), ("beta2", config.beta2)] {
        if !(0.0..1.0).contains(&beta) {
            return bad(name, format!("{beta} must be at least 0 and below 1"));
        }
    }
    if !(config.epsilon > 0.0 && config.epsilon.is_finite()) {
        return bad("epsilon", format!("{} must be above zero", config.epsilon));
    }
    if !(config.weight_decay >= 0.0 && config.weight_decay.is_finite()) {
        return bad("weight_decay", format!("{} must be at least zero", config.weight_decay));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
