//! Low-rank adapters over one shared base (LoRA, arXiv 2106.09685).
//!
//! A linear layer `y = W x` becomes `y = W x + (alpha / rank) B A x` with `A: (rank, in)`
//! and `B: (out, rank)`. `A` starts uniform in `±1/sqrt(in)`, `B` at zero, as in PEFT, so
//! that a new adapter changes nothing. Any number of adapters share one base; one is in
//! use, or none.

use std::collections::BTreeSet;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::error::{ModelError, Result};
use crate::layer::Low;
use crate::random;
use crate::weights::{self, Spec, Weight, Weights};

/// Size and place of an adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoraConfig {
    /// Inner width of the update.
    pub rank: usize,
    /// The update is scaled by `alpha / rank`.
    pub alpha: f64,
    /// Last parts of the names of the linear layers that get one, such as `q_proj`.
    pub targets: Vec<String>,
    /// Whether layers of the vision tower get one too.
    pub vision: bool,
    /// Seed of the random start.
    pub seed: u64,
}

impl Default for LoraConfig {
    /// Rank 16 on every linear layer of the decoder.
    fn default() -> Self {
        let targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
        Self {
            rank: 16,
            alpha: 32.0,
            targets: targets.map(str::to_owned).to_vec(),
            vision: false,
            seed: 0,
        }
    }
}

impl LoraConfig {
    /// Reads `adapter_config.json`, as [`crate::Model::save_adapter`] or PEFT wrote it. A
    /// layer's place counts by the last part of its name.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join("adapter_config.json");
        let text = std::fs::read_to_string(&path)
            .map_err(|source| ModelError::Read { path: path.clone(), source })?;
        let bad = |what: String| ModelError::Adapter(format!("{}: {what}", path.display()));
        let peft: Peft = serde_json::from_str(&text).map_err(|e| bad(e.to_string()))?;
        if peft.use_rslora || peft.use_dora {
            return Err(bad("rsLoRA and DoRA are not read".into()));
        }
        let last = |name: &String| name.rsplit('.').next().unwrap_or_default().to_owned();
        let targets: BTreeSet<String> = peft.target_modules.iter().map(last).collect();
        let vision = peft.target_modules.iter().any(|name| name.contains("visual."));
        let targets = targets.into_iter().collect();
        Ok(Self { rank: peft.r, alpha: peft.lora_alpha, targets, vision, seed: 0 })
    }

    /// Whether the weight of this name gets an update.
    fn takes(&self, spec: &Spec) -> bool {
        let Some(layer) = spec.name.strip_suffix(".weight") else { return false };
        let last = layer.rsplit('.').next().unwrap_or_default();
        let place = self.vision || !layer.starts_with("model.visual.");
        spec.shape.len() == 2 && place && self.targets.iter().any(|t| t == last)
    }
}

/// What is read of PEFT's configuration.
#[derive(Deserialize)]
struct Peft {
    r: usize,
    lora_alpha: f64,
    target_modules: Vec<String>,
    #[serde(default)]
    use_rslora: bool,
    #[serde(default)]
    use_dora: bool,
}

/// One adapter: a pair of factors for each layer that it changes.
#[derive(Debug, Clone)]
pub struct Adapter {
    pub config: LoraConfig,
    pub weights: Weights,
}

impl Adapter {
    /// A new adapter for the layers of `specs`, which changes nothing yet.
    pub fn new(config: &LoraConfig, name: &str, specs: &[Spec], device: &Device) -> Result<Self> {
        let mut weights = Weights::default();
        if config.rank == 0 {
            return Err(ModelError::Adapter("the rank must be above zero".into()));
        }
        for spec in specs.iter().filter(|s| config.takes(s)) {
            let layer = spec.name.trim_end_matches(".weight");
            let (out, inner) = (spec.shape[0], spec.shape[1]);
            let bound = 1.0 / (inner as f64).sqrt();
            let mut rng = random::generator(config.seed, &format!("{name} {layer}"));
            let count = config.rank * inner;
            let a: Vec<f32> =
                (0..count).map(|_| ((2.0 * random::unit(&mut rng) - 1.0) * bound) as f32).collect();
            let a = Tensor::from_vec(a, (config.rank, inner), device)?;
            let b = Tensor::zeros((out, config.rank), DType::F32, device)?;
            weights.insert(format!("{layer}.lora_A.weight"), Weight::new(&a, true)?);
            weights.insert(format!("{layer}.lora_B.weight"), Weight::new(&b, true)?);
        }
        if weights.trained().is_empty() {
            let targets = config.targets.join(", ");
            return Err(ModelError::Adapter(format!("no linear layer is named {targets}")));
        }
        Ok(Self { config: config.clone(), weights })
    }

    fn scale(&self) -> f64 {
        self.config.alpha / self.config.rank as f64
    }

    /// The factors of one layer, if it has any.
    pub fn low(&self, layer: &str) -> Option<Low> {
        let factor = |which: &str| self.weights.get(&format!("{layer}.lora_{which}.weight"));
        let (a, b) = (factor("A")?.clone(), factor("B")?.clone());
        Some(Low { a, b, scale: self.scale() })
    }

    /// A weight with the update added to it.
    pub fn merged(&self, name: &str, weight: &Tensor) -> Result<Tensor> {
        let low = name.strip_suffix(".weight").and_then(|layer| self.low(layer));
        let Some(low) = low else { return Ok(weight.clone()) };
        let update = (low.b.detach().matmul(&low.a.detach())? * low.scale)?;
        Ok((weight.to_dtype(DType::F32)? + update)?.to_dtype(weight.dtype())?)
    }

    /// Writes `adapter_config.json` and `adapter_model.safetensors` as PEFT does.
    pub fn save(&self, folder: &Path) -> Result<()> {
        std::fs::create_dir_all(folder)
            .map_err(|source| ModelError::Write { path: folder.to_owned(), source })?;
        let peft = serde_json::json!({
            "peft_type": "LORA",
            "task_type": "CAUSAL_LM",
            "r": self.config.rank,
            "lora_alpha": self.config.alpha,
            "lora_dropout": 0.0,
            "bias": "none",
            "target_modules": self.layers(),
        });
        weights::text(&format!("{peft:#}\n"), &folder.join("adapter_config.json"))?;
        let named =
            |(name, w): (&str, &Weight)| (format!("base_model.model.{name}"), w.tensor().detach());
        let tensors: Vec<_> = self.weights.iter().map(named).collect();
        weights::save(&tensors, &folder.join("adapter_model.safetensors"))
    }

    /// Full names of the layers that it changes.
    fn layers(&self) -> Vec<String> {
        let layer =
            |(name, _): (&str, &Weight)| name.strip_suffix(".lora_A.weight").map(str::to_owned);
        self.weights.iter().filter_map(layer).collect()
    }

    /// Sets the factors from a folder that [`Adapter::save`] or PEFT wrote.
    pub fn fill(&self, folder: &Path) -> Result<()> {
        let path = folder.join("adapter_model.safetensors");
        let bytes = std::fs::read(&path)
            .map_err(|source| ModelError::Read { path: path.clone(), source })?;
        let broken = |reason: String| ModelError::Header { path: path.clone(), reason };
        let file =
            safetensors::SafeTensors::deserialize(&bytes).map_err(|e| broken(e.to_string()))?;
        for (name, var) in self.weights.trained() {
            let stored = format!("base_model.model.{name}");
            let shape = var.dims().to_vec();
            let missing = || ModelError::Missing { name: stored.clone(), shape: shape.clone() };
            let view = file.tensor(&stored).map_err(|_| missing())?;
            if view.shape() != shape {
                let (name, found) = (stored.clone(), view.shape().to_vec());
                return Err(ModelError::Shape { name, expected: shape, found });
            }
            let dtype = DType::try_from(view.dtype())?;
            let tensor = Tensor::from_raw_buffer(view.data(), dtype, &shape, &Device::Cpu)?;
            var.set(&tensor.to_dtype(var.dtype())?.to_device(var.device())?)?;
        }
        Ok(())
    }
}
