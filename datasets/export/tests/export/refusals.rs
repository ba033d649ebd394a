//! Requests that cannot be, and folders that are taken.

use std::fs;

use synth_export::{ExportError, MinScore, Options, export, find};

use crate::common::{corpus, corpus_of, files, run};

fn error(count: u64, options: &Options) -> ExportError {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), count);
    let out = dir.path().join("out");
    let error = export(&reader, find("hf").unwrap(), &out, false, options, &mut |_| ());
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "only the corpus is there: {left:?}");
    let error = error.unwrap_err();
    assert!(error.is_refusal());
    error
}

#[test]
fn an_export_of_nothing_says_why() {
    let empty = tempfile::tempdir().unwrap();
    let reader = corpus_of(&empty.path().join("corpus"), []);
    let out = empty.path().join("out");
    let none = export(&reader, find("hf").unwrap(), &out, false, &Options::default(), &mut |_| ());
    assert!(matches!(none, Err(ExportError::EmptyCorpus { .. })));

    let unknown = Options { families: vec!["bras".into()], ..Options::default() };
    let text = error(4, &unknown).to_string();
    assert_eq!(text, "the corpus has no family \"bras\"; it has bars, maze");

    let score = |name: &str, least| Options {
        min_scores: vec![MinScore { name: name.into(), least }],
        ..Options::default()
    };
    let text = error(4, &score("lgible", 0.5)).to_string();
    assert_eq!(text, "no task has a score \"lgible\"; there are legible");
    assert!(matches!(error(4, &score("legible", 1.0)), ExportError::NothingLeft { read: 4 }));
}

#[test]
fn an_export_that_is_there_is_replaced_only_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 6);
    let out = dir.path().join("out");
    run(&reader, "jsonl", &out, &Options::default());
    let before = files(&out);
    let hf = find("hf").unwrap();
    let again = export(&reader, hf, &out, false, &Options::default(), &mut |_| ());
    assert!(matches!(again, Err(ExportError::Exists { .. })));
    let unknown = Options { families: vec!["x".into()], ..Options::default() };
    assert!(export(&reader, hf, &out, true, &unknown, &mut |_| ()).is_err());
    assert_eq!(files(&out), before);
    export(&reader, hf, &out, true, &Options::default(), &mut |_| ()).unwrap();
    assert!(files(&out).keys().all(|name| !name.ends_with(".jsonl")));
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 6);
    let corpus_folder = dir.path().join("corpus");
    let before = files(&corpus_folder);
    let error = export(
        &reader,
        find("hf").unwrap(),
        &corpus_folder,
        true,
        &Options::default(),
        &mut |_| (),
    )
    .unwrap_err();
    assert!(error.to_string().contains("corpus.sqlite"), "{error}");
    assert_eq!(files(&corpus_folder), before);
}
