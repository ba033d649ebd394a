use std::path::Path;

use super::*;

fn config(name: &str) -> Config {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden/qwen").join(name);
    Config::load(&folder)
        .unwrap_or_else(|e| panic!("the tiny checkpoint at {}: {e}", folder.display()))
}

fn shape() -> Shape {
    Shape {
        trained: Trained::All,
        bytes: 4,
        composed: false,
        reference: false,
        segments: true,
        rows: 8,
        prompt: 100,
        completion: 32,
        patches: 256,
        pictures: 1,
        micro_batches: 1,
        sampled: 32,
    }
}

#[test]
fn parameters_are_those_of_the_checkpoints() {
    assert_eq!(Parameters::of(&config("qwen2_5_vl")).total(), 267_296);
    assert_eq!(Parameters::of(&config("qwen3_vl")).total(), 332_896);
}

#[test]
fn what_is_trained_decides_gradients_and_moments() {
    let config = config("qwen3_vl");
    let full = Plan::new(&config, &shape());
    assert_eq!((full.weights, full.gradients, full.moments), (1_331_584, 1_331_584, 2_663_168));
    let lora = LoraConfig { rank: 2, targets: vec!["q_proj".into()], ..LoraConfig::default() };
    let adapters = Shape { trained: Trained::Adapters(lora, 3), bytes: 2, ..shape() };
    let small = Plan::new(&config, &adapters);
    let text = &config.text;
    let wide = text.hidden_size + text.num_attention_heads * text.head_dim;
    let trained = (3 * 2 * text.num_hidden_layers * wide) as u64;
    assert_eq!((small.gradients, small.moments), (4 * trained, 8 * trained));
    assert_eq!(small.weights, (332_896 + trained) * 2 + 4 * trained);
    let several = Shape { micro_batches: 9, ..shape() };
    assert_eq!(Plan::new(&config, &several).gradients, 2 * full.gradients);
    assert_eq!(Plan::new(&config, &Shape { reference: true, ..shape() }).reference, 1_331_584);
}

#[test]
fn tensor_operations_keep_more_and_the_reference_of_adapters_is_small() {
    for name in ["qwen2_5_vl", "qwen3_vl"] {
        let config = config(name);
        let fused = Plan::new(&config, &shape()).activations;
        let composed = Shape { composed: true, ..shape() };
        assert!(Plan::new(&config, &composed).activations > fused, "{name}");
        let narrow = Plan::new(&config, &Shape { bytes: 2, ..composed.clone() });
        assert!(narrow.activations < Plan::new(&config, &composed).activations, "{name}");
        let lora = LoraConfig { rank: 2, targets: vec!["q_proj".into()], ..LoraConfig::default() };
        let trained = Trained::Adapters(lora, 1);
        let adapters = Plan::new(&config, &Shape { trained, reference: true, ..composed });
        assert_eq!(adapters.reference, adapters.gradients);
    }
}

#[test]
fn logits_of_tensor_operations_come_in_runs() {
    let config = config("qwen3_vl");
    let at = |rows| Plan::new(&config, &Shape { composed: true, rows, ..shape() }).logits;
    assert_eq!(at(2), 2 * at(1));
    assert_eq!(at(1 << 20), at(1 << 21));
}

#[test]
fn segments_and_smaller_batches_need_less() {
    let config = config("qwen2_5_vl");
    let by_segments = Plan::new(&config, &shape()).activations;
    let whole = Plan::new(&config, &Shape { segments: false, ..shape() }).activations;
    let fewer = Plan::new(&config, &Shape { rows: 4, ..shape() }).activations;
    assert!(by_segments < whole && fewer < by_segments);
}

#[test]
fn what_cannot_fit_says_so_with_a_table_and_a_way_out() {
    let plan = Plan::new(&config("qwen3_vl"), &Shape { sampled: 4000, ..shape() });
    assert!(plan.check(plan.peak()).is_ok());
    let error = plan.check(plan.peak() - 1).unwrap_err().to_string();
    for part in ["GiB are there", "sample fewer rows", "moments", "at most at once"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn the_most_at_once_is_the_larger_of_training_and_sampling() {
    let plan = Plan {
        weights: 10,
        reference: 0,
        gradients: 10,
        moments: 20,
        activations: 5,
        logits: 1,
        cache: 100,
    };
    assert_eq!(plan.peak(), 130);
    assert_eq!(Plan { cache: 3, ..plan }.peak(), 46);
}
