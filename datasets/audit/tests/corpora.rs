//! Corpora with known faults, in each form, audited.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs::{self, File};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use synth_audit::{AuditError, Limits, Report, Sight, audit};

/// A page with a bar of this height, as a PNG file.
fn page(height: u32) -> Vec<u8> {
    let page = image::GrayImage::from_fn(120, 90, |x, y| {
        image::Luma([if (30..60).contains(&x) && y >= 80 - height && y < 80 { 20 } else { 245 }])
    });
    let mut file = Cursor::new(Vec::new());
    page.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

/// Picture, question, answer, group.
type Row = (Vec<u8>, &'static str, &'static str, &'static str);

fn rows() -> Vec<Row> {
    let blank = {
        let mut file = Cursor::new(Vec::new());
        image::GrayImage::new(64, 64).write_to(&mut file, image::ImageFormat::Png).unwrap();
        file.into_inner()
    };
    vec![
        (page(40), "How tall is the bar?", "40", "bars"),
        (page(40), "how tall is the bar", "40.0", "bars"),
        (page(44), "How tall is the bar?", "44", "bars"),
        (page(40), "How many bars are there?", "1", "count"),
        (blank, "How many bars are there?", "0", "count"),
        (b"no picture".to_vec(), "How many bars are there?", "1", "count"),
    ]
}

fn check(report: &Report) {
    assert_eq!((report.tasks, report.questions), (6, 6));
    assert_eq!((report.duplicates, report.duplicate_clusters), (1, 1));
    assert_eq!(report.reasons.get("pixels"), Some(&1));
    assert_eq!(report.largest_duplicates[0].others.len(), 1);
    let blind: Vec<(&str, f64)> =
        report.priors.iter().map(|prior| (prior.group.as_str(), prior.blind)).collect();
    assert_eq!(blind, [("bars", 2.0 / 3.0), ("count", 2.0 / 3.0)]);
    let unclear: Vec<(Sight, u64)> =
        report.unclear.iter().map(|named| (named.sight, named.count)).collect();
    assert_eq!(unclear, [(Sight::Undecodable, 1), (Sight::Blank, 1)]);
    let text = report.to_string();
    assert!(text.contains("1 by pixels") && text.contains("blank"), "{text}");
}

fn run(path: &Path) -> Result<Report, AuditError> {
    audit(path, Limits::default(), || {})
}

#[test]
fn a_folder_with_json_lines() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("images")).unwrap();
    let mut lines = String::new();
    for (at, (picture, question, answer, group)) in rows().into_iter().enumerate() {
        fs::write(folder.path().join(format!("images/{at}.png")), picture).unwrap();
        let row = serde_json::json!({
            "file_name": format!("images/{at}.png"), "question": question, "answer": answer,
            "category": group,
        });
        lines += &format!("{row}\n");
    }
    fs::write(folder.path().join("metadata.jsonl"), lines).unwrap();
    check(&run(folder.path()).unwrap());
}

#[test]
fn a_parquet_file() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows();
    let text = |pick: fn(&Row) -> &'static str| {
        Arc::new(StringArray::from_iter_values(rows.iter().map(pick))) as ArrayRef
    };
    let bytes = Arc::new(BinaryArray::from_iter_values(rows.iter().map(|row| &row.0))) as ArrayRef;
    let field = Arc::new(Field::new("bytes", DataType::Binary, true));
    let pictures = Arc::new(StructArray::from(vec![(field, bytes)])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("image", pictures),
        ("problem", text(|row| row.1)),
        ("solution", text(|row| row.2)),
        ("family", text(|row| row.3)),
    ])
    .unwrap();
    let path = folder.path().join("train.parquet");
    let mut writer =
        ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    check(&run(&path).unwrap());
    check(&run(folder.path()).unwrap());
}

#[test]
fn what_is_no_corpus_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(run(folder.path()), Err(AuditError::Unknown { .. })));
    assert!(matches!(run(&folder.path().join("gone")), Err(AuditError::Missing { .. })));
    fs::write(folder.path().join("a.jsonl"), "{\"note\": 1}\n").unwrap();
    let error = run(folder.path()).unwrap_err().to_string();
    assert!(error.contains("`note`"), "{error}");
    fs::write(folder.path().join("a.jsonl"), "{\"note\": 1\n").unwrap();
    assert!(run(folder.path()).unwrap_err().to_string().contains("line 1"));
}
