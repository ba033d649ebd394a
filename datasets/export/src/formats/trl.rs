//! Parquet for TRL.
//!
//! TRL puts the pictures before the text itself, so the text holds no mark for
//! them. Every column beside `prompt` and `images` reaches the reward function.

use super::Format;
use crate::Instruction;
use crate::sample::{Asked, Sample};
use crate::tables::{Cell, Column, Kind, Tables};

pub(crate) static FORMAT: Format = Format {
    name: "trl",
    about: "TRL, and Unsloth on it: Parquet with prompt, images and ground_truth",
    instruction: Instruction::Boxed,
    marks: false,
    loading: r#"```python
from datasets import load_dataset
train = load_dataset("parquet", data_dir="data", split="train")
trainer = GRPOTrainer(model, reward_funcs=[synth_reward], train_dataset=train)
```"#,
    reward: include_str!("../python/trl.py"),
    scoring: "`from reward import synth_reward`, with this folder on the path. TRL's example scripts \
              drop pictures of 512 pixels and more: export with `--max-side 511` for them.",
    open: |root| Ok(Box::new(Tables::create(root, columns(), row)?)),
};

fn columns() -> Vec<Column> {
    vec![
        Column::new("prompt", Kind::messages()),
        Column::new("images", Kind::list(Kind::Image)),
        Column::text("ground_truth"),
        Column::text("answer"),
        Column::text("id"),
        Column::text("family"),
        Column::new("level", Kind::Int),
        Column::text("tier"),
    ]
}

fn row(sample: &Sample<'_>, asked: &Asked<'_>, _: u64) -> Vec<Cell> {
    vec![
        Cell::user(asked.prompt.clone()),
        Cell::List(vec![Cell::Image(sample.picture.png.to_vec())]),
        (&asked.truth).into(),
        (&asked.answer).into(),
        (&sample.id).into(),
        (&sample.task.family).into(),
        Cell::Int(sample.task.level.get().into()),
        asked.tier.into(),
    ]
}
