//! A model: weights, adapters, and what can be done with them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use candle_core::{DType, Device, Tensor, Var};
use rayon::prelude::*;

use crate::config::Config;
use crate::error::{ModelError, Result};
use crate::inputs::{Inputs, Padding, Row};
use crate::layer::Parts;
use crate::lora::{Adapter, LoraConfig};
use crate::text::Decoder;
use crate::vision::Tower;
use crate::weights::{self, Spec, Weight, Weights};

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
///
/// Cheap to clone: a clone shares its weights.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) config: Arc<Config>,
    base: Weights,
    adapters: BTreeMap<String, Adapter>,
    selected: Option<String>,
    pub(crate) dtype: DType,
    pub(crate) device: Device,
    pub(crate) tower: Tower,
    pub(crate) decoder: Decoder,
    pub(crate) head: Tensor,
}

/// Random weights that are in host memory at once on their way to the model.
const STARTED: usize = 32;

/// The name of the head's weight, which is the embedding's where the two are tied.
fn head_name(config: &Config) -> &'static str {
    match config.tie_word_embeddings {
        true => "model.language_model.embed_tokens.weight",
        false => "lm_head.weight",
    }
}

impl Model {
    /// Reads a Hugging Face folder: `config.json` and safetensors, whole or in shards.
    pub fn load(folder: &Path, how: &Load) -> Result<Self> {
        let config = Config::load(folder)?;
        let weights = weights::load(folder, &config, how)?;
        Self::build(Arc::new(config), weights, how.dtype, how.device.clone())
    }

    /// A model of random weights; the same seed gives the same weights on any machine.
    pub fn init(config: &Config, seed: u64, how: &Load) -> Result<Self> {
        let dtype = weights::master(how);
        let start = |spec: &Spec| -> Result<Tensor> {
            let values = weights::start(spec, seed);
            Ok(Tensor::from_vec(values, &spec.shape[..], &Device::Cpu)?.to_dtype(dtype)?)
        };
        let mut weights = Weights::default();
        for specs in weights::table(config).chunks(STARTED) {
            let tensors = specs.par_iter().map(start).collect::<Result<Vec<_>>>()?;
            for (spec, tensor) in specs.iter().zip(tensors) {
                let weight = tensor.to_device(&how.device)?;
                let weight = Weight::new(&weight, how.trainable == Trainable::All)?;
                weights.insert(spec.name.clone(), weight);
            }
        }
        Self::build(Arc::new(config.clone()), weights, how.dtype, how.device.clone())
    }

    fn build(config: Arc<Config>, base: Weights, dtype: DType, device: Device) -> Result<Self> {
        let parts = Parts { weights: &base, adapter: None };
        let tower = Tower::new(&parts, &config)?;
        let decoder = Decoder::new(&parts, &config)?;
        let head = base.need(head_name(&config))?;
        let (adapters, selected) = (BTreeMap::new(), None);
        Ok(Self { config, base, adapters, selected, dtype, device, tower, decoder, head })
    }

    /// The same model with its parts made anew from its weights.
    fn rebuilt(mut self) -> Result<Self> {
        let adapter = self.selected.as_ref().and_then(|name| self.adapters.get(name));
        let parts = Parts { weights: &self.base, adapter };
        let (tower, decoder) =
            (Tower::new(&parts, &self.config)?, Decoder::new(&parts, &self.config)?);
        let head = self.base.need(head_name(&self.config))?;
        (self.tower, self.decoder, self.head) = (tower, decoder, head);
        Ok(self)
    }

    /// Writes `config.json` and `model.safetensors` so that `transformers` loads them; an
    /// adapter in use is merged into what is written. Each file is written under another
    /// name first, so that a full disk leaves what stood there.
    pub fn save(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)
            .map_err(|source| ModelError::Write { path: folder.to_owned(), source })?;
        let adapter = self.selected.as_ref().and_then(|name| self.adapters.get(name));
        let one = |(name, weight): (&str, &Weight)| {
            let tensor = weight.tensor().detach();
            let tensor = adapter.map_or(Ok(tensor.clone()), |a| a.merged(name, &tensor))?;
            Ok((weights::in_file(name, self.config.architecture), tensor))
        };
        let tensors = self.base.iter().map(one).collect::<Result<Vec<_>>>()?;
        weights::save(&tensors, &folder.join("model.safetensors"))?;
        let dtype = match tensors.first().map(|(_, t)| t.dtype()) {
            Some(DType::BF16) => "bfloat16",
            Some(DType::F16) => "float16",
            _ => "float32",
        };
        weights::text(&self.config.to_json_with(dtype), &folder.join("config.json"))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where the model lives.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The type that it computes in.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// What is trained, ordered by name: the base's weights, or those of the adapter in use.
    pub fn trainable(&self) -> Vec<(String, Var)> {
        match self.selected.as_ref().and_then(|name| self.adapters.get(name)) {
            Some(adapter) => adapter.weights.trained(),
            None => self.base.trained(),
        }
    }

    /// Numbers in the base's weights.
    pub fn parameters(&self) -> usize {
        self.base.iter().map(|(_, w)| w.tensor().elem_count()).sum()
    }

    /// The same model without a graph: shares storage with this one and sees its updates
    /// (where it computes in another type than its masters, call it again after a step).
    pub fn detached(&self) -> Result<Self> {
        let mut model = self.clone();
        model.base = self.base.detached(Some(self.dtype))?;
        for adapter in model.adapters.values_mut() {
            adapter.weights = adapter.weights.detached(Some(self.dtype))?;
        }
        model.rebuilt()
    }

    /// The same base, no longer trained, with new adapters of these names beside those it
    /// has; none is in use.
    pub fn with_adapters(&self, config: &LoraConfig, names: &[&str]) -> Result<Self> {
        let mut model = self.clone();
        model.base = self.base.detached(Some(self.dtype))?;
        let specs = weights::table(&self.config);
        for name in names {
            let adapter = Adapter::new(config, name, &specs, &self.device)?;
            if model.adapters.insert((*name).to_owned(), adapter).is_some() {
                return Err(ModelError::Adapter(format!("`{name}` is there already")));
            }
        }
        model.selected = None;
        model.rebuilt()
    }

    /// The same model with this adapter in use, or with none: the base.
    pub fn select(&self, name: Option<&str>) -> Result<Self> {
        if let Some(name) = name.filter(|n| !self.adapters.contains_key(*n)) {
            return Err(self.no_adapter(name));
        }
        let mut model = self.clone();
        model.selected = name.map(str::to_owned);
        model.rebuilt()
    }

    fn no_adapter(&self, name: &str) -> ModelError {
        let known: Vec<&str> = self.adapters.keys().map(String::as_str).collect();
        ModelError::Adapter(format!("there is no `{name}`; there are: {}", known.join(", ")))
    }

    /// Names of the adapters.
    pub fn adapters(&self) -> impl Iterator<Item = &str> {
        self.adapters.keys().map(String::as_str)
    }

    /// The adapter in use.
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    /// Writes one adapter in the layout of PEFT.
    pub fn save_adapter(&self, name: &str, folder: &Path) -> Result<()> {
        self.adapters.get(name).ok_or_else(|| self.no_adapter(name))?.save(folder)
    }

    /// Sets an adapter that is there from a folder in the layout of PEFT.
    pub fn load_adapter(&self, name: &str, folder: &Path) -> Result<()> {
        self.adapters.get(name).ok_or_else(|| self.no_adapter(name))?.fill(folder)
    }

    /// Puts rows together into a batch.
    pub fn inputs(&self, rows: &[Row], side: Padding) -> Result<Inputs> {
        Inputs::new(&self.config, rows, side)
    }
}
