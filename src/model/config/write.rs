//! `config.json` in the layout of transformers 5.

use serde_json::{Map, Value, json};

use super::{Architecture, Config, TextConfig, VisionActivation, VisionConfig};

/// The text of the file: the fields of `config` over those of `original`.
pub fn render(config: &Config, original: &Value, dtype: Option<&str>) -> String {
    let mut top = object(original);
    let flat = !original.get("text_config").is_some_and(Value::is_object);
    let mut text = object(original.get("text_config").unwrap_or(&Value::Null));
    let mut vision = object(original.get("vision_config").unwrap_or(&Value::Null));
    if flat {
        move_flat(&mut top, &mut text);
    }
    overlay(&mut text, text_fields(&config.text, config.architecture));
    overlay(&mut vision, vision_fields(&config.vision, config.architecture));
    for old in ["rope_theta", "rope_scaling", "tie_word_embeddings", "torch_dtype"] {
        text.remove(old);
    }
    top.remove("torch_dtype");
    overlay(
        &mut top,
        json!({
            "architectures": [config.architecture.class()],
            "model_type": config.architecture.model_type(),
            "image_token_id": config.tokens.image,
            "video_token_id": config.tokens.video,
            "vision_start_token_id": config.tokens.start,
            "vision_end_token_id": config.tokens.end,
            "tie_word_embeddings": config.tie_word_embeddings,
            "text_config": text,
            "vision_config": vision,
        }),
    );
    if let Some(dtype) = dtype {
        top.insert("dtype".to_owned(), json!(dtype));
    }
    format!("{:#}\n", Value::Object(top))
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn overlay(into: &mut Map<String, Value>, fields: Value) {
    if let Value::Object(fields) = fields {
        into.extend(fields);
    }
}

/// Moves the language model's fields from the top of an old file to their own object.
fn move_flat(top: &mut Map<String, Value>, text: &mut Map<String, Value>) {
    for name in FLAT {
        if let Some(value) = top.remove(name) {
            text.insert(name.to_owned(), value);
        }
    }
}

const FLAT: [&str; 23] = [
    "attention_dropout",
    "attention_bias",
    "bos_token_id",
    "eos_token_id",
    "head_dim",
    "hidden_act",
    "hidden_size",
    "initializer_range",
    "intermediate_size",
    "max_position_embeddings",
    "max_window_layers",
    "num_attention_heads",
    "num_hidden_layers",
    "num_key_value_heads",
    "pad_token_id",
    "rms_norm_eps",
    "rope_parameters",
    "rope_scaling",
    "rope_theta",
    "sliding_window",
    "use_cache",
    "use_sliding_window",
    "vocab_size",
];

fn text_fields(c: &TextConfig, architecture: Architecture) -> Value {
    let mut rope = json!({
        "rope_type": "default",
        "rope_theta": c.rope.theta,
        "mrope_section": c.rope.sections,
    });
    let mut fields = json!({
        "model_type": format!("{}_text", architecture.model_type()),
        "vocab_size": c.vocab_size,
        "hidden_size": c.hidden_size,
        "intermediate_size": c.intermediate_size,
        "num_hidden_layers": c.num_hidden_layers,
        "num_attention_heads": c.num_attention_heads,
        "num_key_value_heads": c.num_key_value_heads,
        "hidden_act": "silu",
        "rms_norm_eps": c.rms_norm_eps,
        "max_position_embeddings": c.max_position_embeddings,
        "initializer_range": c.initializer_range,
        "pad_token_id": c.pad_token,
    });
    if architecture == Architecture::Qwen3Vl {
        rope["mrope_interleaved"] = json!(c.rope.interleaved);
        fields["head_dim"] = json!(c.head_dim);
        fields["attention_bias"] = json!(c.qkv_bias);
    } else {
        fields["use_sliding_window"] = json!(false);
    }
    if let Some(eos) = c.eos_token {
        fields["eos_token_id"] = json!(eos);
    }
    fields["rope_parameters"] = rope;
    fields
}

fn vision_fields(c: &VisionConfig, architecture: Architecture) -> Value {
    let act = match c.activation {
        VisionActivation::Silu => "silu",
        VisionActivation::GeluTanh => "gelu_pytorch_tanh",
        VisionActivation::GeluErf => "gelu",
    };
    let mut fields = json!({
        "model_type": format!("{}_vision", architecture.model_type()),
        "depth": c.depth,
        "hidden_size": c.hidden_size,
        "intermediate_size": c.intermediate_size,
        "num_heads": c.num_heads,
        "in_channels": c.in_channels,
        "patch_size": c.patch_size,
        "temporal_patch_size": c.temporal_patch_size,
        "spatial_merge_size": c.spatial_merge_size,
        "out_hidden_size": c.out_hidden_size,
        "hidden_act": act,
        "initializer_range": c.initializer_range,
        "rope_parameters": { "rope_type": "axial", "rope_theta": c.rope_theta },
    });
    let special = match architecture {
        Architecture::Qwen25Vl => [
            ("window_size", json!(c.window_size)),
            ("fullatt_block_indexes", json!(c.full_attention)),
        ],
        Architecture::Qwen3Vl => [
            ("num_position_embeddings", json!(c.num_position_embeddings)),
            ("deepstack_visual_indexes", json!(c.deepstack)),
        ],
    };
    for (name, value) in special {
        fields[name] = value;
    }
    fields
}
