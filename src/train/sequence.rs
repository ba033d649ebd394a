//! Prompts with their completions, and where their tokens stand in a padded batch.

use candle_core::{DType, Device, Tensor};
use synth_model::Row;

use crate::error::Result;

/// A prompt and a completion of it.
#[derive(Debug, Clone, Default)]
pub struct Sequence {
    /// Tokens and pictures of the prompt.
    pub prompt: Row,
    /// What follows it.
    pub completion: Vec<u32>,
}

impl Sequence {
    /// Both as one row.
    pub fn row(&self) -> Row {
        let mut row = self.prompt.clone();
        row.ids.extend_from_slice(&self.completion);
        row
    }
}

/// The longest completion.
pub fn width(sequences: &[Sequence]) -> usize {
    sequences.iter().map(|s| s.completion.len()).max().unwrap_or(0)
}

/// Values of each row's completion tokens as `(rows, width)` in F32, zeros behind them.
///
/// # Errors
///
/// Those of the tensor library.
pub fn padded(rows: &[&[f32]], width: usize, device: &Device) -> Result<Tensor> {
    let mut all = vec![0f32; rows.len() * width];
    for (place, row) in all.chunks_mut(width.max(1)).zip(rows) {
        place[..row.len()].copy_from_slice(row);
    }
    Ok(Tensor::from_vec(all, (rows.len(), width), device)?)
}

/// Puts the values of all completion tokens, `(n)` in the order of rows, into
/// `(rows, width)`. Differentiable.
///
/// # Errors
///
/// Those of the tensor library.
pub fn spread(values: &Tensor, sequences: &[Sequence]) -> Result<Tensor> {
    let (width, n) = (width(sequences), values.dim(0)?);
    let mut places = Vec::with_capacity(sequences.len() * width);
    let mut next = 0u32;
    for sequence in sequences {
        let len = sequence.completion.len();
        places.extend((0..len).map(|at| next + at as u32));
        // What pads is the zero behind the last value.
        places.extend(std::iter::repeat_n(n as u32, width - len));
        next += len as u32;
    }
    let device = values.device();
    let zero = Tensor::zeros(1, values.dtype(), device)?;
    let places = Tensor::from_vec(places, sequences.len() * width, device)?;
    let flat = Tensor::cat(&[values, &zero], 0)?.index_select(&places, 0)?;
    Ok(flat.reshape((sequences.len(), width))?.to_dtype(DType::F32)?)
}

#[cfg(test)]
mod tests {
    use candle_core::Var;

    use super::*;

    fn sequences(lengths: &[usize]) -> Vec<Sequence> {
        let of = |len: &usize| Sequence { prompt: Row::default(), completion: vec![1; *len] };
        lengths.iter().map(of).collect()
    }

    #[test]
    fn values_find_their_places_and_their_gradients_come_back() {
        let values = Var::new(&[1f32, 2.0, 3.0], &Device::Cpu).unwrap();
        let grid = spread(&values, &sequences(&[1, 0, 2])).unwrap();
        let expected = [[1.0, 0.0], [0.0, 0.0], [2.0, 3.0]];
        assert_eq!(grid.to_vec2::<f32>().unwrap(), expected);
        let weights = Tensor::new(&[[5f32, 9.0], [9.0, 9.0], [6.0, 7.0]], &Device::Cpu).unwrap();
        let store = (grid * weights).unwrap().sum_all().unwrap().backward().unwrap();
        assert_eq!(store.get(&values).unwrap().to_vec1::<f32>().unwrap(), [5.0, 6.0, 7.0]);
    }

    #[test]
    fn padding_is_zero() {
        let grid = padded(&[&[1.0], &[], &[2.0, 3.0]], 2, &Device::Cpu).unwrap();
        assert_eq!(grid.to_vec2::<f32>().unwrap(), [[1.0, 0.0], [0.0, 0.0], [2.0, 3.0]]);
    }
}
