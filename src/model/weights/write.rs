//! Weights into a file that `transformers` loads.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use candle_core::{DType, Tensor};

use crate::error::{ModelError, Result};

/// Writes tensors to `path`: to a temporary name first, then renamed.
pub fn save(tensors: &[(String, Tensor)], path: &Path) -> Result<()> {
    let views = tensors.iter().map(|(name, tensor)| Ok((name.as_str(), storable(name, tensor)?)));
    let views: Vec<(&str, Tensor)> = views.collect::<Result<_>>()?;
    let views = views.iter().map(|(name, tensor)| (*name, tensor));
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let partial = path.with_extension("safetensors.partial");
    let written = safetensors::serialize_to_file(views, Some(metadata), &partial)
        .map_err(std::io::Error::other)
        .and_then(|()| File::open(&partial)?.sync_all())
        .and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|source| {
        // The earlier file stands; what is left of this one would only fill the disk.
        drop(std::fs::remove_file(&partial));
        ModelError::Write { path: path.to_owned(), source }
    })
}

/// The tensor in a type that a checkpoint may hold, on the CPU.
fn storable(name: &str, tensor: &Tensor) -> Result<Tensor> {
    let tensor = tensor.detach().to_device(&candle_core::Device::Cpu)?.contiguous()?;
    match tensor.dtype() {
        DType::F32 | DType::F16 | DType::BF16 => Ok(tensor),
        DType::F64 => Ok(tensor.to_dtype(DType::F32)?),
        other => Err(ModelError::Dtype { name: name.to_owned(), found: format!("{other:?}") }),
    }
}

/// Writes text to `path`: to a temporary name first, then renamed.
pub fn text(text: &str, path: &Path) -> Result<()> {
    let partial = path.with_extension("partial");
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|source| ModelError::Write { path: path.to_owned(), source })
}
