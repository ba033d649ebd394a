//! Parquet for EasyR1.
//!
//! Its loader takes the type of a folder from the first name in it, so `data/`
//! holds nothing else. Its reward function sees only `answer`: there goes the
//! text that the grader reads.

use super::Format;
use crate::Instruction;
use crate::sample::{Asked, Sample};
use crate::tables::{Cell, Column, Kind, Tables};

pub(crate) static FORMAT: Format = Format {
    name: "easyr1",
    about: "EasyR1: Parquet with problem, answer and images",
    instruction: Instruction::Boxed,
    marks: true,
    loading: r#"```yaml
data.train_files: PATH/data@train        # data.val_files: PATH/data@validation
data.prompt_key: problem                 # answer_key: answer, image_key: images
data.format_prompt: null                 # the problem already says how to answer
```"#,
    reward: include_str!("../python/easyr1.py"),
    scoring: "`worker.reward.reward_function: PATH/reward.py:compute_score`",
    open: |root| Ok(Box::new(Tables::create(root, columns(), row)?)),
};

fn columns() -> Vec<Column> {
    vec![
        Column::text("problem"),
        Column::text("answer"),
        Column::new("images", Kind::list(Kind::Image)),
        Column::text("id"),
        Column::text("family"),
        Column::new("level", Kind::Int),
        Column::text("tier"),
    ]
}

fn row(sample: &Sample<'_>, asked: &Asked<'_>, _: u64) -> Vec<Cell> {
    vec![
        Cell::Text(format!("<image>{}", asked.prompt)),
        (&asked.truth).into(),
        Cell::List(vec![Cell::Image(sample.picture.png.to_vec())]),
        (&sample.id).into(),
        (&sample.task.family).into(),
        Cell::Int(sample.task.level.get().into()),
        asked.tier.into(),
    ]
}
