//! JSON Lines for VLM-R1.
//!
//! The second turn is the plain answer, so that the trainer's own `accuracy`
//! works with the method named beside it; `ground_truth`, which reaches reward
//! functions as every other key does, is for `reward.py`. The trainer asks for
//! `<answer>` tags by itself.

use serde_json::{Value, json};
use synth_contracts::Answer;

use super::Format;
use crate::Instruction;
use crate::lines::{Layout, Lines};
use crate::sample::{Asked, Sample};

pub(crate) static FORMAT: Format = Format {
    name: "vlm-r1",
    about: "VLM-R1: JSON Lines with image, conversations and accu_reward_method",
    instruction: Instruction::None,
    marks: true,
    loading: r#"```sh
grpo_jsonl.py --data_file_paths PATH/data/train.jsonl --image_folders PATH/data \
  --reward_funcs synth format
```"#,
    reward: include_str!("../python/vlm_r1.py"),
    scoring: "In `grpo_jsonl.py`, with this folder on the path: `from reward import synth_reward`, and \
              `\"synth\": synth_reward` in `reward_funcs_registry`. The trainer's own `accuracy` works \
              too, but knows no tolerance.",
    open: |root| Ok(Box::new(Lines::create(root, Layout::Flat, line)?)),
};

fn line(sample: &Sample<'_>, asked: &Asked<'_>, picture: &str) -> Value {
    json!({
        "id": format!("{}-{}", sample.id, asked.tier),
        "image": picture,
        "conversations": [
            {"from": "human", "value": format!("<image>{}", asked.prompt)},
            {"from": "gpt", "value": asked.answer},
        ],
        "accu_reward_method": method(&asked.question.answer),
        "ground_truth": asked.truth,
        "family": sample.task.family,
        "level": sample.task.level,
        "tier": asked.tier,
    })
}

/// The trainer's own method that comes nearest.
fn method(answer: &Answer) -> &'static str {
    match answer {
        Answer::Choice { .. } => "mcq",
        Answer::YesNo { .. } => "yes_no",
        Answer::Integer { .. } | Answer::Number { .. } => "math",
        Answer::Text { .. } | Answer::Sequence { .. } => "default",
    }
}
