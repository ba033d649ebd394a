//! Adapters: only they train, they share one base, and off means the base.

use candle_core::{DType, Device, Tensor};
use synth_model::{Load, LoraConfig, Model, Padding, Trainable};

use crate::golden::{Golden, KINDS, floats, near};
use crate::gradients::{loss, same, segments};

fn config(vision: bool) -> LoraConfig {
    let names = ["q_proj", "v_proj", "up_proj", "down_proj", "qkv", "linear_fc1"];
    let targets = names.map(str::to_owned).to_vec();
    LoraConfig { rank: 4, alpha: 8.0, targets, vision, seed: 3 }
}

/// Moves every factor off its start, so that each gets a gradient.
fn stir(model: &Model) {
    for (i, (_, var)) in model.trainable().iter().enumerate() {
        let len = var.elem_count();
        let wave: Vec<f32> =
            (0..len).map(|j| ((i * 31 + j * 7) % 13) as f32 / 60.0 - 0.1).collect();
        var.set(&Tensor::from_vec(wave, var.shape(), &Device::Cpu).unwrap()).unwrap();
    }
}

fn logits(model: &Model, golden: &Golden) -> Vec<f32> {
    let inputs = model.inputs(&[golden.prompt()], Padding::Left).unwrap();
    floats(&model.logits(&model.hidden(&inputs).unwrap()).unwrap())
}

#[test]
fn only_the_adapter_in_use_trains() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        for vision in [false, true] {
            let base = golden.model(Trainable::None);
            let model = base.with_adapters(&config(vision), &["solver", "coder"]).unwrap();
            assert!(model.trainable().is_empty());
            let model = model.select(Some("solver")).unwrap();
            stir(&model);
            let (inputs, places, targets) = golden.completed(&model);
            let value = loss(&model, &model.hidden(&inputs).unwrap(), &places, &targets).unwrap();
            let mut store = value.backward().unwrap();
            let whole = synth_model::Gradients::take(&mut store, &model.trainable());
            for (name, _) in model.trainable() {
                assert!(name.contains("lora_") && (vision || !name.contains("visual")));
                let gradient = whole.get(&name).unwrap_or_else(|| panic!("{kind}: {name}"));
                assert!(floats(gradient).iter().any(|x| *x != 0.0), "{kind}: {name}");
            }
            assert_eq!(whole.len(), model.trainable().len());
            let (_, found) = segments(&model, &inputs, &places, &targets);
            same(kind, &found, &whole);
        }
    }
}

#[test]
fn adapters_are_apart_and_off_is_the_base() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let base = golden.model(Trainable::All);
        let model = base.with_adapters(&config(true), &["solver", "coder"]).unwrap();
        let expected = golden.floats("logits");
        let solver = model.select(Some("solver")).unwrap();
        near("new", &logits(&solver, &golden), &expected, 1e-4);
        stir(&solver);
        let changed = logits(&solver, &golden);
        assert!(crate::golden::off(&changed, &expected) > 1e-2);
        near("other", &logits(&model.select(Some("coder")).unwrap(), &golden), &expected, 1e-4);
        near("none", &logits(&solver.select(None).unwrap(), &golden), &expected, 1e-4);
        near("plain", &logits(&solver.detached().unwrap(), &golden), &changed, 1e-6);
        assert!(solver.detached().unwrap().trainable().is_empty());
        assert!(model.select(Some("critic")).unwrap_err().to_string().contains("coder, solver"));
    }
}

#[test]
fn adapters_are_saved_and_merged() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let base = golden.model(Trainable::None);
        let model = base.with_adapters(&config(true), &["a", "b"]).unwrap();
        let a = model.select(Some("a")).unwrap();
        stir(&a);
        let folder = tempfile::tempdir().unwrap();
        model.save_adapter("a", folder.path()).unwrap();
        let read = LoraConfig::read(folder.path()).unwrap();
        assert_eq!((read.rank, read.alpha, read.vision), (4, 8.0, true));
        let again = base.with_adapters(&read, &["a"]).unwrap();
        again.load_adapter("a", folder.path()).unwrap();
        let again = again.select(Some("a")).unwrap();
        near("read", &logits(&again, &golden), &logits(&a, &golden), 1e-6);
        model.load_adapter("b", folder.path()).unwrap();
        let expected = logits(&a, &golden);
        near("loaded", &logits(&model.select(Some("b")).unwrap(), &golden), &expected, 1e-6);
        a.save(folder.path()).unwrap();
        let merged = Model::load(folder.path(), &Load::default()).unwrap();
        near("merged", &logits(&merged, &golden), &expected, 1e-4);
    }
}

#[test]
fn faults_are_named() {
    let golden = Golden::open(KINDS[1]);
    let base = golden.model(Trainable::None);
    let nowhere = LoraConfig { targets: vec!["w_proj".into()], ..config(false) };
    assert!(base.with_adapters(&nowhere, &["a"]).unwrap_err().to_string().contains("w_proj"));
    assert!(base.with_adapters(&LoraConfig { rank: 0, ..config(false) }, &["a"]).is_err());
    assert!(base.with_adapters(&config(false), &["a", "a"]).is_err());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("adapter_config.json");
    for (text, says) in [
        (r#"{"r": 4, "lora_alpha": 8}"#, "target_modules"),
        (r#"{"r": 4, "lora_alpha": 8, "target_modules": [], "use_dora": true}"#, "DoRA"),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = LoraConfig::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains(says) && error.contains("adapter_config.json"), "{error}");
    }
}

#[test]
fn detached_models_share_storage_and_see_updates() {
    let golden = Golden::open(KINDS[1]);
    let model = golden.model(Trainable::All);
    let plain = model.detached().unwrap();
    assert!(plain.trainable().is_empty());
    let inputs = plain.inputs(&[golden.prompt()], Padding::Left).unwrap();
    assert!(!plain.hidden(&inputs).unwrap().track_op());
    let before = logits(&plain, &golden);
    for (_, var) in model.trainable() {
        let half = (var.as_detached_tensor() * 0.5).unwrap();
        assert_eq!(half.dtype(), DType::F32);
        var.set(&half).unwrap();
    }
    let after = logits(&plain, &golden);
    assert!(crate::golden::off(&after, &before) > 1e-2);
    near("followed", &after, &logits(&model, &golden), 1e-6);
}
