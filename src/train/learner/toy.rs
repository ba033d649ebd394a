//! The smallest language model: a table of logits by the token before. Trains in
//! milliseconds, so that whole runs can be tested.

use std::path::Path;

use candle_core::{D, DType, Device, Tensor, Var};
use synth_model::{Gradients, Row};

use super::{Learner, LossFn};
use crate::error::Result;
use crate::rollout::Policy;
use crate::sequence::{Sequence, spread};

/// `(vocabulary, vocabulary)` logits.
#[derive(Clone, Debug)]
pub(crate) struct Toy {
    pub table: Var,
}

impl Toy {
    /// Nearly uniform.
    pub fn new(vocabulary: usize) -> Self {
        let at = |i: usize| libm::sinf(i as f32) * 0.1;
        let values: Vec<f32> = (0..vocabulary * vocabulary).map(at).collect();
        let table = Tensor::from_vec(values, (vocabulary, vocabulary), &Device::Cpu).unwrap();
        Self { table: Var::from_tensor(&table).unwrap() }
    }

    pub fn bits(&self) -> Vec<u32> {
        let values = self.table.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        values.into_iter().map(f32::to_bits).collect()
    }

    fn compute(table: &Tensor, sequences: &[Sequence], temperature: f64) -> Result<Tensor> {
        let (mut before, mut tokens) = (Vec::new(), Vec::new());
        for sequence in sequences {
            let ids = sequence.row().ids;
            let first = sequence.prompt.ids.len() - 1;
            before.extend_from_slice(&ids[first..ids.len() - 1]);
            tokens.extend_from_slice(&sequence.completion);
        }
        let n = tokens.len();
        let before = Tensor::from_vec(before, n, &Device::Cpu)?;
        let tokens = Tensor::from_vec(tokens, (n, 1), &Device::Cpu)?;
        let logits = (table.index_select(&before, 0)? / temperature)?;
        let total = logits.exp()?.sum_keepdim(D::Minus1)?.log()?;
        let found = (logits.gather(&tokens, 1)? - total)?.squeeze(1)?;
        spread(&found, sequences)
    }
}

impl Policy for Tensor {
    /// The last token of each row.
    type Cache = Vec<u32>;

    fn prefill(&self, rows: &[Row]) -> Result<(Tensor, Vec<u32>)> {
        let last: Vec<u32> = rows.iter().map(|r| r.ids[r.ids.len() - 1]).collect();
        let mut cache = last.clone();
        Ok((self.step(&last, &mut cache)?, cache))
    }

    fn step(&self, ids: &[u32], cache: &mut Vec<u32>) -> Result<Tensor> {
        cache.copy_from_slice(ids);
        Ok(self.index_select(&Tensor::new(ids, &Device::Cpu)?, 0)?)
    }

    fn select(&self, cache: &Vec<u32>, rows: &[usize]) -> Result<Vec<u32>> {
        Ok(rows.iter().map(|row| cache[*row]).collect())
    }

    fn join(&self, first: &Vec<u32>, second: &Vec<u32>) -> Result<Vec<u32>> {
        Ok([first.as_slice(), second].concat())
    }
}

impl Learner for Toy {
    type Policy = Tensor;

    fn policy(&self) -> Result<Tensor> {
        Ok(self.table.as_detached_tensor())
    }

    fn parameters(&self) -> Vec<(String, Var)> {
        vec![("table".into(), self.table.clone())]
    }

    fn device(&self) -> Device {
        Device::Cpu
    }

    fn log_probs(&self, sequences: &[Sequence], temperature: f64) -> Result<Tensor> {
        Self::compute(&self.table.as_detached_tensor(), sequences, temperature)
    }

    fn backward(
        &self,
        sequences: &[Sequence],
        temperature: f64,
        loss: &mut LossFn,
    ) -> Result<(f64, Gradients)> {
        let value = loss(&Self::compute(&self.table, sequences, temperature)?)?;
        let mut store = value.backward()?;
        let gradients = Gradients::take(&mut store, &self.parameters());
        Ok((value.to_dtype(DType::F64)?.to_scalar()?, gradients))
    }

    fn save(&self, folder: &Path) -> Result<()> {
        Ok(self.table.save_safetensors("table", folder.join("table.safetensors"))?)
    }
}
