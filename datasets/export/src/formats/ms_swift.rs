//! JSON Lines for ms-swift. The truth stands in `solution`: ms-swift uses up
//! `answer`, `response` and the assistant's turn itself.

use serde_json::{Value, json};

use super::Format;
use crate::Instruction;
use crate::lines::{Layout, Lines};
use crate::sample::{Asked, Sample};

pub(crate) static FORMAT: Format = Format {
    name: "ms-swift",
    about: "ms-swift: JSON Lines with messages, images and solution",
    instruction: Instruction::Boxed,
    marks: true,
    loading: r#"```sh
ROOT_IMAGE_DIR=PATH/data swift rlhf --rlhf_type grpo \
  --dataset PATH/data/train.jsonl --val_dataset PATH/data/validation.jsonl \
  --external_plugins PATH/reward.py --reward_funcs synth
```"#,
    reward: include_str!("../python/ms_swift.py"),
    scoring: "`--external_plugins PATH/reward.py --reward_funcs synth`",
    open: |root| Ok(Box::new(Lines::create(root, Layout::Flat, line)?)),
};

fn line(sample: &Sample<'_>, asked: &Asked<'_>, picture: &str) -> Value {
    json!({
        "messages": [{"role": "user", "content": format!("<image>{}", asked.prompt)}],
        "images": [picture],
        "solution": asked.truth,
        "id": sample.id,
        "family": sample.task.family,
        "level": sample.task.level,
        "tier": asked.tier,
    })
}
