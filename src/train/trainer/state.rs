//! A trainer's state in a folder.
//!
//! ```text
//! trainer.json             steps, updates, settings
//! parameters.safetensors   what is trained, in F32, equal to the bit
//! optimizer.safetensors    moments
//! model/                   the model as others read it
//! ```

use std::collections::HashMap;
use std::path::Path;

use candle_core::{Device, Tensor, safetensors};
use serde::{Deserialize, Serialize};

use super::{Trainer, TrainerConfig};
use crate::error::{Result, TrainError};
use crate::learner::Learner;
use crate::run::{read_json, write_whole};

#[derive(Serialize, Deserialize)]
struct State {
    step: u64,
    updates: u64,
    config: TrainerConfig,
}

const STATE: &str = "trainer.json";
const PARAMETERS: &str = "parameters.safetensors";
const OPTIMIZER: &str = "optimizer.safetensors";

impl<L: Learner> Trainer<L> {
    /// Writes everything that training goes on from. Meant for the folder that
    /// [`crate::run::RunFolder::save`] hands out, which makes it whole or absent.
    ///
    /// # Errors
    ///
    /// [`TrainError::Write`] and the model's.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let write = |path: &Path, source| TrainError::Write { path: path.to_owned(), source };
        let model = folder.join("model");
        std::fs::create_dir_all(&model).map_err(|e| write(&model, e))?;
        self.learner.save(&model)?;
        let path = folder.join(PARAMETERS);
        let tensors: HashMap<String, Tensor> = self
            .optimizer
            .parameters()
            .map(|(name, var)| (name.to_owned(), var.as_detached_tensor()))
            .collect();
        safetensors::save(&tensors, &path)
            .map_err(|e| write(&path, std::io::Error::other(e.to_string())))?;
        self.optimizer.save(&folder.join(OPTIMIZER))?;
        let state = State { step: self.step, updates: self.updates, config: self.config.clone() };
        let path = folder.join(STATE);
        let text = serde_json::to_vec_pretty(&state)
            .map_err(|e| write(&path, std::io::Error::other(e)))?;
        write_whole(&path, &text)
    }

    /// Goes on from what [`Trainer::save`] wrote. The settings stay those that this
    /// trainer was made with.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`], and [`TrainError::Mismatch`] for the state of another model.
    pub fn resume(&mut self, folder: &Path) -> Result<()> {
        let state: State = read_json(&folder.join(STATE))?;
        if state.config.seed != self.config.seed {
            let reason = format!(
                "it was trained with seed {}, this run has seed {}",
                state.config.seed, self.config.seed
            );
            return Err(TrainError::Mismatch { path: folder.join(STATE), reason });
        }
        let path = folder.join(PARAMETERS);
        let tensors = safetensors::load(&path, &Device::Cpu)
            .map_err(|e| TrainError::Read { path: path.clone(), reason: e.to_string() })?;
        self.fits(&path, &tensors)?;
        self.optimizer.load(&folder.join(OPTIMIZER))?;
        for (name, var) in self.optimizer.parameters() {
            var.set(&tensors[name].to_device(var.device())?)?;
        }
        (self.step, self.updates) = (state.step, state.updates);
        Ok(())
    }

    fn fits(&self, path: &Path, tensors: &HashMap<String, Tensor>) -> Result<()> {
        let mismatch = |reason| Err(TrainError::Mismatch { path: path.to_owned(), reason });
        for (name, var) in self.optimizer.parameters() {
            match tensors.get(name) {
                None => return mismatch(format!("it lacks `{name}`")),
                Some(found) if found.dims() != var.dims() || found.dtype() != var.dtype() => {
                    let (found, dims) = (found.dims(), var.dims());
                    return mismatch(format!("`{name}` is {found:?}, not {dims:?}"));
                }
                Some(_) => {}
            }
        }
        let known = self.optimizer.parameters().count();
        if tensors.len() != known {
            return mismatch(format!("it holds {} tensors, not {known}", tensors.len()));
        }
        Ok(())
    }
}
