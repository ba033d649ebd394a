//! Shapes of models, by name.

use synth_model::Config;

use crate::Any;

macro_rules! shape {
    ($file:literal) => {
        include_str!(concat!("../../../model/gpu/shapes/", $file, ".json"))
    };
}

/// Both architectures, so small that a CPU computes them exactly within a second.
pub const TINY: [(&str, &str); 2] =
    [("qwen2_5_vl", shape!("tiny-qwen2_5-vl")), ("qwen3_vl", shape!("tiny-qwen3-vl"))];

/// The shape of this name, or of this file.
pub fn find(name: &str) -> Result<Config, Any> {
    let text = match name {
        "tiny" => TINY[1].1.to_owned(),
        "small" => shape!("small").to_owned(),
        "qwen3-vl-2b" => shape!("qwen3-vl-2b").to_owned(),
        "qwen3-vl-8b" => shape!("qwen3-vl-8b").to_owned(),
        path => std::fs::read_to_string(path)?,
    };
    Ok(Config::from_json(&text)?)
}
