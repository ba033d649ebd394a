//! Parquet for the `datasets` library and the hub, with everything known of a
//! task.

use super::Format;
use crate::Instruction;
use crate::sample::{Asked, Sample};
use crate::tables::{Cell, Column, Kind, Tables};

pub(crate) static FORMAT: Format = Format {
    name: "hf",
    about: "the datasets library and the hub: Parquet with everything known of a task",
    instruction: Instruction::None,
    marks: false,
    loading: r#"```python
from datasets import load_dataset
data = load_dataset("parquet", data_dir="data")  # or load_dataset(".")
print(data["train"][0]["question"], data["train"][0]["image"].size)
```"#,
    reward: include_str!("../python/plain.py"),
    scoring: super::PLAIN_SCORING,
    open: |root| Ok(Box::new(Tables::create(root, columns(), row)?)),
};

fn columns() -> Vec<Column> {
    let evidence = Kind::list(Kind::list(Kind::Real));
    vec![
        Column::text("id"),
        Column::new("image", Kind::Image),
        Column::text("question"),
        Column::text("answer"),
        Column::text("kind"),
        Column::text("ground_truth"),
        Column::text("tier"),
        Column::text("family"),
        Column::new("level", Kind::Int),
        Column::text("content_type"),
        Column::new("evidence", evidence),
        Column::text("caption"),
        Column::new("width", Kind::Int),
        Column::new("height", Kind::Int),
        Column::text("scores"),
        Column::text("language"),
        Column::text("program"),
        Column::text("scene"),
        Column::text("provenance"),
    ]
}

fn row(sample: &Sample<'_>, asked: &Asked<'_>, _: u64) -> Vec<Cell> {
    let (task, picture) = (sample.task, &sample.picture);
    let boxes = asked.evidence(picture).into_iter();
    let boxes = boxes.map(|area| Cell::List(area.into_iter().map(Cell::Real).collect()));
    let json = |value: serde_json::Result<serde_json::Value>| {
        Cell::Text(value.map(|value| synth_contracts::canonical_json(&value)).unwrap_or_default())
    };
    vec![
        (&sample.id).into(),
        Cell::Image(picture.png.to_vec()),
        (&asked.prompt).into(),
        (&asked.answer).into(),
        asked.question.answer.kind().into(),
        (&asked.truth).into(),
        asked.tier.into(),
        (&task.family).into(),
        Cell::Int(task.level.get().into()),
        task.concept.content_type.name().into(),
        Cell::List(boxes.collect()),
        (&task.concept.caption).into(),
        Cell::Int(picture.width.into()),
        Cell::Int(picture.height.into()),
        json(serde_json::to_value(&task.scores)),
        task.program.language.name().into(),
        (&task.program.source).into(),
        json(Ok(task.scene.clone())),
        json(serde_json::to_value(&task.provenance)),
    ]
}
