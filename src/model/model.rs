//! A model: weights, adapters, and what can be done with them.

use std::path::Path;

use candle_core::{DType, Device, Tensor, Var};

use crate::cache::Cache;
use crate::config::Config;
use crate::error::{ModelError, Result};
use crate::gradients::Gradients;
use crate::inputs::{Inputs, Padding, Row};
use crate::lora::LoraConfig;

/// Which weights of the base are trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trainable {
    /// All of them; masters are kept in F32.
    All,
    /// None: for inference, a reference, or adapters over it.
    None,
}

/// How a model is put into memory.
#[derive(Debug, Clone)]
pub struct Load {
    /// The type that the model computes in.
    pub dtype: DType,
    /// Where it lives.
    pub device: Device,
    /// Which weights are trained.
    pub trainable: Trainable,
}

impl Default for Load {
    /// F32 on the CPU, all weights trained.
    fn default() -> Self {
        Self { dtype: DType::F32, device: Device::Cpu, trainable: Trainable::All }
    }
}

/// A Qwen2.5-VL or Qwen3-VL model.
#[derive(Debug, Clone)]
pub struct Model {
    config: Config,
}

fn later<T>(what: &str) -> Result<T> {
    Err(ModelError::Unsupported(format!("{what}: not built yet")))
}

impl Model {
    /// Reads a Hugging Face folder.
    pub fn load(folder: &Path, how: &Load) -> Result<Self> {
        let _ = (folder, how);
        later("Model::load")
    }

    /// A model of random weights; the same seed gives the same weights on any machine.
    pub fn init(config: &Config, seed: u64, how: &Load) -> Result<Self> {
        let _ = (config, seed, how);
        later("Model::init")
    }

    /// Writes `config.json` and `model.safetensors` so that `transformers` loads them; an
    /// adapter in use is merged into what is written.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let _ = folder;
        later("Model::save")
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is trained, ordered by name: the base's weights, or those of the adapter in use.
    pub fn trainable(&self) -> Vec<(String, Var)> {
        Vec::new()
    }

    /// The same model without a graph: shares storage with this one and sees its updates
    /// (where it computes in another type than its masters, call it again after a step).
    pub fn detached(&self) -> Result<Self> {
        later("Model::detached")
    }

    /// The same base with new adapters of these names beside those it has; none selected.
    pub fn with_adapters(&self, config: &LoraConfig, names: &[&str]) -> Result<Self> {
        let _ = (config, names);
        later("Model::with_adapters")
    }

    /// The same model with this adapter in use, or with none.
    pub fn select(&self, name: Option<&str>) -> Result<Self> {
        let _ = name;
        later("Model::select")
    }

    /// Puts rows together into a batch.
    pub fn inputs(&self, rows: &[Row], side: Padding) -> Result<Inputs> {
        Inputs::new(&self.config, rows, side)
    }

    /// The last layer's output after the final norm, `(rows, width, hidden)`.
    pub fn hidden(&self, inputs: &Inputs) -> Result<Tensor> {
        let _ = inputs;
        later("Model::hidden")
    }

    /// Logits of hidden states `(.., hidden)`, as `(.., vocabulary)`.
    pub fn logits(&self, hidden: &Tensor) -> Result<Tensor> {
        let _ = hidden;
        later("Model::logits")
    }

    /// Log-probabilities `(n)` of `targets: (n)` (U32) after hidden states `(n, hidden)`,
    /// of logits divided by `temperature`. Keeps no softmax for the backward pass.
    pub fn log_probs(&self, hidden: &Tensor, targets: &Tensor, temperature: f64) -> Result<Tensor> {
        let _ = (hidden, targets, temperature);
        later("Model::log_probs")
    }

    /// Fills an empty cache with a left-padded batch; logits after each row's last token,
    /// `(rows, vocabulary)`. Records no graph.
    pub fn prefill(&self, inputs: &Inputs, cache: &mut Cache) -> Result<Tensor> {
        let _ = (inputs, cache);
        later("Model::prefill")
    }

    /// Appends one token to each row of a cache; logits after it, `(rows, vocabulary)`.
    pub fn step(&self, ids: &[u32], cache: &mut Cache) -> Result<Tensor> {
        let _ = (ids, cache);
        later("Model::step")
    }

    /// Loss and gradients by segments: keeps only each layer's input, recomputes one layer
    /// at a time, and equals the whole graph. `loss` gets the hidden states
    /// `(rows, width, hidden)` as a variable and returns a scalar.
    pub fn backward_segments(
        &self,
        inputs: &Inputs,
        loss: &mut dyn FnMut(&Tensor) -> Result<Tensor>,
    ) -> Result<(f64, Gradients)> {
        let _ = (inputs, loss);
        later("Model::backward_segments")
    }
}
