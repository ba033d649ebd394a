//! The composed forms of all operations, which GPUs and other number types run: the same
//! models in F64 and in BF16.

use candle_core::{DType, Tensor};
use synth_model::{Cache, Load, LoraConfig, Model, Padding, Trainable};

use crate::golden::{Golden, KINDS, floats, near, off};
use crate::gradients::{segments, whole};

fn model(golden: &Golden, dtype: DType, trainable: Trainable) -> Model {
    let how = Load { dtype, trainable, ..Load::default() };
    Model::load(&golden.folder, &how).unwrap()
}

#[test]
fn logits_in_f64_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = model(&golden, DType::F64, Trainable::None);
        let rows = golden.rows();
        for side in [Padding::Left, Padding::Right] {
            let inputs = model.inputs(&rows, side).unwrap();
            let logits = model.logits(&model.hidden(&inputs).unwrap()).unwrap();
            assert_eq!(logits.dtype(), DType::F64);
            for (i, span) in inputs.spans.iter().enumerate() {
                let found = floats(&logits.get(i).unwrap().get(span.end - 1).unwrap());
                let expected = floats(&golden.get("batch.logits_last").get(i).unwrap());
                near(kind, &found, &expected, 1e-5);
            }
        }
    }
}

#[test]
fn gradients_in_f64_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let exact = model(&golden, DType::F64, Trainable::All);
        let fused = golden.model(Trainable::All);
        let (inputs, places, targets) = golden.completed(&exact);
        let (_, expected) = segments(&exact, &inputs, &places, &targets);
        let (loss, by_whole) = whole(&exact, &inputs, &places, &targets);
        assert!((f64::from(loss) - f64::from(golden.floats("loss")[0])).abs() < 1e-5);
        let (_, found) = segments(&fused, &inputs, &places, &targets);
        assert_eq!(expected.len(), exact.trainable().len());
        for (name, gradient) in expected.iter() {
            let expected = floats(gradient);
            near(name, &floats(by_whole.get(name).unwrap()), &expected, 1e-6);
            near(name, &floats(found.get(name).unwrap()), &expected, 1e-4);
        }
    }
}

#[test]
fn generation_in_f64_is_the_same() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = model(&golden, DType::F64, Trainable::None);
        let mut cache = Cache::new();
        let inputs = model.inputs(&golden.rows(), Padding::Left).unwrap();
        let mut logits = model.prefill(&inputs, &mut cache).unwrap();
        let expected = golden.ids("batch.greedy");
        let width = expected.len() / 2;
        for i in width - 12..width {
            let ids: Vec<u32> = logits.argmax(1).unwrap().to_vec1().unwrap();
            assert_eq!(ids, [expected[i], expected[width + i]], "{kind}");
            logits = model.step(&ids, &mut cache).unwrap();
        }
    }
}

/// Masters stay in F32, every one of them gets a gradient, and the loss is near.
#[test]
fn bf16_trains_f32_masters() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = model(&golden, DType::BF16, Trainable::All);
        let (inputs, places, targets) = golden.completed(&model);
        let (loss, gradients) = segments(&model, &inputs, &places, &targets);
        let expected = f64::from(golden.floats("loss")[0]);
        println!("{kind}: loss {loss} in BF16, {expected} in F32");
        assert!((loss - expected).abs() < 0.05 * expected);
        for (name, var) in model.trainable() {
            assert_eq!(var.dtype(), DType::F32);
            let gradient = gradients.get(&name).unwrap_or_else(|| panic!("{kind}: {name}"));
            assert_eq!(gradient.dtype(), DType::F32, "{name}");
            assert!(floats(gradient).iter().all(|x| x.is_finite()));
            if let Some(expected) = golden.names().find(|n| *n == format!("grad.{name}")) {
                let off = off(&floats(gradient), &golden.floats(expected));
                println!("{name}: {off:.3}");
                assert!(off < 0.3, "{name}: {off}");
            }
        }
        let plain = model.detached().unwrap();
        let logits = plain.logits(&plain.hidden(&inputs).unwrap()).unwrap();
        assert_eq!(logits.dtype(), DType::BF16);
    }
}

#[test]
fn adapters_over_a_bf16_base_train() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let base = model(&golden, DType::BF16, Trainable::None);
        let model = base.with_adapters(&LoraConfig::default(), &["a"]).unwrap();
        let model = model.select(Some("a")).unwrap();
        for (name, var) in model.trainable().iter().filter(|(n, _)| n.contains("lora_B")) {
            assert_eq!(var.dtype(), DType::F32, "{name}");
            var.set(&(Tensor::ones_like(var).unwrap() * 0.01).unwrap()).unwrap();
        }
        let (inputs, places, targets) = golden.completed(&model);
        let (_, gradients) = segments(&model, &inputs, &places, &targets);
        for (name, _) in model.trainable() {
            let gradient = gradients.get(&name).unwrap_or_else(|| panic!("{kind}: {name}"));
            assert!(floats(gradient).iter().any(|x| *x != 0.0), "{kind}: {name}");
        }
        let folder = tempfile::tempdir().unwrap();
        model.save(folder.path()).unwrap();
        let config = std::fs::read_to_string(folder.path().join("config.json")).unwrap();
        assert!(config.contains("\"bfloat16\""));
    }
}
