//! Weights into a file that `transformers` loads.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use candle_core::{DType, Tensor};

use crate::error::{ModelError, Result};

/// Writes tensors to `path`: into a folder beside it first, then renamed. The library makes
/// temporary files of its own there, which would stay among the weights if it were killed; the
/// next who writes clears the folder away.
pub fn save(tensors: &[(String, Tensor)], path: &Path) -> Result<()> {
    let views = tensors.iter().map(|(name, tensor)| Ok((name.as_str(), storable(name, tensor)?)));
    let views: Vec<(&str, Tensor)> = views.collect::<Result<_>>()?;
    let views = views.iter().map(|(name, tensor)| (*name, tensor));
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let aside = path.with_extension("safetensors.partial");
    let partial = aside.join("weights");
    let written = empty(&aside)
        .and_then(|()| {
            safetensors::serialize_to_file(views, Some(metadata), &partial)
                .map_err(io::Error::other)
        })
        .and_then(|()| File::open(&partial)?.sync_all())
        .and_then(|()| fs::rename(&partial, path))
        .and_then(|()| fs::remove_dir(&aside));
    written.map_err(|source| {
        // The earlier file stands; what is left of this one would only fill the disk.
        drop(fs::remove_dir_all(&aside));
        ModelError::Write { path: path.to_owned(), source }
    })
}

/// Makes a folder, without what may have been in it.
fn empty(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir(folder)
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
    let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, path));
    written.map_err(|source| ModelError::Write { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string();
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| name(entry).unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_or_failed_save_has_left_is_cleared_away() {
        let at = tempfile::tempdir().unwrap();
        let device = candle_core::Device::Cpu;
        let tensors = [("a".to_owned(), Tensor::zeros(3, DType::F32, &device).unwrap())];
        let aside = at.path().join("model.safetensors.partial");
        fs::create_dir(&aside).unwrap();
        fs::write(aside.join(".tmpAbCdEf"), "half").unwrap();
        save(&tensors, &at.path().join("model.safetensors")).unwrap();
        assert_eq!(names(at.path()), ["model.safetensors"]);
        // A folder stands where the file should: nothing is left but that.
        fs::create_dir_all(at.path().join("taken.safetensors/x")).unwrap();
        let error = save(&tensors, &at.path().join("taken.safetensors")).unwrap_err();
        assert!(matches!(error, ModelError::Write { .. }), "{error}");
        assert_eq!(names(at.path()), ["model.safetensors", "taken.safetensors"]);
    }
}
