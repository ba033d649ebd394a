//! The names that checkpoints give to weights.
//!
//! transformers 5 holds `model.visual.*` and `model.language_model.*` in memory. Files of
//! Qwen2.5-VL, old and new, say `visual.*` and `model.*`.

use crate::config::Architecture;

/// The name in memory of a tensor in a file.
pub fn in_memory(name: &str) -> String {
    if name.starts_with("model.visual.") || name.starts_with("model.language_model.") {
        return name.to_owned();
    }
    let turns = [
        ("language_model.model.", "model.language_model."),
        ("language_model.lm_head.", "lm_head."),
        ("language_model.", "model.language_model."),
        ("visual.", "model.visual."),
        ("model.", "model.language_model."),
    ];
    let turned = turns
        .iter()
        .find_map(|(from, to)| name.strip_prefix(from).map(|rest| format!("{to}{rest}")));
    turned.unwrap_or_else(|| name.to_owned())
}

/// The name in a file of a weight in memory, as transformers 5 writes it.
pub fn in_file(name: &str, architecture: Architecture) -> String {
    if architecture == Architecture::Qwen3Vl {
        return name.to_owned();
    }
    let text = name.strip_prefix("model.language_model.").map(|rest| format!("model.{rest}"));
    let visual = name.strip_prefix("model.visual.").map(|rest| format!("visual.{rest}"));
    text.or(visual).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_layouts_come_to_the_same() {
        for (found, expected) in [
            ("visual.blocks.0.norm1.weight", "model.visual.blocks.0.norm1.weight"),
            (
                "model.layers.1.mlp.up_proj.weight",
                "model.language_model.layers.1.mlp.up_proj.weight",
            ),
            ("model.visual.merger.ln_q.weight", "model.visual.merger.ln_q.weight"),
            ("model.language_model.norm.weight", "model.language_model.norm.weight"),
            ("language_model.model.norm.weight", "model.language_model.norm.weight"),
            ("lm_head.weight", "lm_head.weight"),
        ] {
            assert_eq!(in_memory(found), expected);
            for architecture in [Architecture::Qwen25Vl, Architecture::Qwen3Vl] {
                assert_eq!(in_memory(&in_file(expected, architecture)), expected);
            }
        }
    }
}
