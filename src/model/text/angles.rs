//! Angles of multimodal rotary positions.
//!
//! Each of a head's `d / 2` frequencies turns with one of the three axes. In sections
//! (Qwen2-VL, arXiv 2409.12191) the axes take runs of frequencies one after another;
//! interleaved (Qwen3-VL, arXiv 2511.21631) they take turns, height and width from the
//! second and third place of each three on, time the rest.

use candle_core::{DType, Device};

use crate::config::TextConfig;
use crate::layer::{Angles, frequencies};

/// Which axis each frequency turns with.
fn axes(config: &TextConfig) -> Vec<usize> {
    let half = config.head_dim / 2;
    let [time, height, width] = config.rope.sections;
    if config.rope.interleaved {
        let axis = |i: usize| match i % 3 {
            1 if i < 3 * height => 1,
            2 if i < 3 * width => 2,
            _ => 0,
        };
        return (0..half).map(axis).collect();
    }
    let axis = |i: usize| if i < time { 0 } else { 1 + usize::from(i >= time + height) };
    (0..half).map(axis).collect()
}

/// Angles at the positions of tokens on the three axes, all of one length.
pub fn angles(
    config: &TextConfig,
    positions: &[Vec<u32>; 3],
    dtype: DType,
    device: &Device,
) -> candle_core::Result<Angles> {
    let (axes, turns) = (axes(config), frequencies(config.rope.theta, config.head_dim));
    let both: Vec<(usize, f32)> = axes.into_iter().zip(turns).collect();
    let tokens = 0..positions[0].len();
    let all = tokens.flat_map(|t| both.iter().map(move |(axis, f)| (positions[*axis][t], *f)));
    Angles::new(all.map(|(p, f)| p as f32 * f), both.len(), dtype, device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TextRope;

    fn config(sections: [usize; 3], interleaved: bool) -> TextConfig {
        let rope = TextRope { theta: 1e4, sections, interleaved };
        TextConfig {
            vocab_size: 8,
            hidden_size: 8,
            intermediate_size: 8,
            num_hidden_layers: 1,
            num_attention_heads: 1,
            num_key_value_heads: 1,
            head_dim: 2 * sections.iter().sum::<usize>(),
            rms_norm_eps: 1e-6,
            max_position_embeddings: 8,
            qkv_bias: false,
            output_bias: false,
            rope,
            initializer_range: 0.02,
            pad_token: None,
            eos_token: None,
        }
    }

    #[test]
    fn sections_stand_in_runs() {
        assert_eq!(axes(&config([2, 3, 3], false)), [0, 0, 1, 1, 1, 2, 2, 2]);
    }

    #[test]
    fn interleaved_axes_take_turns() {
        let found = axes(&config([4, 2, 1], true));
        assert_eq!(found, [0, 1, 2, 0, 1, 0, 0]);
        for axis in 0..3 {
            assert_eq!(found.iter().filter(|a| **a == axis).count(), [4, 2, 1][axis]);
        }
    }
}
