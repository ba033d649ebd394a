//! Forward and backward passes and generation of a small model, stage by stage.
//!
//! `cargo bench -p synth-model --bench step [-- PART | --write FOLDER]`: all stages, those
//! whose name holds `PART`, or the model written for another program to run.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use candle_core::{Device, Tensor};
use synth_model::{
    Architecture, Cache, Config, Gradients, Load, Model, Padding, Patches, Row, TextConfig,
    TextRope, VisionActivation, VisionConfig, VisionTokens,
};

const BATCH: usize = 16;
const LENGTH: usize = 128;
const VOCAB: usize = 512;
const GRID: [usize; 3] = [1, 8, 8];

/// Six decoder layers of width 256 behind two vision blocks.
fn config() -> Config {
    let text = TextConfig {
        vocab_size: VOCAB,
        hidden_size: 256,
        intermediate_size: 512,
        num_hidden_layers: 6,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        head_dim: 64,
        rms_norm_eps: 1e-6,
        max_position_embeddings: 1024,
        qkv_bias: false,
        output_bias: false,
        rope: TextRope { theta: 1e6, sections: [12, 10, 10], interleaved: true },
        initializer_range: 0.02,
        pad_token: None,
        eos_token: Some(1),
    };
    let vision = VisionConfig {
        depth: 2,
        hidden_size: 128,
        intermediate_size: 256,
        num_heads: 4,
        in_channels: 3,
        patch_size: 16,
        temporal_patch_size: 2,
        spatial_merge_size: 2,
        out_hidden_size: 256,
        rope_theta: 1e4,
        initializer_range: 0.02,
        activation: VisionActivation::GeluTanh,
        window_size: 0,
        full_attention: vec![],
        num_position_embeddings: 64,
        deepstack: vec![0],
    };
    let tokens = VisionTokens { image: 2, video: 3, start: 4, end: 5 };
    Config::new(Architecture::Qwen3Vl, text, vision, tokens, true).unwrap()
}

fn rows(config: &Config) -> Vec<Row> {
    let patches = GRID.iter().product::<usize>();
    let row = |r: usize| {
        let len = patches * config.vision.patch_len();
        let values = (0..len).map(|i| ((i * 31 + r * 7) % 255) as f32 / 127.5 - 1.0).collect();
        let mut ids = vec![4];
        ids.extend(vec![2; config.image_tokens(GRID)]);
        ids.push(5);
        let left = LENGTH - ids.len();
        ids.extend((0..left).map(|i| (6 + (i * 17 + r * 29) % (VOCAB - 6)) as u32));
        Row { ids, images: vec![Arc::new(Patches { values, grid: GRID })] }
    };
    (0..BATCH).map(row).collect()
}

/// The shortest of several runs, in milliseconds.
fn best(what: &str, mut f: impl FnMut()) {
    let part = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    if part.is_some_and(|part| !what.contains(&part)) {
        return;
    }
    f();
    let runs = if cfg!(debug_assertions) { 2 } else { 8 };
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        f();
        start.elapsed().as_secs_f64() * 1e3
    });
    println!("{what:32} {:9.2} ms", times.fold(f64::INFINITY, f64::min));
}

fn main() {
    let config = config();
    let model = Model::init(&config, 1, &Load::default()).unwrap();
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--write") {
        return model.save(Path::new(&args[at + 1])).unwrap();
    }
    println!("{} parameters, {BATCH} rows of {LENGTH}", model.parameters());
    let plain = model.detached().unwrap();
    let batch = rows(&config);
    let inputs = model.inputs(&batch, Padding::Right).unwrap();
    let places: Vec<u32> = (0..(BATCH * LENGTH) as u32).filter(|i| i % 128 != 127).collect();
    let targets: Vec<u32> = places.iter().map(|i| inputs.ids[*i as usize + 1]).collect();
    let places = Tensor::new(places, &Device::Cpu).unwrap();
    let targets = Tensor::new(targets, &Device::Cpu).unwrap();
    let loss = |m: &Model, h: &Tensor| {
        let flat = h.flatten(0, 1)?.index_select(&places, 0)?;
        Ok(m.log_probs(&flat, &targets, 1.0)?.mean_all()?.neg()?)
    };
    best("inputs", || drop(model.inputs(&batch, Padding::Right).unwrap()));
    best("forward without graph", || drop(loss(&plain, &plain.hidden(&inputs).unwrap())));
    best("forward", || drop(loss(&model, &model.hidden(&inputs).unwrap())));
    best("forward and backward, whole", || {
        let value = loss(&model, &model.hidden(&inputs).unwrap()).unwrap();
        let mut store = value.backward().unwrap();
        drop(Gradients::take(&mut store, &model.trainable()));
    });
    best("forward and backward, segments", || {
        drop(model.backward_segments(&inputs, &mut |h| loss(&model, h)).unwrap());
    });
    generation(&plain, &batch);
}

fn generation(model: &Model, rows: &[Row]) {
    for count in [1, 8, 32] {
        let rows: Vec<Row> = (0..count).map(|i| rows[i % rows.len()].clone()).collect();
        let inputs = model.inputs(&rows, Padding::Left).unwrap();
        best(&format!("prefill of {count} rows"), || {
            drop(model.prefill(&inputs, &mut Cache::new()).unwrap());
        });
        let mut cache = Cache::new();
        model.prefill(&inputs, &mut cache).unwrap();
        let ids = vec![7; count];
        best(&format!("16 steps of {count} rows"), || {
            (0..16).for_each(|_| drop(model.step(&ids, &mut cache).unwrap()));
        });
    }
}
