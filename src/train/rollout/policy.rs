//! What a sampler needs of a model.

use candle_core::Tensor;
use synth_model::{Cache, Model, Padding, Row};

use crate::error::Result;

/// A model that goes on with sequences, one token at a time.
pub trait Policy {
    /// What it remembers of a batch of sequences.
    type Cache;

    /// Reads whole sequences. Returns the logits after the last token of each,
    /// `(rows, vocabulary)`.
    ///
    /// # Errors
    ///
    /// The model's.
    fn prefill(&self, rows: &[Row]) -> Result<(Tensor, Self::Cache)>;

    /// Appends one token to each row. Returns the logits after it, `(rows, vocabulary)`.
    ///
    /// # Errors
    ///
    /// The model's.
    fn step(&self, ids: &[u32], cache: &mut Self::Cache) -> Result<Tensor>;

    /// The rows at these places, in this order; a place may come more than once.
    ///
    /// # Errors
    ///
    /// The model's.
    fn select(&self, cache: &Self::Cache, rows: &[usize]) -> Result<Self::Cache>;

    /// The rows of the first, then those of the second.
    ///
    /// # Errors
    ///
    /// The model's.
    fn join(&self, first: &Self::Cache, second: &Self::Cache) -> Result<Self::Cache>;

    /// Fewer rows than this are computed in another way, and come to other last bits.
    fn least(&self) -> usize {
        1
    }

    /// Tokens that no completion may hold, such as those that stand for a picture.
    fn never(&self) -> Vec<u32> {
        Vec::new()
    }
}

impl Policy for Model {
    type Cache = Cache;

    fn prefill(&self, rows: &[Row]) -> Result<(Tensor, Cache)> {
        let inputs = self.inputs(rows, Padding::Left)?;
        let mut cache = Cache::new();
        let logits = Model::prefill(self, &inputs, &mut cache)?;
        Ok((logits, cache))
    }

    fn step(&self, ids: &[u32], cache: &mut Cache) -> Result<Tensor> {
        Ok(Model::step(self, ids, cache)?)
    }

    fn select(&self, cache: &Cache, rows: &[usize]) -> Result<Cache> {
        Ok(cache.select(rows)?)
    }

    fn join(&self, first: &Cache, second: &Cache) -> Result<Cache> {
        Ok(first.join(second)?)
    }

    fn least(&self) -> usize {
        synth_model::FEW + 1
    }

    /// A picture's token without a picture is no input.
    fn never(&self) -> Vec<u32> {
        vec![self.config().tokens.image, self.config().tokens.video]
    }
}
