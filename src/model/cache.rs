//! Keys and values of the tokens seen so far, for generation.
//!
//! Rows end together: a row with fewer tokens starts later. So one step appends to all
//! rows at the same place, whatever their lengths, and padding is always on the left.

use candle_core::Tensor;

use crate::error::{ModelError, Result};

/// A batch's keys and values, and where each row stands.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    pub(crate) layers: Vec<(Tensor, Tensor)>,
    /// Room in the tensors, in tokens.
    pub(crate) capacity: usize,
    /// Tokens held, padding included.
    pub(crate) len: usize,
    /// First token of each row.
    pub(crate) first: Vec<usize>,
    /// What each row's next position is ahead of its number of tokens.
    pub(crate) deltas: Vec<i64>,
}

impl Cache {
    /// A cache that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.first.len()
    }

    /// Tokens of each row, padding excluded.
    pub fn lengths(&self) -> Vec<usize> {
        self.first.iter().map(|f| self.len - f).collect()
    }

    /// Repeats row `i` `times[i]` times, in place of it: a prompt to its group of answers.
    pub fn repeat(&self, times: &[usize]) -> Result<Self> {
        if times.len() != self.rows() {
            let (found, rows) = (times.len(), self.rows());
            return Err(ModelError::Inputs(format!("{found} repeats for a cache of {rows} rows")));
        }
        let rows: Vec<usize> =
            times.iter().enumerate().flat_map(|(i, n)| std::iter::repeat_n(i, *n)).collect();
        self.select(&rows)
    }

    /// The rows at these places, in this order; a row may come more than once.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        let _ = rows;
        Err(ModelError::Unsupported("Cache::select".into()))
    }

    /// The rows of `self` followed by those of `other`: how a finished row is replaced.
    pub fn join(&self, other: &Self) -> Result<Self> {
        let _ = other;
        Err(ModelError::Unsupported("Cache::join".into()))
    }
}
