//! Broken checkpoints are refused with a sentence that says what is wrong.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use synth_model::{Load, Model, ModelError, Padding, Patches, Row, Trainable};

use crate::golden::{Golden, KINDS};

/// A copy of a checkpoint.
fn copy(kind: &str) -> tempfile::TempDir {
    let golden = Golden::open(kind);
    let folder = tempfile::tempdir().unwrap();
    for file in ["config.json", "model.safetensors"] {
        let bytes = std::fs::read(golden.folder.join(file)).unwrap();
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    folder
}

fn error(folder: &Path) -> ModelError {
    Model::load(folder, &Load::default()).unwrap_err()
}

fn rewrite(folder: &Path, change: impl FnOnce(&mut HashMap<String, Tensor>)) {
    let path = folder.join("model.safetensors");
    let mut tensors = candle_core::safetensors::load(&path, &Device::Cpu).unwrap();
    change(&mut tensors);
    candle_core::safetensors::save(&tensors, &path).unwrap();
}

#[test]
fn truncated_files() {
    let folder = copy(KINDS[0]);
    let path = folder.path().join("model.safetensors");
    let bytes = std::fs::read(&path).unwrap();
    for keep in [bytes.len() - 1, bytes.len() / 2, 100] {
        std::fs::write(&path, &bytes[..keep]).unwrap();
        let error = error(folder.path());
        assert!(matches!(error, ModelError::Truncated { .. }), "{error}");
        assert!(error.to_string().contains("model.safetensors is truncated"), "{error}");
    }
    for garbage in [&b"abc"[..], &[0xff; 64], b"\x02\0\0\0\0\0\0\0{}extra"] {
        std::fs::write(&path, garbage).unwrap();
        let error = error(folder.path());
        assert!(matches!(error, ModelError::Header { .. }), "{error}");
    }
}

#[test]
fn missing_and_misshapen_tensors() {
    let name = "model.language_model.layers.1.mlp.up_proj.weight";
    let folder = copy(KINDS[1]);
    rewrite(folder.path(), |t| drop(t.remove(name)));
    let message = error(folder.path()).to_string();
    assert!(message.contains(name) && message.contains("[128, 64]"), "{message}");

    let folder = copy(KINDS[1]);
    rewrite(folder.path(), |t| {
        t.insert(name.into(), Tensor::zeros((64, 128), DType::F32, &Device::Cpu).unwrap());
    });
    let found = error(folder.path());
    assert!(matches!(found, ModelError::Shape { .. }), "{found}");
    assert!(found.to_string().contains(name), "{found}");

    let folder = copy(KINDS[1]);
    rewrite(folder.path(), |t| {
        t.insert(name.into(), Tensor::zeros((128, 64), DType::U8, &Device::Cpu).unwrap());
    });
    assert!(matches!(error(folder.path()), ModelError::Dtype { .. }));
}

#[test]
fn wrong_folders_and_architectures() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(error(folder.path()), ModelError::Read { .. }));
    let whole = copy(KINDS[0]);
    let config = std::fs::read_to_string(whole.path().join("config.json")).unwrap();
    std::fs::write(folder.path().join("config.json"), &config).unwrap();
    assert!(matches!(error(folder.path()), ModelError::NoWeights { .. }));
    let other = config.replace("\"qwen2_5_vl\"", "\"qwen3_vl_moe\"");
    std::fs::write(whole.path().join("config.json"), other).unwrap();
    let message = error(whole.path()).to_string();
    assert!(message.contains("`qwen3_vl_moe`"), "{message}");
}

#[test]
fn inputs_that_do_not_fit() {
    let golden = Golden::open(KINDS[1]);
    let model = golden.model(Trainable::None);
    let message = |row: Row| {
        let error = model.inputs(&[row], Padding::Left).unwrap_err();
        assert!(matches!(error, ModelError::Inputs(_)));
        error.to_string()
    };
    let row = golden.prompt();
    assert!(message(Row { images: vec![], ..row.clone() }).contains("image tokens"));
    assert!(message(Row { ids: vec![1], ..row.clone() }).contains("0 image tokens"));
    assert!(message(Row { ids: vec![9999], images: vec![] }).contains("9999"));
    assert!(message(Row { ids: vec![389], images: vec![] }).contains("video"));
    let short = Patches { values: vec![0.0; 7], grid: row.images[0].grid };
    assert!(message(Row { images: vec![short.into()], ..row.clone() }).contains("values"));
    let odd = Patches { values: vec![], grid: [1, 3, 4] };
    assert!(message(Row { images: vec![odd.into()], ..row }).contains("multiple"));
    assert!(model.inputs(&[], Padding::Left).is_err());
}
