//! Written checkpoints read back the same, in every layout; random starts repeat.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{Device, Tensor};
use synth_model::{Config, Load, Model, Padding, Trainable};

use crate::golden::{Golden, KINDS, floats, near};

fn logits(folder: &Path, golden: &Golden) -> Vec<f32> {
    let model = Model::load(folder, &Load::default()).unwrap();
    let inputs = model.inputs(&[golden.prompt()], Padding::Left).unwrap();
    floats(&model.logits(&model.hidden(&inputs).unwrap()).unwrap())
}

fn tensors(folder: &Path) -> HashMap<String, Tensor> {
    candle_core::safetensors::load(folder.join("model.safetensors"), &Device::Cpu).unwrap()
}

#[test]
fn saved_weights_have_the_same_names_and_numbers() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let folder = tempfile::tempdir().unwrap();
        golden.model(Trainable::All).save(folder.path()).unwrap();
        let (found, expected) = (tensors(folder.path()), tensors(&golden.folder));
        assert_eq!(found.len(), expected.len(), "{kind}");
        for (name, tensor) in &expected {
            assert_eq!(found[name].dims(), tensor.dims());
            assert_eq!(floats(&found[name]), floats(tensor), "{kind}: {name}");
        }
        near(kind, &logits(folder.path(), &golden), &golden.floats("logits"), 1e-4);
        let names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}

#[test]
fn both_name_layouts_and_shards_are_read() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(golden.folder.join("config.json"), folder.path().join("config.json"))
            .unwrap();
        let swapped = |name: &str| match name.strip_prefix("model.") {
            Some(rest) if rest.starts_with("visual.") => rest.to_owned(),
            Some(rest) if rest.starts_with("language_model.") => {
                format!("model.{}", rest.trim_start_matches("language_model."))
            }
            Some(rest) => format!("model.language_model.{rest}"),
            None if name.starts_with("visual.") => format!("model.{name}"),
            None => name.to_owned(),
        };
        let mut all: Vec<_> =
            tensors(&golden.folder).into_iter().map(|(n, t)| (swapped(&n), t)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let mut map = serde_json::Map::new();
        for (i, part) in all.chunks(all.len() / 2 + 1).enumerate() {
            let file = format!("model-{i:05}-of-00002.safetensors");
            let part: HashMap<String, Tensor> = part.iter().cloned().collect();
            candle_core::safetensors::save(&part, folder.path().join(&file)).unwrap();
            part.keys().for_each(|name| drop(map.insert(name.clone(), file.clone().into())));
        }
        let index = serde_json::json!({ "metadata": {}, "weight_map": map });
        std::fs::write(folder.path().join("model.safetensors.index.json"), index.to_string())
            .unwrap();
        near(kind, &logits(folder.path(), &golden), &golden.floats("logits"), 1e-4);
    }
}

#[test]
fn random_starts_repeat() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let config = Config::load(&golden.folder).unwrap();
        let model = |seed| Model::init(&config, seed, &Load::default()).unwrap();
        let numbers = |m: &Model| {
            m.trainable().iter().map(|(n, v)| (n.clone(), floats(v))).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&model(7)), numbers(&model(7)));
        assert_ne!(numbers(&model(7)), numbers(&model(8)));
        let start = model(7);
        assert_eq!(start.trainable().len(), golden.model(Trainable::All).trainable().len());
        for (name, values) in numbers(&start) {
            let n = values.len() as f32;
            let mean = values.iter().sum::<f32>() / n;
            let std = (values.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / n).sqrt();
            match (name.ends_with("bias"), name.contains("norm") || name.contains("ln_q")) {
                (true, _) => assert!(values.iter().all(|x| *x == 0.0), "{name}"),
                (_, true) => assert!(values.iter().all(|x| *x == 1.0), "{name}"),
                _ => assert!((std - 0.02).abs() < 0.002, "{name}: {std}"),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        start.save(folder.path()).unwrap();
        let again = Model::load(folder.path(), &Load::default()).unwrap();
        assert_eq!(numbers(&again), numbers(&start));
    }
}
