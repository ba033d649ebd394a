//! Filters, limits and sizes.

use synth_contracts::Level;
use synth_export::{MinScore, Options};

use crate::common::{corpus, corpus_of, files, lines, run, task};

fn ids(options: Options) -> Vec<u64> {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 30);
    let options = Options { splits: "1".parse().unwrap(), ..options };
    run(&reader, "jsonl", &dir.path().join("out"), &options);
    let number = |row: &serde_json::Value| {
        let caption = row["caption"].as_str().unwrap();
        caption["Chart ".len()..caption.find(':').unwrap()].parse().unwrap()
    };
    lines(&dir.path().join("out/data/train.jsonl")).iter().map(number).collect()
}

#[test]
fn filters_select_and_add_up() {
    let level = |n| Level::new(n).unwrap();
    let least = |least| vec![MinScore { name: "legible".into(), least }];
    assert_eq!(ids(Options { limit: Some(3), ..Options::default() }), [0, 1, 2]);
    let levels = vec![level(1), level(3)];
    assert_eq!(ids(Options { levels, limit: Some(4), ..Options::default() }), [0, 2, 5, 7]);
    assert_eq!(ids(Options { min_scores: least(0.9), ..Options::default() }), [9, 19, 29]);
    let families = vec!["maze".into()];
    let options = Options { families, min_scores: least(0.8), ..Options::default() };
    assert_eq!(ids(Options { limit: Some(2), ..options }), [9, 19]);
}

#[test]
fn pictures_and_boxes_shrink_together() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus_of(&dir.path().join("corpus"), [task(0, 64)]);
    let options =
        Options { splits: "1".parse().unwrap(), max_side: Some(32), ..Options::default() };
    run(&reader, "jsonl", &dir.path().join("out"), &options);
    let row = &lines(&dir.path().join("out/data/train.jsonl"))[0];
    assert_eq!((&row["width"], &row["height"]), (&32.into(), &16.into()));
    assert_eq!(row["evidence"], serde_json::json!([[0.75, 0.25, 5.75, 10.25]]));
    let all = files(&dir.path().join("out"));
    let png = all.iter().find(|(name, _)| name.ends_with(".png")).unwrap().1;
    let read = image::load_from_memory(png).unwrap();
    assert_eq!((read.width(), read.height()), (32, 16));
}
