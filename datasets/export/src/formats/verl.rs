//! Parquet for verl.

use super::Format;
use crate::Instruction;
use crate::sample::{Asked, Sample};
use crate::tables::{Cell, Column, Kind, Tables};

pub(crate) static FORMAT: Format = Format {
    name: "verl",
    about: "verl: Parquet with prompt, images and reward_model.ground_truth",
    instruction: Instruction::Boxed,
    marks: true,
    loading: r#"```sh
data.train_files="[$(ls PATH/data/train-*.parquet | paste -sd,)]" \
data.val_files="[$(ls PATH/data/validation-*.parquet | paste -sd,)]" \
data.prompt_key=prompt data.image_key=images
```"#,
    reward: include_str!("../python/verl.py"),
    scoring: "`custom_reward_function.path=PATH/reward.py custom_reward_function.name=compute_score`",
    open: |root| Ok(Box::new(Tables::create(root, columns(), row)?)),
};

fn columns() -> Vec<Column> {
    let reward = vec![Column::text("style"), Column::text("ground_truth")];
    let extra = vec![
        Column::text("split"),
        Column::new("index", Kind::Int),
        Column::text("answer"),
        Column::text("question"),
        Column::text("id"),
        Column::text("family"),
        Column::new("level", Kind::Int),
        Column::text("tier"),
    ];
    vec![
        Column::text("data_source"),
        Column::new("prompt", Kind::messages()),
        Column::new("images", Kind::list(Kind::Image)),
        Column::text("ability"),
        Column::new("reward_model", Kind::Struct(reward)),
        Column::new("extra_info", Kind::Struct(extra)),
    ]
}

fn row(sample: &Sample<'_>, asked: &Asked<'_>, index: u64) -> Vec<Cell> {
    let extra = vec![
        sample.split.name().into(),
        Cell::Int(i64::try_from(index).unwrap_or(i64::MAX)),
        (&asked.answer).into(),
        (&asked.question.text).into(),
        (&sample.id).into(),
        (&sample.task.family).into(),
        Cell::Int(sample.task.level.get().into()),
        asked.tier.into(),
    ];
    vec![
        "synth".into(),
        Cell::user(format!("<image>{}", asked.prompt)),
        Cell::List(vec![Cell::Image(sample.picture.png.to_vec())]),
        "visual-reasoning".into(),
        Cell::Struct(vec!["rule".into(), (&asked.truth).into()]),
        Cell::Struct(extra),
    ]
}
