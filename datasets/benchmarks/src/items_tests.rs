//! Files and folders, good and bad, through the whole crate.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{LargeStringArray, StringArray, StringViewArray};
use proptest::prelude::*;
use tempfile::tempdir;

use crate::samples::{Sheet, picture};
use crate::{BenchmarkError, Items};

fn sheet(rows: u8) -> Sheet {
    let pictures: Vec<_> = (0..rows).map(Some).collect();
    let ids: Vec<_> = (0..rows).map(|row| format!("q{row}")).collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    Sheet::default()
        .texts("id", &ids)
        .pictures("image", &pictures)
        .texts("question", &vec!["How many?"; rows.into()])
        .texts("answer", &vec!["3"; rows.into()])
}

fn refused(path: &Path) -> String {
    Items::open(path).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("b")).unwrap();
    fs::write(folder.path().join("readme.md"), "no table").unwrap();
    sheet(40).write(&folder.path().join("a.parquet"));
    sheet(2).write(&folder.path().join("b/c.PARQUET"));
    let items = Items::open(folder.path()).unwrap();
    assert_eq!((items.layout().name, items.rows()), ("generic", 42));
    let items: Vec<_> = items.map(Result::unwrap).collect();
    let ids = (0..40).chain(0..2).map(|row| format!("q{row}")).collect::<Vec<_>>();
    assert_eq!(items.iter().map(|item| item.id.clone()).collect::<Vec<_>>(), ids);
    assert_eq!(items[39].images, vec![picture(39)]);
}

#[test]
fn rows_are_counted_through_batches() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let mut answers = vec!["3"; 40];
    answers[36] = "";
    sheet(40).texts("answer", &answers).write(&path);
    let found: Vec<_> = Items::open(&path).unwrap().collect();
    assert_eq!(found.len(), 40);
    assert!(matches!(&found[36], Err(BenchmarkError::NoAnswer { row: 37, .. })));
    assert_eq!(found.iter().filter(|item| item.is_err()).count(), 1);
}

#[test]
fn an_unknown_schema_is_told_with_the_known_ones() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    sheet(1).without("answer").write(&path);
    let said = refused(&path);
    assert!(said.contains("a.parquet has the columns `id`, `image`, `question`"), "{said}");
    assert!(said.contains("The nearest is generic, which also needs `ground_truth` or"), "{said}");
    assert!(said.contains("MathVista: `pid`") && said.contains("ChartQA: `image`"), "{said}");
}

#[test]
fn a_layout_can_be_named() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    sheet(1).write(&path);
    assert_eq!(Items::open_as(&path, "Generic").unwrap().layout().name, "generic");
    let said = Items::open_as(&path, "chart-qa").unwrap_err().to_string();
    assert!(said.contains("not in the layout of ChartQA: it lacks `query`, `label`"), "{said}");
    let said = Items::open_as(&path, "chess").unwrap_err().to_string();
    assert!(said.contains("no layout \"chess\"; the layouts are MathVista, MathVerse"), "{said}");
}

#[test]
fn what_is_no_table_is_told() {
    let folder = tempdir().unwrap();
    assert!(refused(folder.path()).contains("has no .parquet file"));
    let path = folder.path().join("a.parquet");
    assert!(refused(&path).starts_with(&path.display().to_string()));
    fs::write(&path, "PAR1 and no more").unwrap();
    assert!(refused(&path).contains("a.parquet cannot be read as Parquet"));
    sheet(1).write(&path);
    sheet(1).texts("query", &["?"]).texts("label", &["1"]).write(&folder.path().join("b.parquet"));
    let said = refused(folder.path());
    assert!(said.contains("b.parquet has the layout of ChartQA, the files before it"), "{said}");
}

#[test]
fn every_form_of_text_is_read() {
    let mut keyed = StringDictionaryBuilder::<Int32Type>::new();
    keyed.append_value("What?");
    let items = sheet(1)
        .column("question", Arc::new(keyed.finish()))
        .column("answer", Arc::new(LargeStringArray::from(vec!["red"])))
        .column("id", Arc::new(StringViewArray::from(vec!["v"])))
        .read("generic");
    let item = &items[0];
    assert_eq!((&*item.question, &*item.answer, &*item.id), ("What?", "red", "v"));
}

#[test]
fn pictures_may_lie_beside_the_table_but_not_outside() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    fs::create_dir(folder.path().join("images")).unwrap();
    fs::write(folder.path().join("images/1.png"), picture(9)).unwrap();
    fs::write(folder.path().join("images/2.png"), "no picture").unwrap();
    let names = ["images/1.png", "images/2.png", "images/3.png", "../a.png", "/etc/hosts"];
    sheet(5).column("image", Arc::new(StringArray::from(names.to_vec()))).write(&path);
    let found: Vec<_> = Items::open(&path).unwrap().collect();
    assert_eq!(found[0].as_ref().unwrap().images, vec![picture(9)]);
    let wants = ["no picture file that is known", "images/3.png", "outside", "outside"];
    for ((row, found), want) in (2..).zip(&found[1..]).zip(wants) {
        let said = found.as_ref().unwrap_err().to_string();
        assert!(
            said.contains(&format!("row {row}, column `image`")) && said.contains(want),
            "{said}"
        );
    }
}

#[test]
fn a_cell_of_another_type_is_told() {
    let said = sheet(1).lists("question", &[Some(&["What?"])]).error();
    assert!(said.contains("column `question`: a text was expected, and it is a list"), "{said}");
    let said = sheet(1).ints("image", &[4]).error();
    assert!(said.contains("column `image`: a picture was expected, and it is a number"), "{said}");
    let said = sheet(1).texts("options", &["red"]).error();
    assert!(said.contains("column `options`: \"red\" is no list of texts"), "{said}");
}

proptest! {
    #[test]
    fn a_damaged_file_costs_errors_and_no_more(at in 0.0..1.0_f64, byte: u8, cut: bool) {
        let folder = tempdir().unwrap();
        let path = folder.path().join("a.parquet");
        sheet(3).write(&path);
        let mut bytes = fs::read(&path).unwrap();
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        fs::write(&path, bytes).unwrap();
        if let Ok(items) = Items::open(&path) {
            prop_assert!(items.take(100).count() < 100);
        }
    }
}
