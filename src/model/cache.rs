//! Keys and values of the tokens seen so far, for generation.
//!
//! Rows end together: a row with fewer tokens starts later. So one step appends to all
//! rows at the same place, whatever their lengths, and padding is always on the left.

use candle_core::{DType, Device, Result as Candle, Tensor};

use crate::error::{ModelError, Result};
use crate::inputs::Inputs;

/// Room for this many tokens more is made at once.
const GROWTH: usize = 64;

/// A batch's keys and values, and where each row stands. A step writes into its tensors,
/// so there is no `clone`; [`Cache::select`] copies.
#[derive(Debug, Default)]
pub struct Cache {
    /// Keys and values of each layer, `(rows, capacity, key heads, d)`.
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

    /// Bytes that its tensors take.
    pub fn bytes(&self) -> usize {
        let size = |t: &Tensor| t.elem_count() * t.dtype().size_in_bytes();
        self.layers.iter().map(|(k, v)| size(k) + size(v)).sum()
    }

    /// Repeats row `i` `times[i]` times, in place of it: a prompt to its group of answers.
    pub fn repeat(&self, times: &[usize]) -> Result<Self> {
        if times.len() != self.rows() {
            let (found, rows) = (times.len(), self.rows());
            return Err(ModelError::Inputs(format!("{found} repeats for a cache of {rows} rows")));
        }
        let each = times.iter().enumerate();
        let rows: Vec<usize> = each.flat_map(|(i, n)| std::iter::repeat_n(i, *n)).collect();
        self.select(&rows)
    }

    /// The rows at these places, in this order; a row may come more than once. Padding that
    /// no row needs any more goes.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        if let Some(row) = rows.iter().find(|r| **r >= self.rows()) {
            let what = format!("there is no row {row} in a cache of {} rows", self.rows());
            return Err(ModelError::Inputs(what));
        }
        let first: Vec<usize> = rows.iter().map(|r| self.first[*r]).collect();
        let cut = first.iter().copied().min().unwrap_or(0);
        let ids: Vec<u32> = rows.iter().map(|r| *r as u32).collect();
        let pick = |t: &Tensor| -> Candle<Tensor> {
            let ids = Tensor::new(&ids[..], t.device())?;
            t.narrow(1, cut, self.capacity - cut)?.contiguous()?.index_select(&ids, 0)
        };
        let layers = self.layers.iter().map(|(k, v)| Ok((pick(k)?, pick(v)?)));
        Ok(Self {
            layers: layers.collect::<Candle<_>>()?,
            capacity: self.capacity - cut,
            len: self.len - cut,
            first: first.iter().map(|f| f - cut).collect(),
            deltas: rows.iter().map(|r| self.deltas[*r]).collect(),
        })
    }

    /// The rows of `self` followed by those of `other`: how a finished row is replaced by a
    /// new prompt.
    pub fn join(&self, other: &Self) -> Result<Self> {
        if self.rows() == 0 || other.rows() == 0 {
            let all: Vec<usize> = (0..self.rows().max(other.rows())).collect();
            return if self.rows() == 0 { other.select(&all) } else { self.select(&all) };
        }
        if self.layers.len() != other.layers.len() {
            return Err(ModelError::Inputs("caches of two models cannot be joined".into()));
        }
        let len = self.len.max(other.len);
        let both = |a: &Tensor, b: &Tensor| -> Candle<Tensor> {
            Tensor::cat(&[self.moved(a, len)?, other.moved(b, len)?], 0)
        };
        let pairs = self.layers.iter().zip(&other.layers);
        let layers = pairs.map(|((k, v), (ok, ov))| Ok((both(k, ok)?, both(v, ov)?)));
        let first = |c: &Self| c.first.iter().map(|f| f + len - c.len).collect::<Vec<_>>();
        Ok(Self {
            layers: layers.collect::<Candle<_>>()?,
            capacity: len + GROWTH,
            len,
            first: [first(self), first(other)].concat(),
            deltas: [&self.deltas[..], &other.deltas].concat(),
        })
    }

    /// A layer's tensor with its tokens ending at `len`, and room behind.
    fn moved(&self, t: &Tensor, len: usize) -> Candle<Tensor> {
        let (rows, _, heads, dim) = t.dims4()?;
        let room = Tensor::zeros((rows, len + GROWTH, heads, dim), t.dtype(), t.device())?;
        room.slice_set(&t.narrow(1, 0, self.len)?.contiguous()?, 1, len - self.len)?;
        Ok(room)
    }

    /// A cache for these rows that holds no token yet.
    pub(crate) fn starting(inputs: &Inputs) -> Self {
        Self {
            first: inputs.spans.iter().map(|s| s.start).collect(),
            deltas: inputs.deltas.clone(),
            ..Self::default()
        }
    }

    /// One more token for each row, as a batch.
    pub(crate) fn next(&self, ids: &[u32]) -> Inputs {
        let next = |(len, delta): (usize, &i64)| (len as i64 + delta).max(0) as u32;
        let at: Vec<u32> = self.lengths().into_iter().zip(&self.deltas).map(next).collect();
        Inputs {
            ids: ids.to_vec(),
            width: 1,
            spans: vec![0..1; ids.len()],
            positions: [at.clone(), at.clone(), at],
            deltas: self.deltas.clone(),
            images: Vec::new(),
            slots: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// Makes room for `more` tokens in each of `layers` layers.
    pub(crate) fn reserve(
        &mut self,
        more: usize,
        (layers, heads, dim): (usize, usize, usize),
        dtype: DType,
        device: &Device,
    ) -> Candle<()> {
        let need = self.len + more;
        if need <= self.capacity {
            return Ok(());
        }
        let capacity = need + GROWTH.max(self.len / 2);
        let shape = (self.rows(), capacity, heads, dim);
        let room = |old: Option<&Tensor>| -> Candle<Tensor> {
            let room = Tensor::zeros(shape, dtype, device)?;
            if let Some(old) = old {
                room.slice_set(&old.narrow(1, 0, self.len)?.contiguous()?, 1, 0)?;
            }
            Ok(room)
        };
        let old = |i: usize| self.layers.get(i).map(|(k, v)| (k, v)).unzip();
        let grown = (0..layers).map(|i| {
            let (k, v) = old(i);
            Ok((room(k)?, room(v)?))
        });
        self.layers = grown.collect::<Candle<_>>()?;
        self.capacity = capacity;
        Ok(())
    }
}
