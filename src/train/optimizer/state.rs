//! AdamW's memory in a safetensors file: `NAME.m`, `NAME.v` (F32) and `NAME.t` (I64) for
//! each parameter. What is read back is equal to the bit.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use candle_core::{Device, Tensor, safetensors};

use super::AdamW;
use super::adamw::Slot;
use crate::error::{Result, TrainError};

impl AdamW {
    /// Writes the moments and step counts of all parameters.
    ///
    /// # Errors
    ///
    /// [`TrainError::Write`].
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut tensors = HashMap::new();
        for (name, slot) in &self.slots {
            tensors.insert(format!("{name}.m"), slot.first.as_detached_tensor());
            tensors.insert(format!("{name}.v"), slot.second.as_detached_tensor());
            tensors.insert(format!("{name}.t"), Tensor::new(&[slot.steps], &Device::Cpu)?);
        }
        safetensors::save(&tensors, path).map_err(|e| TrainError::Write {
            path: path.to_owned(),
            source: std::io::Error::other(e.to_string()),
        })
    }

    /// Reads what [`AdamW::save`] wrote for the same parameters.
    ///
    /// # Errors
    ///
    /// [`TrainError::Read`] for a file that is no such file, [`TrainError::Mismatch`] for
    /// one of other parameters; then nothing has changed.
    pub fn load(&mut self, path: &Path) -> Result<()> {
        let tensors = safetensors::load(path, &Device::Cpu)
            .map_err(|e| TrainError::Read { path: path.to_owned(), reason: e.to_string() })?;
        let mismatch = |reason| TrainError::Mismatch { path: path.to_owned(), reason };
        self.fits(&tensors).map_err(mismatch)?;
        for (name, slot) in &mut self.slots {
            slot.restore(name, &tensors)?;
        }
        Ok(())
    }

    /// Whether the tensors are those of these parameters and no others.
    fn fits(&self, tensors: &HashMap<String, Tensor>) -> std::result::Result<(), String> {
        let mut known = HashSet::new();
        for (name, slot) in &self.slots {
            for (part, dims) in [("m", slot.var.dims()), ("v", slot.var.dims()), ("t", &[1])] {
                let key = format!("{name}.{part}");
                let found = tensors.get(&key).ok_or_else(|| format!("it lacks `{key}`"))?;
                if found.dims() != dims {
                    return Err(format!("`{key}` is {:?}, not {dims:?}", found.dims()));
                }
                known.insert(key);
            }
        }
        match tensors.keys().filter(|k| !known.contains(*k)).min() {
            Some(other) => Err(format!("`{other}` is of no parameter of this model")),
            None => Ok(()),
        }
    }
}

impl Slot {
    fn restore(&mut self, name: &str, tensors: &HashMap<String, Tensor>) -> Result<()> {
        let of = |part: &str| &tensors[&format!("{name}.{part}")];
        self.first.set(&of("m").to_device(self.first.device())?)?;
        self.second.set(&of("v").to_device(self.second.device())?)?;
        self.steps = of("t").to_vec1::<i64>()?[0];
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Var;
    use synth_model::Gradients;

    use super::*;
    use crate::optimizer::AdamWConfig;

    fn optimiser(start: &[f32]) -> (AdamW, Var) {
        let tensor = Tensor::from_slice(start, (1, start.len()), &Device::Cpu).unwrap();
        let var = Var::from_tensor(&tensor).unwrap();
        let config = AdamWConfig { weight_decay: 0.01, ..AdamWConfig::default() };
        (AdamW::new(&[("layer.weight".into(), var.clone())], config).unwrap(), var)
    }

    fn walk(optimiser: &mut AdamW, steps: std::ops::Range<u32>) {
        for t in steps {
            let g = [libm::sinf(t as f32), 0.3 / (t + 1) as f32];
            let mut gradients = Gradients::default();
            let g = Tensor::from_slice(&g, (1, 2), &Device::Cpu).unwrap();
            gradients.insert("layer.weight".into(), g);
            optimiser.step(&gradients, 0.01, 0.7).unwrap();
        }
    }

    fn bits(var: &Var) -> Vec<u32> {
        let values = var.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        values.into_iter().map(f32::to_bits).collect()
    }

    #[test]
    fn a_resumed_walk_is_the_walk_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("optimizer.safetensors");
        let (mut straight, end) = optimiser(&[0.5, -1.0]);
        walk(&mut straight, 0..9);
        let (mut first, half) = optimiser(&[0.5, -1.0]);
        walk(&mut first, 0..4);
        first.save(&path).unwrap();
        let middle = half.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let (mut second, resumed) = optimiser(&middle);
        second.load(&path).unwrap();
        walk(&mut second, 4..9);
        assert_eq!(bits(&resumed), bits(&end));
    }

    #[test]
    fn the_state_of_another_model_is_refused_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("optimizer.safetensors");
        let (mut other, _) = optimiser(&[1.0, 2.0, 3.0]);
        other.save(&path).unwrap();
        let (mut mine, _) = optimiser(&[1.0, 2.0]);
        let error = mine.load(&path).unwrap_err().to_string();
        assert!(error.contains("layer.weight.m") && error.contains("[1, 3]"), "{error}");
        let more: HashMap<_, _> =
            [("a.m".to_owned(), Tensor::new(&[1f32], &Device::Cpu).unwrap())].into();
        safetensors::save(&more, &path).unwrap();
        let error = mine.load(&path).unwrap_err().to_string();
        assert!(error.contains("lacks `layer.weight.m`"), "{error}");
        std::fs::write(&path, b"short").unwrap();
        assert!(matches!(other.load(&path), Err(TrainError::Read { .. })));
    }
}
