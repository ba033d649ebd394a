//! Weights from a Hugging Face folder, one tensor in memory at a time beside the model.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};
use safetensors::tensor::{Dtype, Metadata, TensorInfo};
use serde_json::Value;

use super::{Weight, Weights, names, table};
use crate::config::Config;
use crate::error::{ModelError, Result};
use crate::model::{Load, Trainable};

/// Headers longer than this are no headers.
const LONGEST_HEADER: u64 = 100_000_000;

/// Where a tensor lies.
struct Found {
    file: usize,
    info: TensorInfo,
}

/// Open weight files and what they hold, by the names in memory.
struct Shards {
    files: Vec<(PathBuf, File, u64)>,
    found: BTreeMap<String, Found>,
}

/// Reads every weight of the configuration. Tensors that it does not know are left alone.
pub fn load(folder: &Path, config: &Config, how: &Load) -> Result<Weights> {
    let mut shards = Shards { files: Vec::new(), found: BTreeMap::new() };
    for path in files(folder)? {
        shards.open(path)?;
    }
    let mut weights = Weights::default();
    for spec in table(config) {
        let tensor = shards.read(&spec.name, &spec.shape)?;
        let trained = how.trainable == Trainable::All;
        let tensor = tensor.to_dtype(master(how))?.to_device(&how.device)?;
        weights.insert(spec.name, Weight::new(&tensor, trained)?);
    }
    Ok(weights)
}

/// The type that weights are kept in: masters of trained ones are at least F32.
pub fn master(how: &Load) -> DType {
    match (how.trainable, how.dtype) {
        (Trainable::All, DType::F64) => DType::F64,
        (Trainable::All, _) => DType::F32,
        (Trainable::None, dtype) => dtype,
    }
}

/// The weight files of a folder: one, or those that its index names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let single = folder.join("model.safetensors");
    if single.is_file() {
        return Ok(vec![single]);
    }
    let index = folder.join("model.safetensors.index.json");
    if !index.is_file() {
        return Err(ModelError::NoWeights { folder: folder.to_owned() });
    }
    let text = std::fs::read_to_string(&index).map_err(|e| reading(&index, e))?;
    let broken = |reason: &str| ModelError::Header { path: index.clone(), reason: reason.into() };
    let value: Value = serde_json::from_str(&text).map_err(|e| broken(&e.to_string()))?;
    let map = value.get("weight_map").and_then(Value::as_object);
    let map = map.ok_or_else(|| broken("it has no `weight_map`"))?;
    let mut shards = BTreeSet::new();
    for name in map.values() {
        let name = name.as_str().filter(|n| !n.contains(['/', '\\']));
        shards.insert(name.ok_or_else(|| broken("a shard is not a file name"))?);
    }
    Ok(shards.into_iter().map(|name| folder.join(name)).collect())
}

fn reading(path: &Path, source: std::io::Error) -> ModelError {
    ModelError::Read { path: path.to_owned(), source }
}

impl Shards {
    fn open(&mut self, path: PathBuf) -> Result<()> {
        let mut file = File::open(&path).map_err(|e| reading(&path, e))?;
        let (start, header) = header(&path, &mut file)?;
        let index = self.files.len();
        for (name, info) in header.tensors() {
            let found = Found { file: index, info: info.clone() };
            self.found.insert(names::in_memory(&name), found);
        }
        self.files.push((path, file, start));
        Ok(())
    }

    fn read(&mut self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let missing = || ModelError::Missing { name: name.to_owned(), shape: shape.to_vec() };
        let Found { file, info } = self.found.get(name).ok_or_else(missing)?;
        if info.shape != shape {
            return Err(ModelError::Shape {
                name: name.to_owned(),
                expected: shape.to_vec(),
                found: info.shape.clone(),
            });
        }
        let dtype = match info.dtype {
            Dtype::F32 => DType::F32,
            Dtype::F16 => DType::F16,
            Dtype::BF16 => DType::BF16,
            other => {
                let found = format!("{other:?}");
                return Err(ModelError::Dtype { name: name.to_owned(), found });
            }
        };
        let (path, file, start) = &mut self.files[*file];
        let (from, to) = info.data_offsets;
        let len = shape.iter().product::<usize>() * dtype.size_in_bytes();
        if from.checked_add(len) != Some(to) {
            let reason = format!("the offsets {from}..{to} of `{name}` do not hold its shape");
            return Err(ModelError::Header { path: path.clone(), reason });
        }
        let mut bytes = vec![0; len];
        file.seek(SeekFrom::Start(*start + from as u64))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|e| reading(path, e))?;
        Ok(Tensor::from_raw_buffer(&bytes, dtype, shape, &Device::Cpu)?)
    }
}

/// The header of a file and where its tensors begin. The file must be as long as the
/// header says.
fn header(path: &Path, file: &mut File) -> Result<(u64, Metadata)> {
    let found = file.metadata().map_err(|e| reading(path, e))?.len();
    let broken = |reason: String| ModelError::Header { path: path.to_owned(), reason };
    let mut length = [0u8; 8];
    if found < 8 {
        return Err(broken(format!("it has {found} bytes")));
    }
    file.read_exact(&mut length).map_err(|e| reading(path, e))?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST_HEADER {
        return Err(broken(format!("its header would be {length} bytes long")));
    }
    let promised = 8 + length;
    if found < promised {
        return Err(ModelError::Truncated { path: path.to_owned(), promised, found });
    }
    let mut text = vec![0; length as usize];
    file.read_exact(&mut text).map_err(|e| reading(path, e))?;
    let header: Metadata = serde_json::from_slice(&text).map_err(|e| broken(e.to_string()))?;
    let end = header.tensors().values().map(|i| i.data_offsets.1).max().unwrap_or(0);
    let promised = promised + end as u64;
    if found != promised {
        return Err(match found < promised {
            true => ModelError::Truncated { path: path.to_owned(), promised, found },
            false => broken(format!("{} bytes follow its last tensor", found - promised)),
        });
    }
    Ok((8 + length, header))
}
