//! Gradients by parameter name, cut off from the graph that made them.

use std::collections::BTreeMap;

use candle_core::backprop::GradStore;
use candle_core::{Tensor, Var};

use crate::error::Result;

/// One gradient for each parameter that the loss depends on, ordered by name.
#[derive(Debug, Clone, Default)]
pub struct Gradients(BTreeMap<String, Tensor>);

impl Gradients {
    /// Takes the gradients of `parameters` out of a graph's result.
    pub fn take(store: &mut GradStore, parameters: &[(String, Var)]) -> Self {
        let found = parameters.iter().filter_map(|(name, var)| {
            Some((name.clone(), store.remove(var.as_tensor())?.detach()))
        });
        Self(found.collect())
    }

    /// The gradient of one parameter.
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.0.iter().map(|(name, g)| (name.as_str(), g))
    }

    /// How many parameters have one.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no parameter has one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds `other`, as for gradient accumulation and for a parameter used twice.
    pub fn add(&mut self, other: Self) -> Result<()> {
        for (name, g) in other.0 {
            let sum = match self.0.get(&name) {
                Some(before) => (before + &g)?,
                None => g,
            };
            self.0.insert(name, sum);
        }
        Ok(())
    }

    /// Multiplies each by `factor`.
    pub fn scale(&mut self, factor: f64) -> Result<()> {
        for g in self.0.values_mut() {
            *g = (&*g * factor)?;
        }
        Ok(())
    }

    /// Replaces one, for code that transforms gradients.
    pub fn insert(&mut self, name: String, gradient: Tensor) {
        self.0.insert(name, gradient.detach());
    }
}
