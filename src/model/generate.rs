//! Cached generation: the same layers as in training, one token of each row at a time.

use candle_core::{DType, Tensor};

use crate::cache::Cache;
use crate::error::{ModelError, Result};
use crate::inputs::Inputs;
use crate::model::Model;
use crate::ops::Pattern;
use crate::text::KeyValue;

impl Model {
    /// Fills an empty cache with a batch whose rows end together (left-padded, or of one
    /// length); logits after each row's last token, `(rows, vocabulary)`. Records no graph.
    pub fn prefill(&self, inputs: &Inputs, cache: &mut Cache) -> Result<Tensor> {
        if cache.len != 0 {
            return Err(ModelError::Inputs("prefill needs an empty cache".into()));
        }
        if inputs.spans.iter().any(|s| s.end != inputs.width) {
            return Err(ModelError::Inputs("prefill needs left-padded rows".into()));
        }
        *cache = Cache::starting(inputs);
        self.append(inputs, cache)
    }

    /// Appends one token to each row of a cache; logits after it, `(rows, vocabulary)`.
    /// Records no graph.
    pub fn step(&self, ids: &[u32], cache: &mut Cache) -> Result<Tensor> {
        if ids.len() != cache.rows() || cache.len == 0 {
            let rows = cache.rows();
            return Err(ModelError::Inputs(format!("{} tokens for {rows} rows", ids.len())));
        }
        let vocab = self.config.text.vocab_size;
        if let Some(id) = ids.iter().find(|id| **id as usize >= vocab) {
            let what = format!("token {id} is not below the vocabulary size {vocab}");
            return Err(ModelError::Inputs(what));
        }
        let inputs = cache.next(ids);
        self.append(&inputs, cache)
    }

    fn append(&self, inputs: &Inputs, cache: &mut Cache) -> Result<Tensor> {
        let (rows, width) = (inputs.rows(), inputs.width);
        let c = &self.config.text;
        let shape = (c.num_hidden_layers, c.num_key_value_heads, c.head_dim);
        cache.reserve(width, shape, self.dtype, &self.device)?;
        let end = cache.len + width;
        let spans = cache.first.iter().map(|f| *f..end).collect();
        let pattern = Pattern::rows(width, cache.capacity, cache.len, spans);
        let scene = self.scene(&inputs.positions, pattern)?;
        let room = |(keys, values)| KeyValue { keys, values, at: cache.len };
        let rooms: Vec<KeyValue> = cache.layers.iter().map(|(k, v)| room((k, v))).collect();
        let x = self.stream(inputs, &scene, &rooms)?;
        drop(rooms);
        cache.len = end;
        let last = x.reshape((rows, width, ()))?.narrow(1, width - 1, 1)?.squeeze(1)?;
        let logits = self.logits(&self.decoder.norm(&last.contiguous()?)?)?.detach();
        let wide = if logits.dtype() == DType::F64 { DType::F64 } else { DType::F32 };
        Ok(logits.to_dtype(wide)?)
    }
}
