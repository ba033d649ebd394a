//! Named weights, trained or fixed.

mod names;
mod read;
mod table;
mod write;

use std::collections::BTreeMap;

use candle_core::{DType, Tensor, Var};

use crate::error::{ModelError, Result};
use crate::random;
pub use names::in_file;
pub use read::{load, master};
pub use table::{Spec, Start, table};
pub use write::{save, text};

/// One weight.
#[derive(Debug, Clone)]
pub enum Weight {
    /// Trained: an optimiser may set it.
    Trained(Var),
    /// Fixed: no gradient is computed for it.
    Fixed(Tensor),
}

impl Weight {
    /// A weight from its numbers.
    pub fn new(tensor: &Tensor, trained: bool) -> Result<Self> {
        Ok(if trained {
            Self::Trained(Var::from_tensor(tensor)?)
        } else {
            Self::Fixed(tensor.clone())
        })
    }

    /// The numbers; a gradient flows back to a trained one.
    pub fn tensor(&self) -> &Tensor {
        match self {
            Self::Trained(var) => var.as_tensor(),
            Self::Fixed(tensor) => tensor,
        }
    }

    /// The same storage without a gradient, in another type where one is given.
    fn detached(&self, dtype: Option<DType>) -> Result<Self> {
        let tensor = self.tensor().detach();
        Ok(Self::Fixed(dtype.map_or(Ok(tensor.clone()), |d| tensor.to_dtype(d))?))
    }
}

/// Weights by name, in the order of names. Names are those of the parameters in memory:
/// `model.visual.*`, `model.language_model.*`, `lm_head.weight`.
#[derive(Debug, Clone, Default)]
pub struct Weights(BTreeMap<String, Weight>);

impl Weights {
    pub fn insert(&mut self, name: String, weight: Weight) {
        self.0.insert(name, weight);
    }

    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.0.get(name).map(Weight::tensor)
    }

    /// A weight that must be there.
    pub fn need(&self, name: &str) -> Result<Tensor> {
        let missing = || ModelError::Missing { name: name.to_owned(), shape: Vec::new() };
        self.get(name).cloned().ok_or_else(missing)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Weight)> {
        self.0.iter().map(|(name, w)| (name.as_str(), w))
    }

    /// The trained ones.
    pub fn trained(&self) -> Vec<(String, Var)> {
        let one = |(name, w): (&String, &Weight)| match w {
            Weight::Trained(var) => Some((name.clone(), var.clone())),
            Weight::Fixed(_) => None,
        };
        self.0.iter().filter_map(one).collect()
    }

    /// All of them fixed, over the same storage; in `dtype` if one is given.
    pub fn detached(&self, dtype: Option<DType>) -> Result<Self> {
        let one = |(name, w): (&String, &Weight)| Ok((name.clone(), w.detached(dtype)?));
        Ok(Self(self.0.iter().map(one).collect::<Result<_>>()?))
    }
}

/// Random numbers for one weight: normal, zeros or ones.
pub fn start(spec: &Spec, seed: u64) -> Vec<f32> {
    let count = spec.shape.iter().product();
    match spec.start {
        Start::Zeros => vec![0.0; count],
        Start::Ones => vec![1.0; count],
        Start::Normal(std) => {
            let mut rng = random::generator(seed, &spec.name);
            let mut values = random::normals(&mut rng, count);
            values.iter_mut().for_each(|x| *x = (f64::from(*x) * std) as f32);
            values
        }
    }
}
