//! Both layouts read, and what is written reads back as the same.

use super::*;

const TEXT: &str = r#""hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3,
    "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 448,
    "rms_norm_eps": 1e-6, "eos_token_id": 385, "bos_token_id": 383"#;
const VISION: &str = r#"{"depth": 4, "hidden_size": 32, "intermediate_size": 48, "num_heads": 2,
    "out_hidden_size": 64, "fullatt_block_indexes": [1, 3], "window_size": 56}"#;

fn hub() -> String {
    format!(
        r#"{{"model_type": "qwen2_5_vl", {TEXT}, "rope_theta": 1000.0, "torch_dtype": "bfloat16",
        "rope_scaling": {{"type": "mrope", "mrope_section": [2, 3, 3]}}, "image_token_id": 388,
        "tie_word_embeddings": true, "vision_config": {VISION}}}"#
    )
}

fn new() -> String {
    format!(
        r#"{{"model_type": "qwen2_5_vl", "text_config": {{{TEXT}, "tie_word_embeddings": true,
        "rope_parameters": {{"rope_type": "default", "rope_theta": 1000.0,
        "mrope_section": [2, 3, 3]}}}}, "image_token_id": 388, "vision_config": {VISION}}}"#
    )
}

#[test]
fn flat_and_nested_layouts_read_alike() {
    let (old, new) = (Config::from_json(&hub()).unwrap(), Config::from_json(&new()).unwrap());
    assert_eq!(old.text, new.text);
    assert_eq!(old.vision, new.vision);
    assert!(old.tie_word_embeddings && new.tie_word_embeddings);
    assert_eq!(old.text.rope, TextRope { theta: 1000.0, sections: [2, 3, 3], interleaved: false });
}

#[test]
fn what_is_written_reads_back() {
    for text in [hub(), new()] {
        let config = Config::from_json(&text).unwrap();
        let again = Config::from_json(&config.to_json()).unwrap();
        assert_eq!((&again.text, &again.vision), (&config.text, &config.vision));
        assert_eq!(again.tie_word_embeddings, config.tie_word_embeddings);
        let raw: Value = serde_json::from_str(&config.to_json()).unwrap();
        assert_eq!(raw["text_config"]["bos_token_id"], 383);
        assert!(raw.get("hidden_size").is_none() && raw.get("rope_theta").is_none());
    }
}

#[test]
fn faults_name_the_field() {
    let unknown = hub().replace("qwen2_5_vl", "llama");
    assert!(Config::from_json(&unknown).unwrap_err().to_string().contains("`llama`"));
    let wrong = hub().replace("\"hidden_size\": 64", "\"hidden_size\": \"wide\"");
    assert!(Config::from_json(&wrong).unwrap_err().to_string().contains("`hidden_size`"));
    let yarn = hub().replace("\"type\": \"mrope\"", "\"type\": \"yarn\"");
    assert!(matches!(Config::from_json(&yarn), Err(ModelError::Unsupported(_))));
    let sections = hub().replace("[2, 3, 3]", "[2, 3, 4]");
    assert!(Config::from_json(&sections).unwrap_err().to_string().contains("mrope_section"));
}
