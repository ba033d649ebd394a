//! Parquet files: groups, footers and values.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StructArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use synth_export::{Options, Tiers};

use crate::common::{corpus, run};

fn read(path: &Path) -> (Vec<i64>, String, Vec<RecordBatch>) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let meta = builder.metadata().clone();
    let groups = meta.row_groups().iter().map(|group| group.num_rows()).collect();
    let footer = meta.file_metadata().key_value_metadata().unwrap();
    let footer = footer.iter().find(|entry| entry.key == "huggingface").unwrap();
    let batches = builder.build().unwrap().map(|batch| batch.unwrap()).collect();
    (groups, footer.value.clone().unwrap(), batches)
}

fn strings(row: &StructArray, name: &str) -> Vec<String> {
    let column = row.column_by_name(name).unwrap().as_string::<i32>();
    column.iter().map(|text| text.unwrap().to_owned()).collect()
}

#[test]
fn groups_hold_a_hundred_rows_and_values_are_those_of_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 120);
    let options =
        Options { tiers: Tiers::Both, splits: "1".parse().unwrap(), ..Options::default() };
    run(&reader, "hf", &dir.path().join("out"), &options);
    let (groups, footer, batches) = read(&dir.path().join("out/data/train-00000-of-00001.parquet"));
    assert_eq!(groups, [100, 100, 40]);
    let footer: serde_json::Value = serde_json::from_str(&footer).unwrap();
    assert_eq!(footer["info"]["features"]["image"]["_type"], "Image");
    let mut rows = batches.into_iter().flat_map(|batch| {
        let batch = StructArray::from(batch);
        (0..batch.len()).map(move |at| batch.slice(at, 1)).collect::<Vec<_>>()
    });
    for stored in reader.tasks() {
        let stored = stored.unwrap();
        for tier in synth_contracts::Tier::ALL {
            let row = rows.next().unwrap();
            let question = stored.task.concept.question(tier);
            assert_eq!(strings(&row, "question"), [question.text.as_str()]);
            assert_eq!(strings(&row, "answer"), [question.answer.to_string()]);
            assert_eq!(strings(&row, "program"), [stored.task.program.source.as_str()]);
            let picture = row.column_by_name("image").unwrap().as_struct().clone();
            let bytes = picture.column_by_name("bytes").unwrap().as_binary::<i32>();
            assert_eq!(bytes.value(0), stored.task.picture.png);
            assert!(picture.column_by_name("path").unwrap().is_null(0));
        }
    }
    assert!(rows.next().is_none());
}
