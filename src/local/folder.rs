//! What stands for a folder: a hash of the files that decide what its model says.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use synth_contracts::Digest;

use crate::error::{Result, read};

/// Ends of the names of such files. Records of how it was trained are none of them.
const ENDS: [&str; 4] = ["json", "jinja", "safetensors", "txt"];

/// The hash of a folder's files, by name and content. Where the folder lies is no part.
pub fn digest(folder: &Path) -> Result<Digest> {
    let mut parts = Vec::new();
    for path in files(folder)? {
        let mut hasher = blake3::Hasher::new();
        let file = File::open(&path).map_err(read(&path))?;
        hasher.update_reader(file).map_err(read(&path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        parts.push(name.as_bytes().to_vec());
        parts.push(hasher.finalize().as_bytes().to_vec());
    }
    Ok(Digest::of_parts("model-folder", parts.iter().map(Vec::as_slice)))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(read(folder))? {
        let path = entry.map_err(read(folder))?.path();
        let end = path.extension().unwrap_or_default().to_string_lossy();
        if ENDS.contains(&end.as_ref()) && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_decides_counts_wherever_it_lies() {
        let of = |files: &[(&str, &str)]| {
            let at = tempfile::tempdir().unwrap();
            files.iter().for_each(|(name, text)| fs::write(at.path().join(name), text).unwrap());
            digest(at.path()).unwrap()
        };
        let (config, weights) = (("config.json", "{}"), ("model.safetensors", "w"));
        assert_eq!(of(&[config, weights]), of(&[weights, config, ("metrics.jsonl", "m")]));
        assert_ne!(of(&[config, weights]), of(&[config, ("model.safetensors", "v")]));
        assert_ne!(of(&[config, weights]), of(&[config]));
    }
}
